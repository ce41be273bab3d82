// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/notify/batch.hpp"
#include "runtime/notify/engine.hpp"

#include <postroom/com_ptr.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace postroom::notify {

// A sink that notifications can be queued for: a registration, or the inner sink of a thread-bound wrapper. All that
// changes is guarded by the engine's mutex; the sink itself is called and released without it.
struct Target {
  Owner owner;
  ULONG connection = 0;
  std::string key;
  ULONG mask = 0;
  bool synchronous = false;
  bool bound = false;  // the inner sink of a wrapper

  kit::com_ptr<IMAPIAdviseSink> sink;
  std::shared_ptr<Target> behind;       // when the sink is a wrapper: its inner one
  bool cancelled = false;               // calls that run may end, no other begins
  std::vector<std::thread::id> inside;  // the threads in OnNotify, one entry for each frame

  bool inside_other_than(std::thread::id caller) const noexcept {
    return std::any_of(inside.begin(), inside.end(), [=](std::thread::id id) { return id != caller; });
  }
};

struct Queued {
  std::shared_ptr<Target> target;
  Selection selection;
  std::uint64_t number = 0;  // in the order of queueing
};

}  // namespace postroom::notify
