// SPDX-License-Identifier: Apache-2.0
#include "story.hpp"

#include <kit/trace/shutdown_tree.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {
namespace {

using testing::ElementsAre;
using trace::CallNode;
using trace::Event;
using trace::Phase;
using trace::PhaseNode;
using trace::ProviderKind;
using trace::ProviderNode;
using trace::Shutdown;

// "IABLogon::Logoff(IABLogon::Release …)": the methods of a phase, nested ones in parentheses.
std::string methods(const trace::Trace& trace, const std::vector<CallNode>& calls) {
  std::string text;
  for (const CallNode& call : calls) {
    text += (text.empty() ? "" : " ") + trace.entries[call.begin].method;
    if (!call.inside.empty()) text += "(" + methods(trace, call.inside) + ")";
  }
  return text;
}

std::vector<std::string> methods(const trace::Trace& trace, const PhaseNode& phase) {
  std::vector<std::string> all;
  for (const ProviderNode& provider : phase.providers)
    all.push_back(provider.name + ": " + methods(trace, provider.calls));
  return all;
}

Shutdown only(const Story& story) {
  const std::vector<Shutdown> all = trace::shutdowns(story.trace);
  EXPECT_EQ(all.size(), 1U);
  return all.empty() ? Shutdown() : all.front();
}

TEST(ShutdownTree, OfASessionHasItsPhasesProvidersAndCallsInOrder) {
  const Story story = good_session();
  const std::vector<Shutdown> all = trace::shutdowns(story.trace);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].of, Shutdown::Of::session);
  EXPECT_TRUE(all[0].ended);
  EXPECT_TRUE(all[0].whole);
  ASSERT_EQ(all[0].phases.size(), 2U);
  EXPECT_EQ(all[0].phases[0].phase, Phase::logons);
  EXPECT_THAT(methods(story.trace, all[0].phases[0]),
              ElementsAre("book: IABLogon::Logoff IABLogon::Release", "store: IMSLogon::Logoff IMSLogon::Release",
                          "maildir: IXPLogon::TransportLogoff IXPLogon::Release"));
  EXPECT_EQ(all[0].phases[1].phase, Phase::providers);
  EXPECT_THAT(methods(story.trace, all[0].phases[1]),
              ElementsAre("book: IABProvider::Shutdown IABProvider::Release",
                          "store: IMSProvider::Shutdown IMSProvider::Release",
                          "maildir: IXPProvider::Shutdown IXPProvider::Release"));
  EXPECT_EQ(all[1].of, Shutdown::Of::libraries);
  ASSERT_EQ(all[1].phases.size(), 1U);
  EXPECT_EQ(all[1].phases[0].providers.at(0).events.size(), 3U);  // three libraries are closed
}

TEST(ShutdownTree, TellsWhatACallTookAway) {
  const Story story = good_session();
  const Shutdown session = trace::shutdowns(story.trace).front();
  const CallNode& logoff = session.phases[0].providers[0].calls[0];
  std::vector<Event> events;
  for (const trace::When when : logoff.events) events.push_back(*story.trace.entries[when].event);
  EXPECT_THAT(events, ElementsAre(Event::uid_removed, Event::row_removed, Event::support_released));
}

TEST(ShutdownTree, CountsTheTimeOfACallInsideAnotherOnce) {
  Story story;
  story.event(Event::session_logon);
  story.call("IMSProvider::Logon", kStore);
  story.event(Event::session_logoff_begin);
  story.call("IMSLogon::Logoff", kStore, 0, [&] { story.call("IMSLogon::Release", kStore); });
  story.event(Event::session_logoff_end);
  const Shutdown session = only(story);
  ASSERT_EQ(session.phases.size(), 1U);
  EXPECT_THAT(methods(story.trace, session.phases[0]), ElementsAre("store: IMSLogon::Logoff(IMSLogon::Release)"));
  const CallNode& outer = session.phases[0].providers[0].calls[0];
  EXPECT_EQ(outer.took, 3000U);
  EXPECT_EQ(outer.inside[0].took, 1000U);
  EXPECT_EQ(outer.own, 2000U);
}

TEST(ShutdownTree, CallsSlowWhatIsLongAndABigShare) {
  EXPECT_TRUE(trace::all_calls(only(slow_logoff(200'000'000))).at(0)->slow);
  EXPECT_FALSE(trace::all_calls(only(slow_logoff(90'000'000))).at(0)->slow) << "less than a tenth of the whole";
  Story quick = slow_logoff(5'000'000);
  quick.trace.entries.back().time = quick.trace.entries[quick.begin_of("IMSLogon::Logoff")].time + 6'000'000;
  EXPECT_FALSE(trace::all_calls(only(quick)).at(0)->slow) << "a big share of nearly nothing";
}

TEST(ShutdownTree, NamesTheCallThatWasGivenUp) {  // J-114
  const Story story = given_up_logoff();
  const Shutdown session = only(story);
  const CallNode& call = *trace::all_calls(session).at(0);
  EXPECT_NE(call.abandoned, trace::kNever);
  EXPECT_EQ(call.end, trace::kNever);
  EXPECT_EQ(call.took, 200'000'000U);
}

TEST(ShutdownTree, NamesTheCallThatWasGivenUpThoughItBeganBefore) {  // J-8, J-114
  const Story story = given_up_start();
  const Shutdown session = only(story);
  ASSERT_EQ(session.given_up.size(), 1U);
  EXPECT_EQ(story.trace.entries[session.given_up[0]].method, "XPProviderInit");
  ASSERT_EQ(session.phases.size(), 1U) << "in its phase, too";
  EXPECT_EQ(session.phases[0].phase, Phase::mail);
  EXPECT_THAT(session.phases[0].providers.at(0).events, testing::Contains(session.given_up[0]));
}

TEST(ShutdownTree, NamesACallThatWasGivenUpOnceOnly) {  // J-114
  EXPECT_TRUE(only(given_up_logoff()).given_up.empty()) << "it stands with its call";
}

TEST(ShutdownTree, ListsLeaks) {
  const Story story = leaking_logoff();
  const Shutdown session = only(story);
  ASSERT_EQ(session.leaks.size(), 1U);
  EXPECT_EQ(story.trace.entries[session.leaks[0]].detail, "IMAPIFolder");
}

TEST(ShutdownTree, OfAStoreThatItsClientReleases) {  // J-49
  const Story story = good_store_release();
  const Shutdown store = only(story);
  EXPECT_EQ(store.of, Shutdown::Of::store);
  EXPECT_EQ(store.store, "store");
  EXPECT_TRUE(store.ended);
  ASSERT_EQ(store.phases.size(), 1U);
  EXPECT_THAT(methods(story.trace, store.phases[0]), ElementsAre("store: IMSLogon::Logoff IMSLogon::Release"));
  EXPECT_EQ(store.phases[0].providers[0].events.size(),
            4U);  // the transports told, a MAPIUID, a row, the support object
}

TEST(ShutdownTree, OfTheSpoolerStandsInThatOfItsLastClient) {  // J-68
  Story story;
  const Who client{0, 0, {}, 1};
  const Who spooler{0, 0, {}, 2};
  const Who its_store{5, 5, "store", 2};
  const Who its_transport{6, 6, "maildir", 2};
  story.event(Event::session_logon, client).detail = "alice";
  story.event(Event::session_logon, spooler).detail = "alice";
  story.call("IMSProvider::SpoolerLogon", its_store);
  story.call("IXPProvider::TransportLogon", its_transport);
  story.event(Event::session_logoff_begin, client);
  story.call("IXPLogon::TransportNotify", its_transport);
  story.call("IMsgStore::StoreLogoff", its_store, 0, [&] { story.teardown(its_store, "by_release"); });
  story.event(Event::spooler_quiesced, {0, 0, {}, 0});
  story.event(Event::session_logoff_begin, spooler);
  story.call("IXPLogon::TransportLogoff", its_transport);
  story.event(Event::session_logoff_end, spooler);
  story.event(Event::session_logoff_end, client);
  const Shutdown session = only(story);
  ASSERT_EQ(session.phases.size(), 2U);
  EXPECT_EQ(session.phases[0].phase, Phase::mail);
  EXPECT_THAT(methods(story.trace, session.phases[0]),
              ElementsAre("maildir: IXPLogon::TransportNotify", "store: IMsgStore::StoreLogoff", ": "));
  EXPECT_TRUE(session.phases[0].providers[1].spoolers);
  EXPECT_THAT(methods(story.trace, session.phases[1]), ElementsAre("maildir: IXPLogon::TransportLogoff"));
}

TEST(ShutdownTree, OfAFastShutdownHasWhatEachProviderWasAskedAndTold) {  // J-91, J-92
  Story story;
  story.event(Event::session_logon).detail = "alice";
  story.call("IXPProvider::TransportLogon", kTransport);
  story.call("IMSProvider::Logon", kStore);
  for (const std::string step : {"QueryFastShutdown", "NotifyProcessShutdown", "DoFastShutdown"}) {
    for (const Who& who : {kTransport, kStore})
      story.call("IMAPIProviderShutdown::" + step, {0, who.provider, who.name});
    story.event(Event::note).method = "IMAPIClientShutdown::" + step;
  }
  const Shutdown fast = only(story);
  EXPECT_EQ(fast.of, Shutdown::Of::fast);
  EXPECT_TRUE(fast.ended);
  EXPECT_EQ(fast.hresult, 0);
  const std::string steps =
      ": IMAPIProviderShutdown::QueryFastShutdown IMAPIProviderShutdown::NotifyProcessShutdown "
      "IMAPIProviderShutdown::DoFastShutdown";
  EXPECT_THAT(methods(story.trace, fast.phases.at(0)), ElementsAre("maildir" + steps, "store" + steps));
}

TEST(ShutdownTree, ShowsHowFarOneCameThatDidNotEnd) {
  Story story = good_session();
  story.trace.entries.resize(story.begin_of("IMSLogon::Logoff") + 1);  // killed inside the call
  const Shutdown session = only(story);
  EXPECT_FALSE(session.ended);
  const auto calls = trace::all_calls(session);
  EXPECT_EQ(story.trace.entries[calls.back()->begin].method, "IMSLogon::Logoff");
  EXPECT_EQ(calls.back()->end, trace::kNever);
}

}  // namespace
}  // namespace postroom::test
