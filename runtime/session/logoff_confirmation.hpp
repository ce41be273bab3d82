// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

namespace postroom::session {

// Asks the host program whether the user agrees to the logoff that MAPI_LOGOFF_UI lets him be asked about (J-7); true
// when it has not said how to ask (postroom_set_logoff_confirmation). No lock may be held.
bool logoff_is_confirmed(ULONG_PTR ui_param);

}  // namespace postroom::session
