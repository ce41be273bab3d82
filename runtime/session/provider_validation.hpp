// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <string>

namespace postroom::session {

class SessionCore;

// Asks the status object of every address book and store of the session that is logged on for ValidateState (E-10,
// E-14). Transports are the spooler's to ask. A provider that has no status object, or none that can be asked, is left
// out; what the others answer when they fail comes back, one sentence each: empty when all is well.
//
// Calls providers; REQUIRES: no lock is held.
std::string validate_providers(SessionCore& session, ULONG flags);

}  // namespace postroom::session
