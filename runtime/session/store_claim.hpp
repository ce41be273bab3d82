// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace postroom::session {

// A client's logon on a store that has mail, as other processes see it (J-43): while a process has such a logon, it
// holds a record lock for the store and its profile, which the kernel gives back when the process ends, however it
// ends. The spooler's own logons claim nothing, so the spooler never counts as another process.
//
// All claims are bytes of one file, which is opened once per process and never closed, because POSIX record locks go
// when *any* descriptor of their file is closed. A child after fork has no locks, and none of ours either. Thread-safe.
class StoreClaim {
 public:
  // What a store of a profile is called in the file: a byte that no two of them share.
  using Place = std::int64_t;
  static Place place_of(std::string_view profile, std::string_view record_key);

  // Claims the place for this process, beside others of this process and of others. A file that cannot be made or
  // locked is noted in the trace: the store works without.
  StoreClaim(const std::filesystem::path& folder, Place place);
  ~StoreClaim();
  StoreClaim(const StoreClaim&) = delete;
  StoreClaim& operator=(const StoreClaim&) = delete;

  // Has another process a claim on the place? Claims of this one do not count.
  static bool held_elsewhere(const std::filesystem::path& folder, Place place) noexcept;

 private:
  const std::string file_;
  const Place place_;
};

}  // namespace postroom::session
