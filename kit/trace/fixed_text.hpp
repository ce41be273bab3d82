// SPDX-License-Identifier: Apache-2.0
//
// Texts in fixed arrays of mapped records: written cut and closed, read as bytes from outside.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include <postroom/text.hpp>

namespace postroom::kit {

// Copies as much of `text` as fits, whole characters only, and closes it with a zero.
template <std::size_t Size>
void put_text(char (&field)[Size], std::string_view text) noexcept {
  std::size_t length = std::min(text.size(), Size - 1);
  if (length < text.size()) {
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  }
  text.copy(field, length);
  std::memset(field + length, 0, Size - length);
}

// The text of a field that may hold anything.
template <std::size_t Size>
std::string get_text(const char (&field)[Size]) {
  return valid_utf8(std::string_view(field, strnlen(field, Size)));
}

}  // namespace postroom::kit
