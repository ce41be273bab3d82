// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/session/status_table.hpp"

#include <mapidefs.h>

#include <memory>

namespace postroom::session {

// Opens what a row of the status table stands for: one of the runtime's three status objects (E-9, E-14), or a
// provider's, through its logon's OpenStatusEntry (E-11); a transport's on the transport's own thread. Throws
// kit::Failure or returns the provider's answer.
HRESULT open_status_object(SessionCore& session, const std::shared_ptr<kit::Core>& core,
                           const StatusTable::Target& target, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object);

}  // namespace postroom::session
