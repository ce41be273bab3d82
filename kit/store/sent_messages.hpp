// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/store/backend.hpp>

#include <vector>

namespace postroom::kit::store {

// Messages that have left the queue, sent, and that DoSentMail has yet to move or to delete (H-34, H-36). The store
// keeps their ids from the transaction that takes a message off the queue to the end of its DoSentMail, so that after a
// crash between the two the next spooler knows what is left to do.
//
// All throw what the backend throws.
std::vector<ObjectId> sent_messages(Snapshot& snapshot);
void add_sent_message(Transaction& transaction, const ObjectId& message);
void remove_sent_message(Transaction& transaction, const ObjectId& message);

}  // namespace postroom::kit::store
