// SPDX-License-Identifier: Apache-2.0
//
// The faults of the library spi_faulty, which is compiled of the same sources as the example: each is the breach of one
// rule, and the environment variable POSTROOM_TEST_FAULT names it (tests/lab/lab.py lists them with their rules). The
// example itself has none of them.
#pragma once

#include <mapidefs.h>
#include <mapispi.h>

#include <atomic>

namespace example {

enum class Kind : int { address_book, store, transport };

#ifdef EXAMPLE_FAULTY
bool faulty(const char* fault);
// Method "logoff": throws, crashes, sleeps, or hangs for good, for "logoff-throws" and so on.
void misbehave(const char* method);

// What an entry function and a Shutdown must not do: call MAPIInitialize (A-11, J-112).
void misuse_mapi(const char* fault);
// What a logon method must not ask of its support object.
void misuse_support(Kind kind, IMAPISupport* support);
// For "thread-goes-on": a thread that calls the support object once more when its logon has ended.
void begin_stray(IMAPISupport* support);
// For "allocators-compared", which is no fault: ends the process unless the support object, and the one for its
// service's entry function, have the allocators that the entry function was given.
void compare_allocators(IMAPISupport* support);
// For "notes-in-thousands", which is no fault: more events than a trace keeps.
void note_thousands(IMAPISupport* support);
// For "spoolers-object-kept": an object of the logon that is never released, in the ledger.
void leak_into_ledger(IMAPISupport* support);
// What must not be done with a support object that has been released.
void misuse_ended(IMAPISupport* support);
void join_stray();
// What a transport must not do when its message is cancelled: go on, for longer than anybody waits once it knows, or
// with "submit-sleeps-holding" until the process has ended.
void note_cancelling();
void sleep_beyond_cancelling();
// For "sink-kept" and "sink-called-late", which calls it when the library is closed: true when the sink was taken.
bool keep_sink(IMAPIAdviseSink* sink);
// For "refusal-crashes": what a support method answers is not looked at, and what it did not do is used.
void trust(HRESULT code);
void trust_spoolers(HRESULT code);  // for "spoolers-refusal-crashes": only in SpoolerLogon
// For "support-used-after-refusal": Shutdown calls the support object of a logon whose MAPIUID was refused.
void keep_refused(IMAPISupport* support);
// For "memory-unchecked": a block is used that the allocator did not give.
void trust_memory(const void* block);
// For "shutdown-is-for-all": once a provider object has been shut down, no other one logs on to anything.
void note_shutdown();
bool was_shut_down();
// For "one-thread-only": a method that no second thread may enter while it runs, which takes its time.
class OneThreadOnly {
 public:
  explicit OneThreadOnly(std::atomic<bool>& inside);
  ~OneThreadOnly();
  OneThreadOnly(const OneThreadOnly&) = delete;
  OneThreadOnly& operator=(const OneThreadOnly&) = delete;

 private:
  std::atomic<bool>& inside_;
};
// For "alive-after-REQUEST": the store that this request of StoreLogoff ended goes on.
bool lives_after(ULONG request);
#else
constexpr bool faulty(const char*) {
  return false;
}
inline void misbehave(const char*) {}
inline void misuse_mapi(const char*) {}
inline void misuse_support(Kind, IMAPISupport*) {}
inline void begin_stray(IMAPISupport*) {}
inline void compare_allocators(IMAPISupport*) {}
inline void note_thousands(IMAPISupport*) {}
inline void leak_into_ledger(IMAPISupport*) {}
inline void misuse_ended(IMAPISupport*) {}
inline void join_stray() {}
inline void note_cancelling() {}
inline void sleep_beyond_cancelling() {}
inline bool keep_sink(IMAPIAdviseSink*) {
  return false;
}
inline void trust(HRESULT) {}
inline void trust_spoolers(HRESULT) {}
inline void keep_refused(IMAPISupport*) {}
inline void trust_memory(const void*) {}
inline void note_shutdown() {}
inline bool was_shut_down() {
  return false;
}
struct OneThreadOnly {
  explicit OneThreadOnly(std::atomic<bool>&) {}
};
inline bool lives_after(ULONG) {
  return false;
}
#endif

}  // namespace example
