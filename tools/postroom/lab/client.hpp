// SPDX-License-Identifier: Apache-2.0
//
// The client that the lab runs in a process of its own: it takes a provider through one lifecycle, through MAPI's
// public functions alone, and notes what a trace cannot show.
#pragma once

#include "tools/postroom/lab/report.hpp"

namespace postroom::tool::providerlab {

enum class Type { store, book, transport };

// The lifecycles for a provider of this type, without those that make something fail.
std::vector<Lifecycle> lifecycles_of(Type type);

// Runs the lifecycle `name` with the profile "lab" of POSTROOM_HOME, which is made when it is missing, and appends what
// it saw to `observations`, a line of JSON {"rule", "what"} for each. Throws Failure when it cannot begin.
void run_inside(Type type, const std::string& name, const std::string& observations);

// Which entry functions the library has; appended to `observations` as {"exports": …}. `file`: its path.
void probe(const std::string& file, const std::string& observations);

}  // namespace postroom::tool::providerlab
