// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/rtf_text.hpp"

#include "kit/text/utf16.hpp"

#include <postroom/text.hpp>

namespace postroom::content {
namespace {

constexpr std::string_view kHead =
    "{\\rtf1\\ansi\\ansicpg1252\\fromtext\\deff0{\\fonttbl\r\n{\\f0\\fswiss Arial;}}\r\n\\uc1\\pard\\plain\\f0\\fs20 ";

void add_unit(std::string& rtf, std::uint16_t unit) {
  rtf += "\\u" + std::to_string(static_cast<std::int16_t>(unit)) + '?';
}

void add(std::string& rtf, std::uint32_t character) {
  if (character == '\t') {
    rtf += "\\tab ";
  } else if (character == '\n') {
    rtf += "\\par\r\n";
  } else if (character == '\\' || character == '{' || character == '}') {
    rtf += '\\';
    rtf += static_cast<char>(character);
  } else if (character >= 0x7F) {
    kit::each_utf16_unit(character, [&](std::uint16_t unit) { add_unit(rtf, unit); });
  } else if (character >= ' ') {
    rtf += static_cast<char>(character);
  }
}

}  // namespace

std::string rtf_lines(std::string_view text) {
  std::string rtf;
  const std::wstring characters = kit::to_wide(text);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const wchar_t c = characters[i];
    // A CR ends a line, too, when no LF follows.
    if (c == L'\r' && i + 1 < characters.size() && characters[i + 1] == L'\n') continue;
    add(rtf, c == L'\r' ? L'\n' : static_cast<std::uint32_t>(c));
  }
  return rtf;
}

std::string rtf_of_text(std::string_view text) {
  return std::string(kHead) + rtf_lines(text) + "}";
}

}  // namespace postroom::content
