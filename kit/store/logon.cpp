// SPDX-License-Identifier: Apache-2.0
#include "kit/store/logon.hpp"

#include "kit/store/message_store.hpp"
#include "kit/store/open_entry.hpp"

namespace postroom::kit::store {

STDMETHODIMP Logon::GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) {
  return last_error(result, flags, error);
}

STDMETHODIMP Logon::Logoff(ULONG*) {
  return store_->close() ? S_OK : MAPI_E_INVALID_OBJECT;
}

STDMETHODIMP Logon::OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) {
  return call([&]() -> HRESULT {
    require(type != nullptr && object != nullptr, "an out parameter is null");
    *object = nullptr;
    *type = 0;
    *object = open_entry(store_, size, entry, iid, flags, type).detach();
    return S_OK;
  });
}

STDMETHODIMP Logon::CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                                    ULONG* result) {
  return call([&] { return compare_entries(*store_, size1, entry1, size2, entry2, flags, result); });
}

STDMETHODIMP Logon::Advise(ULONG size, LPENTRYID entry, ULONG mask, LPMAPIADVISESINK sink, ULONG_PTR* connection) {
  return call([&]() -> HRESULT {
    require(connection != nullptr, "lpulConnection is null");
    *connection = 0;
    *connection = store_->events().advise(size, entry, mask, sink);
    return S_OK;
  });
}

STDMETHODIMP Logon::Unadvise(ULONG_PTR connection) {
  return call([&]() -> HRESULT {
    store_->events().unadvise(connection);
    return S_OK;
  });
}

STDMETHODIMP Logon::OpenStatusEntry(LPCIID iid, ULONG flags, ULONG* type, LPVOID* entry) {
  return call([&]() -> HRESULT {
    require(type != nullptr && entry != nullptr, "an out parameter is null");
    *entry = nullptr;
    *type = 0;
    require_flags(flags, MAPI_MODIFY | MAPI_BEST_ACCESS);  // E-11: read-only nevertheless
    if (iid != nullptr && !has_iid<IMAPIStatus>(*iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    *entry = store_->status_object().detach();
    *type = MAPI_STATUS;
    return S_OK;
  });
}

}  // namespace postroom::kit::store
