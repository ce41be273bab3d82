// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/stacks.hpp"

#include <execinfo.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace postroom::lifecycle {

void Stacks::prepare() noexcept {
  void* frame = nullptr;
  static_cast<void>(::backtrace(&frame, 1));
}

const Stack* Stacks::capture() noexcept {
  try {
    std::array<void*, 64> frames{};
    const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
    Stack stack(frames.begin(), frames.begin() + count);
    const kit::Lock lock(mutex_);
    return &*known_.insert(std::move(stack)).first;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

std::string stack_lines(Symbols& symbols, const Stack& stack, const void* from) {
  const auto call = from == nullptr ? stack.end() : std::ranges::find(stack, from);
  std::string text;
  int number = 0;
  for (auto frame = call == stack.end() ? stack.begin() : call; frame != stack.end(); ++frame) {
    text += "      #" + std::to_string(number++) + " " + symbols.describe(*frame) + '\n';
  }
  return text;
}

}  // namespace postroom::lifecycle
