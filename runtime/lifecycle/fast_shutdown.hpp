// SPDX-License-Identifier: Apache-2.0
//
// Fast shutdown: a process ends without a logoff, after every provider had its say (J-91 … J-99).
#pragma once

#include "runtime/lifecycle/bounded_calls.hpp"
#include "runtime/lifecycle/kind.hpp"
#include "runtime/profile/settings.hpp"

#include <mapidefs.h>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace postroom::lifecycle {

// The three calls, in the order in which a client makes them (J-91).
enum class FastStep {
  query,    // QueryFastShutdown: may the process end so?
  notify,   // NotifyProcessShutdown: it is going to; start saving, put off everything else
  perform,  // DoFastShutdown: it ends now; what was acknowledged is durable when this returns (J-98)
};

// What a client calls it, for the trace.
constexpr const char* client_method(FastStep step) noexcept {
  switch (step) {
    case FastStep::query:
      return "IMAPIClientShutdown::QueryFastShutdown";
    case FastStep::notify:
      return "IMAPIClientShutdown::NotifyProcessShutdown";
    default:
      return "IMAPIClientShutdown::DoFastShutdown";
  }
}

// The order in which the providers of a session are asked (J-92). It is not that of logoff (J-17).
inline constexpr std::array kFastShutdownOrder{Kind::transport, Kind::address_book, Kind::store};

// A provider object, as far as fast shutdown goes.
class FastProvider {
 public:
  virtual ~FastProvider() = default;
  virtual Kind kind() const noexcept = 0;

  // The step's method of IMAPIProviderShutdown; nothing when the provider object does not have that interface.
  virtual std::optional<HRESULT> take(FastStep step) noexcept = 0;
};

// One step, taken with the providers of one session after another.
//
// A refusal stops nothing: every provider is asked, since each may have to prepare (J-94). A provider that overruns the
// budget has failed, as has one that throws; the next ones are called all the same. Used by one thread, with no lock.
class FastShutdownRound {
 public:
  FastShutdownRound(FastStep step, profile::FastShutdown policy, DepartureCalls& calls) noexcept
      : step_(step), policy_(policy), calls_(calls) {}

  // Nothing is called when fast shutdown is switched off (J-93).
  void take(const std::vector<std::shared_ptr<FastProvider>>& providers_of_a_session);
  // Something other than a provider is not ready, for example the mail.
  void fail(HRESULT code) noexcept;

  // What the client gets (J-93, J-95): MAPI_E_NO_SUPPORT for a query that anyone refused; S_OK for a notification,
  // whatever became of it; for the third step the first failure, MAPI_E_TIMEOUT for an overrun.
  HRESULT answer() const noexcept;

 private:
  void ask(const std::shared_ptr<FastProvider>& provider);

  const FastStep step_;
  const profile::FastShutdown policy_;
  DepartureCalls& calls_;
  bool somebody_is_missing_ = false;  // a provider without the interface
  HRESULT first_failure_ = S_OK;
};

}  // namespace postroom::lifecycle
