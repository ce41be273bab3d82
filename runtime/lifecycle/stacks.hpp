// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/symbols.hpp"

#include <postroom/mutex.hpp>

#include <set>
#include <string>
#include <vector>

namespace postroom::lifecycle {

// Where something was done: the return addresses of the thread that did it, innermost first. Stacks are kept for good
// and shared, and there are some only when they are asked for.
using Stack = std::vector<const void*>;

// The stacks that things were done on. Many are done on one. Thread-safe.
class Stacks {
 public:
  // The first capture in a process loads a library. Done beforehand, no capture takes the loader's lock, and a caller
  // may hold a lock that the loader's constructors and destructors want.
  static void prepare() noexcept;

  // The calling thread's; null when there is no memory. Costs some microseconds.
  const Stack* capture() noexcept;

 private:
  kit::Mutex mutex_;
  std::set<Stack> known_ POSTROOM_GUARDED_BY(mutex_);  // never forgotten
};

// A line for each frame of the stack from the call that returns to `from` on, which is the client's: what lies above it
// is ours and the provider's. All of it when `from` is not there. Throws std::bad_alloc only.
std::string stack_lines(Symbols& symbols, const Stack& stack, const void* from);

}  // namespace postroom::lifecycle
