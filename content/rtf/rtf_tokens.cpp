// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/rtf_tokens.hpp"

#include <algorithm>
#include <limits>

namespace postroom::content {
namespace {

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// The value of a hexadecimal digit, or -1.
int digit_of(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

RtfToken RtfTokens::next() noexcept {
  while (!at_end() && (rtf_[at_] == '\r' || rtf_[at_] == '\n')) ++at_;
  RtfToken token;
  token.offset = at_;
  if (at_end()) return token;
  switch (rtf_[at_]) {
    case '{':
      token.kind = RtfToken::Kind::open;
      ++at_;
      return token;
    case '}':
      token.kind = RtfToken::Kind::close;
      ++at_;
      return token;
    case '\\':
      return control();
    default:
      token.kind = RtfToken::Kind::text;
      token.text = rtf_.substr(at_, std::min(rtf_.find_first_of("\\{}\r\n", at_), rtf_.size()) - at_);
      at_ += token.text.size();
      return token;
  }
}

RtfToken RtfTokens::control() noexcept {
  const std::size_t offset = at_++;  // the backslash
  RtfToken token;
  if (at_end()) {
    token.offset = offset;
    return token;
  }
  if (is_letter(rtf_[at_])) {
    token = word();
  } else if (rtf_[at_] == '\'') {
    token = hexadecimal();
  } else {
    token.kind = RtfToken::Kind::symbol;
    token.number = static_cast<unsigned char>(rtf_[at_++]);
  }
  token.offset = offset;
  return token;
}

RtfToken RtfTokens::word() noexcept {
  RtfToken token;
  token.kind = RtfToken::Kind::word;
  const std::size_t begin = at_;
  while (!at_end() && is_letter(rtf_[at_])) ++at_;
  token.text = rtf_.substr(begin, at_ - begin);
  read_number(token);
  if (!at_end() && rtf_[at_] == ' ') ++at_;
  if (token.text == "bin" && token.number > 0) {
    at_ += std::min(static_cast<std::size_t>(token.number), rtf_.size() - at_);
  }
  return token;
}

// A minus sign without a digit is text. A number that is too large is the largest.
void RtfTokens::read_number(RtfToken& token) noexcept {
  const bool negative = !at_end() && rtf_[at_] == '-';
  const std::size_t first = at_ + (negative ? 1 : 0);
  if (first >= rtf_.size() || !is_digit(rtf_[first])) return;
  std::int64_t number = 0;
  for (at_ = first; !at_end() && is_digit(rtf_[at_]); ++at_) {
    number = std::min<std::int64_t>(number * 10 + (rtf_[at_] - '0'), std::numeric_limits<std::int32_t>::max());
  }
  token.number = static_cast<std::int32_t>(negative ? -number : number);
  token.has_number = true;
}

// Without two digits it is a symbol that means nothing.
RtfToken RtfTokens::hexadecimal() noexcept {
  RtfToken token;
  token.kind = RtfToken::Kind::symbol;
  token.number = static_cast<unsigned char>(rtf_[at_++]);
  if (rtf_.size() - at_ < 2) return token;
  const int high = digit_of(rtf_[at_]);
  const int low = digit_of(rtf_[at_ + 1]);
  if (high < 0 || low < 0) return token;
  token.kind = RtfToken::Kind::hexadecimal;
  token.number = high * 16 + low;
  at_ += 2;
  return token;
}

}  // namespace postroom::content
