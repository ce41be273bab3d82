// SPDX-License-Identifier: Apache-2.0
//
// D-3, D-7, D-36, D-37, E-2, F-1, F-24, J-24, J-25 and J-65: what a provider does with its support object, and what it
// registers.
#include "kit/trace/walks.hpp"

namespace postroom::trace::rules {
namespace {

void d_3(const History& history, RuleReport& report) {
  for (const auto& [number, logon] : history.logons) {
    if (logon.logon.begin == kNever) continue;
    ++report.applied;
    for (const When when : logon.support_refused) {
      broken(report, describe(logon) + " called IMAPISupport::" + history.at(when).method + ", which its kind lacks",
             {when});
    }
  }
}

void d_7(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    if (logon.uids_added.empty()) return;
    ++report.applied;
    if (logon.uids_added.back() > logon.logon.end) {
      broken(report, describe(logon) + " registered a MAPIUID after its logon method had returned",
             {logon.logon.end, logon.uids_added.back()});
    }
  });
}

// Judges the flags of each SpoolerNotify of one kind of provider.
template <class Legal>
void judge_notices(const History& history, RuleReport& report, ProviderKind kind, Legal&& legal) {
  for (const auto& [number, logon] : history.logons) {
    if (logon.kind != kind) continue;
    for (const When when : logon.spooler_notifies) {
      ++report.applied;
      if (!legal(history.at(when).request)) {
        broken(report, describe(logon) + " called SpoolerNotify with flags that are not for it", {when});
      }
    }
  }
}

constexpr std::uint32_t kSentDeferred = 4;              // NOTIFY_SENTDEFERRED
constexpr std::uint32_t kNewMailReceived = 0x20000000;  // NOTIFY_NEWMAIL_RECEIVED

void d_36(const History& history, RuleReport& report) {
  judge_notices(history, report, ProviderKind::store,
                [](std::uint32_t flags) { return (flags & ~(kReadyToSend | kNewMailReceived)) == 0; });
}

void d_37(const History& history, RuleReport& report) {
  judge_notices(history, report, ProviderKind::transport, [](std::uint32_t flags) {
    constexpr std::uint32_t kExclusive = kSentDeferred | kCriticalError;
    return (flags & kNewMailReceived) == 0 && (flags & kExclusive) != kExclusive;
  });
}

// When the transport had been told to begin its traffic, at the latest then it has a status row (C-19); kNever: it
// never was.
When traffic_enabled(const History& history, const LogonHistory& logon) {
  constexpr std::uint32_t kBegin = 3;  // NOTIFY_BEGIN_INBOUND, NOTIFY_BEGIN_OUTBOUND
  for (const CallSpan& call : history.calls) {
    if (call.logon == logon.number && call.method == "IXPLogon::TransportNotify" && (call.request & kBegin) != 0) {
      return call.end;
    }
  }
  return kNever;
}

void e_2(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    if (logon.kind != ProviderKind::transport) return;
    const When enabled = traffic_enabled(history, logon);
    if (enabled == kNever) return;
    ++report.applied;
    if (logon.rows_added.empty() || logon.rows_added.front() > enabled) {
      broken(report, describe(logon) + " has no status row when its traffic is enabled", {logon.logon.end, enabled});
    }
  });
}

// The MAPIUIDs that logons of the provider have registered.
std::vector<std::string> uids_of(const History& history, const std::string& provider) {
  std::vector<std::string> uids;
  for (const auto& [number, logon] : history.logons) {
    if (logon.name != provider) continue;
    for (const When when : logon.uids_added) uids.push_back(history.at(when).detail);
  }
  return uids;
}

void f_1(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    if (logon.kind == ProviderKind::transport || logon.spoolers) return;
    ++report.applied;
    if (logon.uids_added.empty()) {
      broken(report, describe(logon) + " registered no MAPIUID, so no entry identifier leads to it",
             {logon.logon.begin, logon.logon.end});
    }
  });
  for_events(history, Event::message_claimed, [&](When when, const Entry& entry) {
    constexpr std::size_t kFlags = 8, kUid = 32;  // hexadecimal digits
    const auto logon = history.logons.find(entry.logon);
    if (logon == history.logons.end() || entry.detail.size() < kFlags + kUid) return;
    if (history.trace.lost_in(Ring::lifecycle).overwritten != 0) {  // a MAPIUID may have been registered before
      ++report.not_judged;
      return;
    }
    const auto uids = uids_of(history, logon->second.name);
    if (uids.empty()) return;
    ++report.applied;
    if (std::find(uids.begin(), uids.end(), entry.detail.substr(kFlags, kUid)) == uids.end()) {
      broken(report, "an entry identifier of " + describe(logon->second) + " has none of its MAPIUIDs", {when});
    }
  });
}

void f_24(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    if (logon.kind != ProviderKind::transport) return;
    ++report.applied;
    for (const When when : logon.support_refused) {
      if (history.at(when).method == "SetProviderUID") {
        broken(report, describe(logon) + " registers a MAPIUID with SetProviderUID", {when});
      }
    }
  });
}

// Did it happen on a thread other than those that log off, as in the last Release of a store that races the end of the
// session (J-50)? Then it is nobody's mistake.
bool is_of_a_racing_release(const History& history, const LogonHistory& logon, When when) {
  const auto session = history.sessions.find(logon.session);
  if (logon.kind != ProviderKind::store || when == kNever || logon.logoffs.empty() ||
      session == history.sessions.end()) {
    return false;
  }
  const When logoff = session->second.logoff_begin;
  const std::uint32_t thread = history.at(when).thread;
  return logoff != kNever && logoff < when && thread != history.at(logoff).thread &&
         thread != history.at(logon.logoffs.front().begin).thread;
}

std::string late_call(const History& history, const LogonHistory& logon, When when) {
  return describe(logon) + " called IMAPISupport::" + history.at(when).method + " after its end";
}

void j_24(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    if (logon.abandoned != kNever) return;
    if (!logon.logoffs.empty() && logon.logoffs.front().end != kNever) {
      ++report.applied;
      const When end = logon.logoffs.front().end;
      const When gone = std::min(logon.teardown, logon.outlived);
      if (gone > end && !is_of_a_racing_release(history, logon, gone)) {
        broken(report, describe(logon) + " holds its support object after its logoff method has returned",
               {logon.logoffs.front().begin, end, gone});
      }
    }
    for (const When when : logon.support_called_late) {
      // All that a store calls in its last Release (J-45); whatever else comes from other threads should have been
      // stopped.
      if (history.at(when).method == "StoreLogoffTransports" && is_of_a_racing_release(history, logon, when)) continue;
      broken(report, late_call(history, logon, when), {logon.teardown, when});
    }
  });
  // A logon method that failed kept nothing that it may call (C-50), nor did one that returned an open store (C-31).
  // What it calls before it returns is called too late only because its session ends (J-113), and a store that it
  // handed out all the same tells the transports in its last Release (J-45).
  for (const auto& [number, logon] : history.logons) {
    if (logon.was_on() || logon.abandoned != kNever || !history.whole(logon.session)) continue;
    for (const When when : logon.support_called_late) {
      if (when < logon.logon.end || history.at(when).method == "StoreLogoffTransports") continue;
      ++report.applied;
      broken(report, late_call(history, logon, when), {logon.logon.end, when});
    }
  }
}

void j_25(const History& history, RuleReport& report) {
  for_ended_logons(history, report, [&](const LogonHistory& logon, const SessionHistory& session) {
    if (logon.uids_added.empty() && logon.rows_added.empty()) return;
    ++report.applied;
    if (!logon.registrations_removed()) {
      broken(report, describe(logon) + " left MAPIUIDs or status rows behind", {session.logoff_end});
    }
  });
}

void j_65(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    if (logon.kind != ProviderKind::transport || logon.support_released == kNever || logon.rows_added.empty()) return;
    ++report.applied;
    if (logon.rows_removed.empty() || logon.rows_removed.back() > logon.support_released) {
      broken(report, describe(logon) + " lost its status row only after its support object was gone",
             {logon.support_released});
    }
  });
}

}  // namespace

std::span<const Rule> rules_of_support() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "D-3",
       .meaning = "a provider calls only what its kind of support object has",
       .hint = "Leave the call out: it answers MAPI_E_NO_SUPPORT. Transports name their MAPIUIDs in AddressTypes; what "
               "belongs to the spooler is for transports, what belongs to messages for stores.",
       .judge = d_3},
      {.number = "D-7",
       .meaning = "MAPIUIDs are registered in the logon method",
       .hint = "Call SetProviderUID in the logon method, before it returns: from then on entry identifiers are routed.",
       .judge = d_7},
      {.number = "D-36",
       .meaning = "a store calls SpoolerNotify with NOTIFY_READYTOSEND or NOTIFY_NEWMAIL_RECEIVED only",
       .hint = "Use the other flags in transports only.",
       .judge = d_36},
      {.number = "D-37",
       .meaning = "a transport calls SpoolerNotify with what is for transports, NOTIFY_SENTDEFERRED and "
                  "NOTIFY_CRITICAL_ERROR never together",
       .hint = "Leave NOTIFY_NEWMAIL_RECEIVED to stores, and make two calls of the two flags that both need the data "
               "pointer.",
       .judge = d_37},
      {.number = "E-2",
       .meaning = "a transport has a status row",
       .hint = "Call ModifyStatusRow in TransportLogon, or at the latest when TransportNotify first enables traffic: "
               "the runtime makes no row for you.",
       .judge = e_2},
      {.number = "F-1",
       .meaning = "address books and stores register a MAPIUID, and put it first in their entry identifiers",
       .hint = "Call SetProviderUID in the logon method, and make every entry identifier of four flag bytes, this "
               "MAPIUID, and what you need.",
       .judge = f_1},
      {.number = "F-24",
       .meaning = "a transport registers MAPIUIDs by AddressTypes only",
       .hint =
           "Return your MAPIUIDs from IXPLogon::AddressTypes, and leave SetProviderUID to address books and stores.",
       .judge = f_24},
      {.number = "J-24",
       .meaning = "the logoff method releases the support object, and calls nothing of it afterwards",
       .hint = "Release every reference on the support object, the status object's and the children's too, last in the "
               "logoff method; stop what calls it on other threads before, and clear the pointer.",
       .judge = j_24},
      {.number = "J-25",
       .meaning = "the MAPIUIDs and status rows of a logon are gone when its session has ended",
       .hint = "None for a provider: the runtime removes them with the support object. Release that.",
       .judge = j_25},
      {.number = "J-65",
       .meaning = "the status row of a transport goes before its support object is gone",
       .hint = "None for a provider: the runtime removes the row in the support object's last Release.",
       .judge = j_65},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
