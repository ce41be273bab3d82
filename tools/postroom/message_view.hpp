// SPDX-License-Identifier: Apache-2.0
//
// A message as people and programs read it.
#pragma once

#include <mapidefs.h>
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace postroom::tool {

struct RecipientRow {
  std::string type;  // "to", "cc", "bcc"
  std::string name;
  std::string address;
};
std::vector<RecipientRow> recipients(IMessage* message);

struct AttachmentRow {
  LONG number = 0;
  std::string name;
  std::string type;
  LONG size = 0;
  bool is_message = false;
};
std::vector<AttachmentRow> attachments(IMessage* message);

// The text of the body: PR_BODY, or what is readable of PR_HTML. UTF-8.
std::string body_text(IMessage* message);

std::vector<std::string> message_lines(IMessage* message, bool with_headers);
std::vector<std::string> property_lines(IMAPIProp* object);
nlohmann::json message_document(IMessage* message, bool with_properties);

}  // namespace postroom::tool
