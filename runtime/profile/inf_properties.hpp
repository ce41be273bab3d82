// SPDX-License-Identifier: Apache-2.0
//
// The property lines of mapisvc.inf: what `PR_RESOURCE_FLAGS=SERVICE_SINGLE_COPY` and `66040003=01000000` mean
// (B-50 … B-52).
//
// A tag is a PR_ name or eight hexadecimal digits (identifier and type). Values by type:
//   string             the text as it stands
//   string, multiple   a list separated by commas
//   long, short, i8    numbers (decimal, 0x…) and symbols, or'ed with '|'; exactly eight hexadecimal digits, for a
//                      long under a numeric tag, are its four bytes in memory order, as such files have always had it
//   boolean            TRUE, FALSE or a number
//   binary             hexadecimal digits
#pragma once

#include "runtime/profile/inf.hpp"

#include <postroom/property.hpp>

#include <optional>
#include <string_view>

namespace postroom::profile {

// Null for a name that is not known and for PR_STATUS_CODE (B-52); InfError for a value that does not fit its type.
std::optional<kit::PropertyValue> parse_property(const InfEntry& entry, std::string_view file);

// 32 hexadecimal digits; null otherwise.
std::optional<MAPIUID> parse_uid(std::string_view digits);

}  // namespace postroom::profile
