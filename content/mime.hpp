// SPDX-License-Identifier: Apache-2.0
//
// Internet messages (RFC 5322, MIME) <-> MAPI messages.
//
// Thread-safe: any number of threads may convert at once. Errors are thrown as kit::Failure.
#pragma once

#include <mapidefs.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postroom::content {

struct FromMimeOptions {
  // Marks the message as received (PR_MESSAGE_DELIVERY_TIME) at this time, in 100 ns since 1601 UTC; without it the
  // newest Received header decides, else the Date.
  std::optional<std::uint64_t> delivery_time;
  // Leaves the message as one that its user wrote and has not sent (MSGFLAG_UNSENT is the caller's to set).
  bool as_draft = false;
};

struct ToMimeOptions {
  // Bcc recipients are written: right for a file of the user's own, wrong for the wire.
  bool include_bcc = false;
  // Lines end in CRLF, as on the wire; otherwise in LF, as in files.
  bool crlf = false;
};

// Fills `message`, new and empty, from the bytes of one Internet message; the caller saves it. Nothing is dropped:
// what is neither body nor recipient nor a modelled header becomes an attachment or stays in
// PR_TRANSPORT_MESSAGE_HEADERS.
//
// MAPI_E_CORRUPT_DATA: the bytes hold no header field, so they are no message. MAPI_E_TOO_BIG: larger than 1 GiB.
// Whatever `message` answers to SetProps, ModifyRecipients, CreateAttach and SaveChanges of its attachments.
void from_mime(std::string_view bytes, IMessage* message, const FromMimeOptions& options = {});

// The Internet message for `message`, which is only read.
std::string to_mime(IMessage* message, const ToMimeOptions& options = {});

}  // namespace postroom::content
