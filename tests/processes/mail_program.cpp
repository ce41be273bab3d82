// SPDX-License-Identifier: Apache-2.0
//
// A client program that does what it is told, for tests that need more than one process. Reads commands from its input,
// a line each, and answers each with a line: "ok …" or "failed CODE".
//
//   log_on PROFILE      a session of its own with mail         await_transports   until they have logged on (C-16)
//   open                the default store                      release            the store
//   send TO SUBJECT     TO is local@postroom.local or a name   store_logoff FLAGS answers the flags that came back
//                       for the courier; answers the message's identifier in hexadecimal digits
//   outbox              answers how many messages wait         log_off            the session
//   inbox               answers how many have arrived          exit               calls exit() with all of it open
//   busy PROFILE SEED   logs on, sends, and shuts down in every way, over and over; never answers. Writes "sent SUBJECT
//                       ID" for each message that the store has acknowledged
#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/one_off.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/property_bag.hpp>

#include <mapitags.h>
#include <mapiutil.h>
#include <mapix.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <sstream>
#include <string>

namespace {

using namespace postroom;
using kit::check;
using kit::com_ptr;

ENTRYID* as_entry_id(std::string& id) {
  return reinterpret_cast<ENTRYID*>(id.data());
}

std::string hex(const std::string& bytes) {
  std::string digits;
  for (const unsigned char byte : bytes) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", byte);
    digits += pair;
  }
  return digits;
}

// One write, so that whoever kills this process has the line as a whole or not at all.
void say(const std::string& line) {
  const std::string text = line + "\n";
  if (write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size())) _exit(3);
}

std::string property(IMAPIProp& object, ULONG tag) {
  SizedSPropTagArray(1, tags) = {1, {tag}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  check(object.GetProps(reinterpret_cast<SPropTagArray*>(&tags), MAPI_UNICODE, &count, kit::out(values)));
  return std::string(kit::PropertyBag::from(std::span<const SPropValue>(values.get(), count)).binary(tag));
}

class Client {
 public:
  void log_on(std::string profile) {
    check(MAPILogonEx(0, reinterpret_cast<LPTSTR>(profile.data()), nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION,
                      session_.put()));
  }
  void await_transports() {
    com_ptr<IMAPITable> status;
    check(session_->GetStatusTable(0, status.put()));
  }
  void open() {
    com_ptr<IMAPITable> table;
    check(session_->GetMsgStoresTable(MAPI_UNICODE, table.put()));
    SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_DEFAULT_STORE}};
    SRowSet* raw = nullptr;
    check(HrQueryAllRows(table.get(), reinterpret_cast<SPropTagArray*>(&columns), nullptr, nullptr, 0, &raw));
    const kit::rows_ptr rows(raw);
    for (const kit::PropertyBag& row : kit::bags_from(*rows)) {
      if (!row.boolean(PR_DEFAULT_STORE)) continue;
      std::string id(row.binary(PR_ENTRYID));
      check(session_->OpenMsgStore(0, static_cast<ULONG>(id.size()), as_entry_id(id), nullptr,
                                   MDB_NO_DIALOG | MDB_WRITE, store_.put()));
    }
    if (!store_) kit::fail(MAPI_E_NOT_FOUND);
  }
  void release() { store_.reset(); }
  ULONG store_logoff(ULONG flags) {
    check(store_->StoreLogoff(&flags));
    return flags;
  }
  void log_off() {
    check(session_->Logoff(0, 0, 0));
    session_.reset();
  }
  std::string send(const std::string& to, const std::string& subject) {
    const com_ptr<IMAPIFolder> outbox = outbox_folder();
    com_ptr<IMessage> message;
    check(outbox->CreateMessage(nullptr, 0, message.put()));
    const std::string type = to.find('@') == std::string::npos ? "COURIER" : "SMTP";
    const std::vector<std::byte> one_off = kit::encode_one_off({to, type, to});
    kit::RowSetBuilder list(1);
    list.add({{PR_RECIPIENT_TYPE, MAPI_TO},
              {PR_DISPLAY_NAME_W, to},
              {PR_ADDRTYPE_W, type},
              {PR_EMAIL_ADDRESS_W, to},
              {PR_ENTRYID, std::string(reinterpret_cast<const char*>(one_off.data()), one_off.size())}});
    const auto addresses = std::move(list).finish_addresses();
    check(message->ModifyRecipients(MODRECIP_ADD, addresses.get()));
    const kit::PropertyBag bag{{PR_MESSAGE_CLASS_W, std::string("IPM.Note")},
                               {PR_SUBJECT_W, subject},
                               {PR_SENTMAIL_ENTRYID, property(*store_, PR_IPM_SENTMAIL_ENTRYID)}};
    check(message->SetProps(static_cast<ULONG>(bag.size()), kit::make_values(bag).get(), nullptr));
    check(message->SaveChanges(KEEP_OPEN_READWRITE));
    const std::string id = hex(property(*message, PR_ENTRYID));  // before submitting (H-2)
    check(message->SubmitMessage(0));
    return id;
  }
  ULONG outbox() { return count_in(*outbox_folder()); }
  ULONG inbox() {
    ULONG size = 0;
    kit::mapi_ptr<ENTRYID> id;
    check(store_->GetReceiveFolder(nullptr, 0, &size, kit::out(id), nullptr));
    com_ptr<IMAPIFolder> folder;
    ULONG type = 0;
    check(store_->OpenEntry(size, id.get(), nullptr, 0, &type, folder.put_unknown()));
    return count_in(*folder);
  }

  [[noreturn]] void busy(const std::string& profile, unsigned seed) {
    std::mt19937 dice(seed);
    constexpr ULONG kRequests[] = {LOGOFF_NO_WAIT, LOGOFF_ORDERLY, LOGOFF_PURGE, LOGOFF_ABORT, LOGOFF_QUIET, 0, 0};
    for (unsigned sent = 0;;) {
      log_on(profile);
      if (dice() % 2 == 0) await_transports();
      open();
      for (unsigned n = 1 + dice() % 3; n != 0; --n) {
        const std::string subject = std::to_string(seed) + "." + std::to_string(sent++);
        const std::string id = send(dice() % 2 == 0 ? "bob" : "bob@postroom.local", subject);
        say("sent " + subject + " " + id);
      }
      usleep(dice() % 20000);
      if (const ULONG request = kRequests[dice() % std::size(kRequests)]; request != 0) store_logoff(request);
      if (dice() % 2 == 0) release();
      log_off();
      release();
    }
  }

 private:
  static ULONG count_in(IMAPIFolder& folder) {
    com_ptr<IMAPITable> table;
    check(folder.GetContentsTable(0, table.put()));
    ULONG count = 0;
    check(table->GetRowCount(0, &count));
    return count;
  }
  com_ptr<IMAPIFolder> outbox_folder() {
    std::string id = property(*store_, PR_IPM_OUTBOX_ENTRYID);
    com_ptr<IMAPIFolder> folder;
    ULONG type = 0;
    check(store_->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), nullptr, MAPI_MODIFY, &type,
                            folder.put_unknown()));
    return folder;
  }

  com_ptr<IMAPISession> session_;
  com_ptr<IMsgStore> store_;
};

std::string carry_out(Client& client, std::istringstream line) {
  std::string command;
  std::string first;
  std::string second;
  line >> command >> first;
  std::getline(line >> std::ws, second);
  if (command == "log_on") return client.log_on(first), "";
  if (command == "await_transports") return client.await_transports(), "";
  if (command == "open") return client.open(), "";
  if (command == "release") return client.release(), "";
  if (command == "send") return client.send(first, second);
  if (command == "store_logoff") {
    return std::to_string(client.store_logoff(static_cast<ULONG>(std::stoul(first, nullptr, 0))));
  }
  if (command == "outbox") return std::to_string(client.outbox());
  if (command == "inbox") return std::to_string(client.inbox());
  if (command == "exit") std::exit(0);
  if (command == "log_off") return client.log_off(), "";
  if (command == "busy") client.busy(first, static_cast<unsigned>(std::stoul(second)));
  kit::fail(MAPI_E_NO_SUPPORT, "no such command: " + command);
}

}  // namespace

int main() {
  MAPIINIT_0 parameters = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
  if (MAPIInitialize(&parameters) != S_OK) return 1;
  kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});
  {
    Client client;
    for (std::string line; std::getline(std::cin, line);) {
      try {
        say("ok " + carry_out(client, std::istringstream(line)));
      } catch (const std::exception& failure) {
        say("failed " + line + ": " + failure.what());
      }
    }
  }
  MAPIUninitialize();
  return 0;
}
