// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/message_store_table.hpp"

#include "runtime/notify/table_notifier.hpp"
#include "runtime/session/session_core.hpp"

#include <mapitags.h>

#include <algorithm>
#include <cstring>

namespace postroom::session {
namespace {

const std::vector<ULONG>& default_columns() {
  static const auto* const columns = new std::vector<ULONG>{
      PR_DISPLAY_NAME_W, PR_ENTRYID,      PR_DEFAULT_STORE, PR_PROVIDER_DISPLAY_W, PR_MDB_PROVIDER, PR_RESOURCE_FLAGS,
      PR_RECORD_KEY,     PR_INSTANCE_KEY, PR_OBJECT_TYPE,   PR_RESOURCE_TYPE,      PR_PROVIDER_UID, PR_SERVICE_UID};
  return *columns;
}

bool same_uid(const MAPIUID& a, const MAPIUID& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

}  // namespace

MessageStoreTable::MessageStoreTable(SessionCore& session)
    : session_(session), table_(kit::MemoryTable::create(PR_INSTANCE_KEY, default_columns())) {}

void MessageStoreTable::refresh() {
  const profile::Profile& profile = session_.use().profile();
  const auto default_store = profile.default_store();
  std::vector<kit::PropertyBag> rows;
  for (const profile::ProviderEntry& entry : session_.use().providers(MAPI_STORE_PROVIDER)) {
    kit::PropertyBag row = profile.properties(entry.section);
    row.set(PR_INSTANCE_KEY, entry.section);
    row.set(PR_PROVIDER_UID, entry.section);
    row.set(PR_SERVICE_UID, entry.service);
    row.set(PR_OBJECT_TYPE, MAPI_STORE);
    row.set(PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER);
    row.set(PR_DEFAULT_STORE, default_store && same_uid(*default_store, entry.section));
    if (!row.has(PR_DISPLAY_NAME_W)) row.set(PR_DISPLAY_NAME_W, entry.display_name);
    if (!row.has(PR_PROVIDER_DISPLAY_W)) row.set(PR_PROVIDER_DISPLAY_W, entry.provider_display);
    const std::string_view id = row.binary(PR_ENTRYID);
    const EntryId private_id = id.empty() ? stand_in(entry) : copy_of(std::as_bytes(std::span(id)));
    row.set(PR_ENTRYID, EntryIdView(wrap_store_id(entry.dll_name, private_id)));  // clients see wrapped ones (F-17)
    rows.push_back(std::move(row));
  }
  const auto known = table_->rows();
  const bool same = std::equal(known.begin(), known.end(), rows.begin(), rows.end(),
                               [](const kit::SharedBag& a, const kit::PropertyBag& b) { return *a == b; });
  if (same) return;
  if (known.size() == rows.size()) {
    table_->put(std::move(rows));
  } else {
    table_->replace_all(std::move(rows));
  }
}

kit::com_ptr<IMAPITable> MessageStoreTable::open(const std::shared_ptr<kit::Core>& core, ULONG flags) {
  refresh();
  kit::TableViewOptions options;
  options.flags = flags;
  options.notifier = notify::notify_tables_of({session_.number(), 0});
  return table_->view(core, std::move(options));
}

EntryId MessageStoreTable::stand_in(const profile::ProviderEntry& entry) {
  constexpr std::size_t kFlags = 4;
  const auto section = std::as_bytes(std::span(&entry.section, 1));
  EntryId id(kFlags + section.size());
  std::ranges::copy(section, id.begin() + kFlags);
  return id;
}

std::vector<MessageStoreTable::Store> MessageStoreTable::stores() const {
  std::vector<Store> stores;
  for (profile::ProviderEntry& entry : session_.use().providers(MAPI_STORE_PROVIDER)) {
    const kit::PropertyBag section = session_.use().profile().properties(entry.section);
    const EntryIdView id = std::as_bytes(std::span(section.binary(PR_ENTRYID)));
    const auto unwrapped = unwrap_store_id(id);
    EntryId private_id = unwrapped ? unwrapped->private_id : copy_of(id);
    stores.push_back({std::move(entry), std::move(private_id)});
  }
  return stores;
}

}  // namespace postroom::session
