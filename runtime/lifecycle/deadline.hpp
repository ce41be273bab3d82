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

  // The one by which sessions end in this process: the steady one, unless a test has put another in its place, which
  // then outlives every session and every call that was abandoned.
  static const Clock& of_process() noexcept;
  static void set_of_process(const Clock& clock) noexcept;
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

  // How long to wait for a condition before the clock is looked at again: it may be one that a test turns.
  Duration patience() const noexcept { return std::min<Duration>(left(), std::chrono::milliseconds(20)); }

  // Half of what is left: the part that running messages get to finish by themselves (J-60).
  Deadline half() const noexcept { return bounded() ? Deadline{*clock_, clock_->now() + left() / 2} : *this; }
  // The earlier of this deadline and `budget` from now; a budget of zero adds no bound.
  Deadline at_most(Duration budget) const noexcept { return {*clock_, std::min(at_, in(budget, *clock_).at_)}; }

 private:
  Deadline(const Clock& clock, Instant at) noexcept : clock_(&clock), at_(at) {}

  const Clock* clock_;
  Instant at_;
};

// How long a session's logoff may take (J-114): one call on a provider, and all of it. Zero waits for ever.
struct Budget {
  Duration call = std::chrono::seconds(5);
  Duration total = std::chrono::seconds(30);
};

// A budget that has begun to be used.
struct Allowance {
  Allowance(const Budget& budget, const Clock& clock) noexcept
      : call(budget.call), end(Deadline::in(budget.total, clock)) {}

  // For the call that begins now.
  Deadline next() const noexcept { return end.at_most(call); }

  Duration call;
  Deadline end;
};

}  // namespace postroom::lifecycle
