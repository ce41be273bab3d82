// SPDX-License-Identifier: Apache-2.0
#include "faults.hpp"

#include "example.hpp"

#include <mapix.h>
#include <postroom/host.hpp>

#include <dlfcn.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace example {
namespace {

// The thread that outlives its logon, one in a process: it sleeps until the support object has been released.
struct Stray {
  std::mutex mutex;
  std::condition_variable changed;
  IMAPISupport* support = nullptr;  // of its logon
  bool logon_ended = false;
  std::thread thread;
};
Stray stray;

// Whether the message in transit is cancelled.
struct Cancelling {
  std::mutex mutex;
  std::condition_variable changed;
  bool told = false;
};
Cancelling cancelling;

constexpr std::chrono::seconds kForGood{60};
constexpr std::chrono::seconds kTooLong{3};        // for anybody to wait
constexpr std::chrono::seconds kNoCancelling{10};  // comes any more: then the fault does not show

void call(IMAPISupport* support) {
  MAPIUID uid;
  support->NewUID(&uid);
}

// A sink that is not let go, until the library is closed.
struct Kept {
  ~Kept() {
    if (sink != nullptr && faulty("sink-called-late")) sink->OnNotify(0, nullptr);
    if (sink != nullptr && faulty("sink-released-late")) sink->Release();
  }
  IMAPIAdviseSink* sink = nullptr;
};
Kept kept;

// Of a logon that failed, for "support-used-after-failure" and "support-used-after-refusal".
IMAPISupport* failed_support = nullptr;

constinit std::atomic<bool> shut_down{false};
constexpr int kMoreThanKept = 70'000;  // events of a trace

template <class Body>
void with_ledger(IMAPISupport* support, const Body& body) {
  postroom::IPostroomHost* host = nullptr;
  if (FAILED(support->QueryInterface(postroom::IID_IPostroomHost, reinterpret_cast<void**>(&host)))) return;
  postroom::IPostroomLedger* ledger = nullptr;
  ULONG logon = 0;
  if (SUCCEEDED(host->OpenLedger(&ledger)) && SUCCEEDED(host->GetLogonNumber(&logon))) body(*ledger, logon);
  if (ledger != nullptr) ledger->Release();
  host->Release();
}

struct RequestName {
  ULONG request;
  const char* fault;
};
constexpr RequestName kAliveAfter[] = {{LOGOFF_NO_WAIT, "alive-after-no-wait"},
                                       {LOGOFF_ORDERLY, "alive-after-orderly"},
                                       {LOGOFF_PURGE, "alive-after-purge"},
                                       {LOGOFF_ABORT, "alive-after-abort"},
                                       {LOGOFF_QUIET, "alive-after-quiet"}};
constexpr std::chrono::milliseconds kInsideFor{2};

}  // namespace

bool keep_sink(IMAPIAdviseSink* sink) {
  if (sink == nullptr || (!faulty("sink-kept") && !faulty("sink-called-late") && !faulty("sink-released-late")))
    return false;
  sink->AddRef();
  kept.sink = sink;
  return true;
}

bool faulty(const char* fault) {
  const char* wanted = std::getenv("POSTROOM_TEST_FAULT");
  return wanted != nullptr && std::strcmp(wanted, fault) == 0;
}

void misbehave(const char* method) {
  const std::string name = method;
  if (faulty((name + "-throws").c_str())) throw std::runtime_error(name + " throws");
  if (faulty((name + "-crashes").c_str())) std::abort();
  if (faulty((name + "-sleeps").c_str())) std::this_thread::sleep_for(kTooLong);
  if (faulty((name + "-hangs").c_str())) std::this_thread::sleep_for(kForGood);
}

void misuse_mapi(const char* fault) {
  if (!faulty(fault)) return;
  const auto begin = reinterpret_cast<decltype(MAPIInitialize)*>(dlsym(RTLD_DEFAULT, "MAPIInitialize"));
  const auto end = reinterpret_cast<decltype(MAPIUninitialize)*>(dlsym(RTLD_DEFAULT, "MAPIUninitialize"));
  if (begin != nullptr && begin(nullptr) == S_OK) end();
}

void misuse_support(Kind kind, IMAPISupport* support) {
  compare_allocators(support);
  note_thousands(support);
  if (faulty("support-used-after-failure")) failed_support = support;
  if (faulty("logon-waits")) support->SpoolerNotify(NOTIFY_READYTOSEND, nullptr);
  if (faulty("foreign-notice")) {
    support->SpoolerNotify(kind == Kind::store ? NOTIFY_CONFIG_CHANGE : NOTIFY_NEWMAIL_RECEIVED, nullptr);
  }
  if (faulty("uid-by-support")) {
    MAPIUID uid = {};
    support->SetProviderUID(&uid, 0);
  }
  if (!faulty("foreign-method")) return;
  ULONG flags = LOGOFF_ABORT;
  if (kind == Kind::address_book) support->StoreLogoffTransports(&flags);
  if (kind == Kind::store) support->SpoolerYield(0);
  if (kind == Kind::transport) support->ModifyProfile(0);
}

void trust(HRESULT code) {
  if (FAILED(code) && faulty("refusal-crashes")) std::abort();
}

void trust_spoolers(HRESULT code) {
  if (FAILED(code) && faulty("spoolers-refusal-crashes")) std::abort();
}

void keep_refused(IMAPISupport* support) {
  if (faulty("support-used-after-refusal")) failed_support = support;
}

void trust_memory(const void* block) {
  if (block == nullptr && faulty("memory-unchecked")) std::abort();
}

void note_shutdown() {
  shut_down = true;
}

bool was_shut_down() {
  return shut_down && faulty("shutdown-is-for-all");
}

OneThreadOnly::OneThreadOnly(std::atomic<bool>& inside) : inside_(inside) {
  if (!faulty("one-thread-only")) return;
  if (inside_.exchange(true)) std::abort();
  std::this_thread::sleep_for(kInsideFor);
}

OneThreadOnly::~OneThreadOnly() {
  inside_ = false;
}

bool lives_after(ULONG request) {
  for (const RequestName& one : kAliveAfter) {
    if (one.request == request) return faulty(one.fault);
  }
  return false;
}

void begin_stray(IMAPISupport* support) {
  if (!faulty("thread-goes-on") || stray.thread.joinable()) return;
  stray.support = support;
  stray.logon_ended = false;
  stray.thread = std::thread([support] {
    std::unique_lock lock(stray.mutex);
    stray.changed.wait(lock, [] { return stray.logon_ended; });
    call(support);
  });
}

void compare_allocators(IMAPISupport* support) {
  if (!faulty("allocators-compared")) return;
  const auto compare = [](IMAPISupport* with) {
    Allocators given{};
    if (FAILED(with->GetMemAllocRoutines(&given.allocate, &given.allocate_more, &given.free)) ||
        given.allocate != allocators.allocate || given.allocate_more != allocators.allocate_more ||
        given.free != allocators.free) {
      std::abort();
    }
  };
  compare(support);
  IMAPISupport* configuration = nullptr;
  if (FAILED(support->GetSvcConfigSupportObj(0, &configuration))) return;
  compare(configuration);
  configuration->Release();
}

void leak_into_ledger(IMAPISupport* support) {
  static const ULONG references = 1;
  if (!faulty("spoolers-object-kept")) return;
  with_ledger(support, [](postroom::IPostroomLedger& ledger, ULONG logon) {
    ledger.Enter("IMessage", &references, &references, nullptr, logon);
  });
}

void note_thousands(IMAPISupport* support) {
  if (!faulty("notes-in-thousands")) return;
  with_ledger(support, [](postroom::IPostroomLedger& ledger, ULONG logon) {
    for (int i = 0; i < kMoreThanKept; ++i) ledger.Note(logon, "example", "one of many");
  });
}

void misuse_ended(IMAPISupport* support) {
  if (faulty("support-used-late")) call(support);
  if (faulty("support-released-twice")) support->Release();
  const std::lock_guard lock(stray.mutex);
  stray.logon_ended = stray.logon_ended || support == stray.support;
  stray.changed.notify_all();
}

void note_cancelling() {
  const std::lock_guard lock(cancelling.mutex);
  cancelling.told = true;
  cancelling.changed.notify_all();
}

void sleep_beyond_cancelling() {
  std::unique_lock lock(cancelling.mutex);
  if (!cancelling.changed.wait_for(lock, kNoCancelling, [] { return cancelling.told; })) return;
  lock.unlock();
  std::this_thread::sleep_for(faulty("submit-sleeps-holding") ? kForGood : kTooLong);
}

void join_stray() {
  if (failed_support != nullptr) call(std::exchange(failed_support, nullptr));
  if (stray.thread.joinable()) stray.thread.join();
}

}  // namespace example
