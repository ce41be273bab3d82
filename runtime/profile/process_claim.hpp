// SPDX-License-Identifier: Apache-2.0
//
// How processes know of each other whether they live: each holds a record lock on one byte of a file of its own
// beside the database, which the kernel drops when the process ends, however it ends. The byte's number is the
// process's id in the database.
//
// One claim per file and process, never closed (closing any descriptor of the file would drop the lock). Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>

namespace postroom::profile {

class ProcessClaim {
 public:
  // The claim of this process; made by the first call, and again in a child after fork, which inherits no lock.
  static ProcessClaim& of(const std::filesystem::path& file);

  std::int64_t process() const noexcept { return process_; }

  // Does a process live that has this id? True for this one.
  bool lives(std::int64_t process) const;

 private:
  explicit ProcessClaim(const std::filesystem::path& file);

  int descriptor_;
  std::int64_t process_;
};

}  // namespace postroom::profile
