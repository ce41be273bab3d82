// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace postroom::tool {

// What is readable of an HTML body, for a terminal: tags are dropped, blocks begin lines, entities are decoded, white
// space folds. Any bytes are fine; nothing is executed or fetched. UTF-8.
std::string html_text(std::string_view html);

}  // namespace postroom::tool
