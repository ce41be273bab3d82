// SPDX-License-Identifier: Apache-2.0
//
// The shutdown conductor: the documented order of a session's end, in one place, for every kind of provider.
#pragma once

#include "runtime/lifecycle/bounded_calls.hpp"
#include "runtime/lifecycle/kind.hpp"

#include <memory>
#include <vector>

namespace postroom::lifecycle {

// A provider's logon, as far as its departure goes.
class DepartingLogon {
 public:
  virtual ~DepartingLogon() = default;
  virtual Kind kind() const noexcept = 0;

  // The logoff method, then Release of the logon object; what the logon registered is gone when it returns. Once, and
  // whatever the provider answers (J-21). Returns also when somebody else is ending the logon, after he has (J-50). A
  // logon whose provider overruns the deadline is abandoned (J-114).
  virtual void log_off(DepartureCalls& calls) noexcept = 0;
};

// A provider object, as far as its departure goes.
class DepartingProvider {
 public:
  virtual ~DepartingProvider() = default;
  virtual Kind kind() const noexcept = 0;

  // Shutdown, then Release. Once (J-15); not for a provider that has been abandoned (J-114).
  virtual void shut_down(DepartureCalls& calls) noexcept = 0;
};

// The spooler and its transports, as far as their departure goes. Transports are called on threads of their own.
class DepartingMail {
 public:
  virtual ~DepartingMail() = default;

  // When it returns no transport call is in flight and the spooler holds no store and no address book (J-17, J-60).
  virtual void quiesce(BoundedCalls& calls) noexcept = 0;
  virtual void log_off_transports(BoundedCalls& calls) noexcept = 0;
  virtual void shut_down_transports(BoundedCalls& calls) noexcept = 0;
};

// Ends the providers of one session: the mail goes quiet, then in two phases (J-18) and always in kLogoffOrder (J-17)
//
//   phase one   every logon: its logoff method, then its Release          last logged on, first logged off
//   phase two   every provider object: Shutdown, then its Release         only now, when no logon is left (J-15)
//
// Nothing that a provider does stops it (J-21), and none holds it up for longer than the allowance of `calls` (J-114).
// It holds no lock, and the session takes no new work: whoever calls
// conduct() has closed the doors. Used once, by one thread.
class Conductor {
 public:
  // `logons` in the order in which they logged on, `providers` in the order in which they were initialised.
  Conductor(std::vector<std::shared_ptr<DepartingLogon>> logons,
            std::vector<std::shared_ptr<DepartingProvider>> providers, DepartingMail& mail, BoundedCalls& calls);

  void conduct() noexcept;

  // Its parts, for a session that departs in the steps of another one: the spooler's (DepartingMail).
  void log_off(Kind kind) noexcept;
  void shut_down(Kind kind) noexcept;

 private:
  const std::vector<std::shared_ptr<DepartingLogon>> logons_;
  const std::vector<std::shared_ptr<DepartingProvider>> providers_;
  DepartingMail& mail_;
  BoundedCalls& calls_;
};

}  // namespace postroom::lifecycle
