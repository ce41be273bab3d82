// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/significant_text.hpp"

#include "content/rtf/checksum.hpp"
#include "content/rtf/rtf_text.hpp"

#include <postroom/failure.hpp>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

namespace postroom::content {
namespace {

enum class Kind : std::uint8_t { significant, space, ignorable };

Kind kind_of(UChar32 character) noexcept {
  constexpr UChar32 kObjectReplacement = 0xFFFC;
  if (u_isUWhiteSpace(character) != 0) return Kind::space;
  const int type = u_charType(character);
  const bool ignorable = type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || character == kObjectReplacement;
  return ignorable ? Kind::ignorable : Kind::significant;
}

// Calls `use(kind, bytes of the character)` for each character until it answers false.
template <class Use>
void each_character(std::string_view text, Use&& use) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    UChar32 character = 0;
    U8_NEXT_OR_FFFD(bytes, at, text.size(), character);
    if (!use(kind_of(character), text.substr(begin, at - begin))) return;
  }
}

// The place of `part` in `whole`, or npos; linear, whatever they hold.
std::size_t find(std::string_view whole, std::string_view part) noexcept {
  const void* found = memmem(whole.data(), whole.size(), part.data(), part.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - whole.data());
}

bool take_last_line_end(std::string_view& text) noexcept {
  if (!text.ends_with('\n')) return false;
  text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return true;
}
bool take_first_line_end(std::string_view& text) noexcept {
  const std::size_t size = text.starts_with("\r\n") ? 2 : text.starts_with('\n') ? 1 : 0;
  text.remove_prefix(size);
  return size != 0;
}

// In a group of its own, with no looks.
std::string rtf_before(std::string_view text) {
  const bool ends_line = take_last_line_end(text);
  return "{\\pard\\plain\\uc1 " + rtf_lines(text) + (ends_line ? "\\par}\r\n" : "}");
}
// `is_at_line_begin`: the text before it has ended its line.
std::string rtf_after(std::string_view text, bool is_at_line_begin) {
  const bool begins_line = take_first_line_end(text);
  const std::string_view looks = begins_line ? "{\\par\\pard" : is_at_line_begin ? "{\\pard" : "{";
  return std::string(looks) + "\\plain\\uc1 " + rtf_lines(text) + "}";
}

struct Surroundings {
  std::string_view before;
  std::string_view after;
};

// What is before and after `size` bytes of the significant characters of `text`, which begin at their byte `place`. The
// white space on either side belongs to what is there.
Surroundings around(std::string_view text, std::size_t place, std::size_t size) {
  std::size_t passed = 0;  // significant bytes
  std::size_t at = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  each_character(text, [&](Kind kind, std::string_view character) {
    if (kind == Kind::significant) {
      if (passed == place) begin = at;
      passed += character.size();
      if (passed == place + size) end = at + character.size();
    }
    at += character.size();
    return passed < place + size;
  });
  return {text.substr(0, begin), text.substr(end)};
}

// `text` without the white space at its beginning that ends `other` already.
std::string_view without_end_of(std::string_view other, std::string_view text) {
  const std::string_view end = around(other, 0, significant_text(other).characters.size()).after;
  const auto common = std::mismatch(text.begin(), text.end(), end.begin(), end.end()).first;
  return text.substr(static_cast<std::size_t>(common - text.begin()));
}

// Where the text of `rtf` begins or ends inside a group of its own, an addition changes more than the place of text,
// and it may be what makes the RTF too deep to be read.
bool shows(std::string_view rtf, std::string_view characters) {
  try {
    return significant_text(read_rtf(rtf).text).characters == characters;
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_TOO_COMPLEX && failure.code() != MAPI_E_TOO_BIG) throw;
    return false;
  }
}

bool is_space(std::string_view text) {
  return significant_text(text).count == 0;
}

}  // namespace

std::uint32_t SignificantText::checksum() const noexcept {
  return rtf_checksum(characters);
}

std::string_view SignificantText::tag() const noexcept {
  std::size_t at = 0;
  for (std::size_t i = 0; i < kLongestTag && at < characters.size(); ++i) U8_FWD_1(characters, at, characters.size());
  return std::string_view(characters).substr(0, at);
}

SignificantText significant_text(std::string_view text) {
  SignificantText result;
  each_character(text, [&](Kind kind, std::string_view bytes) {
    if (kind == Kind::significant) {
      result.characters += bytes;
      ++result.count;
      result.passed_after = 0;
      return true;
    }
    ++result.passed_after;
    if (result.count == 0 && kind == Kind::ignorable) ++result.ignorable_before;
    return true;
  });
  return result;
}

std::string rtf_with_additions(std::string_view rtf, std::string_view body) {
  if (origin_of_rtf(rtf) == RtfOrigin::html) return {};
  const RtfText shown = read_rtf(rtf);
  const SignificantText own = significant_text(shown.text);
  const SignificantText whole = significant_text(body);
  const std::size_t place = find(whole.characters, own.characters);
  if (own.count == 0 || place == std::string_view::npos) return {};
  const auto [before, after] = around(body, place, own.characters.size());
  std::string result(rtf.substr(0, shown.first_text));
  if (!is_space(before)) result += rtf_before(before);
  result += rtf.substr(shown.first_text, shown.end - shown.first_text);
  if (!is_space(after)) result += rtf_after(without_end_of(shown.text, after), shown.text.ends_with('\n'));
  result += rtf.substr(shown.end);
  return shows(result, whole.characters) ? result : std::string();
}

}  // namespace postroom::content
