// SPDX-License-Identifier: Apache-2.0
//
// J-71 and J-112: MAPIInitialize, MAPIUninitialize, and who may call MAPI when.
#include "kit/trace/walks.hpp"

namespace postroom::trace::rules {
namespace {

void a_1(const History& history, RuleReport& report) {
  report.applied = history.uninitialises.size();
  for_events(history, Event::uninitialize_ignored, [&](When when, const Entry&) {
    ++report.applied;
    broken(report, "MAPIUninitialize was called more often than MAPIInitialize", {when});
  });
}

// Does a call of MAPI that only a client may make happen here?
bool starts_or_ends_mapi(const Entry& entry) {
  return entry.is(Event::mapi_initialize) || entry.is(Event::mapi_uninitialize_begin) ||
         entry.is(Event::uninitialize_ignored);
}

void a_11(const History& history, RuleReport& report) {
  for (const CallSpan& call : history.calls) {
    if (!call.method.ends_with("ProviderInit")) continue;
    ++report.applied;
    for (When when = call.begin + 1; when < std::min(call.end, history.trace.entries.size()); ++when) {
      if (inside(history, when, call) && starts_or_ends_mapi(history.at(when))) {
        broken(report, call.method + " of " + call.name + " called MAPIInitialize or MAPIUninitialize",
               {call.begin, when});
      }
    }
  }
}

void j_71(const History& history, RuleReport& report) {
  for (const Uninitialise& one : history.uninitialises) {
    if (one.count != 0 || one.end == kNever) continue;
    for (const auto& [number, session] : history.sessions) {
      if (session.logon == kNever || session.logon > one.begin) continue;
      ++report.applied;
      if (session.logoff_end > one.end) {
        broken(report, "session " + std::to_string(number) + " outlived the last MAPIUninitialize",
               {session.logon, one.end});
      }
    }
  }
}

bool uses_mapi(const Entry& entry) {
  return starts_or_ends_mapi(entry) || entry.is(Event::session_logon) || entry.is(Event::subscribe) ||
         entry.is(Event::spooler_notify) || entry.is(Event::support_called_late) || entry.is(Event::row_added) ||
         entry.is(Event::uid_added);
}

void j_112(const History& history, RuleReport& report) {
  for (const auto& [number, provider] : history.providers) {
    for (const CallSpan& shutdown : provider.shutdowns) {
      ++report.applied;
      for (When when = shutdown.begin + 1; when < std::min(shutdown.end, history.trace.entries.size()); ++when) {
        if (inside(history, when, shutdown) && uses_mapi(history.at(when))) {
          broken(report, describe(provider) + " called MAPI in its Shutdown", {shutdown.begin, when});
        }
      }
    }
  }
}

}  // namespace

std::span<const Rule> rules_of_initialisation() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "A-1",
       .meaning = "MAPIInitialize and MAPIUninitialize come in equal numbers",
       .hint = "Call MAPIUninitialize once for each MAPIInitialize that succeeded; the surplus call was ignored.",
       .judge = a_1},
      {.number = "A-11",
       .meaning = "an entry function calls neither MAPIInitialize nor MAPIUninitialize",
       .hint = "Take the calls out of the entry function: MAPI is initialised when it calls you. A thread of your own "
               "may pair them.",
       .judge = a_11},
      {.number = "J-71",
       .meaning = "the last MAPIUninitialize logs off every session that is still alive",
       .hint = "None for a provider: the runtime does it. A client had better log off its sessions itself.",
       .judge = j_71},
      {.number = "J-112",
       .meaning = "a provider calls nothing of MAPI but memory functions in its Shutdown",
       .hint = "Do in the logoff method what needs MAPI: in Shutdown the support objects are gone, and only memory "
               "functions and MAPIDeInitIdle are sure to work.",
       .judge = j_112},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
