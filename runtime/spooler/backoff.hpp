// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/deadline.hpp"

#include <chrono>
#include <cstdint>

namespace postroom::spooler {

// When to try again: each failure doubles the time from half a minute up to an hour, less a random part of up to a
// half, so that what failed together is not tried together. `asked` is what the transport asked for (H-27): never
// sooner than that.
lifecycle::Duration backoff(unsigned failures, std::chrono::seconds asked, std::uint64_t random) noexcept;

}  // namespace postroom::spooler
