// SPDX-License-Identifier: Apache-2.0
#include "content/rule/rule_bytes.hpp"

#include "kit/text/utf16.hpp"

#include <postroom/text.hpp>

namespace postroom::content {

void RuleWriter::text(std::string_view utf8) {
  for (const wchar_t wide : kit::to_wide(utf8)) {
    const auto c = static_cast<std::uint32_t>(wide);  // NOLINT(bugprone-signed-char-misuse): no char
    kit::each_utf16_unit(c, [this](std::uint16_t unit) { number(unit); });
  }
  number(std::uint16_t{0});
}

std::string RuleReader::text() {
  std::wstring wide;
  for (;;) {
    const auto unit = number<std::uint16_t>();
    if (unit == 0) return kit::to_utf8(wide);
    kit::add_utf16_unit(wide, unit);
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
