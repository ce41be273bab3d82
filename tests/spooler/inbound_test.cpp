// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/inbound.hpp"
#include "runtime/lifecycle/abandonment.hpp"
#include "tests/spooler/spooler_fixture.hpp"

#include <mapitags.h>

namespace postroom::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

using Receiving = SpoolerFixture;

TEST_F(Receiving, TakesWaitingMailIntoTheInboxAndAnnouncesIt) {  // I-1, I-4, I-17
  const auto transport = host.add_transport("xp");
  transport->mail = {"Hello", "Again"};
  begin();
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("Hello", "Again"));
  EXPECT_EQ(host.store->announced.size(), 2U);
  end();
}

TEST_F(Receiving, ComesWhenTheTransportSaysSo) {  // I-1
  const auto transport = host.add_transport("xp");
  transport->logon_flags = 0;
  begin();
  transport->mail = {"Hello"};
  executor.run_for(1h);
  EXPECT_THAT(host.store->subjects("Inbox"), IsEmpty());
  EXPECT_EQ(count("xp.Poll"), 0U);  // only with LOGON_SP_POLL (N-14)
  spooler->transport_notifies(transport->number, NOTIFY_NEWMAIL, {}, "");
  executor.run();
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("Hello"));
  end();
}

TEST_F(Receiving, PollsNowAndThen) {  // N-14
  const auto transport = host.add_transport("xp");
  begin();
  transport->mail = {"Hello"};
  executor.run_for(5min);
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("Hello"));
  end();
}

TEST_F(Receiving, GivesIdleTimeOnlyToWhoAskedForIt) {  // N-13
  host.add_transport("busy");
  host.add_transport("idler")->logon_flags = LOGON_SP_IDLE;
  begin();
  executor.run_for(5min);
  EXPECT_EQ(count("busy.Idle"), 0U);
  EXPECT_GE(count("idler.Idle"), 1U);
  end();
}

TEST_F(Receiving, RestsWhileTheTransportIsInACriticalSection) {  // I-3
  const auto transport = host.add_transport("xp");
  begin();
  spooler->transport_notifies(transport->number, NOTIFY_CRITSEC, {}, "");
  executor.run();
  host.log.clear();
  executor.run_for(1h);
  EXPECT_EQ(count("xp.Poll"), 0U);
  spooler->transport_notifies(transport->number, NOTIFY_NONCRIT, {}, "");
  executor.run_for(5min);
  EXPECT_GE(count("xp.Poll"), 1U);
  end();
}

TEST_F(Receiving, PutsAMessageIntoTheFolderOfItsClass) {  // I-5
  const auto transport = host.add_transport("xp");
  host.store->receive_folders["IPC.Robot"] = "Robots";
  transport->mail = {"beep|IPC.Robot", "Hello"};
  begin();
  EXPECT_THAT(host.store->subjects("Robots"), ElementsAre("beep"));
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("Hello"));
  EXPECT_THAT(host.store->announced, ElementsAre("message 1 moved", "message 2"));  // as it is where it is
  end();
}

TEST_F(Receiving, LeavesTheMailWithATransportThatFailsAndAsksItLater) {  // I-7
  const auto transport = host.add_transport("xp");
  transport->mail = {"Hello"};
  transport->start_message_result = MAPI_E_NETWORK_ERROR;
  begin();
  EXPECT_EQ(count("xp.StartMessage"), 1U);
  executor.run_for(10s);
  EXPECT_EQ(count("xp.StartMessage"), 1U);  // not in a circle
  transport->start_message_result = S_OK;
  executor.run_for(5min);
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("Hello"));
  end();
}

TEST_F(Receiving, NeedsADefaultStore) {  // C-15
  const auto transport = host.add_transport("xp");
  transport->mail = {"Hello"};
  spooler->session_started();
  spooler::OpenedStore other = opened();
  other.is_default = false;
  spooler->store_opened(other);
  executor.run();
  EXPECT_THAT(host.log,
              testing::UnorderedElementsAre("xp.TransportLogon", "store.log_on", "xp.TransportNotify BEGIN_OUTBOUND"));
  spooler->default_store_changed(opened().section);  // C-44
  executor.run();
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("Hello"));
  end();
}

TEST_F(Receiving, DoesNotStarveSendingNorTheOtherWayRound) {
  const auto transport = host.add_transport("xp");
  for (int i = 0; i < 100; ++i) transport->mail.push_back("in " + std::to_string(i));
  for (int i = 0; i < 100; ++i) host.store->submit({"bob@postroom.local"});
  begin();
  EXPECT_EQ(host.store->subjects("Inbox").size(), 100U);
  EXPECT_EQ(host.store->finished.size(), 100U);
  // Neither had to wait for the other's end.
  const auto first_sent = std::find(host.log.begin(), host.log.end(), "xp.SubmitMessage") - host.log.begin();
  const auto first_received = std::find(host.log.begin(), host.log.end(), "xp.StartMessage") - host.log.begin();
  EXPECT_LT(std::max(first_sent, first_received), 60);
  end();
}

// A message on its way to the folder of its class, given up while one of its calls on the store runs.
class GivenUpOnItsWayIn : public Receiving {
 protected:
  GivenUpOnItsWayIn() {
    transport_ = host.add_transport("xp");
    host.store->receive_folders["IPC.Robot"] = "Robots";
  }
  struct Waiter final : spooler::Awaiting {
    bool gone = false;
    bool given_up() const noexcept override { return gone; }
    void let_go(std::shared_ptr<void> what) noexcept override {
      if (gone) lifecycle::keep_for_ever(std::move(what));
    }
  };
  // How many calls on the store were made.
  int receive(int give_up_in) {
    transport_->mail = {"beep|IPC.Robot"};
    int made = 0;
    Waiter waiter;
    host.store->on_call = [&](const char*) { waiter.gone = ++made == give_up_in || waiter.gone; };
    const auto link = host.start(host.transports().front(), 0);
    std::atomic<ULONG_PTR> reference{0};
    {
      const auto store = make_fake_store(host.store);
      static_cast<void>(spooler::receive_message(*link, store, reference, waiter));
    }
    host.store->on_call = nullptr;
    return made;
  }
  // Objects that are open on the store.
  long open() const { return host.store.use_count() - 1; }
  std::shared_ptr<TransportScript> transport_;
};

TEST_F(GivenUpOnItsWayIn, CallsNothingMoreOfTheStoreAndReleasesNothing) {  // J-15, J-114
  const int all = receive(0);
  EXPECT_GE(all, 8);
  EXPECT_EQ(open(), 0) << "a message that arrived is let go";
  for (int in = 1; in <= all; ++in) {
    const long before = open();
    EXPECT_EQ(receive(in), in);
    EXPECT_GT(open(), before) << "released in call " << in;
  }
}

}  // namespace
}  // namespace postroom::test
