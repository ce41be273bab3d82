// SPDX-License-Identifier: Apache-2.0
//
// NAME         signals - SIGINT and SIGTERM as a command takes them
// DESCRIPTION  The library installs no handler; the program does, for as long as it has something to end in order:
//
//              first signal    the command stops at the next step it can, logs off and exits with 130 or 143
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
  // that may be what takes too long. Main thread.
  void remember(IMAPISession* session);
  void forget(IMAPISession* session);
  // To be called before a Logoff. When a second signal came by then, fast shutdown is tried here and does not return if
  // it succeeds; an attempt under way on the watching thread is waited for.
  void before_logoff();

  // The one there is, or null.
  static SignalWatch* present();

 private:
  // A session and, taken while it is young, what a fast shutdown is asked of: null when it answered `refusal`.
  struct Asked {
    IMAPISession* session = nullptr;
    kit::com_ptr<IMAPIClientShutdown> shutdown;
    HRESULT refusal = S_OK;
  };

  void watch();
  void end_fast();
  void try_fast();
  HRESULT fast_shutdown();

  const Says says_;
  struct sigaction before_int_ {};
  struct sigaction before_term_ {};
  kit::Mutex mutex_;
  std::vector<Asked> sessions_ POSTROOM_GUARDED_BY(mutex_);
  std::once_flag tried_;  // a fast shutdown is tried once; who comes second waits for the outcome
  std::thread thread_;
};

// A signal came: long commands look at it between two steps and end in order.
bool interrupted();
// 128 + the first signal: 130 or 143. What a command answers that a signal made stop.
int interruption_code();
// Throws Failure(MAPI_E_USER_CANCEL) when a signal came.
void stop_when_interrupted();

// Waits until `limit` passed or a signal came; returns interrupted(). At once when one came before.
bool wait_interrupted(std::chrono::milliseconds limit);
// Waits until `descriptor` is readable, or a signal came; false for the latter. `descriptor` may be -1.
bool wait_readable(int descriptor);

}  // namespace postroom::tool
