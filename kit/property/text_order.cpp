// SPDX-License-Identifier: Apache-2.0
#include "kit/text/ascii.hpp"

#include <postroom/failure.hpp>
#include <postroom/property.hpp>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <limits>

namespace postroom::kit {
namespace {

constexpr unsigned char lower(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
}
int sign(int difference) {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

void check_icu(UErrorCode code) {
  if (U_FAILURE(code) != 0) fail(MAPI_E_CALL_FAILED, std::string("text could not be compared: ") + u_errorName(code));
}

std::u16string to_utf16(std::string_view text) {
  if (text.size() > std::numeric_limits<std::int32_t>::max() / 4) fail(MAPI_E_TOO_BIG, "text is too long to compare");
  std::u16string wide(text.size(), u'\0');  // never more units than bytes
  std::int32_t length = 0;
  UErrorCode code = U_ZERO_ERROR;
  u_strFromUTF8WithSub(wide.data(), static_cast<std::int32_t>(wide.size()), &length, text.data(),
                       static_cast<std::int32_t>(text.size()), 0xFFFD, nullptr, &code);
  check_icu(code);
  wide.resize(static_cast<std::size_t>(length));
  return wide;
}

std::string from_utf16(const std::u16string& wide) {
  std::string text(wide.size() * 3, '\0');
  std::int32_t length = 0;
  UErrorCode code = U_ZERO_ERROR;
  u_strToUTF8WithSub(text.data(), static_cast<std::int32_t>(text.size()), &length, wide.data(),
                     static_cast<std::int32_t>(wide.size()), 0xFFFD, nullptr, &code);
  check_icu(code);
  text.resize(static_cast<std::size_t>(length));
  return text;
}

// Runs an ICU function that writes UTF-16 and says how much room it needs.
template <class Function>
std::u16string sized(std::size_t guess, Function function) {
  std::u16string result(guess + 1, u'\0');
  for (;;) {
    UErrorCode code = U_ZERO_ERROR;
    const std::int32_t length = function(result.data(), static_cast<std::int32_t>(result.size()), &code);
    if (code == U_BUFFER_OVERFLOW_ERROR) {
      result.resize(static_cast<std::size_t>(length) + 1);
      continue;
    }
    check_icu(code);
    result.resize(static_cast<std::size_t>(length));
    return result;
  }
}

std::u16string without_marks(const std::u16string& text) {
  UErrorCode code = U_ZERO_ERROR;
  const UNormalizer2* decomposer = unorm2_getNFDInstance(&code);
  check_icu(code);
  const std::u16string parts = sized(text.size() * 3, [&](char16_t* out, std::int32_t room, UErrorCode* status) {
    return unorm2_normalize(decomposer, text.data(), static_cast<std::int32_t>(text.size()), out, room, status);
  });
  std::u16string bare;
  bare.reserve(parts.size());
  for (std::size_t at = 0; at < parts.size();) {
    const std::size_t begin = at;
    UChar32 c = 0;
    U16_NEXT(parts.data(), at, parts.size(), c);
    if (u_charType(c) != U_NON_SPACING_MARK) bare.append(parts, begin, at - begin);
  }
  return bare;
}

std::u16string folded(const std::u16string& text) {
  return sized(text.size(), [&](char16_t* out, std::int32_t room, UErrorCode* status) {
    return u_strFoldCase(out, room, text.data(), static_cast<std::int32_t>(text.size()), U_FOLD_CASE_DEFAULT, status);
  });
}

}  // namespace

std::string fold_text(std::string_view text, bool ignore_case, bool ignore_marks) {
  if (!ignore_case && !ignore_marks) return std::string(text);
  if (is_all_ascii(text)) {
    std::string result(text);
    if (ignore_case) std::transform(text.begin(), text.end(), result.begin(), lower);
    return result;
  }
  std::u16string wide = to_utf16(text);
  if (ignore_marks) wide = without_marks(wide);
  if (ignore_case) wide = folded(wide);
  return from_utf16(wide);
}

std::string fold_case(std::string_view text) {
  return fold_text(text, true, false);
}

int text_order(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < shorter; ++i) {
    if (!is_ascii(a[i]) || !is_ascii(b[i])) {
      // Folding looks at one character at a time, so what was equal so far stays equal.
      if (const int order = fold_case(a.substr(i)).compare(fold_case(b.substr(i))); order != 0) return sign(order);
      return sign(a.compare(b));
    }
    if (const int difference = lower(a[i]) - lower(b[i]); difference != 0) return sign(difference);
  }
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return sign(a.compare(b));
}

std::string text_order_key(std::string_view text) {
  std::string key = fold_case(text);
  key.push_back('\0');
  key.append(text);
  return key;
}

}  // namespace postroom::kit
