// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace postroom::session {

class SessionCore;

// MAPI_FORCE_DOWNLOAD (C-8): fetches the mail that waits at the session's transports into the profile's default store,
// which is open for as long as that takes. The wait for transports and mail is bounded by the session's budget, as its
// logoff is; what has not come by then comes in the background. Opening the store is not bounded, here as little as in
// OpenMsgStore.
//
// Never throws: a session whose mail could not be fetched is logged on all the same, and a note of the trace says why.
// Calls providers; REQUIRES: no lock is held, and the turn of logons (C-2) is not either.
void download_mail(SessionCore& session) noexcept;

}  // namespace postroom::session
