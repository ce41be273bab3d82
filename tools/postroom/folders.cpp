// SPDX-License-Identifier: Apache-2.0
#include <kit/text/hexadecimal.hpp>
#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/text.hpp"

#include <strings.h>

#include <algorithm>

namespace postroom::tool {
namespace {

EntryId subtree_id(Session& session) {
  const Properties store = get_properties(session.store(), {PR_IPM_SUBTREE_ENTRYID});
  EntryId id = store.binary(PR_IPM_SUBTREE_ENTRYID);
  if (id.empty()) kit::fail(MAPI_E_NOT_FOUND, _("the message store has no folder for mail"));
  return id;
}

void append_folders(Session& session, IMAPIFolder* parent, const std::string& path, int depth,
                    std::vector<FolderRow>& rows) {
  kit::com_ptr<IMAPITable> table;
  check(parent->GetHierarchyTable(MAPI_UNICODE, table.put()), parent, "list folders");
  std::vector<FolderRow> children;
  for_each_row(table.get(), {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_CONTENT_COUNT, PR_CONTENT_UNREAD},
               [&](const Values& row) {
                 const std::string name = row.text(PR_DISPLAY_NAME_W);
                 children.push_back({row.binary(PR_ENTRYID), name, path.empty() ? name : path + "/" + name, depth,
                                     row.number(PR_CONTENT_COUNT), row.number(PR_CONTENT_UNREAD)});
                 return true;
               });
  table.reset();
  for (FolderRow& child : children) {
    rows.push_back(child);
    append_folders(session, open_folder_by_id(session, child.entry_id).get(), child.path, depth + 1, rows);
  }
}

EntryId child_id(IMAPIFolder* folder, const std::string& name) {
  kit::com_ptr<IMAPITable> table;
  check(folder->GetHierarchyTable(MAPI_UNICODE, table.put()), folder, "list folders");
  EntryId id;
  for_each_row(table.get(), {PR_ENTRYID, PR_DISPLAY_NAME_W}, [&](const Values& row) {
    if (row.text(PR_DISPLAY_NAME_W) == name) id = row.binary(PR_ENTRYID);
    return id.empty();
  });
  return id;
}

// The name as the store has it: that of the Inbox may be written in any case, as mail programs have it.
std::string folder_name(const std::string& written, bool at_top) {
  return at_top && strcasecmp(written.c_str(), "Inbox") == 0 ? "Inbox" : written;
}

kit::com_ptr<IMAPIFolder> make_child(IMAPIFolder* folder, const std::string& name) {
  std::wstring wide = kit::to_wide(name);
  kit::com_ptr<IMAPIFolder> child;
  check(folder->CreateFolder(FOLDER_GENERIC, reinterpret_cast<LPTSTR>(wide.data()), nullptr, nullptr,
                             MAPI_UNICODE | OPEN_IF_EXISTS, child.put()),
        folder, "create the folder '" + name + "'");
  return child;
}

}  // namespace

std::vector<FolderRow> folders(Session& session) {
  std::vector<FolderRow> rows;
  append_folders(session, open_folder_by_id(session, subtree_id(session)).get(), "", 0, rows);
  return rows;
}

kit::com_ptr<IMAPIFolder> open_folder_by_id(Session& session, EntryId id) {
  kit::com_ptr<IMAPIFolder> folder;
  ULONG type = 0;
  IMsgStore* store = session.store();
  check(store->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMAPIFolder, MAPI_BEST_ACCESS, &type,
                         folder.put_unknown()),
        store, "open the folder");
  return folder;
}

kit::com_ptr<IMAPIFolder> open_folder(Session& session, const std::string& path, bool create) {
  if (path.find_first_not_of('/') == std::string::npos)
    throw WrongCall(filled(_("'%1' names no folder; 'postroom tree' shows those there are"), path));
  kit::com_ptr<IMAPIFolder> folder = open_folder_by_id(session, subtree_id(session));
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string name = folder_name(path.substr(at, end - at), at == 0);
    at = end + 1;
    if (name.empty()) continue;
    if (const EntryId id = child_id(folder.get(), name); !id.empty()) {
      folder = open_folder_by_id(session, id);
    } else if (create) {
      folder = make_child(folder.get(), name);
    } else {
      kit::fail(MAPI_E_NOT_FOUND,
                filled(_("there is no folder '%1'; 'postroom tree' shows those there are"), path.substr(0, end)));
    }
  }
  return folder;
}

std::vector<MessageRow> messages(IMAPIFolder* folder, std::size_t most) {
  kit::com_ptr<IMAPITable> table;
  check(folder->GetContentsTable(MAPI_UNICODE, table.put()), folder, "list messages");
  // What was sent from here was not delivered here.
  SizedSSortOrderSet(2, order) = {
      2, 0, 0, {{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}, {PR_CLIENT_SUBMIT_TIME, TABLE_SORT_DESCEND}}};
  check(table->SortTable(reinterpret_cast<LPSSortOrderSet>(&order), 0), table.get(), "sort messages");
  std::vector<MessageRow> rows;
  for_each_row(
      table.get(),
      {PR_ENTRYID, PR_RECORD_KEY, PR_SENDER_NAME_W, PR_DISPLAY_TO_W, PR_SUBJECT_W, PR_MESSAGE_CLASS_W,
       PR_MESSAGE_DELIVERY_TIME, PR_MESSAGE_SIZE, PR_MESSAGE_FLAGS, PR_HASATTACH, PR_CLIENT_SUBMIT_TIME},
      [&](const Values& row) {
        rows.push_back({row.binary(PR_ENTRYID), kit::hexadecimal(row.binary(PR_RECORD_KEY)), row.text(PR_SENDER_NAME_W),
                        row.text(PR_DISPLAY_TO_W), row.text(PR_SUBJECT_W), row.text(PR_MESSAGE_CLASS_W),
                        row.time(PR_MESSAGE_DELIVERY_TIME), row.number(PR_MESSAGE_SIZE), row.number(PR_MESSAGE_FLAGS),
                        row.flag(PR_HASATTACH), row.time(PR_CLIENT_SUBMIT_TIME)});
        return most == 0 || rows.size() < most;
      });
  return rows;
}

kit::com_ptr<IMessage> open_message(Session& session, const std::string& folder, const std::string& id, bool modify) {
  if (id.size() < 4)
    throw WrongCall(filled(_("'%1' is too short to name a message: give at least four characters of its id"), id));
  std::vector<EntryId> found;
  const auto search = [&](IMAPIFolder* in) {
    for (const MessageRow& row : messages(in, 0)) {
      if (row.id.starts_with(id)) found.push_back(row.entry_id);
    }
  };
  if (!folder.empty()) {
    search(open_folder(session, folder).get());
  } else {
    for (const FolderRow& row : folders(session)) search(open_folder_by_id(session, row.entry_id).get());
  }
  if (found.empty())
    kit::fail(MAPI_E_NOT_FOUND, filled(_("no message's id begins with '%1'; 'postroom ls' shows the ids"), id));
  if (found.size() > 1)
    kit::fail(MAPI_E_AMBIGUOUS_RECIP, filled(_("%1 messages' ids begin with '%2': give more of it"), found.size(), id));
  kit::com_ptr<IMessage> message;
  ULONG type = 0;
  IMsgStore* store = session.store();
  check(store->OpenEntry(static_cast<ULONG>(found.front().size()), as_entry_id(found.front()), &IID_IMessage,
                         modify ? MAPI_MODIFY : 0, &type, message.put_unknown()),
        store, "open the message");
  return message;
}

}  // namespace postroom::tool
