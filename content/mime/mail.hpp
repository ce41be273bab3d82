// SPDX-License-Identifier: Apache-2.0
//
// One Internet message as plain data: what stands between MIME's syntax and MAPI's properties, so that either side
// is read and tested without the other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::content {

struct Mail;

// A display name and an address, either of which may be empty; UTF-8.
struct Mailbox {
  std::string name;
  std::string address;
  friend bool operator==(const Mailbox&, const Mailbox&) = default;
};

// A body in its own bytes; HTML keeps them because it names its character set itself.
struct HtmlBody {
  std::string bytes;
  std::string charset;  // as the part names it, lower case; empty when it names none
};

struct MailAttachment {
  std::string file_name;
  std::string mime_type;   // "image/png"; lower case
  std::string content_id;  // without angle brackets
  std::string content_location;
  std::string charset;            // of a text part, as named
  bool related = false;           // a part of multipart/related: the HTML shows it
  bool inline_shown = false;      // Content-Disposition: inline
  std::string data;               // decoded; empty when `message` is set
  std::shared_ptr<Mail> message;  // a message/rfc822 part
};

struct Mail {
  // The header fields as they came, without those that only describe the body's encoding (Content-*, MIME-Version);
  // lines end in CRLF; UTF-8.
  std::string headers;

  std::string subject;
  std::string message_id;                 // with its angle brackets
  std::string in_reply_to;                // the same
  std::string references;                 // ids separated by single blanks
  std::optional<std::uint64_t> date;      // 100 ns since 1601 UTC
  std::optional<std::uint64_t> received;  // of the newest Received field
  std::optional<Mailbox> from;
  std::optional<Mailbox> sender;
  std::vector<Mailbox> reply_to;
  std::vector<Mailbox> to;
  std::vector<Mailbox> cc;
  std::vector<Mailbox> bcc;
  int importance = 1;  // 0 low, 1 normal, 2 high
  bool read_receipt_wanted = false;

  std::optional<std::string> text;  // UTF-8, lines end in CRLF
  std::optional<HtmlBody> html;
  std::vector<MailAttachment> attachments;
};

// Reads one message. A leading mbox "From " line is skipped. Nesting deeper than kMaxDepth becomes an attachment of
// the undecoded bytes. Throws Failure(MAPI_E_CORRUPT_DATA) when there is no header field at all.
inline constexpr int kMaxDepth = 32;
Mail parse_mime(std::string_view bytes);

// Writes one message; lines end in LF. Header fields of `mail.headers` that still say what the other members say
// are written as they came, the rest anew.
std::string build_mime(const Mail& mail, bool include_bcc);

}  // namespace postroom::content
