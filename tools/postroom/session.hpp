// SPDX-License-Identifier: Apache-2.0
//
// One MAPI session as a command uses it: initialise, log on, open the default store, and end all of it in the
// documented order (J-10), also when a command fails on its way.
#pragma once

#include "tools/postroom/overruns.hpp"
#include "tools/postroom/properties.hpp"
#include "tools/postroom/signals.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace postroom::tool {

// MAPIInitialize … MAPIUninitialize, with SIGINT and SIGTERM ending the command in order meanwhile. One thread.
class Mapi {
 public:
  // `notifications_on_a_thread`: sinks are called on MAPI's own thread instead of inside calls of this one.
  explicit Mapi(bool notifications_on_a_thread = false);
  ~Mapi();
  Mapi(const Mapi&) = delete;
  Mapi& operator=(const Mapi&) = delete;

 private:
  SignalWatch signals_;
  OverrunWatch overruns_;
};

enum class Mail { none, moved };  // MAPI_NO_MAIL, or with the spooler at work

class Session {
 public:
  // Logs on; an empty profile is the default one. Throws Failure with a sentence that names the profile.
  explicit Session(const std::string& profile, Mail mail = Mail::none);
  // Logs off when log_off() was not called; what went wrong is then lost.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  IMAPISession* operator->() const { return session_.get(); }
  IMAPISession* get() const { return session_.get(); }

  // The store marked as default, open for writing; opened on first use and released before logoff.
  IMsgStore* store();
  // Releases the store and the address book and ends the session. Throws Failure. A second signal that came by then is
  // a fast shutdown instead, from which there is no return (signals.hpp).
  void log_off();

  // Runs `work` beside this thread, for what waits for as long as a provider likes: Logoff ends such waiting, and what
  // was begun so has ended when the session has. `work` throws nothing.
  void aside(std::function<void()> work);
  // Whether all of that has ended; waits for it as long as `limit`.
  bool aside_has_ended(std::chrono::milliseconds limit);

  // The address book; an address-book provider that could not be used is named in a warning.
  IAddrBook* address_book();

 private:
  HRESULT end();

  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IMsgStore> store_;
  kit::com_ptr<IAddrBook> address_book_;
  std::vector<std::future<void>> aside_;
};

struct FolderRow {
  EntryId entry_id;
  std::string name;
  std::string path;  // "Inbox/Garden", below the IPM subtree
  int depth = 0;
  std::int32_t messages = 0;
  std::int32_t unread = 0;
};

// All folders below the IPM subtree, parents before children.
std::vector<FolderRow> folders(Session& session);

// Opens a folder by its path below the IPM subtree; "" is the subtree itself. With `create`, missing folders are made.
// Throws Failure(MAPI_E_NOT_FOUND) that names the first missing part.
kit::com_ptr<IMAPIFolder> open_folder(Session& session, const std::string& path, bool create = false);

kit::com_ptr<IMAPIFolder> open_folder_by_id(Session& session, EntryId id);

struct MessageRow {
  EntryId entry_id;
  std::string id;  // hexadecimal record key; its first characters name the message on the command line
  std::string from;
  std::string to;
  std::string subject;
  std::string message_class;
  std::uint64_t received = 0;
  std::int32_t size = 0;
  std::int32_t flags = 0;
  bool has_attachment = false;
  std::uint64_t sent = 0;
};

// The newest `most` messages of a folder, newest first; 0: all.
std::vector<MessageRow> messages(IMAPIFolder* folder, std::size_t most);

// Opens the message whose id begins with `id` in the folder, or in any folder of the store when `folder` is empty.
// Throws Failure: MAPI_E_NOT_FOUND; MAPI_E_AMBIGUOUS_RECIP when several begin so; WrongCall when `id` is too short.
kit::com_ptr<IMessage> open_message(Session& session, const std::string& folder, const std::string& id,
                                    bool modify = false);

}  // namespace postroom::tool
