// SPDX-License-Identifier: Apache-2.0
//
// Provider objects and the libraries that they come from: how often they are made, when they go, and what a support
// object that is released too late does to them.
#include "session_fixture.hpp"

#include <mapitags.h>
#include <mapiutil.h>

#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <thread>

namespace postroom::test {
namespace {

using ::testing::Each;
using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ProviderObjects : public SessionTest {
 protected:
  std::vector<std::vector<BYTE>> all_store_ids(IMAPISession& session, int count) {
    std::vector<std::vector<BYTE>> ids;
    for (int i = 0; i < count; ++i) ids.push_back(store_id(session, i));
    return ids;
  }

  static ULONG rows_of_stores(IMAPISession& session) {
    kit::com_ptr<IMAPITable> table;
    ULONG count = 0;
    EXPECT_EQ(session.GetMsgStoresTable(0, table.put()), S_OK);
    EXPECT_EQ(table->GetRowCount(0, &count), S_OK);
    return count;
  }

  // The objects on which a method was called.
  std::vector<std::uint64_t> callees(const std::string& method) const {
    std::vector<std::uint64_t> objects;
    for (const trace::Entry& entry : events()) {
      if (entry.is(trace::Event::call_begin) && entry.method == method) objects.push_back(entry.object);
    }
    return objects;
  }

  // Borrowed: the support object of the latest logon of a kind, which the example keeps when it is told to.
  static IMAPISupport* kept_support(int kind) {
    const auto library =
        std::filesystem::path(std::getenv("POSTROOM_TEST_BUILD")) / "lib/postroom-test/libspi_example.so";
    void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
    if (handle == nullptr) return nullptr;
    const auto support_of = reinterpret_cast<IMAPISupport* (*)(int)>(dlsym(handle, "spi_example_support"));
    IMAPISupport* const support = support_of(kind);
    dlclose(handle);
    return support;
  }

  // A session with a logon of each kind, none of which releases its support object.
  kit::com_ptr<IMAPISession> log_on_keeping_supports(std::vector<IMAPISupport*>& supports) {
    Services services;
    services.address_book = services.store = services.transport = kForgetsSupport;
    make_profile("Alice", services);
    auto session = log_on("Alice");
    kit::com_ptr<IAddrBook> book;
    EXPECT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
    open_store(*session, 0, MDB_NO_DIALOG | MDB_NO_MAIL).reset();
    kit::com_ptr<IMAPITable> status;
    EXPECT_EQ(session->GetStatusTable(0, status.put()), S_OK);  // waits for the transport (C-16)
    for (int kind = 0; kind < 3; ++kind) supports.push_back(kept_support(kind));
    return session;
  }
};

TEST_F(ProviderObjects, AreFreshInEverySessionThoughTheLibraryStays) {  // J-70, A-39
  make_profile("Alice");
  for (int round = 0; round < 3; ++round) {
    auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    const auto store = open_store(*session);
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
  EXPECT_EQ(count(trace::Event::library_loaded), 1U);
  EXPECT_EQ(count(trace::Event::library_unloaded), 0U) << "A-40";
  EXPECT_EQ(count(trace::Event::call_begin, "MSProviderInit"), 3U);
  EXPECT_THAT(callees("IMSProvider::Shutdown"), SizeIs(3));
}

TEST_F(ProviderObjects, AreEqualInTheSecondSessionOfAProcessToThoseOfTheFirst) {  // J-70, C-45
  Services services;
  services.stores = 3;
  make_profile("Alice", services);
  std::vector<std::vector<BYTE>> first;
  for (const bool again : {false, true, true}) {
    auto session = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    ASSERT_EQ(rows_of_stores(*session), 3U) << "the store list of a later session is complete";
    const auto ids = all_store_ids(*session, 3);
    if (again) {
      EXPECT_EQ(ids, first);
    }
    first = ids;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(open_store(*session, i));
    kit::com_ptr<IAddrBook> book;
    EXPECT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
  EXPECT_EQ(count(trace::Event::call_begin, "IMSProvider::Logon"), 9U);
}

TEST_F(ProviderObjects, ShutDownOnceAfterTheirLastLogonAndBeforeTheirLibraryCloses) {  // J-15, J-16, J-69
  Services services;
  services.stores = 2;
  make_profile("Alice", services);
  auto session = log_on("Alice");
  auto one = open_store(*session, 0);
  auto two = open_store(*session, 1);
  one.reset();
  EXPECT_EQ(count(trace::Event::call_begin, "IMSProvider::Shutdown"), 0U) << "J-53";
  two.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_TRUE(provider_is_mapped()) << "its code may be on this very stack";
  session.reset();
  uninitialise();
  std::vector<std::string> ends;
  for (const trace::Entry& entry : events()) {
    if (entry.is(trace::Event::call_begin) && entry.method.starts_with("IMSProvider::") &&
        (entry.method.ends_with("Shutdown") || entry.method.ends_with("Release"))) {
      ends.push_back(entry.method);
    } else if (entry.is(trace::Event::library_unloaded)) {
      ends.emplace_back("unloaded");
    }
  }
  ASSERT_THAT(ends, testing::Not(IsEmpty()));
  EXPECT_EQ(ends.back(), "unloaded");
  EXPECT_EQ(std::count(ends.begin(), ends.end(), "unloaded"), 1);
}

TEST_F(ProviderObjects, AreNotShutDownInsideASupportObjectsRelease) {  // J-19, J-20
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  book.reset();
  const auto store = open_store(*session);
  kit::com_ptr<IMAPITable> status;
  ASSERT_EQ(session->GetStatusTable(0, status.put()), S_OK);
  status.reset();
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);

  std::map<std::uint32_t, int> in_release;  // by thread
  int releases = 0;
  bool book_released = false;
  for (const trace::Entry& entry : events()) {
    if (entry.is(trace::Event::support_teardown)) ++in_release[entry.thread], ++releases;
    if (entry.is(trace::Event::support_released)) --in_release[entry.thread];
    if (!entry.is(trace::Event::call_begin)) continue;
    if (entry.method == "IABLogon::Release") book_released = true;
    if (entry.method == "IABProvider::Shutdown") {
      EXPECT_TRUE(book_released) << "the runtime holds the logon still";
    }
    if (entry.method.ends_with("Shutdown")) {
      EXPECT_EQ(in_release[entry.thread], 0) << entry.method;
    }
  }
  EXPECT_GE(releases, 3);
}

TEST_F(ProviderObjects, TakeZeroAsTheArgumentOfEveryMethodThatEndsThem) {  // J-28, J-32: the example refuses all else
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  book.reset();
  open_store(*session).reset();
  kit::com_ptr<IMAPITable> status;
  ASSERT_EQ(session->GetStatusTable(0, status.put()), S_OK);
  status.reset();
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  std::vector<HRESULT> answers;
  for (const trace::Entry& entry : events()) {
    if (!entry.is(trace::Event::call_end)) continue;
    if (entry.method.ends_with("Logoff") || entry.method.ends_with("Shutdown")) answers.push_back(entry.hresult);
  }
  EXPECT_GE(answers.size(), 6U) << "a logoff method and a Shutdown of each kind";
  EXPECT_THAT(answers, Each(Eq(S_OK)));
}

TEST_F(ProviderObjects, ThatTwoThreadsLoadAtOnceLeaveNothing) {  // A-36, J-69, J-100
  make_profile("Alice");
  make_profile("Bob");
  uninitialise();
  for (int round = 0; round < 20; ++round) {
    initialise();
    const std::size_t loaded = count(trace::Event::library_loaded);
    auto alice = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    auto bob = log_on("Bob", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    std::atomic<int> ready{0};
    std::vector<std::thread> threads;
    for (IMAPISession* session : {alice.get(), bob.get()}) {
      threads.emplace_back([&, session] {
        ++ready;
        while (ready < 2) {
        }
        EXPECT_TRUE(open_store(*session));
        EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
      });
    }
    for (std::thread& thread : threads) thread.join();
    alice.reset();
    bob.reset();
    EXPECT_EQ(count(trace::Event::library_loaded), loaded + 1) << "opened once";
    uninitialise();
    ASSERT_FALSE(provider_is_mapped()) << "round " << round << ": a reference on the library is left";
  }
}

TEST_F(ProviderObjects, Scenario28_AreNotHarmedByASupportObjectReleasedAfterTheSession) {  // J-21, J-24
  expect_broken({"J-24"});
  std::vector<IMAPISupport*> supports;
  auto session = log_on_keeping_supports(supports);
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  session.reset();
  const std::size_t uids = count(trace::Event::uid_removed);
  const std::size_t rows = count(trace::Event::row_removed);
  EXPECT_EQ(uids, count(trace::Event::uid_added)) << "everything was removed already";

  for (IMAPISupport* support : supports) {
    MAPIUID uid{};
    EXPECT_EQ(support->NewUID(&uid), MAPI_E_INVALID_OBJECT);
    EXPECT_EQ(support->Release(), 0U);
  }

  EXPECT_EQ(count(trace::Event::uid_removed), uids);
  EXPECT_EQ(count(trace::Event::row_removed), rows);
  auto again = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  EXPECT_TRUE(open_store(*again)) << "a later session is none the worse";
  EXPECT_EQ(again->Logoff(0, 0, 0), S_OK);
}

TEST_F(ProviderObjects, Scenario28_AreNotHarmedByASupportObjectReleasedAfterMAPIUninitialize) {  // J-24, J-71
  expect_broken({"J-24"});
  std::vector<IMAPISupport*> supports;
  auto session = log_on_keeping_supports(supports);
  ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  session.reset();
  uninitialise();
  ASSERT_FALSE(provider_is_mapped()) << "a support object is the runtime's and keeps no library";

  for (IMAPISupport* support : supports) EXPECT_EQ(support->Release(), 0U);

  initialise();
  auto again = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  EXPECT_TRUE(again);
  EXPECT_EQ(again->Logoff(0, 0, 0), S_OK);
}

TEST_F(ProviderObjects, NoCallOfAClientEndsASingleAddressBookOrTransport) {  // J-2, scenario 29
  make_profile("Alice");
  auto session = log_on("Alice");
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  open_store(*session).reset();  // ends a store, and the store only
  ULONG types = 0;
  LPTSTR* names = nullptr;
  EXPECT_EQ(session->EnumAdrTypes(0, &types, &names), S_OK);
  MAPIFreeBuffer(names);
  kit::com_ptr<IMAPITable> status;
  ASSERT_EQ(session->GetStatusTable(0, status.put()), S_OK);
  status.reset();
  book.reset();
  kit::com_ptr<IMsgServiceAdmin> admin;
  ASSERT_EQ(session->AdminServices(0, admin.put()), S_OK);
  admin.reset();

  EXPECT_GE(count(trace::Event::call_begin, "IMSLogon::Logoff"), 1U) << "a store can be ended alone";
  EXPECT_EQ(count(trace::Event::call_begin, "IABLogon::Logoff"), 0U);
  EXPECT_EQ(count(trace::Event::call_begin, "IXPLogon::TransportLogoff"), 0U);
  EXPECT_TRUE(open_store(*session)) << "the session is active";
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

}  // namespace
}  // namespace postroom::test
