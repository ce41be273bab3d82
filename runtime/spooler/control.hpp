// SPDX-License-Identifier: Apache-2.0
//
// What a session asks of the spooler. Arguments and answers are values, so that the spooler may run in another process
// of the profile: a socket can stand where a pointer stands today (design 5).
//
// One spooler serves all sessions of a profile. Every method may be called from any thread, without a lock held.
// No method throws unless it says so. A session with MAPI_NO_MAIL has a NoMail (below) instead of a spooler (C-7).
#pragma once

#include "runtime/lifecycle/deadline.hpp"

#include <mapicode.h>
#include <mapidefs.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace postroom::spooler {

using lifecycle::Allowance;
using lifecycle::Deadline;

// A store that a client opened without MDB_NO_MAIL in a session with mail (C-17). The spooler logs on to it by
// SpoolerLogon, with a pair of its own (C-33).
struct OpenedStore {
  ULONG session = 0;              // the session's number
  ULONG logon = 0;                // the client's logon, by the number that the trace knows
  std::string dll_name;           // as it stands in the profile
  std::vector<BYTE> entry_id;     // private: unwrapped
  MAPIUID section{};              // the provider section in the profile
  std::vector<BYTE> credentials;  // the blob that IMSProvider::Logon returned for SpoolerLogon (C-30)
  std::vector<BYTE> record_key;   // by which other processes know the store (J-43)
  bool is_default = false;
};

// The words of StoreLogoff and StoreLogoffTransports (J-36, J-37).
struct StoreLogoff {
  ULONG logon = 0;    // the client's logon, as in OpenedStore
  ULONG request = 0;  // exactly one of LOGOFF_NO_WAIT … LOGOFF_QUIET
};

// One of IMAPIStatus::FlushQueues and its kin: `transport` names a transport's logon, 0 means all (E-19).
struct Flush {
  ULONG transport = 0;
  ULONG flags = 0;  // FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_ASYNC_OK …
};

// Whose mail ends. Whether it is the last session, whoever counts them has decided, once for all steps that follow: two
// that log off at the same time, and are held up, could not find out here.
struct Leaver {
  ULONG session = 0;
  bool last = false;
};

class Control {
 public:
  virtual ~Control() = default;

  // --- the life of a session and its stores ---

  // A session with mail begins. Starts the spooler for the first one; returns at once, transports log on in the
  // background (C-15). Throws when the system refuses it a thread; then nothing has changed.
  virtual void session_started() = 0;

  // Waits until the transports' first logons are over (C-16); false when the deadline came first, or `pointless`, asked
  // now and then, said that nobody needs to know any more. Must not be called on a transport's thread.
  virtual bool wait_until_started(Deadline deadline, const std::function<bool()>& pointless) = 0;
  bool wait_until_started(Deadline deadline) {
    return wait_until_started(deadline, [] { return false; });
  }

  virtual void store_opened(const OpenedStore& store) = 0;
  // The client's logon on the store is gone (J-49), also when the session's logoff ended it. The spooler's own pair
  // goes on when a StoreLogoff(NO_WAIT, ORDERLY) left it work to finish (J-40).
  virtual void store_closed(ULONG logon) = 0;

  // IMAPISupport::StoreLogoffTransports of a client's store. Returns the output word: LOGOFF_COMPLETE and the
  // activity bits (J-36 … J-41). Blocks as long as the request says, at most until `deadline`; LOGOFF_ABORT no longer
  // than messages get to be cancelled (J-38).
  virtual ULONG store_logoff(const StoreLogoff& request, Deadline deadline) = 0;

  // The provider section of the profile's default store has become this one: what arrives from now on goes there
  // (C-44).
  virtual void default_store_changed(const MAPIUID& section) = 0;

  // --- what providers tell the spooler ---

  // SpoolerNotify of a store (D-36): NOTIFY_READYTOSEND, or NOTIFY_NEWMAIL_RECEIVED with the message's identifiers.
  virtual HRESULT store_notifies(ULONG logon, ULONG flags, const std::vector<BYTE>& message,
                                 const std::vector<BYTE>& folder) = 0;
  // SpoolerNotify of a transport (D-37); `message` is the deferred message of NOTIFY_SENTDEFERRED, `error` the text
  // of NOTIFY_CRITICAL_ERROR.
  virtual HRESULT transport_notifies(ULONG logon, ULONG flags, const std::vector<BYTE>& message,
                                     const std::string& error) = 0;
  // SpoolerYield (D-38): S_OK or MAPI_W_CANCEL_MESSAGE.
  virtual HRESULT transport_yields(ULONG logon) = 0;
  // StatusRecips (D-39): reports for the sender of a message that this transport has been given. Unlike everything else
  // here the arguments are objects: a transport and its support object are always in the spooler's own process. On the
  // transport's thread; the caller keeps the list.
  virtual HRESULT transport_reports(ULONG logon, IMessage& message, const ADRLIST& recipients) = 0;
  // CompleteMsg of a tightly coupled store (D-32).
  virtual HRESULT complete_message(ULONG logon, const std::vector<BYTE>& message) = 0;

  // --- what clients ask ---

  virtual HRESULT flush(const Flush& request, Deadline deadline) = 0;  // E-18, E-19
  // ValidateState of the spooler's row (E-14, E-15): the transports that could not log on try again, those that are
  // logged on are asked. Returns before either is over.
  virtual HRESULT validate(ULONG flags) = 0;
  virtual std::vector<std::string> address_types() = 0;  // of the loaded transports (C-47)

  // Runs `body` on the thread of a transport in this process (E-11, N-2) and returns its answer; MAPI_E_NOT_FOUND when
  // there is no such transport here, MAPI_E_NO_SUPPORT from a spooler of another process.
  virtual HRESULT on_transport_thread(ULONG logon, const std::function<HRESULT()>& body) {
    static_cast<void>(logon);
    static_cast<void>(body);
    return MAPI_E_NO_SUPPORT;
  }

  // --- fast shutdown (J-92, J-97) ---

  // Everything stands still until let_go(): nothing is begun, what is in transit gets half of the time to finish and is
  // then cancelled; each message is done or whole in its queue. Transports have been told nothing else. False when a
  // call was still inside a provider at the deadline.
  virtual bool hold(Deadline deadline) {
    static_cast<void>(deadline);
    return true;
  }
  virtual void let_go() {}

  // --- the session's end, in the order in which the conductor calls (J-17, J-18) ---

  // Takes no more work for the session and ends the spooler's own logons on its stores. When it is the last one:
  // waits for what a StoreLogoff left to be sent (J-40), stops scheduling, END_INBOUND|END_OUTBOUND, lets running
  // messages finish for half of the time, then cancels them,
  // ABORT_DEFERRED for each deferred one. Afterwards no IXPLogon call is in flight and the spooler holds no object of
  // a store or an address book (J-17, J-57 … J-60). Pending transport logons are cancelled or awaited (J-8).
  virtual void quiesce(const Leaver& who, const Allowance& allowance) = 0;

  // What follows is for the last session alone, after its quiesce().

  // Phase one: TransportLogoff and Release of each transport's logon, on its own thread, in
  // reverse order of logon (J-62, J-66); one that overruns is abandoned (J-114).
  virtual void log_off_transports(const Allowance& allowance) = 0;
  // Phase two: Shutdown and Release of each transport provider, on the same threads.
  virtual void shut_down_transports(const Allowance& allowance) = 0;
  // Joins the spooler's threads (J-68). False when one of them is still inside a provider that has been abandoned
  // (J-114): the host then stays for it.
  virtual bool end(const Allowance& allowance) = 0;
};

// The spooler of a session that has none (C-7, J-106): every store is complete at once, and nothing is ever sent.
class NoMail : public Control {
 public:
  void session_started() override {}
  using Control::wait_until_started;
  bool wait_until_started(Deadline, const std::function<bool()>&) override { return true; }
  void store_opened(const OpenedStore&) override {}
  void store_closed(ULONG) override {}
  ULONG store_logoff(const StoreLogoff&, Deadline) override { return LOGOFF_COMPLETE; }
  void default_store_changed(const MAPIUID&) override {}
  HRESULT store_notifies(ULONG, ULONG, const std::vector<BYTE>&, const std::vector<BYTE>&) override { return S_OK; }
  HRESULT transport_notifies(ULONG, ULONG, const std::vector<BYTE>&, const std::string&) override { return S_OK; }
  HRESULT transport_yields(ULONG) override { return S_OK; }
  HRESULT transport_reports(ULONG, IMessage&, const ADRLIST&) override { return MAPI_E_NO_SUPPORT; }
  HRESULT complete_message(ULONG, const std::vector<BYTE>&) override { return MAPI_E_NO_SUPPORT; }
  HRESULT flush(const Flush&, Deadline) override { return MAPI_E_NO_SUPPORT; }
  HRESULT validate(ULONG) override { return MAPI_E_NO_SUPPORT; }
  std::vector<std::string> address_types() override { return {}; }
  void quiesce(const Leaver&, const Allowance&) override {}
  void log_off_transports(const Allowance&) override {}
  void shut_down_transports(const Allowance&) override {}
  bool end(const Allowance&) override { return true; }
};

}  // namespace postroom::spooler
