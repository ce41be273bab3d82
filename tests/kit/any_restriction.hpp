// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/restriction.hpp>

#include <functional>
#include <span>
#include <string>

namespace postroom::test {

// A restriction about some of `tags`, with constants of their types, as Restriction::from() takes them: every kind but
// RES_SUBRESTRICTION, which needs sub-objects. Draws from RapidCheck's current case.
kit::Restriction any_restriction(std::span<const ULONG> tags, int depth = 3);
// The same with constants that `value` draws for a tag.
using AnyValue = std::function<kit::PropertyValue(ULONG tag)>;
kit::Restriction any_restriction(std::span<const ULONG> tags, const AnyValue& value, int depth = 3);

// All that it says, for comparison and to be read.
std::string describe(const kit::Restriction& restriction);

}  // namespace postroom::test
