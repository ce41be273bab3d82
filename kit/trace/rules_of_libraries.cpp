// SPDX-License-Identifier: Apache-2.0
//
// J-16 and A-40: when a provider's library may be closed.
#include "kit/trace/rules.hpp"

#include <algorithm>

namespace postroom::trace::rules {
namespace {

void j_16(const History& history, RuleReport& report) {
  for (const LibraryHistory& library : history.libraries) {
    if (library.unloaded == kNever) continue;
    ++report.applied;
    for (const auto& [number, provider] : history.providers) {
      if (provider.name != library.name || provider.initialised == kNever || provider.initialised < library.loaded ||
          provider.initialised > library.unloaded) {
        continue;
      }
      const When released = provider.releases.empty() ? kNever : provider.releases.front().end;
      if (released > library.unloaded) {
        broken(report, library.name + " was closed before " + describe(provider) + " was released",
               {library.unloaded, released});
      }
    }
    for (const CallSpan& call : history.calls) {
      if (call.name == library.name && call.begin > library.loaded && call.runs_at(library.unloaded)) {
        broken(report, library.name + " was closed while " + call.method + " was running",
               {call.begin, library.unloaded});
      }
    }
  }
}

// Its destructors hung, and have come back since.
bool was_given_up(const History& history, const LibraryHistory& library) {
  const auto& entries = history.trace.entries;
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.is(Event::call_abandoned) && entry.method == "dlclose" && entry.name == library.name;
  });
}

void a_40(const History& history, RuleReport& report) {
  const auto is_final = [](const Uninitialise& one, When when) {
    return one.count == 0 && one.begin < when && when < one.end;
  };
  for (const LibraryHistory& library : history.libraries) {
    if (library.unloaded == kNever) continue;
    ++report.applied;
    if (!was_given_up(history, library) &&
        std::none_of(history.uninitialises.begin(), history.uninitialises.end(),
                     [&](const Uninitialise& one) { return is_final(one, library.unloaded); })) {
      broken(report, library.name + " was closed outside the last MAPIUninitialize", {library.unloaded});
    }
  }
  for (const Uninitialise& one : history.uninitialises) {
    if (one.count != 0 || one.end == kNever) continue;
    const LibraryHistory* older = nullptr;
    for (const LibraryHistory& library : history.libraries) {
      if (library.loaded > one.begin) continue;
      const bool closed_now = is_final(one, library.unloaded);
      if (closed_now && older != nullptr && older->unloaded < library.unloaded) {
        broken(report, older->name + " was loaded before " + library.name + " and closed before it",
               {older->unloaded, library.unloaded});
      }
      if (closed_now) older = &library;
      const bool kept_now =
          std::any_of(library.kept.begin(), library.kept.end(), [&](When when) { return is_final(one, when); });
      if (library.unloaded > one.end && !kept_now) {
        broken(report, library.name + " is neither closed nor reported as kept after the last MAPIUninitialize",
               {library.loaded, one.end});
      }
    }
  }
}

}  // namespace

std::span<const Rule> rules_of_libraries() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "J-16",
       .meaning = "a library is closed only after all its provider objects were released",
       .hint = "Let no thread of yours run on after Shutdown: the library is closed once its provider objects are "
               "released.",
       .judge = j_16},
      {.number = "A-40",
       .meaning = "libraries are closed in the last MAPIUninitialize, the newest first, or reported as kept",
       .hint = "None for a provider: the runtime closes libraries. A library that is reported as kept has objects that "
               "a client never released; the leak report names them.",
       .judge = a_40},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
