// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/library/library.hpp"
#include "runtime/lifecycle/conductor.hpp"
#include "runtime/lifecycle/leaks.hpp"
#include "runtime/lifecycle/states.hpp"
#include "runtime/profile/profile.hpp"
#include "runtime/session/address_book_host.hpp"
#include "runtime/session/logon.hpp"
#include "runtime/session/mail.hpp"
#include "runtime/session/message_store_table.hpp"
#include "runtime/session/provider_object.hpp"
#include "runtime/session/provider_starts.hpp"
#include "runtime/session/router.hpp"
#include "runtime/session/session_sinks.hpp"
#include "runtime/session/status_table.hpp"

#include <postroom/gate.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace postroom::session {

// A session: the providers of a profile at work for one client, for the sharers of a shared session, or for the spooler
// of the profile. Clients hold it through Session, an IMAPISession each (C-6).
//
// Thread-safe. Its parts each have a lock of their own, and no lock is held while a provider, an advise sink or the
// spooler is called. It is held by its clients, by the library while it is alive, and weakly by its logons.
// Contract C, F-9 … F-12, J.2, J.3, J.10, J.11.
class SessionCore final : public library::LiveSession, public std::enable_shared_from_this<SessionCore> {
 public:
  // Begins a session on a profile. `flags` are MAPILogonEx's. No provider starts yet but the transports (C-14, C-15).
  // Null while the spooler that the session would have ends with another one: Mail::wait_until_ended().
  static std::shared_ptr<SessionCore> begin(std::unique_ptr<profile::ProfileUse> use, ULONG flags, Role role);
  ~SessionCore();

  ULONG number() const noexcept { return number_; }
  ULONG flags() const noexcept { return flags_; }
  Role role() const noexcept { return role_; }
  bool active() const noexcept { return state_.is(lifecycle::SessionState::active); }
  bool departing() const noexcept { return state_.is(lifecycle::SessionState::logging_off); }
  profile::ProfileUse& use() const noexcept { return *use_; }
  const std::string& profile_name() const noexcept { return profile_name_; }
  trace::Subject subject() const noexcept { return {number_, 0, 0, {}}; }

  Router& router() noexcept { return router_; }
  StatusTable& status() noexcept { return status_; }
  MessageStoreTable& message_stores() noexcept { return message_stores_; }
  SessionSinks& sinks() noexcept { return sinks_; }
  ProviderStarts& starts() noexcept { return *starts_; }
  Mail& mail() noexcept { return *mail_; }

  // --- its clients: Session objects, known by their cores ---

  // Throws MAPI_E_INVALID_OBJECT when the session is ending, or its last client is leaving.
  void join(std::shared_ptr<kit::Core> client);
  // A client's Logoff: its gate is closed already. The last one ends the session and returns when it is dead (J-12,
  // J-88). `flags` are Logoff's; all of it is to be over within `allowance` (J-114).
  void leave(const std::shared_ptr<kit::Core>& client, ULONG flags, const lifecycle::Allowance& allowance) noexcept;

  // --- its logons ---

  // A logon that begins: its provider's logon method is called next, with a pass of logons_gate() held.
  std::shared_ptr<Logon> new_logon(std::shared_ptr<ProviderObject> provider, const profile::ProviderEntry& entry);

  // While a provider's logon method runs, hold a pass: logoff waits for those that are inside, and none begins after
  // (J-113). Throws MAPI_E_INVALID_OBJECT when the session is ending.
  kit::Gate& logons_gate() noexcept { return logons_gate_; }
  void enter(std::shared_ptr<Logon> logon);
  // A logon has been released; from Logon only.
  void left(const Logon& logon) noexcept;
  std::vector<std::shared_ptr<Logon>> logons() const;
  std::vector<std::shared_ptr<Logon>> logons(Kind kind) const;  // in order of logon
  std::shared_ptr<Logon> find_logon(ULONG number) const;

  // --- routing (F-9 … F-12) ---

  // OpenEntry for what a MAPIUID routes to. `type` and `object` are the caller's out parameters, null or zero so far.
  // Objects of the runtime stand behind `core`'s gate.
  HRESULT open_entry(EntryIdView entry, const std::shared_ptr<kit::Core>& core, LPCIID iid, ULONG flags, ULONG* type,
                     LPUNKNOWN* object);
  // TRUE or FALSE; throws MAPI_E_UNKNOWN_ENTRYID unless one provider owns both (F-12).
  ULONG compare_entries(EntryIdView entry1, EntryIdView entry2, ULONG flags);

  // The logon that owns an identifier, address books started if need be. Throws MAPI_E_INVALID_ENTRYID or
  // MAPI_E_UNKNOWN_ENTRYID (O-25).
  std::shared_ptr<Logon> route(EntryIdView entry);

  // --- the address book ---

  // The address book whose objects stand behind `core`'s gate: one for each client, one for each support object.
  std::shared_ptr<addressbook::AddressBook> address_book(const std::shared_ptr<kit::Core>& core);

  // Drops what the address books keep of their providers, to be asked for anew (E-14).
  void validate_address_books() noexcept;

  // --- its end ---

  // The spooler's session departs in the steps of its last client (SpoolerSession): what comes before the first logoff
  // method and what comes after the last Release. begin_departure() says false when another call has begun it.
  bool begin_departure(ULONG flags, lifecycle::BoundedCalls& calls) noexcept;
  // Of the session's logons and provider objects as they are now.
  lifecycle::Conductor conductor(lifecycle::BoundedCalls& calls) noexcept;
  void end_departure(lifecycle::BoundedCalls& calls) noexcept;
  // A logon method that returns after this finds that nobody waits for it (J-113, J-114). Once.
  void give_up_half_finished_logons() noexcept;

  // How long its logoff may take (J-114).
  const lifecycle::Budget& budget() const noexcept { return budget_; }
  // For what is tried beside that, such as letting go what was given up: in a logoff, the time of one call for all.
  lifecycle::Allowance late_allowance();

  // Logs everything off, whoever still holds the session (J-71), in the order of J.3. Whoever comes second waits until
  // the first is done, unless it comes from inside the first one's calls.
  void log_off_forgotten() noexcept override;
  void take(lifecycle::FastShutdownRound& round) override;

 private:
  SessionCore(std::unique_ptr<profile::ProfileUse> use, ULONG flags, Role role);

  void end_sinks_of(const std::shared_ptr<kit::Core>& client, bool last, bool end_shared,
                    const lifecycle::Allowance& allowance) noexcept;
  void log_off(ULONG flags, const lifecycle::Allowance& allowance) noexcept;
  void enter_locked(std::shared_ptr<Logon> logon) POSTROOM_REQUIRES(mutex_);
  bool begin_logoff() noexcept;
  void close_the_doors(const lifecycle::BoundedCalls& calls) noexcept;
  void run_or_give_up(lifecycle::BoundedCalls& calls, const char* last, std::function<void()> body) noexcept;
  std::vector<std::shared_ptr<Logon>> made_logons() const;
  std::vector<std::shared_ptr<Logon>> departing_logons();
  std::vector<std::shared_ptr<addressbook::AddressBook>> open_address_books() const;
  void release_provider_objects(lifecycle::BoundedCalls& calls) noexcept;
  void end_notifications(lifecycle::BoundedCalls& calls) noexcept;
  void account(std::vector<lifecycle::EndedLogon> ended) noexcept;
  void wait_until_dead() noexcept;

  const ULONG number_;
  const ULONG flags_;
  const Role role_;
  const lifecycle::Budget budget_;
  const std::unique_ptr<profile::ProfileUse> use_;
  const std::string profile_name_;
  std::uint32_t live_slot_;

  lifecycle::Machine<lifecycle::SessionState> state_{lifecycle::SessionState::active};
  kit::Gate logons_gate_;
  Router router_;
  StatusTable status_;
  MessageStoreTable message_stores_;
  SessionSinks sinks_;
  std::unique_ptr<ProviderStarts> starts_;
  std::unique_ptr<Mail> mail_;

  mutable kit::Mutex mutex_;
  kit::Condition dead_ POSTROOM_GUARDED_BY(mutex_);
  std::uintptr_t logoff_thread_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::vector<std::shared_ptr<kit::Core>> clients_ POSTROOM_GUARDED_BY(mutex_);
  bool last_has_left_ POSTROOM_GUARDED_BY(mutex_) = false;
  std::vector<std::shared_ptr<Logon>> logons_ POSTROOM_GUARDED_BY(mutex_);  // in order of logon
  std::vector<std::weak_ptr<Logon>> made_ POSTROOM_GUARDED_BY(mutex_);      // also half done, failed or ended
  std::vector<lifecycle::EndedLogon> ended_ POSTROOM_GUARDED_BY(mutex_);    // logons, and clients
  std::vector<std::weak_ptr<addressbook::AddressBook>> address_books_ POSTROOM_GUARDED_BY(mutex_);
  std::optional<lifecycle::Allowance> late_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::session
