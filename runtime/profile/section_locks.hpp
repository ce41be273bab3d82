// SPDX-License-Identifier: Apache-2.0
//
// Who in this process has which profile section open: many readers or one writer (B-19). Thread-safe; nothing waits.
#pragma once

#include <postroom/mutex.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace postroom::profile {

class SectionLocks {
 public:
  using Ticket = std::int64_t;

  // A ticket to give back, or 0 when the section is taken. `use` is the session's use, 0 without.
  Ticket acquire(std::int64_t profile, const std::string& uid, bool write, std::int64_t use);
  void release(Ticket ticket);
  // Takes back every ticket of a use, from objects that were leaked too.
  void release_use(std::int64_t use);

 private:
  struct Held {
    std::int64_t profile;
    std::string uid;
    bool write;
    std::int64_t use;
  };

  kit::Mutex mutex_;
  Ticket next_ POSTROOM_GUARDED_BY(mutex_) = 1;
  std::map<Ticket, Held> held_ POSTROOM_GUARDED_BY(mutex_);  // few at a time
};

}  // namespace postroom::profile
