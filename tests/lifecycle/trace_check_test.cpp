// SPDX-License-Identifier: Apache-2.0
//
// Each rule of the checker against a trace that keeps it and traces that break it.
#include "story.hpp"

#include <mapicode.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom {
namespace {

using test::good_session;
using test::good_store_release;
using test::kBook;
using test::kStore;
using test::kTransport;
using test::Story;
using test::Who;
using trace::Event;

// One violation, whose proof names real events.
void expect_broken(const Story& story, const std::string& rule) {
  const trace::RuleReport report = story.rule(rule);
  EXPECT_GE(report.violations.size(), 1U) << rule << " was not found to be broken";
  for (const trace::Violation& violation : report.violations) {
    EXPECT_FALSE(violation.proof.empty()) << violation.what;
    for (const std::size_t when : violation.proof) EXPECT_LT(when, story.trace.entries.size());
  }
}

std::string rule_name(const testing::TestParamInfo<const char*>& of) {
  std::string name = of.param;
  std::erase(name, '-');
  return name;
}

class EveryRule : public testing::TestWithParam<const char*> {};

TEST_P(EveryRule, IsKeptByACleanSession) {
  const trace::RuleReport report = good_session().rule(GetParam());
  EXPECT_GE(report.applied, 1U);
  for (const auto& violation : report.violations) ADD_FAILURE() << violation.what;
}

INSTANTIATE_TEST_SUITE_P(OfScenario1, EveryRule,
                         testing::Values("A-40", "C-13", "J-13", "J-14", "J-15", "J-16", "J-17", "J-18", "J-49"),
                         rule_name);

class EveryStoreRule : public testing::TestWithParam<const char*> {};

TEST_P(EveryStoreRule, IsKeptByAStoresFinalRelease) {
  const trace::RuleReport report = good_store_release().rule(GetParam());
  EXPECT_EQ(report.applied, 1U);
  for (const auto& violation : report.violations) ADD_FAILURE() << violation.what;
}

INSTANTIATE_TEST_SUITE_P(OfScenario4, EveryStoreRule, testing::Values("J-45", "J-46", "J-49"), rule_name);

TEST(C13, CatchesAnAddressBookThatStartsAfterAStore) {
  Story story = good_session();
  story.move_before(story.begin_of("IABProvider::Logon"), 4, story.begin_of("IXPProvider::TransportLogon"));
  expect_broken(story, "C-13");
}

TEST(C13, AllowsAnAddressBookToTryAgain) {  // C-24
  Story story;
  story.event(Event::session_logon);
  story.call("IABProvider::Logon", kBook, MAPI_E_FAILONEPROVIDER);
  story.call("IMSProvider::Logon", kStore);
  story.call("IABProvider::Logon", {9, kBook.provider, "book"});
  EXPECT_TRUE(story.rule("C-13").violations.empty());
}

TEST(J13, CatchesALogonThatIsNotLoggedOff) {
  Story story = good_session();
  story.erase(story.begin_of("IXPLogon::TransportLogoff"), 6);
  expect_broken(story, "J-13");
}

TEST(J13, CatchesASecondLogoff) {
  Story story = good_session();
  const auto twice = story.trace.entries[story.begin_of("IABLogon::Logoff")];
  const auto at = story.trace.entries.begin() + static_cast<std::ptrdiff_t>(story.begin_of("IABLogon::Release"));
  story.trace.entries.insert(at, twice);
  expect_broken(story, "J-13");
}

TEST(J13, CatchesFlagsOtherThanZero) {
  Story story = good_session();
  story.trace.entries[story.begin_of("IMSLogon::Logoff")].request = 2;
  expect_broken(story, "J-13");
}

TEST(J13, SaysNothingOfASessionThatWasKilled) {
  Story story = good_session();
  story.trace.entries.resize(story.begin_of("IMSLogon::Release"));
  EXPECT_EQ(story.rule("J-13").applied, 0U);
}

TEST(J14, CatchesAReleaseInsideTheLogoffMethod) {
  Story story = good_session();
  const std::size_t release = story.begin_of("IMSLogon::Release");
  story.move_before(release, 2, release - 1);
  expect_broken(story, "J-14");
}

TEST(J14, CatchesALogonThatIsNeverReleased) {
  Story story = good_session();
  story.erase(story.begin_of("IABLogon::Release"), 2);
  expect_broken(story, "J-14");
}

TEST(J14, CatchesAProviderThatIsReleasedBeforeItsShutdown) {
  Story story = good_session();
  story.move_before(story.begin_of("IMSProvider::Release"), 2, story.begin_of("IMSProvider::Shutdown"));
  expect_broken(story, "J-14");
}

TEST(J14, CatchesAProviderWithoutShutdown) {
  Story story = good_session();
  story.erase(story.begin_of("IXPProvider::Shutdown"), 2);
  expect_broken(story, "J-14");
}

TEST(J14, AsksNoReleaseOfALogonThatIsItsStore) {  // J-49, scenario 23
  Story story = good_session();
  story.erase(story.begin_of("IMSLogon::Release"), 2);
  expect_broken(story, "J-14");
  story.event(Event::one_identity, kStore);
  EXPECT_TRUE(story.rule("J-14").violations.empty());
}

TEST(J14, LetsAnAbandonedLogonBe) {  // J-114
  Story story = good_session();
  const std::size_t logoff = story.begin_of("IMSLogon::Logoff");
  story.erase(story.begin_of("IMSLogon::Release"), 2);
  story.erase(logoff + 5, 1);  // the call never ends
  story.event(Event::call_abandoned, kStore, 200).method = "IMSLogon::Logoff";
  story.move_before(story.trace.entries.size() - 1, 1, logoff + 5);
  EXPECT_TRUE(story.rule("J-14").violations.empty());
  EXPECT_TRUE(story.rule("J-13").violations.empty());
}

TEST(J15, CatchesAShutdownBeforeTheLastLogonIsReleased) {  // scenario 2
  Story story = good_session();
  story.move_before(story.begin_of("IMSProvider::Shutdown"), 2, story.begin_of("IMSLogon::Release"));
  expect_broken(story, "J-15");
}

TEST(J15, CatchesACallAfterShutdown) {
  Story story = good_session();
  const std::size_t release = story.begin_of("IMSProvider::Release");
  story.call("IMSProvider::CompareStoreIDs", {0, kStore.provider, "store"});
  story.move_before(story.trace.entries.size() - 2, 2, release);
  expect_broken(story, "J-15");
}

TEST(J15, CatchesACallBesideAShutdownThatIsGivenUp) {  // J-114 excuses the Shutdown only
  Story story = good_session();
  const std::size_t shutdown = story.begin_of("IMSProvider::Shutdown");
  const std::size_t first = story.trace.entries.size();
  const Who provider{0, kStore.provider, "store"};
  story.event(Event::call_begin, provider, 300).method = "IMSProvider::CompareStoreIDs";
  story.event(Event::call_abandoned, provider, 200).method = "IMSProvider::Shutdown";
  story.move_before(first + 1, 1, shutdown + 1);
  story.move_before(first + 1, 1, shutdown);
  expect_broken(story, "J-15");
}

TEST(J16, CatchesALibraryThatIsClosedTooEarly) {
  Story story = good_session();
  const auto unload = std::find_if(story.trace.entries.begin(), story.trace.entries.end(),
                                   [](const auto& entry) { return entry.is(Event::library_unloaded); });
  story.move_before(static_cast<std::size_t>(unload - story.trace.entries.begin()), 1,
                    story.begin_of("IXPProvider::Release"));
  expect_broken(story, "J-16");
  expect_broken(story, "A-40");
}

TEST(J17, CatchesAStoreThatIsLoggedOffBeforeTheAddressBook) {
  Story story = good_session();
  story.move_before(story.begin_of("IMSLogon::Logoff"), 6, story.begin_of("IABLogon::Logoff"));
  expect_broken(story, "J-17");
}

TEST(J17, CatchesATransportCallThatIsStillRunning) {
  Story story = good_session();
  story.event(Event::call_begin, kTransport, 300).method = "IXPLogon::SubmitMessage";
  story.move_before(story.trace.entries.size() - 1, 1, story.begin_of("IABLogon::Logoff"));
  expect_broken(story, "J-17");
}

TEST(J17, LetsEachCallBeThatWasGivenUpWithItsLogon) {  // J-114: a transport may hang on its two threads at once
  Story story = good_session();
  const std::size_t first = story.trace.entries.size();
  story.event(Event::call_begin, kTransport, 300).method = "IXPLogon::TransportNotify";
  story.event(Event::call_begin, kTransport, 301).method = "IXPLogon::TransportNotify";
  story.event(Event::call_abandoned, kTransport, 200).method = "IXPLogon::TransportNotify";
  Story early = story;
  story.move_before(first, 3, story.begin_of("IABLogon::Logoff"));
  EXPECT_TRUE(story.rule("J-17").violations.empty());
  // Given up only after the address book had left.
  early.move_before(first, 2, early.begin_of("IABLogon::Logoff"));
  expect_broken(early, "J-17");
}

TEST(J17, ExcusesNoCallOfAnotherLogonThanTheOneThatWasGivenUp) {
  Story story = good_session();
  const std::size_t first = story.trace.entries.size();
  story.event(Event::call_begin, {9, kTransport.provider, "xp"}, 300).method = "IXPLogon::TransportNotify";
  story.event(Event::call_begin, kTransport, 301).method = "IXPLogon::TransportNotify";
  story.event(Event::call_abandoned, kTransport, 200).method = "IXPLogon::TransportNotify";
  story.move_before(first, 3, story.begin_of("IABLogon::Logoff"));
  expect_broken(story, "J-17");
}

TEST(J17, CatchesAStoreThatTheSpoolerHolds) {
  Story story = good_session();
  story.call("IMSProvider::SpoolerLogon", {8, kStore.provider, "store"});
  story.move_before(story.trace.entries.size() - 2, 2, story.begin_of("IABLogon::Logoff"));
  expect_broken(story, "J-17");
}

// The spooler logs on to transports and stores under a session of its own, which ends with the profile's last one.
Story session_with_a_spooler() {
  Story story = good_session();
  const std::size_t first = story.begin_of("IXPProvider::TransportLogon");
  for (auto& entry : story.trace.entries) {
    if (entry.name == kTransport.name && entry.session == 1) entry.session = 2;
  }
  story.event(Event::session_logon, {0, 0, {}, 2});
  story.move_before(story.trace.entries.size() - 1, 1, first);
  const std::size_t end = story.trace.entries.size() - 6;  // before session_logoff_end
  story.event(Event::session_logoff_begin, {0, 0, {}, 2});
  story.event(Event::session_logoff_end, {0, 0, {}, 2});
  story.move_before(story.trace.entries.size() - 2, 2, end);
  return story;
}

TEST(J17, LooksIntoTheSpoolersSession) {
  Story story = session_with_a_spooler();
  EXPECT_EQ(story.rule("J-17").applied, 3U);
  EXPECT_TRUE(story.rule("J-17").violations.empty());
  EXPECT_TRUE(story.rule("J-18").violations.empty());
  Story held = story;
  held.call("IMSProvider::SpoolerLogon", {8, kStore.provider, "store", 2});
  held.move_before(held.trace.entries.size() - 2, 2, held.begin_of("IABLogon::Logoff"));
  expect_broken(held, "J-17");
  Story early = story;
  early.move_before(early.begin_of("IXPLogon::TransportLogoff"), 6, early.begin_of("IABLogon::Logoff"));
  expect_broken(early, "J-17");
  story.move_before(story.begin_of("IXPProvider::Shutdown"), 4, story.begin_of("IABProvider::Shutdown"));
  expect_broken(story, "J-18");
}

// Two sessions of a profile log off at once; the second is the last, and the spooler's ends on its thread (J-68).
TEST(J17, KnowsWhichOfTwoSessionsTookTheSpoolerWithIt) {
  Story story = session_with_a_spooler();
  for (auto& entry : story.trace.entries) {
    entry.thread = 7;
    if (entry.session == 1) entry.session = 3;
  }
  story.event(Event::session_logon, {0, 0, {}, 1});
  story.event(Event::session_logoff_begin, {0, 0, {}, 1});
  story.trace.entries.back().thread = 8;
  const std::size_t both = story.trace.entries.size() - 2;
  story.move_before(both, 2, story.begin_of("IABLogon::Logoff") - 1);
  story.event(Event::session_logoff_end, {0, 0, {}, 1});
  EXPECT_TRUE(story.rule("J-17").violations.empty());
  story.move_before(story.begin_of("IXPLogon::TransportLogoff"), 6, story.begin_of("IABLogon::Logoff"));
  expect_broken(story, "J-17");
}

TEST(J18, CatchesLogonsOfAKindThatLeaveInTheOrderTheyCame) {
  Story story = good_session();
  const Who second{7, kStore.provider, "store"};
  story.call("IMSProvider::Logon", second);
  story.move_before(story.trace.entries.size() - 2, 2, story.begin_of("IXPProvider::TransportLogon"));
  story.call("IMSLogon::Logoff", second);
  story.call("IMSLogon::Release", second);
  Story reversed = story;
  reversed.move_before(reversed.trace.entries.size() - 4, 4, reversed.begin_of("IMSLogon::Logoff") - 1);
  EXPECT_TRUE(reversed.rule("J-18").violations.empty());
  story.move_before(story.trace.entries.size() - 4, 4, story.begin_of("IXPLogon::TransportLogoff"));
  expect_broken(story, "J-18");
}

TEST(J18, CatchesAShutdownInPhaseOne) {
  Story story = good_session();
  story.move_before(story.begin_of("IABProvider::Shutdown"), 2, story.begin_of("IMSLogon::Logoff"));
  expect_broken(story, "J-18");
}

TEST(J18, CatchesProviderObjectsInTheWrongOrder) {
  Story story = good_session();
  story.move_before(story.begin_of("IXPProvider::Shutdown"), 4, story.begin_of("IABProvider::Shutdown"));
  expect_broken(story, "J-18");
}

TEST(J45, CatchesAStoreThatForgetsTheTransports) {
  Story story = good_store_release();
  story.erase(3 + 2, 2);
  expect_broken(story, "J-45");
}

TEST(J45, CatchesTransportsThatLeaveTooLate) {
  Story story = good_store_release();
  story.move_before(5, 2, 8);
  expect_broken(story, "J-45");
}

TEST(J46, CatchesASecondEffect) {
  Story story = good_store_release();
  story.event(Event::store_transports_released, kStore);
  expect_broken(story, "J-46");
}

TEST(J46, CatchesACompleteThatHadNoEffect) {
  Story story = good_store_release();
  story.erase(6, 1);
  expect_broken(story, "J-46");
}

TEST(J46, CatchesARefusalAfterTheEffect) {
  Story story = good_store_release();
  story.store_logoff_transports(kStore, 0x10, 0x40000);
  expect_broken(story, "J-46");
}

TEST(J46, AllowsARefusalBefore) {  // scenario 5
  Story story = good_store_release();
  story.store_logoff_transports(kStore, 0x10, 0x40000);
  story.move_before(story.trace.entries.size() - 1, 1, 5);
  EXPECT_TRUE(story.rule("J-46").violations.empty());
}

TEST(J49, CatchesARowThatGoesBeforeTheMapiuid) {
  Story story = good_store_release();
  story.move_before(9, 1, 8);
  expect_broken(story, "J-49");
}

TEST(J49, CatchesALogoffBeforeTheRegistrationsAreGone) {
  Story story = good_store_release();
  story.move_before(story.begin_of("IMSLogon::Logoff"), 2, 8);
  expect_broken(story, "J-49");
}

TEST(J49, CatchesARegistrationThatStays) {
  Story story = good_store_release();
  story.erase(8, 1);
  expect_broken(story, "J-49");
}

TEST(J49, CatchesAMissingRelease) {
  Story story = good_store_release();
  story.erase(story.begin_of("IMSLogon::Release"), 2);
  expect_broken(story, "J-49");
}

TEST(J49, CatchesALogoffAfterTheSupportObjectIsGone) {
  Story story = good_store_release();
  const std::size_t logoff = story.begin_of("IMSLogon::Logoff");
  story.move_before(story.trace.entries.size() - 1, 1, logoff);
  expect_broken(story, "J-49");
}

TEST(A40, CatchesTheOldestLibraryClosedFirst) {
  Story story = good_session();
  const std::size_t last = story.trace.entries.size() - 2;
  story.move_before(last, 1, last - 2);
  expect_broken(story, "A-40");
}

TEST(A40, CatchesALibraryThatIsForgotten) {
  Story story = good_session();
  const std::size_t last = story.trace.entries.size() - 2;
  story.erase(last, 1);
  expect_broken(story, "A-40");
  story.library(Event::library_kept, "book", 0x1000);
  story.move_before(story.trace.entries.size() - 1, 1, story.trace.entries.size() - 2);
  EXPECT_TRUE(story.rule("A-40").violations.empty());
}

TEST(LostEvents, LeaveASessionUnjudgedWhoseBeginningIsGone) {
  Story story = good_session();
  story.erase(0, 2);
  story.trace.lost[0].overwritten = 2;
  const trace::RuleReport report = story.rule("J-13");
  EXPECT_EQ(report.applied, 0U);
  EXPECT_EQ(report.not_judged, 3U);
}

TEST(LostEvents, DoNotTouchALaterSession) {
  Story story = good_session();
  story.trace.lost[0].overwritten = 2;
  EXPECT_EQ(story.rule("J-13").applied, 3U);
}

TEST(LostEvents, InBetweenLeaveNothingJudged) {
  Story story = good_session();
  story.erase(story.begin_of("IXPLogon::TransportLogoff"), 6);
  story.trace.lost[0].incomplete = 6;
  const trace::Report report = trace::check(story.trace);
  EXPECT_FALSE(report.judged);
  EXPECT_FALSE(report.holds());
  EXPECT_EQ(report.violations(), 0U);
  EXPECT_THAT(trace::to_text(report, story.trace), testing::HasSubstr("could not be judged"));
}

TEST(TheReport, ShowsTheEventsThatProveIt) {
  Story story = good_session();
  story.move_before(story.begin_of("IMSLogon::Logoff"), 6, story.begin_of("IABLogon::Logoff"));
  const std::string text = trace::to_text(trace::check(story.trace), story.trace);
  EXPECT_THAT(text, testing::HasSubstr("J-17  BROKEN"));
  EXPECT_THAT(text, testing::HasSubstr("-> IABLogon::Logoff"));
}

}  // namespace
}  // namespace postroom
