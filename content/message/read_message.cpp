// SPDX-License-Identifier: Apache-2.0
#include "content/message/mail_message.hpp"

#include "content/message/attachment_tags.hpp"
#include "content/message/object_properties.hpp"
#include "content/mime/charset.hpp"

#include <edkmdb.h>
#include <mapiaux.h>
#include <mapicanon.h>
#include <mapitags.h>
#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/one_off.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/stream.hpp>
#include <postroom/text.hpp>

#include <array>
#include <cstring>

namespace postroom::content {
namespace {

constexpr LONG kRowsAtOnce = 100;

template <class Use>
void each_row(IMAPITable* table, std::span<const ULONG> columns, Use&& use) {
  const auto asked = kit::make_tags(columns);
  kit::check(table->SetColumns(asked.get(), 0), "cannot choose columns");
  for (;;) {
    SRowSet* raw = nullptr;
    kit::check(table->QueryRows(kRowsAtOnce, 0, &raw), "cannot read rows");
    const kit::rows_ptr rows(raw);
    if (rows->cRows == 0) return;
    for (ULONG i = 0; i < rows->cRows; ++i) use(kit::PropertyBag::from(rows->aRow[i]));
  }
}

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// The Internet address of a recipient or sender: its own when the type is SMTP, else what a one-off carries.
Mailbox mailbox_of(std::string_view name, std::string_view type, std::string_view address, std::string_view entry_id) {
  Mailbox mailbox{std::string(name), std::string(address)};
  if (type != "SMTP") {
    const auto one_off = kit::parse_one_off(as_bytes(entry_id));
    if (one_off && one_off->type == "SMTP") mailbox.address = one_off->address;
  }
  if (mailbox.name == mailbox.address) mailbox.name.clear();
  return mailbox;
}

std::optional<Mailbox> sender_of(const kit::PropertyBag& bag, ULONG name, ULONG type, ULONG address, ULONG entry_id) {
  Mailbox mailbox = mailbox_of(bag.text(name), bag.text(type), bag.text(address), bag.binary(entry_id));
  if (mailbox.name.empty() && mailbox.address.empty()) return std::nullopt;
  return mailbox;
}

std::optional<std::uint64_t> time_of(const kit::PropertyBag& bag, ULONG tag) {
  return bag.has(tag) ? std::optional(bag.ticks(tag)) : std::nullopt;
}

// PR_REPLY_RECIPIENT_ENTRIES: a FLATENTRYLIST of one-offs; anything malformed ends the list.
std::vector<Mailbox> reply_list(std::string_view flat) {
  std::vector<Mailbox> list;
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, flat.data() + at, sizeof value);
    return value;
  };
  for (std::size_t at = 8; at + 4 <= flat.size();) {
    const std::size_t length = number(at);
    if (length == 0 || length > flat.size() - at - 4) break;
    if (const auto one_off = kit::parse_one_off(as_bytes(flat.substr(at + 4, length)))) {
      list.push_back(mailbox_of(one_off->name, one_off->type, one_off->address, {}));
    }
    at += 4 + length + (4 - length % 4) % 4;
  }
  return list;
}

void read_recipients(IMessage* message, Mail& mail) {
  kit::com_ptr<IMAPITable> table;
  kit::check(message->GetRecipientTable(MAPI_UNICODE, table.put()), "cannot open the recipients");
  constexpr auto kColumns =
      std::to_array<ULONG>({PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_ENTRYID});
  each_row(table.get(), kColumns, [&](const kit::PropertyBag& row) {
    const LONG type = row.number(PR_RECIPIENT_TYPE, MAPI_TO);
    if ((type & MAPI_P1) != 0) return;  // never shown in content (H-30)
    auto& list = (type & 0xFF) == MAPI_CC ? mail.cc : (type & 0xFF) == MAPI_BCC ? mail.bcc : mail.to;
    list.push_back(mailbox_of(row.text(PR_DISPLAY_NAME_W), row.text(PR_ADDRTYPE_W), row.text(PR_EMAIL_ADDRESS_W),
                              row.binary(PR_ENTRYID)));
  });
}

Mail read_at_depth(IMessage* message, int depth);

constexpr auto kAttachmentTags = std::to_array<ULONG>(
    {PR_ATTACH_METHOD, PR_ATTACH_MIME_TAG_W, PR_ATTACH_LONG_FILENAME_W, PR_ATTACH_FILENAME_W, PR_ATTACH_CONTENT_ID_W,
     PR_ATTACH_CONTENT_LOCATION_W, PR_ATTACH_FLAGS, PR_ATTACH_DATA_BIN, kDisposition, kTextCharset});

MailAttachment read_attachment(IAttach* attach, int depth) {
  const kit::PropertyBag bag = properties_of(attach, kAttachmentTags);
  MailAttachment attachment;
  attachment.mime_type = bag.text(PR_ATTACH_MIME_TAG_W);
  attachment.file_name = bag.text(PR_ATTACH_LONG_FILENAME_W, bag.text(PR_ATTACH_FILENAME_W));
  attachment.content_id = bag.text(PR_ATTACH_CONTENT_ID_W);
  attachment.content_location = bag.text(PR_ATTACH_CONTENT_LOCATION_W);
  attachment.charset = bag.text(kTextCharset);
  attachment.related = (bag.number(PR_ATTACH_FLAGS) & kAttMhtmlRef) != 0;
  attachment.inline_shown = bag.text(kDisposition) == "inline";
  attachment.data = bag.binary(PR_ATTACH_DATA_BIN);
  if (bag.number(PR_ATTACH_METHOD) != ATTACH_EMBEDDED_MSG) return attachment;
  if (depth >= kMaxDepth) kit::fail(MAPI_E_TOO_COMPLEX, "messages are nested too deep to be written");
  kit::com_ptr<IMessage> inner;
  kit::check(attach->OpenProperty(PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0, inner.put_unknown()),
             "cannot open an embedded message");
  attachment.message = std::make_shared<Mail>(read_at_depth(inner.get(), depth + 1));
  attachment.mime_type = "message/rfc822";
  return attachment;
}

void read_attachments(IMessage* message, Mail& mail, int depth) {
  kit::com_ptr<IMAPITable> table;
  kit::check(message->GetAttachmentTable(MAPI_UNICODE, table.put()), "cannot open the attachments");
  std::vector<ULONG> numbers;
  each_row(table.get(), std::to_array<ULONG>({PR_ATTACH_NUM}),
           [&](const kit::PropertyBag& row) { numbers.push_back(static_cast<ULONG>(row.number(PR_ATTACH_NUM))); });
  for (const ULONG number : numbers) {
    kit::com_ptr<IAttach> attach;
    kit::check(message->OpenAttach(number, nullptr, 0, attach.put()), "cannot open an attachment");
    mail.attachments.push_back(read_attachment(attach.get(), depth));
  }
}

constexpr auto kMessageTags = std::to_array<ULONG>({PR_SUBJECT_W,
                                                    PR_TRANSPORT_MESSAGE_HEADERS_W,
                                                    PR_INTERNET_MESSAGE_ID_W,
                                                    PR_IN_REPLY_TO_ID_W,
                                                    PR_INTERNET_REFERENCES_W,
                                                    PR_CLIENT_SUBMIT_TIME,
                                                    PR_IMPORTANCE,
                                                    PR_READ_RECEIPT_REQUESTED,
                                                    PR_BODY_W,
                                                    PR_HTML,
                                                    PR_INTERNET_CPID,
                                                    PR_SENDER_NAME_W,
                                                    PR_SENDER_ADDRTYPE_W,
                                                    PR_SENDER_EMAIL_ADDRESS_W,
                                                    PR_SENDER_ENTRYID,
                                                    PR_SENT_REPRESENTING_NAME_W,
                                                    PR_SENT_REPRESENTING_ADDRTYPE_W,
                                                    PR_SENT_REPRESENTING_EMAIL_ADDRESS_W,
                                                    PR_SENT_REPRESENTING_ENTRYID,
                                                    PR_REPLY_RECIPIENT_ENTRIES});

void read_senders(const kit::PropertyBag& bag, Mail& mail) {
  mail.from = sender_of(bag, PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
                        PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_ENTRYID);
  mail.sender = sender_of(bag, PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W, PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_ENTRYID);
  if (!mail.from) mail.from = mail.sender;
  if (mail.from == mail.sender) mail.sender.reset();
}

Mail read_at_depth(IMessage* message, int depth) {
  const kit::PropertyBag bag = properties_of(message, kMessageTags);
  Mail mail;
  mail.headers = bag.text(PR_TRANSPORT_MESSAGE_HEADERS_W);
  mail.subject = bag.text(PR_SUBJECT_W);
  mail.message_id = bag.text(PR_INTERNET_MESSAGE_ID_W);
  mail.in_reply_to = bag.text(PR_IN_REPLY_TO_ID_W);
  mail.references = bag.text(PR_INTERNET_REFERENCES_W);
  mail.date = time_of(bag, PR_CLIENT_SUBMIT_TIME);
  mail.importance = bag.number(PR_IMPORTANCE, 1);
  mail.read_receipt_wanted = bag.boolean(PR_READ_RECEIPT_REQUESTED);
  if (bag.has(PR_BODY_W)) mail.text = bag.text(PR_BODY_W);
  if (bag.has(PR_HTML)) {
    mail.html = HtmlBody{std::string(bag.binary(PR_HTML)),
                         std::string(charset_of(static_cast<std::uint32_t>(bag.number(PR_INTERNET_CPID))))};
  }
  read_senders(bag, mail);
  mail.reply_to = reply_list(bag.binary(PR_REPLY_RECIPIENT_ENTRIES));
  read_recipients(message, mail);
  read_attachments(message, mail, depth);
  return mail;
}

}  // namespace

Mail read_message(IMessage* message) {
  return read_at_depth(message, 0);
}

}  // namespace postroom::content
