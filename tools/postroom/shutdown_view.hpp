// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/trace_reader.hpp>

#include <string>
#include <vector>

namespace postroom::tool {

// The shutdown in a trace as it happened: for each session its Logoff, call by call by MAPI's names, with the time
// since Logoff began and how long the call took; what the calls removed; and the libraries that were unloaded.
std::vector<std::string> shutdown_lines(const trace::Trace& trace);

}  // namespace postroom::tool
