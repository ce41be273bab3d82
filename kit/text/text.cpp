// SPDX-License-Identifier: Apache-2.0
#include <postroom/text.hpp>

#include <cstdint>

namespace postroom::kit {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_scalar(char32_t c) {
  return c < 0xD800 || (c >= 0xE000 && c <= 0x10FFFF);
}

// Decodes one character at `at` and moves past it; a malformed byte is one replacement character.
char32_t decode(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(at++);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 && lead <= 0xF4  ? 3
                   : lead >= 0xE0 && lead < 0xF0 ? 2
                   : lead >= 0xC2 && lead < 0xE0 ? 1
                                                 : 0;
  if (more == 0) return kReplacement;
  char32_t c = lead & (0x3FU >> more);
  std::size_t next = at;
  for (int i = 0; i < more; ++i, ++next) {
    if (next >= text.size() || (byte(next) & 0xC0U) != 0x80) return kReplacement;
    c = (c << 6U) | (byte(next) & 0x3FU);
  }
  constexpr char32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
  if (c < kSmallest[more] || !is_scalar(c)) return kReplacement;
  at = next;
  return c;
}

void encode(char32_t c, std::string& out) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0U | (c >> 6U));
    put(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  } else {
    put(0xF0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3FU));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  }
}

}  // namespace

std::wstring to_wide(std::string_view utf8) {
  std::wstring wide;
  wide.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) wide.push_back(static_cast<wchar_t>(decode(utf8, at)));
  return wide;
}

std::string to_utf8(std::wstring_view wide) {
  std::string utf8;
  utf8.reserve(wide.size());
  for (const wchar_t c : wide) {
    const auto scalar = static_cast<char32_t>(c);
    encode(is_scalar(scalar) ? scalar : kReplacement, utf8);
  }
  return utf8;
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) encode(decode(text, at), valid);
  return valid;
}

std::string from_lptstr(const void* text, ULONG flags) {
  if (text == nullptr) return {};
  if ((flags & MAPI_UNICODE) != 0) return to_utf8(static_cast<const wchar_t*>(text));
  return valid_utf8(static_cast<const char*>(text));
}

}  // namespace postroom::kit
