// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/judge.hpp"

#include "kit/trace/history.hpp"
#include "kit/trace/rules.hpp"

#include <postroom/failure.hpp>
#include <postroom/trace_check.hpp>

#include "tools/postroom/lab/limits.hpp"
#include "tools/postroom/text.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

namespace postroom::tool::providerlab {
namespace {

using trace::kNever;
using trace::LogonHistory;
using trace::When;

constexpr std::string_view kFails = "support-";       // a method, "-" and which of its calls
constexpr std::uint32_t kCancelMessage = 0x80000000;  // NOTIFY_CANCEL_MESSAGE

class Judge {
 public:
  Judge(const trace::Trace& trace, Type type, const std::string& lifecycle)
      : trace_(trace), history_(trace), type_(type), lifecycle_(lifecycle) {}

  Judgement judgement() {
    take_over_rules();
    std::size_t turn = 0;
    for (const auto& [number, logon] : history_.logons) {
      if (logon.was_on() && logon.kind == trace::ProviderKind::store && !logon.spoolers) judge_store(logon, turn++);
    }
    for (const auto& [number, logon] : history_.logons) {
      if (logon.kind == looked_at() && logon.kind != trace::ProviderKind::store) judge_support(logon);
    }
    if (!is_forced(lifecycle_)) judge_logons();
    if (type_ == Type::transport) judge_messages();  // else it is the lab's own that moves mail
    return {std::move(found_), std::move(not_done_)};
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
    const std::string_view forced = std::string_view(lifecycle_).substr(0, lifecycle_.find('-', kFails.size()));
    static constexpr std::pair<std::string_view, std::string_view> kOf[] = {{"support-StoreLogoffTransports", "J-45"},
                                                                            {"support-StoreLogoffTransports", "J-54"},
                                                                            {"support-SetProviderUID", "F-1"},
                                                                            {"support-ModifyStatusRow", "E-2"}};
    return std::find(std::begin(kOf), std::end(kOf), std::pair<std::string_view, std::string_view>(forced, rule)) !=
           std::end(kOf);
  }

  // What is about the lab's own partner alone says nothing of the provider, whatever brought it about.
  bool is_of_the_partner(const trace::Violation& violation) const {
    return !violation.proof.empty() &&
           std::all_of(violation.proof.begin(), violation.proof.end(),
                       [&](std::size_t when) { return trace_.entries[when].name == partner_of(type_); });
  }

  // A rule that no event broke is not kept when the events are not all there.
  void note_lost(const trace::Report& report) {
    if (!report.judged) {
      not_done_.push_back(
          filled(_("no rule is judged by the trace: %1 events are missing in it"), report.lost.total()));
      return;
    }
    std::string rules;
    for (const trace::RuleReport& rule : report.rules) {
      if (rule.not_judged != 0) rules += (rules.empty() ? "" : ", ") + rule.rule;
    }
    if (rules.empty()) return;
    not_done_.push_back(
        filled(_("the first %1 events are lost, and what they began is not judged: %2"), report.lost.total(), rules));
  }

  void take_over_rules() {
    const trace::Report report = trace::check(trace_);
    note_lost(report);
    for (const trace::RuleReport& rule : report.rules) {
      if (broken_by_the_lab(rule.rule)) continue;
      for (const trace::Violation& violation : rule.violations) {
        if (is_of_the_partner(violation)) continue;
        Finding finding{rule.rule, rule.meaning, rule.hint, violation.what, {}};
        for (const std::size_t when : violation.proof) {
          finding.events.push_back(trace::to_text(trace_.entries[when], trace_.started));
        }
        found_.push_back(std::move(finding));
      }
    }
  }

  // A store ends with its support object, whenever its client releases it (J-49). Whoever else has released that before
  // its logoff method was called has lost its logon, mostly because another session ended.
  void judge_support(const LogonHistory& logon) {
    const When logoff = logon.logoffs.empty() ? kNever : logon.logoffs.front().begin;
    if (!logon.was_on() || logon.abandoned != kNever || logon.teardown >= logoff) return;
    if (logon.answered != kNever && (trace_.entries[logon.answered].answer & trace::kKeptSupport) == 0) return;  // said
    add("C-20", trace::rules::describe(logon) + " released its support object while it was logged on",
        {logon.logon.end, logon.teardown, logoff});
  }

  // A provider that does not log on breaks no rule by that, but there is nothing to look at. What fails because its
  // session ends meanwhile (J-113) is as it should be.
  void judge_logons() {
    for (const auto& [number, logon] : history_.logons) {
      if (logon.kind != looked_at() || logon.logon.end == kNever || logon.logon.hresult >= 0) continue;
      if (ends_meanwhile(logon.logon) || logs_on_elsewhere(logon)) continue;
      return add(kNotLookedAt,
                 trace::rules::describe(logon) + " does not log on: " + kit::hresult_name(logon.logon.hresult),
                 {logon.logon.begin, logon.logon.end});
    }
    for (const trace::CallSpan& call : history_.calls) {
      if (call.method != entry_function() || call.end == kNever || call.hresult >= 0) continue;
      return add(kNotLookedAt, call.method + " fails: " + kit::hresult_name(call.hresult), {call.begin, call.end});
    }
  }
  bool ends_meanwhile(const trace::CallSpan& call) const {
    return std::any_of(history_.sessions.begin(), history_.sessions.end(), [&](const auto& one) {
      return one.second.logoff_begin < call.end && one.second.logoff_end > call.begin;
    });
  }
  // A store that is not chosen yet is asked again in the same session (C-30).
  bool logs_on_elsewhere(const LogonHistory& failed) const {
    return std::any_of(history_.logons.begin(), history_.logons.end(), [&](const auto& one) {
      return one.second.kind == failed.kind && one.second.session == failed.session && one.second.was_on();
    });
  }
  trace::ProviderKind looked_at() const {
    if (type_ == Type::store) return trace::ProviderKind::store;
    return type_ == Type::book ? trace::ProviderKind::address_book : trace::ProviderKind::transport;
  }
  const char* entry_function() const {
    if (type_ == Type::store) return "MSProviderInit";
    return type_ == Type::book ? "ABProviderInit" : "XPProviderInit";
  }

  // What a transport does with messages that it was given. One that was given up (J-114) may have what it has.
  void judge_messages() {
    bool told = false;  // then what leaks is what is held already
    for (When when = 0; when < trace_.entries.size(); ++when) {
      const trace::Entry& entry = trace_.entries[when];
      if (entry.is(trace::Event::message_called_late)) {
        add("I-6", "IMessage::" + entry.method + " was called for a message whose StartMessage had returned", {when});
      } else if (entry.is(trace::Event::message_kept) && !was_given_up(entry.logon)) {
        told = true;
        judge_kept(entry.method != "IXPLogon::StartMessage",
                   "the transport holds a message when " + entry.method + " has returned", when);
      } else if (entry.is(trace::Event::leak) && !told) {
        judge_leak(when);
      }
    }
    for (const trace::CallSpan& call : history_.calls) {
      if (is_in_motion(call.method)) judge_cancelled(call);
    }
  }
  // The spooler itself has let every message go when its store ends: what is held then of one, a transport holds.
  void judge_leak(When when) {
    const trace::Entry& entry = trace_.entries[when];
    const auto logon = history_.logons.find(entry.logon);
    if (logon == history_.logons.end() || !logon->second.spoolers) return;
    bool sends = false;
    for (const trace::CallSpan& call : history_.calls) {
      if (call.abandoned != kNever || was_given_up(call.logon)) return;
      sends = sends || call.method == "IXPLogon::SubmitMessage";
    }
    judge_kept(sends, "an object of the spooler's store is still held: " + entry.detail, when);
  }
  void judge_kept(bool sent, const std::string& what, When when) {
    if (sent) {
      add("H-28", what, {when});
    } else {
      add("I-6", what, {when});
    }
  }
  bool was_given_up(std::uint32_t number) const {
    const auto logon = history_.logons.find(number);
    return logon != history_.logons.end() && logon->second.abandoned != kNever;
  }
  void judge_cancelled(const trace::CallSpan& call) {
    const When left = std::min(call.end, call.abandoned);
    for (const trace::CallSpan& notice : history_.calls) {
      const bool is_cancel = notice.method == "IXPLogon::TransportNotify" && (notice.request & kCancelMessage) != 0;
      if (!is_cancel || notice.logon != call.logon || notice.begin < call.begin || notice.begin > left) continue;
      if (left == kNever || call.abandoned != kNever || time_between(notice.begin, left) > kCallLimit) {
        add("H-29", call.method + " of " + call.name + " went on after its message was cancelled",
            {call.begin, notice.begin, left});
        return;
      }
    }
  }
  std::chrono::nanoseconds time_between(When from, When to) const {
    return std::chrono::nanoseconds(trace_.entries[to].time - trace_.entries[from].time);
  }
  static bool is_in_motion(const std::string& method) {
    return method == "IXPLogon::SubmitMessage" || method == "IXPLogon::EndMessage" ||
           method == "IXPLogon::StartMessage";
  }

  // Of the lifecycles "store-logoff-…" and "requests-…", the latter with a session for each request, in their order.
  void judge_store(const LogonHistory& logon, std::size_t turn) {
    const auto own = std::find_if(std::begin(kRequests), std::end(kRequests),
                                  [&](const Request& one) { return lifecycle_ == one.lifecycle; });
    if (own != std::end(kRequests) || lifecycle_ == "leaked-child") judge_last_release(logon);
    if (own != std::end(kRequests)) {
      judge_request(logon, own->flag);
    } else if (lifecycle_.starts_with("requests-") && turn < std::size(kRequests)) {
      judge_request(logon, kRequests[turn].flag);
    }
  }
  void judge_request(const LogonHistory& logon, std::uint32_t request) {
    // The store's own call: the runtime's, at the end of the session, says whose it is (J-54).
    const auto own = std::find_if(logon.transport_logoffs.begin(), logon.transport_logoffs.end(),
                                  [&](When when) { return trace_.entries[when].detail.empty(); });
    if (own == logon.transport_logoffs.end()) return;  // J-45 says that
    if (trace_.entries[*own].request != request) {
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
  const Type type_;
  const std::string& lifecycle_;
  std::vector<Finding> found_;
  std::vector<std::string> not_done_;
};

}  // namespace

Judgement judge(const trace::Trace& trace, Type type, const std::string& lifecycle) {
  return Judge(trace, type, lifecycle).judgement();
}

bool gave_up(const trace::Trace& trace) {
  const trace::History history(trace);
  return std::any_of(history.calls.begin(), history.calls.end(),
                     [](const trace::CallSpan& call) { return call.abandoned != kNever; });
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
