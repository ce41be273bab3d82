// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace postroom::content {

// What a control word means to a reader of text.
enum class RtfMeaning : std::uint8_t {
  nothing,    // looks, or unknown
  character,  // the code point `value`
  line_end,
  skipped_group,  // the rest of the group is not text
  list_text,      // the number or bullet of a paragraph, which HTML makes itself
  font_table,
  font,                // \fN: in the font table the font that is described, else the one that is used
  font_charset,        // \fcharsetN
  font_code_page,      // \cpgN
  default_font,        // \deffN
  plain,               // back to the default font, and to visible text
  invisible,           // \v, \deleted: the bit `value` of what hides text
  document_code_page,  // \ansicpgN
  character_set,       // \ansi, \mac, \pc, \pca: the code page `value`
  unicode,             // \uN
  replacements,        // \ucN: so many characters after \uN stand for it where Unicode is not known
  html_rtf,            // \htmlrtfN: what follows is not in the HTML
  html_tag,            // \*\htmltagN: a piece of HTML
  from_html,
  from_text,
};

struct RtfWord {
  RtfMeaning meaning = RtfMeaning::nothing;
  std::uint32_t value = 0;
};

RtfWord rtf_word(std::string_view name) noexcept;

}  // namespace postroom::content
