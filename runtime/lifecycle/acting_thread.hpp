// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

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

}  // namespace postroom::lifecycle
