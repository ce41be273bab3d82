// SPDX-License-Identifier: Apache-2.0
#include "faults.hpp"

#include <mapix.h>

#include <dlfcn.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

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

void call(IMAPISupport* support) {
  MAPIUID uid;
  support->NewUID(&uid);
}

// A sink that is not let go, until the library is closed.
struct Kept {
  ~Kept() {
    if (sink != nullptr && faulty("sink-called-late")) sink->OnNotify(0, nullptr);
  }
  IMAPIAdviseSink* sink = nullptr;
};
Kept kept;

}  // namespace

bool keep_sink(IMAPIAdviseSink* sink) {
  if (sink == nullptr || (!faulty("sink-kept") && !faulty("sink-called-late"))) return false;
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
  if (faulty((name + "-sleeps").c_str())) std::this_thread::sleep_for(std::chrono::seconds(3));
}

void misuse_mapi(const char* fault) {
  if (!faulty(fault)) return;
  const auto begin = reinterpret_cast<decltype(MAPIInitialize)*>(dlsym(RTLD_DEFAULT, "MAPIInitialize"));
  const auto end = reinterpret_cast<decltype(MAPIUninitialize)*>(dlsym(RTLD_DEFAULT, "MAPIUninitialize"));
  if (begin != nullptr && begin(nullptr) == S_OK) end();
}

void misuse_support(Kind kind, IMAPISupport* support) {
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

void misuse_ended(IMAPISupport* support) {
  if (faulty("support-used-late")) call(support);
  if (faulty("support-released-twice")) support->Release();
  const std::lock_guard lock(stray.mutex);
  stray.logon_ended = stray.logon_ended || support == stray.support;
  stray.changed.notify_all();
}

void join_stray() {
  if (stray.thread.joinable()) stray.thread.join();
}

}  // namespace example
