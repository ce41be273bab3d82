// SPDX-License-Identifier: Apache-2.0
//
// J-35 … J-41 and J-55: StoreLogoff and StoreLogoffTransports. What a client asks of its store goes straight to the
// provider, so requests are seen where the spooler asks.
#include "kit/trace/walks.hpp"

namespace postroom::trace::rules {
namespace {

constexpr std::uint32_t kAnswers = 0xF0000;  // LOGOFF_COMPLETE | INBOUND | OUTBOUND | OUTBOUND_QUEUE
constexpr std::uint32_t kNoWait = 1;         // LOGOFF_NO_WAIT
constexpr std::uint32_t kOrderly = 2;        // LOGOFF_ORDERLY

// Runs `body` for each StoreLogoffTransports of a store that was on.
template <class Body>
void for_transport_logoffs(const History& history, RuleReport& report, Body&& body) {
  for_stores(history, report, [&](const LogonHistory& logon) {
    for (const When when : logon.transport_logoffs) body(logon, when, history.at(when));
  });
}

// Runs `body` for each StoreLogoffTransports that a store called while the spooler was inside its StoreLogoff.
template <class Body>
void for_passed_on(const History& history, RuleReport& report, Body&& body) {
  for_transport_logoffs(history, report, [&](const LogonHistory& logon, When when, const Entry& entry) {
    for (const CallSpan& call : history.calls) {
      if (call.logon != logon.number || call.method != "IMsgStore::StoreLogoff" || !inside(history, when, call))
        continue;
      ++report.applied;
      body(logon, call, when, entry);
    }
  });
}

void j_35(const History& history, RuleReport& report) {
  for_passed_on(history, report, [&](const LogonHistory& logon, const CallSpan& call, When when, const Entry& entry) {
    if (entry.request != call.request) {
      broken(report, describe(logon) + " passed another request to StoreLogoffTransports than StoreLogoff had given it",
             {call.begin, when});
    }
  });
}

void j_37(const History& history, RuleReport& report) {
  for_transport_logoffs(history, report, [&](const LogonHistory& logon, When when, const Entry& entry) {
    ++report.applied;
    if ((entry.answer & ~kAnswers) != 0) {
      broken(report, "StoreLogoffTransports of " + describe(logon) + " answered what is no answer", {when});
    }
  });
}

// A request that is never refused answers LOGOFF_COMPLETE.
void judge_complete(const History& history, RuleReport& report, std::uint32_t requests) {
  for_transport_logoffs(history, report, [&](const LogonHistory& logon, When when, const Entry& entry) {
    if ((entry.request & requests) == 0) return;
    ++report.applied;
    if ((entry.answer & kLogoffComplete) == 0) {
      broken(report, "StoreLogoffTransports of " + describe(logon) + " refused", {when});
    }
  });
}

void j_38(const History& history, RuleReport& report) {
  judge_complete(history, report, kLogoffAbort);
}

void j_39(const History& history, RuleReport& report) {
  judge_complete(history, report, kNoWait | kOrderly);
}

void j_41(const History& history, RuleReport& report) {
  for_passed_on(history, report, [&](const LogonHistory& logon, const CallSpan& call, When when, const Entry& entry) {
    if (call.succeeded() && call.answer != entry.answer) {
      broken(report, describe(logon) + " answered StoreLogoff with another word than StoreLogoffTransports gave it",
             {when, call.end});
    }
  });
}

void j_55(const History& history, RuleReport& report) {
  for_transport_logoffs(history, report, [&](const LogonHistory& logon, When when, const Entry& entry) {
    if (!logon.spoolers) return;
    ++report.applied;
    if (entry.answer != kLogoffComplete) {
      broken(report, describe(logon) + ", the spooler's own, was not complete at once", {when});
    }
  });
}

}  // namespace

std::span<const Rule> rules_of_store_logoff() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "J-35",
       .meaning = "a store passes StoreLogoffTransports the request that StoreLogoff gave it",
       .hint = "Hand the request word through unchanged.",
       .judge = j_35},
      {.number = "J-37",
       .meaning = "StoreLogoffTransports answers with LOGOFF_COMPLETE, INBOUND, OUTBOUND and OUTBOUND_QUEUE only",
       .hint = "None for a provider: act on LOGOFF_COMPLETE.",
       .judge = j_37},
      {.number = "J-38",
       .meaning = "LOGOFF_ABORT is never refused",
       .hint = "None for a provider: the runtime cancels and completes.",
       .judge = j_38},
      {.number = "J-39",
       .meaning = "LOGOFF_NO_WAIT and LOGOFF_ORDERLY are never refused",
       .hint = "None for a provider: the spooler finishes on its own logon.",
       .judge = j_39},
      {.number = "J-41",
       .meaning = "StoreLogoff answers the word that StoreLogoffTransports gave",
       .hint = "Return the output word through the pointer as it came: the caller needs LOGOFF_COMPLETE to know that "
               "only Release is left.",
       .judge = j_41},
      {.number = "J-55",
       .meaning = "StoreLogoffTransports of the spooler's own logon is complete at once",
       .hint = "None for a provider: the runtime answers.",
       .judge = j_55},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
