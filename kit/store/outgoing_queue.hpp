// SPDX-License-Identifier: Apache-2.0
//
// The outgoing queue, as IMsgStore offers it: to everybody AbortSubmit, to the spooler the rest (H-5, H-18 … H-20,
// H-34, H-35). REQUIRES of all: no lock is held.
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/store/object_id.hpp>

#include <memory>

namespace postroom::kit::store {

class StoreCore;

void abort_submit(StoreCore& core, const ObjectId& message);
void set_lock_state(StoreCore& core, IMessage* message, ULONG state);
void finish_message(StoreCore& core, const ObjectId& message);
com_ptr<IMAPITable> outgoing_queue_table(const std::shared_ptr<StoreCore>& core, ULONG flags);

// What the queue says of the store's activity (J-37): LOGOFF_OUTBOUND_QUEUE when messages wait in it, LOGOFF_OUTBOUND
// when the spooler has one of them.
ULONG queue_activity(const StoreCore& core);

}  // namespace postroom::kit::store
