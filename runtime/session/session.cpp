// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/session.hpp"

#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/client_calls.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/profile/admin.hpp"
#include "runtime/profile/profile_store.hpp"
#include "runtime/session/identity.hpp"
#include "runtime/session/logoff_confirmation.hpp"
#include "runtime/session/store_opening.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

#include <cstring>
#include <optional>

namespace postroom::session {
namespace {

constexpr ULONG kOpenStoreFlags =
    MDB_NO_DIALOG | MDB_WRITE | MDB_TEMPORARY | MDB_NO_MAIL | MDB_ONLINE | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS;

}  // namespace

kit::com_ptr<Session> Session::join(std::shared_ptr<SessionCore> session) {
  // A number of its own, by which the ledger knows what the client got from the session itself.
  auto client = std::make_shared<kit::Core>(kit::com_ptr<IPostroomLedger>::share(&lifecycle::ledger()),
                                            trace::next_logon_number());
  session->join(client);
  lifecycle::enter_client(client);
  return kit::make_object<Session>(client, std::move(session));
}

Session::Session(std::shared_ptr<kit::Core> client, std::shared_ptr<SessionCore> session)
    : Object(client), client_(std::move(client)), session_(std::move(session)) {}

template <class Body>
inline HRESULT Session::method(Body&& body) {
  return call([&]() -> HRESULT {
    library::Library::instance().require_initialised();  // a forked child has no session
    notify::engine().pump();
    return body();
  });
}

HRESULT Session::with_words(HRESULT code, const std::string& words) noexcept {
  if (!words.empty()) client_->note_failure(identity(), code, words.c_str());
  return code;
}

// ---- its end

bool Session::leave(ULONG flags) noexcept {
  if (!client_->gate().close()) return false;  // another call has begun it
  // Calls of other threads that are still inside (J-102) have as long as a provider's (J-114).
  const lifecycle::Allowance allowance(session_->budget(), lifecycle::Clock::of_process());
  const lifecycle::Deadline deadline = allowance.next();
  client_->gate().wait([&] { return deadline.expired(); }, lifecycle::acting_thread());
  session_->leave(client_, flags, allowance);
  return true;
}

STDMETHODIMP Session::Logoff(ULONG_PTR ui_param, ULONG flags, ULONG reserved) {
  return call([&]() -> HRESULT {
    library::Library::instance().require_initialised();
    kit::require_flags(flags, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI);
    kit::require(reserved == 0, "ulReserved is not zero");                                           // J-4
    if ((flags & MAPI_LOGOFF_UI) != 0 && !logoff_is_confirmed(ui_param)) return MAPI_E_USER_CANCEL;  // J-7
    return leave(flags) ? S_OK : MAPI_E_INVALID_OBJECT;
  });
}

void Session::last_release() noexcept {
  if (library::Library::instance().initialised()) leave(0);  // J-6; a forked child closes nothing
}

// ---- stores

STDMETHODIMP Session::GetMsgStoresTable(ULONG flags, LPMAPITABLE* table) {
  return method([&]() -> HRESULT {
    kit::require(table != nullptr, "lppTable is null");
    *table = nullptr;
    kit::require_flags(flags, MAPI_UNICODE);
    *table = session_->message_stores().open(client_, flags).detach();
    return S_OK;
  });
}

STDMETHODIMP Session::OpenMsgStore(ULONG_PTR ui_param, ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags,
                                   LPMDB* store) {
  return method([&]() -> HRESULT {
    kit::require(store != nullptr, "lppMDB is null");
    *store = nullptr;
    kit::require_flags(flags, kOpenStoreFlags);
    OpenStore opened = open_store(*session_, {view_of(size, entry), ui_param, flags, iid});
    *store = opened.store.detach();
    return with_words(opened.code, opened.error);
  });
}

STDMETHODIMP Session::SetDefaultStore(ULONG flags, ULONG size, LPENTRYID entry) {
  return method([&]() -> HRESULT {
    switch (flags) {  // values, not bits (C-44)
      case MAPI_DEFAULT_STORE:
        break;
      case MAPI_SIMPLE_STORE_TEMPORARY:
      case MAPI_SIMPLE_STORE_PERMANENT:
      case MAPI_PRIMARY_STORE:
      case MAPI_SECONDARY_STORE:
        kit::fail(MAPI_E_NO_SUPPORT, "Postroom knows the default store only.");
      default:
        kit::fail(MAPI_E_UNKNOWN_FLAGS);
    }
    std::optional<MAPIUID> chosen;  // none: there is no default store from now on
    if (entry != nullptr) {
      const auto found = find_store(*session_, view_of(size, entry));
      if (!found) kit::fail(MAPI_E_NOT_FOUND, "The profile has no such store.");
      require_fit_for_default(*session_, view_of(size, entry));
      chosen = found->section;
    }
    session_->use().profile().set_default_store(chosen);
    session_->mail().control().default_store_changed(chosen.value_or(MAPIUID{}));
    session_->status().set_default_store(session_->logons(Kind::store), chosen);
    session_->message_stores().refresh();
    return S_OK;
  });
}

// ---- entries

STDMETHODIMP Session::OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) {
  return method([&]() -> HRESULT {
    kit::require(type != nullptr && object != nullptr, "an out parameter is null");
    *object = nullptr;
    return session_->open_entry(view_of(size, entry), client_, iid, flags, type, object);
  });
}

STDMETHODIMP Session::CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                                      ULONG* result) {
  return method([&]() -> HRESULT {
    kit::require(result != nullptr, "lpulResult is null");
    *result = FALSE;
    *result = session_->compare_entries(view_of(size1, entry1), view_of(size2, entry2), flags);
    return S_OK;
  });
}

STDMETHODIMP Session::Advise(ULONG size, LPENTRYID entry, ULONG event_mask, LPMAPIADVISESINK sink,
                             ULONG_PTR* connection) {
  return method([&]() -> HRESULT {
    kit::require(connection != nullptr, "lpulConnection is null");
    *connection = 0;
    *connection = session_->sinks().advise(*client_, view_of(size, entry), event_mask, sink);
    return S_OK;
  });
}

STDMETHODIMP Session::Unadvise(ULONG_PTR connection) {
  return method([&]() -> HRESULT { return session_->sinks().unadvise(*client_, connection); });
}

// ---- address book, profile, status

STDMETHODIMP Session::OpenAddressBook(ULONG_PTR, LPCIID iid, ULONG flags, LPADRBOOK* book) {
  return method([&]() -> HRESULT {
    kit::require(book != nullptr, "lppAdrBook is null");
    *book = nullptr;
    kit::require_flags(flags, AB_NO_DIALOG);
    if (iid != nullptr && !kit::has_iid<IAddrBook>(*iid)) kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED);
    session_->starts().start_address_books();
    *book = session_->address_book(client_)->open().detach();  // always there, whoever failed (C-43)
    const std::string failures = session_->starts().address_book_failures();
    return failures.empty() ? S_OK : with_words(MAPI_W_ERRORS_RETURNED, failures);  // O-12
  });
}

STDMETHODIMP Session::OpenProfileSection(LPMAPIUID uid, LPCIID iid, ULONG flags, LPPROFSECT* section) {
  return method([&]() -> HRESULT {
    kit::require(section != nullptr && uid != nullptr, "an argument is null");
    *section = nullptr;
    kit::require_flags(flags, MAPI_MODIFY | profile::kForceAccess | MAPI_DEFERRED_ERRORS);
    if (iid != nullptr && !kit::has_iid<IProfSect>(*iid)) kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED);
    *section = session_->use().open_section(client_, *uid, flags, profile::Opener::client).detach();
    return S_OK;
  });
}

STDMETHODIMP Session::AdminServices(ULONG flags, LPSERVICEADMIN* admin) {
  return method([&]() -> HRESULT {
    kit::require(admin != nullptr, "lppServiceAdmin is null");
    *admin = nullptr;
    kit::require_flags(flags, 0);
    auto profile = session_->use().profile().store().find(session_->profile_name());
    *admin = profile::make_service_admin(client_, std::move(profile)).detach();
    return S_OK;
  });
}

STDMETHODIMP Session::GetStatusTable(ULONG flags, LPMAPITABLE* table) {
  return method([&]() -> HRESULT {
    kit::require(table != nullptr, "lppTable is null");
    *table = nullptr;
    kit::require_flags(flags, MAPI_UNICODE);
    session_->mail().wait_until_started(client_->gate());  // C-16
    *table = session_->status().open(client_, flags).detach();
    return S_OK;
  });
}

STDMETHODIMP Session::EnumAdrTypes(ULONG flags, ULONG* count, LPTSTR** types) {
  return method([&]() -> HRESULT {
    kit::require(count != nullptr && types != nullptr, "an out parameter is null");
    *count = 0;
    *types = nullptr;
    kit::require_flags(flags, MAPI_UNICODE);
    session_->mail().wait_until_started(client_->gate());
    *types = make_text_array(session_->mail().control().address_types(), flags, *count).release();
    return S_OK;
  });
}

STDMETHODIMP Session::QueryIdentity(ULONG* size, LPENTRYID* entry) {
  return method([&]() -> HRESULT {
    kit::require(size != nullptr && entry != nullptr, "an out parameter is null");
    *size = 0;
    *entry = nullptr;
    session_->mail().wait_until_started(client_->gate());
    const Identity identity = find_identity(session_->status().rows().rows());
    *entry = kit::make_entry_id(identity.entry_id).release();
    *size = static_cast<ULONG>(identity.entry_id.size());
    return identity.known ? S_OK : MAPI_W_NO_SERVICE;
  });
}

STDMETHODIMP Session::GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) {
  return last_error(result, flags, error);
}

// ---- what needs a user interface

STDMETHODIMP Session::MessageOptions(ULONG_PTR, ULONG, LPTSTR, LPMESSAGE) {
  return method([]() -> HRESULT { kit::fail(MAPI_E_NO_SUPPORT, "No user interface is configured."); });
}

STDMETHODIMP Session::QueryDefaultMessageOpt(LPTSTR, ULONG, ULONG* count, LPSPropValue* options) {
  return method([&]() -> HRESULT {
    if (count != nullptr) *count = 0;
    if (options != nullptr) *options = nullptr;
    kit::fail(MAPI_E_NO_SUPPORT, "Transports' message options are not offered yet.");
  });
}

STDMETHODIMP Session::ShowForm(ULONG_PTR, LPMDB, LPMAPIFOLDER, LPCIID, ULONG_PTR, LPMESSAGE, ULONG, ULONG, ULONG, ULONG,
                               LPSTR) {
  return method([]() -> HRESULT { kit::fail(MAPI_E_NO_SUPPORT, "No user interface is configured."); });
}

STDMETHODIMP Session::PrepareForm(LPCIID, LPMESSAGE, ULONG_PTR* token) {
  return method([&]() -> HRESULT {
    if (token != nullptr) *token = 0;
    kit::fail(MAPI_E_NO_SUPPORT, "No user interface is configured.");
  });
}

}  // namespace postroom::session
