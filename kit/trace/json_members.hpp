// SPDX-License-Identifier: Apache-2.0
//
// Writes JSON objects member by member, for traces: what is empty or 0 is left out.
#pragma once

#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace postroom::trace {

// REQUIRES: `text` is UTF-8, as every text of a Trace is.
inline void append_quoted(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      to += '\\';
      to += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      to += escape.data();
    } else {
      to += c;
    }
  }
  to += '"';
}

// The members of one object, from its making to its end.
class Members {
 public:
  explicit Members(std::string& to) : to_(to) { to_ += '{'; }
  ~Members() { to_ += '}'; }
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  void text(const char* name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    append_quoted(to_, value);
  }
  void number(const char* name, std::uint64_t value) {
    if (value == 0) return;
    key(name);
    to_ += std::to_string(value);
  }
  void hexadecimal(const char* name, std::uint64_t value) {
    if (value == 0) return;
    std::array<char, 24> text_of{};
    std::snprintf(text_of.data(), text_of.size(), "0x%" PRIx64, value);
    text(name, text_of.data());
  }
  // Microseconds with three decimals, also when they are 0.
  void microseconds(const char* name, std::uint64_t nanoseconds) {
    key(name);
    std::array<char, 48> text_of{};
    std::snprintf(text_of.data(), text_of.size(), "%" PRIu64 ".%03" PRIu64, nanoseconds / 1000, nanoseconds % 1000);
    to_ += text_of.data();
  }
  // The value follows, written by the caller.
  void key(const char* name) {
    if (!first_) to_ += ',';
    first_ = false;
    append_quoted(to_, name);
    to_ += ':';
  }

 private:
  std::string& to_;
  bool first_ = true;
};

}  // namespace postroom::trace
