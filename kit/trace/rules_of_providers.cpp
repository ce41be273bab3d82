// SPDX-License-Identifier: Apache-2.0
//
// A-39, C-18, J-19, J-23, J-53 and J-114: what holds for a provider object and for every call on it.
#include "kit/trace/walks.hpp"

#include <cstdio>

namespace postroom::trace::rules {
namespace {

std::string hex(std::int32_t hresult) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", static_cast<unsigned>(hresult));
  return text;
}

// When the runtime began to give the object back; from then on another may have its address.
When given_back(const ProviderHistory& provider) {
  return provider.releases.empty() ? kNever : provider.releases.front().begin;
}

void a_39(const History& history, RuleReport& report) {
  for (const auto& [number, provider] : history.providers) {
    if (provider.made == kNever) continue;
    ++report.applied;
    for (const auto& [of, other] : history.providers) {
      if (of >= number || other.made == kNever || other.object != provider.object || other.kind != provider.kind) {
        continue;
      }
      if (given_back(other) > provider.made) {
        broken(report, describe(provider) + " is " + describe(other) + " once more", {other.made, provider.made});
      }
    }
  }
}

void c_18(const History& history, RuleReport& report) {
  for (const auto& [number, provider] : history.providers) {
    if (provider.made == kNever) continue;
    ++report.applied;
    for (const auto& [of, other] : history.providers) {
      if (of < number && other.made != kNever && other.session == provider.session && other.kind == provider.kind &&
          other.name == provider.name && given_back(other) > provider.made) {
        broken(report,
               "session " + std::to_string(provider.session) + " has " + describe(other) + " and " + describe(provider),
               {other.made, provider.made});
      }
    }
  }
}

void j_19(const History& history, RuleReport& report) {
  for (const auto& [number, provider] : history.providers) {
    for (const CallSpan& shutdown : provider.shutdowns) {
      ++report.applied;
      for (const std::uint32_t of : provider.logons) {
        const LogonHistory& logon = history.logons.at(of);
        for (const CallSpan& logoff : logon.logoffs) {
          if (inside(history, shutdown.begin, logoff)) {
            broken(report, "Shutdown of " + describe(provider) + " came inside the logoff of " + describe(logon),
                   {logoff.begin, shutdown.begin});
          }
        }
      }
    }
  }
}

constexpr auto kInvalidObject = static_cast<std::int32_t>(0x80040108);  // MAPI_E_INVALID_OBJECT

bool is_logoff_or_shutdown(const CallSpan& call) {
  return call.method.ends_with("Logoff") ? call.method != "IMsgStore::StoreLogoff"
                                         : call.method.ends_with("Provider::Shutdown");
}

void j_23(const History& history, RuleReport& report) {
  for (const CallSpan& call : history.calls) {
    if (!is_logoff_or_shutdown(call) || call.end == kNever) continue;
    ++report.applied;
    // A logon that its store's end has taken along may say that there is nothing left to do (J-50).
    const bool nothing_left = call.method == "IMSLogon::Logoff" && call.hresult == kInvalidObject;
    if (call.hresult < 0 && !nothing_left) {
      broken(report, call.method + " of " + call.name + " answered " + hex(call.hresult), {call.begin, call.end});
    }
  }
}

void j_53(const History& history, RuleReport& report) {
  for (const auto& [number, provider] : history.providers) {
    if (provider.kind != ProviderKind::store || provider.shutdowns.empty()) continue;
    const auto session = history.sessions.find(provider.session);
    if (session == history.sessions.end()) continue;
    if (!history.whole(provider.session)) {
      ++report.not_judged;
      continue;
    }
    ++report.applied;
    if (session->second.logoff_begin > provider.shutdowns.front().begin) {
      broken(report, describe(provider) + " was shut down while its session went on",
             {provider.shutdowns.front().begin, session->second.logoff_begin});
    }
  }
}

void judge_given_up(const History& history, RuleReport& report, const LogonHistory& logon) {
  for (const CallSpan& call : history.calls) {
    if (call.logon == logon.number && call.begin > logon.abandoned && heard_of(history, logon.abandoned, call.begin)) {
      broken(report, call.method + " of " + describe(logon) + " was called after the logon had been given up",
             {logon.abandoned, call.begin});
    }
  }
}

// Is it the client's sink, and not the provider, that is called?
bool is_sink(const std::string& method) {
  return method.starts_with("IMAPIAdviseSink::");
}

void j_114(const History& history, RuleReport& report) {
  for (const CallSpan& call : history.calls) {
    if (is_sink(call.method)) continue;
    ++report.applied;
    if (call.abandoned != kNever) {
      broken(report, call.method + " of " + call.name + " did not return in time", {call.begin, call.abandoned});
    }
  }
  for_events(history, Event::call_threw, [&](When when, const Entry& entry) {
    if (is_sink(entry.method)) return;
    broken(report, "an exception escaped from " + entry.method + " of " + entry.name + ": " + entry.detail, {when});
  });
  for (const auto& [number, logon] : history.logons) {
    if (logon.abandoned != kNever) judge_given_up(history, report, logon);
  }
}

}  // namespace

std::span<const Rule> rules_of_providers() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "A-39",
       .meaning = "an entry function returns another provider object on every call",
       .hint = "Make a new provider object in each call of the entry function: it carries one context. No singleton, "
               "no cache.",
       .judge = a_39},
      {.number = "C-18",
       .meaning = "a session has one provider object for each library and kind",
       .hint = "None for a provider: the runtime keeps it. Expect several logons on one provider object.",
       .judge = c_18},
      {.number = "J-19",
       .meaning = "Shutdown never comes inside a logoff method",
       .hint = "None for a provider: the runtime waits until the logoff method has returned.",
       .judge = j_19},
      {.number = "J-23",
       .meaning = "logoff methods and Shutdown do their work and do not refuse",
       .hint = "Answer S_OK, whatever could not be done: the logoff goes on regardless, and nobody asks again. Release "
               "what you hold all the same.",
       .judge = j_23},
      {.number = "J-53",
       .meaning = "a store provider is shut down with its session, not with its last store",
       .hint = "None for a provider: expect CompareStoreIDs also while no store is open.",
       .judge = j_53},
      {.number = "J-114",
       .meaning = "calls on a provider return in time and throw nothing; one that is given up is called no more",
       .hint = "Bound every wait in the method that is named (network, locks, threads that you join), and catch every "
               "exception at the interface.",
       .judge = j_114},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
