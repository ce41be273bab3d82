// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/judge.hpp"

#include "kit/trace/history.hpp"

#include <postroom/failure.hpp>
#include <postroom/trace_check.hpp>

#include <algorithm>
#include <map>

namespace postroom::tool::providerlab {
namespace {

using trace::kNever;
using trace::LogonHistory;
using trace::When;

constexpr std::uint32_t kLogoffComplete = 0x10000;

class Judge {
 public:
  Judge(const trace::Trace& trace, const std::string& lifecycle, bool owes_uids)
      : trace_(trace), history_(trace), lifecycle_(lifecycle), owes_uids_(owes_uids) {}

  std::vector<Finding> findings() {
    take_over_rules();
    judge_calls();
    const bool forced = lifecycle_.starts_with("no-memory") || lifecycle_.starts_with("support-");
    for (const auto& [number, logon] : history_.logons) {
      if (!logon.was_on()) continue;
      judge_end(logon);
      if (!forced && !logon.spoolers) judge_beginning(logon);
      if (logon.kind == trace::ProviderKind::store && !logon.spoolers) judge_store(logon);
    }
    return std::move(found_);
  }

 private:
  void add(const std::string& rule, std::string what, std::initializer_list<When> proof) {
    Finding finding = finding_of(rule, std::move(what));
    for (const When when : proof) {
      if (when != kNever) finding.events.push_back(trace::to_text(trace_.entries[when], trace_.started));
    }
    found_.push_back(std::move(finding));
  }

  // The transports stay on a store whose StoreLogoffTransports the lab makes fail; that is not the provider's doing.
  bool broken_by_the_lab(const std::string& rule) const {
    return lifecycle_ == "support-StoreLogoffTransports" && (rule == "J-45" || rule == "J-54");
  }

  void take_over_rules() {
    const trace::Report report = trace::check(trace_);
    for (const trace::RuleReport& rule : report.rules) {
      if (broken_by_the_lab(rule.rule)) continue;
      for (const trace::Violation& violation : rule.violations) {
        Finding finding{rule.rule, rule.meaning, rule.hint, violation.what, {}};
        for (const std::size_t when : violation.proof) {
          finding.events.push_back(trace::to_text(trace_.entries[when], trace_.started));
        }
        found_.push_back(std::move(finding));
      }
    }
  }

  void judge_calls() {
    for (When when = 0; when < trace_.entries.size(); ++when) {
      const trace::Entry& entry = trace_.entries[when];
      if (entry.is(trace::Event::call_threw)) {
        add("J-114", entry.method + " let an exception escape: " + entry.detail, {when});
      } else if (entry.is(trace::Event::call_abandoned)) {
        add("J-114", entry.method + " did not return in time", {when});
      } else if (entry.is(trace::Event::call_end) && entry.hresult < 0 && ends_something(entry.method) &&
                 !was_thrown(when)) {
        add("J-21", entry.method + " answered " + kit::hresult_name(entry.hresult), {when});
      }
    }
  }
  static bool ends_something(const std::string& method) {
    return method.ends_with("::Logoff") || method.ends_with("::TransportLogoff") || method.ends_with("::Shutdown");
  }
  // An exception is recorded between the call's begin and end, and counts as a failed call.
  bool was_thrown(When end) const {
    for (When when = end; when-- > 0;) {
      const trace::Entry& entry = trace_.entries[when];
      if (entry.thread != trace_.entries[end].thread || entry.method != trace_.entries[end].method) continue;
      return entry.is(trace::Event::call_threw);
    }
    return false;
  }

  void judge_end(const LogonHistory& logon) {
    if (lifecycle_ == "fast-shutdown") return;
    if (logon.support_released == kNever && logon.abandoned == kNever) {
      add("J-24", name(logon) + " never released its support object", {logon.logon.begin});
    }
  }

  void judge_beginning(const LogonHistory& logon) {
    if (logon.rows_added.empty()) add("E-2", name(logon) + " has no status row", {logon.logon.begin, logon.logon.end});
    if (owes_uids_ && logon.uids_added.empty()) {
      add("F-1", name(logon) + " registered no MAPIUID", {logon.logon.begin, logon.logon.end});
    }
  }

  void judge_store(const LogonHistory& logon) {
    static const std::map<std::string, std::uint32_t> kRequests = {{"store-logoff-no-wait", 1},
                                                                   {"store-logoff-orderly", 2},
                                                                   {"store-logoff-purge", 4},
                                                                   {"store-logoff-abort", 8},
                                                                   {"store-logoff-quiet", 0x10}};
    bool complete = false;
    for (const When when : logon.transport_logoffs) {
      const trace::Entry& call = trace_.entries[when];
      if (complete) add("J-46", name(logon) + " called StoreLogoffTransports again after LOGOFF_COMPLETE", {when});
      complete = complete || (call.answer & kLogoffComplete) != 0;
    }
    const auto request = kRequests.find(lifecycle_);
    if (request == kRequests.end()) {
      if (lifecycle_ == "leaked-child") judge_last_release(logon);
      return;
    }
    judge_last_release(logon);
    if (logon.transport_logoffs.empty()) return;  // J-45 says that
    const When first = logon.transport_logoffs.front();
    if (trace_.entries[first].request != request->second) {
      add("J-35", name(logon) + " asked for another logoff than its client did", {first});
    }
  }
  void judge_last_release(const LogonHistory& logon) {
    const auto session = history_.sessions.find(logon.session);
    if (session == history_.sessions.end()) return;
    const When logoff = session->second.logoff_begin;
    if (logon.teardown == kNever || logon.teardown > logoff) {
      add("J-49", name(logon) + " did not end with the last Release of its client", {logon.teardown, logoff});
    }
  }

  static std::string name(const LogonHistory& logon) {
    return std::string(trace::kind_name(logon.kind)) + " logon " + std::to_string(logon.number) + " (" + logon.name +
           ")";
  }

  const trace::Trace& trace_;
  const trace::History history_;
  const std::string& lifecycle_;
  const bool owes_uids_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> judge(const trace::Trace& trace, const std::string& lifecycle, bool store_or_book) {
  return Judge(trace, lifecycle, store_or_book).findings();
}

std::vector<std::string> unfinished_calls(const trace::Trace& trace) {
  std::vector<std::string> calls;
  const trace::History history(trace);
  for (const trace::CallSpan& call : history.calls) {
    if (call.end == kNever) calls.push_back(trace::to_text(trace.entries[call.begin], trace.started));
  }
  return calls;
}

}  // namespace postroom::tool::providerlab
