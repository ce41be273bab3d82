// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace postroom::kit {

constexpr bool is_ascii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}
// Whether every character of the text is. Eight at a time: it is asked of every text that is compared or read.
inline bool is_all_ascii(std::string_view text) noexcept {
  constexpr std::uint64_t kTopBits = 0x8080808080808080U;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; end - at >= 8; at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    if ((eight & kTopBits) != 0) return false;
  }
  return std::all_of(at, end, is_ascii);
}

}  // namespace postroom::kit
