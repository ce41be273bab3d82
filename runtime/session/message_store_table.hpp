// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/profile/profile.hpp"
#include "runtime/session/wrapped_store_id.hpp"

#include <postroom/memory_table.hpp>
#include <postroom/mutex.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace postroom::session {

class SessionCore;

// The message stores of the session's profile, open or not, as far as they are not temporary (C-45): the table that
// clients choose a store from. What it says of a store is what the store wrote into its profile section, so it is read
// again whenever a store has logged on.
//
// Thread-safe. A change tells the sinks of open tables.
class MessageStoreTable {
 public:
  explicit MessageStoreTable(SessionCore& session);

  kit::com_ptr<IMAPITable> open(const std::shared_ptr<kit::Core>& core, ULONG flags);

  // Reads the profile again.
  void refresh();

  // A store of the profile: its provider's entry, and its entry identifier, unwrapped; empty when it has none yet.
  struct Store {
    profile::ProviderEntry entry;
    EntryId private_id;
  };
  std::vector<Store> stores() const;

  // A store that was never opened has no identifier of its own yet, but clients choose stores by identifiers: until its
  // first logon the profile section stands for it, in the shape of a private identifier. The provider never sees it: it
  // gets none, and looks into its section (C-30).
  static EntryId stand_in(const profile::ProviderEntry& entry);

  void clear() noexcept { table_->clear(); }

 private:
  SessionCore& session_;
  const std::shared_ptr<kit::MemoryTable> table_;
};

}  // namespace postroom::session
