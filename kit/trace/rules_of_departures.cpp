// SPDX-License-Identifier: Apache-2.0
//
// J-12, J-21, J-27, J-50, J-54 and J-82: that everything ends, once, and before the session is dead.
#include "kit/trace/walks.hpp"

namespace postroom::trace::rules {
namespace {

void j_12(const History& history, RuleReport& report) {
  for_ended_logons(history, report, [&](const LogonHistory& logon, const SessionHistory& session) {
    if (logon.abandoned != kNever) return;
    ++report.applied;
    if (logon.gone() > session.logoff_end) {
      broken(report, describe(logon) + " was not gone when Logoff returned", {session.logoff_end, logon.gone()});
    }
  });
}

void j_21(const History& history, RuleReport& report) {
  for_ended_logons(history, report, [&](const LogonHistory& logon, const SessionHistory& session) {
    if (logon.abandoned != kNever || logon.logoffs.empty() || logon.logoffs.front().hresult >= 0) return;
    ++report.applied;
    if (logon.gone() > session.logoff_end) {
      broken(report, "the error of " + logon.logoffs.front().method + " kept " + describe(logon) + " from its Release",
             {logon.logoffs.front().end, session.logoff_end});
    }
  });
}

// How many references of the runtime's own may outlast a Release: one for each call on the logon object that another
// thread makes meanwhile. Only a store's last Release waits for none of them (J-49); where the session logs off, all
// have left before the logoff method is called (J-102).
std::uint32_t held_by_calls(const History& history, const LogonHistory& logon, const CallSpan& release) {
  const bool by_release = std::any_of(logon.teardowns.begin(), logon.teardowns.end(),
                                      [&](When teardown) { return history.at(teardown).detail == "by_release"; });
  if (!by_release) return 0;
  return static_cast<std::uint32_t>(
      std::count_if(history.calls.begin(), history.calls.end(), [&](const CallSpan& call) {
        return call.logon == logon.number && call.method.rfind("IMSLogon::", 0) == 0 && call.end > release.begin &&
               history.at(call.begin).thread != history.at(release.begin).thread;
      }));
}

void j_27(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    for (const CallSpan& release : logon.releases) {
      if (release.end == kNever) continue;
      ++report.applied;
      if (release.answer > held_by_calls(history, logon, release)) {
        broken(report,
               describe(logon) + " still has " + plural(release.answer, "reference") + " after its last Release",
               {release.begin, release.end});
      }
    }
  });
}

void j_50(const History& history, RuleReport& report) {
  for_stores(history, report, [&](const LogonHistory& logon) {
    if (logon.teardowns.empty()) return;
    ++report.applied;
    if (logon.teardowns.size() > 1) broken(report, describe(logon) + " was taken down more than once", logon.teardowns);
    if (logon.logoffs.size() > 1) {
      broken(report, describe(logon) + " was logged off more than once",
             {logon.logoffs.front().begin, logon.logoffs.back().begin});
    }
    if (logon.releases.size() > 1) {
      broken(report, describe(logon) + " was released more than once",
             {logon.releases.front().begin, logon.releases.back().begin});
    }
  });
}

void j_54(const History& history, RuleReport& report) {
  for_stores(history, report, [&](const LogonHistory& logon) {
    if (logon.logoffs.empty()) return;
    ++report.applied;
    const When logoff = logon.logoffs.front().begin;
    const When off = logon.transports_released.empty() ? kNever : logon.transports_released.front();
    if (off > logoff) {
      broken(report, describe(logon) + " was logged off while transports were on it", {logoff, off});
    }
  });
}

void j_82(const History& history, RuleReport& report) {
  std::map<std::uint32_t, When> released;  // by connection
  for_events(history, Event::sink_released, [&](When when, const Entry& entry) {
    const auto [before, is_first] = released.emplace(entry.answer, when);
    if (!is_first) broken(report, "a sink was released twice", {before->second, when});
  });
  std::map<std::uint32_t, When> ended;
  for_events(history, Event::unsubscribe, [&](When when, const Entry& entry) { ended.emplace(entry.answer, when); });
  for_events(history, Event::subscribe, [&](When when, const Entry& entry) {
    const auto session = history.sessions.find(entry.session);
    if (session == history.sessions.end() || !session->second.ended() || when > session->second.logoff_end) return;
    ++report.applied;
    const auto end = ended.find(entry.answer);
    if (end == ended.end() || end->second > session->second.logoff_end) {
      broken(report, "a sink was still registered when its session was dead", {when, session->second.logoff_end});
    }
  });
}

}  // namespace

std::span<const Rule> rules_of_departures() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "J-12",
       .meaning = "every logon of a session is off and released before Logoff returns",
       .hint = "None for a provider: the runtime waits. A logon that is missing here is named by the other rules, too.",
       .judge = j_12},
      {.number = "J-21",
       .meaning = "the error of a logoff method stops nothing",
       .hint = "None for a provider: the logon is released all the same.",
       .judge = j_21},
      {.number = "J-27",
       .meaning = "a logon is freed by the Release of the runtime: nothing of the provider holds it any more",
       .hint = "Break the cycle of logon and status object in the logoff method, and let no object that a client may "
               "leak hold the logon's reference. Release returns what is left, 0 when it was the last.",
       .judge = j_27},
      {.number = "J-50",
       .meaning = "each step of a store's end happens once",
       .hint = "Clear your pointer to the support object before you release it, so that IMSLogon::Logoff inside that "
               "Release does not do so again.",
       .judge = j_50},
      {.number = "J-54",
       .meaning = "transports are off a store before its IMSLogon::Logoff",
       .hint = "In a store: call StoreLogoffTransports before the support object is released. When a session ends with "
               "the store open, the runtime does it.",
       .judge = j_54},
      {.number = "J-82",
       .meaning = "no sink outlives its session, and each is released once",
       .hint = "Unadvise before Logoff; the runtime ends what is left. A provider calls Unsubscribe in its logoff "
               "method, or leaves it to the support object's end.",
       .judge = j_82},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
