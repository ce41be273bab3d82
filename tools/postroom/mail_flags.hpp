// SPDX-License-Identifier: Apache-2.0
//
// What a mailbox says of a message beside its text: the letters of a Maildir's file name, the Status and X-Status
// fields of an mbox, and the properties of a MAPI message that mean the same.
//
//   Maildir      mbox          MAPI
//   S            Status: R     MSGFLAG_READ
//   R            X-Status: A   PR_LAST_VERB_EXECUTED 102 or 103, PR_ICON_INDEX "replied"
//   P            X-Status: P   PR_LAST_VERB_EXECUTED 104, PR_ICON_INDEX "forwarded"
//   F            X-Status: F   PR_FLAG_STATUS 2
//   D            X-Status: T   MSGFLAG_UNSENT
//   T            X-Status: D   PR_MSG_STATUS MSGSTATUS_DELMARKED: the message is kept until somebody deletes it
//
// Pure functions but for set_flags() and flags_of(); any thread.
#pragma once

#include <mapidefs.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace postroom::tool {

struct MailFlags {
  bool read = false;
  bool answered = false;
  bool forwarded = false;
  bool flagged = false;
  bool draft = false;
  bool deleted = false;

  bool operator==(const MailFlags&) const = default;
};

// Mail of which nothing is said: old mail is not new mail.
inline constexpr MailFlags kOldMail{.read = true};

// By the name and the folder of a file; a file that is in no Maildir's cur or new is old mail.
MailFlags maildir_flags(const std::filesystem::path& file);
// The letters behind ":2,", in the order of the alphabet, as the format has it.
std::string maildir_letters(const MailFlags& flags);

// Does a message of an mbox have a Status or an X-Status field?
bool has_status(std::string_view message);
// What the fields say, which are taken out of the message: they are the mbox's own, and change while the message does
// not. Without them it is new.
MailFlags take_status(std::string& message);
// The fields, each a line with its end.
std::string status_fields(const MailFlags& flags);

// Writes what can be set before the first save into a new message; `deleted` is not: PR_MSG_STATUS is its folder's.
void set_flags(IMessage* message, const MailFlags& flags);
MailFlags flags_of(IMessage* message);

}  // namespace postroom::tool
