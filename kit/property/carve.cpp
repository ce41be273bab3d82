// SPDX-License-Identifier: Apache-2.0
#include "kit/property/carve.hpp"

#include <postroom/text.hpp>

#include <cstdint>
#include <cstring>

namespace postroom::kit {
namespace {

// Four characters at a time, as two numbers with two of them each: the machine is little-endian. The answer is the four
// as they stand.
constexpr std::size_t kAtOnce = 4;

std::uint32_t widen_four(const char* from, wchar_t* to) noexcept {
  std::uint32_t four = 0;
  std::memcpy(&four, from, sizeof four);
  const auto pair = [](std::uint64_t two) { return (two & 0xFFU) | ((two & 0xFF00U) << 24U); };
  const std::uint64_t pairs[] = {pair(four), pair(four >> 16U)};
  std::memcpy(to, pairs, sizeof pairs);
  return four;
}

// False when the text is not ASCII, and what was written means nothing. Where it does not come out even, the last four
// are written once more.
bool widen(std::string_view text, wchar_t* to) noexcept {
  constexpr std::uint32_t kTopBits = 0x80808080U;
  std::uint32_t seen = 0;
  if (text.size() < kAtOnce) {
    for (std::size_t i = 0; i < text.size(); ++i)
      seen |= static_cast<std::uint32_t>(to[i] = static_cast<unsigned char>(text[i]));
    return (seen & kTopBits) == 0;
  }
  const std::size_t last = text.size() - kAtOnce;
  for (std::size_t i = 0; i < last; i += kAtOnce) seen |= widen_four(text.data() + i, to + i);
  seen |= widen_four(text.data() + last, to + last);
  return (seen & kTopBits) == 0;
}

}  // namespace

LPSTR carve_narrow(std::byte*& space, std::string_view text) noexcept {
  char* copy = carve<char>(space, text.size() + 1);
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

LPWSTR carve_wide(std::byte*& space, std::string_view text) {
  auto* copy = reinterpret_cast<wchar_t*>(space);
  space += text_room(text, PT_UNICODE);
  if (widen(text, copy)) {
    copy[text.size()] = L'\0';
    return copy;
  }
  const std::wstring wide = to_wide(text);
  std::memcpy(copy, wide.c_str(), (wide.size() + 1) * sizeof(wchar_t));
  return copy;
}

SBinary carve_binary(std::byte*& space, std::string_view bytes) noexcept {
  BYTE* copy = carve<BYTE>(space, bytes.size());
  if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
  return {static_cast<ULONG>(bytes.size()), copy};
}

}  // namespace postroom::kit
