// SPDX-License-Identifier: Apache-2.0
//
// A transport for the address type EXAMPLE that carries nothing: it takes no message and has none to deliver.
#include "example.hpp"

#include <stdexcept>

namespace example {
namespace {

char address_type[] = "EXAMPLE";
char other_type[] = "OTHER";

bool keeps_arriving() {
  return faulty("arriving-message-kept") || faulty("arriving-message-held") || faulty("arriving-message-leaked");
}

class ExampleTransport final : public IXPLogon, public Listed {
 public:
  ExampleTransport(IMAPISupport* support, std::shared_ptr<LogonList> list, ULONG faults)
      : support_(support), list_(std::move(list)), faults_(faults) {
    status_.set(StatusObject::make(this));
    list_->enter(this);
  }

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IXPLogon)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 1 && status_.holds()) {  // only its own status object holds it: this is a logoff first (J-29)
      ++references_;
      end();
      return Release();
    }
    if (left == 0) {
      pass(kInTransportRelease);
      delete this;
    }
    return left;
  }

  bool hold() override {
    ULONG now = references_.load();
    while (now != 0 && !references_.compare_exchange_weak(now, now + 1)) {
    }
    return now != 0;
  }
  void let_go() override { Release(); }
  // Whoever comes first, the logoff method, the last Release or the provider's Shutdown; nothing is left for another.
  void end() override {
    status_.end("a transport", support_);                      // J-27, J-64
    list_->leave(this);                                        // J-26
    if ((faults_ & kForgetsSupport) == 0) support_.release();  // last (J-63)
  }

  STDMETHODIMP TransportLogoff(ULONG flags) override {
    pass(kInTransportLogoff);
    misbehave("logoff");
    if (kept_ != nullptr) {
      if (faulty("arriving-message-kept")) kept_->SaveChanges(0);
      if (!faulty("arriving-message-leaked")) kept_->Release();
    }
    if (faulty("logoff-fails")) {
      end();
      return E_FAIL;
    }
    end();
    if (flags != 0) return MAPI_E_UNKNOWN_FLAGS;  // J-28
    if ((faults_ & kLogoffThrows) != 0) throw std::runtime_error("a transport throws");
    return (faults_ & kLogoffFails) != 0 ? E_FAIL : S_OK;
  }

  STDMETHODIMP AddressTypes(ULONG* flags, ULONG* count, LPTSTR** types, ULONG* uid_count, LPMAPIUID** uids) override {
    *flags = 0;
    *count = 1;
    *types = types_;
    if (faulty("old-types-change") && (asked_++ % 2) != 0) {
      types_[0] = types_[1];
      *types = newer_types_;
    }
    *uid_count = faulty("uids-change") ? 1 : 0;
    *uids = faulty("uids-change") ? uids_ : nullptr;
    return S_OK;
  }
  STDMETHODIMP RegisterOptions(ULONG* flags, ULONG* count, LPOPTIONDATA* options) override {
    return *flags = 0, *count = 0, *options = nullptr, S_OK;
  }
  STDMETHODIMP TransportNotify(ULONG* flags, LPVOID*) override {
    pass(kInTransportNotify);
    if ((*flags & NOTIFY_CANCEL_MESSAGE) != 0) note_cancelling();
    if (faulty("old-types-change") && asked_ == 1) support_.notify_spooler(NOTIFY_CONFIG_CHANGE);
    if (faulty("types-change")) types_[0] = types_[1];
    if (faulty("uids-change")) uid_.ab[0] = 1;
    if (faulty("traffic-not-shown") || faulty("row-missing")) return S_OK;
    SPropValue column = {};  // J-57: the row says what is on before this returns
    if ((*flags & NOTIFY_BEGIN_INBOUND) != 0 && !faulty("inbound-not-shown")) status_code_ |= STATUS_INBOUND_ENABLED;
    if ((*flags & NOTIFY_BEGIN_OUTBOUND) != 0) status_code_ |= STATUS_OUTBOUND_ENABLED;
    if ((*flags & NOTIFY_END_INBOUND) != 0) status_code_ &= ~STATUS_INBOUND_ENABLED;
    if ((*flags & NOTIFY_END_OUTBOUND) != 0) status_code_ &= ~STATUS_OUTBOUND_ENABLED;
    column.ulPropTag = PR_STATUS_CODE;
    column.Value.l = static_cast<LONG>(status_code_);
    IMAPISupport* support = support_.hold();
    if (support == nullptr) return MAPI_E_INVALID_OBJECT;
    const HRESULT code = support->ModifyStatusRow(1, &column, STATUSROW_UPDATE);
    support->Release();
    return code;
  }
  STDMETHODIMP Idle(ULONG) override { return S_OK; }
  STDMETHODIMP SubmitMessage(ULONG, LPMESSAGE message, ULONG_PTR* reference, ULONG_PTR*) override {
    if (faulty("sent-message-leaked") || faulty("submit-sleeps-holding")) message->AddRef();
    if (faulty("sent-message-kept") && kept_ == nullptr) keep(message);
    if (faulty("submit-sleeps") || faulty("submit-sleeps-holding")) sleep_beyond_cancelling();
    return *reference = 0, MAPI_E_NOT_ME;
  }
  STDMETHODIMP EndMessage(ULONG_PTR, ULONG* flags) override { return *flags = 0, S_OK; }
  STDMETHODIMP Poll(ULONG* incoming) override { return *incoming = keeps_arriving() && kept_ == nullptr ? 1 : 0, S_OK; }
  STDMETHODIMP StartMessage(ULONG, LPMESSAGE message, ULONG_PTR* reference) override {
    if (keeps_arriving() && kept_ == nullptr) keep(message);
    return *reference = 0, S_OK;
  }
  STDMETHODIMP OpenStatusEntry(LPCIID, ULONG, ULONG* type, LPMAPISTATUS* entry) override {
    *entry = status_.open();
    if (*entry == nullptr) return MAPI_E_INVALID_OBJECT;
    *type = MAPI_STATUS;
    return S_OK;
  }
  STDMETHODIMP ValidateState(ULONG_PTR, ULONG) override {
    misbehave("validate");
    return S_OK;
  }
  STDMETHODIMP FlushQueues(ULONG_PTR, ULONG, LPENTRYID, ULONG) override { return S_OK; }

 private:
  ~ExampleTransport() { end(); }  // nothing is left to do after a logoff
  void keep(LPMESSAGE message) {
    kept_ = message;
    message->AddRef();
  }

  std::atomic<ULONG> references_{1};
  SupportHolder support_;
  StatusHolder status_;
  const std::shared_ptr<LogonList> list_;
  const ULONG faults_;
  std::atomic<ULONG> status_code_{STATUS_AVAILABLE};
  // The logon's, until it is logged off (J-62); AddressTypes gives the first. The others are for faults.
  LPTSTR types_[2] = {reinterpret_cast<LPTSTR>(address_type), reinterpret_cast<LPTSTR>(other_type)};
  LPTSTR newer_types_[1] = {reinterpret_cast<LPTSTR>(address_type)};
  std::atomic<ULONG> asked_{0};  // for its address types
  MAPIUID uid_ = {};
  LPMAPIUID uids_[1] = {&uid_};
  LPMESSAGE kept_ = nullptr;
};

class TransportProvider final : public IXPProvider {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (iid == IID_IMAPIProviderShutdown && fast_.offered()) {
      *result = &fast_;
    } else if (iid == IID_IUnknown || iid == IID_IXPProvider) {
      *result = this;
    } else {
      return MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    AddRef();
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 0) {
      logons_->end_all();  // J-29
      delete this;
    }
    return left;
  }
  STDMETHODIMP Shutdown(ULONG* flags) override {
    pass(kInTransportShutdown);
    misbehave("shutdown");
    misuse_mapi("shutdown-initialises");
    note_shutdown();
    join_stray();
    logons_->end_all();
    if (faulty("shutdown-fails")) return E_FAIL;
    return flags != nullptr && *flags == 0 ? S_OK : MAPI_E_INVALID_PARAMETER;  // J-28
  }

  STDMETHODIMP TransportLogon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG* flags, LPMAPIERROR* error,
                              LPXPLOGON* logon) override {
    *flags = 0;
    *error = nullptr;
    *logon = nullptr;
    pass(kInTransportLogon);
    misbehave("logon");
    const ULONG faults = read_faults(support);
    fast_.set_faults(faults);
    if ((faults & kLogonFails) != 0) return MAPI_E_LOGON_FAILED;
    if ((faults & kPasswordMissing) != 0) return MAPI_E_FAILONEPROVIDER;
    if (faulty("logon-without-object") || was_shut_down()) return S_OK;
    misuse_support(Kind::transport, support);
    if (faulty("logon-fails") || faulty("support-used-after-failure")) return MAPI_E_LOGON_FAILED;
    const HRESULT code = add_status_row(support, "Example transport");
    if (FAILED(code)) return code;
    note_support(Kind::transport, support);
    if (keeps_arriving()) *flags = LOGON_SP_POLL;
    *logon = new ExampleTransport(support, logons_, faults);
    return faulty("failed-logon-gives-object") ? MAPI_E_LOGON_FAILED : S_OK;
  }

 private:
  ~TransportProvider() = default;

  std::atomic<ULONG> references_{1};
  const std::shared_ptr<LogonList> logons_ = make_logon_list();
  FastShutdown fast_{this};
};

}  // namespace
}  // namespace example

STDAPI XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE allocate_more,
                      LPFREEBUFFER free_buffer, ULONG, ULONG mapi_version, ULONG* provider_version,
                      LPXPPROVIDER* provider) {
  *provider = nullptr;
  const HRESULT code = example::begin_init({allocate, allocate_more, free_buffer}, mapi_version, provider_version);
  if (example::faulty("provider-shared")) {
    static constinit std::atomic<example::TransportProvider*> shared{nullptr};
    if (shared == nullptr) shared = new example::TransportProvider;
    shared.load()->AddRef();
    *provider = shared;
    return code;
  }
  if (SUCCEEDED(code)) *provider = new example::TransportProvider;
  return code;
}
