// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/trace_reader.hpp>

#include <string_view>
#include <vector>

namespace postroom::trace {

// Names of the checked rules (rules.hpp) that an event is evidence for, those that concern it most first; empty for
// most events. What the rules say is in the RuleReports of check().
std::vector<std::string_view> rules_behind(const Entry& entry);

}  // namespace postroom::trace
