// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/bounded_calls.hpp"

#include "runtime/lifecycle/acting_thread.hpp"

#include <postroom/mutex.hpp>

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <chrono>
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

void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Most calls end, and the next one comes, sooner than a thread that sleeps is woken: each side looks for a while before
// it sleeps. Not where the other could not run meanwhile.
template <class Event>
bool happens_soon(const Event& happened) noexcept {
  static const bool alone = std::thread::hardware_concurrency() < 2;
  if (alone) return happened();
  const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(50);
  while (!happened()) {
    if (std::chrono::steady_clock::now() > until) return false;
    for (int i = 0; i < 8; ++i) relax();
  }
  return true;
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

  // False when the deadline came first. The thread then ends when the call returns; leave it.
  bool run(std::function<void()> body, Deadline deadline) {
    {
      const kit::Lock lock(mutex_);
      body_ = std::move(body);
      principal_ = acting_thread();
      busy_ = true;
    }
    changed_.notify_all();
    if (happens_soon([&] { return !busy_; })) return true;
    const kit::Lock lock(mutex_);
    while (busy_) {
      if (deadline.expired()) {
        ending_ = true;  // still under the lock: the call may return this moment, and nobody would wake the thread
        return false;
      }
      changed_.wait_until(mutex_, std::chrono::steady_clock::now() + deadline.patience());
    }
    return true;
  }

  // The thread ends when it has nothing to do; the caller joins it.
  void end() noexcept {
    {
      const kit::Lock lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void leave() noexcept { thread_.detach(); }

 private:
  void work() {
    const OwnThread own;
    pthread_setname_np(pthread_self(), "postroom-logoff");
    while (await_call()) {
      std::function<void()> body;
      std::uintptr_t principal = 0;
      {
        const kit::Lock lock(mutex_);
        body = std::exchange(body_, nullptr);
        principal = principal_;
      }
      const ActingFor acting(principal);
      body();
      body = nullptr;  // what it owned is gone before anyone hears that it is over
      {
        const kit::Lock lock(mutex_);
        busy_ = false;
      }
      changed_.notify_all();
    }
  }

  // False when there is nothing more to do.
  bool await_call() {
    if (happens_soon([&] { return busy_ || ending_; })) return busy_;
    const kit::Lock lock(mutex_);
    while (!busy_ && !ending_) changed_.wait(mutex_);
    return busy_;
  }

  kit::Mutex mutex_;
  kit::Condition changed_;
  std::function<void()> body_ POSTROOM_GUARDED_BY(mutex_);  // asked for and not begun
  std::atomic<bool> busy_{false};                           // something is asked for, or running; set under the lock
  std::uintptr_t principal_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::atomic<bool> ending_{false};  // set under the lock
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
