// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/watcher.hpp"

#include <postroom/failure.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace postroom::maildir {

Watcher::Watcher(const std::filesystem::path& folder, std::function<void()> appeared)
    : arrivals_(folder), stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (stop_ < 0) {
    kit::fail(MAPI_E_NOT_ENOUGH_RESOURCES, "cannot watch " + folder.string() + ": " + std::strerror(errno));
  }
  try {
    thread_ = std::thread([this, appeared = std::move(appeared)] { run(appeared); });
  } catch (...) {
    ::close(stop_);
    throw;
  }
}

Watcher::~Watcher() {
  stop();
  thread_.join();
  ::close(stop_);
}

void Watcher::stop() noexcept {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(stop_, &one, sizeof one));
}

void Watcher::run(const std::function<void()>& appeared) const {
  appeared();
  for (;;) {
    std::array<pollfd, 2> waited{{{arrivals_.descriptor(), POLLIN, 0}, {stop_, POLLIN, 0}}};
    if (::poll(waited.data(), waited.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if ((waited[1].revents & POLLIN) != 0) return;
    if ((waited[0].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return;  // nothing will be told any more
    if (arrivals_.drain()) appeared();
  }
}

}  // namespace postroom::maildir
