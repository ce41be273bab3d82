// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postroom::content {

// A piece of RTF: a brace, a control word with its number, a control symbol, a byte written in hexadecimal, or bytes of
// text.
struct RtfToken {
  enum class Kind : std::uint8_t { open, close, word, symbol, hexadecimal, text, end };

  Kind kind = Kind::end;
  std::string_view text;    // of a word its name, of text its bytes
  std::int32_t number = 0;  // a word's number, or the byte of a symbol or in hexadecimal
  bool has_number = false;
  std::size_t offset = 0;  // where it begins
};

// Cuts RTF into tokens, whatever bytes there are; line ends between them mean nothing. The bytes that \bin counts are
// passed over. Used by one thread at a time; does not own the bytes.
class RtfTokens {
 public:
  explicit RtfTokens(std::string_view rtf) noexcept : rtf_(rtf) {}

  RtfToken next() noexcept;

 private:
  RtfToken control() noexcept;
  RtfToken word() noexcept;
  RtfToken hexadecimal() noexcept;
  void read_number(RtfToken& token) noexcept;
  bool at_end() const noexcept { return at_ >= rtf_.size(); }

  std::string_view rtf_;
  std::size_t at_ = 0;
};

}  // namespace postroom::content
