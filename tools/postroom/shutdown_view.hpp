// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/trace/shutdown_tree.hpp>
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace postroom::tool {

// The shutdowns in a trace as they happened, for people: what ended, phase by phase with a word on what the phase is
// for, provider by provider, call by call under MAPI's names, with the milliseconds since it began and those each call
// took; what the calls removed; and last, in so many words, what was slow, given up or leaked.
std::vector<std::string> shutdown_lines(const trace::Trace& trace);

// The same for programs.
nlohmann::json shutdown_document(const trace::Trace& trace);

}  // namespace postroom::tool
