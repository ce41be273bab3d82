// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/trace.hpp"

#include <memory>
#include <string>

namespace postroom::lifecycle {

// Is a call on this logon (or, when `subject` names none, on this provider object) running on another thread?
bool call_is_running(const trace::Subject& subject) noexcept;

// What is waited for when it is no call on a provider: a sink's Release, say, and the thread that is inside of it, as
// the system counts threads; 0: nothing.
struct Holdup {
  const char* method = nullptr;
  std::uint32_t thread = 0;
};

// Notes in the trace that the longest running call on this logon, or provider object, has been given up (J-114): which
// it is, for how long it has been running, and what its thread does. Returns the same as a sentence. Without such a
// call it names `otherwise`, and without that it says that the time for calls was used up.
std::string record_abandoned_call(const trace::Subject& subject, const Holdup& otherwise = {});

// Keeps what a call that was given up may still touch, for as long as the process lives: nothing of it is ever freed,
// released or called again (J-114).
void keep_for_ever(std::shared_ptr<void> what) noexcept;

}  // namespace postroom::lifecycle
