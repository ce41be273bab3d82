// SPDX-License-Identifier: Apache-2.0
#include "content/mime/charset.hpp"
#include "content/mime/gmime_ptr.hpp"
#include "content/mime/header_fields.hpp"
#include "content/mime/mail.hpp"

#include "content/mime/unix_epoch.hpp"

#include "kit/text/ascii.hpp"

#include <algorithm>
#include <utility>

namespace postroom::content {
namespace {

using object_ptr = gmime_ptr<GMimeObject>;

constexpr std::size_t kLongestLine = 900;  // RFC 5322 2.1.1 allows 998

// --- header fields

std::string with_line_end(std::string field) {
  if (!field.empty() && field.back() != '\n') field.push_back('\n');
  return field;
}

std::string text_field(const char* name, const std::string& value) {
  if (value.empty()) return {};
  const gchar_ptr encoded(g_mime_utils_header_encode_text(nullptr, value.c_str(), "utf-8"));
  const std::string field = std::string(name) + ": " + to_string(encoded);
  return with_line_end(to_string(gchar_ptr(g_mime_utils_unstructured_header_fold(nullptr, nullptr, field.c_str()))));
}

// Message ids are atoms: never encoded, folded between ids.
std::string id_field(const char* name, const std::string& value) {
  if (value.empty()) return {};
  std::string field = std::string(name) + ":";
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find(' ', at), value.size());
    field += at == 0 ? " " : "\n\t";
    field.append(value, at, end - at);
    at = end + 1;
  }
  return field + '\n';
}

std::string address_field(const char* name, const std::vector<Mailbox>& list) {
  if (list.empty()) return {};
  const gmime_ptr<InternetAddressList> addresses(internet_address_list_new());
  for (const Mailbox& mailbox : list) {
    const gmime_ptr<InternetAddress> address(
        internet_address_mailbox_new(mailbox.name.empty() ? nullptr : mailbox.name.c_str(), mailbox.address.c_str()));
    internet_address_list_add(addresses.get(), address.get());
  }
  const gchar_ptr encoded(internet_address_list_to_string(addresses.get(), nullptr, TRUE));
  return std::string(name) + ": " + with_line_end(to_string(encoded));
}

std::string date_field(std::uint64_t file_time) {
  GDateTime* date = g_date_time_new_from_unix_utc(static_cast<gint64>(file_time / 10000000ULL) - kUnixEpoch);
  if (date == nullptr) return {};
  const gchar_ptr text(g_mime_utils_header_format_date(date));
  g_date_time_unref(date);
  return "Date: " + to_string(text) + "\n";
}

// As MAPI knows them: a name that is the address is no name.
bool same_mailbox(const Mailbox& a, const Mailbox& b) {
  const auto name = [](const Mailbox& mailbox) {
    return mailbox.name == mailbox.address ? std::string_view() : std::string_view(mailbox.name);
  };
  return a.address == b.address && name(a) == name(b);
}

bool same_mailbox(const std::optional<Mailbox>& a, const std::optional<Mailbox>& b) {
  return a && b ? same_mailbox(*a, *b) : a.has_value() == b.has_value();
}

bool same_mailboxes(const std::vector<Mailbox>& a, const std::vector<Mailbox>& b) {
  return std::ranges::equal(a, b, [](const Mailbox& x, const Mailbox& y) { return same_mailbox(x, y); });
}

// Who sent it: the author, unless it says another. A field that says the author again says the same.
const std::optional<Mailbox>& sender_of(const Mail& mail) {
  return mail.sender ? mail.sender : mail.from;
}

std::vector<Mailbox> as_list(const std::optional<Mailbox>& mailbox) {
  return mailbox ? std::vector<Mailbox>{*mailbox} : std::vector<Mailbox>{};
}

// A modelled header field: its name, whether two mails agree on it, and how it is written anew.
struct Modelled {
  const char* name;
  bool (*same)(const Mail& a, const Mail& b);
  std::string (*write)(const char* name, const Mail& mail);
};

constexpr Modelled kModelled[] = {
    {"Date", [](const Mail& a, const Mail& b) { return a.date == b.date; },
     [](const char*, const Mail& m) { return m.date ? date_field(*m.date) : std::string(); }},
    {"From", [](const Mail& a, const Mail& b) { return same_mailbox(a.from, b.from); },
     [](const char* n, const Mail& m) { return address_field(n, as_list(m.from)); }},
    {"Sender", [](const Mail& a, const Mail& b) { return same_mailbox(sender_of(a), sender_of(b)); },
     [](const char* n, const Mail& m) { return address_field(n, as_list(m.sender)); }},
    {"Reply-To", [](const Mail& a, const Mail& b) { return same_mailboxes(a.reply_to, b.reply_to); },
     [](const char* n, const Mail& m) { return address_field(n, m.reply_to); }},
    {"To", [](const Mail& a, const Mail& b) { return same_mailboxes(a.to, b.to); },
     [](const char* n, const Mail& m) { return address_field(n, m.to); }},
    {"Cc", [](const Mail& a, const Mail& b) { return same_mailboxes(a.cc, b.cc); },
     [](const char* n, const Mail& m) { return address_field(n, m.cc); }},
    {"Bcc", [](const Mail& a, const Mail& b) { return same_mailboxes(a.bcc, b.bcc); },
     [](const char* n, const Mail& m) { return address_field(n, m.bcc); }},
    {"Subject", [](const Mail& a, const Mail& b) { return a.subject == b.subject; },
     [](const char* n, const Mail& m) { return text_field(n, m.subject); }},
    {"Message-ID", [](const Mail& a, const Mail& b) { return a.message_id == b.message_id; },
     [](const char* n, const Mail& m) { return id_field(n, m.message_id); }},
    {"In-Reply-To", [](const Mail& a, const Mail& b) { return a.in_reply_to == b.in_reply_to; },
     [](const char* n, const Mail& m) { return id_field(n, m.in_reply_to); }},
    {"References", [](const Mail& a, const Mail& b) { return a.references == b.references; },
     [](const char* n, const Mail& m) { return id_field(n, m.references); }},
    {"Importance", [](const Mail& a, const Mail& b) { return a.importance == b.importance; },
     [](const char*, const Mail& m) {
       return std::string(m.importance == 2 ? "Importance: high\n" : m.importance == 0 ? "Importance: low\n" : "");
     }},
};

const Modelled* modelled(std::string_view name) {
  const auto* found = std::ranges::find_if(kModelled, [&](const Modelled& m) { return same_name(m.name, name); });
  return found == std::end(kModelled) ? nullptr : found;
}

std::string header_of(const Mail& mail, bool include_bcc) {
  std::size_t body = 0;
  const std::vector<HeaderField> fields = split_header(mail.headers, body);
  const Mail original = fields.empty() ? Mail{} : parse_mime(mail.headers + "\r\n");
  std::string header;
  for (const HeaderField& field : fields) {
    const Modelled* model = modelled(field.name);
    if (model != nullptr && !model->same(original, mail)) continue;
    if (!include_bcc && same_name(field.name, "Bcc")) continue;
    header += field.raw;
  }
  for (const Modelled& model : kModelled) {
    if (!include_bcc && same_name(model.name, "Bcc")) continue;
    if (!model.same(original, mail)) header += model.write(model.name, mail);
  }
  return header;
}

// --- body

bool has_long_line(std::string_view text) {
  std::size_t start = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', start)) {
    if (end - start > kLongestLine) return true;
    start = end + 1;
  }
  return text.size() - start > kLongestLine;
}

// The encoding that brings the bytes through unchanged and stays readable where that is cheap.
GMimeContentEncoding encoding_for(std::string_view bytes, bool text) {
  const auto eight_bit =
      static_cast<std::size_t>(std::ranges::count_if(bytes, [](unsigned char c) { return c >= 0x80; }));
  const bool odd = bytes.find_first_of(std::string_view("\0\r", 2)) != std::string_view::npos;
  const bool blank_ends = bytes.find(" \n") != std::string_view::npos || bytes.find("\t\n") != std::string_view::npos;
  const bool from_line = bytes.starts_with("From ") || bytes.find("\nFrom ") != std::string_view::npos;
  if (!text || (odd && eight_bit > 0)) return GMIME_CONTENT_ENCODING_BASE64;
  if (eight_bit * 4 > bytes.size()) return GMIME_CONTENT_ENCODING_BASE64;
  if (eight_bit > 0 || odd || blank_ends || from_line || has_long_line(bytes)) {
    return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  }
  return GMIME_CONTENT_ENCODING_7BIT;
}

gmime_ptr<GMimePart> make_part(const std::string& mime_type, std::string_view bytes, GMimeContentEncoding encoding) {
  const std::size_t slash = mime_type.find('/');
  const bool typed = slash != std::string::npos && slash > 0 && slash + 1 < mime_type.size();
  gmime_ptr<GMimePart> part(
      typed ? g_mime_part_new_with_type(mime_type.substr(0, slash).c_str(), mime_type.substr(slash + 1).c_str())
            : g_mime_part_new_with_type("application", "octet-stream"));
  const gmime_ptr<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const gmime_ptr<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  g_mime_part_set_content_encoding(part.get(), encoding);
  return part;
}

object_ptr as_object(gmime_ptr<GMimePart> part) {
  return object_ptr(GMIME_OBJECT(part.release()));
}

object_ptr text_part(const std::string& text) {
  const std::string lines = with_lf(text);
  const GMimeContentEncoding encoding = encoding_for(lines, true);
  // Inside base64 the line ends are data, and text's are CRLF (RFC 2046 4.1.1).
  auto part = make_part("text/plain", encoding == GMIME_CONTENT_ENCODING_BASE64 ? with_crlf(lines) : lines, encoding);
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset",
                                           kit::is_all_ascii(lines) ? "us-ascii" : "utf-8");
  return as_object(std::move(part));
}

object_ptr html_part(const HtmlBody& html) {
  const bool wide = html.charset.starts_with("utf-16");
  const std::string lines = wide ? html.bytes : with_lf(html.bytes);
  const GMimeContentEncoding encoding = encoding_for(lines, !wide);
  const bool base64 = encoding == GMIME_CONTENT_ENCODING_BASE64;
  auto part = make_part("text/html", base64 && !wide ? with_crlf(lines) : lines, encoding);
  if (!html.charset.empty()) {
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", html.charset.c_str());
  }
  return as_object(std::move(part));
}

void describe(GMimePart* part, const MailAttachment& attachment) {
  g_mime_object_set_disposition(
      GMIME_OBJECT(part),
      attachment.inline_shown || (attachment.related && attachment.file_name.empty()) ? "inline" : "attachment");
  if (!attachment.file_name.empty()) g_mime_part_set_filename(part, attachment.file_name.c_str());
  if (!attachment.content_id.empty()) g_mime_part_set_content_id(part, attachment.content_id.c_str());
  if (!attachment.content_location.empty()) g_mime_part_set_content_location(part, attachment.content_location.c_str());
  if (!attachment.charset.empty()) {
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", attachment.charset.c_str());
  }
}

object_ptr attachment_part(const MailAttachment& attachment) {
  if (attachment.message) {
    const std::string bytes = build_mime(*attachment.message, true);
    auto part = make_part("message/rfc822", bytes,
                          kit::is_all_ascii(bytes) ? GMIME_CONTENT_ENCODING_7BIT : GMIME_CONTENT_ENCODING_8BIT);
    describe(part.get(), attachment);
    return as_object(std::move(part));
  }
  // A message's or multipart's own encoding may only be 7bit, 8bit or binary (RFC 2046 5.2.1): carried as data instead.
  const bool composite = attachment.mime_type.starts_with("message/") || attachment.mime_type.starts_with("multipart/");
  const bool fits = attachment.mime_type.starts_with("message/") &&
                    encoding_for(attachment.data, true) == GMIME_CONTENT_ENCODING_7BIT;
  auto part =
      make_part(composite && !fits && attachment.mime_type.starts_with("multipart/") ? "application/octet-stream"
                                                                                     : attachment.mime_type,
                attachment.data, fits ? GMIME_CONTENT_ENCODING_7BIT : GMIME_CONTENT_ENCODING_BASE64);
  describe(part.get(), attachment);
  return as_object(std::move(part));
}

object_ptr make_multipart(const char* subtype, const std::vector<object_ptr>& parts) {
  gmime_ptr<GMimeMultipart> multipart(g_mime_multipart_new_with_subtype(subtype));
  for (const object_ptr& part : parts) g_mime_multipart_add(multipart.get(), part.get());
  return object_ptr(GMIME_OBJECT(multipart.release()));
}

std::vector<object_ptr> one(object_ptr object) {
  std::vector<object_ptr> list;
  list.push_back(std::move(object));
  return list;
}

object_ptr body_of(const Mail& mail) {
  if (!mail.html) return text_part(mail.text.value_or(std::string()));
  std::vector<object_ptr> related = one(html_part(*mail.html));
  for (const MailAttachment& attachment : mail.attachments) {
    if (attachment.related) related.push_back(attachment_part(attachment));
  }
  object_ptr shown = related.size() == 1 ? std::move(related.front()) : make_multipart("related", related);
  if (!mail.text) return shown;
  std::vector<object_ptr> alternatives = one(text_part(*mail.text));
  alternatives.push_back(std::move(shown));
  return make_multipart("alternative", alternatives);
}

object_ptr whole(const Mail& mail) {
  std::vector<object_ptr> parts;
  for (const MailAttachment& attachment : mail.attachments) {
    if (!attachment.related || !mail.html) parts.push_back(attachment_part(attachment));
  }
  if (parts.empty()) return body_of(mail);
  if (mail.text || mail.html) parts.insert(parts.begin(), body_of(mail));
  return make_multipart("mixed", parts);
}

}  // namespace

std::string build_mime(const Mail& mail, bool include_bcc) {
  use_gmime();
  const object_ptr object = whole(mail);
  const gchar_ptr body(g_mime_object_to_string(object.get(), nullptr));
  return header_of(mail, include_bcc) + "MIME-Version: 1.0\n" + to_string(body);
}

}  // namespace postroom::content
