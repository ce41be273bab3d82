// SPDX-License-Identifier: Apache-2.0
//
// Each monitor of the catalogue that trace_check_test.cpp does not look at more closely: against one trace that keeps
// every rule, and against that trace with one thing wrong in it.
#include "whole_story.hpp"

#include <kit/trace/rules_behind.hpp>

#include <gtest/gtest.h>

#include <algorithm>

#include <ostream>

namespace postroom {
namespace {

using test::kAgain;
using test::kBook;
using test::kCarrier;
using test::kFailing;
using test::kSpooled;
using test::kStore;
using test::Who;
using test::WholeStory;
using trace::Event;

struct Breach {
  const char* rule;
  const char* name;
  void (*commit)(WholeStory& story);
};

void PrintTo(const Breach& breach, std::ostream* to) {
  *to << breach.rule << " " << breach.name;
}

class EveryBreach : public testing::TestWithParam<Breach> {};

TEST_P(EveryBreach, IsFoundAndNamedWithItsEvents) {
  WholeStory story;
  const trace::RuleReport kept = story.rule(GetParam().rule);
  EXPECT_GE(kept.applied, 1U) << "the rule has nothing to say of a whole session";
  for (const auto& violation : kept.violations) ADD_FAILURE() << violation.what;

  GetParam().commit(story);
  const trace::RuleReport broken = story.rule(GetParam().rule);
  EXPECT_FALSE(broken.hint.empty());
  EXPECT_GE(broken.violations.size(), 1U);
  for (const auto& violation : broken.violations) {
    EXPECT_FALSE(violation.proof.empty()) << violation.what;
    bool leads_to_the_rule = false;
    for (const std::size_t when : violation.proof) {
      ASSERT_LT(when, story.trace.entries.size());
      const auto behind = trace::rules_behind(story.trace.entries[when]);
      leads_to_the_rule = leads_to_the_rule || std::ranges::find(behind, GetParam().rule) != behind.end();
    }
    EXPECT_TRUE(leads_to_the_rule) << "in the picture, none of the events shows the rule: " << violation.what;
  }
}

const Breach kBreaches[] = {
    {"A-1", "OneMapiUninitializeTooMany",
     [](WholeStory& s) {
       s.event(Event::uninitialize_ignored, {0, 0, {}, 0});
     }},
    {"A-11", "AnEntryFunctionThatCallsMapiInitialize",
     [](WholeStory& s) {
       s.inside("MSProviderInit", Event::mapi_initialize, {0, 0, {}, 0});
     }},
    {"A-26", "ACallAfterTheLastRelease",
     [](WholeStory& s) { s.event(Event::object_breach, kStore).method = "IMAPIFolder::GetProps"; }},
    {"A-27", "AFailureThatHandsAnObjectOut",
     [](WholeStory& s) { s.entry(Event::logon_answered, kFailing.logon).answer = trace::kGaveLogon; }},
    {"A-39", "OneProviderObjectTwice",
     [](WholeStory& s) {
       for (auto& entry : s.trace.entries) {
         if (entry.is(Event::provider_made)) entry.object = 0x35;
       }
     }},
    {"C-17", "ASpoolerThatComesFirst",
     [](WholeStory& s) {
       s.move_before(s.begin_of("IMSProvider::SpoolerLogon"), 2, s.begin_of("IMSProvider::Logon"));
     }},
    {"C-18", "TwoProviderObjectsInASession",
     [](WholeStory& s) {
       for (auto& entry : s.trace.entries) {
         if (entry.provider == kSpooled.provider) entry.session = 1;
       }
     }},
    {"C-19", "ANoticeBeforeAddressTypes",
     [](WholeStory& s) {
       s.move_before(s.begin_of("IXPLogon::TransportNotify"), 2, s.begin_of("IXPLogon::AddressTypes"));
     }},
    {"C-20", "ASupportObjectThatIsNotKept",
     [](WholeStory& s) { s.entry(Event::logon_answered, kBook.logon).answer = trace::kGaveLogon; }},
    {"C-21", "ASuccessWithoutALogonObject",
     [](WholeStory& s) { s.entry(Event::logon_answered, kCarrier.logon).answer = 0; }},
    {"C-30", "ASuccessWithoutAStore",
     [](WholeStory& s) {
       s.entry(Event::logon_answered, kStore.logon).answer = trace::kGaveLogon | trace::kKeptSupport;
     }},
    {"C-30", "ASuccessWithoutALogonOfAStore",
     [](WholeStory& s) {
       s.entry(Event::logon_answered, kStore.logon).answer = trace::kGaveStore | trace::kKeptSupport;
     }},
    {"C-31", "AnOpenStoreThatRegistersAgain",
     [](WholeStory& s) {
       s.event(Event::row_added, kAgain);
       s.last_before(s.at(Event::logon_answered, kAgain.logon));
     }},
    {"C-33", "TheClientsLogonForTheSpooler",
     [](WholeStory& s) { s.entry(Event::logon_answered, kSpooled.logon).object = 0x135; }},
    {"C-37", "ALogonThatWaitsForTheSpooler",
     [](WholeStory& s) { s.inside("IMSProvider::Logon", Event::spooler_notify, kStore).request = 2; }},
    {"C-48", "AStatusRowForTheSpooler",
     [](WholeStory& s) { s.inside("IMSProvider::SpoolerLogon", Event::row_added, kSpooled); }},
    {"C-48", "AStatusRowAfterTheLogon",
     [](WholeStory& s) { s.move_before(s.at(Event::row_added, kStore.logon), 1, s.at(Event::session_logoff_begin)); }},
    {"C-50", "AFailedLogonThatIsLoggedOff", [](WholeStory& s) { s.call("IMSLogon::Logoff", kFailing); }},
    {"D-3", "ATransportThatCallsAStoresMethod",
     [](WholeStory& s) { s.event(Event::support_refused, kCarrier).method = "StoreLogoffTransports"; }},
    {"D-7", "AMapiuidAfterTheLogon",
     [](WholeStory& s) { s.move_before(s.at(Event::uid_added, kBook.logon), 1, s.at(Event::session_logoff_begin)); }},
    {"D-36", "AStoreThatSpeaksAsATransport",
     [](WholeStory& s) { s.entry(Event::spooler_notify, kStore.logon).request = 1; }},
    {"D-37", "TwoNoticesThatNeedOnePointer",
     [](WholeStory& s) { s.entry(Event::spooler_notify, kCarrier.logon).request = 0x10000004; }},
    {"E-2", "ATransportWithoutAStatusRow", [](WholeStory& s) { s.erase(s.at(Event::row_added, kCarrier.logon), 1); }},
    {"F-1", "ABookWithoutAMapiuid", [](WholeStory& s) { s.erase(s.at(Event::uid_added, kBook.logon), 1); }},
    {"F-1", "AnIdentifierOfNobody",
     [](WholeStory& s) { s.entry(Event::message_claimed).detail = "00000000" + std::string(32, 'f') + "01"; }},
    {"F-24", "ATransportThatSetsItsMapiuid",
     [](WholeStory& s) { s.event(Event::support_refused, kCarrier).method = "SetProviderUID"; }},
    {"J-12", "ALogonThatOutlivesItsSession",
     [](WholeStory& s) { s.move_before(s.begin_of("IABLogon::Release"), 2, s.trace.entries.size()); }},
    {"J-19", "AShutdownInsideALogoff",
     [](WholeStory& s) {
       s.move_before(s.begin_of("IXPProvider::Shutdown"), 2, s.begin_of("IXPLogon::TransportLogoff") + 1);
     }},
    {"J-23", "ALogoffThatRefuses", [](WholeStory& s) { s.end_of("IABLogon::Logoff").hresult = MAPI_E_BUSY; }},
    {"J-23", "AShutdownThatRefuses", [](WholeStory& s) { s.end_of("IMSProvider::Shutdown").hresult = MAPI_E_BUSY; }},
    {"J-23", "AShutdownOfSomethingInvalid",
     [](WholeStory& s) { s.end_of("IMSProvider::Shutdown").hresult = MAPI_E_INVALID_OBJECT; }},
    {"J-24", "ASupportObjectThatIsKept", [](WholeStory& s) { s.erase(s.at(Event::support_teardown, kBook.logon), 1); }},
    {"J-24", "ASupportObjectThatIsUsedLate",
     [](WholeStory& s) { s.event(Event::support_called_late, kBook).method = "ModifyStatusRow"; }},
    {"J-24", "ASupportObjectOfAFailedLogonThatIsUsed",
     [](WholeStory& s) { s.event(Event::support_called_late, kFailing).method = "NewUID"; }},
    {"J-25", "AStatusRowThatStays", [](WholeStory& s) { s.erase(s.at(Event::row_removed, kBook.logon), 1); }},
    {"J-27", "ALogonThatIsStillHeld", [](WholeStory& s) { s.end_of("IABLogon::Release").answer = 1; }},
    {"J-27", "ALogonThatIsStillHeldBesideACallThatLogoffWaitsFor",
     [](WholeStory& s) {
       s.end_of("IABLogon::Release").answer = 1;
       s.call_beside("IABLogon::Release", "IABLogon::OpenEntry", kBook);
     }},
    {"J-27", "AStoreThatIsHeldByMoreThanACall",
     [](WholeStory& s) {
       s.end_of("IMSLogon::Release").answer = 2;
       s.call_beside("IMSLogon::Release", "IMSLogon::OpenEntry", kSpooled);
     }},
    {"J-27", "AStoreThatIsHeldBesideACallOfAnotherObject",
     [](WholeStory& s) {
       s.end_of("IMSLogon::Release").answer = 1;
       s.call_beside("IMSLogon::Release", "IMsgStore::OpenEntry", kSpooled);
     }},
    {"J-35", "AnotherRequestThanAsked",
     [](WholeStory& s) { s.entry(Event::store_logoff_transports, kSpooled.logon).request = 8; }},
    {"J-37", "AnAnswerThatIsNone",
     [](WholeStory& s) { s.entry(Event::store_logoff_transports, kStore.logon).answer = 0x10001; }},
    {"J-38", "AnAbortThatIsRefused",
     [](WholeStory& s) { s.entry(Event::store_logoff_transports, kStore.logon).answer = 0x40000; }},
    {"J-39", "AnOrderlyLogoffThatIsRefused",
     [](WholeStory& s) { s.entry(Event::store_logoff_transports, kSpooled.logon).answer = 0x40000; }},
    {"J-41", "AStoreThatKeepsTheAnswer", [](WholeStory& s) { s.end_of("IMsgStore::StoreLogoff").answer = 2; }},
    {"J-46", "ARequestAfterTheTransportsHadLeft",
     [](WholeStory& s) {
       s.store_logoff_transports(kSpooled, 8, 0x10000);
       s.last_before(s.at(Event::support_teardown, kSpooled.logon));
     }},
    {"J-50", "ATeardownTwice", [](WholeStory& s) { s.teardown(kStore, "by_session"); }},
    {"J-53", "AStoreProviderThatEndsInALiveSession",
     [](WholeStory& s) { s.move_before(s.begin_of("IMSProvider::Shutdown"), 2, s.at(Event::session_logoff_begin)); }},
    {"J-54", "TransportsOnAStoreThatLogsOff",
     [](WholeStory& s) { s.erase(s.at(Event::store_transports_released, kStore.logon), 1); }},
    {"J-55", "ASpoolersStoreThatWaits",
     [](WholeStory& s) { s.entry(Event::store_logoff_transports, kSpooled.logon).answer = 0x50000; }},
    {"J-57", "TrafficThatIsNotSwitchedOff",
     [](WholeStory& s) {
       for (auto& entry : s.trace.entries) {
         if (entry.is(Event::call_begin) && entry.request == 0x30000) entry.request = 0x10000;
       }
     }},
    {"J-58", "AnAbortThatIsNotAlone",
     [](WholeStory& s) {
       for (auto& entry : s.trace.entries) {
         if (entry.is(Event::call_begin) && entry.request == 0x40000000) entry.request = 0x40010000;
       }
     }},
    {"J-62", "AddressTypesThatChange",
     [](WholeStory& s) { s.event(Event::address_types_compared, kCarrier).hresult = S_FALSE; }},
    {"J-65", "ARowThatOutlivesItsSupportObject",
     [](WholeStory& s) { s.move_before(s.at(Event::row_removed, kCarrier.logon), 1, s.trace.entries.size()); }},
    {"J-68", "ASpoolerThatOutlivesItsSessions",
     [](WholeStory& s) { s.move_before(s.at(Event::spooler_stopped), 1, s.trace.entries.size()); }},
    {"J-71", "ASessionThatOutlivesMapi",
     [](WholeStory& s) { s.move_before(s.at(Event::session_logoff_end), 1, s.trace.entries.size()); }},
    {"J-82", "ASinkThatOutlivesItsSession",
     [](WholeStory& s) { s.move_before(s.at(Event::unsubscribe), 1, s.trace.entries.size()); }},
    {"J-82", "ASinkThatIsReleasedTwice", [](WholeStory& s) { s.event(Event::sink_released).answer = 31; }},
    {"J-112", "AShutdownThatCallsMapi",
     [](WholeStory& s) { s.inside("IABProvider::Shutdown", Event::support_called_late, kBook).method = "Notify"; }},
    {"J-114", "AnExceptionThatEscapes",
     [](WholeStory& s) { s.inside("IABLogon::Logoff", Event::call_threw, kBook).method = "IABLogon::Logoff"; }},
    {"J-114", "AnExceptionOfATable",
     [](WholeStory& s) { s.event(Event::call_threw, kBook).method = "IMAPITable::QueryRows"; }},
    {"J-114", "ACallThatDoesNotReturn",
     [](WholeStory& s) { s.end_of("IABLogon::Logoff").event = Event::call_abandoned; }},
};

INSTANTIATE_TEST_SUITE_P(OfAWholeSession, EveryBreach, testing::ValuesIn(kBreaches),
                         [](const testing::TestParamInfo<Breach>& of) { return std::string(of.param.name); });

TEST(AWholeSession, KeepsEveryRule) {
  const WholeStory story;
  for (const trace::RuleReport& rule : trace::check(story.trace).rules) {
    for (const auto& violation : rule.violations) ADD_FAILURE() << rule.rule << ": " << violation.what;
  }
}

TEST(AnAnswer, OfALogoffIsAnErrorThatStopsNothing) {
  WholeStory story;
  story.end_of("IABLogon::Logoff").hresult = MAPI_E_BUSY;
  EXPECT_EQ(story.rule("J-21").applied, 1U);
  EXPECT_TRUE(story.rule("J-21").violations.empty());
  story.move_before(story.begin_of("IABLogon::Release"), 2, story.trace.entries.size());
  EXPECT_EQ(story.rule("J-21").violations.size(), 1U);
}

TEST(ATransport, IsOnlyReleasedAfterItsCriticalError) {
  WholeStory story;
  story.entry(Event::spooler_notify, kCarrier.logon).request = 0x10000000;
  EXPECT_EQ(story.rule("J-67").applied, 1U);
  EXPECT_EQ(story.rule("J-67").violations.size(), 2U);  // the two notices before its logoff
  for (auto& entry : story.trace.entries) {
    if (entry.method == "IXPLogon::TransportNotify") entry.method = "IXPLogon::Release";
  }
  EXPECT_TRUE(story.rule("J-67").violations.empty());
}

TEST(ALastRelease, MayRaceTheLogoffOfItsSession) {  // J-50, scenario 27
  WholeStory story;
  story.move_before(story.at(Event::support_teardown, kStore.logon), 1, story.begin_of("IXPLogon::TransportLogoff"));
  EXPECT_FALSE(story.rule("J-24").violations.empty());
  story.entry(Event::support_teardown, kStore.logon).thread = 101;
  EXPECT_TRUE(story.rule("J-24").violations.empty());
  // It may even outlast the end of the logon; who logs off has no such excuse.
  trace::Entry& outlived = story.entry(Event::support_teardown, kStore.logon);
  outlived.event = Event::support_outlived;
  EXPECT_TRUE(story.rule("J-24").violations.empty());
  // Its StoreLogoffTransports may come too late as well (J-45), and nothing else that it calls.
  trace::Entry late = outlived;
  late.event = Event::support_called_late;
  late.method = "StoreLogoffTransports";
  const std::size_t at = story.at(Event::support_outlived, kStore.logon);
  story.trace.entries.insert(story.trace.entries.begin() + static_cast<std::ptrdiff_t>(at), late);
  EXPECT_TRUE(story.rule("J-24").violations.empty());
  story.trace.entries[at].method = "Notify";
  EXPECT_EQ(story.rule("J-24").violations.size(), 1U);
  story.trace.entries.erase(story.trace.entries.begin() + static_cast<std::ptrdiff_t>(at));
  story.entry(Event::support_outlived, kStore.logon).thread = story.entry(Event::session_logoff_begin).thread;
  EXPECT_EQ(story.rule("J-24").violations.size(), 1U);
}

TEST(AGivenUpLogon, IsCalledNoMore) {
  WholeStory story;
  story.event(Event::call_abandoned, kBook).method = "IABLogon::Logoff";
  story.last_before(story.begin_of("IABLogon::Release"));
  EXPECT_GE(story.rule("J-114").violations.size(), 1U);
}

test::Story fast_shutdown() {
  test::Story story;
  story.event(Event::session_logon);
  for (const char* method : {"IABProvider::DoFastShutdown", "IMSProvider::DoFastShutdown"}) {
    story.call(method, {0, 1, "provider"});
  }
  trace::Entry& note = story.event(Event::note, {0, 0, {}, 0});
  note.method = "fast shutdown";
  note.detail = "IMAPIClientShutdown::DoFastShutdown";
  return story;
}

TEST(AFastShutdown, AsksStoresLastAndLogsNothingOff) {
  test::Story story = fast_shutdown();
  EXPECT_EQ(story.rule("J-92").applied, 2U);
  EXPECT_TRUE(story.rule("J-92").violations.empty());
  EXPECT_EQ(story.rule("J-98").applied, 1U);
  EXPECT_TRUE(story.rule("J-98").violations.empty());
  story.call("IMSLogon::Logoff", kStore);
  EXPECT_EQ(story.rule("J-98").violations.size(), 1U);
  story.move_before(story.begin_of("IABProvider::DoFastShutdown"), 2,
                    story.begin_of("IMSProvider::DoFastShutdown") + 2);
  EXPECT_EQ(story.rule("J-92").violations.size(), 1U);
}

}  // namespace
}  // namespace postroom
