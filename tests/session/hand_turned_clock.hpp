// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/deadline.hpp"

#include <atomic>

namespace postroom::lifecycle {

// A clock that stands still until a test turns it. Thread-safe.
class HandTurnedClock final : public Clock {
 public:
  Instant now() const noexcept override { return Instant(Duration(now_.load(std::memory_order_acquire))); }
  void advance(Duration by) noexcept { now_.fetch_add(by.count(), std::memory_order_acq_rel); }

 private:
  std::atomic<Duration::rep> now_{0};
};

}  // namespace postroom::lifecycle
