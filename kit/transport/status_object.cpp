// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/status_object.hpp"

#include "kit/transport/property_list.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

namespace postroom::kit::transport {
namespace {

void fill_columns(const TransportCore& core, PropertyList& columns) {
  columns.set(PR_OBJECT_TYPE, MAPI_STATUS);
  columns.set_text(PR_DISPLAY_NAME_W, core.display_name());
  columns.set_text(PR_PROVIDER_DISPLAY_W, core.display_name());
  columns.set(PR_STATUS_CODE, core.status_code());
  if (const std::string text = core.status_text(); !text.empty()) columns.set_text(PR_STATUS_STRING_W, text);
  columns.set(PR_RESOURCE_TYPE, MAPI_TRANSPORT_PROVIDER);
  columns.set(PR_RESOURCE_METHODS, STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES);
  if (!core.identity_entry_id().empty()) {
    columns.set_text(PR_IDENTITY_DISPLAY_W, core.identity().display_name);
    columns.set_bytes(PR_IDENTITY_ENTRYID, core.identity_entry_id().data(), core.identity_entry_id().size());
    columns.set_bytes(PR_IDENTITY_SEARCH_KEY, core.identity_search_key().data(), core.identity_search_key().size());
  }
}

}  // namespace

STDMETHODIMP StatusObject::SaveChanges(ULONG) {
  return call([&]() -> HRESULT { return MAPI_E_NO_ACCESS; });
}

STDMETHODIMP StatusObject::GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) {
  return call([&]() -> HRESULT {
    require(count != nullptr && values != nullptr, "lpcValues or lppPropArray is null");
    *count = 0;
    *values = nullptr;
    require_flags(flags, MAPI_UNICODE);
    PropertyList columns;
    fill_columns(transport_, columns);
    if (tags == nullptr) {
      *count = columns.count();
      *values = columns.to_mapi().release();
      return S_OK;
    }
    const PropertyView view(columns.values(), columns.count());
    PropertyList asked;
    std::vector<ULONG> missing;
    for (ULONG i = 0; i < tags->cValues; ++i) {
      const ULONG tag = tags->aulPropTag[i];
      const SPropValue* value = view.find(tag);
      const ULONG type = PROP_TYPE(tag);
      if (value != nullptr && type == PT_STRING8 && PROP_TYPE(value->ulPropTag) == PT_UNICODE) {
        const std::string narrow = *view.text(tag);
        SPropValue narrowed{};
        narrowed.ulPropTag = tag;
        narrowed.Value.lpszA = const_cast<char*>(narrow.c_str());
        asked.set_copy(narrowed);
      } else if (value != nullptr && (type == PT_UNSPECIFIED || type == PROP_TYPE(value->ulPropTag))) {
        asked.set_copy(*value);
      } else {
        asked.set(CHANGE_PROP_TYPE(tag, PT_ERROR), static_cast<ULONG>(MAPI_E_NOT_FOUND));
        missing.push_back(tag);
      }
    }
    *count = asked.count();
    *values = asked.to_mapi().release();
    return missing.empty() ? S_OK : MAPI_W_ERRORS_RETURNED;
  });
}

STDMETHODIMP StatusObject::GetPropList(ULONG flags, LPSPropTagArray* tags) {
  return call([&]() -> HRESULT {
    require(tags != nullptr, "lppPropTagArray is null");
    *tags = nullptr;
    require_flags(flags, MAPI_UNICODE);
    PropertyList columns;
    fill_columns(transport_, columns);
    auto array = make_mapi<SPropTagArray>(CbNewSPropTagArray(columns.count()));
    array->cValues = columns.count();
    for (ULONG i = 0; i < columns.count(); ++i) {
      const ULONG tag = columns.values()[i].ulPropTag;
      const bool narrow = PROP_TYPE(tag) == PT_UNICODE && (flags & MAPI_UNICODE) == 0;
      array->aulPropTag[i] = narrow ? CHANGE_PROP_TYPE(tag, PT_STRING8) : tag;
    }
    *tags = array.release();
    return S_OK;
  });
}

STDMETHODIMP StatusObject::OpenProperty(ULONG, LPCIID, ULONG, ULONG, LPUNKNOWN* object) {
  return call([&]() -> HRESULT {
    if (object != nullptr) *object = nullptr;
    return MAPI_E_NO_SUPPORT;
  });
}

STDMETHODIMP StatusObject::SetProps(ULONG, LPSPropValue, LPSPropProblemArray* problems) {
  return call([&]() -> HRESULT {
    if (problems != nullptr) *problems = nullptr;
    return MAPI_E_NO_ACCESS;  // read-only (E-9)
  });
}

STDMETHODIMP StatusObject::DeleteProps(LPSPropTagArray, LPSPropProblemArray* problems) {
  return call([&]() -> HRESULT {
    if (problems != nullptr) *problems = nullptr;
    return MAPI_E_NO_ACCESS;
  });
}

STDMETHODIMP StatusObject::CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                                  LPSPropProblemArray* problems) {
  return call([&]() -> HRESULT {
    if (problems != nullptr) *problems = nullptr;
    return MAPI_E_NO_SUPPORT;
  });
}

STDMETHODIMP StatusObject::CopyProps(LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                                     LPSPropProblemArray* problems) {
  return call([&]() -> HRESULT {
    if (problems != nullptr) *problems = nullptr;
    return MAPI_E_NO_SUPPORT;
  });
}

STDMETHODIMP StatusObject::GetNamesFromIDs(LPSPropTagArray*, LPGUID, ULONG, ULONG* count, LPMAPINAMEID** names) {
  return call([&]() -> HRESULT {
    if (count != nullptr) *count = 0;
    if (names != nullptr) *names = nullptr;
    return MAPI_E_NO_SUPPORT;
  });
}

STDMETHODIMP StatusObject::GetIDsFromNames(ULONG, LPMAPINAMEID*, ULONG, LPSPropTagArray* tags) {
  return call([&]() -> HRESULT {
    if (tags != nullptr) *tags = nullptr;
    return MAPI_E_NO_SUPPORT;
  });
}

STDMETHODIMP StatusObject::ValidateState(ULONG_PTR, ULONG flags) {
  return call([&]() -> HRESULT {
    validate_state(transport_, flags);
    return S_OK;
  });
}

STDMETHODIMP StatusObject::SettingsDialog(ULONG_PTR, ULONG) {
  return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });  // its bit in PR_RESOURCE_METHODS is clear (E-8)
}

STDMETHODIMP StatusObject::ChangePassword(LPTSTR, LPTSTR, ULONG) {
  return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
}

STDMETHODIMP StatusObject::FlushQueues(ULONG_PTR, ULONG, LPENTRYID, ULONG flags) {
  return call([&]() -> HRESULT {
    flush_queues(transport_, flags);
    return S_OK;
  });
}

// Sets bits and returns: nothing is connected here (E-16).
void validate_state(TransportCore& core, ULONG flags) {
  constexpr ULONG kRemote = ABORT_XP_HEADER_OPERATION | REFRESH_XP_HEADER_CACHE | PROCESS_XP_HEADER_CACHE |
                            FORCE_XP_CONNECT | FORCE_XP_DISCONNECT | SHOW_XP_SESSION_UI;
  require_flags(flags, SUPPRESS_UI | CONFIG_CHANGED | kRemote);
  if ((flags & kRemote) != 0) fail(MAPI_E_NO_SUPPORT, core.display_name() + " is not a remote transport");
  if ((flags & CONFIG_CHANGED) != 0) core.support()->SpoolerNotify(NOTIFY_CONFIG_CHANGE, nullptr);  // E-15
}

// Up is out and down is in, as four texts against two have it (E-18). The spooler's traffic follows (H-40).
void flush_queues(TransportCore& core, ULONG flags) {
  require_flags(flags, FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_FORCE | FLUSH_NO_UI | FLUSH_ASYNC_OK);
  const bool both = (flags & (FLUSH_UPLOAD | FLUSH_DOWNLOAD)) == 0;
  const bool download = core.receives() && (both || (flags & FLUSH_DOWNLOAD) != 0);
  const bool upload = both || (flags & FLUSH_UPLOAD) != 0;
  core.change_status((upload ? STATUS_OUTBOUND_FLUSH : 0) | (download ? STATUS_INBOUND_FLUSH : 0), 0);
  if (upload) core.support()->SpoolerNotify(NOTIFY_READYTOSEND, nullptr);
  if (download) core.support()->SpoolerNotify(NOTIFY_NEWMAIL, nullptr);
}

}  // namespace postroom::kit::transport
