// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/code_pages.hpp"

#include "kit/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace postroom::content {
namespace {

struct FontCharset {
  std::int32_t charset;
  std::uint32_t code_page;
};

// Without Johab (130): ICU has no converter of its code page, 1361.
constexpr auto kFontCharsets = std::to_array<FontCharset>({
    {0, 1252},   {2, 1252},   {77, 10000}, {78, 932},   {79, 949},   {80, 936},   {81, 950},   {128, 932},
    {129, 949},  {134, 936},  {136, 950},  {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256},
    {186, 1257}, {204, 1251}, {222, 874},  {238, 1250}, {254, 437},  {255, 850},
});

// Windows has three names for the Japanese of mail, which differ in how half-width katakana are written.
std::uint32_t representative(std::uint32_t code_page) noexcept {
  return code_page == 50221 || code_page == 50222 ? 50220 : code_page;
}

// In these, bytes of ASCII are more than ASCII.
bool has_shifts(std::uint32_t code_page) noexcept {
  constexpr auto kShifting = std::to_array<std::uint32_t>({50220, 50225, 52936, 65000});
  return std::ranges::count(kShifting, representative(code_page)) != 0;
}

// The Windows code pages have more characters than the character sets of mail that go by their numbers. Of those that
// mail does not use, ICU knows some by one name and some by the other.
std::string charset_name(std::uint32_t code_page) {
  constexpr auto kWindows = std::to_array<std::uint32_t>({720, 874, 932, 936, 949, 950});
  const std::string number = std::to_string(code_page);
  const bool of_macintosh = code_page > 10000 && code_page < 10100;
  if (of_macintosh || std::ranges::count(kWindows, code_page) != 0) return "windows-" + number;
  const std::string_view name = charset_of(representative(code_page));
  return name.empty() ? "cp" + number : std::string(name);
}

}  // namespace

std::uint32_t code_page_of_font(std::int32_t charset) noexcept {
  const auto* found = std::ranges::find(kFontCharsets, charset, &FontCharset::charset);
  return found == kFontCharsets.end() ? 0 : found->code_page;
}

std::string CodePageDecoder::decode(std::string_view bytes, std::uint32_t code_page) {
  if (kit::is_all_ascii(bytes) && !has_shifts(code_page)) return std::string(bytes);
  return decoder_of(code_page).decode(bytes);
}

TextDecoder& CodePageDecoder::decoder_of(std::uint32_t code_page) {
  if (code_page >= kNumbers || unknown_.test(code_page)) return guessing_;
  if (const auto found = known_.find(code_page); found != known_.end()) return found->second;
  TextDecoder decoder(charset_name(code_page));
  if (!decoder.is_known()) {
    unknown_.set(code_page);
    return guessing_;
  }
  if (known_.size() >= kMostKept) known_.clear();
  return known_.emplace(code_page, std::move(decoder)).first->second;
}

std::optional<std::string> encode_code_page(std::string_view utf8, std::uint32_t code_page, bool references) {
  return encode_text(utf8, charset_name(code_page), references);
}

}  // namespace postroom::content
