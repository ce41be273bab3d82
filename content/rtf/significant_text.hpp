// SPDX-License-Identifier: Apache-2.0
//
// What RTFSync compares of a message's two texts: their significant characters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace postroom::content {

// The characters of a text that are neither white space nor ignorable: no controls, no formatting characters and no
// object replacement characters.
struct SignificantText {
  std::string characters;            // UTF-8
  std::size_t count = 0;             // how many
  std::size_t ignorable_before = 0;  // ignorable characters before the first, white space not counted
  std::size_t passed_after = 0;      // characters after the last one, white space counted

  // The CRC of the characters (compressed RTF's, of their UTF-8).
  std::uint32_t checksum() const noexcept;
  // The first of them, by which the text's beginning is known.
  std::string_view tag() const noexcept;
  static constexpr std::size_t kLongestTag = 80;  // characters
};

SignificantText significant_text(std::string_view text);

// The RTF with what `body` has before and after the RTF's own text: as it comes back from a gateway that put a line
// above or below it. White space does not count. Empty when `body` does not have the text of `rtf` in it, when the RTF
// carries HTML, which would then lack what is added, or when the result could not be read. Throws as read_rtf() does of
// `rtf`.
std::string rtf_with_additions(std::string_view rtf, std::string_view body);

}  // namespace postroom::content
