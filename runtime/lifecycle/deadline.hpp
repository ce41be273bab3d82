// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

namespace postroom::lifecycle {

using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

// Where the runtime reads the time for every bounded wait (J-114). Tests pass one that they turn by hand.
// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const noexcept = 0;

  // The steady clock of the machine; lives as long as the process.
  static const Clock& steady() noexcept;
};

// An instant by which something has to be over. A value; cheap to copy. The clock must outlive it.
class Deadline {
 public:
  // Waits for ever.
  static Deadline never(const Clock& clock = Clock::steady()) noexcept { return {clock, Instant::max()}; }
  static Deadline in(Duration budget, const Clock& clock = Clock::steady()) noexcept {
    return {clock, budget == Duration::zero() ? Instant::max() : clock.now() + budget};
  }

  bool expired() const noexcept { return at_ != Instant::max() && clock_->now() >= at_; }
  bool bounded() const noexcept { return at_ != Instant::max(); }
  Instant at() const noexcept { return at_; }
  Duration left() const noexcept {
    return bounded() ? std::max(at_ - clock_->now(), Duration::zero()) : Duration::max();
  }
  const Clock& clock() const noexcept { return *clock_; }

  // Half of what is left: the part that running messages get to finish by themselves (J-60).
  Deadline half() const noexcept { return bounded() ? Deadline{*clock_, clock_->now() + left() / 2} : *this; }
  // The earlier of this deadline and `budget` from now; a budget of zero adds no bound.
  Deadline at_most(Duration budget) const noexcept { return {*clock_, std::min(at_, in(budget, *clock_).at_)}; }

 private:
  Deadline(const Clock& clock, Instant at) noexcept : clock_(&clock), at_(at) {}

  const Clock* clock_;
  Instant at_;
};

}  // namespace postroom::lifecycle
