// SPDX-License-Identifier: Apache-2.0
//
// Mail <-> the properties, recipients and attachments of an IMessage.
#pragma once

#include "content/mime/mail.hpp"

#include <mapidefs.h>

#include <cstdint>
#include <optional>

namespace postroom::content {

// Fills a new message. Attachments are saved, the message is not. Throws Failure.
void write_message(const Mail& mail, IMessage* message, std::optional<std::uint64_t> delivery_time, bool as_draft);

// Reads a message, embedded ones included, down to kMaxDepth. Throws Failure.
Mail read_message(IMessage* message);

}  // namespace postroom::content
