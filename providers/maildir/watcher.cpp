// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/watcher.hpp"

#include <postroom/failure.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace postroom::maildir {

Watcher::Watcher(const std::filesystem::path& folder, std::function<void()> appeared)
    : inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  try {
    if (inotify_ < 0 || stop_ < 0 || ::inotify_add_watch(inotify_, folder.c_str(), IN_CREATE | IN_MOVED_TO) < 0) {
      kit::fail(MAPI_E_NOT_ENOUGH_RESOURCES, "cannot watch " + folder.string() + ": " + std::strerror(errno));
    }
    thread_ = std::thread([this, appeared = std::move(appeared)] { run(appeared); });
  } catch (...) {
    if (inotify_ >= 0) ::close(inotify_);
    if (stop_ >= 0) ::close(stop_);
    throw;
  }
}

Watcher::~Watcher() {
  stop();
  thread_.join();
  ::close(inotify_);
  ::close(stop_);
}

void Watcher::stop() noexcept {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(stop_, &one, sizeof one));
}

void Watcher::run(const std::function<void()>& appeared) const {
  appeared();
  for (;;) {
    std::array<pollfd, 2> waited{{{inotify_, POLLIN, 0}, {stop_, POLLIN, 0}}};
    if (::poll(waited.data(), waited.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if ((waited[1].revents & POLLIN) != 0) return;
    if ((waited[0].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return;  // nothing will be told any more
    alignas(inotify_event) std::array<char, 4096> events;
    bool any = false;
    while (::read(inotify_, events.data(), events.size()) > 0) any = true;
    if (any) appeared();
  }
}

}  // namespace postroom::maildir
