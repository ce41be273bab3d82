// SPDX-License-Identifier: Apache-2.0
//
// How values that are pointed to are laid into the room behind the SPropValues of one block.
#pragma once

#include <postroom/property.hpp>

#include <cstddef>
#include <string_view>

namespace postroom::kit {

constexpr std::size_t aligned(std::size_t size) noexcept {
  return (size + 7U) & ~std::size_t{7};
}

// Room for `text` with its terminator. One byte never becomes more than one character, so for text that is not ASCII
// this is more than is needed.
constexpr std::size_t text_room(std::string_view text, ULONG width) noexcept {
  return aligned((text.size() + 1) * (width == PT_STRING8 ? sizeof(char) : sizeof(wchar_t)));
}

// Each takes its part of `space`, which is aligned to 8, and moves it on.
template <class T>
T* carve(std::byte*& space, std::size_t count) noexcept {
  auto* result = reinterpret_cast<T*>(space);
  space += aligned(count * sizeof(T));
  return result;
}
LPSTR carve_narrow(std::byte*& space, std::string_view text) noexcept;
LPWSTR carve_wide(std::byte*& space, std::string_view text);
SBinary carve_binary(std::byte*& space, std::string_view bytes) noexcept;

// The width of the text in a column's answer: the column's own, or `open` when it left the type open.
constexpr ULONG answered_width(ULONG column, ULONG open) noexcept {
  return is_text(column) ? text_type((column & 1U) != 0 ? MAPI_UNICODE : 0) : open;
}

}  // namespace postroom::kit
