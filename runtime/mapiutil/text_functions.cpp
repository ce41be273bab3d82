// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions on reference counts, and on binary data as hexadecimal text.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/hexadecimal.hpp"

#include <mapiutil.h>

#include <cstddef>
#include <limits>

namespace {

using postroom::mapiutil::from_hexadecimal;
using postroom::mapiutil::to_hexadecimal;

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
