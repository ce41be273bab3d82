// SPDX-License-Identifier: Apache-2.0
#include "kit/book/book_logon.hpp"

#include "kit/book/objects.hpp"
#include "kit/book/resolve.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

namespace postroom::kit::book {

// The flags must be zero and are not looked at (J-28, O-7). From here on every method answers MAPI_E_INVALID_OBJECT.
STDMETHODIMP BookLogon::Logoff(ULONG) {
  return call([&]() -> HRESULT {
    core_->close();
    return S_OK;
  });
}

STDMETHODIMP BookLogon::OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type,
                                  LPUNKNOWN* object) {
  return call([&]() -> HRESULT {
    require(object != nullptr && type != nullptr, "an output parameter is null");
    *object = nullptr;
    *object = open_entry(core_, entry_id(size, entry), iid, flags, type).detach();
    return S_OK;
  });
}

STDMETHODIMP BookLogon::CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                                        ULONG* result) {
  return call([&]() -> HRESULT {
    require(result != nullptr, "lpulResult is null");
    *result = 0;
    require_flags(flags, 0);
    // Both must be this provider's (F-12, F-13); identifiers are only ever long-term, so equal content is equality.
    const EntryId first = core_->decode(entry_id(size1, entry1));
    const EntryId second = core_->decode(entry_id(size2, entry2));
    *result = first == second ? 1 : 0;
    return S_OK;
  });
}

STDMETHODIMP BookLogon::Advise(ULONG, LPENTRYID, ULONG, LPMAPIADVISESINK, ULONG_PTR* connection) {
  return call([&]() -> HRESULT {
    require(connection != nullptr, "lpulConnection is null");
    *connection = 0;
    return MAPI_E_NO_SUPPORT;  // G-22: contents tables notify
  });
}

STDMETHODIMP BookLogon::Unadvise(ULONG_PTR) {
  return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
}

STDMETHODIMP BookLogon::OpenStatusEntry(LPCIID iid, ULONG flags, ULONG* type, LPMAPISTATUS* entry) {
  return call([&]() -> HRESULT {
    require(entry != nullptr && type != nullptr, "an output parameter is null");
    *entry = nullptr;
    *entry = core_->open_status(iid, flags).detach();
    *type = MAPI_STATUS;
    return S_OK;
  });
}

STDMETHODIMP BookLogon::OpenTemplateID(ULONG size, LPENTRYID template_id, ULONG, LPMAPIPROP, LPCIID, LPMAPIPROP* result,
                                       LPMAPIPROP) {
  return call([&]() -> HRESULT {
    require(result != nullptr, "lppMAPIPropNew is null");
    *result = nullptr;
    static_cast<void>(core_->decode(entry_id(size, template_id)));  // somebody else's: MAPI_E_UNKNOWN_ENTRYID (F-13)
    return MAPI_E_NO_SUPPORT;  // this provider hands out no template that another host could bind to
  });
}

STDMETHODIMP BookLogon::GetOneOffTable(ULONG, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    require(table != nullptr, "lppTable is null");
    *table = nullptr;
    return MAPI_E_NO_SUPPORT;  // G-28
  });
}

STDMETHODIMP BookLogon::PrepareRecips(ULONG flags, LPSPropTagArray columns, LPADRLIST recipients) {
  return call([&]() -> HRESULT {
    require_flags(flags, 0);
    require(recipients != nullptr, "lpRecipList is null");
    prepare_recipients(*core_, columns, *recipients);
    return S_OK;
  });
}

}  // namespace postroom::kit::book
