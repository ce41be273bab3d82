// SPDX-License-Identifier: Apache-2.0
//
// The text of one mapisvc.inf: sections of `name=value` lines, in the order of the file (B-49).
//
// UTF-8, with or without a byte order mark, any line end. A line that starts with ';' or '#' is a comment. Names of
// sections and entries do not depend on ASCII case; a section that appears twice is one. A value in double quotes
// loses them, and keeps its outer blanks. What is malformed is an InfError that names file and line.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::profile {

class InfError : public std::runtime_error {
 public:
  // "FILE:LINE: WHAT", as compilers write it.
  InfError(std::string_view file, int line, std::string_view what);
};

struct InfEntry {
  std::string name;
  std::string value;
  int line = 0;
};

struct InfSection {
  std::string name;
  int line = 0;
  std::vector<InfEntry> entries;

  // The first entry of this name, or null.
  const InfEntry* find(std::string_view entry) const;
};

struct InfFile {
  std::string file;  // for messages
  std::vector<InfSection> sections;

  const InfSection* find(std::string_view section) const;
};

// At most 1 MiB with 10000 lines; a drop-in file has some dozen.
InfFile parse_inf(std::string_view text, std::string_view file);

// "a, b , c" as its parts without blanks around them; empty parts are left out.
std::vector<std::string> split_list(std::string_view list);

// Equal but for ASCII case.
bool same_name(std::string_view a, std::string_view b) noexcept;

}  // namespace postroom::profile
