// SPDX-License-Identifier: Apache-2.0
//
// Mutexes with Clang's thread-safety annotations: `int n POSTROOM_GUARDED_BY(mutex_);` is checked at compile time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define POSTROOM_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define POSTROOM_THREAD_ANNOTATION(x)
#endif
#define POSTROOM_GUARDED_BY(x) POSTROOM_THREAD_ANNOTATION(guarded_by(x))
#define POSTROOM_REQUIRES(...) POSTROOM_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define POSTROOM_EXCLUDES(...) POSTROOM_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define POSTROOM_NO_THREAD_SAFETY_ANALYSIS POSTROOM_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace postroom::kit {

// Never held while calling a provider or an advise sink: both call back (J-102).
class POSTROOM_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  constexpr Mutex() noexcept = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void lock() POSTROOM_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() POSTROOM_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  bool try_lock() POSTROOM_THREAD_ANNOTATION(try_acquire_capability(true)) { return mutex_.try_lock(); }

 private:
  friend class Condition;
  std::mutex mutex_;
};

class POSTROOM_THREAD_ANNOTATION(scoped_lockable) Lock {
 public:
  explicit Lock(Mutex& mutex) POSTROOM_THREAD_ANNOTATION(acquire_capability(mutex)) : mutex_(mutex) { mutex_.lock(); }
  ~Lock() POSTROOM_THREAD_ANNOTATION(release_capability()) {
    if (held_) mutex_.unlock();
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  // Lets go for a call to the outside; lock() takes the mutex again.
  void unlock() POSTROOM_THREAD_ANNOTATION(release_capability()) {
    held_ = false;
    mutex_.unlock();
  }
  void lock() POSTROOM_THREAD_ANNOTATION(acquire_capability()) {
    mutex_.lock();
    held_ = true;
  }

 private:
  Mutex& mutex_;
  bool held_ = true;
};

// A condition variable for Mutex. The caller holds the mutex; every wait may wake early, so loop on the condition.
// Change what is waited for with the mutex held, or a waiter between its test and its wait misses it.
class Condition {
 public:
  void wait(Mutex& mutex) POSTROOM_REQUIRES(mutex) {
    std::unique_lock<std::mutex> adopted(mutex.mutex_, std::adopt_lock);
    condition_.wait(adopted);
    adopted.release();
  }
  // False when `deadline` passed first.
  template <class Clock, class Duration>
  bool wait_until(Mutex& mutex, std::chrono::time_point<Clock, Duration> deadline) POSTROOM_REQUIRES(mutex) {
    std::unique_lock<std::mutex> adopted(mutex.mutex_, std::adopt_lock);
    const bool in_time = condition_.wait_until(adopted, deadline) == std::cv_status::no_timeout;
    adopted.release();
    return in_time;
  }
  void notify_one() noexcept { condition_.notify_one(); }
  void notify_all() noexcept { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace postroom::kit
