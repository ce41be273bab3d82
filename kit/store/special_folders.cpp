// SPDX-License-Identifier: Apache-2.0
#include "kit/store/special_folders.hpp"

#include "kit/store/private_tags.hpp"
#include "kit/store/receive_folders.hpp"
#include "kit/store/store_core.hpp"

#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::store {
namespace {

constexpr std::array<SpecialFolderInfo, kSpecialFolders> kFolders{{
    {SpecialFolder::ipm_subtree, PR_IPM_SUBTREE_ENTRYID, FOLDER_IPM_SUBTREE_VALID, "IPM_SUBTREE", false},
    {SpecialFolder::inbox, kInboxTag, FOLDER_IPM_INBOX_VALID, "Inbox", true},
    {SpecialFolder::outbox, PR_IPM_OUTBOX_ENTRYID, FOLDER_IPM_OUTBOX_VALID, "Outbox", true},
    {SpecialFolder::sent_items, PR_IPM_SENTMAIL_ENTRYID, FOLDER_IPM_SENTMAIL_VALID, "Sent Items", true},
    {SpecialFolder::deleted_items, PR_IPM_WASTEBASKET_ENTRYID, FOLDER_IPM_WASTEBASKET_VALID, "Deleted Items", true},
    {SpecialFolder::finder, PR_FINDER_ENTRYID, FOLDER_FINDER_VALID, "Search Root", false},
    {SpecialFolder::views, PR_VIEWS_ENTRYID, FOLDER_VIEWS_VALID, "Views", false},
    {SpecialFolder::common_views, PR_COMMON_VIEWS_ENTRYID, FOLDER_COMMON_VIEWS_VALID, "Common Views", false},
}};

}  // namespace

const SpecialFolderInfo& special_folder(SpecialFolder folder) noexcept {
  return kFolders[static_cast<std::size_t>(folder)];
}

const SpecialFolderInfo* special_folder_by_tag(ULONG tag) noexcept {
  const auto found = std::ranges::find(kFolders, id_of(tag), [](const auto& each) { return id_of(each.tag); });
  return found == kFolders.end() ? nullptr : &*found;
}

std::optional<ObjectId> find_special(const Bag& store, SpecialFolder folder) {
  const auto value = store.find(special_folder(folder).tag);
  if (!value || value->data.size() != sizeof(ObjectId)) return std::nullopt;
  return ObjectId::from(value->data.data());
}

ULONG valid_folders(Snapshot& snapshot) {
  const Bag store = snapshot.properties(kStoreObject);
  ULONG mask = 0;
  for (const SpecialFolderInfo& each : kFolders) {
    const auto id = find_special(store, each.folder);
    if (id && snapshot.find(*id)) mask |= each.valid;
  }
  return mask;
}

bool is_special(Snapshot& snapshot, const Identity& identity, const ObjectId& folder) {
  if (folder == identity.root) return true;
  const Bag store = snapshot.properties(kStoreObject);
  return std::ranges::any_of(kFolders, [&](const auto& each) { return find_special(store, each.folder) == folder; });
}

bool is_complete(Snapshot& snapshot) {
  ULONG all = 0;
  for (const SpecialFolderInfo& each : kFolders) all |= each.valid;
  return valid_folders(snapshot) == all;
}

void complete_store(Transaction& transaction, const Identity& identity, const std::string& name) {
  const Bag before = transaction.properties(kStoreObject);
  PropertyBag store = unpack(before);
  if (!store.has(PR_DISPLAY_NAME_W)) store.set(PR_DISPLAY_NAME_W, name);
  if (transaction.properties(identity.root).empty()) {
    transaction.set_properties(identity.root, pack(fresh_folder("Root", {}, FOLDER_ROOT)));
  }
  for (const SpecialFolderInfo& each : kFolders) {
    const auto known = find_special(before, each.folder);
    if (known && transaction.find(*known)) continue;
    const ObjectId parent =
        each.in_subtree ? ObjectId::from(store.binary(PR_IPM_SUBTREE_ENTRYID).data()) : identity.root;
    std::optional<ObjectId> folder = transaction.child_folder(parent, each.name);
    if (!folder) {
      folder = ObjectId::make();
      transaction.create(*folder, ObjectType::folder, parent, false);
      transaction.set_properties(*folder, pack(fresh_folder(each.name, {}, FOLDER_GENERIC)));
    }
    store.set(each.tag, folder->view());
  }
  if (!store.has(kReceiveFoldersTag)) {
    store.set(default_receive_folders(ObjectId::from(store.binary(kInboxTag).data()), identity.root));
  }
  transaction.set_properties(kStoreObject, pack(store, apart_sizes(before)));
}

std::string store_display_name(const StoreCore& core) {
  const auto snapshot = core.read();
  const Bag store = snapshot->properties(kStoreObject);
  const auto name = store.find(PR_DISPLAY_NAME_W);
  return name ? std::string(name->text()) : core.identity().place;
}

PropertyBag fresh_folder(const std::string& name, const std::string& comment, LONG type) {
  const std::uint64_t now = now_ticks();
  PropertyBag folder{
      {PR_DISPLAY_NAME_W, name}, {PR_FOLDER_TYPE, type}, {PR_CREATION_TIME, now}, {PR_LAST_MODIFICATION_TIME, now}};
  if (!comment.empty()) folder.set(PR_COMMENT_W, comment);
  return folder;
}

}  // namespace postroom::kit::store
