// SPDX-License-Identifier: Apache-2.0
//
// Text is UTF-8 inside Postroom. At the interface it is wchar_t (32 bits) where MAPI_UNICODE says so, and UTF-8
// (code page 65001) otherwise (design 4).
#pragma once

#include <mapidefs.h>

#include <string>
#include <string_view>

namespace postroom::kit {

// Both directions replace what is malformed by U+FFFD, so that no text from outside makes a call fail.
std::wstring to_wide(std::string_view utf8);
std::string to_utf8(std::wstring_view wide);

// `text` with malformed UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

// The text of an LPTSTR parameter, wide when `flags` has MAPI_UNICODE; null is the empty text.
std::string from_lptstr(const void* text, ULONG flags);

}  // namespace postroom::kit
