// SPDX-License-Identifier: Apache-2.0
// How a store is opened (C-20 … C-33, C-48, M-8).
#include "tests/store/store_session.hpp"

#include "tests/support/test_memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {
namespace {

using kit::com_ptr;

std::string private_entry(FakeSupport& support) {
  const auto bytes = support.section().properties().binary(PR_ENTRYID);
  const std::string wrapped(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return wrapped.substr(wrapped.find(':') + 1);
}

TEST(StoreLogon, KeepsTheSupportObjectAndDescribesTheStoreInTheProfile) {  // C-20, C-21, C-48
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support, "Ann's mail");
  EXPECT_EQ(support.references(), 1U);
  EXPECT_EQ(support.section().properties().text(PR_DISPLAY_NAME_W), "Ann's mail");
  EXPECT_TRUE(support.section().properties().has(PR_ENTRYID));
  EXPECT_TRUE(support.section().properties().has(PR_RECORD_KEY));
  ASSERT_EQ(support.rows().size(), 1U);
  EXPECT_EQ(support.rows()[0].number(PR_STATUS_CODE), static_cast<LONG>(STATUS_AVAILABLE));
  ASSERT_EQ(support.uids().size(), 2U);  // the provider's, and the store's (F-8)
  const auto key = props_of(*open.store, {PR_RECORD_KEY});
  EXPECT_EQ(key.binary(PR_RECORD_KEY), kit::bytes_of(support.uids()[1]));
}

TEST(StoreLogon, FindsTheStoreByItsIdentifierToo) {  // C-30
  StoreSession session;
  std::string entry;
  {
    FakeSupport support;
    LoggedOn open = session.log_on(support);
    entry = private_entry(support);
    put_message(*inbox_of(*open.store), "here");
    open.store.reset();
  }
  FakeSupport support;
  LoggedOn open;
  ASSERT_EQ(session.provider()->Logon(&support, 0, nullptr, entry_size(entry), entry_pointer(entry), MDB_WRITE, nullptr,
                                      nullptr, nullptr, nullptr, open.logon.put(), open.store.put()),
            S_OK);
  EXPECT_EQ(subjects_of(*inbox_of(*open.store)).size(), 1U);
}

TEST(StoreLogon, OfAStoreThatIsGoneNamesItAndMakesNoOther) {  // C-25
  StoreSession session;
  std::string entry;
  {
    FakeSupport support;
    LoggedOn open = session.log_on(support, "mail");
    entry = private_entry(support);
    open.store.reset();
  }
  session.medium().lose("mail");
  FakeSupport support;
  LoggedOn open;
  LPMAPIERROR error = nullptr;
  EXPECT_EQ(session.provider()->Logon(&support, 0, nullptr, entry_size(entry), entry_pointer(entry), MDB_WRITE, nullptr,
                                      nullptr, nullptr, &error, open.logon.put(), open.store.put()),
            MAPI_E_NOT_FOUND);
  ASSERT_NE(error, nullptr);  // C-28
  const std::string text(reinterpret_cast<const char*>(error->lpszError));
  EXPECT_NE(text.find("mail"), std::string::npos) << text;
  EXPECT_NE(text.find("is gone"), std::string::npos) << text;
  kit::allocators().free(error);
  EXPECT_FALSE(session.medium().has("mail"));
  EXPECT_EQ(support.references(), 1U);  // the runtime's own (C-50)
}

TEST(StoreLogon, OfAnOpenStoreReturnsTheSameStoreAndNothingElse) {  // C-31, scenario 21
  FakeSupport first;
  FakeSupport second;
  StoreSession session;
  LoggedOn open = session.log_on(first);
  LoggedOn again;
  ASSERT_EQ(session.try_log_on(second, "one", MDB_WRITE, again), S_OK);
  EXPECT_EQ(again.store, open.store);
  EXPECT_FALSE(again.logon);
  EXPECT_EQ(second.references(), 1U);  // the runtime's own, and no other
  EXPECT_TRUE(second.rows().empty());
  EXPECT_TRUE(second.uids().empty());
  open.store.reset();
  EXPECT_FALSE(first.released());
  again.store.reset();
  EXPECT_TRUE(first.released());
}

TEST(StoreLogon, OpensAStoreAnewAfterItWasClosed) {  // J-53, scenario 26
  StoreSession session;
  for (int i = 0; i < 3; ++i) {
    FakeSupport support;
    LoggedOn open = session.log_on(support);
    EXPECT_TRUE(open.logon);
    open.store.reset();
    EXPECT_TRUE(support.released());
  }
}

TEST(StoreLogon, RefusesACopyOfAnOpenStoreByName) {
  FakeSupport first;
  FakeSupport second;
  StoreSession session;
  LoggedOn open = session.log_on(first, "original");
  session.medium().copy("original", "copy");
  LoggedOn twin;
  LPMAPIERROR error = nullptr;
  session.medium().choose(second.section(), "copy");
  EXPECT_EQ(session.provider()->Logon(&second, 0, nullptr, 0, nullptr, MDB_WRITE | MAPI_UNICODE, nullptr, nullptr,
                                      nullptr, &error, twin.logon.put(), twin.store.put()),
            MAPI_E_FAILONEPROVIDER);
  ASSERT_NE(error, nullptr);  // C-28
  const std::wstring text(reinterpret_cast<const wchar_t*>(error->lpszError));
  EXPECT_NE(text.find(L"copy"), std::wstring::npos);
  EXPECT_NE(text.find(L"original"), std::wstring::npos);
  kit::allocators().free(error);
  EXPECT_EQ(second.references(), 1U);
}

TEST(StoreLogon, HasTheWordsForWhatFailed) {  // O-9
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  std::string gone = put_message(*inbox_of(*open.store), "x");
  com_ptr<IUnknown> there;
  com_ptr<IUnknown> none;
  ULONG type = 0;
  EXPECT_EQ(open.logon->OpenEntry(entry_size(gone), entry_pointer(gone), nullptr, 0, &type, there.put()), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_MESSAGE));
  gone.back() = static_cast<char>(gone.back() + 1);
  ASSERT_EQ(open.logon->OpenEntry(entry_size(gone), entry_pointer(gone), nullptr, 0, &type, none.put()),
            MAPI_E_NOT_FOUND);
  kit::mapi_ptr<MAPIERROR> error;
  ASSERT_EQ(open.logon->GetLastError(MAPI_E_NOT_FOUND, 0, kit::out(error)), S_OK);
  ASSERT_TRUE(error);
  EXPECT_NE(reinterpret_cast<const char*>(error->lpszError), std::string());
}

TEST(StoreLogon, SaysWhenTheProfileNamesNoStore) {  // C-27
  FakeSupport support;
  StoreSession session;
  LoggedOn open;
  EXPECT_EQ(session.provider()->Logon(&support, 0, nullptr, 0, nullptr, 0, nullptr, nullptr, nullptr, nullptr,
                                      open.logon.put(), open.store.put()),
            MAPI_E_UNCONFIGURED);
}

TEST(AStoreOpenedReadOnly, RefusesEveryChange) {  // M-5, M-8, F-15
  StoreSession session;
  std::string entry;
  {
    FakeSupport support;
    LoggedOn open = session.log_on(support);
    entry = put_message(*inbox_of(*open.store), "old");
    open.store.reset();
  }
  FakeSupport support;
  LoggedOn open = session.log_on(support, "one", 0);
  const ULONG mask = props_of(*open.store, {PR_STORE_SUPPORT_MASK}).number(PR_STORE_SUPPORT_MASK);
  EXPECT_EQ(mask & (STORE_MODIFY_OK | STORE_CREATE_OK), 0U);
  EXPECT_NE(mask & STORE_READONLY, 0U);
  com_ptr<IUnknown> object;
  ULONG type = 0;
  EXPECT_EQ(
      open.store->OpenEntry(entry_size(entry), entry_pointer(entry), nullptr, MAPI_MODIFY, &type, object.put_unknown()),
      MAPI_E_NO_ACCESS);
  const auto message = open_message(*open.store, entry, MAPI_BEST_ACCESS);
  EXPECT_EQ(props_of(*message, {PR_ACCESS_LEVEL}).number(PR_ACCESS_LEVEL), 0);
  SPropValue value{};
  value.ulPropTag = PR_IMPORTANCE;
  EXPECT_EQ(message->SetProps(1, &value, nullptr), MAPI_E_NO_ACCESS);
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> inbox_entry;
  ASSERT_EQ(open.store->GetReceiveFolder(nullptr, 0, &size, kit::out(inbox_entry), nullptr), S_OK);
  const auto inbox =
      open_folder(*open.store, std::string(reinterpret_cast<char*>(inbox_entry.get()), size), MAPI_BEST_ACCESS);
  com_ptr<IMessage> created;
  EXPECT_EQ(inbox->CreateMessage(nullptr, 0, created.put()), MAPI_E_NO_ACCESS);
  com_ptr<IMAPIFolder> folder;
  EXPECT_EQ(inbox->CreateFolder(FOLDER_GENERIC, reinterpret_cast<LPTSTR>(const_cast<char*>("x")), nullptr, nullptr, 0,
                                folder.put()),
            MAPI_E_NO_ACCESS);
  EXPECT_EQ(inbox->DeleteMessages(Entries({entry}).get(), 0, nullptr, 0), MAPI_E_NO_ACCESS);
  EXPECT_EQ(inbox->SetMessageStatus(entry_size(entry), entry_pointer(entry), 1, 1, nullptr), MAPI_E_NO_ACCESS);
  EXPECT_EQ(open.store->SetProps(1, &value, nullptr), MAPI_E_NO_ACCESS);
}

TEST(CompareStoreIDs, WorksWithNoStoreOpen) {  // C-40, J-53
  StoreSession session;
  std::string one;
  std::string two;
  {
    FakeSupport support;
    LoggedOn open = session.log_on(support, "one");
    one = private_entry(support);
    open.store.reset();
  }
  {
    FakeSupport support;
    LoggedOn open = session.log_on(support, "two");
    two = private_entry(support);
    open.store.reset();
  }
  ULONG same = 7;
  EXPECT_EQ(session.provider()->CompareStoreIDs(entry_size(one), entry_pointer(one), entry_size(one),
                                                entry_pointer(one), 0, &same),
            S_OK);
  EXPECT_EQ(same, 1U);
  EXPECT_EQ(session.provider()->CompareStoreIDs(entry_size(one), entry_pointer(one), entry_size(two),
                                                entry_pointer(two), 0, &same),
            S_OK);
  EXPECT_EQ(same, 0U);
  EXPECT_EQ(session.provider()->CompareStoreIDs(3, entry_pointer(one), entry_size(two), entry_pointer(two), 0, &same),
            MAPI_E_INVALID_ENTRYID);  // F-13
}

TEST(SpoolerLogon, GivesAPairOfItsOwn) {  // C-33, C-48, scenario 25
  FakeSupport client_support;
  FakeSupport spooler_support;
  StoreSession session;
  LoggedOn client = session.log_on(client_support);
  LoggedOn spooler = session.spooler_log_on(spooler_support);
  EXPECT_NE(spooler.store, client.store);
  EXPECT_NE(spooler.logon, client.logon);
  EXPECT_TRUE(spooler_support.rows().empty());
  ULONG flags = LOGOFF_ORDERLY;
  EXPECT_EQ(spooler.store->StoreLogoff(&flags), S_OK);
  spooler.store.reset();
  EXPECT_TRUE(spooler_support.released());
  put_message(*inbox_of(*client.store), "untouched");
}

TEST(AStatusObject, IsOneForTheLogonAndValidatesTheStore) {  // E-8, E-11, E-12
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  com_ptr<IMAPIStatus> status;
  com_ptr<IMAPIStatus> again;
  ULONG type = 0;
  ASSERT_EQ(open.logon->OpenStatusEntry(nullptr, MAPI_MODIFY, &type, status.put_void()), S_OK);
  ASSERT_EQ(open.logon->OpenStatusEntry(nullptr, 0, &type, again.put_void()), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_STATUS));
  EXPECT_EQ(status, again);
  EXPECT_EQ(status->ValidateState(0, 0), S_OK);
  EXPECT_EQ(status->FlushQueues(0, 0, nullptr, 0), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(status->SettingsDialog(0, 0), MAPI_E_NO_SUPPORT);
}

}  // namespace
}  // namespace postroom::test
