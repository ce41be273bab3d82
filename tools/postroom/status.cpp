// SPDX-License-Identifier: Apache-2.0
//
// postroom status: live processes by their mapped pages, or the status table of a session of our own.
#include <nlohmann/json.hpp>
#include <postroom/live_status.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/status_view.hpp"
#include "tools/postroom/text.hpp"

namespace postroom::tool {
namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::string shown(std::chrono::nanoseconds time) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  return milliseconds < 10000 ? filled(_("%1 ms"), milliseconds) : filled(_("%1 s"), milliseconds / 1000);
}

nlohmann::json as_json(const live::Process& process) {
  nlohmann::json document = {{"pid", process.id},
                             {"program", process.program},
                             {"alive", process.alive},
                             {"sessions", nlohmann::json::array()},
                             {"logons", nlohmann::json::array()},
                             {"calls", nlohmann::json::array()}};
  for (const live::Session& session : process.sessions) {
    document["sessions"].push_back({{"number", session.number},
                                    {"profile", session.profile},
                                    {"state", session.state},
                                    {"seconds", seconds(session.in_state)}});
  }
  for (const live::Logon& logon : process.logons) {
    document["logons"].push_back({{"number", logon.number},
                                  {"session", logon.session},
                                  {"kind", logon.kind},
                                  {"provider", logon.name},
                                  {"state", logon.state},
                                  {"seconds", seconds(logon.in_state)}});
  }
  for (const live::Call& call : process.calls) {
    document["calls"].push_back({{"thread", call.thread},
                                 {"provider", call.name},
                                 {"method", call.method},
                                 {"seconds", seconds(call.running)}});
  }
  return document;
}

void print_process(const live::Process& process) {
  print_line(filled(_("process %1  %2"), process.id, printable(process.program)) +
             (process.alive ? "" : _("  (ended without MAPIUninitialize; this is what it was doing)")));
  for (const live::Session& session : process.sessions) {
    print_line(filled(_("  session %1  profile %2  %3 for %4"), session.number, printable(session.profile),
                      session.state, shown(session.in_state)));
  }
  for (const live::Logon& logon : process.logons) {
    print_line(filled(_("  logon %1  %2 %3  %4 for %5"), logon.number, column(logon.kind, 3), column(logon.name, 20),
                      logon.state, shown(logon.in_state)));
  }
  for (const live::Call& call : process.calls) {
    print_line(filled(_("  thread %1 is inside %2 of %3 for %4"), call.thread, call.method, printable(call.name),
                      shown(call.running)));
  }
}

int show_processes(const Context& context) {
  const std::vector<live::Process> processes = live::read_processes();
  nlohmann::json document = nlohmann::json::array();
  for (const live::Process& process : processes) {
    if (context.json) {
      document.push_back(as_json(process));
    } else {
      print_process(process);
    }
  }
  if (context.json) print(document);
  if (!context.json && processes.empty()) print_line(_("no process uses MAPI"));
  return kDone;
}

}  // namespace

std::vector<StatusRow> status_rows(IMAPISession* session) {
  kit::com_ptr<IMAPITable> table;
  check(session->GetStatusTable(0, table.put()), session, "open the status table");
  std::vector<StatusRow> rows;
  for_each_row(
      table.get(), {PR_DISPLAY_NAME_W, PR_PROVIDER_DISPLAY_W, PR_RESOURCE_TYPE, PR_STATUS_CODE, PR_STATUS_STRING_W},
      [&](const Values& row) {
        rows.push_back({row.text(PR_DISPLAY_NAME_W), row.text(PR_PROVIDER_DISPLAY_W), row.number(PR_RESOURCE_TYPE),
                        row.number(PR_STATUS_CODE), row.text(PR_STATUS_STRING_W)});
        return true;
      });
  return rows;
}

std::string kind_of(const StatusRow& row) {
  switch (row.resource_type) {
    case MAPI_STORE_PROVIDER:
      return _("store");
    case MAPI_AB:
      return _("address book");
    case MAPI_AB_PROVIDER:
      return _("directory");
    case MAPI_TRANSPORT_PROVIDER:
      return _("transport");
    case MAPI_SPOOLER:
      return _("spooler");
    case MAPI_SUBSYSTEM:
      return _("subsystem");
    default:
      return _("other");
  }
}

std::string state_of(const StatusRow& row) {
  std::string words;
  const auto add = [&](LONG bit, const char* word) {
    if ((row.status & bit) != 0) words += (words.empty() ? "" : ", ") + std::string(word);
  };
  add(STATUS_AVAILABLE, _("available"));
  add(STATUS_OFFLINE, _("offline"));
  add(STATUS_FAILURE, _("failing"));
  add(STATUS_INBOUND_ENABLED, _("inbound"));
  add(STATUS_OUTBOUND_ENABLED, _("outbound"));
  return words;
}

int show_status(const Context& context, const StatusOptions& options) {
  if (!options.session) return show_processes(context);
  const Mapi mapi;
  Session session(context.profile, Mail::moved);
  session.store();
  session.address_book();
  nlohmann::json document = nlohmann::json::array();
  for (const StatusRow& row : status_rows(session.get())) {
    if (context.json) {
      document.push_back({{"name", row.name}, {"kind", kind_of(row)}, {"status", row.status}, {"text", row.text}});
    } else {
      print_line(column(kind_of(row), 14) + " " + column(row.name, 28) + " " + state_of(row));
    }
  }
  if (context.json) print(document);
  session.log_off();
  return kDone;
}

}  // namespace postroom::tool
