// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/mail_flags.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::tool {

// One message of a source. The bytes are lent for the call.
struct SourceMail {
  std::string_view bytes;
  std::string origin;  // names it for people
  MailFlags flags;
};

// Calls `use` for every message of a source: a file with one message, an mbox, a Maildir, or a folder, whose files are
// read in order of their names. An mbox is a file whose first line that is not empty is a "From " line with a date, and
// only such lines divide it; one of whose messages none has a Status field says nothing of them, which is then old
// mail. Stops when `use` returns false. Files are mapped, not loaded; nothing is changed. Throws
// Failure(MAPI_E_NOT_FOUND) for a missing source, MAPI_E_NO_ACCESS for an unreadable one; what cannot be read within a
// folder, be it a file or a folder, is given to `unreadable` with a sentence instead, and the others are read.
void for_each_mail(const std::string& source, const std::function<bool(const SourceMail& mail)>& use,
                   const std::function<void(const std::string& why)>& unreadable);

// How many bytes the source holds, for progress.
std::size_t size_of_source(const std::string& source);

}  // namespace postroom::tool
