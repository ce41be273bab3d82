// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/transport_logon.hpp"

#include <postroom/failure.hpp>

namespace postroom::kit::transport {
namespace {

constexpr ULONG kPairs[][2] = {{NOTIFY_BEGIN_INBOUND, NOTIFY_END_INBOUND},
                               {NOTIFY_BEGIN_OUTBOUND, NOTIFY_END_OUTBOUND},
                               {NOTIFY_BEGIN_INBOUND_FLUSH, NOTIFY_END_INBOUND_FLUSH},
                               {NOTIFY_BEGIN_OUTBOUND_FLUSH, NOTIFY_END_OUTBOUND_FLUSH}};
constexpr ULONG kStatusBits[] = {STATUS_INBOUND_ENABLED, STATUS_OUTBOUND_ENABLED, STATUS_INBOUND_FLUSH,
                                 STATUS_OUTBOUND_FLUSH};

}  // namespace

STDMETHODIMP TransportLogon::AddressTypes(ULONG* flags, ULONG* type_count, LPTSTR** types, ULONG* uid_count,
                                          LPMAPIUID** uids) {
  return call([&]() -> HRESULT {
    require(flags != nullptr && type_count != nullptr && types != nullptr && uid_count != nullptr && uids != nullptr,
            "an output parameter is null");
    *flags = 0;  // the strings are UTF-8
    *type_count = transport_.address_type_count();
    *types = transport_.address_type_array();
    *uid_count = 0;
    *uids = nullptr;
    return S_OK;
  });
}

STDMETHODIMP TransportLogon::RegisterOptions(ULONG* flags, ULONG* count, LPOPTIONDATA* options) {
  return call([&]() -> HRESULT {
    require(flags != nullptr && count != nullptr && options != nullptr, "an output parameter is null");
    *flags = 0;
    *count = 0;  // N-8
    *options = nullptr;
    return S_OK;
  });
}

STDMETHODIMP TransportLogon::TransportNotify(ULONG* flags, LPVOID* data) {
  return call([&]() -> HRESULT {
    require(flags != nullptr, "lpulFlags is null");
    ULONG known = NOTIFY_CANCEL_MESSAGE | NOTIFY_ABORT_DEFERRED;
    ULONG set = 0;
    ULONG clear = 0;
    for (std::size_t i = 0; i < std::size(kPairs); ++i) {
      const auto [begin, end] = kPairs[i];
      known |= begin | end;
      require((*flags & (begin | end)) != (begin | end), "a BEGIN flag and its END flag together");  // I-2
      if ((*flags & begin) != 0) set |= kStatusBits[i];
      if ((*flags & end) != 0) clear |= kStatusBits[i];
    }
    require_flags(*flags, known);
    // A deferred message is never held here: it is re-offered by the spooler, so ABORT_DEFERRED has nothing to forget.
    if ((*flags & (NOTIFY_CANCEL_MESSAGE | NOTIFY_ABORT_DEFERRED)) == NOTIFY_CANCEL_MESSAGE) {
      require(data != nullptr && *data != nullptr, "NOTIFY_CANCEL_MESSAGE without a reference");
      transport_.cancel(*static_cast<const ULONG_PTR*>(*data));  // P-8
    }
    if ((*flags & NOTIFY_END_INBOUND) != 0) transport_.end_inbound();
    transport_.change_status(set, clear);  // before returning (N-10)
    if ((*flags & NOTIFY_BEGIN_INBOUND) != 0) transport_.begin_inbound();
    return S_OK;
  });
}

STDMETHODIMP TransportLogon::Idle(ULONG flags) {
  return call([&]() -> HRESULT {
    require_flags(flags, 0);
    return S_OK;  // never asked for: LOGON_SP_IDLE is not answered (N-13)
  });
}

STDMETHODIMP TransportLogon::TransportLogoff(ULONG flags) {
  return call([&]() -> HRESULT {
    if ((flags & LOGOFF_HURRY) != 0) transport_.hurry();
    transport_.close();  // J-63
    return S_OK;
  });
}

STDMETHODIMP TransportLogon::SubmitMessage(ULONG flags, LPMESSAGE message, ULONG_PTR* reference,
                                           ULONG_PTR* return_parameter) {
  return call([&]() -> HRESULT {
    require(message != nullptr, "lpMessage is null");
    require_flags(flags, BEGIN_DEFERRED);
    transport_.goes_on();
    ULONG_PTR unused = 0;
    if (return_parameter != nullptr) *return_parameter = 0;
    return submit(transport_, *message, reference != nullptr ? reference : &unused,
                  return_parameter != nullptr ? return_parameter : &unused);
  });
}

// All was done in SubmitMessage: what could not be sent then was answered there (H-27).
STDMETHODIMP TransportLogon::EndMessage(ULONG_PTR, ULONG* flags) {
  return call([&]() -> HRESULT {
    require(flags != nullptr, "lpulFlags is null");
    *flags = 0;
    return S_OK;
  });
}

STDMETHODIMP TransportLogon::Poll(ULONG* incoming) {
  return call([&]() -> HRESULT {
    require(incoming != nullptr, "lpulIncoming is null");
    *incoming = 0;
    if (transport_.receives() && transport_.looks_for_mail()) *incoming = transport_.backend()->has_mail() ? 1 : 0;
    return S_OK;
  });
}

STDMETHODIMP TransportLogon::StartMessage(ULONG flags, LPMESSAGE message, ULONG_PTR* reference) {
  return call([&]() -> HRESULT {
    require_flags(flags, 0);
    require(message != nullptr, "lpMessage is null");
    ULONG_PTR unused = 0;
    return receive(transport_, *message, reference != nullptr ? reference : &unused);
  });
}

STDMETHODIMP TransportLogon::OpenStatusEntry(LPCIID iid, ULONG flags, ULONG* object_type, LPMAPISTATUS* entry) {
  return call([&]() -> HRESULT {
    require(entry != nullptr, "lppEntry is null");
    *entry = nullptr;
    if (object_type != nullptr) *object_type = 0;
    *entry = transport_.open_status(iid, flags).detach();
    if (object_type != nullptr) *object_type = MAPI_STATUS;
    return S_OK;
  });
}

STDMETHODIMP TransportLogon::ValidateState(ULONG_PTR, ULONG flags) {
  return call([&] { return transport_.validate_state(0, flags); });
}

STDMETHODIMP TransportLogon::FlushQueues(ULONG_PTR, ULONG, LPENTRYID, ULONG flags) {
  return call([&] { return transport_.flush_queues(0, flags); });
}

}  // namespace postroom::kit::transport
