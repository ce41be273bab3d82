// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/notifier.hpp>

#include <mapidefs.h>

namespace postroom::session {

// How the runtime's own tables tell their sinks: over the notification engine, under the session's name, so that its
// logoff ends them (J-82). Each notifier is a source of its own.
kit::NotifierFactory notify_tables_of(ULONG session);

}  // namespace postroom::session
