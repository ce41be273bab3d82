// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/maildir/inotify.hpp"

#include <filesystem>
#include <functional>
#include <thread>

namespace postroom::maildir {

// A thread that waits for files to appear in a folder (inotify) and says so: once at the start, since mail may have
// come before anyone watched, and then for each burst of arrivals.
//
// `appeared` runs on the watcher's thread. The destructor ends the thread and may not run on it.
class Watcher {
 public:
  // Throws kit::Failure when the folder cannot be watched.
  Watcher(const std::filesystem::path& folder, std::function<void()> appeared);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // Makes the thread end soon, without waiting for it.
  void stop() noexcept;

 private:
  void run(const std::function<void()>& appeared) const;

  Inotify arrivals_;
  int stop_ = -1;  // an eventfd: readable means end
  std::thread thread_;
};

}  // namespace postroom::maildir
