// SPDX-License-Identifier: Apache-2.0
//
// what checked mode (docs/checked.md) saw of the calls on objects.
#include "kit/trace/walks.hpp"

namespace postroom::trace::rules {
namespace {

// Of one that is used after its last Release, `entry` has the interface and method, and both callers.
std::string tell(const History& history, const Entry& entry) {
  std::string what = entry.method;
  const auto logon = history.logons.find(entry.logon);
  if (logon != history.logons.end()) what += " of " + describe(logon->second);
  return what + " was called after the object's last Release; " + entry.detail;
}

void a_31(const History& history, RuleReport& report) {
  for_events(history, Event::object_called, [&](When, const Entry&) { ++report.applied; });
  for_events(history, Event::object_breach, [&](When when, const Entry& entry) {
    ++report.applied;
    broken(report, tell(history, entry), {when});
  });
}

}  // namespace

std::span<const Rule> rules_of_objects() noexcept {
  static constexpr Rule kRules[] = {
      {.number = "A-31",
       .meaning = "an object is used while a reference on it is held, and AddRef, Release and QueryInterface keep to "
                  "their rules",
       .hint = "A client: clear a pointer when you Release it, and Release once for each reference. A provider: "
               "implement IUnknown once, with one count and one pointer for IUnknown for all interfaces of an object, "
               "and set the output to null for an interface that it lacks.",
       .judge = a_31},
  };
  return kRules;
}

}  // namespace postroom::trace::rules
