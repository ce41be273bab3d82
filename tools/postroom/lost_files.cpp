// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lost_files.hpp"

#include <mapiaux.h>

#include "tools/postroom/properties.hpp"
#include "tools/postroom/text.hpp"

#include <cstring>
#include <filesystem>

namespace postroom::tool {
namespace {

constexpr ULONG MAPI_FORCE_ACCESS = 0x00080000;               // documented, and left to each program to define (B-21)
constexpr ULONG PR_BOOK_PATH = PROP_TAG(PT_UNICODE, 0x6600);  // where an address book's section says its file is

struct Provider {
  MAPIUID section{};
  std::string library;
};

std::vector<Provider> providers_of(IMsgServiceAdmin* services) {
  kit::com_ptr<IMAPITable> table;
  check(services->GetProviderTable(0, table.put()), services, "list the providers");
  std::vector<Provider> providers;
  for_each_row(table.get(), {PR_PROVIDER_UID, PR_PROVIDER_DLL_NAME_W}, [&](const Values& row) {
    const std::string uid = row.binary(PR_PROVIDER_UID);
    if (uid.size() != sizeof(MAPIUID)) return true;
    std::memcpy(&providers.emplace_back().section, uid.data(), uid.size());
    providers.back().library = row.text(PR_PROVIDER_DLL_NAME_W);
    return true;
  });
  return providers;
}

// A store's identifier ends with its record key and its file's name, NUL-terminated (kit/store/entry_id.hpp).
std::string file_in(const EntryId& store, const std::string& record_key) {
  const std::size_t key = store.rfind(record_key);
  if (record_key.empty() || key == std::string::npos) return {};
  return store.c_str() + key + record_key.size();
}

bool is_gone(const std::string& file) {
  std::error_code error;
  return !file.empty() && !std::filesystem::exists(file, error) && !error;
}

// What the provider's section says of a file, when it is gone. One without a record key was not there yet.
std::vector<LostFile> lost_of(IMsgServiceAdmin* services, Provider provider) {
  kit::com_ptr<IProfSect> section;
  check(services->OpenProfileSection(&provider.section, nullptr, MAPI_FORCE_ACCESS, section.put()), services,
        "open a provider's section");
  const Properties values = get_properties(section.get(), {PR_ENTRYID, PR_RECORD_KEY, PR_BOOK_PATH});
  const std::string key = values.binary(PR_RECORD_KEY);
  if (key.empty()) return {};
  if (provider.library.find("postroom_store") != std::string::npos) {
    const std::string file = file_in(values.binary(PR_ENTRYID), key);
    if (is_gone(file)) return {{file, filled(_("the message store %1 is gone"), file)}};
  }
  if (provider.library.find("postroom_book") != std::string::npos) {
    const std::string file = values.text(PR_BOOK_PATH);
    if (is_gone(file)) return {{file, filled(_("the address book %1 is gone"), file)}};
  }
  return {};
}

}  // namespace

std::vector<LostFile> lost_files(IMsgServiceAdmin* services) {
  std::vector<LostFile> lost;
  for (const Provider& provider : providers_of(services)) {
    for (LostFile& each : lost_of(services, provider)) lost.push_back(std::move(each));
  }
  return lost;
}

}  // namespace postroom::tool
