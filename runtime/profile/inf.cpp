// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/inf.hpp"

#include <postroom/text.hpp>

#include <algorithm>

namespace postroom::profile {
namespace {

constexpr std::size_t kLargestFile = 1U << 20U;
constexpr int kMostLines = 10000;

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view kBlanks = " \t\r\v\f";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view unquoted(std::string_view value) noexcept {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

class Parser {
 public:
  explicit Parser(std::string_view file) { result_.file = file; }

  void line(std::string_view text) {
    ++line_;
    if (line_ > kMostLines) fail("too many lines");
    text = trim(text);
    if (text.empty() || text.front() == ';' || text.front() == '#') return;
    if (text.find('\0') != std::string_view::npos) fail("a zero byte");
    if (text.front() == '[') {
      begin_section(text);
    } else {
      add_entry(text);
    }
  }

  InfFile result() && { return std::move(result_); }
  [[noreturn]] void fail(std::string_view what) const { throw InfError(result_.file, line_, what); }

 private:
  void begin_section(std::string_view text) {
    if (text.back() != ']') fail("a section's name must end with ']'");
    const std::string_view name = trim(text.substr(1, text.size() - 2));
    if (name.empty()) fail("a section without a name");
    for (current_ = 0; current_ < result_.sections.size(); ++current_) {
      if (same_name(result_.sections[current_].name, name)) break;
    }
    if (current_ == result_.sections.size()) result_.sections.push_back({std::string(name), line_, {}});
    in_section_ = true;
  }

  void add_entry(std::string_view text) {
    if (!in_section_) fail("an entry before the first [section]");
    InfSection& section = result_.sections[current_];
    const std::size_t equals = text.find('=');
    // The lists of services are also met as bare names.
    const bool list = same_name(section.name, "Services") || same_name(section.name, "Default Services");
    if (equals == std::string_view::npos && !list) fail("expected [section] or name=value");
    const std::string_view name = trim(text.substr(0, equals));
    const std::string_view value = equals == std::string_view::npos ? "" : unquoted(trim(text.substr(equals + 1)));
    if (name.empty()) fail("an entry without a name");
    section.entries.push_back({std::string(name), std::string(value), line_});
  }

  InfFile result_;
  int line_ = 0;
  bool in_section_ = false;
  std::size_t current_ = 0;
};

}  // namespace

InfError::InfError(std::string_view file, int line, std::string_view what)
    : std::runtime_error(std::string(file) + ":" + std::to_string(line) + ": " + std::string(what)) {}

const InfEntry* InfSection::find(std::string_view entry) const {
  const auto found = std::ranges::find_if(entries, [&](const InfEntry& e) { return same_name(e.name, entry); });
  return found == entries.end() ? nullptr : &*found;
}

const InfSection* InfFile::find(std::string_view section) const {
  const auto found = std::ranges::find_if(sections, [&](const InfSection& s) { return same_name(s.name, section); });
  return found == sections.end() ? nullptr : &*found;
}

InfFile parse_inf(std::string_view text, std::string_view file) {
  if (text.size() > kLargestFile) throw InfError(file, 1, "larger than a mapisvc.inf can be");
  const std::string clean = kit::valid_utf8(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
  Parser parser(file);
  for (std::string_view rest = clean; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    parser.line(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return std::move(parser).result();
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view part = trim(list.substr(0, comma));
    if (!part.empty()) parts.emplace_back(part);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return parts;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace postroom::profile
