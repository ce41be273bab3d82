// SPDX-License-Identifier: Apache-2.0
#include "content/rule/rule_bytes.hpp"

#include <postroom/text.hpp>

namespace postroom::content {

void RuleWriter::text(std::string_view utf8) {
  for (const wchar_t wide : kit::to_wide(utf8)) {
    const auto c = static_cast<std::uint32_t>(wide);  // NOLINT(bugprone-signed-char-misuse): no char
    if (c < 0x10000) {
      number(static_cast<std::uint16_t>(c));
    } else {
      number(static_cast<std::uint16_t>(0xD800 + ((c - 0x10000) >> 10U)));
      number(static_cast<std::uint16_t>(0xDC00 + ((c - 0x10000) & 0x3FFU)));
    }
  }
  number(std::uint16_t{0});
}

std::string RuleReader::text() {
  std::wstring wide;
  std::uint32_t high = 0;  // the first half of a surrogate pair; alone it is malformed, and to_utf8 replaces it
  for (;;) {
    const std::uint32_t unit = number<std::uint16_t>();
    if (high != 0 && unit >= 0xDC00 && unit < 0xE000) {
      wide.back() = static_cast<wchar_t>(0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00));
      high = 0;
      continue;
    }
    if (unit == 0) return kit::to_utf8(wide);
    high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
    wide += static_cast<wchar_t>(unit);
  }
}

std::string_view RuleReader::narrow_text() {
  const std::size_t end = bytes_.find('\0');
  if (end == std::string_view::npos) damaged();
  const std::string_view text = bytes(end);
  bytes(1);
  return text;
}

}  // namespace postroom::content
