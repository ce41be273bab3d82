// SPDX-License-Identifier: Apache-2.0
#include "tests/spooler/spooler_fixture.hpp"

#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/spooler/outbox.hpp"
#include "runtime/spooler/spool_lock.hpp"

#include <mapitags.h>

#include <future>
#include <thread>

#include <pthread.h>
#include <sys/wait.h>

namespace postroom::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

using SpoolerEnd = SpoolerFixture;

TEST_F(SpoolerEnd, QuietsTheMailThenLogsTransportsOffThenShutsThemDown) {  // J-3, J-57, J-66, scenario 1
  host.add_transport("first");
  host.add_transport("second");
  begin();
  host.log.clear();
  end();
  ASSERT_EQ(host.log.size(), 9U);
  const std::vector<std::string> notices(host.log.begin(), host.log.begin() + 2);
  EXPECT_THAT(notices, testing::UnorderedElementsAre("first.TransportNotify END_INBOUND|END_OUTBOUND",
                                                     "second.TransportNotify END_INBOUND|END_OUTBOUND"));
  // The rest in one order, whatever the threads do: the last logged on is the first logged off (J-18).
  const std::vector<std::string> rest(host.log.begin() + 2, host.log.end());
  EXPECT_THAT(rest, ElementsAre("store.log_off", "second.TransportLogoff", "second.Release", "first.TransportLogoff",
                                "first.Release", "second.Shutdown", "first.Shutdown"));
}

TEST_F(SpoolerEnd, ReversesTheLogonsAsTheyHappenedNotTheNumbersThatTheyGot) {  // J-18
  host.add_transport("first")->logon_order = 2;  // numbered first, but the other one's TransportLogon overtook it
  host.add_transport("second")->logon_order = 1;
  begin();
  end();
  const auto at = [&](const char* call) { return std::find(host.log.begin(), host.log.end(), call); };
  EXPECT_LT(at("first.TransportLogoff"), at("second.TransportLogoff"));
  EXPECT_LT(at("first.Shutdown"), at("second.Shutdown"));
}

TEST_F(SpoolerEnd, RightAfterItsBeginningDoesNotDeadlock) {  // J-8, scenario 14
  host.add_transport("xp");
  spooler->session_started();
  spooler->store_opened(opened());
  end();
  const bool never = count("xp.TransportLogon") == 0;
  const bool whole = count("xp.TransportLogon") == 1 && count("xp.TransportLogoff") == 1 && count("xp.Shutdown") == 1;
  EXPECT_TRUE(never || whole);
  EXPECT_EQ(count("store.log_on"), count("store.log_off"));
}

TEST_F(SpoolerEnd, LetsARunningMessageFinish) {  // J-60: cancelling at once makes duplicates
  const auto transport = host.add_transport("xp");
  begin();
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    executor.run_for(400ms);  // the end comes while the transport is at work
    for (std::string& address : take_recipients(message)) transport->delivered.push_back(std::move(address));
    return S_OK;
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  end(1s);
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_FALSE(queued(id));
  EXPECT_EQ(count("xp.TransportNotify CANCEL_MESSAGE"), 0U);
}

TEST_F(SpoolerEnd, CancelsARunningMessageWhenHalfOfTheTimeIsOver) {  // J-60
  const auto transport = host.add_transport("xp");
  begin();
  spooler::Instant begun{};
  spooler::Instant cancelled{};
  transport->on_notify = [&](ULONG flags) {
    if ((flags & NOTIFY_CANCEL_MESSAGE) != 0) cancelled = executor.clock().now();
  };
  transport->on_submit = [&](IMessage&, ULONG_PTR*, ULONG_PTR*) {
    begun = executor.clock().now();
    spooler->quiesce({kSession, true}, executor.allowance(1s));  // comes while the transport is at work
    return spooler->transport_yields(transport->number) == MAPI_W_CANCEL_MESSAGE ? MAPI_E_USER_CANCEL : S_OK;
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_GE(cancelled - begun, 500ms);
  EXPECT_LT(cancelled - begun, 600ms);
  EXPECT_TRUE(queued(id));
  EXPECT_FALSE(locked(id));
}

TEST_F(SpoolerEnd, LeavesAMessageThatWasCancelledWholeInTheQueue) {  // J-60, scenario 6
  const auto transport = host.add_transport("xp");
  begin();
  transport->on_submit = [&](IMessage&, ULONG_PTR*, ULONG_PTR*) {
    spooler->quiesce({kSession, true}, executor.allowance(1s));
    return spooler->transport_yields(transport->number) == MAPI_W_CANCEL_MESSAGE ? MAPI_E_USER_CANCEL : S_OK;  // D-38
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_TRUE(queued(id));
  EXPECT_FALSE(locked(id));
  EXPECT_FALSE(host.store->find(id)->data->served(0));
}

TEST_F(SpoolerEnd, Scenario18_AbortsEachMessageThatATransportHasDeferred) {  // J-58
  const auto transport = host.add_transport("xp");
  transport->end_flags = {END_DONT_RESEND, END_DONT_RESEND};
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return S_OK; };
  const std::string one = host.store->submit({"bob@postroom.local"});
  const std::string two = host.store->submit({"carol@postroom.local"});
  begin();
  host.log.clear();
  end();
  EXPECT_EQ(count("xp.TransportNotify ABORT_DEFERRED"), 2U) << "alone, one for each";
  EXPECT_THAT(transport->aborted, testing::UnorderedElementsAre(one, two));
  const auto last = std::find(host.log.rbegin(), host.log.rend(), "xp.TransportNotify ABORT_DEFERRED").base();
  EXPECT_LE(last, std::find(host.log.begin(), host.log.end(), "xp.TransportLogoff"));
  EXPECT_TRUE(queued(one));
  EXPECT_FALSE(locked(one));
}

TEST_F(SpoolerEnd, InTheMiddleOfAFlushEndsBothWaysInOneCall) {  // J-59, H-43
  const auto transport = host.add_transport("xp");
  begin();
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    spooler->quiesce({kSession, true}, executor.allowance(1s));
    take_recipients(message);
    return S_OK;
  };
  host.store->submit({"bob@postroom.local"});
  EXPECT_EQ(spooler->flush({0, FLUSH_UPLOAD | FLUSH_DOWNLOAD}, executor.in(1h)), MAPI_E_CANCEL);
  EXPECT_EQ(count("xp.TransportNotify END_INBOUND_FLUSH|END_OUTBOUND_FLUSH"), 1U);
  end();
}

TEST_F(SpoolerEnd, ForgetsAddressTypesBeforeTheTransportMayFreeThem) {  // J-62
  const auto transport = host.add_transport("xp");
  begin();
  EXPECT_THAT(spooler->address_types(), ElementsAre("SMTP"));
  std::vector<std::string> at_logoff{"not asked"};
  transport->on_logoff = [&] { at_logoff = spooler->address_types(); };
  end();
  EXPECT_THAT(at_logoff, IsEmpty());
}

TEST_F(SpoolerEnd, IsNotHeldUpByATransportThatHangsInANotice) {  // J-57, J-114: notices have a thread of their own
  const auto hanging = host.add_transport("hanging");
  const auto other = host.add_transport("other");
  other->types = {"FAX"};
  begin();
  hanging->on_notify = [&](ULONG flags) {
    if ((flags & NOTIFY_END_OUTBOUND) != 0) executor.run_for(1min);
  };
  bool ended = false;
  hanging->on_submit = [&](IMessage&, ULONG_PTR*, ULONG_PTR*) {
    if (!std::exchange(ended, true)) spooler->quiesce({kSession, true}, executor.allowance(1s));
    return MAPI_E_USER_CANCEL;
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  host.log.clear();
  executor.run();
  EXPECT_THAT(host.log, Contains("other.TransportNotify END_INBOUND|END_OUTBOUND"));
  EXPECT_TRUE(queued(id));
  end();
}

TEST_F(SpoolerEnd, EndsAStoreBeforeItsProviderThoughATransportHasItsMessage) {  // J-15, J-60, J-114
  const auto transport = host.add_transport("xp");
  begin();
  host.log.clear();
  std::vector<std::string> quiesced;
  kit::com_ptr<IMessage> held;
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    held = kit::com_ptr<IMessage>::share(&message);
    spooler->quiesce({kSession, true}, executor.allowance(1s));
    quiesced = host.log;  // the session's providers are shut down next
    return S_OK;          // when nobody waits any more
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  const std::vector<std::string> afterwards(host.log.begin() + static_cast<std::ptrdiff_t>(quiesced.size()),
                                            host.log.end());
  EXPECT_THAT(quiesced, Contains("xp abandoned"));
  EXPECT_THAT(quiesced, Contains("store.keep_library")) << "its message has code";
  EXPECT_THAT(quiesced, Contains("store.log_off with references left"));
  EXPECT_THAT(afterwards, IsEmpty());
  spooler->end(executor.allowance(1s));
  EXPECT_TRUE(queued(id));
  EXPECT_FALSE(locked(id)) << "J-60";
  EXPECT_THAT(host.store->finished, IsEmpty());
  EXPECT_NE(held.reset(), 0U) << "what the late call had is never released";
}

TEST_F(SpoolerEnd, EndsAStoreBeforeItsProviderThoughATransportFillsAMessage) {  // J-15, J-114
  const auto transport = host.add_transport("xp");
  std::vector<std::string> quiesced;
  transport->on_start_message = [&] {
    spooler->quiesce({kSession, true}, executor.allowance(1s));
    quiesced = host.log;
  };
  transport->mail = {"late"};
  begin();
  const std::vector<std::string> afterwards(host.log.begin() + static_cast<std::ptrdiff_t>(quiesced.size()),
                                            host.log.end());
  EXPECT_THAT(quiesced, Contains("store.keep_library")) << "its message has code";
  EXPECT_THAT(quiesced, Contains("store.log_off with references left"));
  EXPECT_THAT(afterwards, IsEmpty());
  EXPECT_THAT(host.store->announced, IsEmpty()) << "called on a store that has ended";
  spooler->end(executor.allowance(1s));
}

TEST_F(SpoolerEnd, WaitsForWhatAStoreLogoffLeftToBeSent) {  // J-40
  const auto transport = host.add_transport("xp");
  begin();
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    executor.run_for(1s);
    take_recipients(message);
    return S_OK;
  };
  for (int i = 0; i < 6; ++i) host.store->submit({"bob@postroom.local"});
  EXPECT_NE(spooler->store_logoff({kStoreLogon, LOGOFF_NO_WAIT}, executor.in(1min)) & LOGOFF_COMPLETE, 0U);
  spooler->store_closed(kStoreLogon);
  host.patient.drain = 20s;
  end(1min);
  EXPECT_EQ(host.store->finished.size(), 6U);
  EXPECT_EQ(count("xp.TransportNotify CANCEL_MESSAGE"), 0U);
}

TEST_F(SpoolerEnd, AbortsADrainWhoseTimeIsOverAndLeavesTheRestWhole) {  // J-40
  const auto transport = host.add_transport("xp");
  begin();
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    executor.run_for(1s);
    if (spooler->transport_yields(transport->number) != S_OK) return MAPI_E_USER_CANCEL;
    take_recipients(message);
    return S_OK;
  };
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(host.store->submit({"bob@postroom.local"}));
  EXPECT_NE(spooler->store_logoff({kStoreLogon, LOGOFF_NO_WAIT}, executor.in(1min)) & LOGOFF_COMPLETE, 0U);
  spooler->store_closed(kStoreLogon);
  host.patient.drain = 2500ms;
  const spooler::Instant begun = executor.clock().now();
  end(1min);
  EXPECT_LT(executor.clock().now() - begun, 9s);
  EXPECT_GE(host.store->finished.size(), 1U);
  EXPECT_LT(host.store->finished.size(), 6U);
  for (const std::string& id : ids) EXPECT_FALSE(locked(id)) << id;
  EXPECT_TRUE(queued(ids.back()));
}

TEST_F(SpoolerEnd, OfOneSessionLeavesTheOthersTheirTransports) {  // J-22
  host.add_transport("xp");
  begin();
  spooler->session_started();
  spooler->store_opened(opened(8, 80));  // the same store
  executor.run();
  host.log.clear();
  spooler->quiesce({kSession, false}, executor.allowance(5s));
  EXPECT_THAT(host.log, IsEmpty());
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_FALSE(queued(id));
  spooler->quiesce({8, true}, executor.allowance(5s));
  spooler->log_off_transports(executor.allowance(5s));
  spooler->shut_down_transports(executor.allowance(5s));
  spooler->end(executor.allowance(5s));
  EXPECT_THAT(host.log, Contains("xp.Shutdown"));
}

TEST_F(SpoolerEnd, ComesWithTheLastSessionThoughAnotherOneIsStillLeaving) {  // J-17, J-57, J-60, J-114
  const auto transport = host.add_transport("xp");
  begin();
  spooler->session_started();
  spooler->store_opened(opened(8, 80));
  transport->on_submit = [&](IMessage&, ULONG_PTR*, ULONG_PTR*) {
    spooler->quiesce({kSession, true}, executor.allowance(1s));  // 8 has not come as far as its quiesce()
    return S_OK;
  };
  host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_THAT(host.log, Contains("xp abandoned")) << "the transport is inside a call";
  EXPECT_THAT(host.log, Contains("store.keep_library"));
  spooler->quiesce({8, false}, executor.allowance(1s));
  spooler->log_off_transports(executor.allowance(1s));
  spooler->shut_down_transports(executor.allowance(1s));
  EXPECT_TRUE(spooler->end(executor.allowance(1s)));
  EXPECT_EQ(count("xp.TransportLogoff"), 0U) << "nobody calls it any more";
  spooler->quiesce({8, false}, executor.allowance(1s));  // comes too late, and waits for nobody
}

TEST_F(SpoolerEnd, IsFollowedByANewBeginning) {
  const auto transport = host.add_transport("xp");
  begin();
  end();
  host.log.clear();
  begin();
  EXPECT_THAT(host.log, Contains("xp.TransportLogon"));
  host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  end();
}

TEST_F(SpoolerEnd, GivesTheProfileToTheProcessThatWaits) {  // design 5
  int ready[2];
  int done[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(done), 0);
  const pid_t other = fork();
  ASSERT_GE(other, 0);
  if (other == 0) {  // another process spools
    spooler::SpoolLock lock(folder, "Alice");
    const char held = lock.try_lock() ? 'y' : 'n';
    if (write(ready[1], &held, 1) != 1) _exit(1);
    char go = 0;
    if (read(done[0], &go, 1) != 1) _exit(1);
    _exit(0);  // however it ends, the kernel takes the lock back
  }
  char held = 0;
  ASSERT_EQ(read(ready[0], &held, 1), 1);
  EXPECT_EQ(held, 'y');
  host.add_transport("xp");
  begin();
  executor.run_for(10s);
  EXPECT_THAT(host.log, Not(Contains("xp.TransportLogon")));
  EXPECT_TRUE(spooler->wait_until_started(executor.in(1s)));  // nothing to wait for: nobody is kept
  ASSERT_EQ(write(done[1], "x", 1), 1);
  int status = 0;
  ASSERT_EQ(waitpid(other, &status, 0), other);
  executor.run_for(2s);
  EXPECT_THAT(host.log, Contains("xp.TransportLogon")) << "within two seconds";
  end();
  for (const int descriptor : {ready[0], ready[1], done[0], done[1]}) close(descriptor);
}

// Faults at every step, in an order that the seed decides: whatever happens, each message is in the queue as a whole or
// has left it, each recipient got it once, and the end comes.
class RandomRun : public SpoolerFixture, public testing::WithParamInterface<int> {};

TEST_P(RandomRun, LosesNothingAndDoublesNothing) {
  executor = SimulatedExecutor(static_cast<std::uint64_t>(GetParam()));
  std::mt19937_64 dice(static_cast<std::uint64_t>(GetParam()) * 77);
  const auto local = host.add_transport("local");
  const auto world = host.add_transport("world");
  std::map<std::string, unsigned> received;
  for (const auto& transport : {local, world}) {
    transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR* seconds) -> HRESULT {
      switch (dice() % 6) {
        case 0:
          *seconds = dice() % 100;
          return MAPI_E_WAIT;
        case 1:
          return MAPI_E_NOT_ME;
        case 2:
          return MAPI_E_BUSY;
        case 3:  // some, and then the line breaks
          for (const std::string& address : take_recipients(message, 1)) ++received[address];
          return MAPI_E_NETWORK_ERROR;
        default:
          for (const std::string& address : take_recipients(message, 1 + dice() % 3)) ++received[address];
          return S_OK;
      }
    };
  }
  begin();
  std::vector<std::string> addresses;
  for (int i = 0; i < 30; ++i) {
    std::vector<std::string> recipients;
    for (std::uint64_t n = 1 + dice() % 3; n != 0; --n) {
      recipients.push_back("r" + std::to_string(addresses.size()) + "@postroom.local");
      addresses.push_back(recipients.back());
    }
    host.store->submit(recipients);
    executor.run_for(std::chrono::seconds(dice() % 40));
  }
  executor.run_for(std::chrono::minutes(dice() % 120));
  end();
  std::set<std::string> reported;
  for (const auto& [id, message] : host.store->messages) {
    if (message.folder != "Inbox") continue;
    for (const kit::PropertyBag& row : message.data->recipients) reported.emplace(row.text(PR_EMAIL_ADDRESS_W));
  }
  for (const auto& [id, message] : host.store->messages) {
    EXPECT_FALSE(message.locked) << id;
    if (message.folder == "Inbox") continue;
    for (const kit::PropertyBag& recipient : message.data->recipients) {
      const std::string address(recipient.text(PR_EMAIL_ADDRESS_W));
      const bool served = recipient.boolean(PR_RESPONSIBILITY) && !recipient.boolean(spooler::Recipients::kHeldBack);
      EXPECT_LE(received[address], 1U) << address;
      EXPECT_EQ(served, received[address] == 1 || reported.count(address) != 0) << address;
      EXPECT_TRUE(served || message.queued) << address;
    }
  }
  EXPECT_THAT(host.log, Contains("world.Shutdown"));
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomRun, testing::Range(1, 51));

TEST_F(SpoolerEnd, IsNotTheEndOfTheProcessWhenAStoreEndsTheDesksThread) {  // J-114
  auto* const outbox = new spooler::Outbox(host, opened(), [] {});         // its thread stays in it
  host.store->on_call = [](const char*) { pthread_exit(nullptr); };
  const auto about_to_end = std::make_shared<std::promise<void>>();
  std::thread desk([outbox, about_to_end] {
    const lifecycle::OwnThread own;
    const lifecycle::LastWord word([about_to_end] { about_to_end->set_value(); });
    outbox->unlock({1});
  });
  about_to_end->get_future().wait();
  desk.detach();
}

}  // namespace
}  // namespace postroom::test
