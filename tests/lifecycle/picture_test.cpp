// SPDX-License-Identifier: Apache-2.0
//
// The document that the page of `postroom trace html` draws.
#include "story.hpp"

#include <mapicode.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace postroom {
namespace {

using nlohmann::json;
using test::good_session;
using test::kStore;
using test::Story;
using trace::Event;

constexpr unsigned kAbandoned = 1, kSlow = 2, kThrew = 4, kRunning = 8, kFailed = 16;

json picture(const Story& story) {
  return json::parse(trace::to_picture(story.trace));
}

// The flags of the only call of a method.
unsigned flags_of(const json& document, const Story& story, const std::string& method) {
  const auto& begins = document["calls"]["begin"];
  const auto found = std::find(begins.begin(), begins.end(), story.begin_of(method));
  if (found == begins.end()) return ~0U;
  return document["calls"]["flags"][static_cast<std::size_t>(found - begins.begin())].get<unsigned>();
}

bool found(const json& document, const std::string& kind, std::size_t event) {
  for (const json& finding : document["findings"]) {
    if (finding["kind"] == kind && finding["event"] == event) return true;
  }
  return false;
}

TEST(Picture, HasALaneForEachLogonProviderObjectAndLibrary) {
  const json document = picture(good_session());
  std::map<std::string, int> kinds;
  for (const json& lane : document["lanes"]) ++kinds[lane["kind"].get<std::string>()];
  EXPECT_EQ(kinds["session"], 1);
  EXPECT_EQ(kinds["logon"], 3);
  EXPECT_EQ(kinds["provider"], 3);
  EXPECT_EQ(kinds["library"], 3);
  EXPECT_EQ(kinds["process"], 1);
  EXPECT_EQ(document["lanes"].front()["kind"], "session");
  EXPECT_EQ(document["lanes"].back()["kind"], "process");
}

TEST(Picture, SaysEverythingOfEachEvent) {
  const Story story = good_session();
  const json document = picture(story);
  for (const auto& [name, column] : document["events"].items()) {
    EXPECT_EQ(column.size(), story.trace.entries.size()) << name;
  }
  const std::size_t logoff = story.begin_of("IMSLogon::Logoff");
  const json& events = document["events"];
  const auto text = [&](const char* column) {
    return document["texts"][events[column][logoff].get<std::size_t>()].get<std::string>();
  };
  EXPECT_EQ(text("name"), "call_begin");
  EXPECT_EQ(text("method"), "IMSLogon::Logoff");
  EXPECT_EQ(text("who"), kStore.name);
  EXPECT_EQ(document["lanes"][events["lane"][logoff].get<std::size_t>()]["number"], kStore.logon);
}

TEST(Picture, NamesTheRuleBehindAnEventInTheChecksOwnWords) {  // J-13
  const Story story = good_session();
  const json document = picture(story);
  const auto behind = document["events"]["behind"][story.begin_of("IMSLogon::Logoff")].get<std::size_t>();
  EXPECT_EQ(document["behind"][behind].front(), "J-13");
  for (const json& rules : document["behind"]) {
    for (const json& rule : rules) {
      const auto& all = document["rules"];
      EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const json& one) {
        return one["rule"] == rule && one["meaning"] == story.rule(rule.get<std::string>()).meaning;
      })) << rule;
    }
  }
}

TEST(Picture, DrawsStatesUntilTheLastOne) {
  const Story story = [] {
    Story told;
    told.state("logon", "logged-on", kStore);
    told.state("logon", "logging-off", kStore);
    told.state("logon", "released", kStore);
    told.event(Event::note);
    return told;
  }();
  const json bars = picture(story)["bars"];
  EXPECT_EQ(bars["begin"], json({0, 1000}));
  EXPECT_EQ(bars["end"], json({1000, 2000}));  // nothing is drawn of what is released
}

TEST(Picture, MarksWhatWasGivenUpThrewAndFailed) {  // J-114
  Story story;
  story.event(Event::session_logon);
  story.event(Event::call_begin, kStore, 101).method = "IMSLogon::Logoff";
  story.event(Event::call_abandoned, kStore, 100).method = "IMSLogon::Logoff";
  story.call("IXPLogon::Idle", test::kTransport, MAPI_E_CALL_FAILED,
             [&] { story.event(Event::call_threw, test::kTransport).method = "IXPLogon::Idle"; });
  const json document = picture(story);
  EXPECT_EQ(flags_of(document, story, "IMSLogon::Logoff"), kAbandoned | kRunning);
  EXPECT_EQ(flags_of(document, story, "IXPLogon::Idle"), kThrew | kFailed);
  EXPECT_TRUE(found(document, "abandoned", story.begin_of("IMSLogon::Logoff")));
  EXPECT_TRUE(found(document, "threw", story.begin_of("IXPLogon::Idle")));
}

TEST(Picture, MarksASlowCallOfAShutdown) {
  Story story = good_session();
  const std::size_t logoff = story.begin_of("IMSLogon::Logoff");
  for (std::size_t when = logoff + 1; when < story.trace.entries.size(); ++when) {
    story.trace.entries[when].time += 50'000'000;
  }
  const json document = picture(story);
  EXPECT_EQ(flags_of(document, story, "IMSLogon::Logoff"), kSlow);
  EXPECT_TRUE(found(document, "slow", logoff));
}

TEST(Picture, SaysWhatAKilledProcessWasInsideOf) {
  Story story = good_session();
  const std::size_t logoff = story.begin_of("IMSLogon::Logoff");
  story.trace.entries.resize(logoff + 1);
  const json document = picture(story);
  EXPECT_TRUE(found(document, "running", logoff));
  EXPECT_EQ(document["calls"]["end"].back(), -1);
  EXPECT_EQ(document["shutdowns"][0]["ended"], false);
}

TEST(Picture, SaysWhatLeakedAndWhatWasLost) {
  Story story = good_session();
  story.event(Event::leak, kStore).detail = "2 IMessage";
  story.trace.lost[0] = {7, 0, 1};
  const json document = picture(story);
  EXPECT_TRUE(found(document, "leak", story.trace.entries.size() - 1));
  EXPECT_EQ(document["lost"], json({{"overwritten", 7}, {"unfinished", 1}}));
}

TEST(Picture, NamesTheEventsOfABrokenRule) {  // J-13
  Story story = good_session();
  story.trace.entries[story.begin_of("IMSLogon::Logoff")].request = 2;
  const json document = picture(story);
  for (const json& rule : document["rules"]) {
    if (rule["rule"] != "J-13") continue;
    ASSERT_EQ(rule["broken"].size(), 1U);
    EXPECT_EQ(rule["broken"][0]["proof"], json({story.begin_of("IMSLogon::Logoff")}));
  }
}

TEST(Picture, SaysWhoCalledWhom) {
  Story story;
  story.event(Event::session_logon);
  story.call("IMSLogon::Logoff", kStore, 0, [&] { story.call("IXPLogon::TransportNotify", test::kTransport); });
  const json document = picture(story);
  const json& calls = document["calls"];
  EXPECT_EQ(document["lanes"][calls["from"][0].get<std::size_t>()]["kind"], "session");
  EXPECT_EQ(calls["from"][1], calls["lane"][0]);
}

TEST(Picture, OfNothingIsEmpty) {
  const json document = picture(Story());
  EXPECT_TRUE(document["lanes"].empty());
  EXPECT_EQ(document["span"], 0);
}

TEST(Picture, CannotEndTheScriptThatItStandsIn) {
  const std::string hostile = "</script><script>alert(1)</script><!-- & ]]>";
  Story story;
  story.event(Event::note, {1, 1, hostile}).detail = hostile;
  story.event(Event::session_logon).detail = hostile;
  story.trace.program = hostile;
  const std::string text = trace::inside_script(trace::to_picture(story.trace));
  EXPECT_EQ(text.find_first_of("<>&"), std::string::npos);
  const json document = json::parse(text);  // … and it still says the same
  EXPECT_EQ(document["program"], hostile);
  EXPECT_NE(std::find(document["texts"].begin(), document["texts"].end(), hostile), document["texts"].end());
}

}  // namespace
}  // namespace postroom
