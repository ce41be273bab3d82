// SPDX-License-Identifier: Apache-2.0
//
// The rules that trace_check.hpp applies. Each looks at a history and says how often it applied and where it was
// broken; each is small enough to be read beside the contract's text.
#pragma once

#include "kit/trace/history.hpp"

#include <postroom/trace_check.hpp>

namespace postroom::trace::rules {

RuleReport a_40(const History& history);
RuleReport c_13(const History& history);
RuleReport j_13(const History& history);
RuleReport j_14(const History& history);
RuleReport j_15(const History& history);
RuleReport j_16(const History& history);
RuleReport j_17(const History& history);
RuleReport j_18(const History& history);
RuleReport j_45(const History& history);
RuleReport j_46(const History& history);
RuleReport j_49(const History& history);

// "store logon 3 (postroom_store)" and its like.
std::string describe(const LogonHistory& logon);
std::string describe(const ProviderHistory& provider);

// Adds a violation; `proof` may hold kNever, which is left out.
void broken(RuleReport& report, std::string what, std::vector<When> proof);

}  // namespace postroom::trace::rules
