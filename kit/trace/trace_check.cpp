// SPDX-License-Identifier: Apache-2.0
#include <postroom/trace_check.hpp>

#include "kit/trace/rules.hpp"

#include <algorithm>
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
  using Rule = RuleReport (*)(const History&);
  static constexpr Rule kRules[] = {rules::a_40, rules::c_13, rules::j_13, rules::j_14, rules::j_15, rules::j_16,
                                    rules::j_17, rules::j_18, rules::j_45, rules::j_46, rules::j_49};
  for (const Rule rule : kRules) {
    RuleReport one = rule(history);
    if (!report.judged) {
      one.not_judged += one.applied;
      one.applied = 0;
      one.violations.clear();
    }
    report.rules.push_back(std::move(one));
  }
  return report;
}

std::string to_text(const Report& report, const Trace& trace) {
  std::string text;
  for (const RuleReport& rule : report.rules) {
    std::string line = rule.rule;
    line.resize(6, ' ');
    if (!rule.violations.empty()) {
      line += "BROKEN   ";
    } else if (rule.applied != 0) {
      line += "kept     ";
    } else {
      line += rule.not_judged != 0 ? "unknown  " : "-        ";
    }
    line += "applied " + std::to_string(rule.applied) + "×";
    if (rule.not_judged != 0) {
      line += ", could not be judged " + std::to_string(rule.not_judged) + "× (" + std::to_string(report.lost.total()) +
              " events lost)";
    }
    text += line + ": " + rule.meaning + "\n";
    for (const Violation& violation : rule.violations) {
      text += "      " + violation.what + "\n";
      for (const std::size_t when : violation.proof) {
        text += "        " + to_text(trace.entries[when], trace.started) + "\n";
      }
    }
  }
  text += std::to_string(report.lost.total()) + " events lost\n";
  return text;
}

}  // namespace postroom::trace
