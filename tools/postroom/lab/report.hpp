// SPDX-License-Identifier: Apache-2.0
//
// What the provider lab has to say: for each lifecycle what was done, and the contract's rules that were broken.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace postroom::tool::providerlab {

// In the place of a rule's number: something did not run, and no rule says that it must.
inline constexpr const char* kNotLookedAt = "-";

struct Finding {
  std::string rule;                 // "J-24", or kNotLookedAt
  std::string meaning;              // of the rule, in one line
  std::string hint;                 // what the author of the provider does about it
  std::string what;                 // what was seen
  std::vector<std::string> events;  // that prove it
};

struct Lifecycle {
  std::string name;
  std::string what;  // was done
};

struct Result {
  Lifecycle lifecycle;
  double seconds = 0;
  std::string trace;  // the trace file, when it is kept
  std::vector<Finding> findings;
  std::vector<std::string> not_done;  // what could not be looked at, and breaks no rule
};

struct Report {
  std::string provider;
  std::string type;
  std::vector<Result> results;
  std::size_t findings() const;
};

// A finding with the meaning and hint of its rule: those of the checker's catalogue, or, of a rule that no trace shows,
// the lab's own.
Finding finding_of(const std::string& rule, std::string what);

std::vector<std::string> lines_of(const Report& report);
nlohmann::json document_of(const Report& report);
std::string junit_of(const Report& report);

}  // namespace postroom::tool::providerlab
