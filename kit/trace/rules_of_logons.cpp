// SPDX-License-Identifier: Apache-2.0
//
// A-27, C-17 … C-50: how a provider is logged on, and what its logon method hands back.
#include "kit/trace/walks.hpp"

namespace postroom::trace::rules {
namespace {

std::string method_of(const LogonHistory& logon) {
  return logon.logon.method + " of " + describe(logon);
}

void a_27(const History& history, RuleReport& report) {
  for_answers(history, report, [&](const LogonHistory& logon, const Entry& answer) {
    if (answer.hresult >= 0) return;
    ++report.applied;
    if ((answer.answer & (kGaveLogon | kGaveStore)) != 0) {
      broken(report, method_of(logon) + " failed and left an object in an out parameter", {logon.answered});
    }
  });
}

void c_17(const History& history, RuleReport& report) {
  for (const auto& [number, logon] : history.logons) {
    if (!logon.spoolers || logon.logon.begin == kNever) continue;
    if (history.trace.lost_in(Ring::lifecycle).overwritten != 0) {
      ++report.not_judged;
      continue;
    }
    ++report.applied;
    const bool opened = std::any_of(history.logons.begin(), history.logons.end(), [&](const auto& other) {
      return !other.second.spoolers && other.second.kind == ProviderKind::store && other.second.name == logon.name &&
             other.second.was_on() && other.second.logon.end < logon.logon.begin;
    });
    if (!opened) broken(report, method_of(logon) + " came before a client had opened the store", {logon.logon.begin});
  }
}

void c_19(const History& history, RuleReport& report) {
  for_logons(history, report, [&](const LogonHistory& logon) {
    if (logon.kind != ProviderKind::transport) return;
    for (const CallSpan& call : history.calls) {
      if (call.logon != logon.number || !call.method.starts_with("IXPLogon::")) continue;
      ++report.applied;
      if (call.method != "IXPLogon::AddressTypes" && call.method != "IXPLogon::TransportLogoff") {
        broken(report, call.method + " of " + describe(logon) + " came before AddressTypes",
               {logon.logon.end, call.begin});
      }
      return;
    }
  });
}

void c_20(const History& history, RuleReport& report) {
  for_answers(history, report, [&](const LogonHistory& logon, const Entry& answer) {
    if (answer.hresult < 0 || (answer.answer & kGaveLogon) == 0 || logon.never_on) return;
    ++report.applied;
    if ((answer.answer & kKeptSupport) == 0) {
      broken(report, method_of(logon) + " did not keep its support object", {logon.answered});
    }
  });
}

void c_21(const History& history, RuleReport& report) {
  for_answers(history, report, [&](const LogonHistory& logon, const Entry& answer) {
    if (answer.hresult < 0 || logon.kind == ProviderKind::store) return;
    ++report.applied;
    if ((answer.answer & kGaveLogon) == 0) {
      broken(report, method_of(logon) + " succeeded without a logon object", {logon.answered});
    }
  });
}

void c_30(const History& history, RuleReport& report) {
  for_answers(history, report, [&](const LogonHistory& logon, const Entry& answer) {
    if (answer.hresult < 0 || logon.kind != ProviderKind::store) return;
    ++report.applied;
    if ((answer.answer & kGaveStore) == 0) {
      broken(report, method_of(logon) + " succeeded without a message store", {logon.answered});
    }
    // Without a logon object it is a store that was open already, whose new support object nobody keeps (C-31).
    const bool is_new = logon.spoolers || (answer.answer & kKeptSupport) != 0;
    if ((answer.answer & kGaveLogon) == 0 && is_new) {
      broken(report, method_of(logon) + " succeeded without a logon object", {logon.answered});
    }
  });
}

void c_31(const History& history, RuleReport& report) {
  for_answers(history, report, [&](const LogonHistory& logon, const Entry& answer) {
    // One that was given up while it logged on, or whose process ended then, opened nothing again.
    if (answer.hresult < 0 || !logon.never_on || logon.kind != ProviderKind::store || logon.spoolers) return;
    if ((answer.answer & kGaveStore) == 0) return;
    ++report.applied;
    if (!logon.uids_added.empty() || !logon.rows_added.empty() || (answer.answer & kKeptSupport) != 0) {
      std::vector<When> proof{logon.answered};
      proof.insert(proof.end(), logon.uids_added.begin(), logon.uids_added.end());
      proof.insert(proof.end(), logon.rows_added.begin(), logon.rows_added.end());
      broken(report, method_of(logon) + " returned an open store and registered it once more", std::move(proof));
    }
  });
}

// When the runtime began to let the logon object go; from then on another may have its address.
When let_go(const LogonHistory& logon) {
  return logon.releases.empty() ? logon.teardown : std::min(logon.releases.front().begin, logon.teardown);
}

void c_33(const History& history, RuleReport& report) {
  for_answers(history, report, [&](const LogonHistory& logon, const Entry& answer) {
    if (!logon.spoolers || answer.hresult < 0 || answer.object == 0) return;
    ++report.applied;
    for (const auto& [number, other] : history.logons) {
      if (other.spoolers || other.answered == kNever || !other.was_on() || let_go(other) < logon.answered) continue;
      if (other.answered < logon.answered && history.at(other.answered).object == answer.object) {
        broken(report, method_of(logon) + " returned the logon object of " + describe(other),
               {other.answered, logon.answered});
      }
    }
  });
}

void c_37(const History& history, RuleReport& report) {
  for (const auto& [number, logon] : history.logons) {
    if (logon.logon.begin == kNever) continue;
    ++report.applied;
    for (const When when : logon.spooler_notifies) {
      if (inside(history, when, logon.logon) && (history.at(when).request & kReadyToSend) != 0) {
        broken(report, method_of(logon) + " called SpoolerNotify(NOTIFY_READYTOSEND)", {logon.logon.begin, when});
      }
    }
  }
}

void c_48(const History& history, RuleReport& report) {
  for_stores(history, report, [&](const LogonHistory& logon) {
    if (!logon.spoolers && logon.rows_added.empty()) return;
    ++report.applied;
    if (logon.rows_added.empty()) return;
    if (logon.spoolers) {
      broken(report, describe(logon) + ", the spooler's, has a status row", logon.rows_added);
    } else if (logon.rows_added.front() > logon.logon.end) {
      broken(report, describe(logon) + " added its status row only after its logon had returned",
             {logon.logon.end, logon.rows_added.front()});
    }
  });
}

void c_50(const History& history, RuleReport& report) {
  for_answers(history, report, [&](const LogonHistory& logon, const Entry& answer) {
    if (answer.hresult >= 0 || !logon.never_on) return;  // what it registered goes before it is released
    ++report.applied;
    if (!logon.logoffs.empty() || !logon.releases.empty()) {
      broken(report, describe(logon) + " never logged on and was logged off", {logon.answered});
    }
    if (!logon.registrations_removed()) {
      broken(report, describe(logon) + " never logged on and left MAPIUIDs or status rows behind", {logon.answered});
    }
  });
}

}  // namespace

std::span<const Rule> rules_of_logons() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "A-27",
       .meaning = "a call that fails leaves its out parameters alone or sets them to null",
       .hint = "Set the out parameters last, when nothing can fail any more, or back to null before you return an "
               "error: nobody releases what a failed call hands out.",
       .judge = a_27},
      {.number = "C-17",
       .meaning = "the spooler logs on to a store only after a client has opened it",
       .hint = "None for a provider: the runtime calls SpoolerLogon when a client has the store.",
       .judge = c_17},
      {.number = "C-19",
       .meaning = "AddressTypes is the first call after TransportLogon",
       .hint = "None for a provider: the spooler asks for the address types at once.",
       .judge = c_19},
      {.number = "C-20",
       .meaning = "a logon method that succeeds keeps its support object",
       .hint = "AddRef the support object in the logon method and keep it for the life of the logon; without that the "
               "runtime takes the logon down at once.",
       .judge = c_20},
      {.number = "C-21",
       .meaning = "the logon method of an address book or a transport hands out its logon object when it succeeds",
       .hint = "Set the out parameter for the logon object before you return S_OK, or return an error.",
       .judge = c_21},
      {.number = "C-30",
       .meaning = "a store that logs on hands out an IMSLogon and an IMsgStore",
       .hint = "Set both out parameters before you return S_OK; without a logon object, only for a store that this "
               "session has open already (C-31).",
       .judge = c_30},
      {.number = "C-31",
       .meaning = "opening an open store again registers nothing: no MAPIUID, no status row, no reference on the "
                  "support object",
       .hint = "Look for the store among those that this provider object has open first; return it with a null "
               "IMSLogon and touch the new support object in no way.",
       .judge = c_31},
      {.number = "C-33",
       .meaning = "SpoolerLogon returns a pair of its own, not the client's",
       .hint = "Make a new logon and a new store object in SpoolerLogon, marked as the spooler's: locks, queue and "
               "FinishedMsg depend on the mark.",
       .judge = c_33},
      {.number = "C-37",
       .meaning = "no logon method waits for the spooler",
       .hint = "Call SpoolerNotify(NOTIFY_READYTOSEND) before the first message is submitted, not in the logon method: "
               "it waits until all transports have started.",
       .judge = c_37},
      {.number = "C-48",
       .meaning = "a store adds its status row before its logon method returns, and none for the spooler",
       .hint = "Call ModifyStatusRow in IMSProvider::Logon, and not in SpoolerLogon.",
       .judge = c_48},
      {.number = "C-50",
       .meaning = "a logon that failed is not logged off, and nothing that it registered stays",
       .hint = "None for a provider: the runtime takes back what the failed call registered. Release what you made "
               "yourself before you return the error.",
       .judge = c_50},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
