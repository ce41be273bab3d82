// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/provider_use.hpp"

#include "kit/text/hexadecimal.hpp"

#include <mapispi.h>
#include <mapitags.h>
#include <mapiutil.h>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/property_bag.hpp>
#include <postroom/trace_reader.hpp>

#include "tools/postroom/lab/outputs.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace postroom::tool::providerlab {

using kit::com_ptr;

namespace {

// Has a provider registered the MAPIUID that the identifier begins with? This process's own trace says it.
bool is_registered(const std::string& id) {
  const char* const file = std::getenv("POSTROOM_TRACE");
  if (file == nullptr) return true;
  const trace::Trace trace = trace::read_file(file);
  const std::string uid = kit::hexadecimal(std::string_view(id).substr(4, sizeof(MAPIUID)));
  return std::any_of(trace.entries.begin(), trace.entries.end(), [&](const trace::Entry& entry) {
    return entry.is(trace::Event::uid_added) && entry.detail == uid;
  });
}

}  // namespace

template <class Interface>
void ProviderUse::check_identity(Interface& object, const char* what) {
  com_ptr<IUnknown> once;
  com_ptr<IUnknown> again;
  object.QueryInterface(IID_IUnknown, reinterpret_cast<void**>(once.put()));
  object.QueryInterface(IID_IUnknown, reinterpret_cast<void**>(again.put()));
  if (once.get() != again.get()) {
    seen_.broken("A-31", std::string(what) + " answers QueryInterface for IUnknown with one pointer and then another");
  }
  void* unknown = &unknown;
  static constexpr GUID kNobodys = {0x7d1b0a55, 0x3c1e, 0x4a2b, {0x91, 0x0c, 0x55, 0x01, 0x02, 0x03, 0x04, 0x05}};
  const HRESULT code = object.QueryInterface(kNobodys, &unknown);
  if (SUCCEEDED(code) || unknown != nullptr) {
    seen_.broken("A-31", std::string(what) + " answers " + kit::hresult_name(code) +
                             " to QueryInterface for an interface that nobody has, and leaves its output " +
                             (unknown == nullptr ? "null" : "set"));
  }
}

void ProviderUse::check_failure_outputs(IMsgStore& store) {
  BYTE bytes[24] = {0, 0, 0, 0, 0x66, 0x66};
  const auto opened = open_entry(store, sizeof bytes, reinterpret_cast<LPENTRYID>(bytes));
  if (opened) seen_.broken("O-25", "IMsgStore::OpenEntry opens an identifier with a foreign MAPIUID");
}

// An identifier that GetProps gives leads back to its provider through the session (F-4, F-9), and so begins with a
// MAPIUID that somebody has registered (F-1); a provider may hand out what belongs to another one.
void ProviderUse::check_identifier(IMAPISession& session, IUnknown* object, const char* what) {
  std::string id = identifier_of(object);
  if (id.empty()) return;
  com_ptr<IUnknown> opened;
  ULONG type = 0;
  const HRESULT code = session.OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                         0, &type, opened.put());
  if (FAILED(code)) static_cast<void>(opened.detach());
  const bool is_too_short = code == MAPI_E_INVALID_ENTRYID && id.size() < 4 + sizeof(MAPIUID);
  if (!is_too_short && (code != MAPI_E_UNKNOWN_ENTRYID || is_registered(id))) return;
  seen_.broken("F-1", "the PR_ENTRYID of " + std::string(what) + " begins with no MAPIUID that was registered: " +
                          "IMAPISession::OpenEntry answers " + kit::hresult_name(code));
}

com_ptr<IUnknown> ProviderUse::open_entry(IMsgStore& store, ULONG size, LPENTRYID id, ULONG flags) {
  return com_ptr<IUnknown>::attach(asked<IUnknown>(seen_, "IMsgStore::OpenEntry", [&](IUnknown** object) {
    ULONG type = 0;
    return store.OpenEntry(size, id, nullptr, flags, &type, object);
  }));
}

// Who has no properties to tell of may leave the array out; the lab then looks at it no further.
void ProviderUse::read_properties(IMAPIProp& object, const char* method) {
  ULONG count = 1;
  MAPIFreeBuffer(asked<SPropValue>(seen_, method, [&](SPropValue** values) {
    const HRESULT code = object.GetProps(nullptr, 0, &count, values);
    if (FAILED(code) || count != 0) return code;
    *values = nullptr;
    return MAPI_E_NOT_FOUND;
  }));
}

void ProviderUse::read_table(const char* method, const std::function<HRESULT(IMAPITable**)>& open) {
  const auto table = com_ptr<IMAPITable>::attach(asked<IMAPITable>(seen_, method, open));
  if (!table) return;
  SRowSet* const rows =
      asked<SRowSet>(seen_, "IMAPITable::QueryRows", [&](SRowSet** found) { return table->QueryRows(10, 0, found); });
  if (rows != nullptr) FreeProws(rows);
}

// What asks for memory or support; it may all fail, and nothing else may come of it.
void ProviderUse::exercise(IMsgStore& store, Held& held) {
  read_properties(store, "IMsgStore::GetProps");
  held.folder = open_entry(store, 0, nullptr, MAPI_BEST_ACCESS);
  const auto root = held.folder.as<IMAPIFolder>();
  if (!root) return;
  read_table("IMAPIFolder::GetHierarchyTable", [&](IMAPITable** table) { return root->GetHierarchyTable(0, table); });
  read_table("IMAPIFolder::GetContentsTable", [&](IMAPITable** table) { return root->GetContentsTable(0, table); });
  const auto message = com_ptr<IMessage>::attach(asked<IMessage>(
      seen_, "IMAPIFolder::CreateMessage", [&](IMessage** made) { return root->CreateMessage(nullptr, 0, made); }));
  if (message) message->SaveChanges(0);
}

void ProviderUse::check_spoolers_methods(IMsgStore& store) {
  BYTE nobodys[24] = {0, 0, 0, 0, 0x66, 0x66};
  const HRESULT code = store.FinishedMsg(0, sizeof nobodys, reinterpret_cast<LPENTRYID>(nobodys));
  if (code != MAPI_E_NO_SUPPORT) {
    seen_.broken("H-20",
                 "IMsgStore::FinishedMsg answers " + kit::hresult_name(code) + " to a client, not MAPI_E_NO_SUPPORT");
  }
}

void ProviderUse::log_off_store(ULONG request, Held& held) {
  held.folder.reset();
  if (!held.store) return;
  ULONG flags = request;
  if (FAILED(held.store->StoreLogoff(&flags)) || (flags & LOGOFF_COMPLETE) == 0) {
    held.store.reset();
    return;
  }
  ULONG type = 0;
  com_ptr<IUnknown> root;
  const HRESULT code = held.store->OpenEntry(0, nullptr, nullptr, 0, &type, root.put());
  if (FAILED(code)) static_cast<void>(root.detach());  // whatever it is, it is not the client's
  if (code != MAPI_E_INVALID_OBJECT) {
    seen_.broken("J-47", "IMsgStore::OpenEntry answers " + kit::hresult_name(code) +
                             " after StoreLogoff gave LOGOFF_COMPLETE, not MAPI_E_INVALID_OBJECT");
  }
  root.reset();
  held.store.reset();
}

com_ptr<IMsgStore> ProviderUse::open_store(IMAPISession& session) {
  com_ptr<IMAPITable> stores;
  kit::check(session.GetMsgStoresTable(0, stores.put()), "there is no table of message stores");
  const std::vector<Row> rows = rows_of(*stores, PR_RESOURCE_TYPE);
  if (rows.empty()) {
    seen_.broken(kNotLookedAt, "the profile has no message store");
    return {};
  }
  std::string id = rows.front().id;
  com_ptr<IMsgStore> store;
  const HRESULT code = session.OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()),
                                            nullptr, MDB_NO_DIALOG | MDB_WRITE, store.put());
  if (FAILED(code) && !forced_) {
    seen_.broken(kNotLookedAt, "the store cannot be opened: " + kit::hresult_name(code));
  }
  return store;
}

void ProviderUse::use_store(IMAPISession& session, Held& held) {
  held.store = open_store(session);
  if (!held.store) return;
  if (forced_) return exercise(*held.store, held);
  check_identity(*held.store, "the store");
  held.folder = open_entry(*held.store, 0, nullptr);
  if (held.folder) check_identity(*held.folder, "the root folder");
  if (held.folder) check_identifier(session, held.folder.get(), "the root folder");
  check_failure_outputs(*held.store);
  check_spoolers_methods(*held.store);
  open_store(session);  // once more in the same session: nothing is registered again (C-31)
}

void ProviderUse::use_status(IMAPISession& session, Held& held) {
  com_ptr<IMAPITable> status;
  if (FAILED(session.GetStatusTable(0, status.put()))) return;
  const ULONG wanted = type_ == Type::store  ? MAPI_STORE_PROVIDER
                       : type_ == Type::book ? MAPI_AB_PROVIDER
                                             : MAPI_TRANSPORT_PROVIDER;
  for (Row& row : rows_of(*status, PR_RESOURCE_TYPE)) {
    if (row.number != wanted) continue;
    ULONG type = 0;
    session.OpenEntry(static_cast<ULONG>(row.id.size()), reinterpret_cast<LPENTRYID>(row.id.data()), nullptr, 0, &type,
                      held.status.put());
    com_ptr<IMAPIStatus> object = held.status.as<IMAPIStatus>();
    if (!forced_ && object && object->ValidateState(0, SUPPRESS_UI) == MAPI_E_NO_SUPPORT) {
      seen_.broken("E-10", "IMAPIStatus::ValidateState answers MAPI_E_NO_SUPPORT");
    }
  }
}

// The containers of the provider, and its part in resolving a name and in preparing recipients.
void ProviderUse::use_book(IMAPISession& session, Held& held) {
  session.OpenAddressBook(0, nullptr, AB_NO_DIALOG, held.book.put());
  if (!held.book) return;
  com_ptr<IABContainer> root;
  ULONG type = 0;
  com_ptr<IMAPITable> containers;
  if (FAILED(held.book->OpenEntry(0, nullptr, nullptr, 0, &type, root.put_unknown())) || !root ||
      FAILED(root->GetHierarchyTable(0, containers.put()))) {
    return;
  }
  for (Row& row : rows_of(*containers, PR_OBJECT_TYPE)) {
    held.book->OpenEntry(static_cast<ULONG>(row.id.size()), reinterpret_cast<LPENTRYID>(row.id.data()), nullptr, 0,
                         &type, held.container.put());
    const auto container = held.container.as<IABContainer>();
    if (container) held.container_id = row.id;
    com_ptr<IMAPITable> entries;
    if (container && SUCCEEDED(container->GetContentsTable(0, entries.put()))) rows_of(*entries, PR_OBJECT_TYPE);
  }
  if (held.container && !forced_) {
    check_identity(*held.container, "a container of the address book");
    check_identifier(session, held.container.get(), "a container of the address book");
  }
  resolve_names(*held.book);
}

HRESULT ProviderUse::resolve_names(IAddrBook& book) {
  kit::PropertyBag recipient;
  recipient.set(PR_DISPLAY_NAME_W, "nobody of the provider lab");
  recipient.set(PR_RECIPIENT_TYPE, static_cast<LONG>(MAPI_TO));
  kit::RowSetBuilder rows(1);
  rows.add(recipient);
  const kit::adrlist_ptr list = std::move(rows).finish_addresses();
  book.ResolveName(0, MAPI_UNICODE, nullptr, list.get());
  SizedSPropTagArray(1, wanted) = {1, {PR_ADDRTYPE_W}};
  return book.PrepareRecips(0, reinterpret_cast<LPSPropTagArray>(&wanted), list.get());
}

Held ProviderUse::use(IMAPISession& session) {
  Held held;
  try {
    if (type_ == Type::store) use_store(session, held);
    if (type_ == Type::book) use_book(session, held);
    use_status(session, held);
  } catch (const kit::Failure&) {  // what the lab makes fail may fail
    if (!forced_) throw;
  }
  return held;
}

}  // namespace postroom::tool::providerlab
