// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/mail_flags.hpp"

#include <mapidefs.h>

#include <memory>
#include <string>
#include <string_view>

namespace postroom::tool {

// Where exported messages go. One thread.
class MailWriter {
 public:
  virtual ~MailWriter() = default;
  // Throws Failure with the file's name when the disk is full or the like.
  virtual void write(std::string_view mime, const MailFlags& flags) = 0;
  // Makes what was written durable; a file that is not finished is removed again.
  virtual void finish() = 0;
  // Whether what was written is there without finish(), message by message.
  virtual bool keeps_each() const = 0;
};

// By the target's name: "-" is standard output (mbox when several), an existing folder a Maildir, a name that ends in
// ".eml" one message, which keeps no flags, anything else an mbox. What a link leads to is meant; a pipe or device is
// written to. An existing file is refused with MAPI_E_COLLISION unless `replace`, and then replaced only by finish().
std::unique_ptr<MailWriter> open_mail_writer(const std::string& target, bool replace);

// The message as an Internet message with its Bcc; throws Failure.
std::string message_as_mime(IMessage* message);

}  // namespace postroom::tool
