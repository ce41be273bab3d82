// SPDX-License-Identifier: Apache-2.0
#include "kit/copying/folders.hpp"

#include "kit/copying/batch.hpp"
#include "kit/copying/whole_copy.hpp"

#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

namespace postroom::kit {
namespace {

ENTRYID* as_entry(std::string_view entry) {
  return reinterpret_cast<ENTRYID*>(const_cast<char*>(entry.data()));
}

EntryIds entries_of(IMAPITable& table) {
  SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
  check(table.SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0));
  EntryIds entries;
  for (const PropertyBag& row : rows_from(table)) entries.emplace_back(row.binary(PR_ENTRYID));
  return entries;
}

PropertyBag some_props(IMAPIProp& object, const std::vector<ULONG>& tags) {
  ULONG count = 0;
  mapi_ptr<SPropValue> values;
  check(object.GetProps(make_tags(tags).get(), MAPI_UNICODE, &count, out(values)));
  return values ? PropertyBag::from(std::span<const SPropValue>(values.get(), count)) : PropertyBag();
}

template <class Object>
com_ptr<Object> opened(IMAPIContainer& from, std::string_view entry, ULONG flags) {
  com_ptr<Object> object;
  ULONG type = 0;
  check(from.OpenEntry(static_cast<ULONG>(entry.size()), as_entry(entry), &iid_of<Object>(), flags, &type,
                       object.put_unknown()));
  return object;
}

bool same_store(IMAPIFolder& one, IMAPIFolder& other) {
  const std::string key(some_props(one, {PR_STORE_RECORD_KEY}).binary(PR_STORE_RECORD_KEY));
  return !key.empty() && some_props(other, {PR_STORE_RECORD_KEY}).binary(PR_STORE_RECORD_KEY) == key;
}

void check_read(const SRow& row) {
  for (const SPropValue& value : std::span(row.lpProps, row.cValues)) {
    if (PROP_TYPE(value.ulPropTag) == PT_ERROR && value.Value.err != MAPI_E_NOT_FOUND) {
      fail(value.Value.err, "a row of a table of the object that is copied cannot be read");
    }
  }
}

// Who saves a message changes these; a store that has neither says nothing of it.
PropertyBag version_of(IMessage& message) {
  return some_props(message, {PR_CHANGE_KEY, PR_LAST_MODIFICATION_TIME});
}

com_ptr<IMessage> opened_message(IMAPIFolder& folder, const SBinary& entry) {
  return opened<IMessage>(folder, {reinterpret_cast<const char*>(entry.lpb), entry.cb}, MAPI_DEFERRED_ERRORS);
}

// Removes a message of which a copy is saved, if it is still what was copied.
void remove_original(IMAPIFolder& folder, const SBinary& entry, const PropertyBag& copied) {
  if (version_of(*opened_message(folder, entry)) != copied) {
    fail(MAPI_E_OBJECT_CHANGED, "the message was changed while it was copied");
  }
  SBinary gone = entry;
  ENTRYLIST list = {1, &gone};
  // M-34: a move reports nothing, and a deletion might. A store that does not know the flags has no reports.
  static_cast<void>(folder.SetReadFlags(&list, 0, nullptr, SUPPRESS_RECEIPT | GENERATE_RECEIPT_ONLY));
  if (check(folder.DeleteMessages(&list, 0, nullptr, 0)) != S_OK) {
    fail(MAPI_E_NO_ACCESS, "the original of a moved message could not be deleted");
  }
}

// One message; a moved one goes when its copy is saved.
void copy_one(IMAPIFolder& source, const SBinary& entry, IMAPIFolder& destination, IMAPIProgress* client, bool move) {
  PropertyBag copied;
  {
    const auto message = opened_message(source, entry);
    const auto flags = static_cast<ULONG>(some_props(*message, {PR_MESSAGE_FLAGS}).number(PR_MESSAGE_FLAGS));
    if (move && (flags & MSGFLAG_SUBMIT) != 0) fail(MAPI_E_SUBMITTED, "the message was submitted");
    if (move) copied = version_of(*message);
    copy_message(*message, destination, (flags & MSGFLAG_ASSOCIATED) != 0 ? MAPI_ASSOCIATED : 0, client);  // M-20
  }
  if (move) remove_original(source, entry, copied);
}

// The folders that are to be copied. Read at once, before anything is made: a folder that comes to be below itself,
// where nobody could see that it would, is not copied into its copy without end.
struct FolderTree {
  std::string entry;
  HRESULT unread = S_OK;  // why it is left out
  std::vector<FolderTree> folders;
};

// A search folder holds nothing of its own, and what it shows would be taken from where it is.
void refuse_search_folder(IMAPIFolder& folder) {
  if (some_props(folder, {PR_FOLDER_TYPE}).number(PR_FOLDER_TYPE, FOLDER_GENERIC) == FOLDER_SEARCH) {
    fail(MAPI_E_NO_SUPPORT, "a search folder cannot be copied by what it shows");
  }
}

class TreeReader {
 public:
  // `destination` is the entry identifier of the folder that the copy goes to.
  TreeReader(std::string destination, const SameEntry& same) : destination_(std::move(destination)), same_(same) {}

  std::vector<FolderTree> folders_of(IMAPIFolder& folder, int depth = 0) {
    constexpr int kDeepest = 256;  // each level is open while the ones below it are copied
    if (depth == kDeepest) fail(MAPI_E_TOO_COMPLEX, "the folders lie too deep in one another to be copied");
    std::vector<FolderTree> result;
    for (std::string& entry : subfolders_in(folder)) {
      if (!destination_.empty() && same_(entry, destination_)) {
        fail(MAPI_E_FOLDER_CYCLE, "the folder would be below itself");
      }
      result.push_back({std::move(entry), S_OK, {}});
      read(folder, result.back(), depth + 1);
    }
    return result;
  }

 private:
  // One that cannot be read is left out, and the others are not.
  void read(IMAPIFolder& parent, FolderTree& into, int depth) {
    try {
      const auto folder = opened<IMAPIFolder>(parent, into.entry, 0);
      refuse_search_folder(*folder);
      into.folders = folders_of(*folder, depth);
    } catch (const Failure& failure) {
      if (failure.code() == MAPI_E_FOLDER_CYCLE) throw;
      into.unread = failure.code();
    }
  }

  const std::string destination_;
  const SameEntry& same_;
};

// One folder on its way, with all that it holds.
class Tree {
 public:
  Tree(bool deep, bool move, const SameEntry& same) : deep_(deep), move_(move), same_(same) {}

  // Copies `entry` of `parent`. What was left out is counted; a folder that could not be made is thrown.
  void copy(IMAPIFolder& parent, std::string_view entry, IMAPIFolder& destination, LPTSTR name, ULONG name_flags,
            IMAPIProgress* client) {
    FolderTree tree{std::string(entry), S_OK, {}};
    {
      const auto folder = opened<IMAPIFolder>(parent, entry, 0);
      refuse_search_folder(*folder);
      if (is_within(destination, entry_of(*folder), same_))
        fail(MAPI_E_FOLDER_CYCLE, "the folder would be below itself");
      if (deep_) tree.folders = TreeReader(entry_of(destination), same_).folders_of(*folder);
    }
    copy(parent, tree, destination, name, name_flags, client);
  }
  HRESULT result() const noexcept { return left_out_.skipped() == 0 ? S_OK : MAPI_W_PARTIAL_COMPLETION; }

 private:
  void copy(IMAPIFolder& parent, const FolderTree& tree, IMAPIFolder& destination, LPTSTR name, ULONG name_flags,
            IMAPIProgress* client) {
    check(tree.unread, "a subfolder could not be read");
    const std::size_t before = left_out_.skipped();
    {
      const auto folder = opened<IMAPIFolder>(parent, tree.entry, MAPI_BEST_ACCESS);
      std::wstring own;
      if (name == nullptr) {
        own = to_wide(some_props(*folder, {PR_DISPLAY_NAME_W}).text(PR_DISPLAY_NAME_W));
        name = reinterpret_cast<LPTSTR>(own.data());
        name_flags = MAPI_UNICODE;
      }
      com_ptr<IMAPIFolder> made;
      check(destination.CreateFolder(FOLDER_GENERIC, name, nullptr, &IID_IMAPIFolder, name_flags, made.put()));
      left_out_.attempt([&] { copy_properties(*folder, *made); });
      copy_contents(*folder, tree.folders, *made, client);
      if (move_) left_out_.attempt([&] { check_no_hidden(*folder); });
    }
    if (!move_ || left_out_.skipped() != before) return;
    // Without DEL_MESSAGES and DEL_FOLDERS: what arrived meanwhile keeps the folder.
    left_out_.attempt([&] {
      check_all(parent.DeleteFolder(static_cast<ULONG>(tree.entry.size()), as_entry(tree.entry), 0, nullptr, 0));
    });
  }

  // Associated messages need not keep a folder from being deleted (M-11 does not name them).
  static void check_no_hidden(IMAPIFolder& folder) {
    if (!hidden_in(folder).empty()) fail(MAPI_E_HAS_MESSAGES, "the moved folder has associated messages still");
  }

  static void copy_properties(IMAPIFolder& from, IMAPIFolder& to) {
    copy_whole(from, IID_IMAPIFolder, to, nullptr,
               {PR_DISPLAY_NAME_W, PR_CONTAINER_CONTENTS, PR_FOLDER_ASSOCIATED_CONTENTS, PR_CONTAINER_HIERARCHY});
  }

  void copy_contents(IMAPIFolder& from, const std::vector<FolderTree>& folders, IMAPIFolder& to,
                     IMAPIProgress* client) {
    const EntryIds lists[] = {messages_in(from, 0), hidden_in(from)};
    const std::size_t items = lists[0].size() + lists[1].size() + folders.size();
    Progress progress(client, std::max<std::size_t>(items, 1));
    for (const EntryIds& list : lists) {
      if (list.empty()) continue;
      left_out_.attempt([&] { copy_listed(from, list, to, progress.part(list.size()), move_); });
      progress.done(list.size());
    }
    for (const FolderTree& folder : folders) {
      left_out_.attempt([&] { copy(from, folder, to, nullptr, 0, progress.part()); });
      progress.done();
    }
    if (items == 0) progress.done();
  }

  const bool deep_;
  const bool move_;
  const SameEntry& same_;
  Batch left_out_;
};

}  // namespace

std::vector<PropertyBag> rows_from(IMAPITable& table) {
  constexpr LONG kRowsAtOnce = 256;
  std::vector<PropertyBag> result;
  for (;;) {
    LPSRowSet raw = nullptr;
    check(table.QueryRows(kRowsAtOnce, 0, &raw));
    const rows_ptr rows(raw);
    if (!rows || rows->cRows == 0) return result;
    for (const SRow& row : std::span(rows->aRow, rows->cRows)) check_read(row);
    for (PropertyBag& row : bags_from(*rows)) result.push_back(std::move(row));
  }
}

EntryIds messages_in(IMAPIFolder& folder, ULONG flags) {
  com_ptr<IMAPITable> table;
  check(folder.GetContentsTable(flags, table.put()));
  return entries_of(*table);
}

EntryIds hidden_in(IMAPIFolder& folder) {
  try {
    return messages_in(folder, MAPI_ASSOCIATED);
  } catch (const Failure& failure) {
    if (failure.code() == MAPI_E_NO_SUPPORT) return {};
    throw;
  }
}

EntryIds subfolders_in(IMAPIFolder& folder) {
  com_ptr<IMAPITable> table;
  check(folder.GetHierarchyTable(0, table.put()));
  return entries_of(*table);
}

std::string entry_of(IMAPIProp& object) {
  return std::string(some_props(object, {PR_ENTRYID}).binary(PR_ENTRYID));
}

bool is_within(IMAPIFolder& folder, const std::string& ancestor, const SameEntry& same) {
  constexpr int kDeepest = 10000;  // for a store whose way up does not end
  auto at = com_ptr<IMAPIFolder>::share(&folder);
  for (int level = 0; level < kDeepest; ++level) {
    const PropertyBag here = some_props(*at, {PR_ENTRYID, PR_PARENT_ENTRYID});
    const std::string_view entry = here.binary(PR_ENTRYID);
    const std::string_view parent = here.binary(PR_PARENT_ENTRYID);
    if (!ancestor.empty() && same(entry, ancestor)) return true;
    if (parent.empty() || same(parent, entry)) return false;  // a root is its own parent
    try {
      at = opened<IMAPIFolder>(*at, parent, 0);
    } catch (const Failure&) {
      return false;  // the way up ends where this client may not look
    }
  }
  return false;
}

void copy_listed(IMAPIFolder& source, const EntryIds& entries, IMAPIFolder& destination, IMAPIProgress* client,
                 bool move) {
  if (entries.empty()) return;
  std::vector<SBinary> binaries;
  for (const std::string& entry : entries) {
    binaries.push_back({static_cast<ULONG>(entry.size()), reinterpret_cast<LPBYTE>(as_entry(entry))});
  }
  ENTRYLIST list = {static_cast<ULONG>(binaries.size()), binaries.data()};
  const ULONG flags = (move ? MESSAGE_MOVE : 0) | (client != nullptr ? MESSAGE_DIALOG : 0);
  HRESULT code =
      source.CopyMessages(&list, &IID_IMAPIFolder, &destination, 0, client, flags | MAPI_DECLINE_OK);  // D-24
  if (code == MAPI_E_DECLINE_COPY || code == MAPI_E_NO_SUPPORT) {
    code = generic_copy_messages(source, list, destination, client, move);
  }
  check_all(code);
}

void copy_subfolders(IMAPIFolder& source, IMAPIFolder& destination, IMAPIProgress* client, bool move,
                     const SameEntry& same) {
  const EntryIds folders = subfolders_in(source);
  Progress progress(client, folders.size());
  Batch batch;
  for (const std::string& folder : folders) {
    batch.attempt([&] {
      const ULONG flags = COPY_SUBFOLDERS | (move ? FOLDER_MOVE : 0);
      check_all(generic_copy_folder(source, folder, destination, nullptr, progress.part(), flags, same));
    });
    progress.done();
  }
  check_all(batch.result());
}

HRESULT generic_copy_messages(IMAPIFolder& source, const ENTRYLIST& messages, IMAPIFolder& destination,
                              IMAPIProgress* client, bool move) {
  require(messages.cValues == 0 || messages.lpbin != nullptr, "lpMsgList has no entries");
  Progress progress(client, messages.cValues);
  if (!same_store(source, destination)) {  // D-22: whether or not they arrive (M-15)
    static_cast<void>(source.SetReadFlags(const_cast<LPENTRYLIST>(&messages), 0, nullptr, GENERATE_RECEIPT_ONLY));
  }
  Batch batch;
  for (ULONG i = 0; i < messages.cValues; ++i) {
    batch.attempt([&] { copy_one(source, messages.lpbin[i], destination, progress.part(), move); });
    progress.done();
  }
  return batch.result();
}

HRESULT generic_copy_folder(IMAPIFolder& parent, std::string_view entry, IMAPIFolder& destination, LPTSTR name,
                            IMAPIProgress* client, ULONG flags, const SameEntry& same) {
  const bool move = (flags & FOLDER_MOVE) != 0;
  Tree tree(move || (flags & COPY_SUBFOLDERS) != 0, move, same);
  tree.copy(parent, entry, destination, name, flags & MAPI_UNICODE, client);
  return tree.result();
}

}  // namespace postroom::kit
