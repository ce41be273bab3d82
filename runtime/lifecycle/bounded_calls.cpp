// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/bounded_calls.hpp"

#include "runtime/lifecycle/call_thread.hpp"

#include <system_error>
#include <utility>

namespace postroom::lifecycle {

BoundedCalls::~BoundedCalls() {
  // What providers have left on it is destroyed, which is like one more call (J-114).
  if (thread_) CallThread::give_back(std::move(thread_), Deadline::in(allowance_.call, allowance_.end.clock()));
}

bool BoundedCalls::run(std::function<void()> body) {
  if (allowance_.end.expired()) return false;
  if (!thread_) {
    try {
      thread_ = CallThread::take();
    } catch (const std::system_error&) {
      body();  // without a thread to be had, the call is made all the same, unbounded
      return true;
    }
  }
  if (thread_->run(std::move(body), allowance_.next())) return true;
  thread_ = nullptr;
  return false;
}

}  // namespace postroom::lifecycle
