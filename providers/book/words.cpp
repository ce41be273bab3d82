// SPDX-License-Identifier: Apache-2.0
#include "providers/book/words.hpp"

#include <postroom/property.hpp>
#include <postroom/text.hpp>

#include <algorithm>

namespace postroom::book {
namespace {

// Letters and digits of ASCII, and all beyond it but spaces and punctuation.
bool is_in_word(wchar_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3000 && c <= 0x3004) &&
         !(c >= 0x3008 && c <= 0x3020) && c != 0x30FB && !(c >= 0xFF01 && c <= 0xFF0F) && !(c >= 0xFF1A && c <= 0xFF20);
}

}  // namespace

std::string folded(std::string_view text) {
  return kit::fold_text(text, true, true);
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  const std::wstring wide = kit::to_wide(folded(text));
  for (auto at = wide.begin(); at != wide.end();) {
    const auto first = std::find_if(at, wide.end(), is_in_word);
    at = std::find_if_not(first, wide.end(), is_in_word);
    if (first != at) result.push_back(kit::to_utf8(std::wstring(first, at)));
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace postroom::book
