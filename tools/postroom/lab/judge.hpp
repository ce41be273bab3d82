// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/lab/client.hpp"

#include <postroom/trace_reader.hpp>

namespace postroom::tool::providerlab {

struct Judgement {
  std::vector<Finding> findings;
  std::vector<std::string> not_done;  // what could not be judged, because events were lost
};

// What the trace of one lifecycle says about the provider: the checker's rules, and those that need to know which
// lifecycle it was, and which of the profile's providers is the one that is looked at.
Judgement judge(const trace::Trace& trace, Type type, const std::string& lifecycle);

// Whether a call of a provider was given up (J-114): the runtime then touches nothing that the call may use, and what
// should have ended with the logon did not.
bool gave_up(const trace::Trace& trace);

// The provider calls that had not returned when the process ended, the latest last.
std::vector<std::string> unfinished_calls(const trace::Trace& trace);

}  // namespace postroom::tool::providerlab
