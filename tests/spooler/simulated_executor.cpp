// SPDX-License-Identifier: Apache-2.0
#include "tests/spooler/simulated_executor.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace postroom::test {

using spooler::Deadline;
using spooler::Instant;
using spooler::Task;

struct SimulatedExecutor::SimulatedLane final : spooler::Lane {
  explicit SimulatedLane(const SimulatedExecutor& of) : executor(of), clock(of.clock()) {}

  void post(Task task) override { post_at(clock.now(), std::move(task)); }
  void post_at(Instant when, Task task) override {
    if (!closed) tasks.emplace(std::pair(std::max(when, clock.now()), posted++), std::move(task));
  }
  // A task that waits lets those of other lanes run on top of it.
  bool inside() const noexcept override { return !executor.inside_.empty() && executor.inside_.back() == this; }
  bool close(Deadline) noexcept override {
    closed = true;
    tasks.clear();
    return !running;
  }

  const SimulatedExecutor& executor;
  const spooler::Clock& clock;
  std::map<std::pair<Instant, std::uint64_t>, Task> tasks;
  std::uint64_t posted = 0;
  bool closed = false;
  bool running = false;
};

std::shared_ptr<spooler::Lane> SimulatedExecutor::make_lane(const char* name) {
  if (refused == name) throw std::system_error(EAGAIN, std::generic_category(), name);
  const auto lane = std::make_shared<SimulatedLane>(*this);
  lanes_.push_back(lane);
  return lane;
}

bool SimulatedExecutor::run_one(Instant until) {
  std::vector<std::shared_ptr<SimulatedLane>> due;
  Instant first = Instant::max();
  for (const auto& weak : lanes_) {
    const auto lane = weak.lock();
    if (!lane || lane->running || lane->tasks.empty()) continue;  // a lane in a call waits for that call
    const Instant when = lane->tasks.begin()->first.first;
    if (when > until || when > first) continue;
    if (when < first) due.clear();
    first = when;
    due.push_back(lane);
  }
  if (due.empty()) return false;
  clock_.now_ = std::max(clock_.now_, first);
  const std::shared_ptr<SimulatedLane> lane = due[random_() % due.size()];
  Task task = std::move(lane->tasks.begin()->second);
  lane->tasks.erase(lane->tasks.begin());
  lane->running = true;
  inside_.push_back(lane.get());
  try {
    task();
  } catch (...) {  // as on a thread: noted and lost
  }
  task = nullptr;
  inside_.pop_back();
  lane->running = false;
  return true;
}

bool SimulatedExecutor::wait(const std::function<bool()>& done, Deadline deadline) {
  while (!done()) {
    if (deadline.expired()) return false;
    if (run_one(deadline.at())) continue;
    if (!deadline.bounded()) return done();  // nothing will ever happen
    clock_.now_ = deadline.at();
  }
  return true;
}

void SimulatedExecutor::run() {
  while (run_one(clock_.now())) {
  }
}

void SimulatedExecutor::run_for(spooler::Duration time) {
  const Instant end = clock_.now() + time;
  while (run_one(end)) {
  }
  clock_.now_ = std::max(clock_.now_, end);
}

}  // namespace postroom::test
