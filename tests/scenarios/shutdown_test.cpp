// SPDX-License-Identifier: Apache-2.0
//
// Scenarios 1, 2, 12, 13, 22 and 24 of contract J.15 with the build's own providers: how a session ends.
// Scenario 23, one object for both IMSLogon and IMsgStore, is no way in which the kit can build a store; the provider
// on the bare SPI has it (tests/session/store_test.cpp).
#include "scenario_fixture.hpp"

#include <postroom/store/profile.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <algorithm>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SessionEnding : public ScenarioTest {
 protected:
  // A client that does everything right, with a logon of each kind: mail is imported, sent, and everything released.
  void use_and_release(IMAPISession& session) {
    kit::com_ptr<IAddrBook> book;
    ASSERT_EQ(session.OpenAddressBook(0, nullptr, AB_NO_DIALOG, book.put()), S_OK);
    const auto store = open_store(session);
    ASSERT_TRUE(store);
    import_sample(*inbox(*store), "06-two-attachments.eml");
    submit(*store, "alice", "to myself");
    flush(session, *store);
  }

  // Each logon off once and released once; each provider object shut down once and released once.
  void expect_everything_ended_once() {
    const auto calls = ending_calls();
    const auto times = [&](const char* name) { return std::count(calls.begin(), calls.end(), name); };
    EXPECT_EQ(times("IABLogon::Logoff"), static_cast<long>(count(trace::Event::call_begin, "IABProvider::Logon")));
    EXPECT_EQ(times("IMSLogon::Logoff"),
              static_cast<long>(count(trace::Event::call_begin, "IMSProvider::Logon") +
                                count(trace::Event::call_begin, "IMSProvider::SpoolerLogon")));
    EXPECT_EQ(times("IXPLogon::TransportLogoff"),
              static_cast<long>(count(trace::Event::call_begin, "IXPProvider::TransportLogon")));
    EXPECT_EQ(times("IXPLogon::TransportLogoff"), 1);
    for (const char* kind : {"IAB", "IMS", "IXP"}) {
      const std::string name = kind;
      const std::string logoff = name == "IXP" ? "IXPLogon::TransportLogoff" : name + "Logon::Logoff";
      const std::string init = name.substr(1) + "ProviderInit";
      EXPECT_EQ(times((name + "Logon::Release").c_str()), times(logoff.c_str())) << name;
      EXPECT_EQ(times((name + "Provider::Shutdown").c_str()), static_cast<long>(count(trace::Event::call_begin, init)));
      EXPECT_EQ(times((name + "Provider::Release").c_str()), static_cast<long>(count(trace::Event::call_begin, init)));
    }
    EXPECT_GT(count(trace::Event::uid_added), 0U);
    EXPECT_EQ(count(trace::Event::uid_added), count(trace::Event::uid_removed));
    EXPECT_GT(count(trace::Event::row_added), 0U);
    EXPECT_EQ(count(trace::Event::row_added), count(trace::Event::row_removed));
    EXPECT_EQ(count(trace::Event::leak), 0U);
    for (const char* rule : {"C-13", "J-13", "J-14", "J-15", "J-17", "J-18", "J-45", "J-46", "J-49"}) {
      EXPECT_GT(applied(rule), 0U) << rule << " had nothing to say";
    }
  }
};

TEST_F(SessionEnding, Scenario01_EndsEveryProviderInTheDocumentedOrder) {  // J-10, J-12 … J-17, A-40
  make_profile("alice");
  auto session = log_on("alice");
  ASSERT_TRUE(session);
  use_and_release(*session);

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_THAT(ending_calls(first_session()), Contains("IABLogon::Logoff"));
  expect_everything_ended_once();
  EXPECT_TRUE(provider_is_mapped()) << "closed before the last MAPIUninitialize";
  EXPECT_EQ(count(trace::Event::library_unloaded), 0U);
  session.reset();
  uninitialise();
  EXPECT_EQ(count(trace::Event::library_unloaded), 3U);
  EXPECT_EQ(count(trace::Event::library_kept), 0U);
  EXPECT_GT(applied("A-40"), 0U);
  EXPECT_GT(applied("J-16"), 0U);
}

TEST_F(SessionEnding, Scenario01_TakesAnOpenStoreOffTheTransportsBeforeItsLogoff) {  // J-13 … J-18, J-54
  make_profile("alice");
  auto session = log_on("alice");
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, AB_NO_DIALOG, book.put()), S_OK);
  auto store = open_store(*session);
  kit::com_ptr<IMAPITable> status;
  ASSERT_EQ(session->GetStatusTable(0, status.put()), S_OK);  // waits for the transport (C-16)
  status.reset();
  book.reset();

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  auto calls = ending_calls(first_session());
  std::erase_if(calls, [](const std::string& call) { return call.rfind("IXP", 0) == 0; });
  EXPECT_THAT(calls, ElementsAre("IABLogon::Logoff", "IABLogon::Release", "IMSLogon::Logoff", "IMSLogon::Release",
                                 "IABProvider::Shutdown", "IABProvider::Release", "IMSProvider::Shutdown",
                                 "IMSProvider::Release"));
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(store->GetReceiveFolderTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  store.reset();
}

TEST_F(SessionEnding, Scenario02_ShutsAProviderDownAfterTheLastOfItsLogons) {  // J-15, C-18
  make_profile("alice");
  add_service("alice", "POSTROOM_STORE", {{store::PR_STORE_PATH_W, std::string("second.sqlite")}});
  auto session = log_on("alice", MAPI_NO_MAIL);
  const auto ids = store_ids(*session);
  ASSERT_EQ(ids.size(), 2U);
  kit::com_ptr<IMsgStore> one;
  kit::com_ptr<IMsgStore> two;
  ASSERT_EQ(try_open_store(*session, ids[0], one), S_OK);
  ASSERT_EQ(try_open_store(*session, ids[1], two), S_OK);
  ASSERT_NE(one, two);
  ASSERT_EQ(put_message(*inbox(*two), "in the second", ""), S_OK);
  EXPECT_THAT(subjects(*inbox(*one)), IsEmpty());

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_EQ(count(trace::Event::call_begin, "MSProviderInit"), 1U);
  auto calls = ending_calls();
  std::erase_if(calls, [](const std::string& call) { return call.rfind("IMS", 0) != 0; });
  EXPECT_THAT(calls, ElementsAre("IMSLogon::Logoff", "IMSLogon::Release", "IMSLogon::Logoff", "IMSLogon::Release",
                                 "IMSProvider::Shutdown", "IMSProvider::Release"));
  one.reset();
  two.reset();
}

TEST_F(SessionEnding, Scenario12_GoesOnWhenALogoffMethodFails) {  // J-21
  expect_broken({"J-23"});
  // The build's own logoff methods do not fail; beside them stands an address book whose does.
  describe_service("FAILING",
                   "[FAILING]\nProviders=FAILING_AB\n[FAILING_AB]\nPR_PROVIDER_DLL_NAME=spi_example\n"
                   "PR_RESOURCE_TYPE=MAPI_AB_PROVIDER\nPR_DISPLAY_NAME=Failing\nPR_PROVIDER_DISPLAY=Failing\n"
                   "PR_RESOURCE_FLAGS=0\n66010003=1\n");
  make_profile("alice");
  add_service("alice", "FAILING");
  auto session = log_on("alice");
  use_and_release(*session);

  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);

  EXPECT_EQ(count(trace::Event::call_begin, "IABLogon::Logoff"), 2U);
  const auto entries = events();
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const trace::Entry& entry) {
    return entry.is(trace::Event::call_end) && entry.method == "IABLogon::Logoff" && entry.hresult == E_FAIL;
  })) << "the failure was not even tried";
  expect_everything_ended_once();
}

TEST_F(SessionEnding, Scenario13_HappensInTheLastReleaseOfASessionThatWasNotLoggedOff) {  // J-6
  make_profile("alice");
  auto session = log_on("alice");
  use_and_release(*session);

  session.reset();

  expect_everything_ended_once();
}

TEST_F(SessionEnding, Scenario22_DeletesAProfileThatWasDeletedMeanwhile) {  // B-5, J-90
  make_profile("alice");
  auto session = log_on("alice");
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  std::string name = "alice";
  ASSERT_EQ(admin->DeleteProfile(reinterpret_cast<LPTSTR>(name.data()), 0), S_OK);
  auto store = open_store(*session);
  ASSERT_TRUE(store) << "the session works on";
  EXPECT_EQ(put_message(*inbox(*store), "written after the deletion", ""), S_OK);
  store.reset();

  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  kit::com_ptr<IMAPISession> again;
  EXPECT_EQ(
      MAPILogonEx(0, reinterpret_cast<LPTSTR>(name.data()), nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION, again.put()),
      MAPI_E_LOGON_FAILED);
  EXPECT_EQ(admin->CreateProfile(reinterpret_cast<LPTSTR>(name.data()), nullptr, 0, MAPI_DEFAULT_SERVICES), S_OK)
      << "the name is free";
}

// A folder and a message that a client still holds after the last MAPIUninitialize. Their code is in the provider's
// library, which is therefore kept and reported. Of an SPI-level provider the runtime knows only what it was given to
// invalidate, so for that one this can hold for MakeInvalid'ed objects alone (tests/session/store_test.cpp).
TEST_F(SessionEnding, Scenario24_KeepsTheLibraryOfALeakedFolderUntilItIsReleased) {  // A-40, J-71, J-77
  make_profile("alice");
  auto session = log_on("alice", MAPI_NO_MAIL);
  auto store = open_store(*session);
  auto folder = inbox(*store);
  store.reset();
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  session.reset();
  MAPIUninitialize();

  EXPECT_TRUE(provider_is_mapped()) << "the folder's code is gone";
  EXPECT_EQ(count(trace::Event::library_kept), 1U);
  for (const trace::Entry& entry : events()) {
    if (!entry.is(trace::Event::library_kept)) continue;
    EXPECT_EQ(entry.name, "postroom_store");
    EXPECT_THAT(entry.detail, HasSubstr("IMAPIFolder"));
  }
  ULONG count_of_values = 0;
  SPropValue* values = nullptr;
  EXPECT_EQ(folder->GetProps(nullptr, 0, &count_of_values, &values), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(folder->GetContentsTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IMessage> message;
  EXPECT_EQ(folder->CreateMessage(nullptr, 0, message.put()), MAPI_E_INVALID_OBJECT);
  kit::com_ptr<IUnknown> unknown;
  EXPECT_EQ(folder->QueryInterface(IID_IUnknown, unknown.put_void()), S_OK);  // J-74
  unknown.reset();
  EXPECT_EQ(folder.reset(), 0U);

  // Nothing holds the library any more: the next last MAPIUninitialize closes it.
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  uninitialise();
}

TEST_F(SessionEnding, Scenario24_AlsoWithoutLogoff) {  // J-71
  make_profile("alice");
  auto session = log_on("alice", MAPI_NO_MAIL);
  auto store = open_store(*session);
  auto folder = inbox(*store);
  MAPIUninitialize();

  EXPECT_EQ(count(trace::Event::library_kept), 1U);
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(folder->GetHierarchyTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(store->GetReceiveFolderTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(session->GetStatusTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  folder.reset();
  store.reset();
  session.reset();

  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  uninitialise();
}

}  // namespace
}  // namespace postroom::test
