// SPDX-License-Identifier: Apache-2.0
#include "kit/store/folder.hpp"

#include "kit/store/contents_table.hpp"
#include "kit/store/folder_batches.hpp"
#include "kit/store/folder_copy.hpp"
#include "kit/store/message.hpp"
#include "kit/store/object_columns.hpp"
#include "kit/store/open_entry.hpp"
#include "kit/store/read_flags.hpp"
#include "kit/store/special_folders.hpp"
#include "kit/store/store_core.hpp"
#include "kit/store/table_options.hpp"

#include <postroom/text.hpp>

#include <mapitags.h>

#include <array>

namespace postroom::kit::store {
namespace {

constexpr std::array kTables{PR_CONTAINER_HIERARCHY, PR_CONTAINER_CONTENTS, PR_FOLDER_ASSOCIATED_CONTENTS};

void check_name(Snapshot& snapshot, const ObjectId& parent, const ObjectId& self, std::string_view name) {
  require(!name.empty(), "a folder must have a name");
  const auto other = snapshot.child_folder(parent, name);
  if (other && *other != self) fail(MAPI_E_COLLISION, "a folder with this name exists");
}

}  // namespace

std::optional<PropertyValue> FolderSource::computed(Snapshot& snapshot, const ObjectInfo& info, ULONG tag) {
  for (const ULONG table : kTables) {
    if (id_of(table) == id_of(tag)) return PropertyValue(table);  // M-18
  }
  if (id_of(tag) == id_of(PR_ACCESS_LEVEL)) return PropertyValue(PR_ACCESS_LEVEL, writable() ? MAPI_MODIFY : 0);
  return folder_column(core(), snapshot, info, tag);
}

std::vector<ULONG> FolderSource::computed_tags() {
  std::vector<ULONG> tags(folder_columns().begin(), folder_columns().end());
  tags.insert(tags.end(), kTables.begin(), kTables.end());
  tags.push_back(PR_ACCESS_LEVEL);
  return tags;
}

void FolderSource::before_set(Transaction& transaction, const ObjectInfo& info, PropertyValue& value) {
  if (is_computed_of_folder(value.tag())) fail(MAPI_E_COMPUTED, "the store computes the property");
  if (value.tag() == PR_DISPLAY_NAME_W) check_name(transaction, info.parent, info.id, value.text());
}

void FolderSource::before_erase(ULONG tag) {
  if (is_computed_of_folder(tag)) fail(MAPI_E_COMPUTED, "the store computes the property");
  if (id_of(tag) == id_of(PR_DISPLAY_NAME_W)) fail(MAPI_E_NO_ACCESS, "a folder must have a name");
}

Folder::Folder(std::shared_ptr<StoreCore> core, const ObjectId& id, bool writable)
    : Folder(std::make_shared<FolderSource>(std::move(core), id, writable)) {}

Folder::Folder(const std::shared_ptr<FolderSource>& source)
    : PropObject(source->shared_core(), source), source_(source), store_(source->core()), id_(source->id()) {}

void Folder::require_writable() const {
  store_.require_writable();
  if (!source_->writable()) fail(MAPI_E_NO_ACCESS, "the folder was opened read-only");
}

com_ptr<IMAPITable> Folder::contents_table(ULONG flags) {
  require_flags(flags, MAPI_UNICODE | MAPI_DEFERRED_ERRORS | MAPI_ASSOCIATED | SHOW_SOFT_DELETES);
  Container container = (flags & MAPI_ASSOCIATED) != 0 ? Container::associated : Container::messages;
  if ((flags & SHOW_SOFT_DELETES) != 0) {
    if (!store_.backend()->capabilities().soft_delete) fail(MAPI_E_NO_SUPPORT, "the store keeps no deleted messages");
    container = Container::deleted_messages;
  }
  static_cast<void>(source_->info(*store_.read()));
  return make_table_view(shared_core(), make_contents_model(source_->shared_core(), container, id_),
                         table_options(source_->shared_core(), flags));
}

com_ptr<IMAPITable> Folder::hierarchy_table(ULONG flags) {
  require_flags(flags, MAPI_UNICODE | MAPI_DEFERRED_ERRORS | CONVENIENT_DEPTH | SHOW_SOFT_DELETES);
  if ((flags & SHOW_SOFT_DELETES) != 0) fail(MAPI_E_NO_SUPPORT, "a folder that is deleted is gone: there is no list");
  static_cast<void>(source_->info(*store_.read()));
  return make_table_view(shared_core(),
                         make_hierarchy_model(source_->shared_core(), id_, (flags & CONVENIENT_DEPTH) != 0),
                         table_options(source_->shared_core(), flags));
}

STDMETHODIMP Folder::GetContentsTable(ULONG flags, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    require(table != nullptr, "lppTable is null");
    *table = nullptr;
    *table = contents_table(flags).detach();
    return S_OK;
  });
}

STDMETHODIMP Folder::GetHierarchyTable(ULONG flags, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    require(table != nullptr, "lppTable is null");
    *table = nullptr;
    *table = hierarchy_table(flags).detach();
    return S_OK;
  });
}

com_ptr<IUnknown> Folder::open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags) {
  const bool is_table =
      tag == PR_CONTAINER_HIERARCHY || tag == PR_CONTAINER_CONTENTS || tag == PR_FOLDER_ASSOCIATED_CONTENTS;
  if (!is_table) return PropHooks::open_property(tag, iid, options, flags);
  if (iid != IID_IMAPITable) fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the contents of a folder are opened as a table");
  if (tag == PR_CONTAINER_HIERARCHY) return hierarchy_table(options);
  return contents_table(options | (tag == PR_FOLDER_ASSOCIATED_CONTENTS ? MAPI_ASSOCIATED : 0));
}

STDMETHODIMP Folder::OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) {
  return call([&]() -> HRESULT {
    require(type != nullptr && object != nullptr, "an out parameter is null");
    *object = nullptr;
    *type = 0;
    *object = open_entry(source_->shared_core(), size, entry, iid, flags, type).detach();
    return S_OK;
  });
}

STDMETHODIMP Folder::SetSearchCriteria(LPSRestriction, LPENTRYLIST, ULONG) {
  return call([]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
}

STDMETHODIMP Folder::GetSearchCriteria(ULONG, LPSRestriction* restriction, LPENTRYLIST* containers, ULONG* state) {
  return call([&]() -> HRESULT {
    if (restriction != nullptr) *restriction = nullptr;
    if (containers != nullptr) *containers = nullptr;
    if (state != nullptr) *state = 0;
    return MAPI_E_NO_SUPPORT;
  });
}

STDMETHODIMP Folder::CreateMessage(LPCIID iid, ULONG flags, LPMESSAGE* message) {
  return call([&]() -> HRESULT {
    require(message != nullptr, "lppMessage is null");
    *message = nullptr;
    require_flags(flags, MAPI_ASSOCIATED | MAPI_DEFERRED_ERRORS);
    if (iid != nullptr && !has_iid<IMessage>(*iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    store_.require_writable();
    // Else a folder that was deleted meanwhile shows when the message is saved (O-19).
    if ((flags & MAPI_DEFERRED_ERRORS) == 0) static_cast<void>(source_->info(*store_.read()));
    *message = make_object<Message>(MessageDraft::of_new(source_->shared_core(), id_, (flags & MAPI_ASSOCIATED) != 0))
                   .detach();
    return S_OK;
  });
}

STDMETHODIMP Folder::CreateFolder(ULONG type, LPTSTR name, LPTSTR comment, LPCIID iid, ULONG flags,
                                  LPMAPIFOLDER* folder) {
  return call([&]() -> HRESULT {
    require(folder != nullptr, "lppFolder is null");
    *folder = nullptr;
    require_flags(flags, MAPI_UNICODE | OPEN_IF_EXISTS | MAPI_DEFERRED_ERRORS);
    if (iid != nullptr && !has_iid<IMAPIFolder>(*iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    require(type == FOLDER_GENERIC || type == FOLDER_SEARCH, "ulFolderType is neither generic nor search");
    if (type == FOLDER_SEARCH) fail(MAPI_E_NO_SUPPORT, "the store has no search folders");
    const std::string display_name = from_lptstr(name, flags);
    require(!display_name.empty(), "a folder must have a name");
    StoreEvent events[] = {{fnevObjectCreated, ObjectType::folder, {}, id_, {}, {}, false},
                           {fnevObjectModified, ObjectType::folder, id_, {}, {}, {}, false}};
    {
      const auto transaction = store_.write();
      events[1].parent = source_->info(*transaction).parent;
      if (const auto known = transaction->child_folder(id_, display_name)) {
        if ((flags & OPEN_IF_EXISTS) == 0) fail(MAPI_E_COLLISION, "a folder with this name exists");
        *folder = make_object<Folder>(source_->shared_core(), *known, true).detach();
        return S_OK;
      }
      events[0].id = ObjectId::make();
      transaction->create(events[0].id, ObjectType::folder, id_, false);
      transaction->set_properties(events[0].id,
                                  pack(fresh_folder(display_name, from_lptstr(comment, flags), FOLDER_GENERIC)));
      transaction->commit();
    }
    store_.events().publish(events);
    *folder = make_object<Folder>(source_->shared_core(), events[0].id, true).detach();
    return S_OK;
  });
}

STDMETHODIMP Folder::GetMessageStatus(ULONG size, LPENTRYID entry, ULONG flags, ULONG* status) {
  return call([&]() -> HRESULT {
    require(status != nullptr, "lpulMessageStatus is null");
    require_flags(flags, 0);
    const ObjectEntry message = store_.parse(size, entry);
    const auto info = store_.read()->find(message.id);
    if (!info || info->parent != id_) fail(MAPI_E_NOT_FOUND, "the message is not in the folder");
    *status = info->status;
    return S_OK;
  });
}

STDMETHODIMP Folder::SetMessageStatus(ULONG size, LPENTRYID entry, ULONG status, ULONG mask, ULONG* old) {
  return call([&]() -> HRESULT {
    store_.require_writable();
    const ObjectEntry message = store_.parse(size, entry);
    ULONG before = 0;
    {
      const auto transaction = store_.write();
      const auto info = transaction->find(message.id);
      if (!info || info->parent != id_) fail(MAPI_E_NOT_FOUND, "the message is not in the folder");
      before = info->status;
      transaction->set_status(message.id, (before & ~mask) | (status & mask));  // M-21
      transaction->commit();
    }
    if (old != nullptr) *old = before;
    const StoreEvent event{fnevObjectModified, ObjectType::message, message.id, id_, {}, {}, false};
    store_.events().publish({&event, 1});
    return S_OK;
  });
}

STDMETHODIMP Folder::SaveContentsSort(LPSSortOrderSet, ULONG) {
  return call([]() -> HRESULT { return MAPI_E_NO_SUPPORT; });  // M-22
}

STDMETHODIMP Folder::SetReadFlags(LPENTRYLIST list, ULONG_PTR, LPMAPIPROGRESS client, ULONG flags) {
  return call([&]() -> HRESULT {
    check_read_flags(flags);
    store_.require_writable();
    Batch batch;
    const auto messages = list != nullptr ? listed(store_, *list, batch) : all_messages(store_, id_);
    Progress progress(Progress::asked_for(client, flags, MESSAGE_DIALOG), messages.size());
    for (const ObjectId& id : messages) {
      batch.attempt([&] { set_read_flag(store_, id_, id, flags & ~static_cast<ULONG>(MESSAGE_DIALOG)); });
      progress.done();
    }
    return batch.result();
  });
}

STDMETHODIMP Folder::DeleteMessages(LPENTRYLIST list, ULONG_PTR, LPMAPIPROGRESS client, ULONG flags) {
  return call([&]() -> HRESULT {
    require(list != nullptr, "lpMsgList is null");
    require_flags(flags, MESSAGE_DIALOG | DELETE_HARD_DELETE);
    require_writable();
    Batch batch;
    const std::vector<ObjectId> messages = listed(store_, *list, batch);
    Progress progress(Progress::asked_for(client, flags, MESSAGE_DIALOG), messages.size());
    delete_messages(store_, id_, messages, batch, progress);
    return batch.result();
  });
}

STDMETHODIMP Folder::EmptyFolder(ULONG_PTR, LPMAPIPROGRESS progress, ULONG flags) {
  return call([&]() -> HRESULT {
    require_flags(flags, FOLDER_DIALOG | DEL_ASSOCIATED | DELETE_HARD_DELETE);
    require_writable();
    static_cast<void>(source_->info(*store_.read()));
    Batch batch;
    empty_folder(store_, id_, (flags & DEL_ASSOCIATED) != 0, batch,
                 Progress::asked_for(progress, flags, FOLDER_DIALOG));
    return batch.result();
  });
}

STDMETHODIMP Folder::DeleteFolder(ULONG size, LPENTRYID entry, ULONG_PTR, LPMAPIPROGRESS client, ULONG flags) {
  return call([&]() -> HRESULT {
    require_flags(flags, FOLDER_DIALOG | DEL_MESSAGES | DEL_FOLDERS | DELETE_HARD_DELETE);
    require_writable();
    Progress progress(Progress::asked_for(client, flags, FOLDER_DIALOG), 1);
    const HRESULT result = delete_folder(store_, id_, store_.parse(size, entry).id, flags, progress.part());
    progress.done();
    return result;
  });
}

STDMETHODIMP Folder::CopyMessages(LPENTRYLIST list, LPCIID iid, LPVOID destination, ULONG_PTR, LPMAPIPROGRESS client,
                                  ULONG flags) {
  return call([&]() -> HRESULT {
    require(list != nullptr && destination != nullptr, "lpMsgList or lpDestFolder is null");
    require_flags(flags, MESSAGE_MOVE | MESSAGE_DIALOG | MAPI_DECLINE_OK);
    const com_ptr<IMAPIFolder> target = as_folder(iid, destination);
    const bool move = (flags & MESSAGE_MOVE) != 0;
    if (move) require_writable();
    Batch batch;
    const std::vector<ObjectId> ids = listed(store_, *list, batch);
    const auto same_store = folder_of_store(store_, *target);
    Progress progress(Progress::asked_for(client, flags, MESSAGE_DIALOG), ids.size());
    if (same_store) {
      copy_messages(store_, id_, ids, *same_store, move, batch, progress);
    } else {
      copy_messages_out(source_->shared_core(), id_, ids, *target, move, batch, progress);
    }
    return batch.result();
  });
}

STDMETHODIMP Folder::CopyFolder(ULONG size, LPENTRYID entry, LPCIID iid, LPVOID destination, LPTSTR name, ULONG_PTR,
                                LPMAPIPROGRESS progress, ULONG flags) {
  return call([&]() -> HRESULT {
    require(destination != nullptr, "lpDestFolder is null");
    require_flags(flags, FOLDER_MOVE | FOLDER_DIALOG | MAPI_UNICODE | COPY_SUBFOLDERS | MAPI_DECLINE_OK);
    const com_ptr<IMAPIFolder> target = as_folder(iid, destination);
    if ((flags & FOLDER_MOVE) != 0) require_writable();
    const ObjectId folder = store_.parse(size, entry).id;
    const auto same_store = folder_of_store(store_, *target);
    if (!same_store) {
      if ((flags & MAPI_DECLINE_OK) != 0) return MAPI_E_DECLINE_COPY;  // D-24
      check_leaving(store_, *store_.read(), id_, folder, (flags & FOLDER_MOVE) != 0);
      const com_ptr<IMAPISupport> support = store_.support();
      return support->CopyFolder(&IID_IMAPIFolder, static_cast<IMAPIFolder*>(this), size, entry, &IID_IMAPIFolder,
                                 target.get(), name, 0, progress, flags);
    }
    return copy_folder(store_, id_, folder, *same_store, from_lptstr(name, flags),
                       Progress::asked_for(progress, flags, FOLDER_DIALOG), flags);
  });
}

bool Folder::copy_object(ULONG tag, IMAPIProp* destination, std::span<const IID> exclude, IMAPIProgress* client,
                         ULONG flags) {
  const com_ptr<IMAPIFolder> target = com_ptr<IMAPIProp>::share(destination).as<IMAPIFolder>();
  if (!target) return PropHooks::copy_object(tag, destination, exclude, client, flags);
  const bool move = (flags & MAPI_MOVE) != 0;
  if (tag == PR_CONTAINER_CONTENTS || tag == PR_FOLDER_ASSOCIATED_CONTENTS) {
    if (excludes<IMessage>(exclude)) return false;
    const EntryList list(store_, ObjectType::message,
                         tag == PR_CONTAINER_CONTENTS ? all_messages(store_, id_) : associated_messages(store_, id_));
    check_all(CopyMessages(list.get(), &IID_IMAPIFolder, target.get(), 0, client,
                           MESSAGE_DIALOG | (move ? MESSAGE_MOVE : 0)));
    return false;
  }
  if (tag != PR_CONTAINER_HIERARCHY) return PropHooks::copy_object(tag, destination, exclude, client, flags);
  Batch batch;
  const std::vector<ObjectId> folders = subfolders(store_, id_);
  Progress progress(client, folders.size());
  for (const ObjectId& folder : folders) {
    batch.attempt([&] {
      std::string entry = store_.entry(ObjectType::folder, folder);
      check_all(CopyFolder(static_cast<ULONG>(entry.size()), reinterpret_cast<LPENTRYID>(entry.data()),
                           &IID_IMAPIFolder, target.get(), nullptr, 0, progress.part(),
                           COPY_SUBFOLDERS | FOLDER_DIALOG | (move ? FOLDER_MOVE : 0)));
    });
    progress.done();
  }
  check_all(batch.result());
  return false;
}

}  // namespace postroom::kit::store
