// SPDX-License-Identifier: Apache-2.0
#include "kit/store/object_columns.hpp"

#include "kit/store/private_tags.hpp"
#include "kit/store/special_folders.hpp"
#include "kit/store/store_core.hpp"

#include <edkmdb.h>
#include <mapitags.h>

#include <algorithm>
#include <array>

namespace postroom::kit::store {
namespace {

constexpr std::array kMessageColumns{PR_ENTRYID,       PR_RECORD_KEY,        PR_INSTANCE_KEY,      PR_PARENT_ENTRYID,
                                     PR_STORE_ENTRYID, PR_STORE_RECORD_KEY,  PR_MAPPING_SIGNATURE, PR_MDB_PROVIDER,
                                     PR_OBJECT_TYPE,   PR_MESSAGE_FLAGS,     PR_MSG_STATUS,        PR_HASATTACH,
                                     PR_ACCESS,        PR_STORE_SUPPORT_MASK};

constexpr std::array kFolderColumns{PR_ENTRYID,
                                    PR_RECORD_KEY,
                                    PR_INSTANCE_KEY,
                                    PR_PARENT_ENTRYID,
                                    PR_STORE_ENTRYID,
                                    PR_STORE_RECORD_KEY,
                                    PR_MAPPING_SIGNATURE,
                                    PR_MDB_PROVIDER,
                                    PR_OBJECT_TYPE,
                                    PR_ACCESS,
                                    PR_STORE_SUPPORT_MASK,
                                    PR_CONTENT_COUNT,
                                    PR_CONTENT_UNREAD,
                                    PR_ASSOC_CONTENT_COUNT,
                                    PR_SUBFOLDERS,
                                    PR_FOLDER_CHILD_COUNT};

// Kept, but by the store itself.
constexpr std::array kMessageOwn{PR_DISPLAY_TO_W, PR_DISPLAY_CC_W,           PR_DISPLAY_BCC_W,
                                 PR_MESSAGE_SIZE, PR_LAST_MODIFICATION_TIME, PR_CREATION_TIME,
                                 PR_ACCESS_LEVEL, PR_MESSAGE_RECIPIENTS,     PR_MESSAGE_ATTACHMENTS};
constexpr std::array kFolderOwn{
    PR_FOLDER_TYPE,        PR_LAST_MODIFICATION_TIME,     PR_CREATION_TIME, PR_ACCESS_LEVEL, PR_CONTAINER_HIERARCHY,
    PR_CONTAINER_CONTENTS, PR_FOLDER_ASSOCIATED_CONTENTS, PR_MESSAGE_SIZE};

constexpr std::array kContentsTable{PR_ENTRYID,
                                    PR_INSTANCE_KEY,
                                    PR_RECORD_KEY,
                                    PR_PARENT_ENTRYID,
                                    PR_STORE_ENTRYID,
                                    PR_STORE_RECORD_KEY,
                                    PR_OBJECT_TYPE,
                                    PR_MESSAGE_CLASS_W,
                                    PR_MESSAGE_FLAGS,
                                    PR_MESSAGE_SIZE,
                                    PR_MSG_STATUS,
                                    PR_HASATTACH,
                                    PR_SUBJECT_W,
                                    PR_NORMALIZED_SUBJECT_W,
                                    PR_SENDER_NAME_W,
                                    PR_SENT_REPRESENTING_NAME_W,
                                    PR_DISPLAY_TO_W,
                                    PR_DISPLAY_CC_W,
                                    PR_IMPORTANCE,
                                    PR_PRIORITY,
                                    PR_CLIENT_SUBMIT_TIME,
                                    PR_MESSAGE_DELIVERY_TIME,
                                    PR_LAST_MODIFICATION_TIME,
                                    PR_CREATION_TIME,
                                    PR_MAPPING_SIGNATURE,
                                    PR_SEARCH_KEY};

constexpr std::array kHierarchyTable{
    PR_ENTRYID,     PR_INSTANCE_KEY,   PR_RECORD_KEY, PR_PARENT_ENTRYID,    PR_STORE_ENTRYID,    PR_STORE_RECORD_KEY,
    PR_OBJECT_TYPE, PR_DISPLAY_NAME_W, PR_COMMENT_W,  PR_FOLDER_TYPE,       PR_CONTENT_COUNT,    PR_CONTENT_UNREAD,
    PR_SUBFOLDERS,  PR_DEPTH,          PR_ACCESS,     PR_CONTAINER_CLASS_W, PR_MAPPING_SIGNATURE};

template <std::size_t N>
bool has(const std::array<ULONG, N>& tags, ULONG tag) noexcept {
  return std::ranges::any_of(tags, [&](ULONG each) { return id_of(each) == id_of(tag); });
}

// What every object of a store tells about the store.
std::optional<PropertyValue> store_column(const StoreCore& core, const ObjectInfo& info, ULONG tag) {
  switch (id_of(tag)) {
    case id_of(PR_ENTRYID):
      return PropertyValue(PR_ENTRYID, core.entry(info.type, info.id));
    case id_of(PR_RECORD_KEY):
      return PropertyValue(PR_RECORD_KEY, info.id.view());
    case id_of(PR_INSTANCE_KEY):
      return PropertyValue(PR_INSTANCE_KEY, info.id.view());
    case id_of(PR_PARENT_ENTRYID):
      // The root is its own parent.
      return PropertyValue(PR_PARENT_ENTRYID,
                           core.entry(ObjectType::folder, info.parent.is_zero() ? info.id : info.parent));
    case id_of(PR_STORE_ENTRYID):
      return PropertyValue(PR_STORE_ENTRYID, core.store_entry());
    case id_of(PR_STORE_RECORD_KEY):
      return PropertyValue(PR_STORE_RECORD_KEY, core.identity().record_key.view());
    case id_of(PR_MAPPING_SIGNATURE):
      return PropertyValue(PR_MAPPING_SIGNATURE, core.identity().record_key.view());
    case id_of(PR_MDB_PROVIDER):
      return PropertyValue(PR_MDB_PROVIDER, core.medium().provider_uid());
    case id_of(PR_STORE_SUPPORT_MASK):
      return PropertyValue(PR_STORE_SUPPORT_MASK, core.support_mask());
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<PropertyValue> message_column(const StoreCore& core, const ObjectInfo& info, ULONG tag) {
  switch (id_of(tag)) {
    case id_of(PR_OBJECT_TYPE):
      return PropertyValue(PR_OBJECT_TYPE, MAPI_MESSAGE);
    case id_of(PR_MESSAGE_FLAGS):
      return PropertyValue(PR_MESSAGE_FLAGS, info.flags | (info.associated ? MSGFLAG_ASSOCIATED : 0));
    case id_of(PR_MSG_STATUS):
      return PropertyValue(PR_MSG_STATUS, info.status);
    case id_of(PR_HASATTACH):
      return PropertyValue(PR_HASATTACH, (info.flags & MSGFLAG_HASATTACH) != 0);
    case id_of(PR_ACCESS):
      return PropertyValue(PR_ACCESS,
                           MAPI_ACCESS_READ | (core.writable() ? MAPI_ACCESS_MODIFY | MAPI_ACCESS_DELETE : 0));
    default:
      return store_column(core, info, tag);
  }
}

std::optional<PropertyValue> folder_column(const StoreCore& core, Snapshot& snapshot, const ObjectInfo& info,
                                           ULONG tag) {
  switch (id_of(tag)) {
    case id_of(PR_OBJECT_TYPE):
      return PropertyValue(PR_OBJECT_TYPE, MAPI_FOLDER);
    case id_of(PR_ACCESS):
      return PropertyValue(
          PR_ACCESS,
          MAPI_ACCESS_READ | (core.writable() ? MAPI_ACCESS_MODIFY | MAPI_ACCESS_DELETE | MAPI_ACCESS_CREATE_HIERARCHY |
                                                    MAPI_ACCESS_CREATE_CONTENTS | MAPI_ACCESS_CREATE_ASSOCIATED
                                              : 0));
    case id_of(PR_CONTENT_COUNT):
      return PropertyValue(PR_CONTENT_COUNT, snapshot.counts(info.id).messages);
    case id_of(PR_CONTENT_UNREAD):
      return PropertyValue(PR_CONTENT_UNREAD, snapshot.counts(info.id).unread);
    case id_of(PR_ASSOC_CONTENT_COUNT):
      return PropertyValue(PR_ASSOC_CONTENT_COUNT, snapshot.counts(info.id).associated);
    case id_of(PR_FOLDER_CHILD_COUNT):
      return PropertyValue(PR_FOLDER_CHILD_COUNT, snapshot.counts(info.id).folders);
    case id_of(PR_SUBFOLDERS):
      return PropertyValue(PR_SUBFOLDERS, snapshot.counts(info.id).folders != 0);
    default:
      return store_column(core, info, tag);
  }
}

std::span<const ULONG> message_columns() noexcept {
  return kMessageColumns;
}
std::span<const ULONG> folder_columns() noexcept {
  return kFolderColumns;
}
std::span<const ULONG> contents_table_columns() noexcept {
  return kContentsTable;
}
std::span<const ULONG> hierarchy_table_columns() noexcept {
  return kHierarchyTable;
}

bool is_computed_of_message(ULONG tag) noexcept {
  return has(kMessageColumns, tag) || has(kMessageOwn, tag) || is_private(tag);
}
bool is_computed_of_folder(ULONG tag) noexcept {
  return has(kFolderColumns, tag) || has(kFolderOwn, tag) || is_private(tag);
}

}  // namespace postroom::kit::store
