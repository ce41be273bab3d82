// SPDX-License-Identifier: Apache-2.0
#include "kit/property/content_match.hpp"
#include "kit/text/ascii.hpp"

#include <algorithm>
#include <cstring>

namespace postroom::kit {
namespace {

// FL_LOOSE asks for as much tolerance as there is.
bool ignores_case(ULONG fuzzy) {
  return (fuzzy & (FL_IGNORECASE | FL_LOOSE)) != 0;
}
bool ignores_marks(ULONG fuzzy) {
  return (fuzzy & (FL_IGNORENONSPACE | FL_LOOSE)) != 0;
}

char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
char upper_ascii(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

// Does `text`, which is ASCII, begin with what has been folded? REQUIRES: it is as long at least.
bool begins_with(const char* text, std::string_view folded) {
  for (const char c : folded) {
    if (lower_ascii(*text++) != c) return false;
  }
  return true;
}

// Both forms of the first character are looked for, and only there is more compared.
bool contains(std::string_view text, std::string_view folded) {
  if (folded.empty()) return true;
  if (text.size() < folded.size()) return false;
  const char lower = folded.front();
  const char upper = upper_ascii(lower);
  const char* const end = text.data() + (text.size() - folded.size() + 1);
  for (const char* at = text.data(); at != end; ++at) {
    if ((*at == lower || *at == upper) && begins_with(at, folded)) return true;
  }
  return false;
}

// ASCII that is not folded, and so needs no copy.
bool ascii_matches(ULONG level, std::string_view folded, std::string_view text) {
  if (level == FL_SUBSTRING) return contains(text, folded);
  if (level == FL_PREFIX ? text.size() < folded.size() : text.size() != folded.size()) return false;
  return begins_with(text.data(), folded);
}

bool bytes_match(ULONG level, std::string_view wanted, std::string_view bytes) {
  switch (level) {
    case FL_SUBSTRING:
      return bytes.find(wanted) != std::string_view::npos;
    case FL_PREFIX:
      return bytes.starts_with(wanted);
    default:
      return bytes == wanted;
  }
}

}  // namespace

std::string folded_content(ULONG fuzzy, const PropertyValue& value) {
  if (value.type() == PT_BINARY) return std::string(value.binary());
  return fold_text(value.text(), ignores_case(fuzzy), ignores_marks(fuzzy));
}

bool content_matches(const Restriction::Content& content, ULONG type, std::string_view value) {
  if (type != PT_UNICODE && type != PT_BINARY) return false;
  const ULONG level = content.fuzzy & 0xFFFFU;
  const bool case_counts = !ignores_case(content.fuzzy);
  if (type == PT_BINARY || (case_counts && !ignores_marks(content.fuzzy))) {
    return bytes_match(level, content.folded, value);
  }
  if (!is_all_ascii(value)) {
    return bytes_match(level, content.folded,
                       fold_text(value, ignores_case(content.fuzzy), ignores_marks(content.fuzzy)));
  }
  return case_counts ? bytes_match(level, content.folded, value) : ascii_matches(level, content.folded, value);
}

}  // namespace postroom::kit
