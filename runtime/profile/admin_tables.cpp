// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/admin_tables.hpp"

#include "runtime/profile/uid.hpp"

#include <postroom/failure.hpp>
#include <postroom/memory_table.hpp>

#include <mapitags.h>

#include <utility>

namespace postroom::profile {
namespace {

kit::com_ptr<IMAPITable> snapshot(std::shared_ptr<kit::Core> core, std::vector<ULONG> columns,
                                  std::vector<kit::PropertyBag> rows, ULONG flags, kit::SortOrder order = {}) {
  kit::require_flags(flags, MAPI_UNICODE);
  const auto table = kit::MemoryTable::create(PR_INSTANCE_KEY, std::move(columns));
  table->put(std::move(rows));
  return table->view(std::move(core), {.flags = flags, .order = std::move(order)});
}

std::vector<ULONG> provider_columns() {
  return {PR_DISPLAY_NAME_W, PR_INSTANCE_KEY,   PR_PROVIDER_DISPLAY_W, PR_PROVIDER_DLL_NAME_W, PR_PROVIDER_ORDINAL,
          PR_PROVIDER_UID,   PR_RESOURCE_FLAGS, PR_RESOURCE_TYPE,      PR_SERVICE_NAME_W,      PR_SERVICE_UID};
}

kit::PropertyBag provider_row(const ProviderEntry& entry) {
  kit::PropertyBag row;
  row.set(PR_INSTANCE_KEY, entry.section);
  row.set(PR_PROVIDER_UID, entry.section);
  row.set(PR_SERVICE_UID, entry.service);
  row.set(PR_SERVICE_NAME_W, entry.service_name);
  row.set(PR_DISPLAY_NAME_W, entry.display_name);
  row.set(PR_PROVIDER_DISPLAY_W, entry.provider_display);
  row.set(PR_PROVIDER_DLL_NAME_W, entry.dll_name);
  row.set(PR_PROVIDER_ORDINAL, entry.ordinal);
  row.set(PR_RESOURCE_TYPE, entry.resource_type);
  row.set(PR_RESOURCE_FLAGS, entry.resource_flags);
  return row;
}

}  // namespace

kit::com_ptr<IMAPITable> profile_table(std::shared_ptr<kit::Core> core, ProfileStore& store, ULONG flags) {
  std::vector<kit::PropertyBag> rows;
  for (const ProfileEntry& entry : store.profiles()) {
    if (entry.app && (flags & MAPI_APP_PROFILE) == 0) continue;
    kit::PropertyBag row;
    row.set(PR_DISPLAY_NAME_W, entry.name);
    row.set(PR_DEFAULT_PROFILE, entry.is_default);
    row.set(PR_INSTANCE_KEY, entry.name);
    rows.push_back(std::move(row));
  }
  return snapshot(std::move(core), {PR_DISPLAY_NAME_W, PR_DEFAULT_PROFILE, PR_INSTANCE_KEY}, std::move(rows),
                  flags & ~MAPI_APP_PROFILE);
}

kit::com_ptr<IMAPITable> service_table(std::shared_ptr<kit::Core> core, const Profile& profile, ULONG flags) {
  std::vector<kit::PropertyBag> rows;
  for (const ServiceEntry& entry : profile.services()) {
    kit::PropertyBag row;
    row.set(PR_SERVICE_UID, entry.section);
    row.set(PR_INSTANCE_KEY, entry.section);
    row.set(PR_DISPLAY_NAME_W, entry.display_name);
    row.set(PR_SERVICE_NAME_W, entry.name);
    row.set(PR_RESOURCE_FLAGS, entry.resource_flags);
    if (!entry.dll_name.empty()) row.set(PR_SERVICE_DLL_NAME_W, entry.dll_name);
    if (!entry.entry_name.empty()) row.set(PR_SERVICE_ENTRY_NAME, entry.entry_name);
    if (!entry.support_files.empty()) row.set(PR_SERVICE_SUPPORT_FILES_W, entry.support_files);
    rows.push_back(std::move(row));
  }
  return snapshot(std::move(core),
                  {PR_DISPLAY_NAME_W, PR_INSTANCE_KEY, PR_RESOURCE_FLAGS, PR_SERVICE_DLL_NAME_W, PR_SERVICE_ENTRY_NAME,
                   PR_SERVICE_NAME_W, PR_SERVICE_SUPPORT_FILES_W, PR_SERVICE_UID},
                  std::move(rows), flags, kit::SortOrder({{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}));
}

kit::com_ptr<IMAPITable> provider_table(std::shared_ptr<kit::Core> core, const Profile& profile, ULONG flags) {
  std::vector<kit::PropertyBag> rows;
  for (const ProviderEntry& entry : profile.providers()) rows.push_back(provider_row(entry));
  return snapshot(std::move(core), provider_columns(), std::move(rows), flags);
}

kit::com_ptr<IMAPITable> provider_table(std::shared_ptr<kit::Core> core, const Profile& profile, const MAPIUID& service,
                                        ULONG flags) {
  std::vector<kit::PropertyBag> rows;
  for (const ProviderEntry& entry : profile.providers()) {
    if (same_uid(entry.service, service)) rows.push_back(provider_row(entry));
  }
  for (const MAPIUID& extra : profile.extra_sections(service)) {
    kit::PropertyBag row;
    row.set(PR_INSTANCE_KEY, extra);
    row.set(PR_PROVIDER_UID, extra);
    row.set(PR_SERVICE_UID, service);
    rows.push_back(std::move(row));
  }
  return snapshot(std::move(core), provider_columns(), std::move(rows), flags);
}

}  // namespace postroom::profile
