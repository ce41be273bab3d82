// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/session.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace postroom::tool {

// A message as a user wants it sent; text is UTF-8.
struct Letter {
  std::vector<std::string> to, cc, bcc;  // names, addresses, or Name[SMTP:address]
  std::string subject;
  std::string body;
  std::vector<std::string> attachments;  // paths of files
};

// Makes `letter` an answer to `original`: addressee, subject, quoted text, and, when it is sent, its place in the
// thread.
struct Thread {
  std::string in_reply_to;
  std::string references;
};
Thread answer(IMessage* original, Letter& letter);

// Writes the letter into the Outbox and submits it. Throws Failure: MAPI_E_AMBIGUOUS_RECIP, MAPI_E_NOT_FOUND with the
// name; nothing is left behind then. Answers the message's search key, by which reports name it (H-38).
std::string submit(Session& session, const Letter& letter, const Thread& thread = {});

// Lets the spooler send what is queued: asks it to flush and waits until the Outbox is empty. False when `limit` passed
// first, or the user interrupted; the mail stays queued then. A transport that hangs does not keep it longer.
bool flush(Session& session, std::chrono::seconds limit);

// Whom a message that has left the queue did not reach, each with the reason: what reports in the Inbox say of it by
// now. Throws Failure.
std::vector<std::string> refusals(Session& session, const std::string& search_key);

// Takes in what waits at the transports, and returns when they have nothing more. Throws Failure.
void receive(Session& session);

// How many messages wait in the Outbox.
std::size_t queued(Session& session);

kit::com_ptr<IMAPIFolder> special_folder(Session& session, ULONG entry_id_tag);

}  // namespace postroom::tool
