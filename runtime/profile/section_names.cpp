// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/section_names.hpp"

#include "runtime/profile/uid.hpp"

#include <mapitags.h>

#include <map>

namespace postroom::profile {

ServiceEntry service_entry(const SectionRow& row) {
  const kit::PropertyValue* files = row.bag.find(PR_SERVICE_SUPPORT_FILES_W);
  return {.section = row.uid,
          .name = std::string(row.bag.text(PR_SERVICE_NAME_W)),
          .display_name = std::string(row.bag.text(PR_DISPLAY_NAME_W)),
          .dll_name = std::string(row.bag.text(PR_SERVICE_DLL_NAME_W)),
          .entry_name = std::string(row.bag.text(PR_SERVICE_ENTRY_NAME)),
          .support_files = files == nullptr ? std::vector<std::string>() : files->strings(),
          .resource_flags = static_cast<ULONG>(row.bag.number(PR_RESOURCE_FLAGS))};
}

ProviderEntry provider_entry(const SectionRow& row) {
  return {.section = row.uid,
          .service = row.service,
          .dll_name = std::string(row.bag.text(PR_PROVIDER_DLL_NAME_W)),
          .display_name = std::string(row.bag.text(PR_DISPLAY_NAME_W)),
          .provider_display = std::string(row.bag.text(PR_PROVIDER_DISPLAY_W)),
          .service_name = {},
          .resource_type = static_cast<ULONG>(row.bag.number(PR_RESOURCE_TYPE)),
          .resource_flags = static_cast<ULONG>(row.bag.number(PR_RESOURCE_FLAGS)),
          .ordinal = 0};
}

std::vector<ProviderEntry> provider_entries(SectionRows& sections) {
  std::map<std::string, std::string> names;
  for (const SectionRow& row : sections.of_kind(SectionKind::service)) {
    names.emplace(uid_bytes(row.uid), row.bag.text(PR_SERVICE_NAME_W));
  }
  std::vector<ProviderEntry> entries;
  for (const SectionRow& row : sections.of_kind(SectionKind::provider)) {
    entries.push_back(provider_entry(row));
    entries.back().service_name = names[uid_bytes(row.service)];
    entries.back().ordinal = static_cast<ULONG>(entries.size() - 1);
  }
  return entries;
}

}  // namespace postroom::profile
