// SPDX-License-Identifier: Apache-2.0
#include "kit/store/open_entry.hpp"

#include "kit/store/folder.hpp"
#include "kit/store/message.hpp"
#include "kit/store/store_core.hpp"

namespace postroom::kit::store {
namespace {

// What access the flags get (F-15): MAPI_MODIFY must be had or fails, MAPI_BEST_ACCESS takes what there is.
bool granted(bool possible, ULONG flags, HRESULT refusal, const char* why) {
  if ((flags & MAPI_MODIFY) != 0 && (flags & MAPI_BEST_ACCESS) == 0 && !possible) fail(refusal, why);
  return possible && (flags & (MAPI_MODIFY | MAPI_BEST_ACCESS)) != 0;
}

com_ptr<IUnknown> open_message(const std::shared_ptr<StoreCore>& core, Snapshot& snapshot, const ObjectInfo& info,
                               ULONG flags) {
  bool possible = core->writable();
  HRESULT refusal = MAPI_E_NO_ACCESS;
  if (!core->is_spooler()) {
    if (const auto queued = snapshot.queue_entry(info.id)) {
      if (queued->claimed) fail(MAPI_E_NO_ACCESS, "the message is being sent");  // H-6
      possible = false;
      refusal = MAPI_E_SUBMITTED;
    }
  }
  const bool writable = granted(possible, flags, refusal, "the message cannot be changed");
  auto draft = MessageDraft::of_stored(core, info, load_content(snapshot, info.id), writable);
  return make_object<Message>(std::move(draft));
}

}  // namespace

com_ptr<IUnknown> open_entry(const std::shared_ptr<StoreCore>& core, ULONG size, const ENTRYID* entry, LPCIID iid,
                             ULONG flags, ULONG* type) {
  require_flags(flags, MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS | SHOW_SOFT_DELETES | MAPI_NO_CACHE |
                           MAPI_CACHE_ONLY);
  const ObjectId id = size == 0 ? core->identity().root : core->parse(size, entry).id;
  const auto snapshot = core->read();
  const auto info = snapshot->find(id);
  if (!info || (info->deleted && (flags & SHOW_SOFT_DELETES) == 0)) {
    fail(MAPI_E_NOT_FOUND, "the object does not exist any more");
  }
  switch (info->type) {
    case ObjectType::folder: {
      if (iid != nullptr && !has_iid<IMAPIFolder>(*iid)) fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the object is a folder");
      const bool writable = granted(core->writable(), flags, MAPI_E_NO_ACCESS, "the store was opened read-only");
      *type = MAPI_FOLDER;
      return make_object<Folder>(core, id, writable);
    }
    case ObjectType::message: {
      if (iid != nullptr && !has_iid<IMessage>(*iid)) fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the object is a message");
      com_ptr<IUnknown> message = open_message(core, *snapshot, *info, flags);
      *type = MAPI_MESSAGE;
      return message;
    }
    default:
      fail(MAPI_E_INVALID_ENTRYID, "the object is opened through its message");
  }
}

}  // namespace postroom::kit::store
