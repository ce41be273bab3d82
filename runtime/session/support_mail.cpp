// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/support.hpp"

#include "runtime/session/logon.hpp"
#include "runtime/session/recipient_expansion.hpp"
#include "runtime/session/session_core.hpp"
#include "runtime/spooler/sent_mail.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <mapitags.h>

namespace postroom::session {
namespace {

constexpr ULONG kStoreNotifications = NOTIFY_READYTOSEND | NOTIFY_NEWMAIL_RECEIVED;  // D-36
constexpr ULONG kTransportNotifications = NOTIFY_NEWMAIL | NOTIFY_READYTOSEND | NOTIFY_SENTDEFERRED | NOTIFY_CRITSEC |
                                          NOTIFY_NONCRIT | NOTIFY_CONFIG_CHANGE | NOTIFY_CRITICAL_ERROR;  // D-37

std::vector<BYTE> bytes_of(ULONG size, const void* bytes) {
  const auto* first = static_cast<const BYTE*>(bytes);
  return first == nullptr ? std::vector<BYTE>() : std::vector<BYTE>(first, first + size);
}

}  // namespace

STDMETHODIMP Support::SpoolerYield(ULONG flags) {
  return call([&]() -> HRESULT {
    require_method("SpoolerYield");
    kit::require_flags(flags, 0);
    return session()->mail().control().transport_yields(logon().number());  // D-38
  });
}

STDMETHODIMP Support::SpoolerNotify(ULONG flags, LPVOID data) {
  return call([&]() -> HRESULT {
    require_method("SpoolerNotify");
    trace::record(trace::Event::spooler_notify, logon().subject(), {.request = flags});
    spooler::Control& spooler = session()->mail().control();
    if (core_->flavour() == Flavour::store) {
      kit::require_flags(flags, kStoreNotifications);
      std::vector<BYTE> message;
      std::vector<BYTE> folder;
      if ((flags & NOTIFY_NEWMAIL_RECEIVED) != 0) {
        kit::require(data != nullptr, "NOTIFY_NEWMAIL_RECEIVED needs a NEWMAIL_NOTIFICATION");
        const auto& mail = *static_cast<const NEWMAIL_NOTIFICATION*>(data);
        message = bytes_of(mail.cbEntryID, mail.lpEntryID);
        folder = bytes_of(mail.cbParentID, mail.lpParentID);
      }
      return spooler.store_notifies(logon().number(), flags, message, folder);
    }
    kit::require_flags(flags, kTransportNotifications);
    kit::require((flags & NOTIFY_SENTDEFERRED) == 0 || (flags & NOTIFY_CRITICAL_ERROR) == 0,
                 "NOTIFY_SENTDEFERRED and NOTIFY_CRITICAL_ERROR exclude each other");
    std::vector<BYTE> message;
    std::string error;
    if ((flags & NOTIFY_SENTDEFERRED) != 0) {
      kit::require(data != nullptr, "NOTIFY_SENTDEFERRED needs the message's entry identifier");
      const auto& id = *static_cast<const SBinary*>(data);
      message = bytes_of(id.cb, id.lpb);
    } else if ((flags & NOTIFY_CRITICAL_ERROR) != 0 && data != nullptr) {
      error = static_cast<const char*>(data);
    }
    return spooler.transport_notifies(logon().number(), flags, message, error);
  });
}

STDMETHODIMP Support::RegisterPreprocessor(LPMAPIUID, LPTSTR, LPTSTR, LPSTR, LPSTR, ULONG) {
  return call([&]() -> HRESULT { kit::fail(MAPI_E_NO_SUPPORT, "Preprocessors of messages are not offered."); });
}

STDMETHODIMP Support::ReadReceipt(ULONG, LPMESSAGE, LPMESSAGE* receipt) {
  return call([&]() -> HRESULT {
    if (receipt != nullptr) *receipt = nullptr;
    kit::fail(MAPI_E_NO_SUPPORT, "Read receipts are not offered yet.");
  });
}

STDMETHODIMP Support::PrepareSubmit(LPMESSAGE message, ULONG* flags) {
  return call([&]() -> HRESULT {
    require_method("PrepareSubmit");
    kit::require(message != nullptr && flags != nullptr, "an argument is null");
    kit::require_flags(*flags, 0);
    SizedSPropTagArray(1, tags) = {1, {PR_MESSAGE_FLAGS}};
    ULONG count = 0;
    kit::mapi_ptr<SPropValue> values;
    kit::check(message->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, kit::out(values)));
    const bool resend = values->ulPropTag == PR_MESSAGE_FLAGS && (values->Value.l & MSGFLAG_RESEND) != 0;
    if (resend) kit::fail(MAPI_E_NO_SUPPORT, "Sending a message again to some of its recipients is not offered yet.");
    return S_OK;  // any other message is left as it is (D-30)
  });
}

STDMETHODIMP Support::ExpandRecips(LPMESSAGE message, ULONG* flags) {
  return call([&]() -> HRESULT {
    kit::require(flags != nullptr, "lpulFlags is null");
    *flags = 0;
    require_method("ExpandRecips");
    kit::require(message != nullptr, "lpMessage is null");
    expand_recipients(*message, [&, session = session()](std::string_view id) {
      kit::com_ptr<IDistList> list;
      ULONG type = 0;
      kit::check(session->open_entry(std::as_bytes(std::span(id)), logon().shared_from_this(), &IID_IDistList, 0, &type,
                                     list.put_unknown()),
                 "A distribution list that the message goes to cannot be opened.");
      return list;
    });
    *flags = NEEDS_SPOOLER;  // every recipient goes to a transport (D-31)
    return S_OK;
  });
}

STDMETHODIMP Support::UpdatePAB(ULONG, LPMESSAGE) {
  return call([&]() -> HRESULT { kit::fail(MAPI_E_NO_SUPPORT); });  // P-2
}

STDMETHODIMP Support::Preprocess(ULONG, ULONG, LPENTRYID) {
  return call([&]() -> HRESULT { kit::fail(MAPI_E_NO_SUPPORT); });  // P-2
}

STDMETHODIMP Support::DoSentMail(ULONG flags, LPMESSAGE message) {
  return call([&]() -> HRESULT {
    require_method("DoSentMail");
    kit::require_flags(flags, 0);
    kit::require(message != nullptr, "lpMessage is null");
    const auto session = this->session();
    const auto core = logon().shared_from_this();
    spooler::do_sent_mail(kit::com_ptr<IMessage>::attach(message), [&](const std::vector<BYTE>& entry_id) {
      kit::com_ptr<IMAPIFolder> folder;
      ULONG type = 0;
      kit::check(session->open_entry(std::as_bytes(std::span(entry_id)), core, &IID_IMAPIFolder, MAPI_MODIFY, &type,
                                     folder.put_unknown()));
      return folder;
    });
    return S_OK;
  });
}

STDMETHODIMP Support::CompleteMsg(ULONG flags, ULONG size, LPENTRYID entry) {
  return call([&]() -> HRESULT {
    require_method("CompleteMsg");
    kit::require_flags(flags, 0);
    kit::require(size > 0 && entry != nullptr, "the message's entry identifier is null");
    return session()->mail().control().complete_message(logon().number(), bytes_of(size, entry));  // D-32
  });
}

STDMETHODIMP Support::StoreLogoffTransports(ULONG* flags) {
  return call([&]() -> HRESULT {
    require_method("StoreLogoffTransports");
    kit::require(flags != nullptr, "lpulFlags is null");
    *flags = logon().store_logoff_transports(*flags);
    return S_OK;
  });
}

STDMETHODIMP Support::StatusRecips(LPMESSAGE message, LPADRLIST recipients) {
  return call([&]() -> HRESULT {
    require_method("StatusRecips");
    kit::require(message != nullptr && recipients != nullptr, "an argument is null");
    const HRESULT code = session()->mail().control().transport_reports(logon().number(), *message, *recipients);
    if (SUCCEEDED(code)) kit::adrlist_ptr{recipients};  // freed only when the call succeeds (D-39)
    return code;
  });
}

}  // namespace postroom::session
