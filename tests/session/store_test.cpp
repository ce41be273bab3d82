// SPDX-License-Identifier: Apache-2.0
//
// The end of a single store while its session goes on, and what a store provider may do differently.
#include "session_fixture.hpp"

#include <mapitags.h>

#include <algorithm>
#include <cstring>
#include <thread>

namespace postroom::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StoreEnding : public SessionTest {
 protected:
  void SetUp() override {
    Services services;
    services.with_address_book = false;
    services.with_transport = false;
    make_profile("Alice", services);
    session_ = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  }
  void TearDown() override {
    session_.reset();
    SessionTest::TearDown();
  }

  // The steps of J-49, as the trace tells them, in order.
  std::vector<std::string> steps() const {
    std::vector<std::string> steps;
    for (const trace::Entry& entry : events()) {
      if (entry.is(trace::Event::store_logoff_transports) || entry.is(trace::Event::uid_removed) ||
          entry.is(trace::Event::row_removed)) {
        steps.push_back(entry.event_name);
      } else if (entry.is(trace::Event::call_begin) && entry.method.rfind("IMSLogon::", 0) == 0) {
        steps.push_back(entry.method);
      }
    }
    return steps;
  }
  HRESULT open_folder(kit::com_ptr<IUnknown>& folder) {
    auto id = folder_id();
    ULONG type = 0;
    return session_->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0, &type,
                               folder.put());
  }
  ULONG request_of_the_transports_call() const {
    for (const trace::Entry& entry : events()) {
      if (entry.is(trace::Event::store_logoff_transports)) return entry.request;
    }
    return 0;
  }

  kit::com_ptr<IMAPISession> session_;
};

TEST_F(StoreEnding, Scenario03_AfterStoreLogoffTakesTheFourStepsAndLeavesTheSession) {  // J-1, J-36, J-46, J-49, J-53
  auto store = open_store(*session_);

  ULONG flags = LOGOFF_ORDERLY;
  ASSERT_EQ(store->StoreLogoff(&flags), S_OK);
  EXPECT_EQ(flags & LOGOFF_COMPLETE, LOGOFF_COMPLETE);
  store.reset();

  EXPECT_EQ(request_of_the_transports_call(), LOGOFF_ORDERLY);
  EXPECT_THAT(steps(), ElementsAre("store_logoff_transports", "uid_removed", "row_removed", "IMSLogon::Logoff",
                                   "IMSLogon::Release"));
  EXPECT_EQ(count(trace::Event::call_begin, "IMSProvider::Shutdown"), 0U);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(session_->GetMsgStoresTable(0, table.put()), S_OK) << "the session is still active";
}

TEST_F(StoreEnding, Scenario04_WithoutStoreLogoffTellsTransportsOnceWithAbort) {  // J-1, J-45
  auto store = open_store(*session_);

  store.reset();

  EXPECT_EQ(request_of_the_transports_call(), LOGOFF_ABORT);
  EXPECT_THAT(steps(), ElementsAre("store_logoff_transports", "uid_removed", "row_removed", "IMSLogon::Logoff",
                                   "IMSLogon::Release"));
}

TEST_F(StoreEnding, Scenario21_WaitsForTheLastOfTwoOpenings) {  // C-31, J-109
  auto first = open_store(*session_);
  auto second = open_store(*session_);
  EXPECT_EQ(first, second);

  first.reset();
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 0U);
  second.reset();
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 1U);
  EXPECT_EQ(count(trace::Event::row_added), 1U);
}

TEST_F(StoreEnding, Scenario26_EndsRoutingUntilTheStoreIsOpenedAgain) {  // J-49, J-53
  auto store = open_store(*session_);
  kit::com_ptr<IUnknown> folder;
  ASSERT_EQ(open_folder(folder), S_OK);
  folder.reset();

  ULONG flags = LOGOFF_ORDERLY;
  ASSERT_EQ(store->StoreLogoff(&flags), S_OK);
  store.reset();

  EXPECT_EQ(open_folder(folder), MAPI_E_UNKNOWN_ENTRYID);
  store = open_store(*session_);
  EXPECT_EQ(open_folder(folder), S_OK);
  folder.reset();
  EXPECT_EQ(count(trace::Event::call_begin, "MSProviderInit"), 1U);
}

TEST_F(StoreEnding, InvalidatesTheFoldersThatAClientStillHolds) {  // J-52, J-73, scenario 11
  auto store = open_store(*session_);
  kit::com_ptr<IUnknown> unknown;
  ASSERT_EQ(open_folder(unknown), S_OK);
  auto folder = unknown.as<IMAPIFolder>();
  unknown.reset();
  ASSERT_TRUE(folder);

  store.reset();

  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  EXPECT_EQ(folder->GetProps(nullptr, 0, &count, kit::out(values)), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(folder->GetContentsTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(folder->QueryInterface(IID_IUnknown, unknown.put_void()), S_OK);  // J-74
  unknown.reset();
  EXPECT_EQ(folder.reset(), 0U) << "the runtime frees the block (J-75)";
}

// Of objects on the bare SPI the runtime knows only those it was given to invalidate. They are its own then and need no
// library, so the library is closed; what else a client leaks of such a provider has no code any more.
TEST_F(StoreEnding, Scenario24_LeavesAnInvalidatedFolderSafeAfterTheLastUninitialize) {  // A-40, J-71, J-77
  auto store = open_store(*session_);
  kit::com_ptr<IUnknown> unknown;
  ASSERT_EQ(open_folder(unknown), S_OK);
  auto folder = unknown.as<IMAPIFolder>();
  unknown.reset();
  store.reset();
  ASSERT_EQ(session_->Logoff(0, 0, 0), S_OK);
  session_.reset();
  uninitialise();
  EXPECT_FALSE(provider_is_mapped());

  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(folder->GetContentsTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(folder->QueryInterface(IID_IUnknown, unknown.put_void()), S_OK);
  unknown.reset();
  EXPECT_EQ(folder.reset(), 0U);
}

TEST_F(StoreEnding, RefusesABadRequest) {  // J-42
  auto store = open_store(*session_);
  for (const ULONG bad : {0U, LOGOFF_ORDERLY | LOGOFF_ABORT}) {
    ULONG flags = bad;
    EXPECT_EQ(store->StoreLogoff(&flags), MAPI_E_INVALID_PARAMETER) << bad;
  }
  ULONG unknown = 0x1000;
  EXPECT_EQ(store->StoreLogoff(&unknown), MAPI_E_UNKNOWN_FLAGS);
}

class OneIdentityStore : public StoreEnding {
 protected:
  void SetUp() override {
    Services services;
    services.store = kOneIdentity;
    services.with_address_book = false;
    services.with_transport = false;
    make_profile("Alice", services);
    session_ = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  }
};

TEST_F(OneIdentityStore, Scenario23_EndsWithItsLastRelease) {  // J-49
  auto store = open_store(*session_);
  EXPECT_EQ(count(trace::Event::one_identity), 1U);

  EXPECT_EQ(store.reset(), 0U) << "no reference is left";

  EXPECT_THAT(steps(), ElementsAre("store_logoff_transports", "uid_removed", "row_removed", "IMSLogon::Logoff"));
}

TEST_F(OneIdentityStore, IsLoggedOffByItsSession) {  // J-49, J-51
  auto store = open_store(*session_);

  ASSERT_EQ(session_->Logoff(0, 0, 0), S_OK);

  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 1U);
  EXPECT_EQ(count(trace::Event::uid_removed), 1U);
  EXPECT_EQ(store.reset(), 0U);
}

class RacingStore : public SessionTest, public ::testing::WithParamInterface<ULONG> {};

TEST_P(RacingStore, Scenario27_EndsOnceThoughItsLastReleaseRacesTheSessionsLogoff) {  // J-50
  Services services;
  services.store = GetParam();
  services.with_address_book = false;
  services.with_transport = false;
  make_profile("Alice", services);
  for (int round = 0; round < 50; ++round) {
    auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    auto store = open_store(*session);
    std::thread releaser([&store, round] {
      if (round % 2 == 0) std::this_thread::yield();
      store.reset();
    });
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
    releaser.join();
  }
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 50U);
  EXPECT_EQ(count(trace::Event::uid_removed), 50U);
  EXPECT_EQ(count(trace::Event::row_removed), 50U);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Release"), GetParam() == kOneIdentity ? 0U : 50U);
}
INSTANTIATE_TEST_SUITE_P(TwoObjectsAndOne, RacingStore, ::testing::Values(kNoFault, kOneIdentity));

class StoreLogon : public SessionTest {
 protected:
  // Takes its faults out of the section of the profile's first store.
  static void mend_store(IMAPISession& session) {
    kit::com_ptr<IMAPITable> table;
    ASSERT_EQ(session.GetMsgStoresTable(MAPI_UNICODE, table.put()), S_OK);
    SizedSPropTagArray(1, columns) = {1, {PR_PROVIDER_UID}};
    ASSERT_EQ(table->SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0), S_OK);
    SRowSet* raw = nullptr;
    ASSERT_EQ(table->QueryRows(1, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    ASSERT_EQ(rows->cRows, 1U);
    MAPIUID section_id{};
    std::memcpy(&section_id, rows->aRow[0].lpProps[0].Value.bin.lpb, sizeof section_id);
    kit::com_ptr<IMsgServiceAdmin> admin;
    ASSERT_EQ(session.AdminServices(0, admin.put()), S_OK);
    constexpr ULONG kForceAccess = 0x00080000;  // to the section of a provider
    kit::com_ptr<IProfSect> section;
    ASSERT_EQ(admin->OpenProfileSection(&section_id, nullptr, kForceAccess | MAPI_MODIFY, section.put()), S_OK);
    SPropValue none{};
    none.ulPropTag = PROP_TAG(PT_LONG, 0x6601);  // tests/spi/example.hpp
    ASSERT_EQ(section->SetProps(1, &none, nullptr), S_OK);
  }
};

TEST_F(StoreLogon, ThatFailsDisablesItsServiceForTheSession) {  // C-25
  Services services;
  services.store = kLogonFails;
  services.stores = 2;
  make_profile("Alice", services);
  auto session = log_on("Alice");
  auto id = store_id(*session, 0);
  kit::com_ptr<IMsgStore> store;
  const auto open = [&](std::vector<BYTE>& which) {
    return session->OpenMsgStore(0, static_cast<ULONG>(which.size()), reinterpret_cast<LPENTRYID>(which.data()),
                                 nullptr, MDB_NO_DIALOG, store.put());
  };

  EXPECT_EQ(open(id), MAPI_E_LOGON_FAILED);
  EXPECT_FALSE(store);
  EXPECT_THAT(error_text(*session, MAPI_E_LOGON_FAILED), HasSubstr("failed to log on"));
  auto other = store_id(*session, 1);
  EXPECT_EQ(open(other), MAPI_E_LOGON_FAILED);
  EXPECT_THAT(error_text(*session, MAPI_E_LOGON_FAILED), HasSubstr("disabled"));
  EXPECT_EQ(count(trace::Event::call_begin, "IMSProvider::Logon"), 1U) << "the second was not even tried";
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(StoreLogon, ThatLacksAPasswordMayBeTriedAgain) {  // C-24, C-27
  Services services;
  services.store = kPasswordMissing;
  make_profile("Alice", services);
  auto session = log_on("Alice");
  auto id = store_id(*session, 0);
  for (int attempt = 0; attempt < 2; ++attempt) {
    kit::com_ptr<IMsgStore> store;
    EXPECT_EQ(session->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                    MDB_NO_DIALOG, store.put()),
              MAPI_E_LOGON_FAILED);
  }
  EXPECT_EQ(count(trace::Event::call_begin, "IMSProvider::Logon"), 2U);
}

// The store opens, and its root folder through the session.
void expect_store_works(IMAPISession& session, const kit::com_ptr<IMsgStore>& store, std::vector<BYTE> root) {
  ASSERT_TRUE(store);
  kit::com_ptr<IUnknown> folder;
  ULONG type = 0;
  EXPECT_EQ(session.OpenEntry(static_cast<ULONG>(root.size()), reinterpret_cast<LPENTRYID>(root.data()), nullptr, 0,
                              &type, folder.put()),
            S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_FOLDER));
}

TEST_F(StoreLogon, WorksInASessionThatBeginsAfterOthersHaveFailedTo) {  // C-1, C-4, C-5
  make_profile("Alice");
  char unknown[] = "Nobody";
  char known[] = "Alice";
  char password[] = "secret";
  const auto name = [](char* text) { return reinterpret_cast<LPTSTR>(text); };
  constexpr ULONG kShared = MAPI_EXTENDED | MAPI_ALLOW_OTHERS | MAPI_NO_MAIL;
  kit::com_ptr<IMAPISession> session;
  EXPECT_EQ(MAPILogonEx(0, name(unknown), nullptr, kShared | MAPI_EXPLICIT_PROFILE, session.put()),
            MAPI_E_LOGON_FAILED);
  EXPECT_EQ(MAPILogonEx(0, name(known), name(password), kShared, session.put()), MAPI_E_LOGON_FAILED);
  EXPECT_EQ(MAPILogonEx(0, name(known), nullptr, kShared | 0x08000000, session.put()), MAPI_E_UNKNOWN_FLAGS);
  ASSERT_FALSE(session);

  session = log_on("Alice", kShared);
  ASSERT_TRUE(session);
  expect_store_works(*session, open_store(*session), folder_id());
  auto joined = log_on("", kShared);
  ASSERT_TRUE(joined);
  expect_store_works(*joined, open_store(*joined), folder_id());
  EXPECT_EQ(joined->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(StoreLogon, ThatFailedWorksInTheNextSessionOnceItsSectionIsMended) {  // C-25
  Services services;
  services.store = kLogonFails;
  make_profile("Alice", services);
  {
    auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    auto id = store_id(*session);
    kit::com_ptr<IMsgStore> store;
    EXPECT_EQ(session->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                    MDB_NO_DIALOG, store.put()),
              MAPI_E_LOGON_FAILED);
    mend_store(*session);
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
  auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  expect_store_works(*session, open_store(*session), folder_id());
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(StoreLogon, StartsTheAddressBooksFirst) {  // C-13
  make_profile("Alice");
  auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  const auto store = open_store(*session);
  const auto made = calls();
  const auto book = std::find(made.begin(), made.end(), "IABProvider::Logon");
  const auto first_store = std::find(made.begin(), made.end(), "IMSProvider::Logon");
  EXPECT_LT(book - made.begin(), first_store - made.begin());
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(StoreLogon, RefusesWhatIsNoStore) {  // C-39, F-18
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IMsgStore> store;
  EXPECT_EQ(session->OpenMsgStore(0, 0, nullptr, nullptr, 0, store.put()), MAPI_E_INVALID_PARAMETER);
  auto id = folder_id();
  EXPECT_EQ(session->OpenMsgStore(0, static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0,
                                  store.put()),
            MAPI_E_UNKNOWN_ENTRYID);
  EXPECT_EQ(session->OpenMsgStore(0, 3, reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0, store.put()),
            MAPI_E_INVALID_ENTRYID);
}

}  // namespace
}  // namespace postroom::test
