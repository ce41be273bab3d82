// SPDX-License-Identifier: Apache-2.0
//
// The code pages that RTF names: by number, or by the character set of a font.
#pragma once

#include "content/mime/charset.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace postroom::content {

// The code page of \fcharset's number; 0, and the document's page counts, for the default's number (1), an unknown one
// and Johab's (130), of which there is no converter.
std::uint32_t code_page_of_font(std::int32_t charset) noexcept;

// Bytes of code pages as UTF-8. What a page does not define becomes U+FFFD; bytes of an unknown one are UTF-8 when they
// are valid as such, else windows-1252. RTF may name as many pages as it likes, so a few converters are kept, and one
// for all unknown pages. Used by one thread at a time.
class CodePageDecoder {
 public:
  static constexpr std::size_t kMostKept = 16;

  std::string decode(std::string_view bytes, std::uint32_t code_page);
  // How many converters of known pages are kept.
  std::size_t kept() const noexcept { return known_.size(); }

 private:
  static constexpr std::size_t kNumbers = 0x10000;  // code pages have 16 bits

  TextDecoder& decoder_of(std::uint32_t code_page);

  std::map<std::uint32_t, TextDecoder> known_;
  std::bitset<kNumbers> unknown_;  // those that have been looked for
  TextDecoder guessing_{std::string_view()};
};

// UTF-8 in the code page; nothing for an unknown one. A character that it lacks becomes a numeric reference (&#8364;)
// if `references`, else a question mark.
std::optional<std::string> encode_code_page(std::string_view utf8, std::uint32_t code_page, bool references);

}  // namespace postroom::content
