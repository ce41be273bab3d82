// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace postroom::library {

// While one lives, an entry function of some provider library is on a stack, and no library is closed (J-69). Calls on
// provider objects need none: a session's end waits for them. Thread-safe.
class [[nodiscard]] EntryCall {
 public:
  EntryCall() noexcept { ++running_; }
  ~EntryCall() { --running_; }
  EntryCall(const EntryCall&) = delete;
  EntryCall& operator=(const EntryCall&) = delete;

  static bool any() noexcept { return running_ > 0; }

 private:
  static inline constinit std::atomic<int> running_{0};
};

}  // namespace postroom::library
