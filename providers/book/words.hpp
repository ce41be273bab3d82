// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postroom::book {

// Text as names are looked up by: without differences of case, and without accents and other marks.
std::string folded(std::string_view text);

// The words of a text, folded, each once. What separates words is whatever is neither letter nor digit; a script that
// is written without spaces is one word.
std::vector<std::string> words(std::string_view text);

}  // namespace postroom::book
