// SPDX-License-Identifier: Apache-2.0
//
// Conditions and actions of rules between MAPI's structures and the bytes of content/rule/rules.hpp.
//
// Any thread. Throws what rules.hpp does; Failure(MAPI_E_INVALID_PARAMETER) for a structure that is none, and
// MAPI_E_TOO_BIG when its values take more than content::kLargestRule, those that several parts share counted each
// time.
#pragma once

#include "content/rule/rules.hpp"

#include <postroom/mapi_ptr.hpp>

#include <edkmdb.h>

#include <string>
#include <vector>

namespace postroom::mapiutil {

// The structures are only read.
std::string pack_condition(const SRestriction& condition, const content::NamesOfIds& names);
std::string pack_actions(const ACTIONS& actions, const content::NamesOfIds& names);

// One block, with Unicode text. Throws Failure(MAPI_E_NOT_ENOUGH_MEMORY). A condition is made by Restriction::to_mapi.
kit::mapi_ptr<ACTIONS> make_actions(const std::vector<content::RuleAction>& actions);

}  // namespace postroom::mapiutil
