// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/profile_name.hpp"

#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include <cwctype>
#include <string>

namespace postroom::profile {
namespace {

// Without the C library's locale, which is the host program's: what is not ASCII passes when it is not a control, a
// separator or a replaced malformed byte.
bool may_be_in_name(wchar_t c) {
  const auto code = static_cast<unsigned long>(c);  // NOLINT(bugprone-signed-char-misuse): no char
  if (code < 0x80) {
    return (code >= '0' && code <= '9') || ((code | 0x20U) >= 'a' && (code | 0x20U) <= 'z') || code == '_' ||
           code == ' ';
  }
  return code >= 0xA1 && code != 0xFFFD && code != 0xFEFF && !(code >= 0x2000 && code <= 0x206F) && code != 0x3000;
}

}  // namespace

void require_profile_name(std::string_view name) {
  const std::wstring wide = kit::to_wide(name);
  const auto refuse = [&](const char* why) {
    kit::fail(MAPI_E_INVALID_PARAMETER, "\"" + std::string(name.substr(0, 80)) + "\" cannot name a profile: " + why);
  };
  if (wide.empty()) refuse("it is empty");
  if (wide.size() > 64) refuse("it has more than 64 characters");
  if (wide.front() == L' ' || wide.back() == L' ') refuse("it begins or ends with a blank");
  for (const wchar_t c : wide) {
    if (!may_be_in_name(c)) refuse("letters, digits, underscores and blanks inside are allowed");
  }
}

}  // namespace postroom::profile
