// SPDX-License-Identifier: Apache-2.0
#include <postroom/trace_check.hpp>

#include "kit/trace/rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace postroom::trace {

namespace rules {

std::string describe(const LogonHistory& logon) {
  std::string text = kind_name(logon.kind);
  text += " logon " + std::to_string(logon.number);
  if (!logon.name.empty()) text += " (" + logon.name + ")";
  return text;
}

std::string describe(const ProviderHistory& provider) {
  std::string text = kind_name(provider.kind);
  text += " provider object " + std::to_string(provider.number);
  if (!provider.name.empty()) text += " (" + provider.name + ")";
  return text;
}

void broken(RuleReport& report, std::string what, std::vector<When> proof) {
  std::erase(proof, kNever);
  std::sort(proof.begin(), proof.end());
  report.violations.push_back({std::move(what), std::move(proof)});
}

std::vector<Rule> catalogue() {
  std::vector<Rule> all;
  for (const auto& theme : {rules_of_initialisation(), rules_of_libraries(), rules_of_objects(), rules_of_providers(),
                            rules_of_logons(), rules_of_support(), rules_of_logoff(), rules_of_departures(),
                            rules_of_stores(), rules_of_store_logoff(), rules_of_transports()}) {
    all.insert(all.end(), theme.begin(), theme.end());
  }
  const auto place = [](const Rule& rule) {
    return std::pair(rule.number[0], std::atoi(rule.number + 2));  // section, and number in it
  };
  std::sort(all.begin(), all.end(), [&](const Rule& a, const Rule& b) { return place(a) < place(b); });
  return all;
}

}  // namespace rules

std::size_t Report::violations() const noexcept {
  std::size_t total = 0;
  for (const RuleReport& rule : rules) total += rule.violations.size();
  return total;
}

Report check(const Trace& trace) {
  const History history(trace);
  Report report;
  report.lost = trace.lost_in(Ring::lifecycle);
  report.judged = report.lost.incomplete == 0;
  for (const rules::Rule& rule : rules::catalogue()) {
    RuleReport one{rule.number, rule.meaning, rule.hint, 0, 0, {}};
    rule.judge(history, one);
    if (!report.judged) {
      one.not_judged += one.applied;
      one.applied = 0;
      one.violations.clear();
    }
    report.rules.push_back(std::move(one));
  }
  return report;
}

namespace {

// The contract's sections that have rules here.
const char* section_name(char section) noexcept {
  switch (section) {
    case 'A':
      return "A. The library, memory, provider libraries";
    case 'C':
      return "C. Session logon";
    case 'D':
      return "D. The support object";
    case 'E':
      return "E. The status table";
    case 'F':
      return "F. Entry identifiers";
    default:
      return "J. Shutdown";
  }
}

std::string verdict(const RuleReport& rule) {
  if (!rule.violations.empty()) return "BROKEN   ";
  if (rule.applied != 0) return "kept     ";
  return rule.not_judged != 0 ? "unknown  " : "-        ";
}

std::string line_of(const RuleReport& rule, const Lost& lost) {
  std::string line = rule.rule;
  line.resize(6, ' ');
  line += verdict(rule) + "applied " + std::to_string(rule.applied) + "×";
  if (rule.not_judged != 0) {
    line += ", could not be judged " + std::to_string(rule.not_judged) + "× (" + std::to_string(lost.total()) +
            " events lost)";
  }
  return line + ": " + rule.meaning + "\n";
}

}  // namespace

std::string to_text(const Report& report, const Trace& trace) {
  std::string text;
  char section = 0;
  for (const RuleReport& rule : report.rules) {
    if (rule.rule[0] != section) {
      section = rule.rule[0];
      text += std::string(section_name(section)) + "\n";
    }
    text += line_of(rule, report.lost);
    for (const Violation& violation : rule.violations) {
      text += "      " + violation.what + "\n";
      for (const std::size_t when : violation.proof) {
        text += "        " + to_text(trace.entries[when], trace.started) + "\n";
      }
    }
    if (!rule.violations.empty()) text += "      What to do: " + rule.hint + "\n";
  }
  text += std::to_string(report.lost.total()) + " events lost\n";
  return text;
}

}  // namespace postroom::trace
