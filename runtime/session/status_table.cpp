// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/status_table.hpp"

#include "runtime/notify/table_notifier.hpp"
#include "runtime/session/logon.hpp"
#include "runtime/session/session_core.hpp"

#include <mapitags.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace postroom::session {
namespace {

constexpr MAPIUID kStatusRow = {
    {0x5e, 0x2d, 0x6a, 0x0b, 0x93, 0x4f, 0x4c, 0x1d, 0x8a, 0x61, 0x0d, 0xa1, 0xd6, 0xf5, 0x17, 0xb3}};

// The entry identifier of a status row, permanent for the life of the session.
struct RowId {
  BYTE flags[4] = {};
  MAPIUID uid = kStatusRow;
  ULONG session = 0;
  ULONG owner = 0;
  ULONG logon = 0;
  ULONG row = 0;
};
static_assert(sizeof(RowId) == 36);

std::string key_of(const RowId& id) {
  return std::string(kit::bytes_of(id).substr(offsetof(RowId, session)));
}

void complete(kit::PropertyBag& row, const RowId& id) {
  row.set(PR_ENTRYID, kit::bytes_of(id));
  row.set(PR_INSTANCE_KEY, key_of(id));
  row.set(PR_OBJECT_TYPE, MAPI_STATUS);
  row.set(PR_ROWID, id.row);
}

const std::vector<ULONG>& default_columns() {
  static const auto* const columns = new std::vector<ULONG>{
      PR_DISPLAY_NAME_W,     PR_STATUS_CODE, PR_STATUS_STRING_W, PR_RESOURCE_TYPE, PR_RESOURCE_FLAGS,
      PR_RESOURCE_METHODS,   PR_ENTRYID,     PR_INSTANCE_KEY,    PR_OBJECT_TYPE,   PR_PROVIDER_DLL_NAME_W,
      PR_PROVIDER_DISPLAY_W, PR_ROWID};
  return *columns;
}

ULONG resource_type(StatusTable::Owner owner) {
  switch (owner) {
    case StatusTable::Owner::subsystem:
      return MAPI_SUBSYSTEM;
    case StatusTable::Owner::spooler:
      return MAPI_SPOOLER;
    default:
      return MAPI_AB;
  }
}

}  // namespace

StatusTable::StatusTable(const SessionCore& session, const std::string& profile_name, bool has_mail)
    : session_(session.number()), table_(kit::MemoryTable::create(PR_INSTANCE_KEY, default_columns())) {
  struct Own {
    Owner owner;
    std::string name;
    ULONG methods;
    ULONG code;
  };
  const std::array rows{
      Own{Owner::subsystem, profile_name, STATUS_VALIDATE_STATE, STATUS_AVAILABLE},  // E-5, E-9
      // Without mail there is nobody behind it who could do either (C-7, E-8).
      Own{Owner::spooler, "Spooler", has_mail ? STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES : 0,
          has_mail ? STATUS_AVAILABLE : STATUS_FAILURE},
      Own{Owner::address_book, "Address Book", STATUS_VALIDATE_STATE, STATUS_AVAILABLE},
  };
  for (const Own& own : rows) {
    kit::PropertyBag row{{PR_DISPLAY_NAME_W, own.name},
                         {PR_STATUS_CODE, own.code},
                         {PR_RESOURCE_METHODS, own.methods},
                         {PR_RESOURCE_FLAGS, 0},
                         {PR_RESOURCE_TYPE, resource_type(own.owner)},
                         {PR_PROVIDER_DISPLAY_W, "Postroom"}};
    RowId id;
    id.session = session_;
    id.owner = static_cast<ULONG>(own.owner);
    id.row = static_cast<ULONG>(own.owner);
    complete(row, id);
    table_->put(std::move(row));
  }
  next_row_ = static_cast<ULONG>(Owner::provider);
}

void StatusTable::put(const kit::PropertyBag& row) {
  table_->put(row);
  for (const auto& follower : followers_) follower->put(row);
}

void StatusTable::modify(const Logon& logon, std::span<const SPropValue> columns, bool update) {
  const kit::PropertyBag changes = kit::PropertyBag::from(columns);
  const kit::Lock lock(mutex_);
  auto known = std::find_if(rows_.rbegin(), rows_.rend(), [&](const Row& r) { return r.logon == logon.number(); });
  const bool added = !update || known == rows_.rend();
  if (added) {
    RowId id;
    id.session = session_;
    id.owner = static_cast<ULONG>(Owner::provider);
    id.logon = logon.number();
    id.row = next_row_++;
    rows_.push_back({logon.number(), key_of(id), changes});
    known = rows_.rbegin();
    complete(known->columns, id);
  } else {
    known->columns.merge(changes);
  }
  // What the profile says about the provider overrides what the provider says (E-4).
  known->columns.set(PR_PROVIDER_DLL_NAME_W, logon.entry().dll_name);
  known->columns.set(PR_RESOURCE_FLAGS, resource_flags(logon));
  known->columns.set(PR_RESOURCE_TYPE, logon.entry().resource_type);
  put(known->columns);
  if (!added) return;
  trace::record(trace::Event::row_added, logon.subject(), {.detail = std::to_string(known->columns.number(PR_ROWID))});
}

// As the profile has it, but for what has changed since the session began.
ULONG StatusTable::resource_flags(const Logon& logon) const {
  const profile::ProviderEntry& entry = logon.entry();
  if (!default_store_ || entry.resource_type != MAPI_STORE_PROVIDER) return entry.resource_flags;
  const std::optional<MAPIUID>& chosen = *default_store_;
  const bool is_it = chosen && std::memcmp(&*chosen, &entry.section, sizeof entry.section) == 0;
  return is_it ? entry.resource_flags | STATUS_DEFAULT_STORE : entry.resource_flags & ~STATUS_DEFAULT_STORE;
}

void StatusTable::set_default_store(std::span<const std::shared_ptr<Logon>> stores,
                                    const std::optional<MAPIUID>& section) {
  const kit::Lock lock(mutex_);
  default_store_ = section;
  for (const auto& logon : stores) {
    const ULONG flags = resource_flags(*logon);
    for (Row& row : rows_) {
      if (row.logon != logon->number() || static_cast<ULONG>(row.columns.number(PR_RESOURCE_FLAGS)) == flags) continue;
      row.columns.set(PR_RESOURCE_FLAGS, flags);
      put(row.columns);
    }
  }
}

void StatusTable::remove(const Logon& logon) noexcept {
  const kit::Lock lock(mutex_);
  const auto first =
      std::stable_partition(rows_.begin(), rows_.end(), [&](const Row& r) { return r.logon != logon.number(); });
  for (auto row = first; row != rows_.end(); ++row) {
    const kit::PropertyValue key(PR_INSTANCE_KEY, row->key);
    table_->erase(key);
    for (const auto& follower : followers_) follower->erase(key);
    trace::record(trace::Event::row_removed, logon.subject(),
                  {.detail = std::to_string(row->columns.number(PR_ROWID))});
  }
  rows_.erase(first, rows_.end());
}

void StatusTable::update(Owner owner, ULONG status_code, const std::string& text) {
  const kit::Lock lock(mutex_);
  for (const kit::SharedBag& row : table_->rows()) {
    if (row->number(PR_ROWID) != static_cast<int>(owner)) continue;
    kit::PropertyBag changed = *row;
    changed.set(PR_STATUS_CODE, status_code);
    changed.set(PR_STATUS_STRING_W, text);
    table_->put(std::move(changed));
  }
}

void StatusTable::follow(StatusTable& follower) {
  const kit::Lock lock(mutex_);
  followers_.push_back(follower.table_);
  for (const Row& row : rows_) follower.table_->put(row.columns);
}

void StatusTable::unfollow(const StatusTable& follower) noexcept {
  const kit::Lock lock(mutex_);
  std::erase(followers_, follower.table_);
}

kit::com_ptr<IMAPITable> StatusTable::open(const std::shared_ptr<kit::Core>& core, ULONG flags) {
  kit::TableViewOptions options;
  options.flags = flags;
  options.notifier = notify::notify_tables_of({session_, 0});
  return table_->view(core, std::move(options));
}

std::optional<StatusTable::Target> StatusTable::target_of(std::span<const std::byte> entry) noexcept {
  RowId id;
  if (entry.size() != sizeof id) return std::nullopt;
  std::memcpy(&id, entry.data(), sizeof id);
  if (std::memcmp(&id.uid, &kStatusRow, sizeof kStatusRow) != 0) return std::nullopt;
  if (id.owner < static_cast<ULONG>(Owner::subsystem) || id.owner > static_cast<ULONG>(Owner::provider))
    return std::nullopt;
  return Target{static_cast<Owner>(id.owner), id.logon};
}

}  // namespace postroom::session
