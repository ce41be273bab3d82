// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace postroom::content {

// Makes one encoded word (RFC 2047) of each run of words that stand next to each other and name one character set; all
// else stays as it is. A character may be split between two words, and each word's base64 ends with its own padding:
// readers that join the texts of the words lose what follows the first padding.
std::string join_encoded_words(std::string_view header);

}  // namespace postroom::content
