// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/inotify.hpp"

#include <postroom/failure.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>

namespace postroom::maildir {
namespace {

constexpr int kNone = -1;

// Open descriptors without a watch. They need no constructor, and what comes back after close_spares() has run, in a
// process that exits beside a watcher, does no harm here.
constinit std::array<std::atomic<int>, 4> spare{kNone, kNone, kNone, kNone};

int take_spare() noexcept {
  for (std::atomic<int>& each : spare) {
    if (const int descriptor = each.exchange(kNone); descriptor != kNone) return descriptor;
  }
  return kNone;
}

bool keep_as_spare(int descriptor) noexcept {
  for (std::atomic<int>& each : spare) {
    int expected = kNone;
    if (each.compare_exchange_strong(expected, descriptor)) return true;
  }
  return false;
}

// When the library is unloaded.
[[gnu::destructor]] void close_spares() noexcept {
  for (int descriptor = take_spare(); descriptor != kNone; descriptor = take_spare()) ::close(descriptor);
}

[[noreturn]] void cannot_watch(const std::filesystem::path& folder, int error) {
  kit::fail(MAPI_E_NOT_ENOUGH_RESOURCES, "cannot watch " + folder.string() + ": " + std::strerror(error));
}

}  // namespace

Inotify::Inotify(const std::filesystem::path& folder) : descriptor_(take_spare()) {
  if (descriptor_ == kNone) descriptor_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (descriptor_ == kNone) cannot_watch(folder, errno);
  watch_ = ::inotify_add_watch(descriptor_, folder.c_str(), IN_CREATE | IN_MOVED_TO);
  if (watch_ != kNone) return;
  const int error = errno;
  ::close(descriptor_);
  cannot_watch(folder, error);
}

Inotify::~Inotify() {
  // It fails for a folder that is gone, and for a descriptor that the process has closed: nothing to keep.
  const bool sound = ::inotify_rm_watch(descriptor_, watch_) == 0;
  if (sound) static_cast<void>(drain());  // the next watch hears nothing of this one
  if (!sound || !keep_as_spare(descriptor_)) ::close(descriptor_);
}

bool Inotify::drain() const noexcept {
  alignas(inotify_event) std::array<char, 4096> events;
  bool any = false;
  while (::read(descriptor_, events.data(), events.size()) > 0) any = true;
  return any;
}

}  // namespace postroom::maildir
