// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/deadline.hpp"

#include <functional>
#include <memory>

namespace postroom::lifecycle {

class CallThread;

// How providers are called while they depart.
class DepartureCalls {
 public:
  virtual ~DepartureCalls() = default;

  // Runs `body`, which makes one call on a provider. False when the deadline came first: the call is then left to
  // itself and may return at any later time, so `body` owns all that it uses, and does nothing after the call that
  // would matter to anyone. It must not throw.
  virtual bool run(std::function<void()> body) = 0;

  // By when the next call, or a wait that is none, has to be over.
  virtual Deadline deadline() const noexcept = 0;
};

// On the calling thread and for as long as it takes: a transport's thread (N-2), whose caller waits elsewhere.
class DirectCalls final : public DepartureCalls {
 public:
  bool run(std::function<void()> body) override {
    body();
    return true;
  }
  Deadline deadline() const noexcept override { return Deadline::never(); }
};

// On a thread of its own, while the caller waits with a deadline (J-114). When a call overruns, its thread is left to
// it, and the next call gets another one. A provider that asks who is calling is told the waiting thread (J-84).
//
// Once the allowance is used up nothing is called any more: run() answers false at once.
//
// Used by one thread. The destructor waits for no call.
class BoundedCalls final : public DepartureCalls {
 public:
  explicit BoundedCalls(const Allowance& allowance) noexcept : allowance_(allowance) {}
  ~BoundedCalls() override;
  BoundedCalls(const BoundedCalls&) = delete;
  BoundedCalls& operator=(const BoundedCalls&) = delete;

  bool run(std::function<void()> body) override;
  Deadline deadline() const noexcept override { return allowance_.next(); }
  const Allowance& allowance() const noexcept { return allowance_; }

 private:
  const Allowance allowance_;
  std::shared_ptr<CallThread> thread_;  // null before the first call and after one that overran
};

}  // namespace postroom::lifecycle
