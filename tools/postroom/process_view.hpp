// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <postroom/live_status.hpp>

#include <string>
#include <vector>

namespace postroom::tool {

// A provider call that has been running so long is marked.
inline constexpr std::chrono::seconds kLongCall{1};

// What the processes are doing, for people: each process, its sessions with their logons, and the calls on providers
// that its threads are inside of.
std::vector<std::string> process_lines(const std::vector<live::Process>& processes);

// The same for programs.
nlohmann::json process_document(const std::vector<live::Process>& processes);

// All of it but the times: two pictures with the same text differ in nothing but how long.
std::string without_times(const std::vector<live::Process>& processes);

}  // namespace postroom::tool
