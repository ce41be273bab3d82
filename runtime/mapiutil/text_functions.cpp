// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions on reference counts and on binary data as hexadecimal text.
#include "runtime/library/export.hpp"

#include <mapiutil.h>

#include <limits>

namespace {

template <class Char>
void to_hexadecimal(const BYTE* bytes, int count, Char* text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  for (int i = 0; i < count; ++i) {
    *text++ = static_cast<Char>(kDigits[bytes[i] >> 4U]);
    *text++ = static_cast<Char>(kDigits[bytes[i] & 0xFU]);
  }
  *text = 0;
}

template <class Char>
int digit(Char c) {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
  return -1;
}

// Writes at most `capacity` bytes; false for a text that is not pairs of digits, or that is too long.
template <class Char>
bool from_hexadecimal(const Char* text, BYTE* bytes, std::size_t capacity) {
  for (; *text != 0; text += 2, --capacity) {
    const int high = digit(text[0]);
    const int low = high < 0 || text[1] == 0 ? -1 : digit(text[1]);
    if (low < 0 || capacity == 0) return false;
    *bytes++ = static_cast<BYTE>(high * 16 + low);
  }
  return true;
}

constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();

}  // namespace

POSTROOM_EXPORT ULONG UlAddRef(LPVOID object) {
  return object == nullptr ? 0
                           : static_cast<IUnknown*>(object)->AddRef();  // counted by hand: it is what the function does
}

POSTROOM_EXPORT ULONG UlRelease(LPVOID object) {
  return object == nullptr
             ? 0
             : static_cast<IUnknown*>(object)->Release();  // counted by hand: it is what the function does
}

#undef HexFromBin
#undef FBinFromHex
#undef ScBinFromHexBounded

POSTROOM_EXPORT void HexFromBin(LPBYTE bytes, int count, LPSTR text) {
  to_hexadecimal(bytes, count, text);
}
POSTROOM_EXPORT void HexFromBinW(LPBYTE bytes, int count, LPWSTR text) {
  to_hexadecimal(bytes, count, text);
}

POSTROOM_EXPORT BOOL FBinFromHex(LPSTR text, LPBYTE bytes) {
  return text != nullptr && from_hexadecimal(text, bytes, kUnbounded);
}
POSTROOM_EXPORT BOOL FBinFromHexW(LPWSTR text, LPBYTE bytes) {
  return text != nullptr && from_hexadecimal(text, bytes, kUnbounded);
}

POSTROOM_EXPORT SCODE ScBinFromHexBounded(LPSTR text, LPBYTE bytes, ULONG capacity) {
  return text != nullptr && from_hexadecimal(text, bytes, capacity) ? S_OK : MAPI_E_CALL_FAILED;
}
POSTROOM_EXPORT SCODE ScBinFromHexBoundedW(LPWSTR text, LPBYTE bytes, ULONG capacity) {
  return text != nullptr && from_hexadecimal(text, bytes, capacity) ? S_OK : MAPI_E_CALL_FAILED;
}
