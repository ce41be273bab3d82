// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/restriction.hpp>
#include <postroom/sort_order.hpp>

#include <string>

namespace postroom::kit {

// Appends bytes that say all of a sort order, or of a restriction: equal for equal ones, and no others. They serve to
// tell whether something was kept under the same ones (L-28), and cannot be read back.
void describe(const SortOrder& order, std::string& to);
void describe(const Restriction& restriction, std::string& to);

}  // namespace postroom::kit
