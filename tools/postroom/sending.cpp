// SPDX-License-Identifier: Apache-2.0
//
// postroom send and queue.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/compose.hpp"
#include "tools/postroom/status_view.hpp"
#include "tools/postroom/text.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace postroom::tool {
namespace {

constexpr std::size_t kReadAtOnce = 64U << 10U;

// A signal while the user still writes means that nothing is to be sent.
std::string from_standard_input() {
  std::string text;
  for (;;) {
    if (!wait_readable(STDIN_FILENO)) stop_when_interrupted();
    const std::size_t have = text.size();
    text.resize(have + kReadAtOnce);
    const ssize_t got = read(STDIN_FILENO, text.data() + have, kReadAtOnce);
    text.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return text;
    if (got < 0 && errno != EINTR) kit::fail(MAPI_E_DISK_ERROR, _("the text could not be read from standard input"));
  }
}

std::string body_of(const SendOptions& options) {
  return options.body == "-" ? from_standard_input() : options.body;
}

std::string state_of(LONG flags) {
  return (flags & MSGFLAG_SUBMIT) != 0 ? _("submitted") : _("not submitted");
}

// Why the queue did not empty, unless that is a signal. The status table is no help while a transport starts (C-16).
std::vector<std::string> reasons_to_wait(Session& session, bool sent) {
  if (sent || interrupted()) return {};
  return session.aside_has_ended(std::chrono::milliseconds(0)) ? words_of_transports(session.get()) : calls_that_wait();
}

// What has become of a submitted message.
struct Outcome {
  bool left_queue = false;
  std::vector<std::string> refused;  // each names a recipient
  std::vector<std::string> reasons;  // why it waits
};

Outcome try_to_send(Session& session, const std::string& search_key, int wait_seconds) {
  Outcome outcome;
  if (wait_seconds == 0) return outcome;
  outcome.left_queue = flush(session, std::chrono::seconds(wait_seconds));
  outcome.reasons = reasons_to_wait(session, outcome.left_queue);
  if (outcome.left_queue) outcome.refused = refusals(session, search_key);
  return outcome;
}

// The message is submitted: whatever fails now, its sender is not to send it once more.
Outcome finish_sending(Session& session, const std::string& search_key, int wait_seconds) {
  try {
    Outcome outcome = try_to_send(session, search_key, wait_seconds);
    session.log_off();
    return outcome;
  } catch (const kit::Failure& failure) {
    kit::fail(failure.code(), filled(_("%1; the message is queued, and sent by now or by the next session that moves "
                                       "mail"),
                                     failure.what()));
  }
}

int report(const Context& context, const Outcome& outcome, std::size_t recipients) {
  const bool reached = outcome.left_queue && outcome.refused.size() < recipients;
  if (context.json) {
    print({{"submitted", true}, {"sent", reached}, {"refused", outcome.refused}, {"reasons", outcome.reasons}});
  } else {
    for (const std::string& reason : outcome.reasons) warn(reason);
    for (const std::string& refused : outcome.refused) warn(refused);
    print_line(!outcome.left_queue       ? _("queued: the next session that moves mail sends it")
               : outcome.refused.empty() ? _("sent")
               : reached                 ? _("sent, but not to all; the Inbox has the report")
                                         : _("not sent: it reached nobody; the Inbox has the report"));
  }
  if (!outcome.left_queue && interrupted()) return interruption_code();
  return outcome.refused.empty() ? kDone : kPartly;
}

int flush_queue(const Context& context, const QueueOptions& options) {
  const Mapi mapi;
  Session session(context.profile, Mail::moved);
  const bool sent = flush(session, std::chrono::seconds(options.wait_seconds));
  const std::size_t left = sent ? 0 : queued(session);
  const std::vector<std::string> reasons = reasons_to_wait(session, sent);
  session.log_off();
  if (context.json) {
    print({{"sent", sent}, {"queued", left}, {"reasons", reasons}});
  } else {
    for (const std::string& reason : reasons) warn(reason);
    print_line(sent ? std::string(_("the queue is empty")) : filled(_("%1 messages still wait in the queue"), left));
  }
  if (sent) return kDone;
  return interrupted() ? interruption_code() : kFailed;
}

}  // namespace

int send_mail(const Context& context, const SendOptions& options) {
  const Mapi mapi;
  Session session(context.profile, options.wait_seconds > 0 ? Mail::moved : Mail::none);
  Letter letter{options.to, options.cc, options.bcc, options.subject, body_of(options), options.attachments};
  Thread thread;
  if (!options.reply_to.empty()) thread = answer(open_message(session, "", options.reply_to).get(), letter);
  stop_when_interrupted();
  const std::string search_key = submit(session, letter, thread);
  const Outcome outcome = finish_sending(session, search_key, options.wait_seconds);
  return report(context, outcome, letter.to.size() + letter.cc.size() + letter.bcc.size());
}

int receive_mail(const Context& context) {
  const Mapi mapi;
  Session session(context.profile, Mail::moved);
  const std::size_t before = messages(open_folder(session, "Inbox").get(), 0).size();
  receive(session);
  const std::vector<MessageRow> rows = messages(open_folder(session, "Inbox").get(), 0);
  session.log_off();
  const std::size_t arrived = rows.size() - std::min(before, rows.size());
  if (context.json) {
    print({{"arrived", arrived}});
  } else {
    print_line(filled(_("%1 new messages"), arrived));
  }
  return kDone;
}

int show_queue(const Context& context, const QueueOptions& options) {
  if (options.flush) return flush_queue(context, options);
  const Mapi mapi;
  Session session(context.profile);
  nlohmann::json document = nlohmann::json::array();
  {
    const auto outbox = special_folder(session, PR_IPM_OUTBOX_ENTRYID);
    for (const MessageRow& row : messages(outbox.get(), 0)) {
      if (context.json) {
        document.push_back({{"id", row.id},
                            {"to", row.to},
                            {"subject", row.subject},
                            {"submitted", (row.flags & MSGFLAG_SUBMIT) != 0}});
      } else {
        print_line(row.id.substr(0, 8) + "  " + column(state_of(row.flags), 14) + " " + column(row.to, 28) + " " +
                   printable(row.subject));
      }
    }
  }
  session.log_off();
  if (context.json) print(document);
  return kDone;
}

}  // namespace postroom::tool
