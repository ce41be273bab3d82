// SPDX-License-Identifier: Apache-2.0
// Logon: what is registered and published, and what a bad medium or a bad argument gets.
#include "tests/book/book_session.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;

constexpr ULONG kPath = PROP_TAG(PT_UNICODE, 0x6600);

TEST(BookLogon, RegistersItsIdentifierAndOneStatusRow) {  // C-21, C-48, D-7, E-3
  FakeSupport support;
  BookSession session("logon-row");
  auto logon = session.log_on(support);
  ASSERT_EQ(support.uids().size(), 1U);
  ASSERT_EQ(support.rows().size(), 1U);
  EXPECT_EQ(support.rows()[0].text(PR_PROVIDER_DISPLAY_W), "Postroom address book");
  EXPECT_EQ(support.rows()[0].number(PR_STATUS_CODE), STATUS_AVAILABLE);
  EXPECT_EQ(support.rows()[0].number(PR_RESOURCE_METHODS), STATUS_VALIDATE_STATE);
  kit::com_ptr<IMAPIStatus> status;
  ULONG type = 0;
  ASSERT_EQ(logon->OpenStatusEntry(nullptr, 0, &type, status.put()), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_STATUS));
  EXPECT_EQ(status->ValidateState(0, SUPPRESS_UI), S_OK);
  EXPECT_EQ(status->FlushQueues(0, 0, nullptr, 0), MAPI_E_NO_SUPPORT);  // E-8
  EXPECT_EQ(properties_of(*status).number(PR_OBJECT_TYPE), MAPI_STATUS);
}

TEST(BookLogon, WritesWhereTheBookIsIntoTheProfile) {
  FakeSupport support;
  BookSession session("logon-path");
  auto logon = session.log_on(support);
  EXPECT_EQ(support.section().properties().text(kPath), session.file().string());
  EXPECT_TRUE(fs::exists(session.file()));
  EXPECT_EQ(fs::status(session.file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(support.section().references(), 0U);
}

// Logs on once, adds Alice, and ends that session; the profile section is kept in `support`.
void use_once(BookSession& session, FakeSupport& support) {
  auto logon = session.log_on(support);
  add_person(*personal_book(*logon), "Alice Example", "alice@example.org");
  EXPECT_EQ(logon->Logoff(0), S_OK);
}

// The next session of the profile whose section `before` has.
void continue_profile(FakeSupport& support, FakeSupport& before) {
  support.section().properties() = before.section().properties();
}

TEST(BookLogon, OfABookThatIsGoneNamesItAndMakesNoOther) {  // C-25
  FakeSupport first;
  FakeSupport second;
  BookSession session("logon-gone");
  use_once(session, first);
  EXPECT_EQ(first.section().properties().binary(PR_RECORD_KEY).size(), 16U);  // C-21
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(session.file().string() + suffix);
  continue_profile(second, first);
  EXPECT_FALSE(session.log_on(second, MAPI_E_NOT_FOUND));
  EXPECT_NE(session.error().find(session.file().string() + " is gone"), std::string::npos) << session.error();
  EXPECT_FALSE(fs::exists(session.file()));
  EXPECT_TRUE(second.released());
}

TEST(BookLogon, RefusesAnEmptyFileAndAnotherBookInPlaceOfItsOwn) {
  FakeSupport first;
  FakeSupport emptied;
  FakeSupport replaced;
  FakeSupport other_support;
  BookSession session("logon-replaced");
  BookSession other("logon-replacing");
  use_once(session, first);
  use_once(other, other_support);
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(session.file().string() + suffix);
  std::ofstream(session.file()).close();
  continue_profile(emptied, first);
  EXPECT_FALSE(session.log_on(emptied, MAPI_E_CORRUPT_STORE));
  EXPECT_NE(session.error().find("it is empty"), std::string::npos) << session.error();
  fs::copy_file(other.file(), session.file(), fs::copy_options::overwrite_existing);
  continue_profile(replaced, first);
  EXPECT_FALSE(session.log_on(replaced, MAPI_E_NOT_FOUND));
  EXPECT_NE(session.error().find("another address book is at " + session.file().string()), std::string::npos)
      << session.error();
}

TEST(BookLogon, WritesTheRecordKeyIntoAProfileThatLacksIt) {
  FakeSupport first;
  FakeSupport second;
  BookSession session("logon-without-key");
  use_once(session, first);
  const auto key = first.section().properties().binary(PR_RECORD_KEY);
  continue_profile(second, first);
  second.section().properties().erase(PR_RECORD_KEY);
  auto logon = session.log_on(second);
  EXPECT_EQ(second.section().properties().binary(PR_RECORD_KEY), key);
  auto names = names_to_resolve({"alice"});
  EXPECT_EQ(resolve(*personal_book(*logon), *names), std::vector<ULONG>{MAPI_RESOLVED});
}

TEST(BookLogon, RefusesADamagedFileByNameAndLeavesItAlone) {
  FakeSupport support;
  BookSession session("logon-damaged");
  const std::string garbage(4096, 'x');
  fs::create_directories(session.file().parent_path());
  std::ofstream(session.file()) << garbage;
  EXPECT_FALSE(session.log_on(support, MAPI_E_CORRUPT_STORE));
  EXPECT_NE(session.error().find(session.file().string()), std::string::npos) << session.error();
  EXPECT_TRUE(support.released());  // C-50
  EXPECT_TRUE(support.uids().empty());
  std::ifstream in(session.file());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), garbage);
}

TEST(BookLogon, RefusesAnotherProgramsDatabase) {
  FakeSupport support;
  BookSession session("logon-foreign");
  {
    FakeSupport first;
    BookSession other("logon-foreign-other");
    other.log_on(first)->Logoff(0);
    other.release_provider();
    fs::create_directories(session.file().parent_path());
    fs::copy_file(other.file(), session.file());
    std::fstream file(session.file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(68);  // the application id in SQLite's header
    file.write("abcd", 4);
  }
  EXPECT_FALSE(session.log_on(support, MAPI_E_CORRUPT_STORE));
  EXPECT_NE(session.error().find("is not an address book"), std::string::npos) << session.error();
}

TEST(BookLogon, CleansUpWhenTheRuntimeRefusesItsRow) {  // C-50
  FakeSupport support;
  support.modify_status_row_answer = MAPI_E_NOT_ENOUGH_RESOURCES;
  BookSession session("logon-row-refused");
  EXPECT_FALSE(session.log_on(support, MAPI_E_NOT_ENOUGH_RESOURCES));
  EXPECT_TRUE(support.released());
}

TEST(BookLogon, RejectsUnknownFlags) {  // O-7
  FakeSupport support;
  BookSession session("logon-flags");
  kit::com_ptr<IABLogon> logon;
  EXPECT_EQ(session.provider()->Logon(&support, 0, nullptr, 0x00800000, nullptr, nullptr, nullptr, logon.put()),
            MAPI_E_UNKNOWN_FLAGS);
  EXPECT_FALSE(logon);
}

TEST(BookLogon, TwoLogonsShareOneFile) {  // C-36
  FakeSupport first;
  FakeSupport second;
  BookSession session("logon-twice");
  auto one = session.log_on(first);
  auto other = session.log_on(second);
  add_person(*personal_book(*one), "Alice Example", "alice@example.org");
  auto names = names_to_resolve({"alice"});
  EXPECT_EQ(resolve(*personal_book(*other), *names), std::vector<ULONG>{MAPI_RESOLVED});
}

TEST(BookEntryIds, AreComparedByTheProviderAndOnlyItsOwn) {  // F-12 … F-14
  FakeSupport support;
  BookSession session("entry-ids");
  auto logon = session.log_on(support);
  auto container = personal_book(*logon);
  std::string alice = add_person(*container, "Alice", "alice@example.org");
  std::string bob = add_person(*container, "Bob", "bob@example.org");
  const auto compare = [&](std::string& a, std::string& b, ULONG& same) {
    return logon->CompareEntryIDs(static_cast<ULONG>(a.size()), reinterpret_cast<LPENTRYID>(a.data()),
                                  static_cast<ULONG>(b.size()), reinterpret_cast<LPENTRYID>(b.data()), 0, &same);
  };
  ULONG same = 77;
  EXPECT_EQ(compare(alice, alice, same), S_OK);
  EXPECT_EQ(same, 1U);
  EXPECT_EQ(compare(alice, bob, same), S_OK);
  EXPECT_EQ(same, 0U);
  std::string foreign = alice;
  foreign[4] = static_cast<char>(foreign[4] + 1);
  same = 77;
  EXPECT_EQ(compare(alice, foreign, same), MAPI_E_UNKNOWN_ENTRYID);
  EXPECT_EQ(same, 0U);
  std::string brief = alice.substr(0, 7);
  EXPECT_EQ(compare(alice, brief, same), MAPI_E_INVALID_ENTRYID);
}

TEST(BookEntryIds, OpenWhatTheyNameFromAnyAddress) {  // F-6, F-15, O-25
  FakeSupport support;
  BookSession session("entry-open");
  auto logon = session.log_on(support);
  auto container = personal_book(*logon);
  const std::string alice = add_person(*container, "Alice Example", "alice@example.org");
  std::vector<char> odd(alice.size() + 1);
  std::memcpy(odd.data() + 1, alice.data(), alice.size());
  kit::com_ptr<IMailUser> user;
  ULONG type = 0;
  ASSERT_EQ(logon->OpenEntry(static_cast<ULONG>(alice.size()), reinterpret_cast<LPENTRYID>(odd.data() + 1), nullptr, 0,
                             &type, user.put_unknown()),
            S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_MAILUSER));
  const kit::PropertyBag bag = properties_of(*user);
  EXPECT_EQ(bag.text(PR_DISPLAY_NAME_W), "Alice Example");
  EXPECT_EQ(bag.text(PR_ADDRTYPE_W), "SMTP");
  EXPECT_EQ(bag.binary(PR_SEARCH_KEY), std::string_view("SMTP:ALICE@EXAMPLE.ORG\0", 23));
  EXPECT_EQ(bag.number(PR_ACCESS_LEVEL), 0);
  SPropValue name{};
  name.ulPropTag = PR_DISPLAY_NAME_A;
  name.Value.lpszA = const_cast<char*>("Mallory");
  EXPECT_EQ(user->SetProps(1, &name, nullptr), MAPI_E_NO_ACCESS);

  std::vector<char> gone(alice.begin(), alice.end());
  gone.back() = static_cast<char>(gone.back() + 1);
  kit::com_ptr<IUnknown> none;
  EXPECT_EQ(logon->OpenEntry(static_cast<ULONG>(gone.size()), reinterpret_cast<LPENTRYID>(gone.data()), nullptr, 0,
                             &type, none.put()),
            MAPI_E_NOT_FOUND);
  EXPECT_FALSE(none);
}

TEST(BookLogon, HasTheWordsForWhatFailed) {  // O-9
  FakeSupport support;
  BookSession session("logon-words");
  auto logon = session.log_on(support);
  std::string gone = add_person(*personal_book(*logon), "Alice", "alice@example.org");
  gone.back() = static_cast<char>(gone.back() + 1);
  ULONG type = 0;
  kit::com_ptr<IUnknown> none;
  ASSERT_EQ(logon->OpenEntry(static_cast<ULONG>(gone.size()), reinterpret_cast<LPENTRYID>(gone.data()), nullptr, 0,
                             &type, none.put()),
            MAPI_E_NOT_FOUND);
  kit::mapi_ptr<MAPIERROR> error;
  ASSERT_EQ(logon->GetLastError(MAPI_E_NOT_FOUND, 0, kit::out(error)), S_OK);
  ASSERT_TRUE(error);
  EXPECT_NE(reinterpret_cast<const char*>(error->lpszError), std::string());
}

TEST(BookUnsupported, AnswersHonestlyWithNullOutputs) {  // G-22, G-27, G-28
  FakeSupport support;
  BookSession session("unsupported");
  auto logon = session.log_on(support);
  ULONG_PTR connection = 7;
  EXPECT_EQ(logon->Advise(0, nullptr, fnevObjectModified, nullptr, &connection), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(connection, 0U);
  EXPECT_EQ(logon->Unadvise(1), MAPI_E_NO_SUPPORT);
  IMAPITable* table = reinterpret_cast<IMAPITable*>(1);
  EXPECT_EQ(logon->GetOneOffTable(0, &table), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(table, nullptr);
  auto container = personal_book(*logon);
  EXPECT_EQ(container->SetSearchCriteria(nullptr, nullptr, 0), MAPI_E_NO_SUPPORT);
  LPSRestriction restriction = reinterpret_cast<LPSRestriction>(1);
  LPENTRYLIST containers = reinterpret_cast<LPENTRYLIST>(1);
  ULONG state = 7;
  EXPECT_EQ(container->GetSearchCriteria(0, &restriction, &containers, &state), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(restriction, nullptr);
  EXPECT_EQ(containers, nullptr);
}

}  // namespace
}  // namespace postroom::test
