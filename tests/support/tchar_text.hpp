// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <string>

namespace postroom::test {

// UTF-8 as a parameter of a call without MAPI_UNICODE. MAPI takes such text as one that it might write to, and does
// not.
inline LPTSTR text(const char* utf8) {
  return reinterpret_cast<LPTSTR>(const_cast<char*>(utf8));
}
inline LPTSTR text(const std::string& utf8) {
  return text(utf8.c_str());
}

}  // namespace postroom::test
