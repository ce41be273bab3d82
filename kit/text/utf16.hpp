// SPDX-License-Identifier: Apache-2.0
//
// UTF-16, in which identifiers, rules and RTF carry text: its units, and the pairs that stand for one character.
#pragma once

#include <cstdint>
#include <string>

namespace postroom::kit {

// The first and the second half of a surrogate pair.
constexpr bool is_high_surrogate(std::uint32_t unit) noexcept {
  return unit >= 0xD800 && unit < 0xDC00;
}
constexpr bool is_low_surrogate(std::uint32_t unit) noexcept {
  return unit >= 0xDC00 && unit < 0xE000;
}
// The character that a pair stands for.
constexpr std::uint32_t character_of(std::uint32_t high, std::uint32_t low) noexcept {
  return 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00);
}

// Calls `use(unit)` for the one or two units of a character.
template <class Use>
void each_utf16_unit(std::uint32_t character, Use&& use) {
  if (character < 0x10000) return use(static_cast<std::uint16_t>(character));
  use(static_cast<std::uint16_t>(0xD800 + ((character - 0x10000) >> 10U)));
  use(static_cast<std::uint16_t>(0xDC00 + ((character - 0x10000) & 0x3FFU)));
}

// Adds a unit to the characters, where it completes a pair whose first half was added last. A half that stays alone is
// malformed, and to_utf8() replaces it.
inline void add_utf16_unit(std::wstring& characters, std::uint16_t unit) {
  if (!characters.empty() && is_high_surrogate(static_cast<std::uint32_t>(characters.back())) &&
      is_low_surrogate(unit)) {
    characters.back() = static_cast<wchar_t>(character_of(static_cast<std::uint32_t>(characters.back()), unit));
  } else {
    characters += static_cast<wchar_t>(unit);
  }
}

}  // namespace postroom::kit
