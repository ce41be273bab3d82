// SPDX-License-Identifier: Apache-2.0
//
// C-13 and J-13 … J-18: what a session's logoff does to its logons and provider objects, and in which order.
#include "kit/trace/walks.hpp"

#include <algorithm>

namespace postroom::trace::rules {
namespace {

void c_13(const History& history, RuleReport& report) {
  for (const auto& [number, session] : history.sessions) {
    // The first logon call of each address book, and the first one of any store.
    std::map<std::uint32_t, When> books;
    When store = kNever;
    for (const auto& [of, logon] : history.logons) {
      if (logon.session != number || logon.logon.begin == kNever) continue;
      if (logon.logon.method == "IMSProvider::Logon") store = std::min(store, logon.logon.begin);
      if (logon.kind != ProviderKind::address_book) continue;
      const auto [book, is_new] = books.emplace(logon.provider, logon.logon.begin);
      book->second = std::min(book->second, logon.logon.begin);
    }
    if (store == kNever || books.empty()) continue;
    if (!history.whole(number)) {
      ++report.not_judged;
      continue;
    }
    ++report.applied;
    for (const auto& [provider, book] : books) {
      if (book > store) {
        broken(report, "session " + std::to_string(number) + ": an address book started after a message store",
               {store, book});
      }
    }
  }
}

void j_13(const History& history, RuleReport& report) {
  for_ended_logons(history, report, [&](const LogonHistory& logon, const SessionHistory& session) {
    ++report.applied;
    if (logon.logoffs.size() != 1 && (logon.abandoned == kNever || logon.logoffs.size() > 1)) {
      std::vector<When> proof{logon.logon.begin};
      for (const CallSpan& call : logon.logoffs) proof.push_back(call.begin);
      proof.push_back(session.logoff_end);
      broken(report, describe(logon) + " had " + plural(logon.logoffs.size(), "call") + " of its logoff method", proof);
    }
    for (const CallSpan& call : logon.logoffs) {
      if (call.request != 0) broken(report, describe(logon) + " was logged off with flags other than 0", {call.begin});
    }
  });
}

void j_14(const History& history, RuleReport& report) {
  for_ended_logons(history, report, [&](const LogonHistory& logon, const SessionHistory& session) {
    if (logon.abandoned != kNever || logon.logoffs.empty()) return;  // J-114, J-13
    ++report.applied;
    const std::size_t expected = logon.one_identity == kNever ? 1 : 0;
    if (logon.releases.size() != expected) {
      broken(report,
             describe(logon) + " was released " + plural(logon.releases.size(), "time") + " instead of " +
                 std::to_string(expected),
             {logon.logoffs.front().begin, session.logoff_end});
    }
    for (const CallSpan& release : logon.releases) {
      if (logon.logoffs.front().end == kNever || release.begin < logon.logoffs.front().end) {
        broken(report, describe(logon) + " was released before its logoff method had returned",
               {release.begin, logon.logoffs.front().end});
      }
    }
  });
  for (const auto& [number, provider] : history.providers) {
    const auto session = history.sessions.find(provider.session);
    const bool had_logons = std::any_of(provider.logons.begin(), provider.logons.end(),
                                        [&](std::uint32_t of) { return history.logons.at(of).logon.begin != kNever; });
    if (session == history.sessions.end() || !session->second.ended() || !had_logons || provider.abandoned != kNever) {
      continue;
    }
    if (!history.whole(provider.session)) {
      ++report.not_judged;
      continue;
    }
    ++report.applied;
    if (provider.shutdowns.size() != 1 || provider.releases.size() != 1) {
      broken(report,
             describe(provider) + " had " + plural(provider.shutdowns.size(), "Shutdown") + " and " +
                 plural(provider.releases.size(), "Release"),
             {session->second.logoff_begin, session->second.logoff_end});
    } else if (provider.shutdowns[0].end == kNever || provider.releases[0].begin < provider.shutdowns[0].end) {
      broken(report, describe(provider) + " was released before its Shutdown had returned",
             {provider.shutdowns[0].begin, provider.releases[0].begin});
    }
  }
}

void j_15(const History& history, RuleReport& report) {
  for (const auto& [number, provider] : history.providers) {
    if (provider.shutdowns.empty()) continue;
    if (!history.whole(provider.session)) {
      ++report.not_judged;
      continue;
    }
    ++report.applied;
    const CallSpan& shutdown = provider.shutdowns.front();
    for (const std::uint32_t of : provider.logons) {
      const LogonHistory& logon = history.logons.at(of);
      if (!logon.was_on() || logon.abandoned != kNever) continue;
      if (logon.gone() == kNever || logon.gone() > shutdown.begin) {
        broken(report, "Shutdown of " + describe(provider) + " came before " + describe(logon) + " was released",
               {shutdown.begin, logon.gone()});
      }
    }
    for (const CallSpan& call : provider.calls) {
      const bool is_last = call.method.ends_with("Provider::Release") || call.method.ends_with("Provider::Shutdown");
      if (!is_last && (call.begin > shutdown.begin || call.runs_at(shutdown.begin)) &&
          given_up(history, call) > shutdown.begin) {
        broken(report, call.method + " of " + describe(provider) + " ran beside or after its Shutdown",
               {shutdown.begin, call.begin});
      }
    }
  }
}

void j_17(const History& history, RuleReport& report) {
  for_ended_sessions(history, report, [&](const SessionHistory& session) {
    const LogonHistory* before = nullptr;
    for (const LogonHistory* logon : departures(history, session)) {
      ++report.applied;
      if (before != nullptr && logon->kind < before->kind) {
        broken(report, describe(*logon) + " was logged off after " + describe(*before),
               {before->logoffs.front().begin, logon->logoffs.front().begin});
      }
      before = logon;
      if (logon->kind != ProviderKind::address_book) continue;
      const When begin = logon->logoffs.front().begin;
      for (const CallSpan& call : history.calls) {
        if (is_part_of(history, call.session, session) && call.method.starts_with("IXPLogon::") &&
            call.runs_at(begin) && given_up(history, call) > begin) {
          broken(report, call.method + " was running when " + describe(*logon) + " was logged off",
                 {call.begin, begin});
        }
      }
      for (const auto& [number, held] : history.logons) {
        if (is_part_of(history, held.session, session) && held.spoolers && held.was_on() && held.gone() > begin &&
            held.abandoned > begin) {
          broken(report, "the spooler held " + describe(held) + " when " + describe(*logon) + " was logged off",
                 {held.logon.end, begin});
        }
      }
    }
  });
}

void j_18(const History& history, RuleReport& report) {
  for_ended_sessions(history, report, [&](const SessionHistory& session) {
    const auto logons = departures(history, session);
    When phase_one_ends = session.logoff_begin;
    const LogonHistory* before = nullptr;
    for (const LogonHistory* logon : logons) {
      ++report.applied;
      if (before != nullptr && before->kind == logon->kind &&
          before->logon.end < logon->logon.begin) {  // one after the other
        broken(report, describe(*before) + " logged on before " + describe(*logon) + " and was logged off before it",
               {before->logon.end, logon->logon.end, before->logoffs.front().begin, logon->logoffs.front().begin});
      }
      before = logon;
      if (logon->abandoned == kNever && logon->gone() != kNever)
        phase_one_ends = std::max(phase_one_ends, logon->gone());
    }
    std::vector<const ProviderHistory*> providers;
    for (const auto& [number, provider] : history.providers) {
      if (provider.shutdowns.empty() || !is_part_of(history, provider.session, session)) continue;
      if (provider.session != session.number && provider.kind != ProviderKind::transport) continue;
      // A transport that reported a critical error was released then, and has no part in the session's end (J-67).
      if (provider.shutdowns.front().begin < session.logoff_begin) continue;
      providers.push_back(&provider);
      if (provider.shutdowns.front().begin < phase_one_ends) {
        broken(report, "Shutdown of " + describe(provider) + " came before the last logon was released",
               {provider.shutdowns.front().begin, phase_one_ends});
      }
    }
    std::sort(providers.begin(), providers.end(), [](const ProviderHistory* a, const ProviderHistory* b) {
      return a->shutdowns.front().begin < b->shutdowns.front().begin;
    });
    for (std::size_t i = 1; i < providers.size(); ++i) {
      if (providers[i]->kind < providers[i - 1]->kind) {
        broken(report, describe(*providers[i]) + " was shut down after " + describe(*providers[i - 1]),
               {providers[i - 1]->shutdowns.front().begin, providers[i]->shutdowns.front().begin});
      }
    }
  });
}

}  // namespace

std::span<const Rule> rules_of_logoff() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "C-13",
       .meaning = "address books start before message stores",
       .hint = "None for a provider: the runtime starts address books before stores. A store may open the address book "
               "in its logon method.",
       .judge = c_13},
      {.number = "J-13",
       .meaning = "a logoff calls the logoff method of each logon exactly once, with 0",
       .hint = "None for a provider: the runtime calls the logoff methods. Expect each once, with 0, also for a logon "
               "that failed its work.",
       .judge = j_13},
      {.number = "J-14",
       .meaning = "the logoff method returns, then the logon's Release, the provider's Shutdown, its Release",
       .hint = "None for a provider: expect the logoff method, then the logon's Release, then the provider's Shutdown "
               "and Release.",
       .judge = j_14},
      {.number = "J-15",
       .meaning = "Shutdown waits for every logon object, and only Release follows it",
       .hint = "Free what all logons share in Shutdown and not before: MAPI calls it once every logon object has been "
               "released.",
       .judge = j_15},
      {.number = "J-17",
       .meaning = "address books log off first, then stores, then transports; the mail is quiet before",
       .hint = "Do not use the address book or a store in TransportLogoff: they have logged off by then.",
       .judge = j_17},
      {.number = "J-18",
       .meaning = "first every logon, the last of a kind first; then every provider object, in the order of kinds",
       .hint = "Rely on no order between your logons: the newest of a kind goes first, and others may come between.",
       .judge = j_18},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
