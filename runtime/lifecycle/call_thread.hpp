// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/deadline.hpp"
#include "runtime/lifecycle/runtime_thread.hpp"

#include <postroom/mutex.hpp>

#include <signal.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace postroom::lifecycle {

// A thread that makes one call at a time for somebody who waits with a deadline (J-114), and what it is given to do.
// Owned jointly with the thread itself: a call that overran outlives who asked for it.
//
// While it makes calls, the real-time signals that nobody handles are deliverable to it, so that it can be asked where
// it hangs (what_thread_does()).
class CallThread : public std::enable_shared_from_this<CallThread> {
 public:
  // The thread that is kept, if one is, and acts as the same user and group as the calling one; or a new one. Of other
  // things that threads inherit (priority, processors) it has those of who first needed one. Throws std::system_error
  // when no thread can be had.
  static std::shared_ptr<CallThread> take();
  // Of a thread whose last call is over: it is kept, where threads are and none is yet, or it ends, which is waited for
  // until `deadline`.
  static void give_back(std::shared_ptr<CallThread> thread, Deadline deadline) noexcept;

  // Runs `body` there, for the calling thread or whom that works for. False when the deadline came first: the thread
  // ends when the call returns, whatever it does until then. It must not throw.
  bool run(std::function<void()> body, Deadline deadline);

 private:
  friend void keep_call_thread() noexcept;
  friend void end_kept_call_thread(Deadline deadline) noexcept;

  void start();
  void open_to_questions();
  void end(Deadline deadline) noexcept;
  void work();
  bool await_call();
  static void block(const sigset_t& signals) noexcept;

  kit::Mutex mutex_;
  kit::Condition changed_;
  std::function<void()> body_ POSTROOM_GUARDED_BY(mutex_);  // asked for and not begun
  std::atomic<bool> busy_{false};                           // something is asked for, or running; set under the lock
  std::uintptr_t principal_ POSTROOM_GUARDED_BY(mutex_) = 0;
  sigset_t signals_ POSTROOM_GUARDED_BY(mutex_){};  // blocked while a call is made
  std::atomic<bool> ending_{false};                 // set under the lock
  std::pair<int, int> acts_as_{};                   // user and group, those of who started it
  RuntimeThread thread_;
};

// Between these two one thread is kept for the next who needs one: starting it costs more than most logoffs. The
// library calls them when MAPI is initialised, and when all sessions are dead. A thread that has not ended by
// `deadline` is left to itself (RuntimeThread::any_outlived()).
void keep_call_thread() noexcept;
void end_kept_call_thread(Deadline deadline) noexcept;

}  // namespace postroom::lifecycle
