// SPDX-License-Identifier: Apache-2.0
//
// J-45, J-46 and J-49: the end of one message store.
#include "kit/trace/walks.hpp"

#include <algorithm>

namespace postroom::trace::rules {
namespace {

When last(const std::vector<When>& times) {
  return times.empty() ? 0 : times.back();
}

// Had the runtime taken the transports off by then, because the session ends the store? Then the store may ask, too
// (J-54).
bool asked_by_runtime(const History& history, const LogonHistory& logon, When call) {
  return std::any_of(logon.transport_logoffs.begin(), logon.transport_logoffs.end(),
                     [&](When when) { return when <= call && !history.at(when).detail.empty(); });
}

void j_45(const History& history, RuleReport& report) {
  for_stores(history, report, [&](const LogonHistory& logon) {
    if (logon.teardown == kNever || !logon.by_release) return;
    ++report.applied;
    if (logon.transports_released.empty() || logon.transports_released.front() > logon.teardown) {
      broken(report, describe(logon) + " released its support object without StoreLogoffTransports", {logon.teardown});
    }
  });
}

void j_46(const History& history, RuleReport& report) {
  for_stores(history, report, [&](const LogonHistory& logon) {
    if (logon.transport_logoffs.empty() && logon.transports_released.empty()) return;
    ++report.applied;
    if (logon.transports_released.size() > 1) {
      broken(report, "the transports left " + describe(logon) + " more than once", logon.transports_released);
    }
    const When released = logon.transports_released.empty() ? kNever : logon.transports_released.front();
    for (const When call : logon.transport_logoffs) {
      const bool complete = (history.at(call).answer & kLogoffComplete) != 0;
      if (call > released && !asked_by_runtime(history, logon, call)) {
        broken(report, describe(logon) + " called StoreLogoffTransports again when it had taken effect",
               {released, call});
      }
      if (complete && released == kNever) {
        broken(report, "StoreLogoffTransports of " + describe(logon) + " said complete, and the transports stayed",
               {call});
      } else if (!complete && call > released && !asked_by_runtime(history, logon, call)) {
        broken(report, "StoreLogoffTransports of " + describe(logon) + " refused after it had taken effect",
               {released, call});
      }
    }
  });
}

void j_49(const History& history, RuleReport& report) {
  for_stores(history, report, [&](const LogonHistory& logon) {
    if (logon.support_released == kNever) return;
    ++report.applied;
    if (!logon.registrations_removed()) {
      broken(report, describe(logon) + " left MAPIUIDs or status rows behind, or removed some twice",
             {logon.teardown, logon.support_released});
    }
    if (last(logon.uids_removed) > logon.support_released || last(logon.rows_removed) > logon.support_released) {
      broken(report, describe(logon) + " lost its MAPIUIDs or rows only after its support object was gone",
             {logon.support_released, std::max(last(logon.uids_removed), last(logon.rows_removed))});
    }
    if (!logon.rows_removed.empty() && last(logon.uids_removed) > logon.rows_removed.front()) {
      broken(report, describe(logon) + " lost a status row before its MAPIUIDs",
             {logon.rows_removed.front(), last(logon.uids_removed)});
    }
    // Steps 3 and 4 are the conductor's otherwise (J-50), and end where the provider is given up (J-114).
    if (!logon.by_release || logon.abandoned != kNever) return;
    const bool once = logon.logoffs.size() == 1 && logon.releases.size() == (logon.one_identity == kNever ? 1U : 0U);
    if (!once) {
      broken(report, describe(logon) + " did not get IMSLogon::Logoff and Release exactly once",
             {logon.teardown, logon.support_released});
      return;
    }
    const When logoff = logon.logoffs.front().begin;
    const When end = logon.gone();
    if (logoff < logon.teardown || logoff < last(logon.rows_removed) || logoff < last(logon.uids_removed)) {
      broken(report, "IMSLogon::Logoff of " + describe(logon) + " came before its MAPIUIDs and rows were removed",
             {logoff, last(logon.rows_removed)});
    }
    if (end == kNever || end > logon.support_released) {
      broken(report, describe(logon) + " was not released inside the Release of its support object",
             {logon.support_released, end});
    }
  });
}

}  // namespace

std::span<const Rule> rules_of_stores() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "J-45",
       .meaning = "a store takes the transports off before it releases its support object",
       .hint = "Call IMAPISupport::StoreLogoffTransports in StoreLogoff, and if nobody called that, with LOGOFF_ABORT "
               "in the store's last Release, before you release the support object.",
       .judge = j_45},
      {.number = "J-46",
       .meaning = "StoreLogoffTransports takes effect exactly once for a store",
       .hint = "Remember that StoreLogoffTransports answered LOGOFF_COMPLETE, and do not call it again; a QUIET that "
               "was refused does not count.",
       .judge = j_46},
      {.number = "J-49",
       .meaning = "a store's last support reference removes its MAPIUIDs, then its rows, then logs off, then releases",
       .hint = "Release the support object in the last Release of the store, with your pointer to it cleared before: "
               "IMSLogon::Logoff is called inside that Release. Let no child hold the store's COM reference.",
       .judge = j_49},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
