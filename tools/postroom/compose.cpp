// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/compose.hpp"

#include <mapicanon.h>
#include <sodium.h>
#include <kit/text/hexadecimal.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/property_bag.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/message_view.hpp"
#include "tools/postroom/names.hpp"
#include "tools/postroom/text.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace postroom::tool {
namespace {

constexpr std::size_t kLargestAttachment = std::size_t{1} << 30U;

std::string new_message_id() {
  std::array<unsigned char, 16> random;
  randombytes_buf(random.data(), random.size());
  return "<" + kit::hexadecimal({reinterpret_cast<const char*>(random.data()), random.size()}) + "@postroom.local>";
}

void set(IMAPIProp* object, const kit::PropertyBag& bag) {
  const auto values = kit::make_values(bag);
  check(object->SetProps(static_cast<ULONG>(bag.size()), values.get(), nullptr), object, "write the message");
}

std::string with_crlf(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) result.push_back('\r');
    result.push_back(text[i]);
  }
  return result;
}

void add_recipients(Session& session, IMessage* message, const std::vector<std::string>& names, LONG type) {
  if (names.empty()) return;
  const Resolved resolved = resolve(session.address_book(), names);
  for (const ResolvedName& name : resolved.names) {
    if (name.resolution == Resolution::ambiguous) {
      kit::fail(MAPI_E_AMBIGUOUS_RECIP,
                filled(_("'%1' is ambiguous: several people are called that; nothing was sent"), name.asked));
    }
    if (name.resolution == Resolution::unresolved) {
      kit::fail(MAPI_E_NOT_FOUND,
                filled(_("'%1' is not in the address book and is no address; nothing was sent"), name.asked));
    }
  }
  kit::RowSetBuilder rows(names.size());
  for (ULONG i = 0; i < resolved.list->cEntries; ++i) {
    kit::PropertyBag row = kit::PropertyBag::from(resolved.list->aEntries[i]);
    row.set(PR_RECIPIENT_TYPE, type);
    rows.add(row);
  }
  const kit::rows_ptr list = std::move(rows).finish();
  check(message->ModifyRecipients(MODRECIP_ADD, reinterpret_cast<LPADRLIST>(list.get())), message, "add recipients");
}

std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    kit::fail(errno == ENOENT ? MAPI_E_NOT_FOUND : MAPI_E_NO_ACCESS,
              filled(_("cannot read '%1': %2"), path, std::strerror(errno)));
  }
  std::error_code error;
  if (std::filesystem::file_size(path, error) > kLargestAttachment)
    kit::fail(MAPI_E_TOO_BIG, filled(_("'%1' is larger than 1 GiB"), path));
  return {std::istreambuf_iterator<char>(file), {}};
}

void attach(IMessage* message, const std::string& path) {
  ULONG number = 0;
  kit::com_ptr<IAttach> attachment;
  check(message->CreateAttach(nullptr, 0, &number, attachment.put()), message, "attach a file");
  const std::string name = std::filesystem::path(path).filename();
  kit::PropertyBag bag;
  bag.set(PR_ATTACH_METHOD, ATTACH_BY_VALUE);
  bag.set(PR_RENDERING_POSITION, -1);
  bag.set(PR_ATTACH_LONG_FILENAME_W, name);
  bag.set(PR_ATTACH_FILENAME_W, name);
  bag.set(PR_DISPLAY_NAME_W, name);
  bag.set(PR_ATTACH_DATA_BIN, file_bytes(path));
  set(attachment.get(), bag);
  check(attachment->SaveChanges(0), attachment.get(), "save the attachment");
}

std::size_t count_of(IMAPIFolder* folder) {
  kit::com_ptr<IMAPITable> table;
  check(folder->GetContentsTable(0, table.put()), folder, "list messages");
  ULONG count = 0;
  check(table->GetRowCount(0, &count), table.get(), "count messages");
  return count;
}

// Whom a report of failure is about, and why (H-37).
void append_refused(IMessage* report, std::vector<std::string>& lines) {
  kit::com_ptr<IMAPITable> table;
  check(report->GetRecipientTable(MAPI_UNICODE, table.put()), report, "list the recipients");
  for_each_row(table.get(), {PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_REPORT_TEXT_W}, [&](const Values& row) {
    const std::string name = row.text(PR_DISPLAY_NAME_W);
    const std::string why = row.text(PR_REPORT_TEXT_W);
    lines.push_back((name.empty() ? row.text(PR_EMAIL_ADDRESS_W) : name) + (why.empty() ? "" : ": " + why));
    return true;
  });
}

EntryId spooler_status_id(Session& session) {
  kit::com_ptr<IMAPITable> table;
  check(session->GetStatusTable(0, table.put()), session.get(), "open the status table");
  EntryId id;
  for_each_row(table.get(), {PR_ENTRYID, PR_RESOURCE_TYPE}, [&](const Values& row) {
    if (row.number(PR_RESOURCE_TYPE) == MAPI_SPOOLER) id = row.binary(PR_ENTRYID);
    return id.empty();
  });
  return id;
}

HRESULT ask_to_flush(Session& session, ULONG flags) {
  EntryId id = spooler_status_id(session);
  kit::com_ptr<IMAPIStatus> spooler;
  ULONG type = 0;
  check(session->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMAPIStatus, 0, &type,
                           spooler.put_unknown()),
        session.get(), "open the spooler's status object");
  return spooler->FlushQueues(0, 0, nullptr, flags);
}

}  // namespace

kit::com_ptr<IMAPIFolder> special_folder(Session& session, ULONG entry_id_tag) {
  const Properties store = get_properties(session.store(), {entry_id_tag});
  const EntryId id = store.binary(entry_id_tag);
  if (id.empty()) kit::fail(MAPI_E_NOT_FOUND, _("the message store lacks a special folder"));
  return open_folder_by_id(session, id);
}

Thread answer(IMessage* original, Letter& letter) {
  const Properties p = get_properties(original, {PR_SUBJECT_W, PR_SENDER_NAME_W, PR_SENDER_EMAIL_ADDRESS_W,
                                                 PR_INTERNET_MESSAGE_ID_W, PR_INTERNET_REFERENCES_W});
  if (letter.to.empty())
    letter.to.push_back(p.text(PR_SENDER_NAME_W) + "[SMTP:" + p.text(PR_SENDER_EMAIL_ADDRESS_W) + "]");
  if (letter.subject.empty()) {
    const std::string subject = p.text(PR_SUBJECT_W);
    letter.subject = subject.starts_with("Re: ") ? subject : "Re: " + subject;
  }
  letter.body += filled(_("\n\n%1 wrote:\n"), p.text(PR_SENDER_NAME_W));
  const std::string quoted = body_text(original);
  for (std::size_t at = 0; at < quoted.size();) {
    const std::size_t end = std::min(quoted.find('\n', at), quoted.size());
    letter.body += "> " + quoted.substr(at, end - at) + "\n";
    at = end + 1;
  }
  const std::string id = p.text(PR_INTERNET_MESSAGE_ID_W);
  const std::string references = p.text(PR_INTERNET_REFERENCES_W);
  return {id, references.empty() ? id : references + " " + id};
}

std::string submit(Session& session, const Letter& letter, const Thread& thread) {
  if (letter.to.empty() && letter.cc.empty() && letter.bcc.empty()) {
    throw WrongCall(_("nobody to send to: name a recipient with --to"));
  }
  const auto outbox = special_folder(session, PR_IPM_OUTBOX_ENTRYID);
  const Properties store = get_properties(session.store(), {PR_IPM_SENTMAIL_ENTRYID});
  kit::com_ptr<IMessage> message;
  check(outbox->CreateMessage(nullptr, 0, message.put()), outbox.get(), "create a message");
  add_recipients(session, message.get(), letter.to, MAPI_TO);
  add_recipients(session, message.get(), letter.cc, MAPI_CC);
  add_recipients(session, message.get(), letter.bcc, MAPI_BCC);
  for (const std::string& path : letter.attachments) attach(message.get(), path);
  kit::PropertyBag bag;
  bag.set(PR_MESSAGE_CLASS_W, "IPM.Note");
  bag.set(PR_SUBJECT_W, letter.subject);
  bag.set(PR_BODY_W, with_crlf(letter.body));
  bag.set(PR_INTERNET_MESSAGE_ID_W, new_message_id());
  if (!thread.in_reply_to.empty()) bag.set(PR_IN_REPLY_TO_ID_W, thread.in_reply_to);
  if (!thread.references.empty()) bag.set(PR_INTERNET_REFERENCES_W, thread.references);
  if (const std::string sent = store.binary(PR_IPM_SENTMAIL_ENTRYID); !sent.empty()) bag.set(PR_SENTMAIL_ENTRYID, sent);
  set(message.get(), bag);
  std::string search_key = get_properties(message.get(), {PR_SEARCH_KEY}).binary(PR_SEARCH_KEY);
  check(message->SubmitMessage(0), message.get(), "submit the message");
  return search_key;
}

bool flush(Session& session, std::chrono::seconds limit) {
  constexpr std::chrono::seconds kForTheRequest{1};
  const auto deadline = std::chrono::steady_clock::now() + limit;
  // The status table waits until all transports have started (C-16). A busy spooler is sending already.
  session.aside([&session] {
    try {
      static_cast<void>(ask_to_flush(session, FLUSH_UPLOAD | FLUSH_ASYNC_OK));
    } catch (const kit::Failure&) {  // the session has ended, or what waits is told by the queue
    }
  });
  while (queued(session) > 0) {
    if (std::chrono::steady_clock::now() >= deadline || wait_interrupted(std::chrono::milliseconds(20))) return false;
    HrDispatchNotifications(0);
  }
  session.aside_has_ended(kForTheRequest);  // its objects go before the session's end, unless a transport hangs (J-10)
  return true;
}

std::vector<std::string> refusals(Session& session, const std::string& search_key) {
  constexpr std::size_t kNewest = 200;
  const auto inbox = open_folder(session, "Inbox");
  const std::vector<MessageRow> newest = messages(inbox.get(), kNewest);
  std::vector<std::string> lines;
  for (const MessageRow& row : newest) {
    if (!row.message_class.starts_with("Report.") || !row.message_class.ends_with(".NDR")) continue;
    EntryId id = row.entry_id;
    kit::com_ptr<IMessage> report;
    ULONG type = 0;
    check(
        inbox->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMessage, 0, &type, report.put_unknown()),
        inbox.get(), "open a report");
    if (get_properties(report.get(), {PR_ORIGINAL_SEARCH_KEY}).binary(PR_ORIGINAL_SEARCH_KEY) != search_key) continue;
    append_refused(report.get(), lines);
  }
  return lines;
}

void receive(Session& session) {
  kit::check(ask_to_flush(session, FLUSH_DOWNLOAD | FLUSH_FORCE), _("the transports could not be asked for mail"));
}

std::size_t queued(Session& session) {
  return count_of(special_folder(session, PR_IPM_OUTBOX_ENTRYID).get());
}

}  // namespace postroom::tool
