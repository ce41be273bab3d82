// SPDX-License-Identifier: Apache-2.0
//
// postroom status: live processes by their mapped pages, or the status table of a session of our own.
#include <nlohmann/json.hpp>
#include <postroom/live_status.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/process_view.hpp"
#include "tools/postroom/process_watch.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/status_view.hpp"
#include "tools/postroom/text.hpp"

namespace postroom::tool {
namespace {

int show_processes(const Context& context) {
  const std::vector<live::Process> processes = live::read_processes();
  if (context.json) {
    print(process_document(processes));
  } else {
    for (const std::string& line : process_lines(processes)) print_line(line);
  }
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

std::vector<std::string> words_of_transports(IMAPISession* session) {
  std::vector<std::string> words;
  for (const StatusRow& row : status_rows(session)) {
    const bool moves_mail = row.resource_type == MAPI_TRANSPORT_PROVIDER || row.resource_type == MAPI_SPOOLER;
    if (moves_mail && !row.text.empty()) words.push_back(row.name + ": " + row.text);
  }
  return words;
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
  if (options.watch) return watch_processes(context);
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
      print_line(column(kind_of(row), 14) + " " + column(row.name, 28) + " " + state_of(row) +
                 (row.text.empty() ? "" : "; " + printable(row.text)));
    }
  }
  if (context.json) print(document);
  session.log_off();
  return kDone;
}

}  // namespace postroom::tool
