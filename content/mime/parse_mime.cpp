// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>

#include "content/mime/charset.hpp"
#include "content/mime/encoded_words.hpp"
#include "content/mime/gmime_ptr.hpp"
#include "content/mime/header_fields.hpp"
#include "content/mime/mail.hpp"
#include "content/mime/unix_epoch.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace postroom::content {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return text;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

struct OptionsFree {
  void operator()(GMimeParserOptions* options) const noexcept { g_mime_parser_options_free(options); }
};
using options_ptr = std::unique_ptr<GMimeParserOptions, OptionsFree>;

options_ptr make_options() {
  options_ptr options(g_mime_parser_options_new());
  const char* fallbacks[] = {"utf-8", "windows-1252", nullptr};
  g_mime_parser_options_set_fallback_charsets(options.get(), fallbacks);
  return options;
}

std::optional<std::uint64_t> file_time(GDateTime* date) {
  if (date == nullptr) return std::nullopt;
  const gint64 seconds = g_date_time_to_unix(date);
  const gint64 since_1601 = seconds + kUnixEpoch;
  if (since_1601 < 0) return std::nullopt;
  return static_cast<std::uint64_t>(since_1601) * 10000000ULL;
}

// The time after the last semicolon of the topmost Received field (RFC 5321 4.4).
std::optional<std::uint64_t> received_time(GMimeMessage* message) {
  const char* raw = g_mime_object_get_header(GMIME_OBJECT(message), "Received");
  const char* semicolon = raw == nullptr ? nullptr : strrchr(raw, ';');
  if (semicolon == nullptr) return std::nullopt;
  GDateTime* date = g_mime_utils_header_decode_date(semicolon + 1);
  const auto time = file_time(date);
  if (date != nullptr) g_date_time_unref(date);
  return time;
}

// Flattens groups; an address that cannot be parsed keeps its text as the name.
void append_mailboxes(InternetAddressList* list, std::vector<Mailbox>& result) {
  const int count = list == nullptr ? 0 : internet_address_list_length(list);
  for (int i = 0; i < count; ++i) {
    InternetAddress* address = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(address)) {
      append_mailboxes(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), result);
    } else {
      Mailbox mailbox{trimmed(to_string(internet_address_get_name(address))),
                      trimmed(to_string(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))))};
      mailbox.address = decode_text(mailbox.address, "");
      if (!mailbox.name.empty() || !mailbox.address.empty()) result.push_back(std::move(mailbox));
    }
  }
}

// The values of all fields with a name as they came, one after the other.
std::vector<std::string> raw_values(GMimeMessage* message, const char* name) {
  std::vector<std::string> values;
  GMimeHeaderList* headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
  const int count = g_mime_header_list_get_count(headers);
  for (int i = 0; i < count; ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(headers, i);
    if (g_ascii_strcasecmp(g_mime_header_get_name(header), name) != 0) continue;
    std::string value = to_string(g_mime_header_get_raw_value(header));
    std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });  // unfolded (RFC 5322 2.2.3)
    values.push_back(join_encoded_words(value));
  }
  return values;
}

std::vector<Mailbox> mailboxes(GMimeMessage* message, const char* name) {
  const options_ptr options = make_options();
  std::vector<Mailbox> result;
  for (const std::string& value : raw_values(message, name)) {
    const gmime_ptr<InternetAddressList> list(internet_address_list_parse(options.get(), value.c_str()));
    append_mailboxes(list.get(), result);
  }
  return result;
}

std::string subject_of(GMimeMessage* message) {
  const options_ptr options = make_options();
  const std::vector<std::string> values = raw_values(message, "Subject");
  if (values.empty()) return {};
  return to_string(gchar_ptr(g_mime_utils_header_decode_text(options.get(), values.front().c_str())));
}

std::optional<Mailbox> first(std::vector<Mailbox> list) {
  if (list.empty()) return std::nullopt;
  return std::move(list.front());
}

std::string header_text(GMimeMessage* message, const char* name) {
  const char* raw = g_mime_object_get_header(GMIME_OBJECT(message), name);
  return raw == nullptr ? std::string() : trimmed(decode_text(raw, ""));
}

// "<a@b> <c@d>": each id with its brackets, folding undone.
std::string id_list(const std::string& text) {
  std::string result;
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) break;
    if (!result.empty()) result.push_back(' ');
    for (char c : text.substr(at, end + 1 - at)) {
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') result.push_back(c);
    }
    at = end;
  }
  return result.empty() ? trimmed(text) : result;
}

int importance_of(GMimeMessage* message) {
  const std::string word = lower(header_text(message, "Importance"));
  if (word == "high") return 2;
  if (word == "low") return 0;
  if (!word.empty()) return 1;
  const std::string priority = header_text(message, "X-Priority");
  if (priority.starts_with('1') || priority.starts_with('2')) return 2;
  if (priority.starts_with('4') || priority.starts_with('5')) return 0;
  return 1;
}

// What GMime makes of the bytes; null when it makes nothing of them.
gmime_ptr<GMimeMessage> construct(std::string_view bytes, GMimeParserOptions* options) {
  const gmime_ptr<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const gmime_ptr<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  return gmime_ptr<GMimeMessage>(g_mime_parser_construct_message(parser.get(), options));
}

using Offsets = std::set<std::size_t>;

// GMime passes over lines of a header that are no fields.
void note_passed_over(gint64 offset, GMimeParserWarning what, const gchar*, gpointer offsets) {
  if (what == GMIME_CRIT_INVALID_HEADER_NAME && offset > 0) {
    static_cast<Offsets*>(offsets)->insert(static_cast<std::size_t>(offset));
  }
}

std::string_view line_at(std::string_view bytes, std::size_t at) {
  return bytes.substr(at, std::min(bytes.find('\n', at), bytes.size() - 1) + 1 - at);
}

// Does a part begin at the offset, behind an empty line or a boundary, and not with a header? One in which a line
// describes the body is a header, of which some lines are no fields.
bool begins_with_text(std::string_view bytes, std::size_t at) {
  if (at < 2 || at >= bytes.size() || bytes[at - 1] != '\n') return false;
  const std::size_t before = bytes.rfind('\n', at - 2) + 1;  // 0 for the first line
  const std::string_view previous = bytes.substr(before, at - before);
  if (!trimmed(previous).empty() && !previous.starts_with("--")) return false;
  for (std::string_view line; at < bytes.size(); at += line.size()) {
    line = line_at(bytes, at);
    if (trimmed(line).empty() || line.starts_with("--")) break;
    if (describes_body(trimmed(line.substr(0, line.find(':'))))) return false;
  }
  return true;
}

// Reads a message; null when GMime makes nothing of it. A part that begins with text, without the empty line that its
// missing header is to end with, is a header to GMime: it would lose the text, and the boundary behind it. Each gets
// that line, until there are no more.
gmime_ptr<GMimeMessage> read_message(std::string_view bytes) {
  constexpr int kRounds = 8;  // one such part may hide another
  std::string mended;
  for (int round = 1;; ++round) {
    Offsets passed_over;
    const options_ptr options = make_options();
    g_mime_parser_options_set_warning_callback(options.get(), note_passed_over, &passed_over);
    gmime_ptr<GMimeMessage> message = construct(bytes, options.get());
    std::erase_if(passed_over, [&](std::size_t offset) { return !begins_with_text(bytes, offset); });
    if (passed_over.empty() || round == kRounds) return message;
    std::string next(bytes);
    for (auto at = passed_over.rbegin(); at != passed_over.rend(); ++at) next.insert(*at, "\n");
    mended.swap(next);
    bytes = mended;
  }
}

std::string file_name_of(GMimeObject* object) {
  if (GMIME_IS_PART(object)) return decode_text(to_string(g_mime_part_get_filename(GMIME_PART(object))), "");
  const char* name = g_mime_object_get_content_disposition_parameter(object, "filename");
  if (name == nullptr) name = g_mime_object_get_content_type_parameter(object, "name");
  if (name == nullptr) return {};
  const options_ptr options = make_options();
  return to_string(gchar_ptr(g_mime_utils_header_decode_text(options.get(), name)));
}

// Decoded content of a leaf part.
std::string content_of(GMimeObject* object) {
  if (!GMIME_IS_PART(object))
    return bytes_written([&](GMimeStream* s) { g_mime_object_write_content_to_stream(object, nullptr, s); });
  GMimeDataWrapper* content = g_mime_part_get_content(GMIME_PART(object));
  if (content == nullptr) return {};
  return bytes_written([&](GMimeStream* stream) { g_mime_data_wrapper_write_to_stream(content, stream); });
}

std::string mime_type_of(GMimeObject* object) {
  GMimeContentType* type = g_mime_object_get_content_type(object);
  if (type == nullptr) return "application/octet-stream";
  return lower(to_string(gchar_ptr(g_mime_content_type_get_mime_type(type))));
}

class Reader {
 public:
  explicit Reader(Mail& mail, int depth) : mail_(mail), depth_(depth) {}

  void read(GMimeMessage* message);

 private:
  enum class Place { body, alternative, related, attachment };

  void part(GMimeObject* object, Place place, int nesting);
  void multipart(GMimeMultipart* parts, Place place, int nesting);
  void without_parts(GMimeMultipart* parts, Place place);
  void leaf(GMimeObject* object, Place place);
  bool take_body(GMimeObject* object, const std::string& type, bool attached);
  void attach(GMimeObject* object, Place place);
  void attach_undecoded(GMimeObject* object);
  gmime_ptr<GMimeMessage> message_in(GMimeObject* object) const;
  static MailAttachment described(GMimeObject* object);

  Mail& mail_;
  const int depth_;
};

void Reader::part(GMimeObject* object, Place place, int nesting) {
  if (object == nullptr) return;
  if (nesting > kMaxDepth) {
    attach_undecoded(object);
  } else if (GMIME_IS_MULTIPART(object)) {
    multipart(GMIME_MULTIPART(object), place, nesting);
  } else {
    leaf(object, place);
  }
}

// A boundary that is missing or mangled leaves no part; what was to be the parts then lies before and behind them. It
// is the text when there is none yet, else an attachment.
void Reader::without_parts(GMimeMultipart* parts, Place place) {
  const std::string content =
      to_string(g_mime_multipart_get_prologue(parts)) + to_string(g_mime_multipart_get_epilogue(parts));
  const bool empty = trimmed(content).empty();
  if (place == Place::attachment || (!empty && (mail_.text || mail_.html))) {
    attach_undecoded(GMIME_OBJECT(parts));
  } else if (!empty) {
    mail_.text = with_crlf(decode_text(content, ""));
  }
}

void Reader::multipart(GMimeMultipart* parts, Place place, int nesting) {
  const std::string type = mime_type_of(GMIME_OBJECT(parts));
  const int count = g_mime_multipart_get_count(parts);
  if (count == 0) return without_parts(parts, place);
  const Place inner = place == Place::attachment        ? Place::attachment
                      : type == "multipart/related"     ? Place::related
                      : type == "multipart/alternative" ? Place::alternative
                                                        : Place::body;
  for (int i = 0; i < count; ++i) {
    // Within related parts the first (or what is alternative to it) is the body; the others belong to it.
    part(g_mime_multipart_get_part(parts, i), inner, nesting + 1);
  }
}

bool Reader::take_body(GMimeObject* object, const std::string& type, bool attached) {
  if (attached || !GMIME_IS_PART(object)) return false;
  const std::string charset = lower(to_string(g_mime_object_get_content_type_parameter(object, "charset")));
  if (type == "text/plain" && !mail_.text && !mail_.html) {
    std::string text = with_crlf(decode_text(content_of(object), charset));
    if (!text.empty()) mail_.text = std::move(text);
    return true;
  }
  if (type == "text/html" && !mail_.html && mail_.attachments.empty()) {
    const std::string bytes = content_of(object);
    mail_.html = HtmlBody{charset.starts_with("utf-16") ? bytes : with_crlf(bytes), charset};
    return true;
  }
  return false;
}

void Reader::leaf(GMimeObject* object, Place place) {
  const std::string type = mime_type_of(object);
  GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(object);
  const bool attached =
      place == Place::attachment || (disposition != nullptr && g_mime_content_disposition_is_attachment(disposition));
  const bool named = GMIME_IS_PART(object) && g_mime_part_get_filename(GMIME_PART(object)) != nullptr;
  if (take_body(object, type, attached || named)) return;
  attach(object, place);
}

// The message that a message/rfc822 part is; null for another part, and for one that is nested too deep. The part may
// not be encoded (RFC 2046 5.2.1), and is nevertheless.
gmime_ptr<GMimeMessage> Reader::message_in(GMimeObject* object) const {
  if (depth_ >= kMaxDepth || mime_type_of(object) != "message/rfc822") return nullptr;
  if (GMIME_IS_MESSAGE_PART(object)) {
    GMimeMessage* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
    return gmime_ptr<GMimeMessage>(inner == nullptr ? nullptr : GMIME_MESSAGE(g_object_ref(inner)));
  }
  const std::string bytes = content_of(object);
  std::size_t body = 0;
  return split_header(bytes, body).empty() ? nullptr : read_message(bytes);
}

MailAttachment Reader::described(GMimeObject* object) {
  MailAttachment attachment;
  attachment.mime_type = mime_type_of(object);
  attachment.content_id = to_string(g_mime_object_get_content_id(object));
  attachment.charset = lower(to_string(g_mime_object_get_content_type_parameter(object, "charset")));
  attachment.file_name = file_name_of(object);
  if (GMIME_IS_PART(object)) {
    attachment.content_location = to_string(g_mime_part_get_content_location(GMIME_PART(object)));
  }
  if (GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(object)) {
    attachment.inline_shown = lower(to_string(g_mime_content_disposition_get_disposition(disposition))) == "inline";
  }
  return attachment;
}

void Reader::attach(GMimeObject* object, Place place) {
  MailAttachment attachment = described(object);
  attachment.related = place == Place::related;
  if (const gmime_ptr<GMimeMessage> inner = message_in(object)) {
    attachment.message = std::make_shared<Mail>();
    Reader(*attachment.message, depth_ + 1).read(inner.get());
  } else {
    attachment.data = content_of(object);
  }
  mail_.attachments.push_back(std::move(attachment));
}

void Reader::attach_undecoded(GMimeObject* object) {
  MailAttachment attachment = described(object);
  attachment.data = bytes_written([&](GMimeStream* s) { g_mime_object_write_to_stream(object, nullptr, s); });
  attachment.mime_type = "application/octet-stream";
  mail_.attachments.push_back(std::move(attachment));
}

void Reader::read(GMimeMessage* message) {
  const gchar_ptr headers(g_mime_object_get_headers(GMIME_OBJECT(message), nullptr));
  std::size_t body = 0;
  for (const HeaderField& field : split_header(to_string(headers), body)) {
    if (!describes_body(field.name)) mail_.headers += with_crlf(decode_text(field.raw, ""));
  }
  mail_.subject = trimmed(subject_of(message));
  mail_.message_id = id_list(header_text(message, "Message-Id"));
  mail_.in_reply_to = id_list(header_text(message, "In-Reply-To"));
  mail_.references = id_list(header_text(message, "References"));
  mail_.date = file_time(g_mime_message_get_date(message));
  mail_.received = received_time(message);
  mail_.from = first(mailboxes(message, "From"));
  mail_.sender = first(mailboxes(message, "Sender"));
  mail_.reply_to = mailboxes(message, "Reply-To");
  mail_.to = mailboxes(message, "To");
  mail_.cc = mailboxes(message, "Cc");
  mail_.bcc = mailboxes(message, "Bcc");
  mail_.importance = importance_of(message);
  mail_.read_receipt_wanted = !header_text(message, "Disposition-Notification-To").empty();
  part(g_mime_message_get_mime_part(message), Place::body, 0);
  if (!mail_.html) {  // nothing shows them
    for (MailAttachment& attachment : mail_.attachments) attachment.related = false;
  }
}

}  // namespace

Mail parse_mime(std::string_view bytes) {
  use_gmime();
  std::size_t body = 0;
  if (split_header(bytes, body).empty()) {
    kit::fail(MAPI_E_CORRUPT_DATA, "not an Internet message: it does not begin with a header field");
  }
  const std::size_t start = bytes.starts_with("From ") || bytes.starts_with(">From ") ? bytes.find('\n') + 1 : 0;
  const std::string_view message_bytes = bytes.substr(start);
  const gmime_ptr<GMimeMessage> message = read_message(message_bytes);
  if (!message) kit::fail(MAPI_E_CORRUPT_DATA, "not an Internet message: its header cannot be read");
  Mail mail;
  Reader(mail, 0).read(message.get());
  return mail;
}

}  // namespace postroom::content
