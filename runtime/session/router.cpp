// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/router.hpp"

#include "runtime/session/logon.hpp"

#include <algorithm>
#include <cstring>

namespace postroom::session {

void Router::add(const MAPIUID& uid, std::shared_ptr<Logon> logon) {
  const kit::Lock lock(mutex_);
  entries_.push_back({uid, std::move(logon)});
}

std::vector<MAPIUID> Router::remove(const Logon& logon) noexcept {
  std::vector<MAPIUID> removed;
  std::vector<Entry> released;  // a logon's destructor must not run under the lock
  const kit::Lock lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (entry->logon.get() != &logon) {
      ++entry;
      continue;
    }
    removed.push_back(entry->uid);
    released.push_back(std::move(*entry));
    entry = entries_.erase(entry);
  }
  return removed;
}

std::shared_ptr<Logon> Router::route(const MAPIUID& uid) const {
  const kit::Lock lock(mutex_);
  for (const Entry& entry : entries_) {
    if (std::memcmp(&entry.uid, &uid, sizeof uid) == 0 && entry.logon->is_on()) return entry.logon;
  }
  return nullptr;
}

}  // namespace postroom::session
