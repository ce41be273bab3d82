// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/deadline.hpp"

#include <atomic>

namespace postroom::lifecycle {
namespace {

class SteadyClock final : public Clock {
 public:
  Instant now() const noexcept override { return std::chrono::steady_clock::now(); }
};

constinit std::atomic<const Clock*> process_clock{nullptr};

}  // namespace

const Clock& Clock::steady() noexcept {
  static auto* const clock = new SteadyClock;  // never freed: deadlines may outlive every library
  return *clock;
}

const Clock& Clock::of_process() noexcept {
  const Clock* const clock = process_clock.load(std::memory_order_acquire);
  return clock != nullptr ? *clock : steady();
}

void Clock::set_of_process(const Clock& clock) noexcept {
  process_clock.store(&clock, std::memory_order_release);
}

}  // namespace postroom::lifecycle
