// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/spooler/executor.hpp"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace postroom::test {

// Lanes, time and dice in one thread. Tasks run when somebody waits: the earliest first, and of those that are due at
// the same time the one that the seed picks, each lane's own in their order. Time passes only from task to task.
class SimulatedExecutor final : public spooler::Executor {
 public:
  explicit SimulatedExecutor(std::uint64_t seed = 1) : random_(seed) {}

  const spooler::Clock& clock() const noexcept override { return clock_; }
  std::uint64_t random() noexcept override { return random_(); }
  std::shared_ptr<spooler::Lane> make_lane(const char* name) override;
  bool wait(const std::function<bool()>& done, spooler::Deadline deadline) override;
  void wake() noexcept override {}

  // As in a process that may have no more threads: lanes of that name cannot be made, until it is empty again.
  std::string refused;

  // Runs all that is due now.
  void run();
  // Lets time pass, and runs what becomes due.
  void run_for(spooler::Duration time);
  spooler::Deadline in(spooler::Duration time) const { return spooler::Deadline::in(time, clock_); }
  // So much for each call, and no end for all.
  lifecycle::Allowance allowance(spooler::Duration call) const {
    return lifecycle::Allowance({call, spooler::Duration::zero()}, clock_);
  }

 private:
  class SimulatedClock final : public spooler::Clock {
   public:
    spooler::Instant now() const noexcept override { return now_; }
    spooler::Instant now_{std::chrono::hours(1)};
  };
  struct SimulatedLane;

  bool run_one(spooler::Instant until);

  SimulatedClock clock_;
  std::vector<const SimulatedLane*> inside_;  // whose tasks are on the stack, the innermost last
  std::mt19937_64 random_;
  std::vector<std::weak_ptr<SimulatedLane>> lanes_;
};

}  // namespace postroom::test
