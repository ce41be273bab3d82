// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/reports.hpp"

#include "kit/transport/message_properties.hpp"
#include "runtime/spooler/inbound.hpp"

#include <postroom/failure.hpp>
#include <postroom/interfaces.hpp>

#include <mapitags.h>

namespace postroom::spooler {
namespace {

using kit::check;
using kit::com_ptr;
using kit::PropertyBag;
using kit::transport::read_properties;
using kit::transport::set_properties;

enum class Kind { delivered, not_delivered };

std::string name_of(const PropertyBag& row) {
  const std::string name(row.text(PR_DISPLAY_NAME_W));
  const std::string address(row.text(PR_EMAIL_ADDRESS_W));
  if (name.empty() || name == address) return address;
  return address.empty() ? name : name + " <" + address + ">";
}

std::string body(Kind kind, const std::string& subject, const std::vector<PropertyBag>& recipients) {
  std::string text = kind == Kind::delivered ? "Your message was delivered to the following recipients:\r\n\r\n"
                                             : "Your message did not reach some or all of its recipients.\r\n\r\n";
  for (const PropertyBag& row : recipients) {
    text += "  " + name_of(row) + "\r\n";
    if (row.has(PR_REPORT_TEXT_W)) text += "    " + std::string(row.text(PR_REPORT_TEXT_W)) + "\r\n";
  }
  text += "\r\nSubject: " + subject + "\r\n";
  return text;
}

// What a report says of the message it is about (H-38).
PropertyBag describe(const PropertyBag& original) {
  constexpr ULONG kRenamed[][2] = {{PR_SUBJECT_W, PR_ORIGINAL_SUBJECT_W},
                                   {PR_DISPLAY_TO_W, PR_ORIGINAL_DISPLAY_TO_W},
                                   {PR_DISPLAY_CC_W, PR_ORIGINAL_DISPLAY_CC_W},
                                   {PR_DISPLAY_BCC_W, PR_ORIGINAL_DISPLAY_BCC_W},
                                   {PR_SENDER_NAME_W, PR_ORIGINAL_SENDER_NAME_W},
                                   {PR_SEARCH_KEY, PR_ORIGINAL_SEARCH_KEY},
                                   {PR_CLIENT_SUBMIT_TIME, PR_ORIGINAL_SUBMIT_TIME},
                                   {PR_CONVERSATION_TOPIC_W, PR_CONVERSATION_TOPIC_W},
                                   {PR_CONVERSATION_INDEX, PR_CONVERSATION_INDEX},
                                   {PR_CONVERSATION_KEY, PR_CONVERSATION_KEY},
                                   {PR_REPORT_TAG, PR_REPORT_TAG}};
  PropertyBag described;
  for (const auto& [from, to] : kRenamed) {
    if (const kit::PropertyValue* value = original.find(from)) described.set(value->renamed(to));
  }
  return described;
}

// The original goes with a report of failure (H-37); what cannot be copied does not keep the report from its sender.
void attach_original(IMessage& report, IMessage& original, const std::string& subject) {
  com_ptr<IAttach> attachment;
  ULONG number = 0;
  check(report.CreateAttach(nullptr, 0, &number, attachment.put()), "the original cannot be attached");
  set_properties(*attachment,
                 {{PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG}, {PR_RENDERING_POSITION, -1}, {PR_DISPLAY_NAME_W, subject}},
                 "the original cannot be attached");
  com_ptr<IMessage> copy;
  check(attachment->OpenProperty(PR_ATTACH_DATA_OBJ, &kit::iid_of<IMessage>(), 0, MAPI_CREATE | MAPI_MODIFY,
                                 copy.put_unknown()),
        "the original cannot be attached");
  check(original.CopyTo(0, nullptr, nullptr, 0, nullptr, &kit::iid_of<IMessage>(), copy.get(), 0, nullptr),
        "the original cannot be copied");
  check(copy->SaveChanges(0), "the original cannot be saved");
  check(attachment->SaveChanges(0), "the original cannot be saved");
}

void write_report(IMsgStore& store, IMessage& original, Kind kind, const std::vector<PropertyBag>& recipients) {
  if (recipients.empty()) return;
  const PropertyBag about =
      read_properties(original, {PR_MESSAGE_CLASS_W, PR_SUBJECT_W, PR_DISPLAY_TO_W, PR_DISPLAY_CC_W, PR_DISPLAY_BCC_W,
                                 PR_SENDER_NAME_W, PR_CONVERSATION_TOPIC_W, PR_CONVERSATION_INDEX, PR_CONVERSATION_KEY,
                                 PR_SEARCH_KEY, PR_REPORT_TAG, PR_CLIENT_SUBMIT_TIME});
  const std::string subject(about.text(PR_SUBJECT_W));
  const std::string report_class = "Report." + std::string(about.text(PR_MESSAGE_CLASS_W, "IPM.Note")) +
                                   (kind == Kind::delivered ? ".DR" : ".NDR");  // H-37
  const com_ptr<IMAPIFolder> folder = open_receive_folder(store, report_class);
  com_ptr<IMessage> report;
  check(folder->CreateMessage(nullptr, 0, report.put()), "a report cannot be made");

  const FILETIME now = kit::filetime_of(kit::now_ticks());
  const std::string text = body(kind, subject, recipients);
  PropertyBag columns = describe(about);
  columns.merge({{PR_MESSAGE_CLASS_W, report_class},
                 {PR_SUBJECT_W, (kind == Kind::delivered ? "Delivered: " : "Undeliverable: ") + subject},
                 {PR_BODY_W, text},
                 {PR_REPORT_TEXT_W, text},
                 {PR_SENDER_NAME_W, "Postroom"},
                 {PR_SENT_REPRESENTING_NAME_W, "Postroom"},
                 {PR_REPORT_TIME, now},
                 {PR_CLIENT_SUBMIT_TIME, now},
                 {PR_MESSAGE_DELIVERY_TIME, now}});
  set_properties(*report, columns, "a report cannot be written");
  std::vector<PropertyBag> rows = recipients;
  for (PropertyBag& row : rows) row.erase(PR_ROWID);  // the report's rows are its own
  kit::transport::write_recipients(*report, MODRECIP_ADD, rows);
  if (kind == Kind::not_delivered) {
    try {
      attach_original(*report, original, subject);
    } catch (const kit::Failure&) {  // the report says what it is about without it
    }
  }
  check(report->SaveChanges(KEEP_OPEN_READONLY), "a report cannot be saved");
  notify_new_mail(store, *report);
}

}  // namespace

void report_recipients(IMsgStore& store, IMessage& original, const std::vector<PropertyBag>& recipients) {
  std::vector<PropertyBag> reached;
  std::vector<PropertyBag> missed;
  for (const PropertyBag& recipient : recipients) {
    (recipient.has(PR_DELIVER_TIME) ? reached : missed).push_back(recipient);
  }
  write_report(store, original, Kind::not_delivered, missed);
  write_report(store, original, Kind::delivered, reached);
}

}  // namespace postroom::spooler
