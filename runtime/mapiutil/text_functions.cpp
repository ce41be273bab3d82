// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions on reference counts, and on binary data and entry identifiers as hexadecimal text.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/hexadecimal.hpp"

#include <postroom/mapi_ptr.hpp>

#include <mapiutil.h>

#include <cstddef>
#include <limits>
#include <string_view>

namespace {

using namespace postroom;
using mapiutil::digit;
using mapiutil::kNoDigit;

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

constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();
// Of an entry identifier; the flags are there even when nothing follows them.
constexpr std::size_t kShortest = offsetof(ENTRYID, ab);
constexpr std::size_t kLongest = 1U << 20U;

template <class Char>
HRESULT text_from_entry_id(ULONG size, const ENTRYID* entry_id, Char** text) {
  return mapiutil::boundary([&]() -> HRESULT {
    kit::require(text != nullptr, "lpsz is null");
    *text = nullptr;
    if (entry_id == nullptr || size < kShortest || size > kLongest) return MAPI_E_INVALID_ENTRYID;
    auto result = kit::make_mapi<Char>((std::size_t{size} * 2 + 1) * sizeof(Char));
    to_hexadecimal(reinterpret_cast<const BYTE*>(entry_id), static_cast<int>(size), result.get());
    *text = result.release();
    return S_OK;
  });
}

template <class Char>
HRESULT entry_id_from_text(const Char* text, ULONG* size, LPENTRYID* entry_id) {
  return mapiutil::boundary([&]() -> HRESULT {
    kit::require(size != nullptr && entry_id != nullptr, "lpcb or lppEntryID is null");
    *size = 0;
    *entry_id = nullptr;
    const std::size_t length = text == nullptr ? 0 : std::basic_string_view<Char>(text).size() / 2;
    if (length < kShortest || length > kLongest) return MAPI_E_INVALID_ENTRYID;
    auto result = kit::make_mapi<ENTRYID>(length);
    if (!from_hexadecimal(text, reinterpret_cast<BYTE*>(result.get()), length)) return MAPI_E_INVALID_ENTRYID;
    *size = static_cast<ULONG>(length);
    *entry_id = result.release();
    return S_OK;
  });
}

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
#undef HrSzFromEntryID
#undef HrEntryIDFromSz

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

POSTROOM_EXPORT HRESULT HrSzFromEntryID(ULONG size, LPENTRYID entry_id, LPSTR* text) {
  return text_from_entry_id(size, entry_id, text);
}
POSTROOM_EXPORT HRESULT HrSzFromEntryIDW(ULONG size, LPENTRYID entry_id, LPWSTR* text) {
  return text_from_entry_id(size, entry_id, text);
}
POSTROOM_EXPORT HRESULT HrEntryIDFromSz(LPSTR text, ULONG* size, LPENTRYID* entry_id) {
  return entry_id_from_text(text, size, entry_id);
}
POSTROOM_EXPORT HRESULT HrEntryIDFromSzW(LPWSTR text, ULONG* size, LPENTRYID* entry_id) {
  return entry_id_from_text(text, size, entry_id);
}
