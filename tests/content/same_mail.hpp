// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "content/mime/mail.hpp"

#include <string>
#include <vector>

namespace postroom::content {

// The names of the members in which two mails differ; "1.data" is of attachment 1.
inline std::vector<std::string> differences(const Mail& a, const Mail& b, const std::string& prefix = {}) {
  std::vector<std::string> result;
  const auto compare = [&](bool same, const std::string& name) {
    if (!same) result.push_back(prefix + name);
  };
  compare(a.headers == b.headers, "headers");
  compare(a.subject == b.subject, "subject");
  compare(a.message_id == b.message_id, "message_id");
  compare(a.in_reply_to == b.in_reply_to, "in_reply_to");
  compare(a.references == b.references, "references");
  compare(a.date == b.date, "date");
  compare(a.from == b.from, "from");
  compare(a.sender == b.sender, "sender");
  compare(a.reply_to == b.reply_to, "reply_to");
  compare(a.to == b.to, "to");
  compare(a.cc == b.cc, "cc");
  compare(a.bcc == b.bcc, "bcc");
  compare(a.importance == b.importance, "importance");
  compare(a.text == b.text, "text");
  compare(a.html.has_value() == b.html.has_value(), "html");
  if (a.html && b.html) {
    compare(a.html->bytes == b.html->bytes, "html.bytes");
    compare(a.html->charset == b.html->charset, "html.charset");
  }
  compare(a.attachments.size() == b.attachments.size(), "attachments");
  for (std::size_t i = 0; i < a.attachments.size() && i < b.attachments.size(); ++i) {
    const MailAttachment& x = a.attachments[i];
    const MailAttachment& y = b.attachments[i];
    const std::string number = std::to_string(i) + ".";
    compare(x.file_name == y.file_name, number + "file_name");
    compare(x.mime_type == y.mime_type, number + "mime_type");
    compare(x.content_id == y.content_id, number + "content_id");
    compare(x.content_location == y.content_location, number + "content_location");
    compare(x.related == y.related, number + "related");
    compare(x.inline_shown == y.inline_shown, number + "inline_shown");
    compare(x.data == y.data, number + "data");
    compare(!x.message == !y.message, number + "message");
    if (x.message && y.message) {
      for (std::string& inner : differences(*x.message, *y.message, prefix + number))
        result.push_back(std::move(inner));
    }
  }
  return result;
}

}  // namespace postroom::content
