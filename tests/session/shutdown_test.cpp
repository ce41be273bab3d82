// SPDX-License-Identifier: Apache-2.0
//
// The end of a session, call by call, as contract J.15 numbers its scenarios.
#include "session_fixture.hpp"

#include <mapitags.h>
#include <mapiutil.h>

#include <thread>

namespace postroom::test {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SessionLogoff : public SessionTest {
 protected:
  // A client that does everything right, with one logon of each kind.
  void use_and_release(IMAPISession& session) {
    kit::com_ptr<IAddrBook> book;
    ASSERT_EQ(session.OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
    book.reset();
    const auto store = open_store(session, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
    ASSERT_TRUE(store);
    kit::com_ptr<IMAPITable> status;
    ASSERT_EQ(session.GetStatusTable(0, status.put()), S_OK);  // waits for the transport (C-16)
    kept_open_ = store;
  }

  // The calls of J.3, one logon of each kind.
  static std::vector<std::string> documented_order() {
    return {"IABLogon::Logoff",          "IABLogon::Release",    "IMSLogon::Logoff",      "IMSLogon::Release",
            "IXPLogon::TransportLogoff", "IXPLogon::Release",    "IABProvider::Shutdown", "IABProvider::Release",
            "IMSProvider::Shutdown",     "IMSProvider::Release", "IXPProvider::Shutdown", "IXPProvider::Release"};
  }

  // A library with objects that the runtime cannot know is closed all the same: release them before.
  void TearDown() override {
    kept_open_.reset();
    SessionTest::TearDown();
  }

  kit::com_ptr<IMsgStore> kept_open_;
};

TEST_F(SessionLogoff, Scenario01_EndsEveryProviderInTheDocumentedOrder) {  // J-1, J-12 … J-17, A-40
  make_profile("Alice");
  auto session = log_on("Alice");
  ASSERT_TRUE(session);
  use_and_release(*session);

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_THAT(ending_calls(), ElementsAreArray(documented_order()));
  EXPECT_EQ(count(trace::Event::uid_added), count(trace::Event::uid_removed));
  EXPECT_EQ(count(trace::Event::row_added), 3U);
  EXPECT_EQ(count(trace::Event::row_removed), 3U);
  EXPECT_TRUE(provider_is_mapped()) << "closed before the last MAPIUninitialize";
  EXPECT_EQ(count(trace::Event::library_unloaded), 0U);
  session.reset();
  kept_open_.reset();  // a store that outlived its session: its Release is safe
  uninitialise();
  EXPECT_EQ(count(trace::Event::library_unloaded), 1U);
}

TEST_F(SessionLogoff, Scenario02_ShutsAProviderDownAfterTheLastOfItsLogons) {  // J-15, C-18
  Services services;
  services.stores = 2;
  services.with_address_book = false;
  services.with_transport = false;
  make_profile("Alice", services);
  auto session = log_on("Alice");
  const auto one = open_store(*session, 0);
  const auto two = open_store(*session, 1);

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_EQ(count(trace::Event::call_begin, "MSProviderInit"), 2U) << "one for the client, one for the spooler";
  std::vector<std::string> client_calls;
  for (const auto& entry : events()) {
    if (entry.is(trace::Event::call_begin) && entry.session == first_session()) client_calls.push_back(entry.method);
  }
  std::erase_if(client_calls, [](const std::string& name) {
    return name == "IMSProvider::Logon" || name == "IMSProvider::CompareStoreIDs" || name == "HrValidateIPMSubtree";
  });
  EXPECT_THAT(client_calls, ElementsAre("IMSLogon::Logoff", "IMSLogon::Release", "IMSLogon::Logoff",
                                        "IMSLogon::Release", "IMSProvider::Shutdown", "IMSProvider::Release"));
}

TEST_F(SessionLogoff, Scenario12_GoesOnWhenALogoffMethodFails) {  // J-21
  expect_broken({"J-23"});
  Services services;
  services.address_book = kLogoffFails;
  make_profile("Alice", services);
  auto session = log_on("Alice");
  use_and_release(*session);

  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_THAT(ending_calls(), ElementsAreArray(documented_order()));
}

TEST_F(SessionLogoff, TakesAnExceptionForAFailedCall) {  // J-114
  expect_broken({"J-114", "J-23"});
  Services services;
  services.address_book = kLogoffThrows;
  services.store = kLogoffThrows;
  services.transport = kLogoffThrows;
  make_profile("Alice", services);
  auto session = log_on("Alice");
  use_and_release(*session);

  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_THAT(ending_calls(), ElementsAreArray(documented_order()));
  EXPECT_EQ(count(trace::Event::call_threw), 3U);
}

TEST_F(SessionLogoff, Scenario13_HappensInTheLastReleaseOfASessionThatWasNotLoggedOff) {  // J-6
  make_profile("Alice");
  auto session = log_on("Alice");
  use_and_release(*session);

  session.reset();

  EXPECT_THAT(ending_calls(), ElementsAreArray(documented_order()));
}

TEST_F(SessionLogoff, HappensInTheLastUninitializeOfASessionThatIsStillHeld) {  // J-71
  make_profile("Alice");
  auto session = log_on("Alice");
  use_and_release(*session);
  kept_open_.reset();  // its library is about to be closed
  const std::vector<std::string> before = ending_calls();

  uninitialise();

  std::vector<std::string> expected = before;
  for (const std::string& call : documented_order()) {
    if (call.rfind("IMSLogon", 0) != 0) expected.push_back(call);
  }
  EXPECT_THAT(ending_calls(), ElementsAreArray(expected));
  EXPECT_EQ(session->Unadvise(1), MAPI_E_INVALID_OBJECT);
}

TEST_F(SessionLogoff, LeavesNothingLegalButRelease) {  // J-5, J-74
  make_profile("Alice");
  auto session = log_on("Alice");
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_EQ(session->Logoff(0, 0, 0), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(session->GetStatusTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IMAPISession> same;
  EXPECT_EQ(session->QueryInterface(IID_IMAPISession, same.put_void()), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IUnknown> unknown;
  EXPECT_EQ(session->QueryInterface(IID_IUnknown, unknown.put_void()), S_OK);
}

TEST_F(SessionLogoff, RefusesBadArgumentsAndStaysActive) {  // J-4
  make_profile("Alice");
  auto session = log_on("Alice");

  EXPECT_EQ(session->Logoff(0, 0x80, 0), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(session->Logoff(0, 0, 1), MAPI_E_INVALID_PARAMETER);
  EXPECT_TRUE(open_store(*session));
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

TEST_F(SessionLogoff, InvalidatesTheRuntimesObjectsThatAClientLeaks) {  // J-11, J-79, scenario 11
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IMAPITable> stores;
  ASSERT_EQ(session->GetMsgStoresTable(0, stores.put()), S_OK);
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  kit::com_ptr<IMsgServiceAdmin> admin;
  ASSERT_EQ(session->AdminServices(0, admin.put()), S_OK);

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  ULONG count = 0;
  EXPECT_EQ(stores->GetRowCount(0, &count), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(book->GetSearchPath(0, nullptr), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(admin->GetProviderTable(0, table.put()), MAPI_E_INVALID_OBJECT);
}

TEST_F(SessionLogoff, Scenario14_DoesNotDeadlockRightAfterLogon) {  // J-8, J-113
  make_profile("Alice");
  for (int round = 0; round < 20; ++round) {
    auto session = log_on("Alice");
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
  EXPECT_EQ(count(trace::Event::call_begin, "IXPProvider::TransportLogon"),
            count(trace::Event::call_begin, "IXPLogon::TransportLogoff"));
}

TEST_F(SessionLogoff, Scenario22_DeletesAProfileThatWasDeletedMeanwhile) {  // B-5, J-90
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  char name[] = "Alice";
  ASSERT_EQ(admin->DeleteProfile(reinterpret_cast<LPTSTR>(name), 0), S_OK);
  EXPECT_TRUE(open_store(*session)) << "the session works on";

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_EQ(admin->CreateProfile(reinterpret_cast<LPTSTR>(name), nullptr, 0, 0), S_OK) << "the name is free";
}

TEST_F(SessionLogoff, Scenario22_RenamesAProfileThatWasRenamedMeanwhile) {  // B-7, J-90
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  char name[] = "Alice";
  char new_name[] = "Alicia";
  ASSERT_EQ(admin->RenameProfile(reinterpret_cast<LPTSTR>(name), nullptr, reinterpret_cast<LPTSTR>(new_name), 0, 0),
            S_OK);

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_TRUE(log_on("Alicia")) << "the session still used the profile after its Logoff";
}

TEST_F(SessionLogoff, LeavesOtherSessionsAlone) {  // J-22
  make_profile("Alice");
  make_profile("Bob");
  auto alice = log_on("Alice");
  auto bob = log_on("Bob");
  const auto store = open_store(*bob);
  const auto other = open_store(*alice);

  ASSERT_EQ(alice->Logoff(0, 0, 0), S_OK);

  auto id = folder_id();
  ULONG type = 0;
  kit::com_ptr<IUnknown> folder;
  EXPECT_EQ(bob->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, 0, &type,
                           folder.put()),
            S_OK);
  folder.reset();
  EXPECT_EQ(bob->Logoff(0, 0, 0), S_OK);
}

TEST_F(SessionLogoff, Scenario17_OfOneSharerTellsTheOthersAndEndsNothing) {  // J-85 … J-88
  make_profile("Alice");
  auto first = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS);
  auto second = log_on("", MAPI_EXTENDED);
  auto third = log_on("", MAPI_EXTENDED);
  EXPECT_EQ(count(trace::Event::session_logon), 2U) << "one of clients, one of the spooler";
  const auto store = open_store(*second, 0, MDB_NO_DIALOG | MDB_NO_MAIL);

  ASSERT_EQ(first->Logoff(0, MAPI_LOGOFF_SHARED, 0), S_OK);
  ASSERT_EQ(second->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 0U);

  ASSERT_EQ(third->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 1U);
}

TEST_F(SessionLogoff, Scenario28_IsCompleteThoughAProviderKeepsItsSupportObject) {  // J-21, J-24
  expect_broken({"J-24"});
  Services services;
  services.address_book = kForgetsSupport;
  services.store = kForgetsSupport;
  services.transport = kForgetsSupport;
  make_profile("Alice", services);
  auto session = log_on("Alice");
  use_and_release(*session);

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_THAT(ending_calls(), ElementsAreArray(documented_order()));
  EXPECT_EQ(count(trace::Event::row_removed), 3U);
  EXPECT_EQ(count(trace::Event::uid_added), count(trace::Event::uid_removed));
}

}  // namespace
}  // namespace postroom::test
