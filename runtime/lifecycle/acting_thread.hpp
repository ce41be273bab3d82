// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace postroom::lifecycle {

// Tells threads apart as long as they live; 0 is none. Costs no call, and needs no thread-local variable.
inline std::uintptr_t this_thread() noexcept {
  return reinterpret_cast<std::uintptr_t>(__builtin_thread_pointer());
}

// For whom the calling thread works: itself, or who waits for what it does. A session is logged off by a thread of the
// conductor's while the client's waits (J-114), so "is it me?" (J-84, J-102) is asked of the one that waits.
std::uintptr_t acting_thread() noexcept;

// For its lifetime the calling thread works for `principal`, a thread as above.
class ActingFor {
 public:
  explicit ActingFor(std::uintptr_t principal) noexcept;
  ~ActingFor();
  ActingFor(const ActingFor&) = delete;
  ActingFor& operator=(const ActingFor&) = delete;

 private:
  const std::uintptr_t before_;
};

// For its lifetime the calling thread is one of the runtime's own, on which providers are called while others wait with
// a deadline. One at a time on a thread.
class OwnThread {
 public:
  OwnThread() noexcept;
  ~OwnThread();
  OwnThread(const OwnThread&) = delete;
  OwnThread& operator=(const OwnThread&) = delete;

 private:
  friend class LastWord;
  friend void stay_on_own_thread() noexcept;
  std::function<void()> last_word_;
};

// For its lifetime, what the calling thread says when a provider is about to end it: to those who wait for what it does
// without a deadline. Does nothing on a thread that is not the runtime's own. One at a time on a thread.
class LastWord {
 public:
  // `word` must not throw; it is called at most once, on this thread.
  explicit LastWord(std::function<void()> word);
  ~LastWord();
  LastWord(const LastWord&) = delete;
  LastWord& operator=(const LastWord&) = delete;

 private:
  OwnThread* const thread_;
};

// A provider is ending the calling thread (pthread_exit), which unwinds whoever waits for the provider's answer. A
// thread of the runtime's own stays here for ever instead: to those who wait with a deadline the call is one that hangs
// (J-114), and those who wait without one are told (LastWord). On a thread of the host's it returns at once, and the
// thread ends as it was told.
void stay_on_own_thread() noexcept;

}  // namespace postroom::lifecycle
