// SPDX-License-Identifier: Apache-2.0
#include "kit/store/message_store.hpp"
#include "kit/store/private_tags.hpp"
#include "kit/store/special_folders.hpp"

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::store {
namespace {

constexpr std::array kComputed{PR_ENTRYID,          PR_STORE_ENTRYID,     PR_RECORD_KEY,
                               PR_STORE_RECORD_KEY, PR_OBJECT_TYPE,       PR_STORE_SUPPORT_MASK,
                               PR_MDB_PROVIDER,     PR_MAPPING_SIGNATURE, PR_PROVIDER_DISPLAY_W,
                               PR_ACCESS,           PR_ACCESS_LEVEL,      PR_VALID_FOLDER_MASK};

bool is_computed(ULONG tag) noexcept {
  return std::ranges::any_of(kComputed, [&](ULONG each) { return id_of(each) == id_of(tag); });
}

}  // namespace

StoreSource::StoreSource(std::shared_ptr<StoreCore> core) : DirectSource(core, kStoreObject, core->writable()) {}

std::optional<PropertyValue> StoreSource::computed(Snapshot& snapshot, const ObjectInfo&, ULONG tag) {
  const RecordKey& record_key = core().identity().record_key;
  switch (id_of(tag)) {
    case id_of(PR_ENTRYID):
      return PropertyValue(PR_ENTRYID, core().store_entry());
    case id_of(PR_STORE_ENTRYID):
      return PropertyValue(PR_STORE_ENTRYID, core().store_entry());  // F-19
    case id_of(PR_RECORD_KEY):
      return PropertyValue(PR_RECORD_KEY, record_key.view());
    case id_of(PR_STORE_RECORD_KEY):
      return PropertyValue(PR_STORE_RECORD_KEY, record_key.view());
    case id_of(PR_MAPPING_SIGNATURE):
      return PropertyValue(PR_MAPPING_SIGNATURE, record_key.view());
    case id_of(PR_OBJECT_TYPE):
      return PropertyValue(PR_OBJECT_TYPE, MAPI_STORE);
    case id_of(PR_STORE_SUPPORT_MASK):
      return PropertyValue(PR_STORE_SUPPORT_MASK, core().support_mask());
    case id_of(PR_MDB_PROVIDER):
      return PropertyValue(PR_MDB_PROVIDER, core().medium().provider_uid());
    case id_of(PR_PROVIDER_DISPLAY_W):
      return PropertyValue(PR_PROVIDER_DISPLAY_W, core().medium().display_name());
    case id_of(PR_ACCESS):
      return PropertyValue(PR_ACCESS, MAPI_ACCESS_READ | (writable() ? MAPI_ACCESS_MODIFY : 0));
    case id_of(PR_ACCESS_LEVEL):
      return PropertyValue(PR_ACCESS_LEVEL, writable() ? MAPI_MODIFY : 0);
    case id_of(PR_VALID_FOLDER_MASK):
      return PropertyValue(PR_VALID_FOLDER_MASK, valid_folders(snapshot));
    default:
      break;
  }
  const SpecialFolderInfo* special = special_folder_by_tag(tag);
  if (special == nullptr || is_private(tag)) return std::nullopt;
  const auto folder = find_special(snapshot.properties(kStoreObject), special->folder);
  if (!folder) return std::nullopt;
  return PropertyValue(special->tag, core().entry(ObjectType::folder, *folder));
}

std::vector<ULONG> StoreSource::computed_tags() {
  std::vector<ULONG> tags(kComputed.begin(), kComputed.end());
  for (std::size_t i = 0; i < kSpecialFolders; ++i) {
    const ULONG tag = special_folder(static_cast<SpecialFolder>(i)).tag;
    if (!is_private(tag)) tags.push_back(tag);
  }
  return tags;
}

void StoreSource::before_set(Transaction& transaction, const ObjectInfo&, PropertyValue& value) {
  before_erase(value.tag());
  if (special_folder_by_tag(value.tag()) == nullptr) return;
  // An entry identifier from outside, kept as what it names.
  const std::string_view entry = value.binary();
  const ObjectEntry folder = core().parse(static_cast<ULONG>(entry.size()), entry.data());
  const auto info = transaction.find(folder.id);
  if (!info || info->type != ObjectType::folder) fail(MAPI_E_NOT_FOUND, "the folder does not exist");
  value = PropertyValue(value.tag(), folder.id.view());
}

void StoreSource::before_erase(ULONG tag) {
  if (is_computed(tag) || is_private(tag)) fail(MAPI_E_COMPUTED, "the store computes the property");
}

}  // namespace postroom::kit::store
