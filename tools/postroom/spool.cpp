// SPDX-License-Identifier: Apache-2.0
//
// NAME         postroom spool - stays logged on and moves mail until it is told to end
// DESCRIPTION  Logs on to a profile with the spooler at work: what the profile's programs submit is sent, what waits
//              at its transports is taken in, and each message that arrives is one line. For a service manager: the
//              first line says that the session is there, SIGTERM or SIGINT ends it in order, and such an end is exit
//              0. Nothing is lost when it is killed: messages stay whole in the queue.

#include <mapix.h>
#include <postroom/postroom.h>
#include <kit/text/hexadecimal.hpp>
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/new_mail.hpp"
#include "tools/postroom/status_view.hpp"
#include "tools/postroom/text.hpp"

#include <chrono>
#include <cstdio>

namespace postroom::tool {
namespace {

using Clock = std::chrono::steady_clock;

// One line at once, also into a pipe.
void tell(const Context& context, const nlohmann::json& document, const std::string& line) {
  print_line(context.json ? document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) : line);
  std::fflush(stdout);
}

std::string profile_of(Session& session) {
  for (const StatusRow& row : status_rows(session.get())) {
    if (row.resource_type == MAPI_SUBSYSTEM) return row.name;  // E-9: its row is named after the profile
  }
  return {};
}

void tell_of(const Context& context, Session& session, EntryId id) {
  kit::com_ptr<IMessage> message;
  ULONG type = 0;
  if (FAILED(session->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMessage, 0, &type,
                                message.put_unknown()))) {
    return;  // another program has moved or deleted it already
  }
  const Properties p = get_properties(message.get(), {PR_RECORD_KEY, PR_SENDER_NAME_W, PR_SUBJECT_W});
  const std::string key = kit::hexadecimal(p.binary(PR_RECORD_KEY));
  const std::string from = p.text(PR_SENDER_NAME_W);
  const std::string subject = p.text(PR_SUBJECT_W);
  tell(context, {{"event", "new_mail"}, {"id", key}, {"from", from}, {"subject", subject}},
       filled(_("new mail  %1  %2  %3"), key.substr(0, 8), column(from, 24), printable(subject)));
}

void move_mail(const Context& context, Session& session) {
  NewMail arrivals(session);
  const std::string profile = profile_of(session);
  tell(context, {{"event", "ready"}, {"profile", profile}},
       filled(_("moving the mail of '%1'; Ctrl-C or SIGTERM ends it in order"), printable(profile)));
  while (wait_readable(postroom_notification_fd())) {
    HrDispatchNotifications(0);
    for (EntryId& id : arrivals.take()) tell_of(context, session, std::move(id));
  }
  arrivals.stop();
}

void end(const Context& context, Session& session) {
  const auto begun = Clock::now();
  session.log_off();
  const double took = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
  std::string shown(16, '\0');
  shown.resize(static_cast<std::size_t>(std::snprintf(shown.data(), shown.size(), "%.1f", took)));
  tell(context, {{"event", "ended"}, {"logoff_ms", took}}, filled(_("logged off in order in %1 ms"), shown));
}

}  // namespace

int spool(const Context& context) {
  const Mapi mapi;
  try {
    Session session(context.profile, Mail::moved);
    move_mail(context, session);
    end(context, session);
  } catch (const kit::Failure& failure) {
    // A signal before the session was ready: it has ended in order as well.
    if (failure.code() != MAPI_E_USER_CANCEL || !interrupted()) throw;
  }
  return kDone;
}

}  // namespace postroom::tool
