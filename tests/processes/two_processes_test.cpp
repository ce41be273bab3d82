// SPDX-License-Identifier: Apache-2.0
//
// Two processes at one profile: which of them spools, and whose StoreLogoff counts (J-43, design 5).
#include "courier_fixture.hpp"
#include "mail_process.hpp"

#include <mapitags.h>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class TwoProcesses : public CourierTest {
 protected:
  void SetUp() override {
    make_courier_profile();
    log_on_with_transports()->Logoff(0, 0, 0);  // the store is made
  }
  static void enter(MailProcess& process) {
    process.ask("log_on alice");
    process.ask("await_transports");
    process.ask("open");
  }
  static ULONG store_logoff(MailProcess& process, ULONG request) {
    return static_cast<ULONG>(std::stoul(process.ask("store_logoff " + std::to_string(request))));
  }
};

TEST_F(TwoProcesses, Scenario10_StoreLogoffLeavesTheTransportsToTheProcessThatStillHasTheStore) {  // J-34, J-43
  MailProcess spooling;
  MailProcess other;
  enter(spooling);
  enter(other);
  put("hold");
  spooling.ask("send bob one");
  ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage one"); }));

  EXPECT_EQ(store_logoff(spooling, LOGOFF_ABORT), static_cast<ULONG>(LOGOFF_COMPLETE));
  spooling.ask("release");

  EXPECT_THAT(notices_with(NOTIFY_CANCEL_MESSAGE | NOTIFY_END_OUTBOUND), IsEmpty()) << "the transports are untouched";
  remove("hold");
  other.ask("send bob two");
  EXPECT_TRUE(eventually([&] { return accepted().size() == 2; })) << "they still work for the other process";
  other.ask("log_off");
  spooling.ask("log_off");
  EXPECT_EQ(other.end(), 0);
  EXPECT_EQ(spooling.end(), 0);
}

TEST_F(TwoProcesses, StoreLogoffOfTheOnlyProcessThatHasTheStoreTakesThemOff) {  // J-43
  MailProcess spooling;
  {
    MailProcess other;
    enter(spooling);
    enter(other);
    other.kill();  // however it ends, the kernel takes its claim back
  }
  put("hold");
  spooling.ask("send bob one");
  ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage one"); }));
  EXPECT_NE(store_logoff(spooling, LOGOFF_ABORT) & LOGOFF_COMPLETE, 0U);
  EXPECT_THAT(notices_with(NOTIFY_CANCEL_MESSAGE), ElementsAre(NOTIFY_CANCEL_MESSAGE));
  spooling.ask("release");
  spooling.ask("log_off");
  EXPECT_EQ(spooling.end(), 0);
  expect_whole_in_the_queue({"one"});
}

TEST_F(TwoProcesses, TheNextOneTakesOverWhenTheSpoolingOneLogsOff) {  // design 5, J-68
  MailProcess spooling;
  MailProcess next;
  enter(spooling);
  enter(next);
  put("hold");
  next.ask("send bob one");
  spooling.ask("send bob two");
  spooling.ask("log_off");
  remove("hold");
  EXPECT_TRUE(eventually([&] { return next.ask("outbox") == "0"; }));
  EXPECT_THAT(accepted(), ::testing::UnorderedElementsAre("one", "two"));
  next.ask("log_off");
  EXPECT_EQ(next.end(), 0);
  EXPECT_EQ(spooling.end(), 0);
}

TEST_F(TwoProcesses, TheNextOneTakesOverWhenTheSpoolingOneIsKilled) {  // design 5
  MailProcess spooling;
  MailProcess next;
  enter(spooling);
  enter(next);
  put("hold");
  spooling.ask("send bob one");
  ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage one"); }));
  spooling.kill();  // with a message that is locked and in transit
  remove("hold");
  EXPECT_TRUE(eventually([&] { return next.ask("outbox") == "0"; }));
  EXPECT_THAT(accepted(), ElementsAre("one"));
  next.ask("log_off");
  EXPECT_EQ(next.end(), 0);
}

}  // namespace
}  // namespace postroom::test
