// SPDX-License-Identifier: Apache-2.0
//
// postroom ls, tree and show.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>
#include <postroom/property.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/message_view.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/text.hpp"

namespace postroom::tool {
namespace {

constexpr std::size_t kShortId = 8;

nlohmann::json as_json(const MessageRow& row) {
  return {{"id", row.id},
          {"from", row.from},
          {"to", row.to},
          {"subject", row.subject},
          {"class", row.message_class},
          {"sent", iso_time(row.sent)},
          {"received", iso_time(row.received)},
          {"size", row.size},
          {"unread", (row.flags & MSGFLAG_READ) == 0},
          {"attachments", row.has_attachment}};
}

std::string as_line(const MessageRow& row) {
  return row.id.substr(0, kShortId) + ((row.flags & MSGFLAG_READ) == 0 ? " * " : "   ") +
         column(local_time(row.received != 0 ? row.received : row.sent), 16) + "  " + column(row.from, 24) + "  " +
         (row.has_attachment ? "+ " : "  ") + printable(row.subject);
}

}  // namespace

int list_messages(const Context& context, const FolderOptions& options) {
  const Mapi mapi;
  Session session(context.profile);
  {
    const auto folder = open_folder(session, options.folder);
    nlohmann::json document = nlohmann::json::array();
    for (const MessageRow& row : messages(folder.get(), options.most)) {
      if (context.json) {
        document.push_back(as_json(row));
      } else {
        print_line(as_line(row));
      }
    }
    if (context.json) print(document);
  }
  session.log_off();
  return kDone;
}

int show_tree(const Context& context) {
  const Mapi mapi;
  Session session(context.profile);
  nlohmann::json document = nlohmann::json::array();
  for (const FolderRow& row : folders(session)) {
    if (context.json) {
      document.push_back({{"path", row.path}, {"messages", row.messages}, {"unread", row.unread}});
    } else {
      const std::string name = std::string(static_cast<std::size_t>(row.depth) * 2, ' ') + row.name;
      print_line(column(name, 40) + " " + std::to_string(row.messages) +
                 (row.unread > 0 ? filled(_(" (%1 unread)"), row.unread) : std::string()));
    }
  }
  if (context.json) print(document);
  session.log_off();
  return kDone;
}

int show_message(const Context& context, const ShowOptions& options) {
  const Mapi mapi;
  Session session(context.profile);
  {
    const auto message = open_message(session, options.folder, options.id);
    if (context.json) {
      print(message_document(message.get(), options.properties));
    } else {
      for (const std::string& line : message_lines(message.get(), options.headers)) print_line(line);
      if (options.properties) {
        for (const std::string& line : property_lines(message.get())) print_line(line);
      }
    }
  }
  session.log_off();
  return kDone;
}

}  // namespace postroom::tool
