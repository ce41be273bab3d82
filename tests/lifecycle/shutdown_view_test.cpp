// SPDX-License-Identifier: Apache-2.0
// What a reader of a shutdown has to know is said in plain sight.
#include "story.hpp"

#include "tools/postroom/shutdown_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string shown(const Story& story) {
  std::string text;
  for (const std::string& line : tool::shutdown_lines(story.trace)) text += line + "\n";
  return text;
}

TEST(ShutdownView, TellsAShutdownPhaseByPhaseByMapisNames) {
  const std::string text = shown(good_session());
  std::size_t at = 0;
  for (const char* part :
       {"IMAPISession::Logoff of session 1", "Phase one: every logon ends", "address book book (logon 1)",
        "IABLogon::Logoff", "S_OK", "gone: 1 MAPIUID", "1 status row, the support object", "IABLogon::Release",
        "store store (logon 2)", "IMSLogon::Logoff", "transport maildir (logon 3)", "IXPLogon::TransportLogoff",
        "Phase two: every provider object ends", "IABProvider::Shutdown", "IXPProvider::Release", "Nothing leaked.",
        "The last MAPIUninitialize", "closed"}) {
    const std::size_t found = text.find(part, at);
    ASSERT_NE(found, std::string::npos) << part << " is not where it belongs in\n" << text;
    at = found + 1;
  }
  EXPECT_THAT(text, Not(HasSubstr("SLOW")));
}

TEST(ShutdownView, NamesTheSlow) {
  const std::string text = shown(slow_logoff(200'000'000));
  EXPECT_THAT(text, HasSubstr("  SLOW: IMSLogon::Logoff of store (thread 100) took 200.000 ms, 20 % of the whole\n"));
}

TEST(ShutdownView, NamesWhatWasGivenUp) {  // J-114
  const std::string text = shown(given_up_logoff());
  EXPECT_THAT(text, HasSubstr("  GIVEN UP: IMSLogon::Logoff of store (thread 100), after 200 ms, in poll\n"));
  EXPECT_THAT(text, Not(HasSubstr("SLOW: IMSLogon"))) << "given up says it all";
}

TEST(ShutdownView, NamesWhatWasGivenUpThoughItBeganBefore) {  // J-8, J-114
  const std::string line = "GIVEN UP: XPProviderInit of maildir, after 11.0 s: in poll\n";
  const std::string text = shown(given_up_start());
  const std::size_t in_its_phase = text.find(line);
  ASSERT_NE(in_its_phase, std::string::npos) << text;
  EXPECT_NE(text.find("\n  " + line, in_its_phase), std::string::npos) << "not at the end, in plain sight:\n" << text;
}

TEST(ShutdownView, NamesTheLeaking) {
  const std::string text = shown(leaking_logoff());
  EXPECT_THAT(text, HasSubstr("  LEAK: IMAPIFolder (logon 2)\n"));
  EXPECT_THAT(text, Not(HasSubstr("Nothing leaked")));
}

TEST(ShutdownView, SaysHowFarAKilledProcessCame) {
  Story story = good_session();
  story.trace.entries.resize(story.begin_of("IMSLogon::Logoff") + 1);
  const std::string text = shown(story);
  EXPECT_THAT(text, HasSubstr("DID NOT END"));
  EXPECT_THAT(text, testing::ContainsRegex("IMSLogon::Logoff +DID NOT RETURN"));
  EXPECT_THAT(text, Not(HasSubstr("Nothing leaked"))) << "nobody counted";
}

TEST(ShutdownView, SaysWhatKeepsALibrary) {
  Story story;
  story.library(trace::Event::library_loaded, "store", 1);
  story.uninitialise_begin(0);
  story.library(trace::Event::library_kept, "store", 1);
  story.trace.entries.back().detail = "3 live objects";
  story.uninitialise_end(0);
  EXPECT_THAT(shown(story), HasSubstr("KEPT     store: 3 live objects"));
}

}  // namespace
}  // namespace postroom::test
