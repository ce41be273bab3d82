// SPDX-License-Identifier: Apache-2.0
//
// IMAPISession slot by slot, the status table and its objects.
#include "session_fixture.hpp"

#include <postroom/property_arrays.hpp>
#include <postroom/property_bag.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace postroom::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

class SessionInterface : public SessionTest {
 protected:
  void SetUp() override {
    make_profile("Alice");
    session_ = log_on("Alice");
    ASSERT_TRUE(session_);
  }
  void TearDown() override {
    session_.reset();
    SessionTest::TearDown();
  }

  std::vector<kit::PropertyBag> status_rows() {
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(session_->GetStatusTable(MAPI_UNICODE, table.put()), S_OK);
    SRowSet* raw = nullptr;
    EXPECT_EQ(table->QueryRows(100, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    std::vector<kit::PropertyBag> bags;
    for (ULONG i = 0; rows && i < rows->cRows; ++i) bags.push_back(kit::PropertyBag::from(rows->aRow[i]));
    return bags;
  }
  kit::com_ptr<IMAPIStatus> open_status(const kit::PropertyBag& row, ULONG flags = 0) {
    std::string id(row.binary(PR_ENTRYID));
    ULONG type = 0;
    kit::com_ptr<IMAPIStatus> status;
    EXPECT_EQ(session_->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, flags,
                                  &type, status.put_unknown()),
              S_OK)
        << row.text(PR_DISPLAY_NAME_W);
    EXPECT_EQ(type, static_cast<ULONG>(MAPI_STATUS));
    return status;
  }

  kit::com_ptr<IMAPISession> session_;
};

TEST_F(SessionInterface, ShowsARowForItselfAndForEveryProvider) {  // E-1 … E-6
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session_->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  const auto store = open_store(*session_);
  std::set<int> types;
  std::set<std::string> names;
  for (const kit::PropertyBag& row : status_rows()) {
    types.insert(row.number(PR_RESOURCE_TYPE));
    names.emplace(row.text(PR_DISPLAY_NAME_W));
    EXPECT_EQ(row.number(PR_OBJECT_TYPE), MAPI_STATUS);
    EXPECT_FALSE(row.binary(PR_ENTRYID).empty());
  }
  EXPECT_EQ(types, (std::set<int>{MAPI_SUBSYSTEM, MAPI_SPOOLER, MAPI_AB, MAPI_AB_PROVIDER, MAPI_STORE_PROVIDER,
                                  MAPI_TRANSPORT_PROVIDER}));
  EXPECT_THAT(names, Contains("Alice")) << "the subsystem's row is named for the profile (E-5)";
  EXPECT_THAT(names, IsSupersetOf({"Example address book", "Example store", "Example transport"}));
}

TEST_F(SessionInterface, OpensEveryStatusRow) {  // E-9 … E-11
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session_->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  const auto store = open_store(*session_);
  for (const kit::PropertyBag& row : status_rows()) {
    const auto status = open_status(row, MAPI_MODIFY);
    ASSERT_TRUE(status) << row.text(PR_DISPLAY_NAME_W);
    if (row.number(PR_RESOURCE_TYPE) != MAPI_SPOOLER) {
      EXPECT_EQ(status->ValidateState(0, 0), S_OK);
    }
    const int type = row.number(PR_RESOURCE_TYPE);
    if (type == MAPI_SUBSYSTEM || type == MAPI_AB || type == MAPI_SPOOLER) {  // the runtime's own (E-16)
      EXPECT_EQ(status->ValidateState(0, 0x00800000U), MAPI_E_UNKNOWN_FLAGS) << row.text(PR_DISPLAY_NAME_W);
    }
    EXPECT_EQ(status->SettingsDialog(0, 0), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(status->ChangePassword(nullptr, nullptr, 0), MAPI_E_NO_SUPPORT);
    if (row.number(PR_RESOURCE_TYPE) != MAPI_SPOOLER) {
      EXPECT_EQ(status->FlushQueues(0, 0, nullptr, 0), MAPI_E_NO_SUPPORT);
    }
  }
}

TEST_F(SessionInterface, ValidatesEveryProviderThroughTheSubsystem) {  // E-14
  kit::com_ptr<IAddrBook> book;
  ASSERT_EQ(session_->OpenAddressBook(0, nullptr, 0, book.put()), S_OK);
  const auto store = open_store(*session_);
  kit::com_ptr<IMAPIStatus> subsystem;
  for (const kit::PropertyBag& row : status_rows()) {
    if (row.number(PR_RESOURCE_TYPE) == MAPI_SUBSYSTEM) subsystem = open_status(row);
  }
  ASSERT_TRUE(subsystem);
  EXPECT_EQ(count(trace::Event::call_begin, "IMAPIStatus::ValidateState"), 0U);
  EXPECT_EQ(subsystem->ValidateState(0, SUPPRESS_UI), S_OK);
  EXPECT_EQ(count(trace::Event::call_begin, "IABLogon::OpenStatusEntry"), 1U);
  EXPECT_EQ(count(trace::Event::call_begin, "IMSLogon::OpenStatusEntry"), 1U);
  EXPECT_EQ(count(trace::Event::call_begin, "IMAPIStatus::ValidateState"), 2U);
  for (const kit::PropertyBag& row : status_rows()) {  // what the spooler was asked before is done when this returns
    if (row.number(PR_RESOURCE_TYPE) == MAPI_SPOOLER) {
      EXPECT_EQ(open_status(row)->FlushQueues(0, 0, nullptr, 0), S_OK);
    }
  }
  EXPECT_EQ(count(trace::Event::call_begin, "IXPLogon::ValidateState"), 1U);
}

TEST_F(SessionInterface, SaysWhichAddressBookIsNotThereWhenItsStateIsValidated) {  // E-14, O-12
  Services services;
  services.address_book = kPasswordMissing;
  make_profile("Bob", services);
  session_ = log_on("Bob");
  for (const kit::PropertyBag& row : status_rows()) {
    const int type = row.number(PR_RESOURCE_TYPE);
    if (type != MAPI_SUBSYSTEM && type != MAPI_AB) continue;
    const auto status = open_status(row);
    EXPECT_EQ(status->ValidateState(0, SUPPRESS_UI), MAPI_W_ERRORS_RETURNED) << row.text(PR_DISPLAY_NAME_W);
    kit::mapi_ptr<MAPIERROR> error;
    ASSERT_EQ(status->GetLastError(MAPI_W_ERRORS_RETURNED, 0, kit::out(error)), S_OK);
    ASSERT_TRUE(error);
    EXPECT_FALSE(std::string_view(reinterpret_cast<const char*>(error->lpszError)).empty());
  }
  EXPECT_EQ(count(trace::Event::call_begin, "IABProvider::Logon"), 2U) << "each of them tries again";
}

TEST_F(SessionInterface, OffersNothingOfASpoolerThatItDoesNotHave) {  // C-7, E-8
  session_ = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  bool seen = false;
  for (const kit::PropertyBag& row : status_rows()) {
    if (row.number(PR_RESOURCE_TYPE) != MAPI_SPOOLER) continue;
    seen = true;
    EXPECT_EQ(row.number(PR_RESOURCE_METHODS), 0);
    const auto status = open_status(row);
    EXPECT_EQ(status->ValidateState(0, 0), MAPI_E_NO_SUPPORT);
    EXPECT_EQ(status->FlushQueues(0, 0, nullptr, 0), MAPI_E_NO_SUPPORT);
  }
  EXPECT_TRUE(seen);
}

TEST_F(SessionInterface, HidesTransportsWithoutMail) {  // C-7
  session_ = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
  for (const kit::PropertyBag& row : status_rows()) {
    EXPECT_NE(row.number(PR_RESOURCE_TYPE), MAPI_TRANSPORT_PROVIDER);
    if (row.number(PR_RESOURCE_TYPE) == MAPI_SPOOLER) {
      EXPECT_EQ(row.number(PR_STATUS_CODE), static_cast<int>(STATUS_FAILURE));
    }
  }
}

TEST_F(SessionInterface, AnswersNoSupportWithNullOutputsWhereItHasNothingToOffer) {  // O-5, A-27
  ULONG count = 1;
  auto* options = reinterpret_cast<SPropValue*>(1);
  ULONG_PTR token = 1;
  EXPECT_EQ(session_->MessageOptions(0, 0, nullptr, nullptr), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(session_->QueryDefaultMessageOpt(nullptr, 0, &count, &options), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(count, 0U);
  EXPECT_EQ(options, nullptr);
  EXPECT_EQ(session_->ShowForm(0, nullptr, nullptr, nullptr, 0, nullptr, 0, 0, 0, 0, nullptr), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(session_->PrepareForm(nullptr, nullptr, &token), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(token, 0U);
}

TEST_F(SessionInterface, RefusesUnknownFlagsAndNullOutputs) {  // O-7
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(session_->GetStatusTable(0x4000, table.put()), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(session_->GetMsgStoresTable(0, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(session_->OpenAddressBook(0, nullptr, 0, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(session_->QueryIdentity(nullptr, nullptr), MAPI_E_INVALID_PARAMETER);
}

TEST_F(SessionInterface, ListsTheAddressTypesOfItsTransports) {  // C-47
  ULONG count = 0;
  kit::mapi_ptr<LPTSTR> types;
  ASSERT_EQ(session_->EnumAdrTypes(0, &count, kit::out(types)), S_OK);
  ASSERT_EQ(count, 1U);
  EXPECT_STREQ(reinterpret_cast<const char*>(types.get()[0]), "EXAMPLE");
}

TEST_F(SessionInterface, SaysSoWhenNobodyHasAnIdentity) {  // C-46
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> id;
  EXPECT_EQ(session_->QueryIdentity(&size, kit::out(id)), MAPI_W_NO_SERVICE);
  EXPECT_GT(size, 20U);
}

TEST_F(SessionInterface, MarksTheDefaultStoreAndSetsIt) {  // C-44, C-45
  auto id = store_id(*session_);
  EXPECT_EQ(session_->SetDefaultStore(MAPI_DEFAULT_STORE, static_cast<ULONG>(id.size()),
                                      reinterpret_cast<LPENTRYID>(id.data())),
            S_OK);
  EXPECT_EQ(session_->SetDefaultStore(99, 0, nullptr), MAPI_E_UNKNOWN_FLAGS);
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(session_->GetMsgStoresTable(MAPI_UNICODE, table.put()), S_OK);
  SRowSet* raw = nullptr;
  ASSERT_EQ(table->QueryRows(10, 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  ASSERT_EQ(rows->cRows, 1U);
  EXPECT_TRUE(kit::PropertyBag::from(rows->aRow[0]).boolean(PR_DEFAULT_STORE));
}

TEST_F(SessionInterface, ShowsTheDefaultStoreInItsStatusRow) {  // C-44, E-4
  Services services;
  services.stores = 2;
  make_profile("Bob", services);
  session_ = log_on("Bob");
  const auto first = open_store(*session_, 0);
  const auto second = open_store(*session_, 1);
  const auto marked = [&] {
    std::vector<bool> flags;
    for (const kit::PropertyBag& row : status_rows()) {
      if (row.number(PR_RESOURCE_TYPE) != MAPI_STORE_PROVIDER) continue;
      flags.push_back((row.number(PR_RESOURCE_FLAGS) & STATUS_DEFAULT_STORE) != 0);
    }
    return flags;
  };
  const auto defaults = [&] {
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(session_->GetMsgStoresTable(MAPI_UNICODE, table.put()), S_OK);
    SRowSet* raw = nullptr;
    EXPECT_EQ(table->QueryRows(10, 0, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    std::vector<bool> flags;
    for (const kit::PropertyBag& row : kit::bags_from(*rows)) flags.push_back(row.boolean(PR_DEFAULT_STORE));
    return flags;
  };
  for (const int chosen : {1, 0}) {
    auto id = store_id(*session_, chosen);
    ASSERT_EQ(session_->SetDefaultStore(MAPI_DEFAULT_STORE, static_cast<ULONG>(id.size()),
                                        reinterpret_cast<LPENTRYID>(id.data())),
              S_OK);
    EXPECT_EQ(marked(), (std::vector<bool>{chosen == 0, chosen == 1}));
    EXPECT_EQ(defaults(), (std::vector<bool>{chosen == 0, chosen == 1}));
  }
  EXPECT_EQ(session_->SetDefaultStore(MAPI_DEFAULT_STORE, 0, nullptr), S_OK);
  EXPECT_EQ(marked(), (std::vector<bool>{false, false}));
  EXPECT_EQ(defaults(), (std::vector<bool>{false, false}));
}

TEST_F(SessionInterface, TakesNoStoreForItsDefaultThatSendsNothing) {  // C-44
  Services services;
  services.store = kSendsNothing;
  make_profile("Bob", services);
  session_ = log_on("Bob");
  auto id = store_id(*session_);
  EXPECT_EQ(session_->SetDefaultStore(MAPI_DEFAULT_STORE, static_cast<ULONG>(id.size()),
                                      reinterpret_cast<LPENTRYID>(id.data())),
            MAPI_E_NO_ACCESS);
}

TEST_F(SessionInterface, RoutesEntriesByTheirMapiuid) {  // F-9 … F-12
  auto id = folder_id();
  ULONG type = 0;
  kit::com_ptr<IUnknown> object;
  const auto open = [&](std::vector<BYTE>& entry) {
    return session_->OpenEntry(static_cast<ULONG>(entry.size()), reinterpret_cast<LPENTRYID>(entry.data()), nullptr, 0,
                               &type, object.put());
  };
  EXPECT_EQ(open(id), MAPI_E_UNKNOWN_ENTRYID) << "its store is not open";
  const auto store = open_store(*session_);
  EXPECT_EQ(open(id), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_FOLDER));
  const auto open_with = [&](ULONG flags) {
    return session_->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr, flags,
                               &type, object.put());
  };
  EXPECT_EQ(open_with(SHOW_SOFT_DELETES), S_OK);  // the store's business
  EXPECT_EQ(open_with(0x00800000U), MAPI_E_UNKNOWN_FLAGS);
  std::vector<BYTE> tiny(3);
  EXPECT_EQ(open(tiny), MAPI_E_INVALID_ENTRYID);
  EXPECT_EQ(session_->OpenEntry(0, nullptr, nullptr, 0, &type, object.put()), MAPI_E_INVALID_PARAMETER);
  auto* entry = reinterpret_cast<LPENTRYID>(id.data());
  ULONG same = FALSE;
  EXPECT_EQ(session_->CompareEntryIDs(24, entry, 24, entry, 0, &same), S_OK);
  EXPECT_EQ(same, TRUE);
  object.reset();
}

TEST_F(SessionInterface, OpensAStoreByItsEntryIdentifier) {  // C-42
  auto id = store_id(*session_);
  ULONG type = 0;
  kit::com_ptr<IMsgStore> store;
  EXPECT_EQ(session_->OpenEntry(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()), nullptr,
                                MAPI_BEST_ACCESS, &type, store.put_unknown()),
            S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_STORE));
}

// Remembers the events it was told.
class Sink final : public IMAPIAdviseSink {
 public:
  STDMETHODIMP QueryInterface(REFIID, LPVOID* result) override { return *result = nullptr, MAPI_E_NO_SUPPORT; }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references; }
  STDMETHODIMP_(ULONG) Release() override { return --references; }
  STDMETHODIMP_(ULONG) OnNotify(ULONG count, LPNOTIFICATION notifications) override {
    const std::lock_guard lock(mutex);
    for (ULONG i = 0; i < count; ++i) {
      events.push_back(notifications[i].ulEventType);
      if (notifications[i].ulEventType == fnevCriticalError) scode = notifications[i].info.err.scode;
    }
    changed.notify_all();
    return S_OK;
  }
  bool wait_for(ULONG event) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(5),
                            [&] { return std::find(events.begin(), events.end(), event) != events.end(); });
  }

  std::atomic<ULONG> references{1};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<ULONG> events;
  SCODE scode = 0;
};

TEST_F(SessionInterface, TellsSharersThatASharerEndsTheSession) {  // J-87
  auto first = log_on("Alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS);
  auto second = log_on("", MAPI_EXTENDED);
  Sink sink;
  ULONG_PTR connection = 0;
  ASSERT_EQ(second->Advise(0, nullptr, fnevExtended, &sink, &connection), S_OK);
  EXPECT_NE(connection, 0U);

  ASSERT_EQ(first->Logoff(0, MAPI_LOGOFF_SHARED, 0), S_OK);

  EXPECT_TRUE(sink.wait_for(fnevExtended));
  EXPECT_TRUE(sink.wait_for(fnevCriticalError));
  EXPECT_EQ(sink.scode, MAPI_E_END_OF_SESSION);
  EXPECT_EQ(second->Unadvise(connection), S_OK);
  EXPECT_EQ(second->Unadvise(connection), MAPI_E_NOT_FOUND);
  EXPECT_EQ(second->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(sink.references, 1U);
}

TEST_F(SessionInterface, ReleasesSinksThatNobodyUnadvised) {  // J-82, scenario 15
  Sink sink;
  ULONG_PTR connection = 0;
  ASSERT_EQ(session_->Advise(0, nullptr, fnevExtended, &sink, &connection), S_OK);
  kit::com_ptr<IMAPITable> table;
  ASSERT_EQ(session_->GetStatusTable(0, table.put()), S_OK);
  ASSERT_EQ(table->Advise(fnevTableModified, &sink, &connection), S_OK);
  EXPECT_EQ(session_->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(sink.references, 1U);
}

TEST_F(SessionInterface, OpensProfileSections) {  // B-20, B-21
  MAPIUID uid = {{9, 9, 9}};
  kit::com_ptr<IProfSect> section;
  EXPECT_EQ(session_->OpenProfileSection(&uid, nullptr, 0, section.put()), MAPI_E_NOT_FOUND);
  EXPECT_EQ(session_->OpenProfileSection(&uid, nullptr, MAPI_MODIFY, section.put()), S_OK);
}

}  // namespace
}  // namespace postroom::test
