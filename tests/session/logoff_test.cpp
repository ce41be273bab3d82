// SPDX-License-Identifier: Apache-2.0
//
// IMAPISession::Logoff as a call: who may refuse it, what it waits for, and what other threads may do meanwhile.
#include "asking_sink.hpp"
#include "session_fixture.hpp"

#include <postroom/postroom.h>

#include <mapitags.h>
#include <mapiutil.h>

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Logoff : public SessionTest {
 protected:
  Logoff() {  // no test depends on how fast the machine is: what is waited for is waited for
    setenv("POSTROOM_CALL_BUDGET_MS", "0", 1);
    setenv("POSTROOM_SESSION_BUDGET_MS", "0", 1);
  }
  ~Logoff() override {
    unsetenv("POSTROOM_CALL_BUDGET_MS");
    unsetenv("POSTROOM_SESSION_BUDGET_MS");
  }

  // The identifiers of the rows of the status table, those of providers first.
  static std::vector<std::vector<BYTE>> status_ids(IMAPISession& session) {
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(session.GetStatusTable(0, table.put()), S_OK);
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    EXPECT_EQ(table->SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0), S_OK);
    SRowSet* raw = nullptr;
    EXPECT_EQ(table->QueryRows(100, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    std::vector<std::vector<BYTE>> ids;
    for (ULONG i = 0; rows && i < rows->cRows; ++i) {
      const SBinary& id = rows->aRow[i].lpProps[0].Value.bin;
      ids.emplace_back(id.lpb, id.lpb + id.cb);
    }
    return ids;
  }
  static void wait_for_transport(IMAPISession& session) { static_cast<void>(status_ids(session)); }  // C-16

  // Between call_begin and call_end of `outer`, which calls on providers began?
  std::vector<std::string> calls_inside(const std::string& outer) const {
    std::vector<std::string> inside;
    bool running = false;
    for (const trace::Entry& entry : events()) {
      if (entry.is(trace::Event::call_begin) && entry.method == outer) {
        running = true;
      } else if (entry.is(trace::Event::call_end) && entry.method == outer) {
        running = false;
      } else if (running && entry.is(trace::Event::call_begin)) {
        inside.push_back(entry.method);
      }
    }
    return inside;
  }
};

// ---- the user's word

class LogoffConfirmation : public Logoff {
 protected:
  ~LogoffConfirmation() override { postroom_set_logoff_confirmation(nullptr, nullptr); }

  struct User {
    BOOL answer = FALSE;
    int asked = 0;
    ULONG_PTR ui_param = 0;
  };
  static BOOL ask(void* context, ULONG_PTR ui_param) {
    auto& user = *static_cast<User*>(context);
    ++user.asked;
    user.ui_param = ui_param;
    return user.answer;
  }
};

TEST_F(LogoffConfirmation, RefusedLeavesTheSessionAsItWas) {  // J-7
  make_profile("Alice");
  auto session = log_on("Alice");
  const auto store = open_store(*session, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
  wait_for_transport(*session);
  User user;
  postroom_set_logoff_confirmation(&ask, &user);

  EXPECT_EQ(session->Logoff(42, MAPI_LOGOFF_UI, 0), MAPI_E_USER_CANCEL);

  EXPECT_EQ(user.asked, 1);
  EXPECT_EQ(user.ui_param, 42U);
  EXPECT_THAT(ending_calls(), IsEmpty());
  EXPECT_EQ(count(trace::Event::session_logoff_begin), 0U);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(session->GetMsgStoresTable(0, table.put()), S_OK) << "active as before";
  user.answer = TRUE;
  EXPECT_EQ(session->Logoff(42, MAPI_LOGOFF_UI, 0), S_OK);
  EXPECT_EQ(user.asked, 2);
}

TEST_F(LogoffConfirmation, IsNeverAskedForWithoutTheFlag) {  // J-6, J-7
  make_profile("Alice");
  User user;
  postroom_set_logoff_confirmation(&ask, &user);
  EXPECT_EQ(log_on("Alice")->Logoff(42, 0, 0), S_OK);
  log_on("Alice").reset();  // a Release without Logoff
  EXPECT_EQ(user.asked, 0);
}

TEST_F(LogoffConfirmation, IsNotNeededWhereNobodyCanAsk) {  // J-7
  make_profile("Alice");
  EXPECT_EQ(log_on("Alice")->Logoff(0, MAPI_LOGOFF_UI, 0), S_OK);
}

TEST_F(LogoffConfirmation, IsNotAskedForBeforeTheArgumentsAreRight) {  // J-4
  make_profile("Alice");
  auto session = log_on("Alice");
  User user;
  postroom_set_logoff_confirmation(&ask, &user);
  EXPECT_EQ(session->Logoff(0, MAPI_LOGOFF_UI, 1), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(session->Logoff(0, MAPI_LOGOFF_UI | 4, 0), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(user.asked, 0);
}

// ---- its order

TEST_F(Logoff, ShutsNoProviderDownFromInsideAnotherCall) {  // J-19, J-20
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  auto store = open_store(*session, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
  wait_for_transport(*session);
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  store.reset();

  for (const char* logoff : {"IABLogon::Logoff", "IMSLogon::Logoff", "IXPLogon::TransportLogoff"}) {
    EXPECT_EQ(count(trace::Event::call_begin, logoff), 1U);
    EXPECT_THAT(calls_inside(logoff), IsEmpty()) << logoff << ": the support object's Release came inside";
  }
  const auto calls = ending_calls();
  const auto at = [&](const char* call) { return std::find(calls.begin(), calls.end(), call) - calls.begin(); };
  EXPECT_LT(at("IABLogon::Release"), at("IABProvider::Shutdown"));
  EXPECT_LT(at("IXPLogon::Release"), at("IXPProvider::Shutdown"));
}

TEST_F(Logoff, ReachesALogonWhoseServiceWasDisabledMeanwhile) {  // J-107, C-25
  Services services;
  services.store = kLogonFails;
  services.with_transport = false;
  make_profile("Alice", services);
  auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  auto id = store_id(*session);
  kit::com_ptr<IMsgStore> store;
  EXPECT_EQ(session->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                  MDB_NO_DIALOG, store.put()),
            MAPI_E_LOGON_FAILED);
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_THAT(ending_calls(), ElementsAre("IABLogon::Logoff", "IABLogon::Release", "IABProvider::Shutdown",
                                          "IABProvider::Release", "IMSProvider::Shutdown", "IMSProvider::Release"));
}

TEST_F(Logoff, IsTheOnlyWayToEndAnAddressBookOrATransport) {  // J-2, scenario 29
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  book.reset();
  ULONG types = 0;
  LPTSTR* names = nullptr;
  ASSERT_EQ(session->EnumAdrTypes(0, &types, &names), S_OK);
  EXPECT_EQ(types, 1U);
  MAPIFreeBuffer(names);

  for (std::vector<BYTE>& id : status_ids(*session)) {  // whatever a status object can do is done
    ULONG type = 0;
    kit::com_ptr<IMAPIStatus> status;
    ASSERT_EQ(session->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0,
                                 &type, status.put_unknown()),
              S_OK);
    static_cast<void>(status->ValidateState(0, SUPPRESS_UI));
    static_cast<void>(status->FlushQueues(0, 0, nullptr, FLUSH_UPLOAD | FLUSH_DOWNLOAD));
    static_cast<void>(status->SettingsDialog(0, 0));
  }
  kit::com_ptr<IMsgServiceAdmin> admin;
  ASSERT_EQ(session->AdminServices(0, admin.put()), S_OK);
  kit::com_ptr<IMAPITable> services;
  ASSERT_EQ(admin->GetMsgServiceTable(0, services.put()), S_OK);
  SizedSPropTagArray(1, columns) = {1, {PR_SERVICE_UID}};
  ASSERT_EQ(services->SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0), S_OK);
  SRowSet* raw = nullptr;
  ASSERT_EQ(services->QueryRows(1, 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  ASSERT_EQ(rows->cRows, 1U);
  EXPECT_EQ(admin->DeleteMsgService(reinterpret_cast<LPMAPIUID>(rows->aRow[0].lpProps[0].Value.bin.lpb)), S_OK);
  services.reset();
  admin.reset();

  EXPECT_THAT(ending_calls(), Not(Contains(HasSubstr("Logoff"))));
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_THAT(ending_calls(), Contains("IABLogon::Logoff"));
  EXPECT_THAT(ending_calls(), Contains("IXPLogon::TransportLogoff"));
}

TEST_F(Logoff, FindsNoReferenceOfTheRuntimesOnAStore) {  // J-108
  make_profile("Alice");
  auto session = log_on("Alice");
  auto store = open_store(*session);
  EXPECT_EQ(store.reset(), 0U) << "the client's Release is the last";
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff") -
                count(trace::Event::call_begin, "IMSProvider::SpoolerLogon"),
            1U)
      << "J-49 ran for the client's store; the spooler's pair went with it";
}

TEST_F(Logoff, KnowsTheCallsThatTheAddressBookMakes) {  // J-114: one that hangs or throws is seen like any other
  make_profile("Alice");
  auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  EXPECT_EQ(book->GetDefaultDir(&size, kit::out(entry)), S_OK);
  EXPECT_THAT(calls(), Contains("IABLogon::OpenEntry"));
}

// ---- what a provider does when there is time

class IdleProvider : public Logoff {
 protected:
  static int runs() {
    const std::string path = std::string(std::getenv("POSTROOM_TEST_BUILD")) + "/lib/postroom-test/libspi_example.so";
    void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD);
    if (library == nullptr) return -1;
    const int count = reinterpret_cast<int (*)()>(dlsym(library, "spi_example_idle_runs"))();
    dlclose(library);
    return count;
  }
  kit::com_ptr<IMAPISession> session_of_one_that_is_idle(ULONG fault) {
    Services services;
    services.address_book = fault;
    services.with_transport = false;
    make_profile("Alice", services);
    auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    kit::com_ptr<IAddrBook> book;
    EXPECT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
    const int before = runs();
    for (int i = 0; i < 6000 && runs() == before; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_GT(runs(), before) << "its routine does not run";
    return session;
  }
  static BOOL STDAPICALLTYPE count_run(LPVOID context) {
    ++*static_cast<std::atomic<int>*>(context);
    return FALSE;
  }
  // While the engine goes on, for others.
  void expect_that_it_runs_no_more() {
    const int at_the_end = runs();
    std::atomic<int> others{0};
    ASSERT_NE(FtgRegisterIdleRoutine(&count_run, &others, -1, 1, FIROINTERVAL), FTGNULL);
    for (int i = 0; i < 6000 && others < 3; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_GE(others, 3);
    EXPECT_EQ(runs(), at_the_end);
    uninitialise();  // discards what is registered: `others` goes out of scope
  }
};

TEST_F(IdleProvider, RunsNoRoutineAfterItsShutdown) {  // J-110
  auto session = session_of_one_that_is_idle(kForgetsIdle);
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  expect_that_it_runs_no_more();
}

TEST_F(IdleProvider, RunsNoRoutineAfterItsShutdownThoughAnotherSessionUsesItsLibrary) {  // J-110
  auto session = session_of_one_that_is_idle(kForgetsIdle);
  make_profile("Bob");
  const auto other = log_on("Bob", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(other->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  expect_that_it_runs_no_more();
}

TEST_F(IdleProvider, MayUseMemoryAndEndItsIdleRoutinesInItsShutdown) {  // J-112
  auto session = session_of_one_that_is_idle(kUsesIdle);
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(count(trace::Event::call_threw), 0U);
  std::atomic<int> nobody{0};
  EXPECT_EQ(FtgRegisterIdleRoutine(&count_run, &nobody, -1, 1, FIROINTERVAL), FTGNULL) << "the engine has ended";
}

// ---- other threads

TEST_F(Logoff, WaitsForACallThatIsInside) {  // J-102
  make_profile("Alice");
  auto session = log_on("Alice");
  const auto store = open_store(*session, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
  struct Inside {
    Door entered;
    Door leave;
  } inside;
  postroom_set_logoff_confirmation(
      [](void* context, ULONG_PTR) -> BOOL {
        auto& doors = *static_cast<Inside*>(context);
        doors.entered.open();
        return doors.leave.wait() ? TRUE : FALSE;
      },
      &inside);
  HRESULT of_the_first = S_OK;
  std::thread first([&] { of_the_first = session->Logoff(0, MAPI_LOGOFF_UI, 0); });  // a call like any other
  ASSERT_TRUE(inside.entered.wait());
  HRESULT of_the_second = E_FAIL;
  std::thread second([&] { of_the_second = session->Logoff(0, 0, 0); });
  kit::com_ptr<IMAPITable> table;
  while (session->GetMsgStoresTable(0, table.put()) != MAPI_E_INVALID_OBJECT) std::this_thread::yield();

  EXPECT_THAT(ending_calls(), IsEmpty()) << "a call is still inside";
  inside.leave.open();
  first.join();
  second.join();
  postroom_set_logoff_confirmation(nullptr, nullptr);
  EXPECT_EQ(of_the_first, MAPI_E_INVALID_OBJECT) << "the session was ended while it asked";
  EXPECT_EQ(of_the_second, S_OK);
  EXPECT_THAT(ending_calls(), Contains("IMSProvider::Release"));
}

TEST_F(Logoff, Scenario15_WaitsForANotificationOnAnotherThreadAndReleasesItsSinkOnce) {  // J-80, J-82, J-103
  make_profile("Alice");
  make_profile("Bob");
  auto alice = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS);
  auto sharer = log_on("", MAPI_EXTENDED);
  AskingSink sink;
  Door entered;
  Door leave;
  sink.during = [&](ULONG) {
    entered.open();
    leave.wait();
  };
  ULONG_PTR connection = 0;
  ASSERT_EQ(alice->Advise(0, nullptr, fnevExtended, &sink, &connection), S_OK);
  ASSERT_EQ(sharer->Logoff(0, 0, 0), S_OK);  // which Alice is told of
  ASSERT_TRUE(entered.wait());
  HRESULT code = E_FAIL;
  std::thread logoff([&] { code = alice->Logoff(0, 0, 0); });
  while (count(trace::Event::session_logoff_begin) == 0) std::this_thread::yield();

  // The logoff is held up; a logon is not (J-103).
  auto bob = log_on("Bob", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  EXPECT_TRUE(open_store(*bob));
  EXPECT_EQ(bob->Logoff(0, 0, 0), S_OK);
  EXPECT_GT(sink.references(), 1U) << "released while it is called";

  leave.open();
  logoff.join();
  EXPECT_EQ(code, S_OK);
  EXPECT_EQ(sink.references(), 1U);
  EXPECT_EQ(sink.count(), 1U) << "nothing came later";
}

TEST_F(Logoff, EndsWhatAnAddressBookTellsBeforeItIsLoggedOff) {  // G-29, J-33, J-82
  make_profile("Alice");
  auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  constexpr MAPIUID kAddressBook = {{0x0b, 0x5a, 0x11, 0x00, 0x53, 0x50, 0x49, 0x41, 0x42, 1, 2, 3, 4, 5, 6, 7}};
  std::vector<BYTE> entry(4);  // the flags, and whose it is
  entry.insert(entry.end(), std::begin(kAddressBook.ab), std::end(kAddressBook.ab));
  AskingSink sink;
  ULONG_PTR connection = 0;
  ASSERT_EQ(book->Advise(static_cast<ULONG>(entry.size()), reinterpret_cast<LPENTRYID>(entry.data()),
                         fnevObjectModified, &sink, &connection),
            S_OK);

  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);

  const auto made = calls();
  const auto ended = std::ranges::find(made, "IABLogon::Unadvise");
  ASSERT_NE(ended, made.end());
  EXPECT_LT(ended, std::ranges::find(made, "IABLogon::Logoff"));
  EXPECT_EQ(sink.references(), 1U);
}

TEST_F(Logoff, LetsObjectsBeReleasedByAnyThread) {  // J-100
  make_profile("Alice");
  auto session = log_on("Alice");
  auto store = open_store(*session, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(session->GetStatusTable(0, table.put()), S_OK);
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  std::thread other([&] {
    table.reset();
    store.reset();
    book.reset();
    session.reset();  // and with it the whole session's logoff (J-6)
  });
  other.join();
  EXPECT_THAT(ending_calls(), Contains("IXPProvider::Release"));
  EXPECT_EQ(count(trace::Event::session_logoff_end), 2U) << "the client's and the spooler's";
}

TEST_F(Logoff, RacesTheLogonsAndLogoffsOfOtherThreads) {  // J-8, J-13, J-100, J-103, J-113, scenario 14
  constexpr int kThreads = 4;
  constexpr int kRounds = 10;
  make_profile("Alice");
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < kRounds; ++round) {
        auto session = log_on("Alice", MAPI_EXTENDED | (i % 2 == 0 ? MAPI_NEW_SESSION : MAPI_ALLOW_OTHERS));
        ASSERT_TRUE(session);
        EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count(trace::Event::call_begin, "XPProviderInit"),
            count(trace::Event::call_begin, "IXPProvider::Shutdown"));
  EXPECT_EQ(count(trace::Event::call_begin, "IXPProvider::TransportLogon"),
            count(trace::Event::call_begin, "IXPLogon::TransportLogoff"));
}

}  // namespace
}  // namespace postroom::test
