// SPDX-License-Identifier: Apache-2.0
//
// The header of a message as a list of fields, byte for byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postroom::content {

struct HeaderField {
  std::string name;  // as written
  std::string raw;   // the whole field with its folded lines, each ending in LF
};

// The fields at the beginning of `bytes`, up to the first empty line or the first line that is no field. `body` gets
// the offset of what follows. A leading mbox "From " line is skipped.
std::vector<HeaderField> split_header(std::string_view bytes, std::size_t& body);

// Does the field only describe how the body is encoded (Content-*, MIME-Version)? Writing the message anew replaces it.
bool describes_body(std::string_view field_name);

bool same_name(std::string_view a, std::string_view b) noexcept;

// "\r\n" for every line end, whatever it was; a lone CR stays.
std::string with_crlf(std::string_view text);
// "\n" for every "\r\n".
std::string with_lf(std::string_view text);

}  // namespace postroom::content
