// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mutex.hpp>

#include <memory>
#include <vector>

namespace postroom::kit::provider {

class LogonCore;

// The logons of one provider object that are not yet logged off (C-36, J-26). Thread-safe; owns none of them.
class LogonList {
 public:
  // Enters a logon that has succeeded; its close() takes it out again. `logon` remembers `list`, weakly.
  static void enter(const std::shared_ptr<LogonList>& list, const std::shared_ptr<LogonCore>& logon);

  // Those that are logged on now, held for the caller's use, oldest first.
  std::vector<std::shared_ptr<LogonCore>> live() const;

 private:
  friend class LogonCore;
  void remove(const LogonCore* logon) noexcept;

  struct Entry {
    const LogonCore* key;
    std::weak_ptr<LogonCore> logon;
  };

  mutable Mutex mutex_;
  std::vector<Entry> logons_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::provider
