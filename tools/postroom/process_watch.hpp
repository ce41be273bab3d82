// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/command.hpp"

namespace postroom::tool {

// Shows what every process that uses MAPI is doing until SIGINT or SIGTERM, which is its usual end: on a terminal one
// picture that is redrawn in place, in a pipe one picture whenever something but the times changed, with --json each on
// a line of its own. A change that is undone within kLookEvery may go unseen.
int watch_processes(const Context& context);

}  // namespace postroom::tool
