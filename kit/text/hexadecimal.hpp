// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace postroom::kit {

// Two small digits a byte.
inline std::string hexadecimal(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return text;
}

// For what lies in memory as it is: a MAPIUID, an identifier's bytes.
template <class Bytes>
std::string hexadecimal_of(const Bytes& bytes) {
  return hexadecimal({reinterpret_cast<const char*>(&bytes), sizeof bytes});
}

// The text with each character written as %XX of which `is_special(character, is_first)` is true: `%` has to be one,
// and then two texts never become the same.
template <class IsSpecial>
std::string percent_encoded(std::string_view text, const IsSpecial& is_special) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_special(c, result.empty())) {
      result += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    } else {
      result += c;
    }
  }
  return result;
}

// What has a meaning in a file's name, or could not be read in a listing.
inline std::string as_file_name(std::string_view text) {
  return percent_encoded(text, [](char c, bool first) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '%' || (c == '.' && first);
  });
}

}  // namespace postroom::kit
