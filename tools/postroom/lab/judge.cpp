// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/judge.hpp"

#include "kit/trace/history.hpp"
#include "kit/trace/rules.hpp"

#include <postroom/trace_check.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

namespace postroom::tool::providerlab {
namespace {

using trace::kNever;
using trace::LogonHistory;
using trace::When;

constexpr std::uint32_t kCancelMessage = 0x80000000;  // NOTIFY_CANCEL_MESSAGE
constexpr double kSoon = 1.5;                         // seconds, as the lab gives to any call in a Logoff

class Judge {
 public:
  Judge(const trace::Trace& trace, const std::string& lifecycle)
      : trace_(trace), history_(trace), lifecycle_(lifecycle) {}

  std::vector<Finding> findings() {
    take_over_rules();
    for (const auto& [number, logon] : history_.logons) {
      if (logon.was_on() && logon.kind == trace::ProviderKind::store && !logon.spoolers) judge_store(logon);
    }
    judge_messages();
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

  // What follows from the method of the support object that the lab makes fail is not the provider's doing: the
  // transports stay on the store, or there is no MAPIUID or status row.
  bool broken_by_the_lab(const std::string& rule) const {
    static constexpr std::pair<std::string_view, std::string_view> kOf[] = {{"support-StoreLogoffTransports", "J-45"},
                                                                            {"support-StoreLogoffTransports", "J-54"},
                                                                            {"support-SetProviderUID", "F-1"},
                                                                            {"support-ModifyStatusRow", "E-2"}};
    return std::find(std::begin(kOf), std::end(kOf), std::pair<std::string_view, std::string_view>(lifecycle_, rule)) !=
           std::end(kOf);
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

  // What a transport does with messages that it was given.
  void judge_messages() {
    for (When when = 0; when < trace_.entries.size(); ++when) {
      const trace::Entry& entry = trace_.entries[when];
      if (entry.is(trace::Event::message_called_late)) {
        add("I-6", "IMessage::" + entry.method + " was called for a message whose StartMessage had returned", {when});
      }
      // The spooler itself has let every message go when its store ends: what is held then, a transport holds.
      const auto logon = history_.logons.find(entry.logon);
      if (entry.is(trace::Event::leak) && logon != history_.logons.end() && logon->second.spoolers) {
        add("H-28", "an object of the spooler's store is still held: " + entry.detail, {when});
      }
    }
    for (const trace::CallSpan& call : history_.calls) {
      if (is_in_motion(call.method)) judge_cancelled(call);
    }
  }
  void judge_cancelled(const trace::CallSpan& call) {
    const When left = std::min(call.end, call.abandoned);
    for (const trace::CallSpan& notice : history_.calls) {
      const bool is_cancel = notice.method == "IXPLogon::TransportNotify" && (notice.request & kCancelMessage) != 0;
      if (!is_cancel || notice.logon != call.logon || notice.begin < call.begin || notice.begin > left) continue;
      if (left == kNever || call.abandoned != kNever || seconds_between(notice.begin, left) > kSoon) {
        add("H-29", call.method + " of " + call.name + " went on after its message was cancelled",
            {call.begin, notice.begin, left});
        return;
      }
    }
  }
  double seconds_between(When from, When to) const {
    return static_cast<double>(trace_.entries[to].time - trace_.entries[from].time) / 1e9;
  }
  static bool is_in_motion(const std::string& method) {
    return method == "IXPLogon::SubmitMessage" || method == "IXPLogon::EndMessage" ||
           method == "IXPLogon::StartMessage";
  }

  void judge_store(const LogonHistory& logon) {
    static const std::map<std::string, std::uint32_t> kRequests = {{"store-logoff-no-wait", 1},
                                                                   {"store-logoff-orderly", 2},
                                                                   {"store-logoff-purge", 4},
                                                                   {"store-logoff-abort", 8},
                                                                   {"store-logoff-quiet", 0x10}};
    const auto request = kRequests.find(lifecycle_);
    if (request == kRequests.end()) {
      if (lifecycle_ == "leaked-child") judge_last_release(logon);
      return;
    }
    judge_last_release(logon);
    // The store's own call: the runtime's, at the end of the session, says whose it is (J-54).
    const auto own = std::find_if(logon.transport_logoffs.begin(), logon.transport_logoffs.end(),
                                  [&](When when) { return trace_.entries[when].detail.empty(); });
    if (own == logon.transport_logoffs.end()) return;  // J-45 says that
    if (trace_.entries[*own].request != request->second) {
      add("J-35", trace::rules::describe(logon) + " asked for another logoff than its client did", {*own});
    }
  }
  void judge_last_release(const LogonHistory& logon) {
    const auto session = history_.sessions.find(logon.session);
    if (session == history_.sessions.end()) return;
    const When logoff = session->second.logoff_begin;
    if (logon.teardown == kNever || logon.teardown > logoff) {
      add("J-48", trace::rules::describe(logon) + " did not end with the last Release of its client",
          {logon.teardown, logoff});
    }
  }

  const trace::Trace& trace_;
  const trace::History history_;
  const std::string& lifecycle_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> judge(const trace::Trace& trace, const std::string& lifecycle) {
  return Judge(trace, lifecycle).findings();
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
