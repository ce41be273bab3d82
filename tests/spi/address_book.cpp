// SPDX-License-Identifier: Apache-2.0
//
// An address book without entries: it does what its logon owes at both ends of its life, and nothing between.
#include "example.hpp"
#include "survivors.hpp"

#include <dlfcn.h>

#include <stdexcept>

namespace example {
namespace {

const MAPIUID kUid = {{0x0b, 0x5a, 0x11, 0x00, 0x53, 0x50, 0x49, 0x41, 0x42, 1, 2, 3, 4, 5, 6, 7}};

constinit std::atomic<int> idle_runs{0};

BOOL STDAPICALLTYPE idle_routine(LPVOID) {
  ++idle_runs;
  return FALSE;
}

// What it does when there is time. It is not linked with who offers that: the functions are there, or not.
class IdleWork {
 public:
  void begin() {
    const auto init = function<decltype(MAPIInitIdle)>("MAPIInitIdle");
    const auto add = function<decltype(FtgRegisterIdleRoutine)>("FtgRegisterIdleRoutine");
    if (begun_.exchange(true) || init == nullptr || add == nullptr || init(nullptr) != 0) return;
    add(&idle_routine, nullptr, -1, 1, FIROINTERVAL);
    allocators.allocate(16, &scratch_);
  }
  // In Shutdown, where memory and MAPIDeinitIdle are what may still be used (J-112).
  void end() {
    if (!begun_.exchange(false)) return;
    void* block = nullptr;
    void* more = nullptr;
    allocators.allocate(16, &block);
    allocators.allocate_more(16, block, &more);
    allocators.free(block);
    allocators.free(scratch_);
    if (const auto end = function<decltype(MAPIDeinitIdle)>("MAPIDeinitIdle")) end();
  }
  void forget() {
    if (begun_.exchange(false)) allocators.free(scratch_);
  }

 private:
  template <class Function>
  static Function* function(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
  }

  std::atomic<bool> begun_{false};
  void* scratch_ = nullptr;
};

class AddressBookLogon final : public IABLogon, public Listed {
 public:
  AddressBookLogon(IMAPISupport* support, std::shared_ptr<LogonList> list, ULONG faults)
      : support_(support), list_(std::move(list)), faults_(faults) {
    status_.set(StatusObject::make(this));
    list_->enter(this);
  }

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IABLogon)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
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
      pass(kInAddressBookRelease);
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
    *over_ = true;
    status_.end("an address book", support_);                  // J-27
    list_->leave(this);                                        // J-26
    if ((faults_ & kForgetsSupport) == 0) support_.release();  // J-24
  }

  STDMETHODIMP Logoff(ULONG flags) override {
    pass(kInAddressBookLogoff);
    misbehave("logoff");
    if (faulty("logoff-fails")) {
      end();
      return E_FAIL;
    }
    end();
    if (flags != 0) return MAPI_E_UNKNOWN_FLAGS;  // J-28
    if ((faults_ & kLogoffThrows) != 0) throw std::runtime_error("an address book throws");
    return (faults_ & kLogoffFails) != 0 ? E_FAIL : S_OK;
  }

  STDMETHODIMP GetLastError(HRESULT, ULONG, LPMAPIERROR* error) override { return *error = nullptr, S_OK; }
  STDMETHODIMP OpenEntry(ULONG, LPENTRYID, LPCIID, ULONG, ULONG* type, LPUNKNOWN* object) override {
    if (faulty("ids-foreign") || faulty("container-survives")) {
      return *type = MAPI_ABCONT, *object = make_container(kUid, over_), S_OK;
    }
    return *object = nullptr, MAPI_E_NOT_FOUND;
  }
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG,
                               ULONG* result) override {
    pass(kInAddressBookCompare);
    *result = size1 == size2 && same_bytes(entry1, entry2, size1) ? TRUE : FALSE;  // F-14
    return S_OK;
  }
  // Left to the support object, with the identifier as the key (D-14); nothing ever happens to an entry here.
  STDMETHODIMP Advise(ULONG size, LPENTRYID entry, ULONG mask, LPMAPIADVISESINK sink, ULONG_PTR* connection) override {
    *connection = 0;
    std::vector<BYTE> bytes(CbNewNOTIFKEY(size));
    auto* const key = reinterpret_cast<LPNOTIFKEY>(bytes.data());
    key->cb = size;
    std::memcpy(key->ab, entry, size);
    IMAPISupport* const with = support_.hold();
    if (with == nullptr) return MAPI_E_INVALID_OBJECT;
    const HRESULT code = with->Subscribe(key, mask, 0, sink, connection);
    with->Release();
    return code;
  }
  STDMETHODIMP Unadvise(ULONG_PTR connection) override {
    IMAPISupport* const with = support_.hold();
    if (with == nullptr) return MAPI_E_INVALID_OBJECT;
    const HRESULT code = with->Unsubscribe(connection);
    with->Release();
    return code;
  }
  STDMETHODIMP OpenStatusEntry(LPCIID, ULONG, ULONG* type, LPMAPISTATUS* entry) override {
    if (faulty("uid-late")) support_.register_uid(kUid);
    *entry = status_.open();
    if (*entry == nullptr) return MAPI_E_INVALID_OBJECT;
    *type = MAPI_STATUS;
    return S_OK;
  }
  STDMETHODIMP OpenTemplateID(ULONG, LPENTRYID, ULONG, LPMAPIPROP, LPCIID, LPMAPIPROP* object, LPMAPIPROP) override {
    return *object = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetOneOffTable(ULONG, LPMAPITABLE* table) override { return *table = nullptr, MAPI_E_NO_SUPPORT; }
  STDMETHODIMP PrepareRecips(ULONG, LPSPropTagArray, LPADRLIST) override {
    const OneThreadOnly only(preparing_);
    return S_OK;
  }

 private:
  ~AddressBookLogon() { end(); }  // nothing is left to do after a logoff

  std::atomic<ULONG> references_{1};
  SupportHolder support_;
  StatusHolder status_;
  const std::shared_ptr<LogonList> list_;
  const ULONG faults_;
  const std::shared_ptr<std::atomic<bool>> over_ = std::make_shared<std::atomic<bool>>(false);  // for its containers
  std::atomic<bool> preparing_{false};  // for the fault "one-thread-only"
};

class AddressBookProvider final : public IABProvider {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (iid == IID_IMAPIProviderShutdown && fast_.offered()) {
      *result = &fast_;
    } else if (iid == IID_IUnknown || iid == IID_IABProvider) {
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
  STDMETHODIMP Shutdown(ULONG* flags) override {  // J-32
    pass(kInAddressBookShutdown);
    misbehave("shutdown");
    misuse_mapi("shutdown-initialises");
    note_shutdown();
    join_stray();
    logons_->end_all();
    if (forgets_idle_) {
      idle_.forget();
    } else {
      idle_.end();
    }
    if (faulty("shutdown-fails")) return E_FAIL;
    return flags != nullptr && *flags == 0 ? S_OK : MAPI_E_INVALID_PARAMETER;  // J-28
  }

  STDMETHODIMP Logon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG, ULONG* security_size, LPBYTE* security,
                     LPMAPIERROR* error, LPABLOGON* logon) override {
    *security_size = 0;  // C-29
    *security = nullptr;
    *error = nullptr;
    *logon = nullptr;
    pass(kInAddressBookLogon);
    misbehave("logon");
    const ULONG faults = read_faults(support);
    fast_.set_faults(faults);
    if ((faults & kLogonFails) != 0) return MAPI_E_LOGON_FAILED;
    if ((faults & kPasswordMissing) != 0) return MAPI_E_FAILONEPROVIDER;
    if (faulty("logon-without-object") || was_shut_down()) return S_OK;
    misuse_support(Kind::address_book, support);
    if (faulty("logon-fails") || faulty("support-used-after-failure")) return MAPI_E_LOGON_FAILED;
    MAPIUID uid = kUid;
    HRESULT code = faulty("uid-missing") ? S_OK : support->SetProviderUID(&uid, 0);
    if (FAILED(code)) keep_refused(support);
    trust(code);
    if (SUCCEEDED(code)) code = add_status_row(support, "Example address book");
    if (FAILED(code)) return code;
    note_support(Kind::address_book, support);
    forgets_idle_ = (faults & kForgetsIdle) != 0;
    if ((faults & (kUsesIdle | kForgetsIdle)) != 0) idle_.begin();
    *logon = new AddressBookLogon(support, logons_, faults);
    return faulty("failed-logon-gives-object") ? MAPI_E_LOGON_FAILED : S_OK;
  }

 private:
  ~AddressBookProvider() = default;

  std::atomic<ULONG> references_{1};
  const std::shared_ptr<LogonList> logons_ = make_logon_list();
  FastShutdown fast_{this};
  IdleWork idle_;
  std::atomic<bool> forgets_idle_{false};
};

}  // namespace
}  // namespace example

// How often its idle routine has run; for a test that asks the library itself.
extern "C" __attribute__((visibility("default"))) int spi_example_idle_runs() {
  return example::idle_runs;
}

STDAPI ABProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE allocate_more,
                      LPFREEBUFFER free_buffer, ULONG, ULONG mapi_version, ULONG* provider_version,
                      LPABPROVIDER* provider) {
  *provider = nullptr;
  const HRESULT code = example::begin_init({allocate, allocate_more, free_buffer}, mapi_version, provider_version);
  if (example::faulty("provider-shared")) {
    static constinit std::atomic<example::AddressBookProvider*> shared{nullptr};
    if (shared == nullptr) shared = new example::AddressBookProvider;
    shared.load()->AddRef();
    *provider = shared;
    return code;
  }
  if (SUCCEEDED(code)) *provider = new example::AddressBookProvider;  // another one on every call
  return code;
}
