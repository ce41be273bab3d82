// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/notify/engine.hpp"

#include <postroom/notifier.hpp>

namespace postroom::notify {

// How the runtime's own tables tell their sinks: over the process's engine, in the name of `owner`, so that its logoff
// ends them (J-82). Each notifier is a source of its own and unsubscribes what is left when its view goes.
kit::NotifierFactory notify_tables_of(Owner owner);

}  // namespace postroom::notify
