// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <string>

namespace postroom::session {

// A MAPIUID as 32 hexadecimal digits, as the trace shows it.
inline std::string text_of(const MAPIUID& uid) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const BYTE byte : uid.ab) {
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 0x0FU]);
  }
  return text;
}

}  // namespace postroom::session
