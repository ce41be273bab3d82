// SPDX-License-Identifier: Apache-2.0
//
// What RTF says, without its looks, and text as RTF.
//
// Reading takes any bytes that begin as RTF does; groups that are never closed, or closed once too often, end with the
// text. It takes time linear in the size of the RTF and memory in proportion to the text. Pure functions: any thread.
#pragma once

#include "content/rtf/compressed_rtf.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace postroom::content {

// Groups inside groups: more is refused.
inline constexpr std::size_t kDeepestRtf = 4096;

struct RtfText {
  // UTF-8, without zeros. Paragraphs and lines end in CR LF; a control that the RTF writes by its code is left as it
  // is.
  std::string text;
  std::size_t first_text = 0;  // where in the RTF its first character that is no white space stands
  std::size_t end = 0;         // where the RTF ends: its last brace, or where that would be
};

// The text that an RTF reader shows: without hidden and deleted text, pictures, headers, footers, notes and the
// instructions of fields.
//
// Throws Failure(MAPI_E_CORRUPT_DATA) for what does not begin with "{\rtf", Failure(MAPI_E_TOO_COMPLEX) for groups
// deeper than kDeepestRtf, and Failure(MAPI_E_TOO_BIG) for more than `limit` bytes of text.
RtfText read_rtf(std::string_view rtf, std::size_t limit = kLargestRtf);

// What RTF was made from, as its head says (MS-OXRTFEX).
enum class RtfOrigin : std::uint8_t { rtf, plain_text, html };
RtfOrigin origin_of_rtf(std::string_view rtf) noexcept;

struct NativeBody {
  RtfOrigin origin = RtfOrigin::rtf;
  std::string content;  // UTF-8, or the RTF as it is
};

// The body that the RTF was made from: the HTML that it carries, the text, or the RTF itself. Throws as read_rtf()
// does.
NativeBody native_body(std::string_view rtf, std::size_t limit = kLargestRtf);

// RTF that shows `text` (UTF-8), and says that it was made from plain text (\fromtext). Reading it answers the text
// again, with CR LF at the end of lines, and without controls other than tabs and line ends.
std::string rtf_of_text(std::string_view text);
// The same without the head, to be put into a document.
std::string rtf_lines(std::string_view text);

}  // namespace postroom::content
