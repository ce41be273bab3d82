// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/checked/checked.hpp"
#include "runtime/library/provider_library.hpp"
#include "runtime/lifecycle/conductor.hpp"
#include "runtime/lifecycle/kind.hpp"
#include "runtime/lifecycle/states.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mutex.hpp>

#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace postroom::session {

using lifecycle::Kind;

// A provider object: IABProvider, IMSProvider or IXPProvider, from its entry function to its Release. There is one per
// session, library and kind, whatever the number of logons (C-18), and it stays until the session ends (J-53).
//
// Thread-safe, but shut_down() has one caller: the conductor, or for a transport its own thread.
class ProviderObject final : public lifecycle::DepartingProvider, public std::enable_shared_from_this<ProviderObject> {
 public:
  // Loads the library and calls its entry function, unless `pointless` says by then that nobody wants it any more:
  // then, as when the library is one that hung in another session, MAPI_E_END_OF_SESSION or what quarantine answers.
  // Throws kit::Failure, as ProviderLibrary does.
  static std::shared_ptr<ProviderObject> start(
      Kind kind, const std::string& dll_name, ULONG session,
      const std::function<bool()>& pointless = [] { return false; });

  Kind kind() const noexcept override { return kind_; }
  ULONG number() const noexcept { return number_; }
  const std::string& name() const noexcept { return library_->name(); }
  const std::string& dll_name() const noexcept { return dll_name_; }  // as registered
  library::ProviderLibrary& library() const noexcept { return *library_; }

  // The owner of what it gives before any logon; null while checked mode is off.
  const std::shared_ptr<checked::Owner>& checked_owner() const noexcept { return checked_; }

  // Whom the trace names in a call on this provider, for `logon` or for none (0).
  trace::Subject subject(ULONG logon = 0) const noexcept { return {session_, logon, number_, library_->name()}; }

  // The interface of its kind; null for another kind and after shut_down().
  IABProvider* address_book() const noexcept { return get<IABProvider>(); }
  IMSProvider* store() const noexcept { return get<IMSProvider>(); }
  IXPProvider* transport() const noexcept { return get<IXPProvider>(); }

  // A call on it overran (J-114): nothing is called on it any more.
  bool abandoned() const noexcept { return state_.is(lifecycle::ProviderState::abandoned); }
  // The provider object, held for the caller's use, from any thread and at any time; null once the runtime has let it
  // go.
  kit::com_ptr<IUnknown> held() const;

  // Phase two: Shutdown(&zero), then Release (J-14, J-15, J-28). Once; a failing Shutdown changes nothing (J-21).
  // REQUIRES: every logon of this object has been released.
  void shut_down(lifecycle::DepartureCalls& calls) noexcept override;

  // A call on it, or on the logon that `subject` names, overran its deadline; `why` says which. It is not shut down,
  // released or freed any more, and its library stays, quarantined (J-114).
  // REQUIRES: the caller holds it by shared_ptr.
  void abandon(const trace::Subject& subject, const std::string& why) noexcept;

 private:
  using Object = std::variant<kit::com_ptr<IABProvider>, kit::com_ptr<IMSProvider>, kit::com_ptr<IXPProvider>>;

  ProviderObject(Kind kind, std::string dll_name, ULONG session, std::shared_ptr<library::ProviderLibrary> library,
                 Object object);

  // False when the provider has been given up, by this thread or another.
  bool call_shutdown(lifecycle::DepartureCalls& calls) noexcept;
  void release(lifecycle::DepartureCalls& calls) noexcept;
  bool returns_in_time(lifecycle::DepartureCalls& calls, std::function<void()> body) noexcept;
  void end_idle_routines(lifecycle::DepartureCalls& calls) noexcept;

  template <class Interface>
  Interface* get() const noexcept {
    const auto* object = std::get_if<kit::com_ptr<Interface>>(&object_);
    return object != nullptr ? object->get() : nullptr;
  }

  const Kind kind_;
  const std::string dll_name_;
  const ULONG session_;
  const ULONG number_;
  const std::shared_ptr<library::ProviderLibrary> library_;  // outlives object_
  lifecycle::Machine<lifecycle::ProviderState> state_{lifecycle::ProviderState::initialised};
  ULONG zero_ = 0;                                 // Shutdown's argument: it lives as long as the call may run (J-114)
  const std::shared_ptr<checked::Owner> checked_;  // null while checked mode is off
  mutable kit::Mutex mutex_;                       // for held(), while release() empties object_
  Object object_;
};

}  // namespace postroom::session
