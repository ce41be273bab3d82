// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/memory_table.hpp>
#include <postroom/mutex.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace postroom::session {

class Logon;
class SessionCore;

// The status table of a session: the runtime's three rows, and the rows that providers add through ModifyStatusRow
// (E-1 … E-7). Rows of transports are the spooler's, and every session of the profile shows them.
//
// Thread-safe. A change tells the sinks of open tables by itself (E-21).
class StatusTable {
 public:
  enum class Owner : ULONG { subsystem = 1, spooler, address_book, provider };
  // What a status row's entry identifier names.
  struct Target {
    Owner owner = Owner::provider;
    ULONG logon = 0;
  };

  // The runtime's rows; `session` outlives the table.
  StatusTable(const SessionCore& session, const std::string& profile_name, bool has_mail);

  // ModifyStatusRow (D-8): adds a row, or with `update` merges the columns into the logon's newest one.
  void modify(const Logon& logon, std::span<const SPropValue> columns, bool update);
  // All rows of a logon go with its support object (D-9).
  void remove(const Logon& logon) noexcept;

  // The default store of the profile is another one now, or none (C-44): the rows of the stores, of now and later, say
  // so in PR_RESOURCE_FLAGS. `stores` are the logons on stores.
  void set_default_store(std::span<const std::shared_ptr<Logon>> stores, const std::optional<MAPIUID>& section);

  // Changes one of the runtime's own rows.
  void update(Owner owner, ULONG status_code, const std::string& text);

  // The rows of this table's providers, of now and later, appear in `follower`, too, until unfollow(): how sessions
  // show the spooler's transports.
  void follow(StatusTable& follower);
  void unfollow(const StatusTable& follower) noexcept;

  kit::com_ptr<IMAPITable> open(const std::shared_ptr<kit::Core>& core, ULONG flags);
  kit::MemoryTable& rows() noexcept { return *table_; }

  // Reads an entry identifier of a status row of any session of this process; nothing when it is none.
  static std::optional<Target> target_of(std::span<const std::byte> entry) noexcept;

  // Empties the table, so that a leaked view holds nothing.
  void clear() noexcept { table_->clear(); }

 private:
  struct Row {
    ULONG logon = 0;
    std::string key;
    kit::PropertyBag columns;
  };

  ULONG resource_flags(const Logon& logon) const POSTROOM_REQUIRES(mutex_);
  // Shows a provider's row here and in the followers.
  void put(const kit::PropertyBag& row) POSTROOM_REQUIRES(mutex_);

  const ULONG session_;
  const std::shared_ptr<kit::MemoryTable> table_;
  // Held until the tables show a change, so that they show the last one: a row that was removed stays away. Their sinks
  // are told later, by the engine's thread.
  mutable kit::Mutex mutex_;
  std::vector<Row> rows_ POSTROOM_GUARDED_BY(mutex_);  // of providers
  ULONG next_row_ POSTROOM_GUARDED_BY(mutex_) = 1;
  // Set once it has changed; until then the logons' entries say which it is.
  std::optional<std::optional<MAPIUID>> default_store_ POSTROOM_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<kit::MemoryTable>> followers_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::session
