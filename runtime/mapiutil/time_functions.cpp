// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions on 64-bit numbers in FILETIMEs, and on the order of bytes.
#include "runtime/library/export.hpp"

#include <postroom/property.hpp>

#include <mapiutil.h>

#include <algorithm>

namespace {

using postroom::kit::filetime_of;
using postroom::kit::ticks_of;

// Turns round each `Width` bytes of `count` bytes; what is left over at the end stays.
template <int Width>
void swap_each(void* bytes, INT count) {
  if (bytes == nullptr) return;
  auto* at = static_cast<BYTE*>(bytes);
  for (; count >= Width; count -= Width, at += Width) std::reverse(at, at + Width);
}

}  // namespace

// All of them calculate modulo 2^64, as the documentation's "64-bit integers" do.
POSTROOM_EXPORT FILETIME FtAddFt(FILETIME a, FILETIME b) {
  return filetime_of(ticks_of(a) + ticks_of(b));
}
POSTROOM_EXPORT FILETIME FtSubFt(FILETIME minuend, FILETIME subtrahend) {
  return filetime_of(ticks_of(minuend) - ticks_of(subtrahend));
}
POSTROOM_EXPORT FILETIME FtMulDw(DWORD multiplier, FILETIME multiplicand) {
  return filetime_of(multiplier * ticks_of(multiplicand));
}
POSTROOM_EXPORT FILETIME FtMulDwDw(DWORD multiplicand, DWORD multiplier) {
  return filetime_of(static_cast<std::uint64_t>(multiplicand) * multiplier);
}
POSTROOM_EXPORT FILETIME FtNegFt(FILETIME time) {
  return filetime_of(0 - ticks_of(time));
}

POSTROOM_EXPORT void SwapPlong(void* longs, INT bytes) {
  swap_each<4>(longs, bytes);
}
POSTROOM_EXPORT void SwapPword(void* words, INT bytes) {
  swap_each<2>(words, bytes);
}
