// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions that look for something in text, or read a number from its beginning. Exact: case and marks count.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/hexadecimal.hpp"

#include <mapiutil.h>

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

namespace {

using postroom::mapiutil::digit;

// The functions take const text and answer a pointer that is not, as C's own do.
template <class Char>
Char* at(const Char* text, std::size_t position) {
  return position == std::basic_string_view<Char>::npos ? nullptr : const_cast<Char*>(text + position);
}

// A character is one unit of the text; one that the unit cannot hold is nowhere in it, and neither is the final null.
template <class Char>
bool can_occur(const Char* text, USHORT character) {
  return text != nullptr && character != 0 && character <= std::numeric_limits<std::make_unsigned_t<Char>>::max();
}

template <class Char>
Char* first(const Char* text, USHORT character) {
  if (!can_occur(text, character)) return nullptr;
  return at(text, std::basic_string_view<Char>(text).find(static_cast<Char>(character)));
}
template <class Char>
Char* last(const Char* text, USHORT character) {
  if (!can_occur(text, character)) return nullptr;
  return at(text, std::basic_string_view<Char>(text).rfind(static_cast<Char>(character)));
}
template <class Char>
Char* first(const Char* text, const Char* key) {
  if (text == nullptr || key == nullptr) return nullptr;
  return at(text, std::basic_string_view<Char>(text).find(key));
}

// The digits that the text begins with, as a number; the greatest there is for one that is greater.
template <unsigned Base, class Char>
ULONG number(const Char* text) {
  std::uint64_t result = 0;
  for (; text != nullptr && digit(*text) < static_cast<int>(Base); ++text) {
    result = result * Base + static_cast<unsigned>(digit(*text));
    if (result > std::numeric_limits<ULONG>::max()) return std::numeric_limits<ULONG>::max();
  }
  return static_cast<ULONG>(result);
}

}  // namespace

#undef SzFindCh
#undef SzFindLastCh
#undef SzFindSz
#undef UFromSz
#undef UlFromSzHex

POSTROOM_EXPORT LPSTR SzFindCh(LPCSTR text, USHORT character) {
  return first(text, character);
}
POSTROOM_EXPORT LPWSTR SzFindChW(LPCWSTR text, USHORT character) {
  return first(text, character);
}
POSTROOM_EXPORT LPSTR SzFindLastCh(LPCSTR text, USHORT character) {
  return last(text, character);
}
POSTROOM_EXPORT LPWSTR SzFindLastChW(LPCWSTR text, USHORT character) {
  return last(text, character);
}
POSTROOM_EXPORT LPSTR SzFindSz(LPCSTR text, LPCSTR key) {
  return first(text, key);
}
POSTROOM_EXPORT LPWSTR SzFindSzW(LPCWSTR text, LPCWSTR key) {
  return first(text, key);
}
POSTROOM_EXPORT unsigned int UFromSz(LPCSTR text) {
  return number<10>(text);
}
POSTROOM_EXPORT unsigned int UFromSzW(LPCWSTR text) {
  return number<10>(text);
}
POSTROOM_EXPORT ULONG UlFromSzHex(LPCSTR text) {
  return number<16>(text);
}
POSTROOM_EXPORT ULONG UlFromSzHexW(LPCWSTR text) {
  return number<16>(text);
}
