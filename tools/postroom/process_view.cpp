// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/process_view.hpp"

#include <nlohmann/json.hpp>

#include "tools/postroom/text.hpp"

#include <algorithm>

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
                                 {"session", call.session},
                                 {"logon", call.logon},
                                 {"provider", call.name},
                                 {"method", call.method},
                                 {"seconds", seconds(call.running)}});
  }
  return document;
}

std::string logon_line(const live::Logon& logon) {
  return filled(_("    logon %1  %2 %3  %4 for %5"), logon.number, column(logon.kind, 3), column(logon.name, 20),
                logon.state, shown(logon.in_state));
}

// The spooler logs on to transports and stores under a session of its own.
bool is_spoolers(const live::Process& process, const live::Session& session) {
  return std::any_of(process.logons.begin(), process.logons.end(), [&](const live::Logon& logon) {
    return logon.session == session.number && logon.kind.ends_with('*');
  });
}

void add_process(std::vector<std::string>& lines, const live::Process& process) {
  lines.push_back(filled(_("process %1  %2"), process.id, printable(process.program)) +
                  (process.alive ? "" : _("  (ended without MAPIUninitialize; this is what it was doing)")));
  const auto session_of = [&](const live::Logon& logon) {
    return std::find_if(process.sessions.begin(), process.sessions.end(),
                        [&](const live::Session& session) { return session.number == logon.session; });
  };
  for (const live::Session& session : process.sessions) {
    lines.push_back(filled(_("  session %1  profile %2  %3 for %4"), session.number, printable(session.profile),
                           session.state, shown(session.in_state)) +
                    (is_spoolers(process, session) ? _("  (the spooler's)") : ""));
    for (const live::Logon& logon : process.logons) {
      if (logon.session == session.number) lines.push_back(logon_line(logon));
    }
  }
  for (const live::Logon& logon : process.logons) {
    if (session_of(logon) == process.sessions.end())
      lines.push_back(logon_line(logon));  // a full page lacks its session
  }
  for (const live::Call& call : process.calls) {
    lines.push_back(filled(_("  thread %1 is inside %2 of %3 for %4"), call.thread, call.method, printable(call.name),
                           shown(call.running)) +
                    (call.running >= kLongCall ? _("  LONG") : ""));
  }
}

}  // namespace

std::vector<std::string> process_lines(const std::vector<live::Process>& processes) {
  std::vector<std::string> lines;
  for (const live::Process& process : processes) add_process(lines, process);
  if (processes.empty()) lines.emplace_back(_("no process uses MAPI"));
  return lines;
}

nlohmann::json process_document(const std::vector<live::Process>& processes) {
  nlohmann::json document = nlohmann::json::array();
  for (const live::Process& process : processes) document.push_back(as_json(process));
  return document;
}

std::string without_times(const std::vector<live::Process>& processes) {
  std::string text;
  const auto add = [&](const auto&... parts) { ((text += parts, text += '\t'), ...); };
  for (const live::Process& process : processes) {
    add("process", std::to_string(process.id), process.alive ? "alive" : "ended");
    for (const live::Session& session : process.sessions) add(std::to_string(session.number), session.state);
    for (const live::Logon& logon : process.logons) add(std::to_string(logon.number), logon.name, logon.state);
    for (const live::Call& call : process.calls) {
      add(std::to_string(call.thread), call.method, call.name, call.running >= kLongCall ? "long" : "");
    }
    text += '\n';
  }
  return text;
}

}  // namespace postroom::tool
