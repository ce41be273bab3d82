// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/reports.hpp"

#include "runtime/spooler/inbound.hpp"

#include <postroom/failure.hpp>
#include <postroom/interfaces.hpp>

#include <mapitags.h>

#include <deque>

namespace postroom::spooler {
namespace {

using kit::check;
using kit::com_ptr;
using kit::transport::PropertyList;
using kit::transport::PropertyView;
using kit::transport::ReadProperties;

enum class Kind { delivered, not_delivered };

std::string name_of(const PropertyView& row) {
  const std::string name = row.text(PR_DISPLAY_NAME_W).value_or("");
  const std::string address = row.text(PR_EMAIL_ADDRESS_W).value_or("");
  if (name.empty() || name == address) return address;
  return address.empty() ? name : name + " <" + address + ">";
}

std::string body(Kind kind, const std::string& subject, const std::vector<Reported>& recipients) {
  std::string text = kind == Kind::delivered ? "Your message was delivered to the following recipients:\r\n\r\n"
                                             : "Your message did not reach some or all of its recipients.\r\n\r\n";
  for (const Reported& recipient : recipients) {
    const PropertyView row(recipient.columns->values(), recipient.columns->count());
    text += "  " + name_of(row) + "\r\n";
    if (const auto why = row.text(PR_REPORT_TEXT_W)) text += "    " + *why + "\r\n";
  }
  text += "\r\nSubject: " + subject + "\r\n";
  return text;
}

// What a report says of the message it is about (H-38).
void describe_original(const PropertyView& original, PropertyList& report) {
  constexpr ULONG kTexts[][2] = {
      {PR_SUBJECT_W, PR_ORIGINAL_SUBJECT_W},         {PR_DISPLAY_TO_W, PR_ORIGINAL_DISPLAY_TO_W},
      {PR_DISPLAY_CC_W, PR_ORIGINAL_DISPLAY_CC_W},   {PR_DISPLAY_BCC_W, PR_ORIGINAL_DISPLAY_BCC_W},
      {PR_SENDER_NAME_W, PR_ORIGINAL_SENDER_NAME_W}, {PR_CONVERSATION_TOPIC_W, PR_CONVERSATION_TOPIC_W}};
  for (const auto& [from, to] : kTexts) {
    if (const auto text = original.text(from)) report.set_text(to, *text);
  }
  constexpr ULONG kBytes[][2] = {{PR_SEARCH_KEY, PR_ORIGINAL_SEARCH_KEY},
                                 {PR_CONVERSATION_INDEX, PR_CONVERSATION_INDEX},
                                 {PR_REPORT_TAG, PR_REPORT_TAG},
                                 {PR_CONVERSATION_KEY, PR_CONVERSATION_KEY}};
  for (const auto& [from, to] : kBytes) {
    if (const std::vector<BYTE> bytes = original.bytes(from); !bytes.empty()) {
      report.set_bytes(to, bytes.data(), bytes.size());
    }
  }
  if (const auto submitted = original.time(PR_CLIENT_SUBMIT_TIME)) {
    report.set_time(PR_ORIGINAL_SUBMIT_TIME, *submitted);
  }
}

// The original goes with a report of failure (H-37); what cannot be copied does not keep the report from its sender.
void attach_original(IMessage& report, IMessage& original, const std::string& subject) {
  com_ptr<IAttach> attachment;
  ULONG number = 0;
  check(report.CreateAttach(nullptr, 0, &number, attachment.put()), "the original cannot be attached");
  PropertyList columns;
  columns.set(PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG);
  columns.set(PR_RENDERING_POSITION, 0xFFFFFFFFU);
  columns.set_text(PR_DISPLAY_NAME_W, subject);
  check(attachment->SetProps(columns.count(), columns.values(), nullptr), "the original cannot be attached");
  com_ptr<IMessage> copy;
  check(attachment->OpenProperty(PR_ATTACH_DATA_OBJ, &kit::iid_of<IMessage>(), 0, MAPI_CREATE | MAPI_MODIFY,
                                 copy.put_unknown()),
        "the original cannot be attached");
  check(original.CopyTo(0, nullptr, nullptr, 0, nullptr, &kit::iid_of<IMessage>(), copy.get(), 0, nullptr),
        "the original cannot be copied");
  check(copy->SaveChanges(0), "the original cannot be saved");
  check(attachment->SaveChanges(0), "the original cannot be saved");
}

void add_recipients(IMessage& report, const std::vector<Reported>& recipients) {
  std::vector<ULONG_PTR> block(CbNewADRLIST(recipients.size()) / sizeof(ULONG_PTR) + 1);
  auto* list = reinterpret_cast<ADRLIST*>(block.data());
  std::deque<PropertyList> rows;
  for (const Reported& recipient : recipients) {
    PropertyList& row = rows.emplace_back();
    for (ULONG i = 0; i < recipient.columns->count(); ++i) {
      const SPropValue& value = recipient.columns->values()[i];
      if (PROP_ID(value.ulPropTag) != PROP_ID(PR_ROWID)) row.set_copy(value);  // the report's rows are its own
    }
    list->aEntries[list->cEntries++] = {0, row.count(), row.values()};
  }
  check(report.ModifyRecipients(MODRECIP_ADD, list), "the report's recipients cannot be written");
}

void write_report(IMsgStore& store, IMessage& original, Kind kind, const std::vector<Reported>& recipients) {
  if (recipients.empty()) return;
  const ReadProperties about(
      original, {PR_MESSAGE_CLASS_W, PR_SUBJECT_W, PR_DISPLAY_TO_W, PR_DISPLAY_CC_W, PR_DISPLAY_BCC_W, PR_SENDER_NAME_W,
                 PR_CONVERSATION_TOPIC_W, PR_CONVERSATION_INDEX, PR_CONVERSATION_KEY, PR_SEARCH_KEY, PR_REPORT_TAG,
                 PR_CLIENT_SUBMIT_TIME});
  const std::string subject = about->text(PR_SUBJECT_W).value_or("");
  const std::string report_class = "Report." + about->text(PR_MESSAGE_CLASS_W).value_or("IPM.Note") +
                                   (kind == Kind::delivered ? ".DR" : ".NDR");  // H-37
  const com_ptr<IMAPIFolder> folder = open_receive_folder(store, report_class);
  com_ptr<IMessage> report;
  check(folder->CreateMessage(nullptr, 0, report.put()), "a report cannot be made");

  const FILETIME now = kit::transport::file_time_now();
  const std::string text = body(kind, subject, recipients);
  PropertyList columns;
  describe_original(about.view(), columns);
  columns.set_text(PR_MESSAGE_CLASS_W, report_class);
  columns.set_text(PR_SUBJECT_W, (kind == Kind::delivered ? "Delivered: " : "Undeliverable: ") + subject);
  columns.set_text(PR_BODY_W, text);
  columns.set_text(PR_REPORT_TEXT_W, text);
  columns.set_text(PR_SENDER_NAME_W, "Postroom");
  columns.set_text(PR_SENT_REPRESENTING_NAME_W, "Postroom");
  columns.set_time(PR_REPORT_TIME, now);
  columns.set_time(PR_CLIENT_SUBMIT_TIME, now);
  columns.set_time(PR_MESSAGE_DELIVERY_TIME, now);
  check(report->SetProps(columns.count(), columns.values(), nullptr), "a report cannot be written");
  add_recipients(*report, recipients);
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

void report_recipients(IMsgStore& store, IMessage& original, const std::vector<Reported>& recipients) {
  std::vector<Reported> reached;
  std::vector<Reported> missed;
  for (const Reported& recipient : recipients) {
    const PropertyView row(recipient.columns->values(), recipient.columns->count());
    (row.time(PR_DELIVER_TIME) ? reached : missed).push_back(recipient);
  }
  write_report(store, original, Kind::not_delivered, missed);
  write_report(store, original, Kind::delivered, reached);
}

void report_recipients(IMsgStore& store, IMessage& original, const ADRLIST& recipients) {
  std::deque<PropertyList> rows;
  std::vector<Reported> reported;
  for (ULONG i = 0; i < recipients.cEntries; ++i) {
    const ADRENTRY& entry = recipients.aEntries[i];
    PropertyList& row = rows.emplace_back();
    for (ULONG value = 0; value < entry.cValues; ++value) row.set_copy(entry.rgPropVals[value]);
    reported.push_back({&row});
  }
  report_recipients(store, original, reported);
}

}  // namespace postroom::spooler
