// SPDX-License-Identifier: Apache-2.0
//
// The code pages that RTF names: by number, or by the character set of a font.
#pragma once

#include "content/mime/charset.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace postroom::content {

// The code page of \fcharset's number; 0 for one that names none (the default's).
std::uint32_t code_page_of_font(std::int32_t charset) noexcept;

// Bytes of code pages as UTF-8. What a page does not define becomes U+FFFD; bytes of an unknown one are UTF-8 when they
// are valid as such, else windows-1252. Keeps the converters, one for each page; used by one thread at a time.
class CodePageDecoder {
 public:
  std::string decode(std::string_view bytes, std::uint32_t code_page);

 private:
  std::map<std::uint32_t, TextDecoder> decoders_;
};

// UTF-8 in the code page; nothing for an unknown one. A character that it lacks becomes a numeric reference (&#8364;)
// if `references`, else a question mark.
std::optional<std::string> encode_code_page(std::string_view utf8, std::uint32_t code_page, bool references);

}  // namespace postroom::content
