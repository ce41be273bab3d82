// SPDX-License-Identifier: Apache-2.0
//
// The contract's rules about lifecycles, as monitors over a trace (design 6). Any thread; needs no libpostroom.
#pragma once

#include <postroom/trace_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace postroom::trace {

struct Violation {
  std::string what;                // one sentence that names the things
  std::vector<std::size_t> proof;  // indexes into Trace::entries
};

struct RuleReport {
  std::string rule;  // "J-49"
  std::string meaning;
  std::string hint;              // what the author of a provider or of a client does about a violation
  std::uint64_t applied = 0;     // how often the rule had something to say
  std::uint64_t not_judged = 0;  // how often it would have, had its beginning not been lost
  std::vector<Violation> violations;
};

struct Report {
  std::vector<RuleReport> rules;  // in the order of the contract
  Lost lost;                      // of the lifecycle ring
  bool judged = true;             // false: events are missing in between, so no rule could be judged

  std::size_t violations() const noexcept;
  bool holds() const noexcept { return judged && violations() == 0; }
};

// Applies every rule of the catalogue (docs/rules.md), in the order of the contract.
Report check(const Trace& trace);

// The report for people: a line for each rule, then each violation with the events that prove it.
std::string to_text(const Report& report, const Trace& trace);

}  // namespace postroom::trace
