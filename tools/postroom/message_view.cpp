// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/message_view.hpp"

#include <kit/text/hexadecimal.hpp>
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include "tools/postroom/html_text.hpp"
#include "tools/postroom/properties.hpp"
#include "tools/postroom/text.hpp"

#include <array>
#include <cstdio>

namespace postroom::tool {
namespace {

constexpr std::size_t kLongestValue = 200;

const char* type_name(LONG type) {
  switch (type & 0xFF) {
    case MAPI_TO:
      return "to";
    case MAPI_CC:
      return "cc";
    case MAPI_BCC:
      return "bcc";
    default:
      return "other";
  }
}

std::string as_mailbox(const std::string& name, const std::string& address) {
  if (name.empty() || name == address) return address;
  return address.empty() ? name : name + " <" + address + ">";
}

std::string file_time_text(const FILETIME& time) {
  return iso_time((static_cast<std::uint64_t>(time.dwHighDateTime) << 32U) | time.dwLowDateTime);
}

std::string value_text(const SPropValue& value) {
  switch (PROP_TYPE(value.ulPropTag)) {
    case PT_I2:
      return std::to_string(value.Value.i);
    case PT_LONG:
      return std::to_string(value.Value.l);
    case PT_BOOLEAN:
      return value.Value.b != 0 ? "true" : "false";
    case PT_I8:
      return std::to_string(value.Value.li.QuadPart);
    case PT_SYSTIME:
      return file_time_text(value.Value.ft);
    case PT_UNICODE:
      return kit::to_utf8(value.Value.lpszW);
    case PT_BINARY:
      return kit::hexadecimal({reinterpret_cast<const char*>(value.Value.bin.lpb), value.Value.bin.cb});
    case PT_ERROR:
      return kit::hresult_name(value.Value.err);
    case PT_CLSID:
      return kit::hexadecimal({reinterpret_cast<const char*>(value.Value.lpguid), sizeof(GUID)});
    default:
      return "(…)";
  }
}

struct AllProperties {
  kit::mapi_ptr<SPropValue> values;
  ULONG count = 0;
};

AllProperties all_properties(IMAPIProp* object) {
  AllProperties all;
  check(object->GetProps(nullptr, MAPI_UNICODE, &all.count, kit::out(all.values)), object, "read all properties");
  return all;
}

std::string tag_text(ULONG tag) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%08X", tag);
  return text.data();
}

struct Head {
  std::string from, subject, headers;
  std::uint64_t sent = 0, received = 0;
};

Head head_of(IMessage* message) {
  const Properties p = get_properties(message, {PR_SENDER_NAME_W, PR_SENDER_EMAIL_ADDRESS_W, PR_SUBJECT_W,
                                                PR_CLIENT_SUBMIT_TIME, PR_MESSAGE_DELIVERY_TIME});
  return {as_mailbox(p.text(PR_SENDER_NAME_W), p.text(PR_SENDER_EMAIL_ADDRESS_W)), get_long_text(message, PR_SUBJECT_W),
          "", p.time(PR_CLIENT_SUBMIT_TIME), p.time(PR_MESSAGE_DELIVERY_TIME)};
}

void append_lines(std::vector<std::string>& lines, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(printable(line));
    at = end + 1;
  }
}

}  // namespace

std::vector<RecipientRow> recipients(IMessage* message) {
  kit::com_ptr<IMAPITable> table;
  check(message->GetRecipientTable(MAPI_UNICODE, table.put()), message, "list the recipients");
  std::vector<RecipientRow> rows;
  for_each_row(table.get(), {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W}, [&](const Values& row) {
    rows.push_back(
        {type_name(row.number(PR_RECIPIENT_TYPE, MAPI_TO)), row.text(PR_DISPLAY_NAME_W), row.text(PR_EMAIL_ADDRESS_W)});
    return true;
  });
  return rows;
}

std::vector<AttachmentRow> attachments(IMessage* message) {
  kit::com_ptr<IMAPITable> table;
  check(message->GetAttachmentTable(MAPI_UNICODE, table.put()), message, "list the attachments");
  std::vector<AttachmentRow> rows;
  for_each_row(table.get(),
               {PR_ATTACH_NUM, PR_ATTACH_LONG_FILENAME_W, PR_DISPLAY_NAME_W, PR_ATTACH_MIME_TAG_W, PR_ATTACH_SIZE,
                PR_ATTACH_METHOD},
               [&](const Values& row) {
                 const std::string name = row.text(PR_ATTACH_LONG_FILENAME_W);
                 rows.push_back({row.number(PR_ATTACH_NUM), name.empty() ? row.text(PR_DISPLAY_NAME_W) : name,
                                 row.text(PR_ATTACH_MIME_TAG_W), row.number(PR_ATTACH_SIZE),
                                 row.number(PR_ATTACH_METHOD) == ATTACH_EMBEDDED_MSG});
                 return true;
               });
  return rows;
}

std::string body_text(IMessage* message) {
  std::string text = get_long_text(message, PR_BODY_W);
  return text.empty() ? html_text(get_long_binary(message, PR_HTML)) : text;
}

std::vector<std::string> message_lines(IMessage* message, bool with_headers) {
  std::vector<std::string> lines;
  const Head head = head_of(message);
  const auto field = [&](const char* name, const std::string& value) {
    if (!value.empty()) lines.push_back(column(name, 10) + printable(value));
  };
  if (with_headers) {
    append_lines(lines, get_long_text(message, PR_TRANSPORT_MESSAGE_HEADERS_W));
    lines.emplace_back();
  }
  field(_("From:"), head.from);
  for (const RecipientRow& row : recipients(message)) {
    field(row.type == "cc" ? _("Cc:") : row.type == "bcc" ? _("Bcc:") : _("To:"), as_mailbox(row.name, row.address));
  }
  field(_("Date:"), local_time(head.sent != 0 ? head.sent : head.received));
  field(_("Subject:"), head.subject);
  for (const AttachmentRow& row : attachments(message)) {
    field(row.is_message ? _("Message:") : _("File:"),
          row.name + "  " + row.type + "  " + filled(_("%1 bytes"), row.size));
  }
  lines.emplace_back();
  append_lines(lines, body_text(message));
  return lines;
}

std::vector<std::string> property_lines(IMAPIProp* object) {
  const AllProperties all = all_properties(object);
  std::vector<std::string> lines;
  for (ULONG i = 0; i < all.count; ++i) {
    const SPropValue& value = all.values.get()[i];
    std::string text = printable(value_text(value));
    if (text.size() > kLongestValue) text = kit::valid_utf8(text.substr(0, kLongestValue)) + "…";
    lines.push_back(tag_text(value.ulPropTag) + " " + text);
  }
  return lines;
}

nlohmann::json message_document(IMessage* message, bool with_properties) {
  const Head head = head_of(message);
  nlohmann::json document = {{"from", head.from},
                             {"subject", head.subject},
                             {"sent", iso_time(head.sent)},
                             {"received", iso_time(head.received)},
                             {"recipients", nlohmann::json::array()},
                             {"attachments", nlohmann::json::array()},
                             {"body", body_text(message)},
                             {"headers", get_long_text(message, PR_TRANSPORT_MESSAGE_HEADERS_W)}};
  for (const RecipientRow& row : recipients(message)) {
    document["recipients"].push_back({{"type", row.type}, {"name", row.name}, {"address", row.address}});
  }
  for (const AttachmentRow& row : attachments(message)) {
    document["attachments"].push_back(
        {{"name", row.name}, {"type", row.type}, {"size", row.size}, {"message", row.is_message}});
  }
  if (with_properties) {
    const AllProperties all = all_properties(message);
    for (ULONG i = 0; i < all.count; ++i) {
      document["properties"][tag_text(all.values.get()[i].ulPropTag)] = value_text(all.values.get()[i]);
    }
  }
  return document;
}

}  // namespace postroom::tool
