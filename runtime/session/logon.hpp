// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/abandonment.hpp"
#include "runtime/lifecycle/conductor.hpp"
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/lifecycle/states.hpp"
#include "runtime/lifecycle/trace.hpp"
#include "runtime/profile/profile.hpp"
#include "runtime/session/provider_object.hpp"
#include "runtime/session/store_claim.hpp"
#include "runtime/session/support_core.hpp"
#include "runtime/session/wrapped_store_id.hpp"

#include <postroom/gate.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace postroom::session {

class SessionCore;

// A logon is one provider at work for one session: it begins before the provider's logon method, because that method
// already registers MAPIUIDs and status rows through the support object, and ends once the logon object is released.
//
// It is the core behind the provider's support object, and it holds the only reference that the runtime has on the
// logon object. It holds none on the support object: the provider's last Release is what ends the registrations
// (J-25). A store is ended either by that Release, when its last client has released it (J-49), or by its session's
// logoff; a compare-and-swap decides which of two that come at once (J-50).
//
// Thread-safe. No lock is held while the provider is called. Contract D.1, J-13 … J-30, J-45 … J-55.
class Logon final : public SupportCore, public lifecycle::DepartingLogon, public std::enable_shared_from_this<Logon> {
 public:
  using Object = std::variant<kit::com_ptr<IABLogon>, kit::com_ptr<IMSLogon>, kit::com_ptr<IXPLogon>>;

  Logon(std::shared_ptr<SessionCore> session, std::shared_ptr<ProviderObject> provider, profile::ProviderEntry entry,
        Role role);
  ~Logon() override;

  ULONG number() const noexcept { return logon_number(); }
  Kind kind() const noexcept override { return provider_->kind(); }
  Role role() const noexcept { return role_; }
  ProviderObject& provider() const noexcept { return *provider_; }
  const profile::ProviderEntry& entry() const noexcept { return entry_; }
  trace::Subject subject() const noexcept { return provider_->subject(number()); }
  std::shared_ptr<SessionCore> session() const noexcept { return session_.lock(); }
  bool is_on() const noexcept { return state_.is(lifecycle::LogonState::logged_on); }
  bool half_finished() const noexcept { return state_.is(lifecycle::LogonState::logging_on); }
  bool ended() const noexcept;
  bool abandoned() const noexcept { return state_.is(lifecycle::LogonState::abandoned); }
  // Has the release of its store ended it, or begun to (J-49)? A call of another thread may be inside all the same.
  bool ends_by_release() const noexcept { return teardown_.load(std::memory_order_acquire) == Teardown::by_release; }

  // What identifies a store: its private entry identifier, as it was opened.
  const EntryId& store_id() const noexcept { return store_id_; }
  void set_store_id(EntryId id) { store_id_ = std::move(id); }
  // The spooler knows the store: it was opened for mail (C-17, J-106). Other processes see the claim until the logon
  // has ended (J-43).
  void announce_to_spooler(std::unique_ptr<StoreClaim> claim) noexcept {
    claim_ = std::move(claim);
    announced_ = true;
  }

  // Makes the call of the provider's logon method, as lifecycle::provider_call does.
  template <class Body>
  HRESULT log_on(const char* method, const void* object, Body&& body, ULONG request = 0) {
    const auto ordered = [&] {
      const HRESULT code = body();
      note_order();  // inside the call in the trace, so that logons that do not overlap are in the order it shows
      return code;
    };
    return lifecycle::provider_call(subject(), method, object, ordered, request);
  }
  // Its place among the logons of this process, which J-18 reverses; 0 before the logon method has returned. number()
  // is no such place: it is given before the call, and threads overtake each other on the way to it.
  ULONG logon_order() const noexcept { return order_; }

  // Records what the provider's logon method gave back (A-27, C-20, C-30); before succeeded() or failed().
  void note_answer(const char* method, HRESULT code, IUnknown* object, const IMsgStore* store,
                   IMAPISupport& support) const noexcept;
  // The provider's logon method succeeded. `store` is the store that came with an IMSLogon: when both are one object,
  // the runtime's reference is released at once, and the store's alone decides when it ends (J-49). False when the
  // logon was abandoned meanwhile: then nothing more is called on what came back (J-114).
  bool succeeded(Object object, IMsgStore* store = nullptr);
  // It failed: nothing that it registered stays, and no logoff method will be called (C-50).
  void failed() noexcept;
  // It succeeded with a store whose logon goes on (C-31, C-32), `first`: this one never was, and the store is the
  // other's to end. Null when no logon of the session is known to be the store's.
  void belongs_to(const Logon* first);
  // Only while it is on: of a logon that is being ended the object may be gone, and a new one stand in its place.
  bool is(const IMSLogon* logon) const noexcept { return logon != nullptr && is_on() && store_logon_ == logon; }

  // Makes a call on the logon object: `body` gets the interface and returns the HRESULT. MAPI_E_UNKNOWN_ENTRYID when
  // the logon has gone meanwhile. The object outlives the call.
  template <class Interface, class Body>
  HRESULT call(const char* method, Body&& body) {
    return run(method, [&](IUnknown* object) { return body(*static_cast<Interface*>(object)); });
  }

  // --- its end ---

  // The session's logoff (J-18): conductor only. Of a logon that its store's release has ended, what is left of it is
  // waited for: calls that are still inside (J-15, J-102).
  void log_off(lifecycle::DepartureCalls& calls) noexcept override;
  // The provider overran its deadline (J-114): what the logon registered goes, its library is kept and quarantined, and
  // nothing that a call of the provider may still touch is called, released or freed from here on. Does nothing when
  // the logon has ended. REQUIRES: the caller holds the logon by shared_ptr.
  void abandon() noexcept;
  // The provider has released its support object; for a store that nobody else is ending, these are the four steps of
  // J-49. Called by the support object's last Release.
  void support_released() noexcept override;
  void support_gone() noexcept override;
  // StoreLogoffTransports (J-35 … J-46, J-55, J-106). Throws kit::Failure for a bad word (J-42).
  // Waits as long as the request says (J-36), at most until `deadline`: PURGE is outside of the session's budget.
  // `on_whose_behalf` is for the trace; empty: the provider's.
  ULONG store_logoff_transports(ULONG request, lifecycle::Deadline deadline = lifecycle::Deadline::never(),
                                const char* on_whose_behalf = "");

  // SupportCore
  Flavour flavour() const noexcept override;
  std::string_view library() const noexcept override;
  Logon* logon() noexcept override { return this; }
  kit::com_ptr<IProfSect> open_section(const MAPIUID* uid, ULONG flags) override;
  kit::com_ptr<IMAPISupport> configuration_support() override;

 private:
  enum class Teardown { none, by_release, by_session };

  void note_order() noexcept;
  bool claim(Teardown teardown) noexcept;
  // False when somebody else ends the logon.
  bool end_by_session(lifecycle::DepartureCalls& calls) noexcept;
  void await_end_by_release(lifecycle::DepartureCalls& calls) noexcept;
  lifecycle::Holdup sink_that_hangs() const noexcept;
  // By whoever comes first; returns at once when another thread is at it, and then they may not be gone yet. The last
  // thing that it does is to release their sinks, on the calling thread.
  void end_registrations() noexcept;
  // The same on another thread; false when they were not gone in time.
  bool end_registrations_by(lifecycle::DepartureCalls& calls) noexcept;
  void end_registrations_aside() noexcept;
  bool registrations_gone_by(lifecycle::Deadline deadline) noexcept;
  void release_transports(lifecycle::Deadline deadline) noexcept;
  void note_transports_released() noexcept;
  // The logoff method, and Release of the logon object; false when the logon has been abandoned.
  bool end_object(lifecycle::DepartureCalls& calls) noexcept;
  // Lets nobody in any more; whether all who were inside, but for this thread, had left by the deadline. Once the logon
  // is abandoned it waits no longer, and neither does registrations_gone_by().
  bool is_empty_by(lifecycle::Deadline deadline) noexcept;
  bool call_logoff_method(lifecycle::DepartureCalls& calls) noexcept;
  bool release_object(lifecycle::DepartureCalls& calls) noexcept;
  // The logon object, borrowed: whoever ends the logon is alone with it. Null when the logon has been abandoned.
  IUnknown* object_to_end() noexcept;
  bool wait_until_ended(lifecycle::Deadline deadline) noexcept;
  // The last Release of the support object, when another thread is in it, has got as far as the runtime sees it: what
  // follows in the provider's own Release is seen only where the runtime has called that (J-102). True for a logon that
  // has been given up.
  bool support_is_released_by(lifecycle::Deadline deadline) noexcept;
  lifecycle::Holdup support_that_hangs() const noexcept;
  // Waits for `done` to come true, on changed_ and without holding mutex_ meanwhile; false when the deadline came
  // first.
  template <class Done>
  bool wait_for(const Done& done, lifecycle::Deadline deadline) noexcept;
  void end_with_support() noexcept;
  void finish() noexcept;
  bool move_to(lifecycle::LogonState state) noexcept;
  HRESULT run(const char* method, const std::function<HRESULT(IUnknown*)>& body);

  const std::weak_ptr<SessionCore> session_;
  const std::shared_ptr<ProviderObject> provider_;
  const profile::ProviderEntry entry_;
  const Role role_;
  const std::shared_ptr<checked::Owner> checked_;  // null while checked mode is off
  std::uint32_t live_slot_;
  ULONG order_ = 0;  // set on the thread that logs on, before anybody else finds the logon
  EntryId store_id_;
  std::unique_ptr<StoreClaim> claim_;  // set before the client has the store, reset by whoever ends the logon
  std::atomic<bool> announced_{false};
  kit::Mutex transports_mutex_;  // of the next: whoever finds the transports off finds it in the trace, too (J-54)
  std::atomic<bool> transports_released_{false};
  std::atomic<bool> registrations_ended_{false};        // somebody ends them, or has
  std::atomic<std::uint32_t> registrations_thread_{0};  // who, as the system counts threads
  std::atomic<bool> registrations_gone_{false};         // set with mutex_ held
  // Who is in the support object's last Release; both are set with mutex_ held.
  std::atomic<std::uintptr_t> releasing_thread_{0};
  std::atomic<std::uint32_t> releasing_thread_number_{0};  // as the system counts threads
  std::atomic<Teardown> teardown_{Teardown::none};
  std::atomic<std::uintptr_t> ending_thread_{0};  // who won the compare-and-swap: it never waits for itself
  lifecycle::Machine<lifecycle::LogonState> state_{lifecycle::LogonState::logging_on};
  ULONG zero_ = 0;  // IMSLogon::Logoff's argument: it lives as long as the call may run (J-114)

  kit::Mutex mutex_;
  kit::Condition changed_ POSTROOM_GUARDED_BY(mutex_);
  Object object_ POSTROOM_GUARDED_BY(mutex_);  // empty for a store that is its own logon
  IMSLogon* store_logon_ = nullptr;            // borrowed: to recognise it (C-32), and to call it when it is the store
  bool one_identity_ = false;
  kit::Gate calls_inside_;  // calls on the logon object that run() makes; what ends it waits for them
};

}  // namespace postroom::session
