// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/call_thread.hpp"

#include "runtime/lifecycle/acting_thread.hpp"

#include <pthread.h>
#include <sys/fsuid.h>

#include <chrono>
#include <thread>
#include <utility>

namespace postroom::lifecycle {
namespace {

// All but the real-time signals that nobody handles.
sigset_t signals_of_the_host() noexcept {
  sigset_t signals;
  sigfillset(&signals);
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) sigdelset(&signals, signal);
  }
  return signals;
}

sigset_t every_signal() noexcept {
  sigset_t signals;
  sigfillset(&signals);
  return signals;
}

// The user and the group that the calling thread reaches files as: a service may act for somebody else on one thread.
std::pair<int, int> who_acts() noexcept {
  return {setfsuid(static_cast<uid_t>(-1)), setfsgid(static_cast<gid_t>(-1))};
}

void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Most calls end, and the next one comes, sooner than a thread that sleeps is woken: each side looks for a while before
// it sleeps, and lets the other run where both are on one processor, as the woken and the waking often are.
template <class Event>
bool happens_soon(const Event& happened) noexcept {
  const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(50);
  while (!happened()) {
    if (std::chrono::steady_clock::now() > until) return false;
    for (int i = 0; i < 8; ++i) relax();
    std::this_thread::yield();
  }
  return true;
}

// What providers have left on the thread is destroyed when it ends, which is like one more call (J-114).
Deadline a_calls_time() noexcept {
  return Deadline::in(Budget().call, Clock::of_process());
}

struct KeptThread {
  kit::Mutex mutex;
  bool wanted POSTROOM_GUARDED_BY(mutex) = false;
  std::shared_ptr<CallThread> thread POSTROOM_GUARDED_BY(mutex);
};

KeptThread& kept_thread() noexcept {
  static auto* const instance = new KeptThread;  // never destroyed: a process may exit with MAPI initialised
  return *instance;
}

}  // namespace

std::shared_ptr<CallThread> CallThread::take() {
  std::shared_ptr<CallThread> thread;
  {
    const kit::Lock lock(kept_thread().mutex);
    thread = std::move(kept_thread().thread);
  }
  if (thread && thread->acts_as_ != who_acts()) std::exchange(thread, nullptr)->end(a_calls_time());
  if (!thread) {
    thread = std::make_shared<CallThread>();
    thread->start();
  }
  thread->open_to_questions();
  return thread;
}

void CallThread::give_back(std::shared_ptr<CallThread> thread, Deadline deadline) noexcept {
  {
    const kit::Lock lock(kept_thread().mutex);
    if (kept_thread().wanted && !kept_thread().thread) {
      kept_thread().thread = std::move(thread);
      return;
    }
  }
  thread->end(deadline);
}

void CallThread::start() {
  acts_as_ = who_acts();
  thread_ = RuntimeThread("postroom-logoff", [self = shared_from_this()] { self->work(); });
}

// Asked each time that the thread is taken: the host may have begun to handle another signal since.
void CallThread::open_to_questions() {
  const sigset_t signals = signals_of_the_host();
  const kit::Lock lock(mutex_);
  signals_ = signals;
}

bool CallThread::run(std::function<void()> body, Deadline deadline) {
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
      thread_.detach();
      return false;
    }
    changed_.wait_until(mutex_, std::chrono::steady_clock::now() + deadline.patience());
  }
  return true;
}

void CallThread::end(Deadline deadline) noexcept {
  {
    const kit::Lock lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join(deadline);
}

void CallThread::work() {
  const OwnThread own;
  while (await_call()) {
    std::function<void()> body;
    std::uintptr_t principal = 0;
    {
      const kit::Lock lock(mutex_);
      body = std::exchange(body_, nullptr);
      principal = principal_;
      block(signals_);
    }
    const ActingFor acting(principal);
    body();
    body = nullptr;  // what it owned is gone before anyone hears that it is over
    block(every_signal());
    {
      const kit::Lock lock(mutex_);
      busy_ = false;
    }
    changed_.notify_all();
  }
}

// Said each time: a provider may have changed it.
void CallThread::block(const sigset_t& signals) noexcept {
  pthread_sigmask(SIG_SETMASK, &signals, nullptr);
}

// False when there is nothing more to do.
bool CallThread::await_call() {
  if (happens_soon([&] { return busy_ || ending_; })) return busy_;
  const kit::Lock lock(mutex_);
  while (!busy_ && !ending_) changed_.wait(mutex_);
  return busy_;
}

void keep_call_thread() noexcept {
  const kit::Lock lock(kept_thread().mutex);
  kept_thread().wanted = true;
}

void end_kept_call_thread(Deadline deadline) noexcept {
  std::shared_ptr<CallThread> thread;
  {
    const kit::Lock lock(kept_thread().mutex);
    kept_thread().wanted = false;
    thread = std::move(kept_thread().thread);
  }
  if (thread) thread->end(deadline);
}

}  // namespace postroom::lifecycle
