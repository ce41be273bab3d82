// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/library/provider_library.hpp"
#include "runtime/lifecycle/fast_shutdown.hpp"

#include <postroom/core.hpp>
#include <postroom/mutex.hpp>

#include <mapix.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace postroom::library {

// A session as the library sees it: something that the last MAPIUninitialize can end.
class LiveSession {
 public:
  // IMAPISession::Logoff(0, 0, 0), whoever holds the session (J-71). Idempotent; returns when the session is dead.
  virtual void log_off_forgotten() noexcept = 0;
  // Takes a step of fast shutdown with the session's providers (J-92).
  virtual void take(lifecycle::FastShutdownRound& round) = 0;

 protected:
  ~LiveSession() = default;
};

// MAPI in this process: what MAPIInitialize starts and the last MAPIUninitialize ends. One per process, made on first
// use and never destroyed, so that whatever a client calls at whatever time finds it.
//
// Thread-safe. Initialising and uninitialising are serialised; no lock is held while a session or a provider is called.
// Contract A-1 …, J-71, J-97. After fork the child's calls answer MAPI_E_NOT_INITIALIZED and close nothing,
// but for the memory functions, and so do all calls after a fast shutdown.
class Library {
 public:
  static Library& instance() noexcept;

  // MAPIInitialize or ScInitMapiUtil was called and not undone.
  static bool memory_ready() noexcept { return utilities_.load(std::memory_order_acquire) > 0; }

  // Throws kit::Failure with the code of the step that failed, undone.
  void initialise(const MAPIINIT_0* parameters);
  // Excess calls do nothing. The last one logs off what is still logged on and closes the provider libraries.
  void uninitialise() noexcept;

  void start_utilities() noexcept;
  void end_utilities() noexcept;

  // False before the first MAPIInitialize, after the last MAPIUninitialize and DoFastShutdown, and in a forked child.
  bool initialised() const noexcept { return ready_.load(std::memory_order_acquire); }
  // Returns true as soon as MAPI is initialised, also when it is uninitialised again before the caller's thread runs;
  // false at the deadline, if there is one. May be called at any time; holds nothing up.
  bool wait_until_initialised(std::optional<std::chrono::steady_clock::time_point> deadline) noexcept;
  void require_initialised() const;  // throws MAPI_E_NOT_INITIALIZED
  // In a forked child and after DoFastShutdown: nothing is closed or released any more.
  bool over() const noexcept { return over_.load(std::memory_order_acquire); }

  // A core for a runtime object that belongs to no session (profile administration): its gate closes in the last
  // MAPIUninitialize. Throws MAPI_E_NOT_INITIALIZED.
  std::shared_ptr<kit::Core> core() const;

  ProviderLibraries& providers() noexcept { return providers_; }

  // A session is entered from its logon to the moment it is dead. Throws MAPI_E_NOT_INITIALIZED.
  void enter(std::shared_ptr<LiveSession> session);
  void leave(const LiveSession& session) noexcept;
  // Those that are entered, in the order of their logons.
  std::vector<std::shared_ptr<LiveSession>> sessions() const;

  // DoFastShutdown has succeeded: MAPI is over in this process, and nothing is closed or released any more (J-97).
  void end_without_logoff() noexcept;

 private:
  Library() = default;
  void begin(ULONG flags) POSTROOM_REQUIRES(lifetime_);
  void start() POSTROOM_REQUIRES(lifetime_);
  void stop() noexcept POSTROOM_EXCLUDES(lifetime_);
  // False on a thread that the ending of MAPI may wait for, while it goes on; others wait until it is over.
  bool settled() noexcept POSTROOM_REQUIRES(lifetime_);
  // Was MAPIInitialize called on this thread while MAPI ended, and not undone yet? This call undoes it then.
  bool take_while_ending() noexcept POSTROOM_REQUIRES(lifetime_);
  void undo_while_ending() noexcept POSTROOM_REQUIRES(lifetime_);
  // Returns the core of the objects that belong to no session; MAPI is not initialised any more then.
  std::shared_ptr<kit::Core> log_off_forgotten_sessions() noexcept;
  static void after_fork_in_child() noexcept;

  static inline constinit std::atomic<int> utilities_{0};

  std::atomic<bool> in_use_{
      false};  // from the begin of the first MAPIInitialize to the end of the last MAPIUninitialize
  std::atomic<bool> ready_{false};
  std::atomic<bool> over_{false};  // this process is the child of one that used MAPI, or had a fast shutdown

  kit::Mutex lifetime_;  // held while starting, and not while stopping, which calls providers
  kit::Condition settled_;
  // Where MAPI is being ended: the thread, as lifecycle::this_thread() tells them apart.
  std::uintptr_t ending_on_ POSTROOM_GUARDED_BY(lifetime_) = 0;
  ULONG count_ POSTROOM_GUARDED_BY(lifetime_) = 0;
  // The threads that have called MAPIInitialize while MAPI ended, once for each call: what they undo, however late,
  // does not count against a MAPI that began anew.
  std::vector<std::uintptr_t> while_ending_ POSTROOM_GUARDED_BY(lifetime_);
  bool multithreaded_notifications_ POSTROOM_GUARDED_BY(lifetime_) = false;

  mutable kit::Mutex mutex_;
  std::vector<std::shared_ptr<LiveSession>> sessions_ POSTROOM_GUARDED_BY(mutex_);
  std::shared_ptr<kit::Core> core_ POSTROOM_GUARDED_BY(mutex_);

  ProviderLibraries providers_;

  ULONG starts_ POSTROOM_GUARDED_BY(mutex_) = 0;
  kit::Condition started_;  // starts_ has grown
};

}  // namespace postroom::library
