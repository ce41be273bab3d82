// SPDX-License-Identifier: Apache-2.0
// How a store ends: by its client, by the runtime, or by nobody's care (J-23 … J-55).
#include "tests/notify/recording_sink.hpp"
#include "tests/store/store_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace postroom::test {
namespace {

using kit::com_ptr;
using testing::ElementsAre;

// Remembers the requests that StoreLogoffTransports saw, and answers as told.
struct Transports {
  explicit Transports(FakeSupport& support, ULONG answer_flags = LOGOFF_COMPLETE) : answer(answer_flags) {
    support.on_store_logoff_transports = [this](ULONG* flags) {
      requests.push_back(*flags);
      *flags = answer;
      return S_OK;
    };
  }
  ULONG answer;
  std::vector<ULONG> requests;
};

HRESULT any_call(IMAPIProp& object) {
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  return object.GetProps(nullptr, 0, &count, kit::out(values));
}

TEST(StoreLogoff, TellsTransportsAtOnceWhenTheCallerIsTheOnlyUser) {  // J-44, J-46, scenario 3
  FakeSupport support;
  Transports transports(support);
  StoreSession session;
  LoggedOn open = session.log_on(support);
  ULONG flags = LOGOFF_ORDERLY;
  EXPECT_EQ(open.store->StoreLogoff(&flags), S_OK);
  EXPECT_EQ(flags, static_cast<ULONG>(LOGOFF_COMPLETE));  // J-41
  EXPECT_FALSE(support.released());
  open.store.reset();
  EXPECT_THAT(transports.requests, ElementsAre(LOGOFF_ORDERLY));
  EXPECT_TRUE(support.released());
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST(StoreLogoff, LeavesTheStoreUsableWhenQuietIsRefused) {  // J-35, J-46, scenario 5
  FakeSupport support;
  Transports transports(support, LOGOFF_OUTBOUND);
  StoreSession session;
  LoggedOn open = session.log_on(support);
  ULONG flags = LOGOFF_QUIET;
  EXPECT_EQ(open.store->StoreLogoff(&flags), S_OK);
  EXPECT_EQ(flags, static_cast<ULONG>(LOGOFF_OUTBOUND));
  put_message(*inbox_of(*open.store), "still at work");
  transports.answer = LOGOFF_COMPLETE;
  open.store.reset();
  EXPECT_THAT(transports.requests, ElementsAre(LOGOFF_QUIET, LOGOFF_ABORT));
}

TEST(StoreLogoff, WaitsForTheLastReleaseWhenOthersHoldTheStore) {  // J-44, scenario 9
  FakeSupport support;
  Transports transports(support);
  StoreSession session;
  LoggedOn open = session.log_on(support);
  com_ptr<IMsgStore> other = open.store;
  ULONG flags = LOGOFF_ORDERLY;
  EXPECT_EQ(open.store->StoreLogoff(&flags), S_OK);
  EXPECT_EQ(flags & LOGOFF_COMPLETE, 0U);
  flags = LOGOFF_PURGE;
  EXPECT_EQ(open.store->StoreLogoff(&flags), S_OK);
  EXPECT_TRUE(transports.requests.empty());
  open.store.reset();
  EXPECT_EQ(any_call(*other), S_OK);
  other.reset();
  EXPECT_THAT(transports.requests, ElementsAre(LOGOFF_PURGE));
}

TEST(StoreLogoff, TakesExactlyOneRequest) {  // J-42
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  ULONG flags = 0;
  EXPECT_EQ(open.store->StoreLogoff(&flags), MAPI_E_INVALID_PARAMETER);
  flags = LOGOFF_ORDERLY | LOGOFF_ABORT;
  EXPECT_EQ(open.store->StoreLogoff(&flags), MAPI_E_INVALID_PARAMETER);
  flags = 0x1000;
  EXPECT_EQ(open.store->StoreLogoff(&flags), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(open.store->StoreLogoff(nullptr), MAPI_E_INVALID_PARAMETER);
}

TEST(StoreLogoff, EndsTheStoreAndAllThatWasOpenedInIt) {  // J-47
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  const auto inbox = inbox_of(*open.store);
  ULONG flags = LOGOFF_NO_WAIT;
  EXPECT_EQ(open.store->StoreLogoff(&flags), S_OK);
  EXPECT_EQ(any_call(*open.store), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(any_call(*inbox), MAPI_E_INVALID_OBJECT);
}

TEST(StoreReleasedWithoutLogoff, TellsTransportsOnceWithAbort) {  // J-45, scenario 4
  FakeSupport support;
  Transports transports(support);
  StoreSession session;
  LoggedOn open = session.log_on(support);
  open.store.reset();
  EXPECT_THAT(transports.requests, ElementsAre(LOGOFF_ABORT));
  const auto calls = support.calls();
  const auto told = std::find(calls.begin(), calls.end(), "StoreLogoffTransports");
  const auto released = std::find(calls.begin(), calls.end(), "Release (last)");
  EXPECT_LT(told - calls.begin(), released - calls.begin());
}

TEST(StoreReleasedWithoutLogoff, InvalidatesWhatTheClientLeaked) {  // J-49, J-52, scenario 11
  FakeSupport support;
  FakeLedger ledger;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  const auto inbox = inbox_of(*open.store);
  const auto message = new_message(*inbox, "leaked");
  com_ptr<IMAPITable> table;
  ASSERT_EQ(inbox->GetContentsTable(0, table.put()), S_OK);
  com_ptr<IMAPIStatus> status;
  ULONG type = 0;
  ASSERT_EQ(open.logon->OpenStatusEntry(nullptr, 0, &type, status.put_void()), S_OK);
  open.store.reset();
  EXPECT_TRUE(support.released());  // no child keeps the store
  EXPECT_EQ(any_call(*inbox), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(message->SaveChanges(0), MAPI_E_INVALID_OBJECT);
  ULONG count = 0;
  EXPECT_EQ(table->GetRowCount(0, &count), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(status->ValidateState(0, 0), MAPI_E_INVALID_OBJECT);
}

TEST(StoreReleasedWithoutLogoff, ReleasesTheSupportObjectOnceThoughTheRuntimeComesBack) {  // J-50
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  int logoffs = 0;
  support.on_last_release = [&] {
    ++logoffs;
    ULONG zero = 0;
    EXPECT_EQ(open.logon->Logoff(&zero), S_OK);
    open.logon.reset();
  };
  open.store.reset();
  EXPECT_EQ(logoffs, 1);
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST(SessionLogoff, EndsAStoreThatIsStillOpen) {  // J-51, J-54
  FakeSupport support;
  Transports transports(support);
  StoreSession session;
  LoggedOn open = session.log_on(support);
  support.on_last_release = nullptr;
  const auto inbox = inbox_of(*open.store);
  ULONG zero = 0;
  EXPECT_EQ(open.logon->Logoff(&zero), S_OK);
  EXPECT_TRUE(support.released());
  EXPECT_EQ(any_call(*inbox), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(any_call(*open.store), MAPI_E_INVALID_OBJECT);
  open.logon.reset();
  open.store.reset();  // late, and harmless
  EXPECT_TRUE(transports.requests.empty());
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST(SessionLogoff, ReleasesTheSinksThatNobodyUnadvised) {  // J-83
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  std::atomic<int> destroyed{0};
  ULONG_PTR connection = 0;
  {
    const auto sink = com_ptr<IMAPIAdviseSink>::attach(new RecordingSink(destroyed));
    ASSERT_EQ(open.store->Advise(0, nullptr, fnevNewMail, sink.get(), &connection), S_OK);
  }
  EXPECT_EQ(destroyed, 0);  // the registration holds it
  ULONG flags = 0;
  EXPECT_EQ(open.logon->Logoff(&flags), S_OK);
  EXPECT_EQ(destroyed, 1);
  EXPECT_EQ(open.store->Unadvise(connection), MAPI_E_INVALID_OBJECT);
}

TEST(SessionLogoff, WorksWhileOtherThreadsAreInsideTheStore) {  // J-30, J-77
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  support.on_last_release = nullptr;
  const auto inbox = inbox_of(*open.store);
  std::atomic<bool> ended{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (;;) {
        com_ptr<IMessage> message;
        HRESULT result = inbox->CreateMessage(nullptr, 0, message.put());
        if (SUCCEEDED(result)) result = message->SaveChanges(0);
        if (result == MAPI_E_INVALID_OBJECT) return;
        if (FAILED(result) && result != MAPI_E_CANCEL) ADD_FAILURE() << kit::hresult_name(result);
        if (ended) return;
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ULONG zero = 0;
  EXPECT_EQ(open.logon->Logoff(&zero), S_OK);
  EXPECT_TRUE(support.released());
  ended = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(any_call(*inbox), MAPI_E_INVALID_OBJECT);
}

TEST(SessionLogoff, RacesTheLastReleaseOfTheStore) {  // J-50, scenario 27
  for (int round = 0; round < 100; ++round) {
    FakeSupport support;
    Transports transports(support);
    StoreSession session;
    LoggedOn open = session.log_on(support);
    std::thread client([store = std::move(open.store)]() mutable { store.reset(); });
    ULONG zero = 0;
    const HRESULT code = open.logon->Logoff(&zero);  // the client may have been first
    EXPECT_TRUE(code == S_OK || code == MAPI_E_INVALID_OBJECT) << kit::hresult_name(code);
    client.join();
    open.logon.reset();
    support.on_last_release = nullptr;
    EXPECT_TRUE(support.released());
    EXPECT_LE(transports.requests.size(), 1U);
  }
}

TEST(AStoreLogon, ReleasedWithoutLogoffLogsOff) {  // J-29
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  support.on_last_release = nullptr;
  open.logon.reset();
  EXPECT_TRUE(support.released());
  EXPECT_EQ(any_call(*open.store), MAPI_E_INVALID_OBJECT);
}

TEST(AStoreProvider, LogsItsStoresOffAtShutdown) {  // J-15, J-29
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  support.on_last_release = nullptr;
  ULONG zero = 0;
  EXPECT_EQ(session.provider()->Shutdown(&zero), S_OK);
  EXPECT_TRUE(support.released());
}

}  // namespace
}  // namespace postroom::test
