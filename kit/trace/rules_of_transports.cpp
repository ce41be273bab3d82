// SPDX-License-Identifier: Apache-2.0
//
// J-57, J-58, J-62, J-67 and J-68: the spooler and its transports. J-92 and J-98: fast shutdown.
#include "kit/trace/walks.hpp"

namespace postroom::trace::rules {
namespace {

constexpr std::uint32_t kBegin[] = {0x1, 0x2};        // NOTIFY_BEGIN_INBOUND, NOTIFY_BEGIN_OUTBOUND
constexpr std::uint32_t kEnd[] = {0x10000, 0x20000};  // NOTIFY_END_INBOUND, NOTIFY_END_OUTBOUND
constexpr std::uint32_t kAbortDeferred = 0x40000000;  // NOTIFY_ABORT_DEFERRED
constexpr std::uint32_t kCancelMessage = 0x80000000;  // NOTIFY_CANCEL_MESSAGE

// When the transport began to report its critical error.
When critical_error(const History& history, const LogonHistory& logon) {
  const auto found = std::find_if(logon.spooler_notifies.begin(), logon.spooler_notifies.end(),
                                  [&](When when) { return (history.at(when).request & kCriticalError) != 0; });
  return found == logon.spooler_notifies.end() ? kNever : *found;
}

// When the thread of an event went on, which may have been the answer to a call; kNever: that is not in the trace.
When next_of_thread(const History& history, When when) {
  for (When next = when + 1; next < history.trace.entries.size(); ++next) {
    if (history.at(next).thread == history.at(when).thread) return next;
  }
  return kNever;
}

void j_57(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    if (logon.kind != ProviderKind::transport || logon.logoffs.empty() || logon.abandoned != kNever) return;
    const When logoff = logon.logoffs.front().begin;
    if (critical_error(history, logon) < logoff) return;
    ++report.applied;
    When on[] = {kNever, kNever};
    for (const CallSpan& call : history.calls) {
      if (call.logon != logon.number || call.method != "IXPLogon::TransportNotify" || call.begin > logoff) continue;
      for (const std::size_t way : {0U, 1U}) {
        if ((call.request & kBegin[way]) != 0) on[way] = call.begin;
        if ((call.request & kEnd[way]) != 0) on[way] = kNever;
      }
    }
    if (on[0] != kNever || on[1] != kNever) {
      broken(report, describe(logon) + " was logged off with its traffic on", {std::min(on[0], on[1]), logoff});
    }
  });
}

void j_58(const History& history, RuleReport& report) {
  for (const CallSpan& call : history.calls) {
    if (call.method != "IXPLogon::TransportNotify" || (call.request & kAbortDeferred) == 0) continue;
    ++report.applied;
    if ((call.request & ~(kAbortDeferred | kCancelMessage)) != 0) {
      broken(report, "NOTIFY_ABORT_DEFERRED came together with other flags", {call.begin});
    }
  }
}

void j_62(const History& history, RuleReport& report) {
  for_events(history, Event::address_types_compared, [&](When when, const Entry& entry) {
    ++report.applied;
    const auto logon = history.logons.find(entry.logon);
    if (entry.hresult == 0 || logon == history.logons.end()) return;
    broken(report, "what AddressTypes of " + describe(logon->second) + " gave had changed before TransportLogoff",
           {when});
  });
}

void j_67(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    const When reported = critical_error(history, logon);
    const When error = reported == kNever ? kNever : next_of_thread(history, reported);
    if (error == kNever) return;
    ++report.applied;
    for (const CallSpan& call : history.calls) {
      if (call.logon != logon.number || call.begin < error || !call.method.starts_with("IXPLogon::")) continue;
      if (call.begin != error && !heard_of(history, error, call.begin)) continue;
      if (call.method != "IXPLogon::TransportLogoff" && call.method != "IXPLogon::Release") {
        broken(report, call.method + " of " + describe(logon) + " was called after its critical error",
               {error, call.begin});
      }
    }
  });
}

void j_68(const History& history, RuleReport& report) {
  for_events(history, Event::spooler_stopped, [&](When when, const Entry&) {
    if (history.trace.lost_in(Ring::lifecycle).overwritten != 0) {
      ++report.not_judged;
      return;
    }
    ++report.applied;
    const bool in_a_logoff = std::any_of(history.sessions.begin(), history.sessions.end(), [&](const auto& one) {
      return one.second.logoff_begin < when && when < one.second.logoff_end;
    });
    if (!in_a_logoff) broken(report, "the spooler stopped outside of the last session's Logoff", {when});
  });
}

// A step of a fast shutdown that a provider was asked or told.
bool is_fast_step(const Entry& entry) {
  return entry.is(Event::call_begin) && (entry.method.ends_with("Provider::QueryFastShutdown") ||
                                         entry.method.ends_with("Provider::NotifyProcessShutdown") ||
                                         entry.method.ends_with("Provider::DoFastShutdown"));
}

void j_92(const History& history, RuleReport& report) {
  std::map<std::uint32_t, When> stores;  // by session, the last that was asked in this round
  for (When when = 0; when < history.trace.entries.size(); ++when) {
    const Entry& entry = history.at(when);
    if (entry.is(Event::note) && entry.method == "fast shutdown") stores.clear();  // ends a round
    if (!is_fast_step(entry)) continue;
    ++report.applied;
    if (kind_of(entry.method) == ProviderKind::store) {
      stores[entry.session] = when;
    } else if (const auto before = stores.find(entry.session); before != stores.end()) {
      broken(report, entry.method + " came after that of a store", {before->second, when});
    }
  }
}

void j_98(const History& history, RuleReport& report) {
  for_events(history, Event::note, [&](When when, const Entry& entry) {
    if (entry.method != "fast shutdown" || !entry.detail.ends_with("DoFastShutdown") || entry.hresult < 0) return;
    ++report.applied;
    for (const CallSpan& call : history.calls) {
      if (call.begin > when && (call.method.ends_with("Logoff") || call.method.ends_with("Provider::Shutdown"))) {
        broken(report, call.method + " came after a fast shutdown", {when, call.begin});
      }
    }
  });
}

}  // namespace

std::span<const Rule> rules_of_transports() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "J-57",
       .meaning = "the spooler switches a transport's traffic off before it logs it off",
       .hint = "None for a provider: update your status row in TransportNotify before you return.",
       .judge = j_57},
      {.number = "J-58",
       .meaning = "NOTIFY_ABORT_DEFERRED comes alone",
       .hint = "None for a provider: expect one call for each message that you deferred.",
       .judge = j_58},
      {.number = "J-62",
       .meaning = "what AddressTypes gave stays as it is until TransportLogoff",
       .hint = "Keep the strings, the MAPIUIDs and both arrays with the logon, and neither free nor change them before "
               "TransportLogoff. New types: make new arrays, and call SpoolerNotify(NOTIFY_CONFIG_CHANGE).",
       .judge = j_62},
      {.number = "J-67",
       .meaning = "after NOTIFY_CRITICAL_ERROR a transport is only called to be released",
       .hint = "None for a provider: expect TransportLogoff at once, also while you are still inside another call.",
       .judge = j_67},
      {.number = "J-68",
       .meaning = "the spooler ends within the Logoff of the last session",
       .hint = "None for a provider or a client.",
       .judge = j_68},
      {.number = "J-92",
       .meaning = "a session's stores come last in each step of a fast shutdown",
       .hint = "None for a provider: rely on the address book while you save.",
       .judge = j_92},
      {.number = "J-98",
       .meaning = "after DoFastShutdown no logoff method and no Shutdown is called",
       .hint = "Have everything saved when DoFastShutdown returns: nothing follows.",
       .judge = j_98},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
