// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace postroom::session {

// Tells threads apart as long as they live; 0 is none. Costs no call, and needs no thread-local variable.
inline std::uintptr_t this_thread() noexcept {
  return reinterpret_cast<std::uintptr_t>(__builtin_thread_pointer());
}

}  // namespace postroom::session
