// SPDX-License-Identifier: Apache-2.0
//
// Scenarios 3, 4, 21 and 26 of contract J.15 with postroom_store: how one store ends while its session goes on.
#include "scenario_fixture.hpp"

#include <mapitags.h>

namespace postroom::test {
namespace {

using ::testing::ElementsAre;

class StoreEnding : public ScenarioTest {
 protected:
  void SetUp() override {
    make_profile("alice");
    session_ = log_on("alice");
    ASSERT_TRUE(session_);
    kit::com_ptr<IMAPITable> status;
    ASSERT_EQ(session_->GetStatusTable(0, status.put()), S_OK);  // waits for the transport (C-16)
  }
  void TearDown() override {
    if (session_) {
      EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
    }
    session_.reset();
    ScenarioTest::TearDown();
  }

  // The four steps of J-49 after the transports left; the store registers its own MAPIUID and its provider's.
  void expect_the_steps_of_one_store() {
    EXPECT_THAT(steps_of_stores(first_session()), ElementsAre("store_logoff_transports", "uid_removed", "uid_removed",
                                                              "row_removed", "IMSLogon::Logoff", "IMSLogon::Release"));
  }
  std::vector<ULONG> requests_of_transports() const {
    std::vector<ULONG> requests;
    for (const trace::Entry& entry : events()) {
      if (entry.is(trace::Event::store_logoff_transports) && entry.session == first_session()) {
        requests.push_back(entry.request);
      }
    }
    return requests;
  }
  std::size_t calls_of_client(std::string_view method) const {
    std::size_t calls = 0;
    for (const trace::Entry& entry : events()) {
      calls += entry.is(trace::Event::call_begin) && entry.session == first_session() && entry.method == method ? 1 : 0;
    }
    return calls;
  }

  kit::com_ptr<IMAPISession> session_;
};

TEST_F(
    StoreEnding,
    Scenario03_AfterStoreLogoffTakesTheFourStepsAndLeavesTheSession) {  // J-1, J-2, J-34, J-36, J-46, J-48, J-49, J-53
  auto store = open_store(*session_);

  ULONG flags = LOGOFF_ORDERLY;
  ASSERT_EQ(store->StoreLogoff(&flags), S_OK);
  EXPECT_EQ(flags & LOGOFF_COMPLETE, LOGOFF_COMPLETE);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(store->GetReceiveFolderTable(0, table.put()), MAPI_E_INVALID_OBJECT) << "J-47";
  store.reset();

  EXPECT_THAT(requests_of_transports(), ElementsAre(LOGOFF_ORDERLY));
  expect_the_steps_of_one_store();
  EXPECT_EQ(calls_of_client("IMSProvider::Shutdown"), 0U);
  EXPECT_EQ(session_->GetMsgStoresTable(0, table.put()), S_OK) << "the session is still active";
}

TEST_F(StoreEnding, Scenario04_WithoutStoreLogoffTellsTransportsOnceWithAbort) {  // J-45
  auto store = open_store(*session_);

  store.reset();

  EXPECT_THAT(requests_of_transports(), ElementsAre(LOGOFF_ABORT));
  expect_the_steps_of_one_store();
}

TEST_F(StoreEnding, Scenario21_WaitsForTheLastOfTwoOpenings) {  // C-31, J-109
  auto first = open_store(*session_);
  auto second = open_store(*session_);
  EXPECT_EQ(first, second);

  first.reset();
  EXPECT_EQ(calls_of_client("IMSLogon::Logoff"), 0U);
  EXPECT_EQ(put_message(*inbox(*second), "still open", ""), S_OK);
  second.reset();
  EXPECT_EQ(calls_of_client("IMSLogon::Logoff"), 1U);
  expect_the_steps_of_one_store();
}

TEST_F(StoreEnding, Scenario26_EndsRoutingUntilTheStoreIsOpenedAgain) {  // J-49, J-53
  auto store = open_store(*session_);
  const std::string id = inbox_id(*store);
  kit::com_ptr<IUnknown> folder;
  ASSERT_EQ(open_entry(*session_, id, folder), S_OK);
  folder.reset();

  ULONG flags = LOGOFF_ORDERLY;
  ASSERT_EQ(store->StoreLogoff(&flags), S_OK);
  store.reset();

  EXPECT_EQ(open_entry(*session_, id, folder), MAPI_E_UNKNOWN_ENTRYID);
  EXPECT_FALSE(folder);
  store = open_store(*session_);
  EXPECT_EQ(open_entry(*session_, id, folder), S_OK);
  folder.reset();
  store.reset();
  std::size_t providers = 0;
  std::size_t spoolers = 0;
  for (const trace::Entry& entry : events()) {
    providers += entry.is(trace::Event::call_begin) && entry.method == "MSProviderInit" ? 1 : 0;
    spoolers += entry.is(trace::Event::spooler_started) ? 1 : 0;
  }
  EXPECT_EQ(providers, 1 + spoolers) << "one for the client, one for the spooler";
}

}  // namespace
}  // namespace postroom::test
