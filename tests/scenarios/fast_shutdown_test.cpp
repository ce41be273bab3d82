// SPDX-License-Identifier: Apache-2.0
//
// Fast shutdown with the build's own providers: the process ends, and what it was told is safe is there in the next
// one.
#include "scenario_fixture.hpp"

#include <mapiaux.h>
#include <mapitags.h>

#include <unistd.h>

#include <cstdlib>

namespace postroom::test {
namespace {

using ::testing::Contains;

class FastEnding : public ScenarioTest {
 protected:
  FastEnding() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  static kit::com_ptr<IMAPIClientShutdown> shutdown_of(IMAPISession& session) {
    kit::com_ptr<IMAPIClientShutdown> shutdown;
    EXPECT_EQ(session.QueryInterface(IID_IMAPIClientShutdown, shutdown.put_void()), S_OK);
    return shutdown;
  }

  // Alice, and Bob with a mailbox, which his transport makes.
  void make_profiles() {
    make_profile("bob");
    make_profile("alice");
    auto bob = log_on("bob");
    wait_for_transport(*bob);
    ASSERT_EQ(bob->Logoff(0, 0, 0), S_OK);
  }
  static void wait_for_transport(IMAPISession& session) {
    kit::com_ptr<IMAPITable> status;
    ASSERT_EQ(session.GetStatusTable(0, status.put()), S_OK);  // C-16
  }

  // The home that this test and the process that it starts have in common. That process runs the test from its
  // beginning, too: it keeps what it was told.
  static constexpr const char* kSharedHome = "POSTROOM_TEST_SHARED_HOME";
  void share_home() const { setenv(kSharedHome, home().c_str(), 0); }
  static void use_shared_home() {
    const char* home = std::getenv(kSharedHome);
    ASSERT_NE(home, nullptr);
    setenv("POSTROOM_HOME", home, 1);
  }
};

TEST_F(FastEnding, KeepsWhatWasAcknowledgedAndCallsNoLogoffMethod) {  // J-92, J-93, J-97, J-98
  make_profiles();
  uninitialise();
  share_home();
  EXPECT_EXIT(
      {
        use_shared_home();
        initialise();
        auto session = log_on("alice");
        kit::com_ptr<IAddrBook> book;
        EXPECT_EQ(session->OpenAddressBook(0, nullptr, AB_NO_DIALOG, book.put()), S_OK);
        auto store = open_store(*session);
        EXPECT_EQ(put_message(*inbox(*store), "saved", "before the end"), S_OK);
        for (int i = 0; i < 5; ++i) submit(*store, "bob", "sent " + std::to_string(i));  // some are in motion now
        const auto ended_before = ending_calls();
        const auto shutdown = shutdown_of(*session);
        EXPECT_EQ(shutdown->QueryFastShutdown(), S_OK);
        EXPECT_EQ(shutdown->NotifyProcessShutdown(), S_OK);
        EXPECT_EQ(shutdown->DoFastShutdown(), S_OK);
        EXPECT_EQ(ending_calls(), ended_before);
        _exit(HasFailure() ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "");
  unsetenv(kSharedHome);

  initialise();
  auto session = log_on("alice");
  auto store = open_store(*session);
  ASSERT_TRUE(store);
  EXPECT_THAT(subjects(*inbox(*store)), Contains("saved"));
  flush(*session, *store);  // each of them is delivered or whole in the queue
  EXPECT_EQ(maildir("bob").size(), 5U) << "none is lost, and none came twice: no process was killed";
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(FastEnding, IsAgreedToByAllOfThemAndReversible) {  // J-93, J-99
  make_profiles();
  setenv("POSTROOM_FAST_SHUTDOWN_BEHAVIOR", "1", 1);
  auto session = log_on("alice");
  auto store = open_store(*session);
  const auto shutdown = shutdown_of(*session);
  EXPECT_EQ(shutdown->QueryFastShutdown(), S_OK);
  EXPECT_EQ(shutdown->NotifyProcessShutdown(), S_OK);
  unsetenv("POSTROOM_FAST_SHUTDOWN_BEHAVIOR");

  submit(*store, "bob", "after all");
  flush(*session, *store);
  EXPECT_EQ(maildir("bob").size(), 1U);
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

}  // namespace
}  // namespace postroom::test
