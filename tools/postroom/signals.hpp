// SPDX-License-Identifier: Apache-2.0
//
// NAME         signals - SIGINT and SIGTERM as a command takes them
// DESCRIPTION  The library installs no handler; the program does, for as long as it has something to end in order:
//
//              first signal    the command stops at the next step it can, logs off and exits with 130 or 143. When a
//                              call that it is in keeps it from that for longer than a provider's call may take
//                              (POSTROOM_CALL_BUDGET_MS, 5 s), its sessions are logged off in spite of it, which ends
//                              such calls (J-102, J-114); the process exits so also when the call stays away for as
//                              long again
//              second signal   a fast shutdown is asked for (J-91): when every provider agrees the process exits at
//              once
//                              with 6; when one refuses, or no session can be asked, the orderly end goes on (J-96)
//              third signal    ends the process as a signal does; the stores are sound (J-105)
//
//              A signal that was ignored when the command started (nohup, a shell's background job) stays ignored.
// DIAGNOSTICS  Each signal is answered by a line on standard error, also while a provider keeps the command waiting: a
//              thread of its own takes them.
#pragma once

#include <mapix.h>
#include <postroom/com_ptr.hpp>
#include <postroom/mutex.hpp>

#include <semaphore.h>
#include <signal.h>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace postroom::tool {

// Takes the two signals from its making to its end. At most one at a time; the main thread's.
class SignalWatch {
 public:
  enum class Says { each_signal, nothing };  // for a command that a signal ends anyway
  explicit SignalWatch(Says says = Says::each_signal);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  // Whom a second signal asks for a fast shutdown: `session`, from now until forget(), which comes after its Logoff:
  // that may be what takes too long. Main thread. Throws Failure(MAPI_E_USER_CANCEL) when a signal is ending all.
  void remember(IMAPISession* session);
  void forget(IMAPISession* session);
  // To be called before a Logoff. When a second signal came by then, fast shutdown is tried here and does not return if
  // it succeeds; an attempt under way on the watching thread is waited for.
  void before_logoff();

  // Logoff(0, 0, 0) of a session that is remembered, and once: one that a signal had already ended in spite of a call
  // answers what it answered then. Main thread.
  HRESULT log_off(IMAPISession* session);

  // The one there is, or null.
  static SignalWatch* present();

 private:
  // A session and, taken while it is young, what a fast shutdown is asked of: null when it answered `refusal`.
  struct Asked {
    kit::com_ptr<IMAPISession> session;
    kit::com_ptr<IMAPIClientShutdown> shutdown;
    HRESULT refusal = S_OK;
    bool ending = false;
    std::optional<HRESULT> ended;
  };

  void watch();
  bool main_stays_away();
  void end_in_spite();
  void main_is_back();
  bool wait_for_main();
  HRESULT log_off_once(IMAPISession* session);
  Asked* find(IMAPISession* session) POSTROOM_REQUIRES(mutex_);
  void end_fast();
  void try_fast();
  HRESULT fast_shutdown();

  const Says says_;
  struct sigaction before_int_ {};
  struct sigaction before_term_ {};
  kit::Mutex mutex_;
  kit::Condition changed_;
  std::vector<Asked> sessions_ POSTROOM_GUARDED_BY(mutex_);
  bool main_is_back_ POSTROOM_GUARDED_BY(mutex_) = false;  // it ends what there is, and by itself
  std::once_flag tried_;  // a fast shutdown is tried once; who comes second waits for the outcome
  std::thread thread_;
  std::thread ender_;  // of the watching thread until that has ended
};

// A signal came: long commands look at it between two steps and end in order.
bool interrupted();
// 128 + the first signal: 130 or 143. What a command answers that a signal made stop.
int interruption_code();
// The sessions were logged off in spite of a call of the main thread's: what that call answered says nothing.
bool ended_in_spite_of_a_call();
// Throws Failure(MAPI_E_USER_CANCEL) when a signal came.
void stop_when_interrupted();

// Waits until `limit` passed or a signal came; returns interrupted(). At once when one came before.
bool wait_interrupted(std::chrono::milliseconds limit);
// Waits until `descriptor` is readable, or a signal came; false for the latter. `descriptor` may be -1.
bool wait_readable(int descriptor);

// How long a call of a provider may keep a command from its end (POSTROOM_CALL_BUDGET_MS); zero: for ever.
std::chrono::milliseconds patience();
// One line on standard error, in one piece; a progress line on a terminal makes room for it. Any thread.
void say(const std::string& line);

}  // namespace postroom::tool
