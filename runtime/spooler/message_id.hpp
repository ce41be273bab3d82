// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <string>
#include <vector>

namespace postroom::spooler {

// An entry identifier as the trace shows it: in hexadecimal.
inline std::string hex(const std::vector<BYTE>& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const BYTE byte : bytes) {
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 15U]);
  }
  return text;
}

}  // namespace postroom::spooler
