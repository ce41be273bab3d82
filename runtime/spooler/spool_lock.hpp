// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace postroom::spooler {

// Which process spools for a profile: the one that holds the record lock on a file of its own. The kernel gives the
// lock back when that process ends, however it ends.
//
// POSIX record locks go when *any* descriptor of the file is closed, so the file is opened once per process and never
// closed. Two spoolers of one profile in one process are kept apart here, since the kernel does not. Thread-safe.
class SpoolLock {
 public:
  // `profile` names the file in the folder of what ends with the machine.
  SpoolLock(const std::filesystem::path& folder, const std::string& profile);
  ~SpoolLock();
  SpoolLock(const SpoolLock&) = delete;
  SpoolLock& operator=(const SpoolLock&) = delete;

  // True when this object holds the lock now. Throws kit::Failure, with what to do, when the file cannot be opened.
  bool try_lock();
  void unlock() noexcept;

 private:
  const std::filesystem::path file_;
  bool held_ = false;
};

}  // namespace postroom::spooler
