// SPDX-License-Identifier: Apache-2.0
//
// What RES_CONTENT compares (docs/text.md).
#pragma once

#include <postroom/restriction.hpp>

#include <string>
#include <string_view>

namespace postroom::kit {

// The text or bytes that are sought, as they are compared: Restriction::Content::folded.
std::string folded_content(ULONG fuzzy, const PropertyValue& value);

// Does one value of the type match? No value that is neither text nor binary does. ASCII is compared where it stands,
// other text in a copy that is folded.
bool content_matches(const Restriction::Content& content, ULONG type, std::string_view value);

}  // namespace postroom::kit
