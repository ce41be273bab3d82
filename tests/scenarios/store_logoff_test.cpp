// SPDX-License-Identifier: Apache-2.0
//
// Scenarios 5 … 9 of contract J.15 with postroom_store and mail that is under way: what StoreLogoff does with it.
#include "courier_fixture.hpp"

#include <mapitags.h>

#include <atomic>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr ULONG kActivity = LOGOFF_INBOUND | LOGOFF_OUTBOUND | LOGOFF_OUTBOUND_QUEUE;

class StoreLogoff : public CourierTest {
 protected:
  void SetUp() override {
    make_courier_profile();
    session_ = log_on_with_transports();
    store_ = open_store(*session_);
    ASSERT_TRUE(store_);
  }
  void TearDown() override {
    store_.reset();
    if (session_) {
      EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    }
    session_.reset();
    CourierTest::TearDown();
  }

  // Sends a message, which the courier has and does not take yet.
  void send_and_hold(const std::string& subject) {
    put("hold");
    send(*store_, subject);
    ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage " + subject); }));
  }
  ULONG log_off(ULONG request) {
    ULONG flags = request;
    EXPECT_EQ(store_->StoreLogoff(&flags), S_OK);
    return flags;
  }
  // Waits until the spooler has let go of its own logon on the store.
  void wait_for_the_spoolers_end() {
    ASSERT_TRUE(eventually([&] { return count(trace::Event::call_end, "IMsgStore::Release") == 1; }));
  }

  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IMsgStore> store_;
};

TEST_F(StoreLogoff, Scenario05_QuietIsRefusedWhileAMessageIsOutboundAndChangesNothing) {  // J-36, J-41, J-46
  send_and_hold("one");

  const ULONG answer = log_off(LOGOFF_QUIET);

  EXPECT_EQ(answer & (LOGOFF_COMPLETE | LOGOFF_OUTBOUND), static_cast<ULONG>(LOGOFF_OUTBOUND));
  EXPECT_EQ(put_message(*inbox(*store_), "the store is fully usable", ""), S_OK);
  remove("hold");
  EXPECT_TRUE(eventually(
      [&] { return subjects(*special_folder(*store_, PR_IPM_OUTBOX_ENTRYID)).empty() || !accepted().empty(); }));
  EXPECT_TRUE(eventually([&] { return was_called("EndMessage"); }));
  EXPECT_THAT(accepted(), ElementsAre("one"));
  EXPECT_EQ(count(trace::Event::store_transports_released), 0U);
  EXPECT_THAT(notices_with(NOTIFY_CANCEL_MESSAGE), IsEmpty());
  EXPECT_TRUE(eventually([&] { return (log_off(LOGOFF_QUIET) & LOGOFF_COMPLETE) != 0; })) << "now it is quiet";
}

TEST_F(StoreLogoff, Scenario06_AbortCancelsTheMessageWhichStaysQueuedAndUnlocked) {  // J-38, J-60
  send_and_hold("one");
  send(*store_, "two");

  EXPECT_NE(log_off(LOGOFF_ABORT) & LOGOFF_COMPLETE, 0U);

  EXPECT_THAT(notices_with(NOTIFY_CANCEL_MESSAGE), ElementsAre(NOTIFY_CANCEL_MESSAGE));
  store_.reset();
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  session_.reset();
  EXPECT_THAT(accepted(), IsEmpty());
  expect_whole_in_the_queue({"one", "two"});
}

TEST_F(StoreLogoff, Scenario07_PurgeReturnsWhenEverythingIsSent) {  // J-36
  put("slow", "5");
  for (const char* subject : {"one", "two", "three"}) send(*store_, subject);

  const ULONG answer = log_off(LOGOFF_PURGE);

  EXPECT_THAT(accepted(), ElementsAre("one", "two", "three")) << "before it returned";
  EXPECT_EQ(std::ranges::count(calls(), "EndMessage"), 3);
  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE));
  EXPECT_EQ(std::ranges::count(calls(), "FlushQueues"), 1);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(store_->GetReceiveFolderTable(0, table.put()), MAPI_E_INVALID_OBJECT) << "J-47";
}

TEST_F(StoreLogoff, Scenario08_NoWaitReturnsAtOnceAndTheMailGoesOutThroughTheSpoolersLogon) {  // J-39, J-40, C-33
  send_and_hold("one");
  send(*store_, "two");
  send(*store_, "three");

  const ULONG answer = log_off(LOGOFF_NO_WAIT);

  EXPECT_EQ(answer, static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_OUTBOUND | LOGOFF_OUTBOUND_QUEUE));
  EXPECT_THAT(accepted(), IsEmpty()) << "it did not wait";
  store_.reset();
  EXPECT_EQ(std::ranges::count(steps_of_stores(first_session()), "IMSLogon::Logoff"), 1) << "the client's is gone";
  remove("hold");
  wait_for_the_spoolers_end();
  EXPECT_THAT(accepted(), ElementsAre("one", "two", "three"));
  expect_whole_in_the_queue({});
}

TEST_F(StoreLogoff, OrderlyFinishesWhatRunsAndLeavesTheRestQueued) {  // J-36, J-39
  send_and_hold("one");
  send(*store_, "two");

  EXPECT_EQ(log_off(LOGOFF_ORDERLY), static_cast<ULONG>(LOGOFF_COMPLETE | LOGOFF_OUTBOUND | LOGOFF_OUTBOUND_QUEUE));

  store_.reset();
  remove("hold");
  wait_for_the_spoolers_end();
  EXPECT_THAT(accepted(), ElementsAre("one"));
  EXPECT_THAT(notices_with(NOTIFY_CANCEL_MESSAGE), IsEmpty());
  expect_whole_in_the_queue({"two"});
}

TEST_F(StoreLogoff, Scenario09_WithAnotherReferenceIsDoneByTheLastReleaseWithTheLastRequest) {  // J-35, J-44
  const kit::com_ptr<IMsgStore> other = store_;
  EXPECT_EQ(log_off(LOGOFF_NO_WAIT) & LOGOFF_COMPLETE, 0U);
  EXPECT_EQ(log_off(LOGOFF_ORDERLY) & LOGOFF_COMPLETE, 0U);
  EXPECT_EQ(count(trace::Event::store_logoff_transports), 0U);
  store_.reset();
  EXPECT_EQ(count(trace::Event::store_logoff_transports), 0U);
  EXPECT_EQ(put_message(*inbox(*other), "the other still has it", ""), S_OK);

  const_cast<kit::com_ptr<IMsgStore>&>(other).reset();

  std::vector<ULONG> requests;
  for (const trace::Entry& entry : events()) {
    if (entry.is(trace::Event::store_logoff_transports) && entry.session == first_session()) {
      requests.push_back(entry.request);
    }
  }
  EXPECT_THAT(requests, ElementsAre(LOGOFF_ORDERLY));
}

TEST_F(StoreLogoff, TellsWhatIsInTheQueueThoughOthersHoldTheStore) {  // J-37, J-44
  send_and_hold("one");
  const kit::com_ptr<IMsgStore> other = store_;
  EXPECT_EQ(log_off(LOGOFF_ORDERLY), static_cast<ULONG>(LOGOFF_OUTBOUND | LOGOFF_OUTBOUND_QUEUE));
  remove("hold");
}

TEST_F(StoreLogoff, TakesEffectOnceForAStore) {  // J-46, J-47
  EXPECT_NE(log_off(LOGOFF_ORDERLY) & LOGOFF_COMPLETE, 0U);
  ULONG flags = LOGOFF_ABORT;
  EXPECT_EQ(store_->StoreLogoff(&flags), MAPI_E_INVALID_OBJECT);
  store_.reset();
  std::size_t effective = 0;
  for (const trace::Entry& entry : events()) {
    effective += entry.is(trace::Event::store_transports_released) && entry.session == first_session() ? 1 : 0;
  }
  EXPECT_EQ(effective, 1U);
}

TEST_F(StoreLogoff, RefusesWhatIsNotOneRequestAndChangesNothing) {  // J-42
  for (const ULONG bad : {0U, LOGOFF_ORDERLY | LOGOFF_ABORT, LOGOFF_COMPLETE}) {
    ULONG flags = bad;
    EXPECT_EQ(store_->StoreLogoff(&flags), bad == LOGOFF_COMPLETE ? MAPI_E_UNKNOWN_FLAGS : MAPI_E_INVALID_PARAMETER);
    EXPECT_EQ(flags, bad);
  }
  EXPECT_EQ(store_->StoreLogoff(nullptr), MAPI_E_INVALID_PARAMETER);
  send(*store_, "one");
  EXPECT_TRUE(eventually([&] { return accepted().size() == 1; }));
}

TEST_F(StoreLogoff, OfAStoreWithoutMailIsCompleteAtOnce) {  // J-106
  store_.reset();
  const auto expect_nothing_but_complete = [&](IMAPISession& session, ULONG flags) {
    for (const ULONG request : {LOGOFF_NO_WAIT, LOGOFF_ORDERLY, LOGOFF_PURGE, LOGOFF_ABORT, LOGOFF_QUIET}) {
      store_ = open_store(session, 0, flags);
      EXPECT_EQ(log_off(request), static_cast<ULONG>(LOGOFF_COMPLETE)) << request;
      store_.reset();
    }
  };
  const std::size_t before = count(trace::Event::call_begin, "IMSProvider::SpoolerLogon");
  expect_nothing_but_complete(*session_, MDB_NO_DIALOG | MDB_WRITE | MDB_NO_MAIL);
  auto session = log_on("alice", MAPI_NO_MAIL);
  expect_nothing_but_complete(*session, MDB_NO_DIALOG | MDB_WRITE);
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSProvider::SpoolerLogon"), before) << "the spooler was never told";
}

TEST_F(StoreLogoff, BeforeASessionsLogoffIsWaitedForByIt) {  // J-40
  send_and_hold("one");
  send(*store_, "two");
  EXPECT_NE(log_off(LOGOFF_NO_WAIT) & LOGOFF_COMPLETE, 0U);
  store_.reset();
  std::atomic<bool> over{false};
  std::thread client([&] {
    EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    over = true;
  });
  EXPECT_TRUE(eventually([&] { return count(trace::Event::session_logoff_begin) == 1; }));
  EXPECT_FALSE(over) << "the courier has a message, and nobody has said that it must not finish";
  remove("hold");
  client.join();
  session_.reset();
  EXPECT_THAT(accepted(), ElementsAre("one", "two"));
  EXPECT_THAT(notices_with(NOTIFY_CANCEL_MESSAGE), IsEmpty());
}

TEST_F(StoreLogoff, InTwoSessionsLeavesTheTransportsToTheOther) {  // J-34, J-43, J-22
  auto second = log_on("alice");
  auto other = open_store(*second);
  EXPECT_EQ(log_off(LOGOFF_ABORT), static_cast<ULONG>(LOGOFF_COMPLETE));
  store_.reset();
  send(*other, "one");
  EXPECT_TRUE(eventually([&] { return accepted().size() == 1; }));
  other.reset();
  EXPECT_EQ(second->Logoff(0, 0, 0), S_OK);
}

TEST_F(StoreLogoff, Scenario27_EndsAStoreOnceThoughItsLastReleaseRacesTheLogoff) {  // J-50, J-54
  store_.reset();
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  session_.reset();
  for (int round = 0; round < 25; ++round) {
    const auto before = events().size();
    auto session = log_on("alice");
    auto store = open_store(*session);
    send(*store, "round " + std::to_string(round));
    std::thread releaser([&store, round] {
      if (round % 3 == 0) std::this_thread::yield();
      ULONG flags = LOGOFF_ORDERLY;
      if (round % 2 == 0) static_cast<void>(store->StoreLogoff(&flags));
      store.reset();
    });
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
    releaser.join();
    const auto all = events();
    const auto times = [&](trace::Event event, std::string_view method = {}) {
      return std::count_if(
          all.begin() + static_cast<std::ptrdiff_t>(before), all.end(),
          [&](const trace::Entry& entry) { return entry.is(event) && (method.empty() || entry.method == method); });
    };
    EXPECT_EQ(times(trace::Event::uid_added), times(trace::Event::uid_removed)) << round;
    EXPECT_EQ(times(trace::Event::row_added), times(trace::Event::row_removed)) << round;
    const auto logons = times(trace::Event::call_begin, "IMSProvider::Logon") +
                        times(trace::Event::call_begin, "IMSProvider::SpoolerLogon");
    EXPECT_EQ(times(trace::Event::call_begin, "IMSLogon::Logoff"), logons) << round;
    EXPECT_EQ(times(trace::Event::call_begin, "IMSLogon::Release"), logons) << round;
    EXPECT_EQ(times(trace::Event::store_transports_released), logons) << round;
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace postroom::test
