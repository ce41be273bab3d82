// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/checked/owner.hpp"

#include <postroom/core.hpp>

#include <memory>

namespace postroom::checked {

// The core whose gate every call through a proxy passes: by it the ledger finds where the client's outermost call
// returns to, which a provider behind a proxy cannot see. It never closes. Valid once checked mode is on.
kit::Core& clients() noexcept;

// The owner of a logon's objects; null when the logon has ended.
std::shared_ptr<Owner> owner_of_logon(std::uint32_t logon) noexcept;

// Where the client called from, when the proxy's caller is the runtime.
const void* client_call(const void* caller) noexcept;

}  // namespace postroom::checked
