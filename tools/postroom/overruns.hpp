// SPDX-License-Identifier: Apache-2.0
//
// NAME         overruns - says which provider keeps a command from its end
// DESCRIPTION  A call of a provider that does not return at the session's end is given up after its time
//              (POSTROOM_CALL_BUDGET_MS, 5 s), and the command's exit code is what it was (J-114). From begin() on, a
//              thread of its own looks at what this process is inside of, as `postroom status` would.
// DIAGNOSTICS  One line on standard error for each call that has not returned for a second, or for half of its time.
#pragma once

#include <postroom/mutex.hpp>

#include <string>
#include <thread>
#include <vector>

namespace postroom::tool {

// At most one at a time; the main thread's.
class OverrunWatch {
 public:
  OverrunWatch();
  ~OverrunWatch();
  OverrunWatch(const OverrunWatch&) = delete;
  OverrunWatch& operator=(const OverrunWatch&) = delete;

  // From now on what overruns is said. Any thread; again is nothing.
  void begin();

  // The one there is, or null.
  static OverrunWatch* present();

 private:
  void watch();

  kit::Mutex mutex_;
  kit::Condition changed_;
  bool over_ POSTROOM_GUARDED_BY(mutex_) = false;
  std::thread thread_ POSTROOM_GUARDED_BY(mutex_);
};

// The calls of providers that this process is inside of, a sentence for each.
std::vector<std::string> calls_that_wait();

}  // namespace postroom::tool
