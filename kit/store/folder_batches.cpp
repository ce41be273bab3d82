// SPDX-License-Identifier: Apache-2.0
#include "kit/store/folder_batches.hpp"

#include "kit/copying/whole_copy.hpp"
#include "kit/store/content.hpp"
#include "kit/store/message.hpp"
#include "kit/store/read_flags.hpp"
#include "kit/store/special_folders.hpp"
#include "kit/store/store_core.hpp"

#include <postroom/mapi_ptr.hpp>

#include <mapitags.h>

namespace postroom::kit::store {
namespace {

constexpr std::size_t kBatchPage = 1024;

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

std::vector<ObjectId> ids_in(Snapshot& snapshot, Container container, const ObjectId& owner) {
  std::vector<ObjectId> result;
  const Query query;
  for (std::string from;;) {
    const std::vector<Row> page = snapshot.rows(container, owner, query, from, Direction::forward, kBatchPage);
    if (page.empty()) return result;
    from = page.back().position;
    for (const Row& row : page) result.push_back(row.info.id);
  }
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

void publish(StoreCore& core, std::vector<StoreEvent> events, std::initializer_list<ObjectId> changed_folders) {
  if (events.empty()) return;
  for (const ObjectId& folder : changed_folders) {
    events.push_back({fnevObjectModified, ObjectType::folder, folder, {}, {}, {}, false});
  }
  core.events().publish(events);
}

ObjectId copy_message(Transaction& transaction, const ObjectInfo& original, const ObjectId& destination) {
  MessageContent content = load_whole(transaction, original.id);
  renew_ids(content);
  const ObjectId copy = ObjectId::make();
  transaction.create(copy, ObjectType::message, destination, original.associated);
  write_message(transaction, copy, content, true);
  transaction.set_flags(copy, original.flags & ~(MSGFLAG_SUBMIT | MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING));
  return copy;
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
  return ids_in(*core.read(), Container::messages, folder);
}

std::vector<ObjectId> associated_messages(const StoreCore& core, const ObjectId& folder) {
  return ids_in(*core.read(), Container::associated, folder);
}

std::vector<ObjectId> subfolders(const StoreCore& core, const ObjectId& folder) {
  return ids_in(*core.read(), Container::folders, folder);
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

void delete_messages(StoreCore& core, const ObjectId& folder, const std::vector<ObjectId>& ids, Batch& batch,
                     Progress& progress) {
  progress.in_steps(ids, [&](std::span<const ObjectId> some) {
    std::vector<Leaving> leaving;
    for (const ObjectId& id : some) leaving.push_back({id});
    remove_messages(core, folder, leaving, batch);
  });
}

void empty_folder(StoreCore& core, const ObjectId& folder, bool associated, Batch& batch, IMAPIProgress* client) {
  std::vector<ObjectId> messages = all_messages(core, folder);
  if (associated) {
    const std::vector<ObjectId> hidden = associated_messages(core, folder);
    messages.insert(messages.end(), hidden.begin(), hidden.end());
  }
  const std::vector<ObjectId> children = subfolders(core, folder);
  Progress progress(client, messages.size() + children.size());
  delete_messages(core, folder, messages, batch, progress);
  for (const ObjectId& child : children) {
    // Associated messages of a subfolder go with it (M-12).
    batch.attempt([&] {
      const HRESULT result = delete_folder(core, folder, child, DEL_FOLDERS | DEL_MESSAGES, progress.part());
      if (result != S_OK) fail(MAPI_E_SUBMITTED, "a subfolder holds submitted messages");
    });
    progress.done();
  }
}

namespace {

// May the folder go whole? Not while something below it waits to be sent; what else stands against it is thrown.
bool goes_whole(StoreCore& core, Snapshot& snapshot, const ObjectId& parent, const ObjectId& folder, ULONG flags) {
  const auto info = snapshot.find(folder);
  if (!info || info->type != ObjectType::folder || info->parent != parent) {
    fail(MAPI_E_NOT_FOUND, "the folder is not in this folder");
  }
  if (is_special(snapshot, core.identity(), folder)) fail(MAPI_E_NO_ACCESS, "the store cannot do without the folder");
  const FolderCounts counts = snapshot.counts(folder);
  if (counts.folders != 0 && (flags & DEL_FOLDERS) == 0) fail(MAPI_E_HAS_FOLDERS, "the folder has subfolders");
  if (counts.messages != 0 && (flags & DEL_MESSAGES) == 0) fail(MAPI_E_HAS_MESSAGES, "the folder has messages");
  return !has_submitted(snapshot, folder);
}

// Asks again, with nobody able to come in between: what has arrived since the first look keeps the folder (M-12).
bool remove_folder(StoreCore& core, const ObjectId& parent, const ObjectId& folder, ULONG flags) {
  {
    const auto transaction = core.write();
    if (!goes_whole(core, *transaction, parent, folder, flags)) return false;
    transaction->remove(folder);
    transaction->commit();
  }
  publish(core, {{fnevObjectDeleted, ObjectType::folder, folder, parent, {}, {}, false}}, {parent});
  return true;
}

}  // namespace

HRESULT delete_folder(StoreCore& core, const ObjectId& parent, const ObjectId& folder, ULONG flags,
                      IMAPIProgress* client) {
  if (goes_whole(core, *core.read(), parent, folder, flags)) {
    for (const ObjectId& id : all_messages(core, folder)) send_nonread_report(core, folder, id);
    if (remove_folder(core, parent, folder, flags)) return S_OK;
  }
  Batch batch;  // the rest of it goes; what waits to be sent stays, and so does the way to it
  empty_folder(core, folder, true, batch, client);
  return MAPI_W_PARTIAL_COMPLETION;
}

namespace {

// One transaction of copy_messages.
void copy_some(StoreCore& core, const ObjectId& folder, std::span<const ObjectId> ids, const ObjectId& destination,
               bool move, Batch& batch) {
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

// Copies one message to another store. What it was when it was copied.
Leaving copy_out(const std::shared_ptr<StoreCore>& core, const ObjectId& folder, const ObjectId& id,
                 IMAPIFolder& destination, bool move, IMAPIProgress* progress) {
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
  kit::copy_message(*source, destination, kind, progress);
  return {id, version};
}

}  // namespace

void copy_messages(StoreCore& core, const ObjectId& folder, const std::vector<ObjectId>& ids,
                   const ObjectId& destination, bool move, Batch& batch, Progress& progress) {
  progress.in_steps(ids,
                    [&](std::span<const ObjectId> some) { copy_some(core, folder, some, destination, move, batch); });
}

void copy_messages_out(const std::shared_ptr<StoreCore>& core, const ObjectId& folder, const std::vector<ObjectId>& ids,
                       IMAPIFolder& destination, bool move, Batch& batch, Progress& progress) {
  std::vector<Leaving> moved;
  // An original that cannot be removed is in two places now: the move is not complete.
  const auto remove_moved = [&] {
    if (!moved.empty()) remove_messages(*core, folder, std::exchange(moved, {}), batch);
  };
  try {
    for (const ObjectId& id : ids) {
      batch.attempt([&] {
        const Leaving copied = copy_out(core, folder, id, destination, move, progress.part());
        if (move) moved.push_back(copied);
      });
      if (progress.is_watched()) remove_moved();  // who cancels finds each message in one place
      progress.done();
    }
  } catch (...) {  // so does who is stopped: what has arrived goes
    remove_moved();
    throw;
  }
  remove_moved();
}

}  // namespace postroom::kit::store
