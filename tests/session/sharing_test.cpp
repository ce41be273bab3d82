// SPDX-License-Identifier: Apache-2.0
//
// A session that several clients share: what one client's logoff means to the others (J.11, scenarios 17 and 22).
#include "asking_sink.hpp"
#include "session_fixture.hpp"

#include <mapiutil.h>

#include <thread>

namespace postroom::test {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

class SharedSession : public SessionTest {
 protected:
  void SetUp() override {
    make_profile("Alice");
    first_ = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS);
    second_ = log_on("", MAPI_EXTENDED);
    third_ = log_on("", MAPI_EXTENDED);
    ASSERT_TRUE(first_ && second_ && third_);
  }
  void TearDown() override {
    for (auto* session : {&first_, &second_, &third_}) session->reset();
    SessionTest::TearDown();
  }
  static void advise(IMAPISession& session, AskingSink& sink) {
    ULONG_PTR connection = 0;
    EXPECT_EQ(session.Advise(0, nullptr, fnevExtended, &sink, &connection), S_OK);
  }
  static bool works(IMAPISession& session) {
    kit::com_ptr<IMAPITable> table;
    return session.GetMsgStoresTable(0, table.put()) == S_OK;
  }

  kit::com_ptr<IMAPISession> first_;
  kit::com_ptr<IMAPISession> second_;
  kit::com_ptr<IMAPISession> third_;
};

TEST_F(SharedSession, Scenario17_AnySharerMayTellTheOthersToLogOff) {  // J-85, J-86, J-87, J-88
  AskingSink of_first;
  AskingSink of_third;
  advise(*first_, of_first);
  advise(*third_, of_third);
  const auto store = open_store(*third_, 0, MDB_NO_DIALOG | MDB_NO_MAIL);

  ASSERT_EQ(second_->Logoff(0, MAPI_LOGOFF_SHARED, 0), S_OK);  // not the one who began the session

  for (AskingSink* sink : {&of_first, &of_third}) {
    EXPECT_TRUE(sink->wait_for(fnevCriticalError));
    EXPECT_TRUE(sink->wait_for(fnevExtended));
    EXPECT_EQ(sink->scode(), MAPI_E_END_OF_SESSION);
  }
  ASSERT_EQ(first_->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(of_first.references(), 1U) << "its sink went with it";
  EXPECT_THAT(ending_calls(), IsEmpty()) << "the third uses the providers";
  ASSERT_EQ(third_->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 1U);
  EXPECT_EQ(of_third.references(), 1U);
}

TEST_F(SharedSession, EndsForNobodyWhoIgnoresTheNotice) {  // J-89
  AskingSink sink;
  advise(*second_, sink);
  EXPECT_EQ(first_->Logoff(0, MAPI_LOGOFF_SHARED, 0), S_OK) << "whoever listens";
  ASSERT_TRUE(sink.wait_for(fnevCriticalError));
  EXPECT_TRUE(works(*second_));
  EXPECT_TRUE(open_store(*third_));
  uninitialise();  // after which nobody has the sink
  EXPECT_EQ(sink.references(), 1U);
}

TEST_F(SharedSession, MayEndFromInsideTheNotice) {  // J-84, J-85, scenario 16
  AskingSink sink;
  Door done;
  HRESULT code = E_FAIL;
  sink.during = [&](ULONG event) {
    if (event != fnevCriticalError) return;
    code = second_->Logoff(0, 0, 0);
    done.open();
  };
  advise(*second_, sink);
  ASSERT_EQ(first_->Logoff(0, MAPI_LOGOFF_SHARED, 0), S_OK);
  ASSERT_TRUE(done.wait());
  EXPECT_EQ(code, S_OK);
  EXPECT_FALSE(works(*second_));
  EXPECT_TRUE(works(*third_));
  uninitialise();  // ends the engine's thread: the frame of OnNotify is over
  EXPECT_EQ(sink.references(), 1U) << "released once, after OnNotify";
}

TEST_F(SharedSession, MayEndAltogetherFromInsideTheNotice) {  // J-84, J-88, scenario 16
  AskingSink sink;
  Door done;
  HRESULT code = E_FAIL;
  sink.during = [&](ULONG event) {
    if (event != fnevCriticalError) return;
    code = third_->Logoff(0, 0, 0);  // the last one: the providers end on this thread's behalf
    done.open();
  };
  advise(*third_, sink);
  ASSERT_EQ(second_->Logoff(0, 0, 0), S_OK);
  ASSERT_EQ(first_->Logoff(0, MAPI_LOGOFF_SHARED, 0), S_OK);
  ASSERT_TRUE(done.wait());
  EXPECT_EQ(code, S_OK);
  uninitialise();  // ends the engine's thread: the frame of OnNotify is over
  EXPECT_EQ(sink.references(), 1U) << "released once, after OnNotify";
  EXPECT_EQ(count(trace::Event::session_logoff_end), count(trace::Event::session_logoff_begin));
}

TEST_F(SharedSession, TakesOneClientsObjectsAndLeavesTheOthers) {  // J-88
  kit::com_ptr<IMAPITable> of_first;
  kit::com_ptr<IMAPITable> of_second;
  ASSERT_EQ(first_->GetMsgStoresTable(0, of_first.put()), S_OK);
  ASSERT_EQ(second_->GetMsgStoresTable(0, of_second.put()), S_OK);
  kit::com_ptr<IAddrBook> book_of_first;
  kit::com_ptr<IAddrBook> book_of_second;
  ASSERT_EQ(first_->OpenAddressBook(0, nullptr, 0, book_of_first.put()), S_OK);
  ASSERT_EQ(second_->OpenAddressBook(0, nullptr, 0, book_of_second.put()), S_OK);

  ASSERT_EQ(first_->Logoff(0, 0, 0), S_OK);

  ULONG rows = 0;
  EXPECT_EQ(of_first->GetRowCount(0, &rows), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(of_second->GetRowCount(0, &rows), S_OK);
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  EXPECT_EQ(book_of_first->GetDefaultDir(&size, kit::out(entry)), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(book_of_second->GetDefaultDir(&size, kit::out(entry)), S_OK);
}

TEST_F(SharedSession, LeavesAStoreToWhoeverElseHasIt) {  // J-88, J-109
  auto store = open_store(*first_, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
  auto same = open_store(*second_, 0, MDB_NO_DIALOG | MDB_NO_MAIL);
  ASSERT_EQ(store, same) << "C-31";

  ASSERT_EQ(first_->Logoff(0, 0, 0), S_OK);  // with the store still held
  kit::com_ptr<IMAPITable> table;
  EXPECT_NE(same->GetReceiveFolderTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  EXPECT_NE(store.reset(), 0U);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 0U);
  EXPECT_EQ(same.reset(), 0U);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::Logoff"), 1U) << "the last Release of any of them (J-49)";
}

TEST_F(SharedSession, Scenario22_KeepsADeletedProfileForItsLastSharer) {  // J-90, B-5
  kit::com_ptr<IProfAdmin> admin;
  ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
  char name[] = "Alice";
  const auto profile = reinterpret_cast<LPTSTR>(name);
  ASSERT_EQ(admin->DeleteProfile(profile, 0), S_OK);
  ASSERT_EQ(first_->Logoff(0, 0, 0), S_OK);
  ASSERT_EQ(second_->Logoff(0, 0, 0), S_OK);
  EXPECT_TRUE(open_store(*third_)) << "its data is there";
  MAPIUID none{};
  kit::com_ptr<IProfSect> section;
  ASSERT_EQ(third_->OpenProfileSection(&none, nullptr, MAPI_MODIFY, section.put()), S_OK);
  section.reset();
  ASSERT_EQ(third_->Logoff(0, 0, 0), S_OK);

  kit::com_ptr<IMAPISession> again;
  EXPECT_EQ(MAPILogonEx(0, profile, nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION, again.put()), MAPI_E_LOGON_FAILED);
}

TEST_F(SharedSession, IsNotMeantByAFlagForSharersWhenItHasOne) {  // J-85
  ASSERT_EQ(second_->Logoff(0, 0, 0), S_OK);
  ASSERT_EQ(third_->Logoff(0, 0, 0), S_OK);
  AskingSink own;
  advise(*first_, own);
  EXPECT_EQ(first_->Logoff(0, MAPI_LOGOFF_SHARED, 0), S_OK);
  EXPECT_FALSE(own.told(fnevCriticalError)) << "nobody is told of his own logoff";
}

}  // namespace
}  // namespace postroom::test
