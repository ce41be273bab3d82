// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>

namespace postroom::mapiutil {

// What a hexadecimal digit of either case is worth; kNoDigit for any other character.
inline constexpr int kNoDigit = std::numeric_limits<int>::max();

template <class Char>
constexpr int digit(Char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
  return kNoDigit;
}

}  // namespace postroom::mapiutil
