// SPDX-License-Identifier: Apache-2.0
//
// The catalogue of the contract's rules that a trace can show, each a monitor that looks at a history and says how
// often the rule applied and where it was broken. Each is small enough to be read beside the contract's text.
// docs/rules.md is written from the catalogue by tools/dev/rules_doc.py, which reads `.number`, `.meaning` and `.hint`
// as literals: keep them so.
#pragma once

#include "kit/trace/history.hpp"

#include <postroom/trace_check.hpp>

#include <span>

namespace postroom::trace::rules {

struct Rule {
  const char* number;   // "J-49"
  const char* meaning;  // one line
  const char* hint;     // what the author of a provider or of a client does about a violation
  // Fills in `applied`, `not_judged` and `violations`.
  void (*judge)(const History& history, RuleReport& report);
};

// One list for each theme.
std::span<const Rule> rules_of_initialisation() noexcept;
std::span<const Rule> rules_of_libraries() noexcept;
std::span<const Rule> rules_of_objects() noexcept;
std::span<const Rule> rules_of_providers() noexcept;
std::span<const Rule> rules_of_logons() noexcept;
std::span<const Rule> rules_of_support() noexcept;
std::span<const Rule> rules_of_logoff() noexcept;
std::span<const Rule> rules_of_departures() noexcept;
std::span<const Rule> rules_of_stores() noexcept;
std::span<const Rule> rules_of_store_logoff() noexcept;
std::span<const Rule> rules_of_transports() noexcept;

// All of them, in the order of the contract.
std::vector<Rule> catalogue();

// "store logon 3 (postroom_store)" and its like.
std::string describe(const LogonHistory& logon);
std::string describe(const ProviderHistory& provider);

// Adds a violation; `proof` may hold kNever, which is left out.
void broken(RuleReport& report, std::string what, std::vector<When> proof);

}  // namespace postroom::trace::rules
