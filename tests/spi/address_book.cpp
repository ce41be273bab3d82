// SPDX-License-Identifier: Apache-2.0
//
// An address book without entries: it does what its logon owes at both ends of its life, and nothing between.
#include "example.hpp"

#include <stdexcept>

namespace example {
namespace {

const MAPIUID kUid = {{0x0b, 0x5a, 0x11, 0x00, 0x53, 0x50, 0x49, 0x41, 0x42, 1, 2, 3, 4, 5, 6, 7}};

class AddressBookLogon final : public IABLogon {
 public:
  AddressBookLogon(IMAPISupport* support, ULONG faults) : support_(support), faults_(faults) { support->AddRef(); }
  void set_status(StatusObject* status) { status_ = status; }

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
    if (left == 0) {
      pass(kInAddressBookRelease);
      delete this;
    }
    return left;
  }

  STDMETHODIMP Logoff(ULONG) override {
    pass(kInAddressBookLogoff);
    end();
    if ((faults_ & kLogoffThrows) != 0) throw std::runtime_error("an address book throws");
    return (faults_ & kLogoffFails) != 0 ? E_FAIL : S_OK;
  }

  STDMETHODIMP GetLastError(HRESULT, ULONG, LPMAPIERROR* error) override { return *error = nullptr, S_OK; }
  STDMETHODIMP OpenEntry(ULONG, LPENTRYID, LPCIID, ULONG, ULONG*, LPUNKNOWN* object) override {
    return *object = nullptr, MAPI_E_NOT_FOUND;
  }
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG,
                               ULONG* result) override {
    *result = size1 == size2 && same_bytes(entry1, entry2, size1) ? TRUE : FALSE;  // F-14
    return S_OK;
  }
  STDMETHODIMP Advise(ULONG, LPENTRYID, ULONG, LPMAPIADVISESINK, ULONG_PTR* connection) override {
    return *connection = 0, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP Unadvise(ULONG_PTR) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP OpenStatusEntry(LPCIID, ULONG, ULONG* type, LPMAPISTATUS* entry) override {
    *entry = status_.load();
    if (*entry == nullptr) return MAPI_E_INVALID_OBJECT;
    (*entry)->AddRef();
    *type = MAPI_STATUS;
    return S_OK;
  }
  STDMETHODIMP OpenTemplateID(ULONG, LPENTRYID, ULONG, LPMAPIPROP, LPCIID, LPMAPIPROP* object, LPMAPIPROP) override {
    return *object = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetOneOffTable(ULONG, LPMAPITABLE* table) override { return *table = nullptr, MAPI_E_NO_SUPPORT; }
  STDMETHODIMP PrepareRecips(ULONG, LPSPropTagArray, LPADRLIST) override { return S_OK; }

 private:
  // Whoever comes first, the logoff method or the last Release (J-29); nothing is left for the second.
  void end() {
    if (StatusObject* status = status_.exchange(nullptr)) {  // J-27
      status->forget_logon();
      status->Release();
    }
    if ((faults_ & kForgetsSupport) == 0) {
      if (IMAPISupport* support = support_.exchange(nullptr)) support->Release();  // J-24
    }
  }
  ~AddressBookLogon() { end(); }  // J-29; nothing is left to do after a Logoff

  std::atomic<ULONG> references_{1};
  std::atomic<IMAPISupport*> support_;
  std::atomic<StatusObject*> status_{nullptr};
  const ULONG faults_;
};

class AddressBookProvider final : public IABProvider {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IABProvider)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }
  STDMETHODIMP Shutdown(ULONG*) override { return pass(kInAddressBookShutdown), S_OK; }  // J-32

  STDMETHODIMP Logon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG, ULONG* security_size, LPBYTE* security,
                     LPMAPIERROR* error, LPABLOGON* logon) override {
    *security_size = 0;  // C-29
    *security = nullptr;
    *error = nullptr;
    *logon = nullptr;
    pass(kInAddressBookLogon);
    const ULONG faults = read_faults(support);
    if ((faults & kLogonFails) != 0) return MAPI_E_LOGON_FAILED;
    if ((faults & kPasswordMissing) != 0) return MAPI_E_FAILONEPROVIDER;
    MAPIUID uid = kUid;
    HRESULT code = support->SetProviderUID(&uid, 0);
    if (SUCCEEDED(code)) code = add_status_row(support, "Example address book");
    if (FAILED(code)) return code;
    note_support(Kind::address_book, support);
    auto* made = new AddressBookLogon(support, faults);  // C-20: it keeps the support object
    made->set_status(new StatusObject(made));
    *logon = made;
    return S_OK;
  }

 private:
  ~AddressBookProvider() = default;

  std::atomic<ULONG> references_{1};
};

}  // namespace
}  // namespace example

STDAPI ABProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE allocate_more,
                      LPFREEBUFFER free_buffer, ULONG, ULONG mapi_version, ULONG* provider_version,
                      LPABPROVIDER* provider) {
  *provider = nullptr;
  const HRESULT code = example::begin_init({allocate, allocate_more, free_buffer}, mapi_version, provider_version);
  if (SUCCEEDED(code)) *provider = new example::AddressBookProvider;  // another one on every call
  return code;
}
