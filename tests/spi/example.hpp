// SPDX-License-Identifier: Apache-2.0
//
// What the three example providers share: the allocators, the faults that a test asks for in the profile section, the
// support object with the list of logons, and the status object.
//
// The whole library is written as a provider of the nineties is written, on MAPI's headers alone, so that it proves
// what the runtime owes to a provider that has no kit. Nothing here leaks, and nothing here is clever.
#pragma once

#include "faults.hpp"

#include <mapicode.h>
#include <mapidefs.h>
#include <mapiguid.h>
#include <mapispi.h>
#include <mapitags.h>
#include <mapiutil.h>
#include <mapix.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace example {

// PT_LONG in the provider's own section: what is to go wrong.
constexpr ULONG kFaultsTag = PROP_TAG(PT_LONG, 0x6601);
constexpr ULONG kLogoffFails = 0x0001;        // the logoff method answers E_FAIL (scenario 12)
constexpr ULONG kOneIdentity = 0x0002;        // IMSLogon and IMsgStore are one object (scenario 23)
constexpr ULONG kLogonFails = 0x0004;         // the logon method answers MAPI_E_LOGON_FAILED
constexpr ULONG kPasswordMissing = 0x0008;    // … MAPI_E_FAILONEPROVIDER
constexpr ULONG kLogoffThrows = 0x0010;       // the logoff method throws
constexpr ULONG kForgetsTransports = 0x0020;  // the store's last Release does not call StoreLogoffTransports
constexpr ULONG kForgetsSupport = 0x0040;     // the logon keeps its support object for ever
// A provider object has no IMAPIProviderShutdown unless its logon's section says so (J-92, J-93):
constexpr ULONG kFastAgrees = 0x00010000;   // it consents to fast shutdown
constexpr ULONG kFastRefuses = 0x00020000;  // … QueryFastShutdown answers MAPI_E_NO_SUPPORT
constexpr ULONG kFastFails = 0x00040000;    // … it consents, and DoFastShutdown answers MAPI_E_DISK_ERROR
constexpr ULONG kFastThrows = 0x00080000;   // … it consents, and DoFastShutdown throws

// Where a test may have a call hang (J-114): spi_example_hang, which the library exports, takes these bits and holds
// every call that comes to such a place until it is told 0; spi_example_hanging says how many it holds. After
// spi_example_end_threads a call that comes there ends its thread instead, and counts as held for ever.
constexpr ULONG kInAddressBookLogon = 0x0001;
constexpr ULONG kInAddressBookLogoff = 0x0002;
constexpr ULONG kInAddressBookRelease = 0x0004;  // of the logon
constexpr ULONG kInAddressBookShutdown = 0x0008;
constexpr ULONG kInStoreLogon = 0x0010;
constexpr ULONG kInStoreLogoff = 0x0020;
constexpr ULONG kInStoreRelease = 0x0040;
constexpr ULONG kInStoreShutdown = 0x0080;
constexpr ULONG kInTransportLogon = 0x0100;
constexpr ULONG kInTransportLogoff = 0x0200;
constexpr ULONG kInTransportRelease = 0x0400;
constexpr ULONG kInTransportShutdown = 0x0800;
constexpr ULONG kInTransportNotify = 0x1000;
constexpr ULONG kInStoreInit = 0x2000;           // MSProviderInit
constexpr ULONG kInAddressBookCompare = 0x4000;  // IABLogon::CompareEntryIDs
constexpr ULONG kAfterStoreRelease = 0x8000;     // of the logon, when its memory has been given back
constexpr ULONG kInStoreCompare = 0x10000;       // IMSLogon::CompareEntryIDs
void pass(ULONG place);
bool holds(ULONG place);  // would a call that comes there be held?

// An address book that has something to do when there is time (J-110, J-112):
constexpr ULONG kUsesIdle = 0x00100000;      // it registers an idle routine at logon, and ends it in its Shutdown
constexpr ULONG kForgetsIdle = 0x00200000;   // … and never ends it
constexpr ULONG kSendsNothing = 0x00400000;  // a store that says so in its PR_STORE_SUPPORT_MASK

// PT_BINARY in a store's section: the store's own identifier, 16 bytes.
constexpr ULONG kStoreUidTag = PROP_TAG(PT_BINARY, 0x6602);

struct Allocators {
  LPALLOCATEBUFFER allocate;
  LPALLOCATEMORE allocate_more;
  LPFREEBUFFER free;
};
extern Allocators allocators;  // from the entry function

HRESULT begin_init(const Allocators& triple, ULONG mapi_version, ULONG* provider_version);

// Reads the faults from the provider's own section.
ULONG read_faults(IMAPISupport* support);

// Puts the columns of a status row in place: the name and STATUS_AVAILABLE (E-3).
HRESULT add_status_row(IMAPISupport* support, const char* name);

// Keeps, borrowed, the support object of the latest logon of a kind. spi_example_support, which the library exports,
// gives it to a test that calls it itself: 0 is the address book's, 1 the store's (not the spooler's), 2 the
// transport's.
void note_support(Kind kind, IMAPISupport* support);

inline bool same_bytes(const void* a, const void* b, size_t size) {
  return std::memcmp(a, b, size) == 0;
}

// IMAPIProp for objects that have next to no properties; GetProps is the object's own business.
#define EXAMPLE_UNSUPPORTED_PROPS                                                                                 \
  STDMETHODIMP GetLastError(HRESULT, ULONG, LPMAPIERROR* error) override {                                        \
    return *error = nullptr, S_OK;                                                                                \
  }                                                                                                               \
  STDMETHODIMP SaveChanges(ULONG) override {                                                                      \
    return MAPI_E_NO_SUPPORT;                                                                                     \
  }                                                                                                               \
  STDMETHODIMP GetPropList(ULONG, LPSPropTagArray* tags) override {                                               \
    return *tags = nullptr, MAPI_E_NO_SUPPORT;                                                                    \
  }                                                                                                               \
  STDMETHODIMP OpenProperty(ULONG, LPCIID, ULONG, ULONG, LPUNKNOWN* object) override {                            \
    return *object = nullptr, MAPI_E_NO_SUPPORT;                                                                  \
  }                                                                                                               \
  STDMETHODIMP SetProps(ULONG, LPSPropValue, LPSPropProblemArray*) override {                                     \
    return MAPI_E_NO_SUPPORT;                                                                                     \
  }                                                                                                               \
  STDMETHODIMP DeleteProps(LPSPropTagArray, LPSPropProblemArray*) override {                                      \
    return MAPI_E_NO_SUPPORT;                                                                                     \
  }                                                                                                               \
  STDMETHODIMP CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,           \
                      LPSPropProblemArray*) override {                                                            \
    return MAPI_E_NO_SUPPORT;                                                                                     \
  }                                                                                                               \
  STDMETHODIMP CopyProps(LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG, LPSPropProblemArray*) \
      override {                                                                                                  \
    return MAPI_E_NO_SUPPORT;                                                                                     \
  }                                                                                                               \
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray*, LPGUID, ULONG, ULONG* count, LPMAPINAMEID** names) override {    \
    return *count = 0, *names = nullptr, MAPI_E_NO_SUPPORT;                                                       \
  }                                                                                                               \
  STDMETHODIMP GetIDsFromNames(ULONG, LPMAPINAMEID*, ULONG, LPSPropTagArray* tags) override {                     \
    return *tags = nullptr, MAPI_E_NO_SUPPORT;                                                                    \
  }

// The support object of a logon, from its logon call to its logoff. Thread-safe: another thread may be inside the
// provider while the logon ends (J-30).
class SupportHolder {
 public:
  explicit SupportHolder(IMAPISupport* support) : support_(support) {
    if (faulty("support-dropped")) {
      support_ = nullptr;
      return;
    }
    support->AddRef();  // C-20
    begin_stray(support);
    if (faulty("support-twice")) support->AddRef();
  }
  // With a reference of the caller's; null once it is released.
  IMAPISupport* hold() {
    const std::lock_guard lock(mutex_);
    if (support_ != nullptr) support_->AddRef();
    return support_;
  }
  // What a logon method registers, for the faults that do it later.
  void register_uid(const MAPIUID& uid) {
    MAPIUID copy = uid;
    if (IMAPISupport* with = hold()) {
      with->SetProviderUID(&copy, 0);
      with->Release();
    }
  }
  void notify_spooler(ULONG flags) {
    if (IMAPISupport* with = hold()) {
      with->SpoolerNotify(flags, nullptr);
      with->Release();
    }
  }
  void add_row(const char* name) {
    if (IMAPISupport* with = hold()) {
      add_status_row(with, name);
      with->Release();
    }
  }
  // The pointer is cleared first: for a store the runtime calls Logoff from inside this Release (J-50).
  void release() {
    if (faulty("support-kept")) return;
    IMAPISupport* last = nullptr;
    {
      const std::lock_guard lock(mutex_);
      std::swap(last, support_);
    }
    if (last == nullptr) return;
    last->Release();
    misuse_ended(last);
  }

 private:
  std::mutex mutex_;
  IMAPISupport* support_;
};

// A logon, as its provider object knows it.
class Listed {
 public:
  virtual bool hold() = 0;  // a reference, unless the last one is gone
  virtual void let_go() = 0;
  virtual void end() = 0;  // what the logoff method does

 protected:
  ~Listed() = default;
};

// The logons of one provider object that have not ended (J-26, C-36). The provider object and each of its logons hold
// it.
class LogonList {
 public:
  void enter(Listed* logon) {
    const std::lock_guard lock(mutex_);
    logons_.push_back(logon);
  }
  void leave(Listed* logon) {
    const std::lock_guard lock(mutex_);
    std::erase(logons_, logon);
  }
  // For Shutdown, and for a last Release without it (J-29): MAPI has forgotten these.
  void end_all() {
    for (;;) {
      Listed* logon = nullptr;
      {
        const std::lock_guard lock(mutex_);
        while (logon == nullptr && !logons_.empty()) {
          if (logons_.back()->hold()) logon = logons_.back();
          logons_.pop_back();
        }
      }
      if (logon == nullptr) return;
      logon->end();
      logon->let_go();
    }
  }

 private:
  std::mutex mutex_;
  std::vector<Listed*> logons_;
};

// One list for each provider object; with the fault "logons-of-all" one for all, so that the Shutdown of one ends the
// logons of another session's.
inline std::shared_ptr<LogonList> make_logon_list() {
  if (!faulty("logons-of-all")) return std::make_shared<LogonList>();
  static const auto of_all = std::make_shared<LogonList>();
  return of_all;
}

// In debug mode (POSTROOM_DEBUG=1), what a client still holds of a logon that ends stands on standard error (J-26).
void trace_leak(const char* logon, const char* what, ULONG references);

// The status object of a logon. It holds a reference on the logon, and the logon one on it: a cycle that the logoff
// method breaks by calling end_status() (E-12, J-27). It lives in MAPI memory and has one vtable pointer, so that the
// runtime can take over what a client still holds (J-64, J-75).
class StatusObject final : public IMAPIStatus {
 public:
  static StatusObject* make(IUnknown* logon);
  void forget_logon();

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override;
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override;
  EXAMPLE_UNSUPPORTED_PROPS
  STDMETHODIMP GetProps(LPSPropTagArray, ULONG, ULONG* count, LPSPropValue* values) override {
    return *count = 0, *values = nullptr, dead() ? MAPI_E_INVALID_OBJECT : MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP ValidateState(ULONG_PTR, ULONG) override {  // E-10
    if (dead()) return MAPI_E_INVALID_OBJECT;
    return faulty("validate-refused") ? MAPI_E_NO_SUPPORT : S_OK;
  }
  STDMETHODIMP SettingsDialog(ULONG_PTR, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP ChangePassword(LPTSTR, LPTSTR, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP FlushQueues(ULONG_PTR, ULONG, LPENTRYID, ULONG) override { return MAPI_E_NO_SUPPORT; }

 private:
  explicit StatusObject(IUnknown* logon) : logon_(logon) { logon->AddRef(); }
  ~StatusObject() = default;
  bool dead() const { return logon_.load() == nullptr && !faulty("status-survives"); }

  std::atomic<ULONG> references_{1};
  std::atomic<IUnknown*> logon_;
};
constexpr ULONG kStatusMethods = 18;

// The logon's part in its status object, which it gives up once.
class StatusHolder {
 public:
  void set(StatusObject* status) { status_ = status; }
  bool holds() {
    const std::lock_guard lock(mutex_);
    return status_ != nullptr;
  }
  // With a reference of the caller's; null after end().
  StatusObject* open() {
    const std::lock_guard lock(mutex_);
    if (status_ != nullptr) status_->AddRef();
    return status_;
  }
  // Breaks the cycle, and hands what a client leaked to the runtime. REQUIRES: the caller holds the logon.
  void end(const char* logon, SupportHolder& support);

 private:
  std::mutex mutex_;
  StatusObject* status_ = nullptr;
};

// The part of a provider object that is IMAPIProviderShutdown: one object with it, and counted as one.
class FastShutdown final : public IMAPIProviderShutdown {
 public:
  explicit FastShutdown(IUnknown* provider) : provider_(provider) {}
  // From the latest logon's section: a provider object has none of its own.
  void set_faults(ULONG faults) { faults_ = faults; }
  bool offered() const {
    return (faults_ & (kFastAgrees | kFastRefuses | kFastFails | kFastThrows)) != 0 || faulty("fast-shutdown-throws");
  }

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override { return provider_->QueryInterface(iid, result); }
  STDMETHODIMP_(ULONG) AddRef() override { return provider_->AddRef(); }
  STDMETHODIMP_(ULONG) Release() override { return provider_->Release(); }
  STDMETHODIMP QueryFastShutdown() override { return (faults_ & kFastRefuses) != 0 ? MAPI_E_NO_SUPPORT : S_OK; }
  STDMETHODIMP NotifyProcessShutdown() override { return (faults_ & kFastRefuses) != 0 ? MAPI_E_NO_SUPPORT : S_OK; }
  STDMETHODIMP DoFastShutdown() override;

 private:
  IUnknown* const provider_;
  std::atomic<ULONG> faults_{0};
};

}  // namespace example
