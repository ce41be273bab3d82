// SPDX-License-Identifier: Apache-2.0
//
// How rules go through a history: past what cannot be judged because its beginning was lost, which they count.
#pragma once

#include "kit/trace/rules.hpp"

#include <algorithm>

namespace postroom::trace::rules {

inline constexpr std::uint32_t kLogoffAbort = 8;             // LOGOFF_ABORT
inline constexpr std::uint32_t kLogoffComplete = 0x10000;    // LOGOFF_COMPLETE
inline constexpr std::uint32_t kReadyToSend = 2;             // NOTIFY_READYTOSEND
inline constexpr std::uint32_t kCriticalError = 0x10000000;  // NOTIFY_CRITICAL_ERROR

// Runs `body` for each logon that was on and that is of `wanted`, a predicate of its kind.
template <class Wanted, class Body>
void for_logons_of(const History& history, RuleReport& report, Wanted&& wanted, Body&& body) {
  for (const auto& [number, logon] : history.logons) {
    if (!wanted(logon.kind)) continue;
    if (!history.whole(logon.session)) {
      ++report.not_judged;
    } else if (logon.was_on()) {
      body(logon);
    }
  }
}

template <class Body>
void for_logons(const History& history, RuleReport& report, Body&& body) {
  for_logons_of(
      history, report, [](ProviderKind kind) { return kind != ProviderKind::none; }, body);
}

template <class Body>
void for_stores(const History& history, RuleReport& report, Body&& body) {
  for_logons_of(
      history, report, [](ProviderKind kind) { return kind == ProviderKind::store; }, body);
}

// Runs `body` for each answer of a logon method.
template <class Body>
void for_answers(const History& history, RuleReport& report, Body&& body) {
  for (const auto& [number, logon] : history.logons) {
    if (logon.answered == kNever) continue;
    if (history.whole(logon.session)) {
      body(logon, history.at(logon.answered));
    } else {
      ++report.not_judged;
    }
  }
}

// Runs `body` for each lifecycle event of this name, with its time.
template <class Body>
void for_events(const History& history, Event event, Body&& body) {
  for (When when = 0; when < history.trace.entries.size(); ++when) {
    if (history.at(when).is(event)) body(when, history.at(when));
  }
}

// Did it happen on the thread of the call, while that was running?
inline bool inside(const History& history, When when, const CallSpan& call) {
  return call.begin < when && (call.end == kNever || when < call.end) &&
         history.at(when).thread == history.at(call.begin).thread;
}

// Had the thread of `later` heard of `earlier`? Not if it was on its way already: what a thread looks at and what it
// then does are two moments, and the other may fall between them. It had if it did something else in between.
inline bool heard_of(const History& history, When earlier, When later) {
  const std::uint32_t thread = history.at(later).thread;
  for (When when = later; when-- > earlier;) {
    if (history.at(when).thread == thread) return true;
  }
  return false;
}

inline std::string plural(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

// Runs `body` for each logon that was on, in a session that has ended and was recorded from its beginning.
template <class Body>
void for_ended_logons(const History& history, RuleReport& report, Body&& body) {
  for (const auto& [number, logon] : history.logons) {
    const auto session = history.sessions.find(logon.session);
    if (session == history.sessions.end() || !session->second.ended()) continue;
    if (!history.whole(logon.session)) {
      ++report.not_judged;
    } else if (logon.was_on()) {
      body(logon, session->second);
    }
  }
}

// Is it the session itself, or the spooler's that ended with it?
inline bool is_part_of(const History& history, std::uint32_t number, const SessionHistory& session) {
  if (number == session.number) return true;
  const auto found = history.sessions.find(number);
  return found != history.sessions.end() && found->second.ended_in == session.number;
}

// The logons that a session's conductor logged off, in order; of the spooler's session the transports, whose stores
// have to be gone before (J-17).
inline std::vector<const LogonHistory*> departures(const History& history, const SessionHistory& session) {
  std::vector<const LogonHistory*> found;
  for (const auto& [number, logon] : history.logons) {
    if (logon.logoffs.empty() || !logon.was_on() || logon.by_release || logon.spoolers) continue;
    if (!is_part_of(history, logon.session, session)) continue;
    if (logon.session != session.number && logon.kind != ProviderKind::transport) continue;
    const When begin = logon.logoffs.front().begin;
    if (begin > session.logoff_begin && begin < session.logoff_end) found.push_back(&logon);
  }
  std::sort(found.begin(), found.end(), [](const LogonHistory* x, const LogonHistory* y) {
    return x->logoffs.front().begin < y->logoffs.front().begin;
  });
  return found;
}

// When nobody waited for the call any more: with a logon all its calls are given up, and a transport may hang in two at
// once, on its own thread and on that for notices (J-114).
inline When given_up(const History& history, const CallSpan& call) {
  const auto logon = history.logons.find(call.logon);
  return logon != history.logons.end() ? std::min(call.abandoned, logon->second.abandoned) : call.abandoned;
}

template <class Body>
void for_ended_sessions(const History& history, RuleReport& report, Body&& body) {
  for (const auto& [number, session] : history.sessions) {
    if (!session.ended() || session.ended_in != 0) continue;  // looked at as a part of the client's
    if (history.whole(number)) {
      body(session);
    } else {
      ++report.not_judged;
    }
  }
}

}  // namespace postroom::trace::rules
