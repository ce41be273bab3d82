// SPDX-License-Identifier: Apache-2.0
//
// StoreLogoffTransports as the spooler answers it (J-36 … J-43): each request in simulated time.
#include "tests/spooler/spooler_fixture.hpp"

#include <mapitags.h>

#include <functional>
#include <memory>
#include <utility>

namespace postroom::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using namespace std::chrono_literals;

constexpr ULONG kAllRequests[] = {LOGOFF_NO_WAIT, LOGOFF_ORDERLY, LOGOFF_PURGE, LOGOFF_ABORT, LOGOFF_QUIET};

class StoreLogoff : public SpoolerFixture {
 protected:
  ULONG log_off(ULONG request, spooler::Duration budget = 5s) {
    return spooler->store_logoff({kStoreLogon, request}, executor.in(budget));
  }
};

TEST_F(StoreLogoff, Scenario03_OfAnIdleStoreIsCompleteAtOnceAndEndsTheSpoolersPair) {  // J-36
  host.add_transport("xp");
  for (const ULONG request : kAllRequests) {
    begin();
    host.log.clear();
    EXPECT_EQ(log_off(request), static_cast<ULONG>(LOGOFF_COMPLETE)) << request;
    executor.run();
    EXPECT_THAT(host.log, Contains("store.log_off")) << request;
    end();
  }
}

TEST_F(StoreLogoff, Scenario05_QuietIsRefusedWhileAMessageIsOnItsWay) {  // J-36, J-46
  const auto transport = host.add_transport("xp");
  begin();
  ULONG answer = 0;
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    answer = log_off(LOGOFF_QUIET);
    take_recipients(message);
    return S_OK;
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_EQ(answer & (LOGOFF_OUTBOUND | LOGOFF_COMPLETE), static_cast<ULONG>(LOGOFF_OUTBOUND));
  EXPECT_FALSE(queued(id));  // delivered all the same
  EXPECT_THAT(host.log, Not(Contains("store.log_off")));
  end();
}

TEST_F(StoreLogoff, Scenario06_AbortCancelsAndLeavesTheMessageQueued) {  // J-38, J-60
  const auto transport = host.add_transport("xp");
  begin();
  ULONG answer = 0;
  transport->on_submit = [&](IMessage&, ULONG_PTR*, ULONG_PTR*) {
    answer = log_off(LOGOFF_ABORT, 100ms);
    return spooler->transport_yields(transport->number) == S_OK ? S_OK : MAPI_E_USER_CANCEL;
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_NE(answer & LOGOFF_COMPLETE, 0U);
  EXPECT_THAT(host.log, Contains("xp.TransportNotify CANCEL_MESSAGE"));
  EXPECT_TRUE(queued(id));
  EXPECT_FALSE(locked(id));
  EXPECT_THAT(host.log, Contains("store.log_off"));
  end();
}

TEST_F(StoreLogoff, Scenario07_PurgeReturnsWhenTheQueueIsEmpty) {  // J-36
  const auto transport = host.add_transport("xp");
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return MAPI_E_WAIT; };
  begin();
  for (int i = 0; i < 3; ++i) host.store->submit({"bob@postroom.local"});
  executor.run();
  transport->on_submit = nullptr;
  EXPECT_EQ(log_off(LOGOFF_PURGE) & LOGOFF_COMPLETE, static_cast<ULONG>(LOGOFF_COMPLETE));
  EXPECT_EQ(count("xp.FlushQueues"), 1U);
  EXPECT_EQ(host.store->finished.size(), 3U);
  end();
}

TEST_F(StoreLogoff, Scenario08_NoWaitReturnsAtOnceAndTheMailStillGoesOut) {  // J-39, J-40
  const auto transport = host.add_transport("xp");
  begin();
  for (int i = 0; i < 3; ++i) host.store->submit({"bob@postroom.local"});
  const ULONG answer = log_off(LOGOFF_NO_WAIT);
  EXPECT_NE(answer & LOGOFF_COMPLETE, 0U);
  spooler->store_closed(kStoreLogon);  // the client's logon is gone
  executor.run();
  EXPECT_EQ(host.store->finished.size(), 3U);
  EXPECT_THAT(host.log, Contains("store.log_off"));
  end();
}

TEST_F(StoreLogoff, OrderlyLeavesTheQueue) {  // J-36
  const auto transport = host.add_transport("xp");
  begin();
  ULONG answer = 0;
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    if (answer == 0) answer = log_off(LOGOFF_ORDERLY);
    take_recipients(message);
    return S_OK;
  };
  const std::string running = host.store->submit({"bob@postroom.local"});
  const std::string waiting = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_OUTBOUND | LOGOFF_OUTBOUND_QUEUE));
  EXPECT_FALSE(queued(running));
  EXPECT_TRUE(queued(waiting));
  EXPECT_FALSE(locked(waiting));
  end();
}

TEST_F(StoreLogoff, WhileAnotherSessionHasTheStoreLeavesTheTransportsAlone) {  // J-43
  host.add_transport("xp");
  begin();
  spooler->session_started();
  spooler->store_opened(opened(8, 80));
  executor.run();
  EXPECT_EQ(log_off(LOGOFF_ABORT), static_cast<ULONG>(LOGOFF_COMPLETE));
  EXPECT_THAT(host.log, Not(Contains("store.log_off")));
}

TEST_F(StoreLogoff, OfAStoreThatTheSpoolerNeverKnewIsComplete) {  // J-106
  host.add_transport("xp");
  begin();
  EXPECT_EQ(spooler->store_logoff({999, LOGOFF_PURGE}, executor.in(1s)), static_cast<ULONG>(LOGOFF_COMPLETE));
  end();
}

TEST_F(StoreLogoff, OrderlyFinishesTheMessageThatArrivesAndStartsNoOther) {  // J-36
  const auto transport = host.add_transport("xp");
  begin();
  transport->mail = {"first", "second", "third"};
  ULONG answer = 0;
  transport->on_start_message = [&] {
    if (answer == 0) answer = log_off(LOGOFF_ORDERLY);
  };
  executor.run_for(2min);
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_INBOUND));
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("first"));
  EXPECT_THAT(host.log, Contains("store.log_off"));
  EXPECT_EQ(transport->mail.size(), 2U) << "the transport keeps what was not asked for";
  end();
}

// The first of two messages is arriving when a client asks.
class StoreLogoffWhileAMessageArrives : public StoreLogoff {
 protected:
  static constexpr auto kPatience = 3s;  // of the client

  // `inside` is the rest of the transport's call, when the client has its answer.
  void ask(
      ULONG request, const std::function<void()>& inside = [] {}) {
    transport = host.add_transport("xp");
    const auto client = executor.make_lane("client");
    begin();
    transport->mail = {"first", "second"};
    bool asked = false;
    transport->on_start_message = [&] {
      if (std::exchange(asked, true)) return;
      client->post([&] {
        const spooler::Instant begun = executor.clock().now();
        answer = log_off(request, kPatience);
        took = executor.clock().now() - begun;
      });
      executor.run_for(2 * kPatience);
      inside();
    };
    executor.run_for(2min);
    transport->on_start_message = nullptr;
  }

  std::shared_ptr<TransportScript> transport;
  ULONG answer = 0;
  spooler::Duration took{};
};

TEST_F(StoreLogoffWhileAMessageArrives, NoWaitReturnsAtOnceAndTheMessageIsCompleted) {  // J-36, J-37, J-39
  ask(LOGOFF_NO_WAIT);
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_INBOUND));
  EXPECT_EQ(took, 0s);
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("first")) << "and no other is begun";
  EXPECT_THAT(host.log, Contains("store.log_off"));
  end();
}

TEST_F(StoreLogoffWhileAMessageArrives, PurgeDoesNotReturnBeforeTheMessageIsCompleted) {  // J-36, J-37
  ask(LOGOFF_PURGE);
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_INBOUND));
  EXPECT_EQ(took, kPatience);
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("first")) << "and no other is begun";
  EXPECT_THAT(host.log, Contains("store.log_off"));
  end();
}

TEST_F(StoreLogoffWhileAMessageArrives, AbortStopsTheMessageAndTheTransportKeepsIt) {  // J-36, J-38, J-60
  ask(LOGOFF_ABORT, [&] {
    EXPECT_THAT(host.log, Contains("xp.TransportNotify CANCEL_MESSAGE"));
    EXPECT_THAT(host.log, Not(Contains("store.log_off"))) << "the message is in it";
    transport->start_message_result = MAPI_E_USER_CANCEL;
  });
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_INBOUND)) << "it was not stopped in time";
  EXPECT_EQ(took, kPatience);
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre());
  EXPECT_THAT(transport->mail, ElementsAre("first", "second"));
  EXPECT_THAT(host.log, Contains("store.log_off"));
  end();
}

TEST_F(StoreLogoffWhileAMessageArrives, QuietIsRefusedAndChangesNothing) {  // J-36, J-37, J-46
  ask(LOGOFF_QUIET);
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_INBOUND));
  EXPECT_EQ(took, 0s);
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("first", "second"));
  EXPECT_THAT(host.log, Not(Contains("store.log_off")));
  end();
}

TEST_F(StoreLogoff, QuietIsNotRefusedWhileATransportOnlyLooksForMail) {  // J-36, J-37
  const auto transport = host.add_transport("xp");
  ULONG answer = 0;
  transport->mail = {"first"};
  transport->on_poll = [&] { answer = log_off(LOGOFF_QUIET); };
  begin();
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE));
  EXPECT_EQ(count("xp.StartMessage"), 0U) << "what it has found waits for the next store";
  EXPECT_THAT(transport->mail, ElementsAre("first"));
  EXPECT_THAT(host.log, Contains("store.log_off")) << "when the transport is back";
  end();
}

TEST_F(StoreLogoff, NoWaitDoesNotWaitForAMessageThatIsNotDue) {  // J-36, H-21
  host.add_transport("xp");
  begin();
  const std::string later = host.store->submit({"bob@postroom.local"});
  const FILETIME now = kit::filetime_of(kit::now_ticks());
  host.store->messages[later].data->properties.set(PR_DEFERRED_SEND_TIME,
                                                   FILETIME{now.dwLowDateTime, now.dwHighDateTime + 1000});
  const std::string due = host.store->submit({"carol@postroom.local"});
  EXPECT_NE(log_off(LOGOFF_NO_WAIT) & LOGOFF_COMPLETE, 0U);
  spooler->store_closed(kStoreLogon);
  executor.run();
  EXPECT_FALSE(queued(due));
  EXPECT_TRUE(queued(later));
  EXPECT_THAT(host.log, Contains("store.log_off"));
  end();
}

TEST_F(StoreLogoff, PurgeTriesEachMessageOnceMoreAndSaysWhatStays) {  // J-36, J-37
  const auto transport = host.add_transport("xp");
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return MAPI_E_NETWORK_ERROR; };
  begin();
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_EQ(count("xp.SubmitMessage"), 1U);
  EXPECT_EQ(log_off(LOGOFF_PURGE, 0s), static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_OUTBOUND_QUEUE));
  EXPECT_EQ(count("xp.SubmitMessage"), 2U);
  EXPECT_TRUE(queued(id));
  EXPECT_FALSE(locked(id));
  end();
}

TEST_F(StoreLogoff, PurgeMakesATransportSendWhatItHasDeferred) {  // J-36, H-40
  const auto transport = host.add_transport("xp");
  transport->end_flags = {END_DONT_RESEND};
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return S_OK; };
  begin();
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  transport->on_submit = nullptr;
  transport->on_flush = [&] {
    spooler->transport_notifies(transport->number, NOTIFY_SENTDEFERRED, {id.begin(), id.end()}, "");
  };
  EXPECT_EQ(log_off(LOGOFF_PURGE, 0s), static_cast<ULONG>(LOGOFF_COMPLETE));
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_FALSE(queued(id));
  end();
}

TEST_F(StoreLogoff, PurgeFlushesTheTransportsInvolvedAndNoOther) {  // J-36
  const auto world = host.add_transport("world");
  host.add_transport("fax")->types = {"FAX"};
  begin();
  world->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return MAPI_E_BUSY; };
  for (int i = 0; i < 3; ++i) host.store->submit({"bob@postroom.local"});
  executor.run();
  world->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    EXPECT_EQ(count("world.FlushQueues"), 1U) << "first it is asked to connect";
    take_recipients(message);
    return S_OK;
  };
  EXPECT_EQ(log_off(LOGOFF_PURGE, 0s), static_cast<ULONG>(LOGOFF_COMPLETE));
  executor.run();
  EXPECT_EQ(count("world.FlushQueues"), 1U);
  EXPECT_EQ(count("world.EndMessage"), 3U);
  EXPECT_EQ(count("world.TransportNotify END_OUTBOUND_FLUSH"), 1U);
  EXPECT_EQ(count("fax.FlushQueues"), 0U);
  end();
}

TEST_F(StoreLogoff, PurgeEndsWhenTheStoreIsOpenedAgainMeanwhile) {  // J-43
  const auto transport = host.add_transport("xp");
  begin();
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    spooler->session_started();
    spooler->store_opened(opened(8, 80));
    executor.run();
    take_recipients(message);
    return S_OK;
  };
  host.store->submit({"bob@postroom.local"});
  EXPECT_EQ(log_off(LOGOFF_PURGE, 0s), static_cast<ULONG>(LOGOFF_COMPLETE));
  executor.run();
  EXPECT_THAT(host.log, Not(Contains("store.log_off")));
}

TEST_F(StoreLogoff, AbortDoesNotWaitForEverForATransportThatDoesNotStop) {  // J-38
  const auto transport = host.add_transport("xp");
  begin();
  ULONG answer = 0;
  spooler::Duration took{};
  transport->on_submit = [&](IMessage&, ULONG_PTR*, ULONG_PTR*) {
    const spooler::Instant begun = executor.clock().now();
    answer = spooler->store_logoff({kStoreLogon, LOGOFF_ABORT}, spooler::Deadline::never(executor.clock()));
    took = executor.clock().now() - begun;
    return MAPI_E_USER_CANCEL;
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_OUTBOUND));
  EXPECT_EQ(took, host.patient.quiet);
  EXPECT_TRUE(queued(id));
  EXPECT_FALSE(locked(id));
  EXPECT_THAT(host.log, Contains("store.log_off")) << "when the transport is back";
  end();
}

// A store in which the desk hangs while it opens a message that was sent.
class StoreLogoffOfAHungDesk : public StoreLogoff {
 protected:
  // What `request` is answered meanwhile, on a client's thread.
  ULONG log_off_meanwhile(ULONG request) {
    host.add_transport("xp");
    begin();
    const auto client = executor.make_lane("client");
    ULONG answer = 0;
    bool hung = false;
    host.store->on_call = [&](const char*) {
      if (std::exchange(hung, true)) return;
      client->post([&] {
        const spooler::Instant begun = executor.clock().now();
        answer = spooler->store_logoff({kStoreLogon, request}, spooler::Deadline::never(executor.clock()));
        took = executor.clock().now() - begun;
      });
      executor.run_for(1min);
    };
    id = host.store->submit({"bob@postroom.local"});
    executor.run();
    host.store->on_call = nullptr;
    return answer;
  }

  spooler::Duration took{};
  std::string id;
};

TEST_F(StoreLogoffOfAHungDesk, IsCompleteInTimeWhenNothingWaits) {  // J-36, J-39
  EXPECT_EQ(log_off_meanwhile(LOGOFF_NO_WAIT), static_cast<ULONG>(LOGOFF_COMPLETE));
  EXPECT_EQ(took, host.patient.quiet);
  EXPECT_FALSE(queued(id)) << "what is ready is sent when the desk is back";
  EXPECT_THAT(host.log, Contains("store.log_off"));
  end();
}

TEST_F(StoreLogoffOfAHungDesk, IsCompleteInTimeWhenOrderly) {  // J-36, J-39
  EXPECT_EQ(log_off_meanwhile(LOGOFF_ORDERLY), static_cast<ULONG>(LOGOFF_COMPLETE));
  EXPECT_EQ(took, host.patient.quiet);
  EXPECT_THAT(host.log, Contains("store.log_off"));
  end();
}

TEST_F(StoreLogoffOfAHungDesk, RefusesToBeQuietAndChangesNothing) {  // J-36, J-46
  EXPECT_EQ(log_off_meanwhile(LOGOFF_QUIET), 0U);
  EXPECT_EQ(took, host.patient.quiet);
  EXPECT_FALSE(queued(id)) << "delivered all the same";
  EXPECT_THAT(host.log, Not(Contains("store.log_off"))) << "also when the desk is back";
  end();
}

TEST_F(StoreLogoff, Scenario10_WhileAnotherProcessHasTheStoreChangesNothing) {  // J-43
  const auto transport = host.add_transport("xp");
  begin();
  host.elsewhere = true;
  host.log.clear();
  for (const ULONG request : kAllRequests) EXPECT_EQ(log_off(request), static_cast<ULONG>(LOGOFF_COMPLETE)) << request;
  spooler->store_closed(kStoreLogon);
  executor.run_for(1min);
  EXPECT_THAT(host.log, Not(Contains("store.log_off")));
  EXPECT_EQ(count("xp.TransportNotify END_OUTBOUND"), 0U);
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_FALSE(queued(id)) << "the other process's mail is still sent by this one";
  host.elsewhere = false;
  executor.run_for(10s);
  EXPECT_THAT(host.log, Contains("store.log_off")) << "nobody has it any more";
  end();
}

TEST_F(StoreLogoff, OfAnotherSessionDoesNotEndADrain) {  // J-40, J-22
  const auto transport = host.add_transport("xp");
  begin();
  spooler->session_started();
  executor.run();
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    executor.run_for(1s);
    take_recipients(message);
    return S_OK;
  };
  for (int i = 0; i < 3; ++i) host.store->submit({"bob@postroom.local"});
  EXPECT_NE(log_off(LOGOFF_NO_WAIT) & LOGOFF_COMPLETE, 0U);
  spooler->store_closed(kStoreLogon);
  spooler->quiesce({kSession, false}, executor.allowance(5s));
  executor.run_for(1min);
  EXPECT_EQ(host.store->finished.size(), 3U);
  EXPECT_THAT(host.log, Contains("store.log_off"));
}

}  // namespace
}  // namespace postroom::test
