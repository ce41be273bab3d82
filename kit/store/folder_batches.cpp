// SPDX-License-Identifier: Apache-2.0
#include "kit/store/folder_batches.hpp"

#include "kit/store/content.hpp"
#include "kit/store/message.hpp"
#include "kit/store/read_flags.hpp"
#include "kit/store/special_folders.hpp"
#include "kit/store/store_core.hpp"
#include "kit/store/whole_copy.hpp"

#include <postroom/mapi_ptr.hpp>

#include <mapitags.h>

namespace postroom::kit::store {
namespace {

constexpr std::size_t kBatchPage = 1024;

std::vector<ObjectId> ids_in(const StoreCore& core, Container container, const ObjectId& owner) {
  std::vector<ObjectId> result;
  const auto snapshot = core.read();
  const Query query;
  for (std::string from;;) {
    const std::vector<Row> page = snapshot->rows(container, owner, query, from, Direction::forward, kBatchPage);
    if (page.empty()) return result;
    from = page.back().position;
    for (const Row& row : page) result.push_back(row.info.id);
  }
}

// The message, if it may be taken to another folder: who has it open for writing saves it there.
ObjectInfo movable(Snapshot& snapshot, const ObjectId& folder, const ObjectId& id) {
  const auto info = snapshot.find(id);
  if (!info || info->type != ObjectType::message || info->parent != folder) {
    fail(MAPI_E_NOT_FOUND, "the message is not in the folder");
  }
  if (snapshot.queue_entry(id)) fail(MAPI_E_SUBMITTED, "the message was submitted");
  return *info;
}

// A message that is to go: to be deleted, or copied elsewhere with the content that it had in `copied`.
struct Leaving {
  ObjectId id;
  std::optional<ChangeNumber> copied = {};
};

void publish(StoreCore& core, std::vector<StoreEvent> events, std::initializer_list<ObjectId> changed_folders) {
  if (events.empty()) return;
  for (const ObjectId& folder : changed_folders) {
    events.push_back({fnevObjectModified, ObjectType::folder, folder, {}, {}, {}, false});
  }
  core.events().publish(events);
}

// Of those that are to be deleted, the ones that are open for writing stay (M-13); of those that were copied, the ones
// that somebody has saved since.
void remove_messages(StoreCore& core, const ObjectId& folder, const std::vector<Leaving>& messages, Batch& batch) {
  for (const Leaving& each : messages) send_nonread_report(core, folder, each.id);  // M-34: while the message is there
  std::vector<StoreEvent> events;
  {
    const auto transaction = core.write();
    for (const auto& [id, copied] : messages) {
      batch.attempt([&] {
        const ObjectInfo info = movable(*transaction, folder, id);
        if (!copied && core.writers().has(id)) fail(MAPI_E_NO_ACCESS, "the message is open for writing");
        if (copied && info.version != *copied)
          fail(MAPI_E_OBJECT_CHANGED, "the message was changed while it was copied");
        transaction->remove(id);
        events.push_back({fnevObjectDeleted, ObjectType::message, id, folder, {}, {}, info.associated});
      });
    }
    if (events.empty()) return;
    transaction->commit();
  }
  publish(core, std::move(events), {folder});
}

bool is_below(Snapshot& snapshot, ObjectId folder, const ObjectId& ancestor) {
  while (!folder.is_zero()) {
    if (folder == ancestor) return true;
    const auto info = snapshot.find(folder);
    if (!info) return false;
    folder = info->parent;
  }
  return false;
}

// A message's copy in another folder of the store: flags without what is the original's alone (M-35), no status (M-15).
ObjectId copy_message(Transaction& transaction, const ObjectInfo& original, const ObjectId& destination) {
  MessageContent content = load_whole(transaction, original.id);
  renew_ids(content);
  const ObjectId copy = ObjectId::make();
  transaction.create(copy, ObjectType::message, destination, original.associated);
  write_message(transaction, copy, content, true);
  transaction.set_flags(copy, original.flags & ~(MSGFLAG_SUBMIT | MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING));
  return copy;
}

void copy_tree(Transaction& transaction, const ObjectId& from, const ObjectId& to, bool deep) {
  const auto each = [&](Container container, auto&& work) {
    const Query query;
    for (std::string at;;) {
      const std::vector<Row> page = transaction.rows(container, from, query, at, Direction::forward, kBatchPage);
      if (page.empty()) return;
      at = page.back().position;
      for (const Row& row : page) work(row);
    }
  };
  const auto copy = [&](const Row& row) { static_cast<void>(copy_message(transaction, row.info, to)); };
  each(Container::messages, copy);
  each(Container::associated, copy);
  if (!deep) return;
  each(Container::folders, [&](const Row& row) {
    const ObjectId folder = ObjectId::make();
    transaction.create(folder, ObjectType::folder, to, false);
    write_content(transaction, folder, load_content(transaction, row.info.id));
    copy_tree(transaction, row.info.id, folder, deep);
  });
}

bool has_submitted(Snapshot& snapshot, const ObjectId& folder) {
  const Query query;
  for (std::string at;;) {
    const std::vector<Row> page =
        snapshot.rows(Container::queue, kStoreObject, query, at, Direction::forward, kBatchPage);
    if (page.empty()) return false;
    at = page.back().position;
    for (const Row& row : page) {
      if (is_below(snapshot, row.info.parent, folder)) return true;
    }
  }
}

}  // namespace

bool Batch::is_final(HRESULT code) noexcept {
  return code == MAPI_E_CANCEL || code == MAPI_E_INVALID_OBJECT || code == MAPI_E_NOT_ENOUGH_DISK ||
         code == MAPI_E_DISK_ERROR || code == MAPI_E_CORRUPT_STORE || code == MAPI_E_TIMEOUT;
}

std::vector<ObjectId> listed(const StoreCore& core, const ENTRYLIST& list, Batch& batch) {
  require(list.cValues == 0 || list.lpbin != nullptr, "lpMsgList has no entries");
  std::vector<ObjectId> ids;
  for (ULONG i = 0; i < list.cValues; ++i) {
    try {
      ids.push_back(core.parse(list.lpbin[i].cb, list.lpbin[i].lpb).id);
    } catch (const Failure& failure) {
      batch.skip(failure.code());
    }
  }
  return ids;
}

std::vector<ObjectId> all_messages(const StoreCore& core, const ObjectId& folder) {
  return ids_in(core, Container::messages, folder);
}

std::vector<ObjectId> associated_messages(const StoreCore& core, const ObjectId& folder) {
  return ids_in(core, Container::associated, folder);
}

std::vector<ObjectId> subfolders(const StoreCore& core, const ObjectId& folder) {
  return ids_in(core, Container::folders, folder);
}

EntryList::EntryList(const StoreCore& core, ObjectType type, const std::vector<ObjectId>& ids) {
  entries_.reserve(ids.size());
  binaries_.reserve(ids.size());
  for (const ObjectId& id : ids) {
    std::string& entry = entries_.emplace_back(core.entry(type, id));
    binaries_.push_back({static_cast<ULONG>(entry.size()), reinterpret_cast<LPBYTE>(entry.data())});
  }
  list_.cValues = static_cast<ULONG>(binaries_.size());
  list_.lpbin = binaries_.data();
}

com_ptr<IMAPIFolder> as_folder(LPCIID iid, void* object) {
  if (iid != nullptr && !has_iid<IMAPIFolder>(*iid)) {
    fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the destination is given as something else than a folder");
  }
  com_ptr<IMAPIFolder> folder = com_ptr<IUnknown>::share(static_cast<IUnknown*>(object)).as<IMAPIFolder>();
  if (!folder) fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the destination is no folder");
  return folder;
}

std::optional<ObjectId> folder_of_store(const StoreCore& core, IMAPIFolder& folder) {
  SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
  ULONG count = 0;
  mapi_ptr<SPropValue> values;
  check(folder.GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, out(values)));
  if (count != 1 || values->ulPropTag != PR_ENTRYID) return std::nullopt;
  try {
    const ObjectEntry entry = core.parse(values->Value.bin.cb, values->Value.bin.lpb);
    if (entry.type == ObjectType::folder) return entry.id;
  } catch (const Failure&) {  // another store's
  }
  return std::nullopt;
}

void delete_messages(StoreCore& core, const ObjectId& folder, const std::vector<ObjectId>& ids, Batch& batch) {
  std::vector<Leaving> leaving;
  for (const ObjectId& id : ids) leaving.push_back({id});
  remove_messages(core, folder, leaving, batch);
}

void empty_folder(StoreCore& core, const ObjectId& folder, bool associated, Batch& batch) {
  delete_messages(core, folder, all_messages(core, folder), batch);
  if (associated) delete_messages(core, folder, associated_messages(core, folder), batch);
  for (const ObjectId& child : subfolders(core, folder)) {
    // Associated messages of a subfolder go with it (M-12).
    batch.attempt([&] {
      const HRESULT result = delete_folder(core, folder, child, DEL_FOLDERS | DEL_MESSAGES);
      if (result != S_OK) fail(MAPI_E_SUBMITTED, "a subfolder holds submitted messages");
    });
  }
}

HRESULT delete_folder(StoreCore& core, const ObjectId& parent, const ObjectId& folder, ULONG flags) {
  bool blocked = false;
  {
    const auto snapshot = core.read();
    const auto info = snapshot->find(folder);
    if (!info || info->type != ObjectType::folder || info->parent != parent) {
      fail(MAPI_E_NOT_FOUND, "the folder is not in this folder");
    }
    if (is_special(*snapshot, core.identity(), folder))
      fail(MAPI_E_NO_ACCESS, "the store cannot do without the folder");
    const FolderCounts counts = snapshot->counts(folder);
    if (counts.folders != 0 && (flags & DEL_FOLDERS) == 0) fail(MAPI_E_HAS_FOLDERS, "the folder has subfolders");
    if (counts.messages != 0 && (flags & DEL_MESSAGES) == 0) fail(MAPI_E_HAS_MESSAGES, "the folder has messages");
    blocked = has_submitted(*snapshot, folder);
  }
  if (blocked) {  // the rest of it goes; what waits to be sent stays, and so does the way to it
    Batch batch;
    empty_folder(core, folder, true, batch);
    return MAPI_W_PARTIAL_COMPLETION;
  }
  for (const ObjectId& id : all_messages(core, folder)) send_nonread_report(core, folder, id);
  {
    const auto transaction = core.write();
    transaction->remove(folder);
    transaction->commit();
  }
  publish(core, {{fnevObjectDeleted, ObjectType::folder, folder, parent, {}, {}, false}}, {parent});
  return S_OK;
}

void copy_messages(StoreCore& core, const ObjectId& folder, const std::vector<ObjectId>& ids,
                   const ObjectId& destination, bool move, Batch& batch) {
  std::vector<StoreEvent> events;
  {
    const auto transaction = core.write();
    if (!transaction->find(destination)) fail(MAPI_E_NOT_FOUND, "the destination folder does not exist");
    for (const ObjectId& id : ids) {
      batch.attempt([&] {
        if (move) {
          const ObjectInfo info = movable(*transaction, folder, id);
          if (destination != folder) transaction->move(id, destination);
          events.push_back({fnevObjectMoved, ObjectType::message, id, destination, id, folder, info.associated});
          return;
        }
        const auto info = transaction->find(id);
        if (!info || info->parent != folder) fail(MAPI_E_NOT_FOUND, "the message is not in the folder");
        const ObjectId copy = copy_message(*transaction, *info, destination);
        events.push_back({fnevObjectCopied, ObjectType::message, copy, destination, id, folder, info->associated});
      });
    }
    if (events.empty()) return;
    transaction->commit();
  }
  publish(core, std::move(events), {folder, destination});
}

void copy_messages_out(const std::shared_ptr<StoreCore>& core, const ObjectId& folder, const std::vector<ObjectId>& ids,
                       IMAPIFolder& destination, bool move, Batch& batch) {
  std::vector<Leaving> moved;
  for (const ObjectId& id : ids) {
    batch.attempt([&] {
      com_ptr<Message> source;
      ChangeNumber version = 0;
      ULONG kind = 0;
      {
        const auto snapshot = core->read();
        const auto info = snapshot->find(id);
        if (!info || info->parent != folder) fail(MAPI_E_NOT_FOUND, "the message is not in the folder");
        if (move) static_cast<void>(movable(*snapshot, folder, id));
        source = make_object<Message>(MessageDraft::of_stored(core, *info, load_content(*snapshot, id), false));
        if (info->associated) kind = MAPI_ASSOCIATED;  // M-20
        version = info->version;
      }
      if (core->writable()) {
        set_read_flag(*core, folder, id, GENERATE_RECEIPT_ONLY);  // M-15: there is no helper behind this
      }
      com_ptr<IMessage> copy;
      check(destination.CreateMessage(&IID_IMessage, kind, copy.put()));
      copy_whole(*source, IID_IMessage, *copy);
      check(copy->SaveChanges(0));
      if (move) moved.push_back({id, version});
    });
  }
  // An original that cannot be removed is in two places now: the move is not complete.
  if (!moved.empty()) remove_messages(*core, folder, moved, batch);
}

HRESULT copy_folder(StoreCore& core, const ObjectId& parent, const ObjectId& folder, const ObjectId& destination,
                    const std::string& name, ULONG flags) {
  const bool move = (flags & FOLDER_MOVE) != 0;
  StoreEvent event{
      move ? fnevObjectMoved : fnevObjectCopied, ObjectType::folder, folder, destination, folder, parent, false};
  {
    const auto transaction = core.write();
    const auto info = transaction->find(folder);
    if (!info || info->type != ObjectType::folder || info->parent != parent) {
      fail(MAPI_E_NOT_FOUND, "the folder is not in this folder");
    }
    if (!transaction->find(destination)) fail(MAPI_E_NOT_FOUND, "the destination folder does not exist");
    if (is_below(*transaction, destination, folder)) fail(MAPI_E_FOLDER_CYCLE, "the folder would be below itself");
    Content content = load_content(*transaction, folder);
    if (!name.empty()) content.set(PropertyValue(PR_DISPLAY_NAME_W, name));
    const auto clash = transaction->child_folder(destination, content.properties.text(PR_DISPLAY_NAME_W));
    if (clash && (!move || *clash != folder)) fail(MAPI_E_COLLISION, "a folder with this name exists");
    if (move) {
      if (is_special(*transaction, core.identity(), folder)) {
        fail(MAPI_E_NO_ACCESS, "the store needs the folder where it is");
      }
      transaction->move(folder, destination);
      if (!name.empty()) write_content(*transaction, folder, content);
    } else {
      event.id = ObjectId::make();
      transaction->create(event.id, ObjectType::folder, destination, false);
      content.properties.set(PR_FOLDER_TYPE, FOLDER_GENERIC);
      write_content(*transaction, event.id, content);
      copy_tree(*transaction, folder, event.id, (flags & COPY_SUBFOLDERS) != 0);
    }
    transaction->commit();
  }
  publish(core, {event}, {parent, destination});
  return S_OK;
}

}  // namespace postroom::kit::store
