// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

namespace postroom::kit {

constexpr bool is_ascii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}
// Whether every character of the text is.
constexpr bool is_all_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, is_ascii);
}

}  // namespace postroom::kit
