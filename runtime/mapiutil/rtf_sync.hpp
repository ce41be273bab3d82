// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapix.h>

namespace postroom::mapiutil {

// Makes PR_BODY and PR_RTF_COMPRESSED of `message` say the same, and writes PR_RTF_IN_SYNC and what the two are
// compared by (PR_RTF_SYNC_…); is anything of the message different now? The message is not saved.
//
// `changed` are RTFSync's flags. The RTF that changed makes the text. The text that changed makes the RTF: where it has
// the RTF's text in it still, what comes before and after is added to the RTF; else the RTF is made anew. Of two that
// changed apart the RTF counts. One that is missing is made from the other, except RTF that its own change took away:
// that ends the synchronisation. White space is no difference.
//
// Any thread; throws Failure: what the message answers, MAPI_E_CORRUPT_DATA for what is no compressed RTF, and
// MAPI_E_TOO_COMPLEX or MAPI_E_TOO_BIG as reading RTF does.
bool synchronise_rtf(IMessage* message, ULONG changed);

}  // namespace postroom::mapiutil
