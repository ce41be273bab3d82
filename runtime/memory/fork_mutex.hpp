// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mutex.hpp>

#include <atomic>
#include <cstdint>

namespace postroom::memory {

// A thread is known by its thread pointer. When a thread has ended, a new one may have the same, and takes its place.
inline std::uintptr_t this_thread() noexcept {
  return reinterpret_cast<std::uintptr_t>(__builtin_thread_pointer());
}

// The thread that forks, while it holds every ForkMutex (fork.cpp); 0 when none does.
extern std::atomic<std::uintptr_t> forking_thread;

// A mutex of memory's. A fork finds none of them held by another thread. Handlers of the client's that were registered
// before ours run while they are held, and may call memory functions: to the thread that forks they are open.
class POSTROOM_THREAD_ANNOTATION(capability("mutex")) ForkMutex {
 public:
  constexpr ForkMutex() noexcept = default;
  ForkMutex(const ForkMutex&) = delete;
  ForkMutex& operator=(const ForkMutex&) = delete;

  void lock() POSTROOM_THREAD_ANNOTATION(acquire_capability()) POSTROOM_NO_THREAD_SAFETY_ANALYSIS {
    if (!is_ours()) mutex_.lock();
  }
  void unlock() POSTROOM_THREAD_ANNOTATION(release_capability()) POSTROOM_NO_THREAD_SAFETY_ANALYSIS {
    if (!is_ours()) mutex_.unlock();
  }

 private:
  // Nobody but this thread enters itself, so what others do meanwhile does not matter.
  static bool is_ours() noexcept { return forking_thread.load(std::memory_order_relaxed) == this_thread(); }

  kit::Mutex mutex_;
};

class POSTROOM_THREAD_ANNOTATION(scoped_lockable) ForkLock {
 public:
  explicit ForkLock(ForkMutex& mutex) POSTROOM_THREAD_ANNOTATION(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~ForkLock() POSTROOM_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  ForkLock(const ForkLock&) = delete;
  ForkLock& operator=(const ForkLock&) = delete;

 private:
  ForkMutex& mutex_;
};

}  // namespace postroom::memory
