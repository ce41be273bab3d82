// SPDX-License-Identifier: Apache-2.0
//
// The folders that every store has, and where the store keeps their ids (M-50). Stateless; any thread.
#pragma once

#include <postroom/property_bag.hpp>
#include <postroom/store/backend.hpp>

#include <optional>
#include <string>

namespace postroom::kit::store {

class StoreCore;

enum class SpecialFolder : std::uint8_t {
  ipm_subtree,
  inbox,
  outbox,
  sent_items,
  deleted_items,
  finder,
  views,
  common_views
};
inline constexpr std::size_t kSpecialFolders = 8;

struct SpecialFolderInfo {
  SpecialFolder folder;
  ULONG tag;         // of the store's property with its id; PR_IPM_INBOX_ENTRYID is our own (inbox)
  ULONG valid;       // its bit in PR_VALID_FOLDER_MASK
  const char* name;  // PR_DISPLAY_NAME of a fresh one
  bool in_subtree;   // below the IPM subtree, otherwise below the root
};
const SpecialFolderInfo& special_folder(SpecialFolder folder) noexcept;
// The one whose id the property `tag` holds, or null.
const SpecialFolderInfo* special_folder_by_tag(ULONG tag) noexcept;

// Its id, if the store has it; `store` are the properties of kStoreObject.
std::optional<ObjectId> find_special(const Bag& store, SpecialFolder folder);
// PR_VALID_FOLDER_MASK.
ULONG valid_folders(Snapshot& snapshot);
// Is it the root, or one that the store cannot do without?
bool is_special(Snapshot& snapshot, const Identity& identity, const ObjectId& folder);

// Makes what is missing, and what else a fresh store needs: its name, the receive folders' defaults (I-14).
void complete_store(Transaction& transaction, const Identity& identity, const std::string& name);
// Is there something for complete_store() to do?
bool is_complete(Snapshot& snapshot);

// PR_DISPLAY_NAME of the store.
std::string store_display_name(const StoreCore& core);

// The properties of a fresh folder.
PropertyBag fresh_folder(const std::string& name, const std::string& comment, LONG type);

}  // namespace postroom::kit::store
