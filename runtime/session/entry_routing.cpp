// SPDX-License-Identifier: Apache-2.0
//
// Whom an entry identifier belongs to, in this order (F-10): a wrapped store identifier is opened as a store, a status
// row's as a status object, the address book's root and one-offs by the address book, and all else by the logon that
// registered its MAPIUID.
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/session/session_core.hpp"
#include "runtime/session/status_object.hpp"
#include "runtime/session/store_opening.hpp"

#include <postroom/failure.hpp>

#include <cstring>

namespace postroom::session {
namespace {

constexpr ULONG kOpenEntryFlags = MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS | MAPI_NO_CACHE |
                                  MAPI_CACHE_ONLY | MAPI_GAL_ONLY | SHOW_SOFT_DELETES;

HRESULT open_as_store(SessionCore& session, EntryIdView entry, LPCIID iid, ULONG flags, ULONG* type,
                      LPUNKNOWN* object) {
  StoreRequest request;
  request.entry = entry;
  request.iid = iid;
  request.flags = MDB_NO_DIALOG | (flags & (MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS));
  if ((flags & MAPI_MODIFY) != 0) request.flags |= MDB_WRITE;  // C-42
  OpenStore opened = open_store(session, request);
  *type = MAPI_STORE;
  *object = opened.store.detach();
  return opened.code;
}

}  // namespace

std::shared_ptr<Logon> SessionCore::route(EntryIdView entry) {
  const auto uid = provider_uid_of(entry);
  if (!uid) kit::fail(MAPI_E_INVALID_ENTRYID, "the entry identifier is too short");
  auto logon = router_.route(*uid);
  if (!logon) {
    starts_->start_address_books();  // C-14
    logon = router_.route(*uid);
  }
  if (!logon) kit::fail(MAPI_E_UNKNOWN_ENTRYID, "no provider of this session owns the entry identifier");
  return logon;
}

HRESULT SessionCore::open_entry(EntryIdView entry, const std::shared_ptr<kit::Core>& core, LPCIID iid, ULONG flags,
                                ULONG* type, LPUNKNOWN* object) {
  kit::require_flags(flags, kOpenEntryFlags);
  kit::require(!entry.empty(), "the entry identifier is null");
  if (is_wrapped_store_id(entry)) return open_as_store(*this, entry, iid, flags, type, object);
  if (const auto target = StatusTable::target_of(entry)) {
    return open_status_object(*this, core, *target, iid, flags, type, object);
  }
  if (addressbook::AddressBook::owns(entry)) return address_book(core)->open_entry(entry, iid, flags, type, object);
  const auto logon = route(entry);
  const auto size = static_cast<ULONG>(entry.size());
  if (logon->kind() == Kind::address_book) {
    return logon->call<IABLogon>("IABLogon::OpenEntry", [&](IABLogon& target) {
      return target.OpenEntry(size, as_entry_id(entry), iid, flags, type, object);
    });
  }
  return logon->call<IMSLogon>("IMSLogon::OpenEntry", [&](IMSLogon& target) {
    return target.OpenEntry(size, as_entry_id(entry), iid, flags, type, object);
  });
}

ULONG SessionCore::compare_entries(EntryIdView entry1, EntryIdView entry2, ULONG flags) {
  kit::require_flags(flags, 0);
  kit::require(!entry1.empty() && !entry2.empty(), "an entry identifier is null");
  ULONG same = FALSE;
  const auto size1 = static_cast<ULONG>(entry1.size());
  const auto size2 = static_cast<ULONG>(entry2.size());
  if (is_wrapped_store_id(entry1) && is_wrapped_store_id(entry2))
    return same_stores(*this, entry1, entry2) ? TRUE : FALSE;
  if (addressbook::AddressBook::owns(entry1) && addressbook::AddressBook::owns(entry2)) {
    return address_book(std::make_shared<kit::Core>(nullptr, 0))->same_entry(entry1, entry2, flags) ? TRUE : FALSE;
  }
  const auto logon = route(entry1);
  if (&route(entry2)->provider() != &logon->provider()) {
    kit::fail(MAPI_E_UNKNOWN_ENTRYID, "the entry identifiers belong to different providers");  // F-12
  }
  if (logon->kind() == Kind::address_book) {
    kit::check(logon->call<IABLogon>("IABLogon::CompareEntryIDs", [&](IABLogon& target) {
      return target.CompareEntryIDs(size1, as_entry_id(entry1), size2, as_entry_id(entry2), flags, &same);
    }));
  } else {
    kit::check(logon->call<IMSLogon>("IMSLogon::CompareEntryIDs", [&](IMSLogon& target) {
      return target.CompareEntryIDs(size1, as_entry_id(entry1), size2, as_entry_id(entry2), flags, &same);
    }));
  }
  return same;
}

}  // namespace postroom::session
