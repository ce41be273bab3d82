// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <cstddef>
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

// Writes two capital digits a byte, and a null.
template <class Char>
void to_hexadecimal(const BYTE* bytes, int count, Char* text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  for (int i = 0; i < count; ++i) {
    *text++ = static_cast<Char>(kDigits[bytes[i] >> 4U]);
    *text++ = static_cast<Char>(kDigits[bytes[i] & 0xFU]);
  }
  *text = 0;
}

// Writes at most `capacity` bytes; false for a text that is not pairs of digits, or that is too long.
template <class Char>
bool from_hexadecimal(const Char* text, BYTE* bytes, std::size_t capacity) {
  for (; *text != 0; text += 2, --capacity) {
    const int high = digit(text[0]);
    const int low = high == kNoDigit ? kNoDigit : digit(text[1]);  // no digit where the text ends
    if (low == kNoDigit || capacity == 0) return false;
    *bytes++ = static_cast<BYTE>(high * 16 + low);
  }
  return true;
}

}  // namespace postroom::mapiutil
