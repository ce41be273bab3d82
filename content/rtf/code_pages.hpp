// SPDX-License-Identifier: Apache-2.0
//
// The code pages that RTF names: by number, or by the character set of a font.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postroom::content {

// The code page of \fcharset's number; 0 for one that names none (the default's).
std::uint32_t code_page_of_font(std::int32_t charset) noexcept;

// `bytes` of the code page as UTF-8. What it does not define becomes U+FFFD; an unknown code page is windows-1252.
std::string decode_code_page(std::string_view bytes, std::uint32_t code_page);

// UTF-8 in the code page; nothing for an unknown one. A character that it lacks becomes a numeric reference (&#8364;)
// if `references`, else a question mark or the like.
std::optional<std::string> encode_code_page(std::string_view utf8, std::uint32_t code_page, bool references);

}  // namespace postroom::content
