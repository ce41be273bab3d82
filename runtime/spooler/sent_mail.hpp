// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>

#include <functional>
#include <vector>

namespace postroom::spooler {

// Opens a folder of any store of the session by its entry identifier, for changes. Throws kit::Failure.
using OpenFolder = std::function<kit::com_ptr<IMAPIFolder>(const std::vector<BYTE>& entry_id)>;

// What IMAPISupport::DoSentMail does with a message that has left the queue (D-33, H-36): it goes to the folder of
// PR_SENTMAIL_ENTRYID, or is deleted when PR_DELETE_AFTER_SUBMIT says so, or stays. It is the client's again
// afterwards: no longer unsent. Takes over the caller's reference and releases it (D-33).
//
// Throws kit::Failure; the message then stays where it is and is not lost.
void do_sent_mail(kit::com_ptr<IMessage> message, const OpenFolder& open_folder);

}  // namespace postroom::spooler
