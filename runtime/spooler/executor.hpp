// SPDX-License-Identifier: Apache-2.0
//
// Where the spooler gets its threads, its time and its dice (design 8). In production these are threads, the steady
// clock and the machine's randomness; a test passes one that runs everything in one thread, in an order and at times
// that a seed decides, so that a run can be repeated exactly.
#pragma once

#include "runtime/lifecycle/deadline.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace postroom::spooler {

using lifecycle::Clock;
using lifecycle::Deadline;
using lifecycle::Duration;
using lifecycle::Instant;

// A piece of work. What it throws is noted in the trace and otherwise lost.
using Task = std::function<void()>;

// A thread that runs tasks one after another, in the order in which they were posted. Thread-safe.
class Lane {
 public:
  virtual ~Lane() = default;

  // A task posted to a lane that is closed never runs.
  virtual void post(Task task) = 0;
  virtual void post_at(Instant when, Task task) = 0;
  // Is the caller one of this lane's tasks?
  virtual bool inside() const noexcept = 0;

  // Takes no more tasks, drops those that wait, and waits for the one that runs. False when the deadline came first:
  // the thread is then left to itself and ends when its task does. Must not be called from inside.
  virtual bool close(Deadline deadline) noexcept = 0;

 protected:
  Lane() = default;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
};

class Executor {
 public:
  virtual ~Executor() = default;

  virtual const Clock& clock() const noexcept = 0;
  virtual std::uint64_t random() noexcept = 0;  // thread-safe
  // `name` names the thread: at most 15 bytes. Throws std::system_error when the system gives none.
  virtual std::shared_ptr<Lane> make_lane(const char* name) = 0;
  // The same for `whom`, who is named with what to do about it in the kit::Failure that it throws.
  std::shared_ptr<Lane> make_lane_for(const std::string& whom, const char* name);

  // Waits until `done` says true; it is asked again after every wake(). False when the deadline came first. Must not
  // be called from inside a lane whose tasks `done` waits for.
  virtual bool wait(const std::function<bool()>& done, Deadline deadline) = 0;
  virtual void wake() noexcept = 0;

  // Threads and the steady clock; lives as long as the process.
  static Executor& threads();
};

}  // namespace postroom::spooler
