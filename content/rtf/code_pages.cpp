// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/code_pages.hpp"

#include "content/mime/charset.hpp"

#include <algorithm>
#include <array>

namespace postroom::content {
namespace {

struct FontCharset {
  std::int32_t charset;
  std::uint32_t code_page;
};

constexpr auto kFontCharsets = std::to_array<FontCharset>({
    {0, 1252},   {2, 1252},   {77, 10000}, {78, 932},  {79, 949},   {80, 936},   {81, 950},   {128, 932},
    {129, 949},  {130, 1361}, {134, 936},  {136, 950}, {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255},
    {178, 1256}, {186, 1257}, {204, 1251}, {222, 874}, {238, 1250}, {254, 437},  {255, 850},
});

// The Windows code pages have more characters than the character sets of mail that go by their numbers.
std::string charset_name(std::uint32_t code_page) {
  constexpr auto kWindows = std::to_array<std::uint32_t>({874, 932, 936, 949, 950});
  if (std::ranges::count(kWindows, code_page) != 0) return "windows-" + std::to_string(code_page);
  const std::string_view name = charset_of(code_page);
  return name.empty() ? "cp" + std::to_string(code_page) : std::string(name);
}

}  // namespace

std::uint32_t code_page_of_font(std::int32_t charset) noexcept {
  const auto* found = std::ranges::find(kFontCharsets, charset, &FontCharset::charset);
  return found == kFontCharsets.end() ? 0 : found->code_page;
}

std::string decode_code_page(std::string_view bytes, std::uint32_t code_page) {
  return is_ascii(bytes) ? std::string(bytes) : decode_text(bytes, charset_name(code_page));
}

std::optional<std::string> encode_code_page(std::string_view utf8, std::uint32_t code_page, bool references) {
  return encode_text(utf8, charset_name(code_page), references);
}

}  // namespace postroom::content
