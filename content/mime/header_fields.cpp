// SPDX-License-Identifier: Apache-2.0
#include "content/mime/header_fields.hpp"

#include <algorithm>

namespace postroom::content {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// The length of the line at `at` with its end.
std::size_t line_length(std::string_view bytes, std::size_t at) {
  const std::size_t end = bytes.find('\n', at);
  return end == std::string_view::npos ? bytes.size() - at : end + 1 - at;
}

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

// The length of the field's name when the line begins a field, else 0 (RFC 5322 2.2; blanks before the colon are
// obsolete but met).
std::size_t name_length(std::string_view line) {
  const auto end = std::ranges::find_if(line, [](unsigned char c) { return c <= 0x20 || c == ':' || c >= 0x7F; });
  const auto length = static_cast<std::size_t>(end - line.begin());
  const std::size_t colon = line.find_first_not_of(" \t", length);
  return length > 0 && colon != std::string_view::npos && line[colon] == ':' ? length : 0;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool describes_body(std::string_view field_name) {
  return same_name(field_name.substr(0, 8), "content-") || same_name(field_name, "mime-version");
}

std::vector<HeaderField> split_header(std::string_view bytes, std::size_t& body) {
  std::vector<HeaderField> fields;
  std::size_t at = 0;
  if (bytes.starts_with("From ") || bytes.starts_with(">From ")) at = line_length(bytes, 0);
  while (at < bytes.size()) {
    const std::size_t length = line_length(bytes, at);
    const std::string_view line = without_end(bytes.substr(at, length));
    if (line.empty()) {
      at += length;
      break;
    }
    const bool folded = line.front() == ' ' || line.front() == '\t';
    if (folded && !fields.empty()) {
      fields.back().raw.append(line).push_back('\n');
    } else if (const std::size_t name = name_length(line); name > 0) {
      fields.push_back({std::string(line.substr(0, name)), std::string(line) + '\n'});
    } else {
      break;
    }
    at += length;
  }
  body = at;
  return fields;
}

std::string with_crlf(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 32);
  std::size_t from = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', from)) {
    result.append(text.substr(from, end - from));
    if (end == 0 || text[end - 1] != '\r') result.push_back('\r');
    result.push_back('\n');
    from = end + 1;
  }
  result.append(text.substr(from));
  return result;
}

std::string with_lf(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    result.push_back(text[i]);
  }
  return result;
}

}  // namespace postroom::content
