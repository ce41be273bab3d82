// SPDX-License-Identifier: Apache-2.0
//
// Idle routines: what clients and providers want done now and then, when there is time (MAPIInitIdle and its fellows).
#pragma once

#include "runtime/lifecycle/deadline.hpp"
#include "runtime/lifecycle/runtime_thread.hpp"

#include <postroom/mutex.hpp>

#include <mapiutil.h>

#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

namespace postroom::idle {

using lifecycle::Clock;
using lifecycle::Deadline;
using lifecycle::Instant;

// A routine as FtgRegisterIdleRoutine takes it.
struct Routine {
  PFNIDLE function = nullptr;
  LPVOID context = nullptr;
  short priority = 0;  // the highest that is due goes first; never 0, which is the user's
  ULONG centiseconds = 0;
  USHORT options = 0;          // FIROWAIT or FIROINTERVAL, FIRODISABLED
  std::uint32_t provider = 0;  // the number of the provider object that registered it in a call; 0: not known
};

// The idle engine of the process: one thread, which runs one routine at a time. No user's input reaches a library, so
// the process counts as idle whenever it runs: FIROWAIT counts from the registration, and both kinds come again after
// their time, but not more often than ten times a second.
//
// Thread-safe; no lock is held while a routine runs. Whoever removes a routine may free what it uses: remove() and its
// like wait for a run of it on another thread, and a routine may remove itself. Contract J-110, J-112.
class IdleEngine {
 public:
  // Without a thread of its own, its owner calls run_due(): so do tests, whose clock they turn.
  explicit IdleEngine(bool own_thread = true, const Clock& clock = Clock::steady()) noexcept
      : own_thread_(own_thread), clock_(clock) {}
  ~IdleEngine();
  IdleEngine(const IdleEngine&) = delete;
  IdleEngine& operator=(const IdleEngine&) = delete;

  // MAPIInitIdle, counted; false when no thread can be had.
  bool begin();
  // MAPIDeinitIdle. The last one drops what is still registered, without calling it, and ends the thread; too many do
  // nothing.
  void end() noexcept;
  // All of that, whatever the count, for the last MAPIUninitialize (J-110): waits no longer than until `deadline` for a
  // routine that runs (J-114), and says then in the trace which it is. From inside a routine it waits for nothing.
  void stop(Deadline deadline) noexcept;

  // Drops what is registered and waits for nothing: for fast shutdown (J-97).
  void discard() noexcept;

  // Null before begin(), and for a routine that makes no sense.
  FTG add(const Routine& routine);
  void remove(FTG tag) noexcept;
  void enable(FTG tag, bool enabled) noexcept;
  // Changes what `what` (FIRCPFN …) names; nothing when the result made no sense.
  void change(FTG tag, const Routine& to, USHORT what) noexcept;
  // Drops the routines of a provider that has been shut down (J-110), and waits for one that runs. `library` is an
  // address in its library when that provider was the last of it: then also those of nobody known whose code lies
  // there. Null: others may still use the library.
  void remove_those_of(std::uint32_t provider, const void* library) noexcept;
  // Drops the routines that a provider registered which was given up (J-114), and waits for none.
  void forget(std::uint32_t provider) noexcept;
  // Is there anything for remove_those_of() to do?
  bool any_of(std::uint32_t provider) const noexcept;
  // The thread that runs a routine which remove_those_of() would wait for, as the system counts threads; 0 when none
  // does.
  std::uint32_t runner_of(std::uint32_t provider, const void* library) const noexcept;

  // Runs the due routine of the highest priority; false when none is due.
  bool run_due() noexcept;

 private:
  struct Entry {
    std::uintptr_t tag;
    Routine routine;
    Instant due;
  };

  // A routine that runs, and where.
  struct Run {
    std::uintptr_t tag;
    PFNIDLE function;
    std::uint32_t provider;
    std::thread::id thread;
    std::uint32_t number;  // the thread's, as the system counts
  };

  bool start_thread() noexcept POSTROOM_REQUIRES(mutex_);
  void thread_ends(std::uint64_t run) noexcept;
  lifecycle::RuntimeThread take_all() noexcept POSTROOM_REQUIRES(mutex_);
  void join(lifecycle::RuntimeThread ending, Deadline deadline) noexcept;
  void work(std::uint64_t run) noexcept;
  void name_what_runs() const;
  std::optional<Instant> next() const POSTROOM_REQUIRES(mutex_);
  Entry* find(FTG tag) POSTROOM_REQUIRES(mutex_);
  Entry* most_urgent(Instant now) POSTROOM_REQUIRES(mutex_);
  void wait_until_idle(std::uintptr_t tag) POSTROOM_REQUIRES(mutex_);
  static bool makes_sense(const Routine& routine) noexcept;
  static bool is_of(PFNIDLE function, std::uint32_t registered_by, std::uint32_t provider, const void* library);
  Instant due_from_now(const Routine& routine) const noexcept;

  const bool own_thread_;
  const Clock& clock_;
  mutable kit::Mutex mutex_;
  kit::Condition changed_ POSTROOM_GUARDED_BY(mutex_);
  ULONG count_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::uint64_t run_ POSTROOM_GUARDED_BY(mutex_) = 0;       // goes up when the thread has to end
  std::vector<Entry> entries_ POSTROOM_GUARDED_BY(mutex_);  // in the order of registration
  std::uintptr_t last_tag_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::optional<Run> running_ POSTROOM_GUARDED_BY(mutex_);
  lifecycle::RuntimeThread thread_ POSTROOM_GUARDED_BY(mutex_);
};

// The process's engine; never destroyed.
IdleEngine& idle_engine() noexcept;

}  // namespace postroom::idle
