// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/deadline.hpp"

namespace postroom::lifecycle {
namespace {

class SteadyClock final : public Clock {
 public:
  Instant now() const noexcept override { return std::chrono::steady_clock::now(); }
};

}  // namespace

const Clock& Clock::steady() noexcept {
  static auto* const clock = new SteadyClock;  // never freed: deadlines may outlive every library
  return *clock;
}

}  // namespace postroom::lifecycle
