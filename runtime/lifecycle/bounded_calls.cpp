// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/bounded_calls.hpp"

#include "runtime/lifecycle/acting_thread.hpp"

#include <postroom/mutex.hpp>

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace postroom::lifecycle {
namespace {

// The host's signals are the host's: none is delivered to a thread of ours. Real-time signals that nobody handles stay
// deliverable, so that a thread that hangs can be asked what it does (what_thread_does()).
sigset_t signals_of_the_host() noexcept {
  sigset_t signals;
  sigfillset(&signals);
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) sigdelset(&signals, signal);
  }
  return signals;
}

}  // namespace

// A thread and what it is given to do, owned jointly: a call that overran outlives who asked for it.
class BoundedCalls::Worker : public std::enable_shared_from_this<BoundedCalls::Worker> {
 public:
  // Throws std::system_error when no thread can be had.
  void start() {
    sigset_t before;
    const sigset_t blocked = signals_of_the_host();
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    try {
      thread_ = std::thread([self = shared_from_this()] { self->work(); });
    } catch (...) {
      pthread_sigmask(SIG_SETMASK, &before, nullptr);
      throw;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  bool run(std::function<void()> body, Deadline deadline) {
    const kit::Lock lock(mutex_);
    body_ = std::move(body);
    principal_ = acting_thread();
    busy_ = true;
    changed_.notify_all();
    while (busy_) {
      if (deadline.expired()) return false;
      changed_.wait_until(mutex_, std::chrono::steady_clock::now() + deadline.patience());
    }
    return true;
  }

  // The thread ends when it has nothing to do; the caller joins it.
  void end() noexcept {
    {
      const kit::Lock lock(mutex_);
      ending_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }
  // It ends when its call returns.
  void leave() noexcept {
    {
      const kit::Lock lock(mutex_);
      ending_ = true;
    }
    thread_.detach();
  }

 private:
  void work() {
    pthread_setname_np(pthread_self(), "postroom-logoff");
    kit::Lock lock(mutex_);
    while (busy_ || !ending_) {
      if (!busy_) {
        changed_.wait(mutex_);
        continue;
      }
      std::function<void()> body = std::exchange(body_, nullptr);
      const ActingFor principal(principal_);
      lock.unlock();
      body();
      body = nullptr;  // what it owned is gone before anyone hears that it is over
      lock.lock();
      busy_ = false;
      changed_.notify_all();
    }
  }

  kit::Mutex mutex_;
  kit::Condition changed_;
  std::function<void()> body_ POSTROOM_GUARDED_BY(mutex_);  // asked for and not begun
  bool busy_ POSTROOM_GUARDED_BY(mutex_) = false;           // something is asked for, or running
  std::uintptr_t principal_ POSTROOM_GUARDED_BY(mutex_) = 0;
  bool ending_ POSTROOM_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

BoundedCalls::~BoundedCalls() {
  if (worker_) worker_->end();
}

bool BoundedCalls::run(std::function<void()> body) {
  if (allowance_.end.expired()) return false;
  if (!worker_) {
    const auto worker = std::make_shared<Worker>();
    try {
      worker->start();
    } catch (const std::system_error&) {
      body();  // without a thread to be had, the call is made all the same, unbounded
      return true;
    }
    worker_ = worker;
  }
  if (worker_->run(std::move(body), allowance_.next())) return true;
  std::exchange(worker_, nullptr)->leave();
  return false;
}

}  // namespace postroom::lifecycle
