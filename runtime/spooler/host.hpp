// SPDX-License-Identifier: Apache-2.0
//
// What the spooler of this process gets from the session layer: provider objects, logons and support objects, whose
// calls are traced, whose exceptions are failed calls (J-114), and whose duties at logoff are done in one place.
//
// The spooler decides when and on which thread; the links below decide how. A transport is always called on its own
// thread, from start() to shut_down() (N-2, E-13).
#pragma once

#include "runtime/lifecycle/deadline.hpp"
#include "runtime/spooler/control.hpp"

#include <postroom/com_ptr.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace postroom::spooler {

using lifecycle::Duration;

// A transport provider of the profile.
struct TransportEntry {
  std::string dll_name;
  std::string display_name;
  MAPIUID section{};
  MAPIUID service{};
  ULONG resource_flags = 0;
};

// One transport at work. Made, used and ended on the transport's thread; destroyed anywhere once ended.
class TransportLink {
 public:
  virtual ~TransportLink() = default;

  virtual ULONG number() const noexcept = 0;       // the logon's number in the trace
  virtual ULONG logon_order() const noexcept = 0;  // its place among the logons of this process, which J-18 reverses
  virtual IXPLogon& logon() noexcept = 0;          // borrowed; calls that the spooler makes itself go through call()
  virtual ULONG logon_flags() const noexcept = 0;  // what TransportLogon answered: LOGON_SP_IDLE, SP_POLL, SP_RESOLVE

  // Makes one IXPLogon call: traced as "IXPLogon::<method>" with `request`, an exception becomes MAPI_E_CALL_FAILED.
  // Never throws.
  template <class Body>
  HRESULT call(const char* method, Body&& body, ULONG request = 0) {
    return run(
        method, [&](IXPLogon& target) { return body(target); }, request);
  }

  // Phase one: IXPLogon::TransportLogoff(0), then Release; the support object has ended when it returns, whatever the
  // transport did (J-21, J-65). Once; later calls do nothing.
  virtual void log_off() noexcept = 0;
  // Phase two: IXPProvider::Shutdown and Release, when this was the provider object's last logon (J-15, J-66).
  virtual void shut_down() noexcept = 0;
  // Either of the two overran its deadline (J-114): nothing more is called on the transport. On any thread.
  virtual void abandon() noexcept = 0;

 protected:
  virtual HRESULT run(const char* method, const std::function<HRESULT(IXPLogon&)>& body, ULONG request) = 0;
};

// The spooler's own logon on a store: the pair that SpoolerLogon returned (C-33).
class StoreLink {
 public:
  virtual ~StoreLink() = default;

  virtual ULONG number() const noexcept = 0;
  virtual IMsgStore& store() noexcept = 0;  // borrowed
  // A transport that was given up holds a message of the store: the provider's library stays for as long as the process
  // lives, since nobody knows what that transport still does with it (J-114).
  virtual void keep_library() noexcept = 0;

  // StoreLogoff(ORDERLY) and Release of the store, by which J-49 runs for the spooler's logon (J-55); what the store
  // leaves undone, the runtime does. Once; later calls do nothing.
  virtual void log_off() noexcept = 0;
};

// How long the end of a store or of a session waits for mail, as it was configured. Zero waits for ever, within what
// the session's logoff has in all (J-114).
struct Patience {
  Duration drain = std::chrono::seconds(10);  // for what a StoreLogoff left to be sent (J-40)
  Duration quiet = std::chrono::seconds(5);   // for messages in transit: half to finish, half when cancelled (J-60)
};

class Host {
 public:
  virtual ~Host() = default;

  // The transports of the profile, in its order, those that prefer to be last at the end (B-13).
  virtual std::vector<TransportEntry> transports() = 0;

  // XPProviderInit and TransportLogon(LOGON_NO_DIALOG | flags) on the calling thread, which becomes the transport's.
  // Throws kit::Failure; a failure disables the service for the session (C-25), which the host has noted by then.
  virtual std::unique_ptr<TransportLink> start(const TransportEntry& transport, ULONG flags) = 0;

  // The mail ends, and a transport has not come back from its start: it is given up, like any call that overruns
  // (J-113, J-114), and what follows does not wait for it again. On any thread.
  virtual void give_up_starts() noexcept {}

  // IMSProvider::SpoolerLogon. Throws kit::Failure.
  virtual std::unique_ptr<StoreLink> log_on(const OpenedStore& store) = 0;

  // Has another process the store open, with mail, for the same profile? The spooler's own logons do not count (J-43).
  virtual bool open_elsewhere(const OpenedStore& store) = 0;

  virtual Patience patience() const = 0;

  // Is a provider looked at by the lab? Then what costs time, or touches memory that a faulty one has freed, is looked
  // at as well.
  virtual bool watches_providers() const noexcept { return false; }

  // An address book for the spooler's own use: resolving, expanding, reports. Throws kit::Failure.
  virtual kit::com_ptr<IAddrBook> open_address_book() = 0;

  // The name of the profile, for the queue's files and for messages to the user.
  virtual std::string profile_name() const = 0;

  // Merges these columns into the spooler's row in the status table of every session it serves (E-1, E-7).
  virtual void update_status_row(ULONG status_code, const std::string& status_text) = 0;
};

// Made by the spooler: the one of a profile in this process. The host outlives it.
std::shared_ptr<Control> make_spooler(Host& host);

}  // namespace postroom::spooler
