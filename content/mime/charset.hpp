// SPDX-License-Identifier: Apache-2.0
//
// Character sets of mail: names in MIME, numbers in MAPI (PR_INTERNET_CPID), UTF-8 inside.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace postroom::content {

// `bytes` of the named character set as UTF-8. What the set does not define becomes U+FFFD. An empty, unknown or
// lying name (US-ASCII with 8-bit bytes): UTF-8 when the bytes are valid UTF-8, else windows-1252, as mail readers do.
std::string decode_text(std::string_view bytes, std::string_view charset);

// The same of many pieces of text in one character set, whose converter is opened but once. Used by one thread at a
// time.
class TextDecoder {
 public:
  explicit TextDecoder(std::string_view charset);
  TextDecoder(TextDecoder&& other) noexcept;
  ~TextDecoder();

  // Is there a converter of the set? Without one, each piece is guessed at.
  bool is_known();
  // A piece stands for itself: it begins in the set's first state, and what it leaves open is U+FFFD.
  std::string decode(std::string_view bytes);

 private:
  struct Converters;
  std::unique_ptr<Converters> converters_;
};

// `utf8` in the named character set; nothing when there is none of that name. A character that the set lacks becomes a
// numeric reference (&#8364;) if `references`, else a question mark.
std::optional<std::string> encode_text(std::string_view utf8, std::string_view charset, bool references);

// The Windows code page of a character set's name, or 0 when it has none.
std::uint32_t code_page_of(std::string_view charset);

// The preferred MIME name of a code page, or empty.
std::string_view charset_of(std::uint32_t code_page);

bool is_valid_utf8(std::string_view bytes) noexcept;

}  // namespace postroom::content
