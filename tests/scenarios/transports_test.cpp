// SPDX-License-Identifier: Apache-2.0
//
// How transports end, with the courier beside the build's own: scenarios 18 and 25 of contract J.15, flushes that are
// interrupted, and critical errors.
#include "courier_fixture.hpp"

#include <mapitags.h>
#include <mapiutil.h>

#include <algorithm>
#include <fstream>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TransportEnding : public CourierTest {
 protected:
  void SetUp() override {
    make_courier_profile();
    session_ = log_on_with_transports();
    store_ = open_store(*session_);
    ASSERT_TRUE(store_);
  }
  void TearDown() override {
    store_.reset();
    if (session_) log_off();
    CourierTest::TearDown();
  }
  void log_off() {
    EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    session_.reset();
  }
  std::size_t position(const std::string& call) const {
    const auto all = calls();
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), call) - all.begin());
  }
  // The names of the threads of this process.
  static std::vector<std::string> threads() {
    std::vector<std::string> names;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
      std::ifstream file(task.path() / "comm");
      std::string name;
      std::getline(file, name);
      names.push_back(name);
    }
    return names;
  }

  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IMsgStore> store_;
};

TEST_F(TransportEnding, Scenario18_IsToldOfEachMessageThatItHasDeferred) {  // J-58
  put("defer");
  send(*store_, "one");
  send(*store_, "two");
  ASSERT_TRUE(eventually([&] { return std::ranges::count(calls(), "EndMessage") == 2; }));
  ASSERT_TRUE(eventually([&] { return count(trace::Event::message_answered) == 2; }));
  store_.reset();
  EXPECT_THAT(notices_with(NOTIFY_ABORT_DEFERRED), SizeIs(2)) << "the spooler logged its pair off";
  log_off();

  EXPECT_THAT(notices_with(NOTIFY_ABORT_DEFERRED), ElementsAre(NOTIFY_ABORT_DEFERRED, NOTIFY_ABORT_DEFERRED));
  expect_whole_in_the_queue({"one", "two"});
}

TEST_F(TransportEnding, Scenario18_AlsoWhenTheSessionEndsWithTheStoreOpen) {  // J-58, J-54
  put("defer");
  send(*store_, "one");
  ASSERT_TRUE(eventually([&] { return count(trace::Event::message_answered) == 1; }));

  log_off();

  ASSERT_THAT(notices_with(NOTIFY_ABORT_DEFERRED), ElementsAre(NOTIFY_ABORT_DEFERRED)) << "alone";
  char abort[32];
  std::snprintf(abort, sizeof abort, "TransportNotify %#x", static_cast<unsigned>(NOTIFY_ABORT_DEFERRED));
  EXPECT_LT(position(abort), position("TransportLogoff"));
  store_.reset();
  expect_whole_in_the_queue({"one"});
}

TEST_F(TransportEnding, InAFlushEndsBothWaysOfItInOneCall) {  // J-59, H-43
  put("hold");
  send(*store_, "one");
  ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage one"); }));
  std::thread client([&] { EXPECT_NE(flush_spooler(*session_, FLUSH_UPLOAD | FLUSH_DOWNLOAD), S_OK); });
  ASSERT_TRUE(eventually([&] { return count(trace::Event::call_begin, "IXPLogon::FlushQueues") != 0; }));
  put("deaf");
  std::thread helper([&] {
    EXPECT_TRUE(eventually([&] { return !notices_with(NOTIFY_END_OUTBOUND).empty(); }));
    remove("hold");
  });
  log_off();
  helper.join();
  client.join();
  const ULONG both = NOTIFY_END_INBOUND_FLUSH | NOTIFY_END_OUTBOUND_FLUSH;
  for (const ULONG flags : notices_with(both)) EXPECT_EQ(flags & both, both);
}

TEST_F(TransportEnding, SwitchesTrafficOffAndLetsTheRunningMessageFinish) {  // J-57, J-60
  put("hold");
  send(*store_, "one");
  ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage one"); }));
  std::thread helper([&] {
    EXPECT_TRUE(eventually([&] { return !notices_with(NOTIFY_END_OUTBOUND).empty(); }));
    remove("hold");  // well before half of the time is over
  });
  log_off();
  helper.join();
  EXPECT_THAT(accepted(), ElementsAre("one"));
  EXPECT_THAT(notices_with(NOTIFY_CANCEL_MESSAGE), IsEmpty());
  EXPECT_LT(position("EndMessage"), position("TransportLogoff"));
  store_.reset();
  expect_whole_in_the_queue({});
}

TEST_F(TransportEnding, CancelsAMessageThatDoesNotFinishAndLeavesItWhole) {  // J-60
  put("hold");
  send(*store_, "one");
  ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage one"); }));
  log_off();
  EXPECT_THAT(notices_with(NOTIFY_CANCEL_MESSAGE), ElementsAre(NOTIFY_CANCEL_MESSAGE));
  EXPECT_THAT(accepted(), IsEmpty());
  store_.reset();
  expect_whole_in_the_queue({"one"});
}

TEST_F(TransportEnding, ComesAtOnceAfterACriticalErrorAndTheOthersGoOn) {  // J-1, J-65, J-67
  const auto rows_of_transports = [&] {
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(session_->GetStatusTable(0, table.put()), S_OK);
    ULONG rows = 0;
    EXPECT_EQ(table->GetRowCount(0, &rows), S_OK);
    return rows;
  };
  const ULONG rows_before = rows_of_transports();
  put("fail");
  send(*store_, "one");
  ASSERT_TRUE(eventually([&] { return was_called("Shutdown"); }));

  EXPECT_EQ(std::ranges::count(calls(), "TransportLogoff"), 1);
  EXPECT_EQ(std::ranges::count(calls(), "EndMessage"), 0);
  EXPECT_LT(position("TransportLogoff"), position("Shutdown"));
  ASSERT_TRUE(eventually([&] { return count(trace::Event::call_end, "IXPProvider::Release") == 1; }));
  EXPECT_EQ(count(trace::Event::row_removed), 1U);
  EXPECT_EQ(rows_of_transports(), rows_before - 1) << "its status row went with its support object";
  const std::size_t calls_then = calls().size();
  submit(*store_, "alice", "by the other transport");
  EXPECT_TRUE(eventually([&] { return maildir("alice").size() == 1; }));
  log_off();
  EXPECT_EQ(calls().size(), calls_then) << "nothing was called on it any more";
  EXPECT_EQ(count(trace::Event::call_begin, "IXPLogon::TransportLogoff"), 2U);
  EXPECT_EQ(count(trace::Event::call_begin, "IXPProvider::Shutdown"), 2U);
  store_.reset();
  expect_whole_in_the_queue({"one"});
}

TEST_F(TransportEnding, IsTheSpoolersEndAndNoThreadOfItIsLeft) {  // J-68
  send(*store_, "one");
  ASSERT_TRUE(eventually([&] { return accepted().size() == 1; }));
  EXPECT_THAT(threads(), Contains("spooler"));
  EXPECT_THAT(threads(), Contains("transport"));
  log_off();
  for (const std::string& name : threads()) {
    EXPECT_TRUE(name != "spooler" && name != "transport" && name != "notices") << name;
  }
  std::vector<trace::Event> order;
  for (const trace::Entry& entry : events()) {
    for (const trace::Event event : {trace::Event::spooler_quiesced, trace::Event::spooler_stopped}) {
      if (entry.is(event)) order.push_back(event);
    }
    if (entry.is(trace::Event::session_logoff_end) && entry.session == first_session()) {
      order.push_back(trace::Event::session_logoff_end);
    }
  }
  EXPECT_THAT(order, ElementsAre(trace::Event::spooler_quiesced, trace::Event::spooler_stopped,
                                 trace::Event::session_logoff_end));
}

TEST_F(TransportEnding, Scenario25_OfTheSpoolersOwnPairLeavesTheClientsStoreUntouched) {  // J-55, C-33, J-54
  send(*store_, "one");
  ASSERT_TRUE(eventually([&] { return was_called("EndMessage"); }));
  log_off();
  // What happened to stores, in order: the spooler's pair first, as a whole, then the client's.
  std::vector<std::string> spoolers;
  std::vector<std::string> clients;
  for (const trace::Entry& entry : events()) {
    if (entry.name != "postroom_store" || entry.session == 0) continue;
    const bool ends = entry.is(trace::Event::uid_removed) || entry.is(trace::Event::row_removed) ||
                      entry.is(trace::Event::store_logoff_transports);
    const bool calls = entry.is(trace::Event::call_begin) &&
                       (entry.method == "IMSLogon::Logoff" || entry.method == "IMSLogon::Release" ||
                        entry.method == "IMsgStore::StoreLogoff" || entry.method == "IMsgStore::Release");
    if (!ends && !calls) continue;
    auto& steps = entry.session == first_session() ? clients : spoolers;
    if (&steps == &spoolers) {
      EXPECT_THAT(clients, IsEmpty()) << "the client's store was touched";
    }
    steps.push_back(calls ? entry.method : entry.event_name);
    if (&steps == &spoolers && entry.is(trace::Event::store_logoff_transports)) {
      EXPECT_EQ(entry.answer, static_cast<ULONG>(LOGOFF_COMPLETE)) << "at once";
    }
  }
  EXPECT_THAT(spoolers, ElementsAre("IMsgStore::StoreLogoff", "store_logoff_transports", "IMsgStore::Release",
                                    "uid_removed", "uid_removed", "IMSLogon::Logoff", "IMSLogon::Release"));
  EXPECT_THAT(clients, Contains("IMSLogon::Logoff"));
  store_.reset();
}

}  // namespace
}  // namespace postroom::test
