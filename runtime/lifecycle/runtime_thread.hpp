// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/deadline.hpp"

#include <pthread.h>

#include <functional>
#include <memory>
#include <thread>

namespace postroom::lifecycle {

// A thread of the runtime's: for calls with a deadline, notifications, idle routines and transports. No signal of the
// host's is delivered to it, unless it opens itself to one.
//
// It is waited for with a deadline, and to its very end: thread-local objects that a provider has left there are
// destroyed after its body has returned, and may hang like any other code of a provider's (J-114).
//
// Used by one thread at a time, but for id(), which any may ask once it has been started.
class RuntimeThread {
 public:
  RuntimeThread() noexcept;
  // Starts `body`. `name` is what the system shows: at most 15 bytes, and a literal. Throws std::system_error when no
  // thread, or no key for its mark, can be had.
  RuntimeThread(const char* name, std::function<void()> body);
  RuntimeThread(RuntimeThread&& other) noexcept;
  RuntimeThread& operator=(RuntimeThread&& other) noexcept;
  // A thread that nobody has waited for is left to itself.
  ~RuntimeThread();

  bool joinable() const noexcept { return joinable_; }
  std::thread::id id() const noexcept { return std::thread::id(thread_); }  // of none before it has been started

  // Waits until the thread has ended; there may be none. False when `expired`, asked now and then, says so first, or
  // when it is the calling thread: it is left to itself then. Without `expired` it waits as long as it takes.
  bool join(const std::function<bool()>& expired) noexcept;
  bool join(Deadline deadline) noexcept {
    return join([deadline] { return deadline.expired(); });
  }
  void detach() noexcept;

  // Is there a thread in the process that was left to itself, and has not ended? It may be in the code of any library
  // that it has called, on its way out too.
  static bool any_outlived() noexcept;

 private:
  struct Fate;  // shared with the thread

  std::shared_ptr<Fate> fate_;
  pthread_t thread_{};
  bool joinable_ = false;
};

// Is the calling thread one of the runtime's?
bool on_runtime_thread() noexcept;

// The calling thread of the runtime's stays where it is for ever, in the library of whoever it has called there: it
// will enter no other one's code, and does not count as one that has outlived its join.
void runtime_thread_stays() noexcept;

}  // namespace postroom::lifecycle
