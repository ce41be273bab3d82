// SPDX-License-Identifier: Apache-2.0
//
// What no monitor may hold against anybody: threads that overtake each other between what they do and its record, a
// process that ended in between, and what the contract leaves open.
#include "whole_story.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace postroom {
namespace {

using test::kBook;
using test::kCarrier;
using test::kFailing;
using test::kSpooled;
using test::kStore;
using test::WholeStory;
using trace::Event;

struct Excuse {
  const char* rule;
  const char* name;
  void (*tell)(WholeStory& story);
  bool leaves_nothing = false;  // that the rule could be asked about
};

void PrintTo(const Excuse& excuse, std::ostream* to) {
  *to << excuse.rule << " " << excuse.name;
}

class NoMonitor : public testing::TestWithParam<Excuse> {};

TEST_P(NoMonitor, Accuses) {
  WholeStory story;
  GetParam().tell(story);
  const trace::RuleReport report = story.rule(GetParam().rule);
  EXPECT_EQ(report.applied == 0, GetParam().leaves_nothing) << "the rule was asked " << report.applied << " times";
  for (const auto& violation : report.violations) ADD_FAILURE() << violation.what;
}

// Where the first event of this name about this logon that says `method` is.
std::size_t place_of(const WholeStory& story, Event what, std::uint32_t logon, const std::string& method) {
  const auto found = std::find_if(story.trace.entries.begin(), story.trace.entries.end(), [&](const auto& entry) {
    return entry.is(what) && entry.logon == logon && entry.method == method;
  });
  return static_cast<std::size_t>(found - story.trace.entries.begin());
}

const Excuse kExcuses[] = {
    {"C-18", "OfAProviderObjectThatIsMadeAnewAfterItsRelease",
     [](WholeStory& s) {
       s.event(Event::provider_made, {0, 9, "store", 1}).method = "MSProviderInit";
     }},
    {"C-31", "OfAStoreThatWasGivenUpWhileItLoggedOn",
     [](WholeStory& s) { s.erase(place_of(s, Event::state_changed, kStore.logon, "logon"), 1); }},
    {"C-33", "OfAnAddressThatIsUsedAgain",
     [](WholeStory& s) {
       s.entry(Event::logon_answered, kSpooled.logon).object = 0x135;
       s.move_before(place_of(s, Event::call_begin, kStore.logon, "IMSLogon::Release"), 1,
                     s.at(Event::logon_answered, kSpooled.logon));
     }},
    {"C-50", "OfAProcessThatEndsAfterAFailedLogon",
     [](WholeStory& s) {
       s.event(Event::uid_added, kFailing);
       s.last_before(s.at(Event::logon_answered, kFailing.logon));
       s.trace.entries.resize(s.at(Event::logon_answered, kFailing.logon) + 1);
     },
     true},
    {"E-2", "OfATransportThatNeverWasToBegin",
     [](WholeStory& s) {
       s.erase(s.at(Event::row_added, kCarrier.logon), 1);
       for (auto& entry : s.trace.entries) {
         if (entry.is(Event::call_begin) && entry.request == 3) entry.request = 0x30000;
       }
     },
     true},
    {"F-1", "OfAMapiuidWhoseRegistrationIsForgotten",
     [](WholeStory& s) {
       s.entry(Event::message_claimed).detail = "00000000" + std::string(32, 'f') + "01";
       s.trace.lost[0].overwritten = 5;
     }},
    {"J-23", "OfAStoreThatHasNothingLeftToLogOff",
     [](WholeStory& s) { s.end_of("IMSLogon::Logoff").hresult = MAPI_E_INVALID_OBJECT; }},
    {"J-27", "OfAStoreThatACallHoldsBeyondItsLastRelease",
     [](WholeStory& s) {
       s.end_of("IMSLogon::Release").answer = 1;
       s.call_beside("IMSLogon::Release", "IMSLogon::OpenEntry", kSpooled);
     }},
    {"J-46", "OfARefusalThatTheSessionsEndOvertook",
     [](WholeStory& s) {
       s.entry(Event::store_logoff_transports, kStore.logon).detail = "by the session's end";
       s.store_logoff_transports(kStore, 0x10, 0x40000);
       s.last_before(s.at(Event::store_transports_released, kStore.logon) + 1);
     }},
    {"J-49", "OfAStoreThatIsGivenUpInItsLastRelease",
     [](WholeStory& s) {
       s.erase(place_of(s, Event::call_begin, kSpooled.logon, "IMSLogon::Release"), 2);
       s.event(Event::call_abandoned, kSpooled, 101).method = "IMSLogon::Logoff";
       s.last_before(s.begin_of("IMSLogon::Logoff") + 1);
     }},
    {"J-67", "OfACallThatWasOnItsWay",
     [](WholeStory& s) {
       trace::Entry& report = s.entry(Event::spooler_notify, kCarrier.logon);
       report.request = 0x10000000;
       report.thread = 101;
       s.event(Event::note, {}, 101);
       s.last_before(s.at(Event::spooler_notify, kCarrier.logon) + 1);
       s.event(Event::call_begin, kCarrier, 102).method = "IXPLogon::Poll";
       s.last_before(s.at(Event::note) + 1);
       for (auto& entry : s.trace.entries) {
         if (entry.request == 0x30000 || entry.request == 0x40000000) entry.method = "IXPLogon::Release";
       }
     }},
    {"J-67", "OfATransportWhoseReportIsTheLastOfItsThread",
     [](WholeStory& s) {
       trace::Entry& report = s.entry(Event::spooler_notify, kCarrier.logon);
       report.request = 0x10000000;
       report.thread = 101;
     },
     true},
    {"J-114", "OfACallThatWasOnItsWay",
     [](WholeStory& s) {
       s.event(Event::call_abandoned, kBook, 101).method = "IABLogon::Logoff";
       s.last_before(s.begin_of("IABLogon::Release"));
     }},
    {"J-114", "OfASinkOfTheClient",
     [](WholeStory& s) { s.event(Event::call_threw, kBook).method = "IMAPIAdviseSink::OnNotify"; }},
};

INSTANTIATE_TEST_SUITE_P(OfAWholeSession, NoMonitor, testing::ValuesIn(kExcuses),
                         [](const testing::TestParamInfo<Excuse>& of) {
                           return std::string(1, of.param.rule[0]) + std::string(of.param.rule + 2) + of.param.name;
                         });

}  // namespace
}  // namespace postroom
