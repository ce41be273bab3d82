// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/support.hpp"

#include "runtime/addressbook/one_off.hpp"
#include "runtime/checked/checked.hpp"
#include "runtime/session/logon.hpp"
#include "runtime/session/progress_object.hpp"
#include "runtime/session/session_core.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <cstring>

namespace postroom::session {
namespace {

[[noreturn]] void unsupported(const char* what) {
  kit::fail(MAPI_E_NO_SUPPORT, what);
}

}  // namespace

STDMETHODIMP Support::OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) {
  return call([&]() -> HRESULT {
    kit::require(type != nullptr && object != nullptr, "an out parameter is null");
    *object = nullptr;
    require_method("OpenEntry");
    const HRESULT code =
        session()->open_entry(view_of(size, entry), logon().shared_from_this(), iid, flags, type, object);  // D-18
    if (SUCCEEDED(code)) *object = checked::for_provider(*object, &logon().provider().library());
    return code;
  });
}

STDMETHODIMP Support::CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                                      ULONG* result) {
  return call([&]() -> HRESULT {
    kit::require(result != nullptr, "lpulResult is null");
    *result = FALSE;
    require_method("CompareEntryIDs");
    *result = session()->compare_entries(view_of(size1, entry1), view_of(size2, entry2), flags);
    return S_OK;
  });
}

STDMETHODIMP Support::CreateOneOff(LPTSTR name, LPTSTR type, LPTSTR address, ULONG flags, ULONG* size,
                                   LPENTRYID* entry) {
  return call([&]() -> HRESULT {
    kit::require(size != nullptr && entry != nullptr, "an out parameter is null");
    *size = 0;
    *entry = nullptr;
    require_method("CreateOneOff");
    addressbook::create_one_off(name, type, address, flags, size, entry);  // D-20
    return S_OK;
  });
}

STDMETHODIMP Support::WrapStoreEntryID(ULONG size, LPENTRYID entry, ULONG* wrapped_size, LPENTRYID* wrapped) {
  return call([&]() -> HRESULT {
    kit::require(wrapped_size != nullptr && wrapped != nullptr, "an out parameter is null");
    *wrapped_size = 0;
    *wrapped = nullptr;
    require_method("WrapStoreEntryID");
    kit::require(entry != nullptr && size > 0, "the entry identifier");
    const EntryId id = wrap_store_id(logon().entry().dll_name, view_of(size, entry));  // D-19
    void* block = kit::allocate(id.size());
    std::memcpy(block, id.data(), id.size());
    *wrapped = static_cast<LPENTRYID>(block);
    *wrapped_size = static_cast<ULONG>(id.size());
    return S_OK;
  });
}

STDMETHODIMP Support::OpenAddressBook(LPCIID iid, ULONG flags, LPADRBOOK* book) {
  return call([&]() -> HRESULT {
    kit::require(book != nullptr, "lppAdrBook is null");
    *book = nullptr;
    require_method("OpenAddressBook");
    kit::require_flags(flags, AB_NO_DIALOG);
    if (iid != nullptr && !kit::has_iid<IAddrBook>(*iid)) kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED);
    const auto session = this->session();
    session->starts().start_address_books();
    *book = session->address_book(logon().shared_from_this())->open().detach();  // D-21
    return session->starts().address_book_failures().empty() ? S_OK : MAPI_W_ERRORS_RETURNED;
  });
}

STDMETHODIMP Support::OpenTemplateID(ULONG size, LPENTRYID template_id, ULONG template_flags, LPMAPIPROP data,
                                     LPCIID iid, LPMAPIPROP* object, LPMAPIPROP sibling) {
  return call([&]() -> HRESULT {
    kit::require(object != nullptr, "lppMAPIPropNew is null");
    *object = nullptr;
    require_method("OpenTemplateID");
    const auto uid = provider_uid_of(view_of(size, template_id));
    const auto owner = uid ? session()->router().route(*uid) : nullptr;
    if (!owner || owner->kind() != Kind::address_book) kit::fail(MAPI_E_UNKNOWN_ENTRYID);  // D-27
    const HRESULT code = owner->call<IABLogon>("IABLogon::OpenTemplateID", [&](IABLogon& target) {
      return target.OpenTemplateID(size, template_id, template_flags, data, iid, object, sibling);
    });
    if (SUCCEEDED(code)) {
      *object = static_cast<LPMAPIPROP>(checked::for_provider(*object, &logon().provider().library()));
    }
    return code;
  });
}

STDMETHODIMP Support::GetOneOffTable(ULONG flags, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    kit::require(table != nullptr, "lppTable is null");
    *table = nullptr;
    require_method("GetOneOffTable");
    *table = session()->address_book(logon().shared_from_this())->one_off_table(flags).detach();  // D-28
    return S_OK;
  });
}

// The list is in and out: the caller's own stays what it is.
STDMETHODIMP Support::Address(ULONG_PTR*, LPADRPARM, LPADRLIST*) {
  return call([&]() -> HRESULT { unsupported("No user interface is configured."); });  // D-29
}

STDMETHODIMP Support::Details(ULONG_PTR*, LPFNDISMISS, LPVOID, ULONG, LPENTRYID, LPFNBUTTON, LPVOID, LPTSTR, ULONG) {
  return call([&]() -> HRESULT { unsupported("No user interface is configured."); });
}

STDMETHODIMP Support::NewEntry(ULONG_PTR, ULONG, ULONG, LPENTRYID, ULONG, LPENTRYID, ULONG* size, LPENTRYID* entry) {
  return call([&]() -> HRESULT {
    if (size != nullptr) *size = 0;
    if (entry != nullptr) *entry = nullptr;
    unsupported("No user interface is configured.");
  });
}

STDMETHODIMP Support::DoProgressDialog(ULONG_PTR, ULONG flags, LPMAPIPROGRESS* progress) {
  return call([&]() -> HRESULT {
    kit::require(progress != nullptr, "lppProgress is null");
    *progress = nullptr;
    require_method("DoProgressDialog");
    kit::require_flags(flags, MAPI_TOP_LEVEL);
    *progress = make_progress_object(core_, flags).detach();  // D-42
    return S_OK;
  });
}

STDMETHODIMP Support::IStorageFromStream(LPUNKNOWN, LPCIID, ULONG, LPSTORAGE* storage) {
  return call([&]() -> HRESULT {
    if (storage != nullptr) *storage = nullptr;
    unsupported("Structured storage is not offered.");
  });
}

}  // namespace postroom::session
