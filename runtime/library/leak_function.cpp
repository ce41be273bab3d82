// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/export.hpp"
#include "runtime/library/memory.hpp"
#include "runtime/lifecycle/leaks.hpp"

#include <postroom/postroom.h>

#include <cstring>

namespace postroom::library {
namespace {

LPSTR copy_text(const std::string& text) noexcept {
  void* copy = nullptr;
  if (text.empty() || allocator_triple().allocate(static_cast<ULONG>(text.size() + 1), &copy) != S_OK) return nullptr;
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return static_cast<LPSTR>(copy);
}

}  // namespace

POSTROOM_EXPORT ULONG postroom_leaked_objects(LPSTR* lines) {
  if (lines != nullptr) *lines = nullptr;
  try {
    std::string text;
    const std::size_t count = lifecycle::leaked_objects(lines != nullptr ? &text : nullptr);
    if (lines != nullptr) *lines = copy_text(text);
    return static_cast<ULONG>(count);
  } catch (...) {  // no memory to count with
    return 0;
  }
}

}  // namespace postroom::library
