// SPDX-License-Identifier: Apache-2.0
//
// The read flag of messages, and the reports that were asked for (M-33 … M-35).
#pragma once

#include <mapidefs.h>

#include <cstdint>

namespace postroom::kit::store {

class MessageDraft;
class StoreCore;
struct ObjectId;

// Throws MAPI_E_INVALID_PARAMETER for flags that contradict each other, MAPI_E_UNKNOWN_FLAGS.
void check_read_flags(ULONG flags);

// SetReadFlag on an open message. Takes effect at once, whatever becomes of the working copy.
// REQUIRES: check_read_flags(flags); no lock is held: a report calls the support object.
void set_read_flag(MessageDraft& draft, IMessage* message, ULONG flags);

// One message of SetReadFlags. MAPI_E_NOT_FOUND.
void set_read_flag(StoreCore& core, const ObjectId& folder, const ObjectId& message, ULONG flags);

// The nonread report of a message that is about to be deleted for good, if one was asked for (M-34). Never throws.
void send_nonread_report(StoreCore& core, const ObjectId& folder, const ObjectId& message) noexcept;

}  // namespace postroom::kit::store
