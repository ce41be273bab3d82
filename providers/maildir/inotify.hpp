// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace postroom::maildir {

// An inotify descriptor with one watch: it is readable once files have been created in a folder or moved into it.
//
// Closing such a descriptor right after its watch makes the kernel wait for a grace period, milliseconds that every
// session's logoff would spend (J-57); taking back the watch costs microseconds. So a few descriptors that nobody uses
// stay open for the next watch, without one, until the library is unloaded. `bench/run shutdown` shows what it saves.
class Inotify {
 public:
  // Throws kit::Failure (MAPI_E_NOT_ENOUGH_RESOURCES) when the folder cannot be watched.
  explicit Inotify(const std::filesystem::path& folder);
  ~Inotify();
  Inotify(const Inotify&) = delete;
  Inotify& operator=(const Inotify&) = delete;

  // For poll(); it stays this object's.
  int descriptor() const noexcept { return descriptor_; }

  // Forgets what has happened until now. Was there anything?
  bool drain() const noexcept;

 private:
  int descriptor_;
  int watch_;
};

}  // namespace postroom::maildir
