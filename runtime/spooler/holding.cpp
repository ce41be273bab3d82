// SPDX-License-Identifier: Apache-2.0
//
// The spooler stands still, and goes on where it was: fast shutdown (J-92, J-97).
#include "runtime/spooler/spooler.hpp"

#include <algorithm>

namespace postroom::spooler {
namespace {

constexpr auto kLook = std::chrono::milliseconds(20);  // how often the desk is asked whether it is over

}  // namespace

// First nothing new begins, and what comes back from transports is written down as always: a message that was sent must
// not be found in the queue again. Then the desk, which decides everything, is kept in a task that does nothing.
bool Spooler::hold(Deadline deadline) {
  {
    const kit::Lock lock(mutex_);
    if (!desk_) return true;
  }
  if (hold_.exchange(Hold::begins_nothing, std::memory_order_acq_rel) != Hold::none) return true;
  if (!wait_until_idle(deadline.half())) {
    std::vector<std::shared_ptr<Transport>> transports;
    {
      const kit::Lock lock(mutex_);
      transports = transports_;
    }
    for (const auto& transport : transports) transport->cancel();
    if (!wait_until_idle(deadline)) return false;
  }
  const auto still = std::make_shared<std::atomic<bool>>(false);
  post_work([still](Spooler& self) {
    Hold held = Hold::begins_nothing;
    if (!self.hold_.compare_exchange_strong(held, Hold::still, std::memory_order_acq_rel))
      return;  // given up meanwhile
    still->store(true, std::memory_order_release);
    self.executor_.wake();
    static_cast<void>(self.executor_.wait([&self] { return self.hold_.load(std::memory_order_acquire) == Hold::none; },
                                          Deadline::never(self.executor_.clock())));
    self.pump();
  });
  return executor_.wait([still] { return still->load(std::memory_order_acquire); }, deadline);
}

bool Spooler::wait_until_idle(Deadline deadline) {
  const auto idle = std::make_shared<std::atomic<bool>>(false);
  do {
    static_cast<void>(ask(deadline, [idle](Spooler& self) {
      const bool none_busy = std::all_of(self.lines_.begin(), self.lines_.end(),
                                         [](const LinePtr& line) { return !line->busy && line->transport->idle(); });
      if (!none_busy) return;
      for (const JobPtr& job : std::vector<JobPtr>(self.jobs_)) {  // claimed, and waiting for their turn
        job->store->changed = true;
        self.put_back(job);
      }
      idle->store(true, std::memory_order_release);
    }));
    if (idle->load(std::memory_order_acquire)) return true;
    static_cast<void>(executor_.wait([] { return false; }, deadline.at_most(kLook)));
  } while (!deadline.expired());
  return false;
}

void Spooler::let_go() {
  hold_.store(Hold::none, std::memory_order_release);
  post(&Spooler::pump);  // when the desk never stood still
  executor_.wake();
}

}  // namespace postroom::spooler
