// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/fast_shutdown.hpp"

#include <mapicode.h>

namespace postroom::lifecycle {

void FastShutdownRound::take(const std::vector<std::shared_ptr<FastProvider>>& providers_of_a_session) {
  if (policy_ == profile::FastShutdown::never) return;
  for (const Kind kind : kFastShutdownOrder) {
    for (const auto& provider : providers_of_a_session) {
      if (provider->kind() == kind) ask(provider);
    }
  }
}

void FastShutdownRound::ask(const std::shared_ptr<FastProvider>& provider) {
  const auto answer = std::make_shared<std::optional<HRESULT>>();  // a call that overruns keeps it
  const bool returned = calls_.run([answer, provider, step = step_] { *answer = provider->take(step); });
  if (!returned) {
    fail(MAPI_E_TIMEOUT);
  } else if (!*answer) {
    somebody_is_missing_ = true;
  } else if (FAILED(**answer)) {
    fail(**answer);
  }
}

void FastShutdownRound::fail(HRESULT code) noexcept {
  if (first_failure_ == S_OK) first_failure_ = code;
}

HRESULT FastShutdownRound::answer() const noexcept {
  if (policy_ == profile::FastShutdown::never) return MAPI_E_NO_SUPPORT;
  if (step_ == FastStep::notify) return S_OK;
  if (step_ == FastStep::perform && first_failure_ != S_OK) return first_failure_;
  const bool missing = policy_ == profile::FastShutdown::only_if_agreed && somebody_is_missing_;
  return missing || first_failure_ != S_OK ? MAPI_E_NO_SUPPORT : S_OK;
}

}  // namespace postroom::lifecycle
