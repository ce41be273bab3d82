// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/section_locks.hpp"

namespace postroom::profile {

SectionLocks::Ticket SectionLocks::acquire(std::int64_t profile, const std::string& uid, bool write, std::int64_t use) {
  const kit::Lock lock(mutex_);
  for (const auto& [ticket, held] : held_) {
    if (held.profile == profile && held.uid == uid && (write || held.write)) return 0;
  }
  held_.emplace(next_, Held{profile, uid, write, use});
  return next_++;
}

void SectionLocks::release(Ticket ticket) {
  const kit::Lock lock(mutex_);
  held_.erase(ticket);
}

void SectionLocks::release_use(std::int64_t use) {
  const kit::Lock lock(mutex_);
  std::erase_if(held_, [use](const auto& entry) { return entry.second.use == use; });
}

}  // namespace postroom::profile
