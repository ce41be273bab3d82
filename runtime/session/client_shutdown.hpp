// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/fast_shutdown.hpp"

namespace postroom::session {

// IMAPIClientShutdown, which every session hands out: a step of fast shutdown with the providers of all sessions of
// the process (J-92), under the policy of the user's settings (J-93).
//
// Before DoFastShutdown the mail stands still: no message is begun, and each that is in motion is done or whole in its
// queue. Once DoFastShutdown has succeeded the library is over: nothing calls a provider any more, whatever the client
// does (J-97). When it fails everything goes on, and the client logs off (J-96).
//
// Any thread; no lock may be held. Blocks for at most the session's budget (J-114).
HRESULT fast_shutdown(lifecycle::FastStep step);

}  // namespace postroom::session
