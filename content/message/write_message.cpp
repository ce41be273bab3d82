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

#include <algorithm>
#include <array>

namespace postroom::content {
namespace {

constexpr LONG kNotRendered = -1;  // PR_RENDERING_POSITION

std::string as_string(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string shown_name(const Mailbox& mailbox) {
  return mailbox.name.empty() ? mailbox.address : mailbox.name;
}

std::string entry_id_of(const Mailbox& mailbox) {
  return as_string(kit::encode_one_off(
      {.name = shown_name(mailbox), .type = "SMTP", .address = mailbox.address, .unicode = true, .rich_info = false}));
}

std::string search_key_of(const Mailbox& mailbox) {
  return kit::one_off_search_key("SMTP", mailbox.address);
}

// The five properties by which MAPI knows a sender.
struct AddressTags {
  ULONG name, address_type, address, entry_id, search_key;
};
constexpr AddressTags kSender = {PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W, PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_ENTRYID,
                                 PR_SENDER_SEARCH_KEY};
constexpr AddressTags kRepresented = {PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
                                      PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_ENTRYID,
                                      PR_SENT_REPRESENTING_SEARCH_KEY};

void set_address(kit::PropertyBag& bag, const AddressTags& tags, const Mailbox& mailbox) {
  bag.set(tags.name, shown_name(mailbox));
  bag.set(tags.address_type, "SMTP");
  bag.set(tags.address, mailbox.address);
  bag.set(tags.entry_id, entry_id_of(mailbox));
  bag.set(tags.search_key, search_key_of(mailbox));
}

void set_senders(kit::PropertyBag& bag, const Mail& mail) {
  if (mail.from) set_address(bag, kRepresented, *mail.from);
  if (mail.sender) {
    set_address(bag, kSender, *mail.sender);
  } else if (mail.from) {
    set_address(bag, kSender, *mail.from);
  }
}

// FLATENTRYLIST: count, bytes, then each entry identifier with its length, padded to four bytes.
std::string flat_entry_list(const std::vector<Mailbox>& list) {
  std::string entries;
  const auto put = [](std::string& to, std::size_t number) {
    const auto value = static_cast<std::uint32_t>(number);
    to.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  for (const Mailbox& mailbox : list) {
    const std::string id = entry_id_of(mailbox);
    put(entries, id.size());
    entries += id;
    entries.append((4 - id.size() % 4) % 4, '\0');
  }
  std::string result;
  put(result, list.size());
  put(result, entries.size());
  return result + entries;
}

std::string joined_names(const std::vector<Mailbox>& list) {
  std::string names;
  for (const Mailbox& mailbox : list) names += (names.empty() ? "" : "; ") + shown_name(mailbox);
  return names;
}

// The subject without its prefixes ("Re: AW: x" is "x"): at most three letters and a colon each.
std::string conversation_topic(std::string_view subject) {
  for (;;) {
    const std::size_t colon = subject.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 3) break;
    const std::size_t rest = subject.find_first_not_of(" \t", colon + 1);
    subject = rest == std::string_view::npos ? std::string_view{} : subject.substr(rest);
  }
  return std::string(subject);
}

void set_if(kit::PropertyBag& bag, ULONG tag, const std::string& text) {
  if (!text.empty()) bag.set(tag, text);
}

void set_body(kit::PropertyBag& bag, const Mail& mail) {
  if (mail.text) bag.set(PR_BODY_W, *mail.text);
  if (!mail.html) return;
  const std::uint32_t page = code_page_of(mail.html->charset);
  if (page != 0 || mail.html->charset.empty()) {
    bag.set(PR_HTML, mail.html->bytes);
    if (page != 0) bag.set(PR_INTERNET_CPID, static_cast<LONG>(page));
  } else {  // a character set without a code page: kept as text that has one
    bag.set(PR_HTML, decode_text(mail.html->bytes, mail.html->charset));
    bag.set(PR_INTERNET_CPID, 65001);
  }
}

kit::PropertyBag message_properties(const Mail& mail, std::optional<std::uint64_t> delivery_time, bool as_draft) {
  kit::PropertyBag bag;
  bag.set(PR_MESSAGE_CLASS_W, "IPM.Note");
  bag.set(PR_SUBJECT_W, mail.subject);
  bag.set(PR_CONVERSATION_TOPIC_W, conversation_topic(mail.subject));
  bag.set(PR_IMPORTANCE, mail.importance);
  bag.set(PR_PRIORITY, mail.importance - 1);
  if (mail.read_receipt_wanted) bag.set(PR_READ_RECEIPT_REQUESTED, true);
  set_if(bag, PR_TRANSPORT_MESSAGE_HEADERS_W, mail.headers);
  set_if(bag, PR_INTERNET_MESSAGE_ID_W, mail.message_id);
  set_if(bag, PR_IN_REPLY_TO_ID_W, mail.in_reply_to);
  set_if(bag, PR_INTERNET_REFERENCES_W, mail.references);
  set_senders(bag, mail);
  if (!mail.reply_to.empty()) {
    bag.set(PR_REPLY_RECIPIENT_NAMES_W, joined_names(mail.reply_to));
    bag.set(PR_REPLY_RECIPIENT_ENTRIES, flat_entry_list(mail.reply_to));
  }
  if (mail.date)
    bag.set(kit::PropertyValue::from_variant(PR_CLIENT_SUBMIT_TIME, static_cast<std::int64_t>(*mail.date)));
  if (!as_draft) {
    bag.set(PR_MESSAGE_FLAGS, 0);  // it was sent by somebody, and nobody here has read it (I-20)
    const auto arrived = delivery_time ? delivery_time : mail.received ? mail.received : mail.date;
    if (arrived)
      bag.set(kit::PropertyValue::from_variant(PR_MESSAGE_DELIVERY_TIME, static_cast<std::int64_t>(*arrived)));
  }
  set_body(bag, mail);
  return bag;
}

void append_recipients(kit::RowSetBuilder& rows, const std::vector<Mailbox>& list, LONG type) {
  for (const Mailbox& mailbox : list) {
    kit::PropertyBag row;
    row.set(PR_RECIPIENT_TYPE, type);
    row.set(PR_DISPLAY_NAME_W, shown_name(mailbox));
    row.set(PR_ADDRTYPE_W, "SMTP");
    row.set(PR_EMAIL_ADDRESS_W, mailbox.address);
    row.set(PR_ENTRYID, entry_id_of(mailbox));
    row.set(PR_SEARCH_KEY, search_key_of(mailbox));
    row.set(PR_OBJECT_TYPE, MAPI_MAILUSER);
    row.set(PR_DISPLAY_TYPE, DT_MAILUSER);
    rows.add(row);
  }
}

// What a message loses with one of these is what it says. A store that computes one keeps it by itself; all else is of
// use to some stores only.
constexpr auto kNeeded = std::to_array<ULONG>({PR_BODY_W, PR_HTML, PR_ATTACH_DATA_BIN});

void write_properties(IMAPIProp* object, const kit::PropertyBag& bag) {
  for (const SPropProblem& problem : set_properties(object, bag)) {
    const bool is_needed = std::ranges::count(kNeeded, kit::id_of(problem.ulPropTag), kit::id_of) != 0;
    if (is_needed && problem.scode != MAPI_E_COMPUTED) kit::fail(problem.scode, "cannot write what the message says");
  }
}

void set_recipients(const Mail& mail, IMessage* message) {
  const std::size_t count = mail.to.size() + mail.cc.size() + mail.bcc.size();
  if (count == 0) return;
  kit::RowSetBuilder rows(count);
  append_recipients(rows, mail.to, MAPI_TO);
  append_recipients(rows, mail.cc, MAPI_CC);
  append_recipients(rows, mail.bcc, MAPI_BCC);
  const kit::rows_ptr set = std::move(rows).finish();
  // The two layouts are interchangeable; the list stays ours (M-29).
  kit::check(message->ModifyRecipients(MODRECIP_ADD, reinterpret_cast<LPADRLIST>(set.get())),
             "cannot add the recipients");
}

std::string extension_of(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? std::string() : name.substr(dot);
}

kit::PropertyBag attachment_properties(const MailAttachment& attachment) {
  kit::PropertyBag bag;
  const bool message = attachment.message != nullptr;
  bag.set(PR_ATTACH_METHOD, message ? ATTACH_EMBEDDED_MSG : ATTACH_BY_VALUE);
  bag.set(PR_RENDERING_POSITION, kNotRendered);
  set_if(bag, PR_ATTACH_MIME_TAG_W, attachment.mime_type);
  set_if(bag, PR_ATTACH_LONG_FILENAME_W, attachment.file_name);
  set_if(bag, PR_ATTACH_FILENAME_W, attachment.file_name);
  set_if(bag, PR_ATTACH_EXTENSION_W, extension_of(attachment.file_name));
  const std::string& title =
      message && attachment.file_name.empty() ? attachment.message->subject : attachment.file_name;
  set_if(bag, PR_DISPLAY_NAME_W, title);
  set_if(bag, PR_ATTACH_CONTENT_ID_W, attachment.content_id);
  set_if(bag, PR_ATTACH_CONTENT_LOCATION_W, attachment.content_location);
  set_if(bag, kTextCharset, attachment.charset);
  if (attachment.inline_shown) bag.set(kDisposition, "inline");
  if (attachment.related) bag.set(PR_ATTACH_FLAGS, kAttMhtmlRef);
  if (!message) bag.set(PR_ATTACH_DATA_BIN, attachment.data);
  return bag;
}

void add_attachment(const MailAttachment& attachment, IMessage* message) {
  ULONG number = 0;
  kit::com_ptr<IAttach> attach;
  kit::check(message->CreateAttach(nullptr, 0, &number, attach.put()), "cannot create an attachment");
  write_properties(attach.get(), attachment_properties(attachment));
  if (attachment.message) {
    kit::com_ptr<IMessage> inner;
    kit::check(
        attach->OpenProperty(PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, MAPI_CREATE | MAPI_MODIFY, inner.put_unknown()),
        "cannot create the embedded message");
    write_message(*attachment.message, inner.get(), std::nullopt, false);
    kit::check(inner->SaveChanges(0), "cannot save the embedded message");
  }
  kit::check(attach->SaveChanges(0), "cannot save an attachment");  // M-26
}

}  // namespace

void write_message(const Mail& mail, IMessage* message, std::optional<std::uint64_t> delivery_time, bool as_draft) {
  write_properties(message, message_properties(mail, delivery_time, as_draft));
  set_recipients(mail, message);
  for (const MailAttachment& attachment : mail.attachments) add_attachment(attachment, message);
}

}  // namespace postroom::content
