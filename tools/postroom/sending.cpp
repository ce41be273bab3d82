// SPDX-License-Identifier: Apache-2.0
//
// postroom send and queue.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/compose.hpp"
#include "tools/postroom/text.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>

namespace postroom::tool {
namespace {

std::string body_of(const SendOptions& options) {
  if (options.body != "-") return options.body;
  return {std::istreambuf_iterator<char>(std::cin), {}};
}

std::string state_of(LONG flags) {
  return (flags & MSGFLAG_SUBMIT) != 0 ? _("submitted") : _("not submitted");
}

}  // namespace

int send_mail(const Context& context, const SendOptions& options) {
  const Mapi mapi;
  Session session(context.profile, options.wait_seconds > 0 ? Mail::moved : Mail::none);
  Letter letter{options.to, options.cc, options.bcc, options.subject, body_of(options), options.attachments};
  Thread thread;
  if (!options.reply_to.empty()) thread = answer(open_message(session, "", options.reply_to).get(), letter);
  submit(session, letter, thread);
  const bool sent = options.wait_seconds > 0 && flush(session, std::chrono::seconds(options.wait_seconds));
  session.log_off();
  if (context.json) {
    print({{"submitted", true}, {"sent", sent}});
  } else {
    print_line(sent ? _("sent") : _("queued: the next session that moves mail sends it"));
  }
  return kDone;
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

int show_queue(const Context& context) {
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
