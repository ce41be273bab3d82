// SPDX-License-Identifier: Apache-2.0
// Entries: made, changed, copied and removed; distribution lists; tables that follow.
#include "tests/book/book_session.hpp"
#include "tests/support/recording_progress.hpp"

#include <gtest/gtest.h>

namespace postroom::test {
namespace {

class BookEntries : public testing::Test {
 protected:
  BookEntries() : session_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    logon_ = session_.log_on(support_);
    container_ = personal_book(*logon_);
  }

  kit::com_ptr<IMAPIProp> create(ULONG flags, const std::string& name, const std::string& address) {
    kit::com_ptr<IMAPIProp> person;
    EXPECT_EQ(container_->CreateEntry(0, nullptr, flags, person.put()), S_OK);
    kit::PropertyBag bag;
    bag.set(PR_DISPLAY_NAME_W, name);
    bag.set(PR_EMAIL_ADDRESS_W, address);
    EXPECT_EQ(person->SetProps(2, kit::make_values(bag).get(), nullptr), S_OK);
    return person;
  }
  // A list, saved, with `flags` for CreateEntry; returns its entry identifier.
  std::string make_list(const char* name, ULONG flags = 0) {
    std::string list_template(properties_of(*container_).binary(PR_DEF_CREATE_DL));
    kit::com_ptr<IMAPIProp> made;
    EXPECT_EQ(container_->CreateEntry(static_cast<ULONG>(list_template.size()),
                                      reinterpret_cast<LPENTRYID>(list_template.data()), flags, made.put()),
              S_OK);
    const kit::PropertyBag bag{{PR_DISPLAY_NAME_W, name}};
    EXPECT_EQ(made->SetProps(1, kit::make_values(bag).get(), nullptr), S_OK);
    EXPECT_EQ(made->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
    return std::string(properties_of(*made).binary(PR_ENTRYID));
  }
  // A member of the list, not saved yet.
  static kit::com_ptr<IMAPIProp> add(IDistList& list, std::string member) {
    kit::com_ptr<IMAPIProp> added;
    EXPECT_EQ(
        list.CreateEntry(static_cast<ULONG>(member.size()), reinterpret_cast<LPENTRYID>(member.data()), 0, added.put()),
        S_OK);
    return added;
  }
  static std::vector<kit::PropertyBag> members_of(IDistList& list) {
    kit::com_ptr<IMAPITable> members;
    EXPECT_EQ(list.GetContentsTable(MAPI_UNICODE, members.put()), S_OK);
    return all_rows(*members);
  }
  std::vector<std::string> names() {
    kit::com_ptr<IMAPITable> table;
    EXPECT_EQ(container_->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
    std::vector<std::string> result;
    for (const kit::PropertyBag& row : all_rows(*table)) result.emplace_back(row.text(PR_DISPLAY_NAME_W));
    return result;
  }
  HRESULT remove(IMAPIContainer& from, std::vector<std::string> entries) {
    std::vector<SBinary> ids;
    for (std::string& entry : entries) {
      ids.push_back({static_cast<ULONG>(entry.size()), reinterpret_cast<LPBYTE>(entry.data())});
    }
    ENTRYLIST list{static_cast<ULONG>(ids.size()), ids.data()};
    return static_cast<IABContainer&>(from).DeleteEntries(&list, 0);
  }
  template <class T>
  kit::com_ptr<T> open(std::string entry, ULONG flags) {
    kit::com_ptr<T> object;
    ULONG type = 0;
    EXPECT_EQ(logon_->OpenEntry(static_cast<ULONG>(entry.size()), reinterpret_cast<LPENTRYID>(entry.data()), nullptr,
                                flags, &type, object.put_unknown()),
              S_OK);
    return object;
  }

  FakeSupport support_;
  BookSession session_;
  kit::com_ptr<IABLogon> logon_;
  kit::com_ptr<IABContainer> container_;
};

TEST_F(BookEntries, HaveNoIdentifierBeforeSaveChanges) {  // G-23
  auto person = create(0, "Alice", "alice@example.org");
  EXPECT_TRUE(properties_of(*person).binary(PR_ENTRYID).empty());
  EXPECT_TRUE(names().empty());
  EXPECT_EQ(person->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_EQ(properties_of(*person).binary(PR_ENTRYID).size(), 40U);
  EXPECT_EQ(names(), std::vector<std::string>{"Alice"});
}

TEST_F(BookEntries, TellOfDuplicatesAtSaveChanges) {  // G-23
  add_person(*container_, "Alice", "alice@example.org");
  EXPECT_EQ(create(CREATE_CHECK_DUP_LOOSE, "ALICE", "other@example.org")->SaveChanges(0), MAPI_E_COLLISION);
  EXPECT_EQ(create(CREATE_CHECK_DUP_STRICT, "Alice", "ALICE@example.org")->SaveChanges(0), MAPI_E_COLLISION);
  EXPECT_EQ(create(CREATE_CHECK_DUP_STRICT, "Alice", "other@example.org")->SaveChanges(0), S_OK);
  EXPECT_EQ(create(0, "Alice", "alice@example.org")->SaveChanges(0), S_OK);
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(BookEntries, TakeThePlaceOfADuplicateWhenToldTo) {  // G-23
  const std::string first = add_person(*container_, "Alice", "alice@example.org");
  auto person = create(CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE, "Alice", "new@example.org");
  ASSERT_EQ(person->SaveChanges(KEEP_OPEN_READONLY), S_OK);
  EXPECT_EQ(properties_of(*person).binary(PR_ENTRYID), first);
  EXPECT_EQ(properties_of(*open<IMailUser>(first, 0)).text(PR_EMAIL_ADDRESS_W), "new@example.org");
  EXPECT_EQ(names().size(), 1U);
}

TEST_F(BookEntries, KeepWhatIsSetAndComputeWhatIsTheirs) {  // M-38
  const std::string id = add_person(*container_, "Alice", "alice@example.org");
  auto person = open<IMailUser>(id, MAPI_MODIFY);
  kit::PropertyBag bag;
  bag.set(PR_MOBILE_TELEPHONE_NUMBER_W, "+1 555 0100");
  bag.set(PR_ENTRYID, std::string(40, 'x'));
  bag.set(PR_COMMENT_W, "grüßt 世界");
  LPSPropProblemArray raw = nullptr;
  ASSERT_EQ(person->SetProps(3, kit::make_values(bag).get(), &raw), S_OK);
  const kit::mapi_ptr<SPropProblemArray> problems(raw);
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_COMPUTED);
  EXPECT_TRUE(properties_of(*open<IMailUser>(id, 0)).text(PR_COMMENT_W).empty());  // not before SaveChanges
  ASSERT_EQ(person->SaveChanges(0), S_OK);
  const kit::PropertyBag now = properties_of(*open<IMailUser>(id, 0));
  EXPECT_EQ(now.text(PR_COMMENT_W), "grüßt 世界");
  EXPECT_EQ(now.text(PR_MOBILE_TELEPHONE_NUMBER_W), "+1 555 0100");
  EXPECT_EQ(now.binary(PR_ENTRYID), id);
}

TEST_F(BookEntries, AreFoundByTheirNewNameOnlyAfterAChange) {
  const std::string id = add_person(*container_, "Alice Liddell", "alice@example.org");
  auto person = open<IMailUser>(id, MAPI_MODIFY);
  kit::PropertyBag bag;
  bag.set(PR_DISPLAY_NAME_W, "Alice Hargreaves");
  ASSERT_EQ(person->SetProps(1, kit::make_values(bag).get(), nullptr), S_OK);
  ASSERT_EQ(person->SaveChanges(0), S_OK);
  auto list = names_to_resolve({"liddell", "hargreaves"});
  EXPECT_EQ(resolve(*container_, *list), (std::vector<ULONG>{MAPI_UNRESOLVED, MAPI_RESOLVED}));
}

TEST_F(BookEntries, AreRemovedOneByOneAndTellWhenSomeWereNotThere) {  // G-24
  const std::string alice = add_person(*container_, "Alice", "alice@example.org");
  const std::string bob = add_person(*container_, "Bob", "bob@example.org");
  EXPECT_EQ(remove(*container_, {alice}), S_OK);
  EXPECT_EQ(remove(*container_, {alice, bob, "nonsense"}), MAPI_W_PARTIAL_COMPLETION);
  EXPECT_TRUE(names().empty());
  auto list = names_to_resolve({"bob"});
  EXPECT_EQ(resolve(*container_, *list), std::vector<ULONG>{MAPI_UNRESOLVED});
}

TEST_F(BookEntries, AreCopiedByTheirIdentifiers) {  // G-24
  std::string alice = add_person(*container_, "Alice", "alice@example.org");
  SBinary id{static_cast<ULONG>(alice.size()), reinterpret_cast<LPBYTE>(alice.data())};
  ENTRYLIST list{1, &id};
  EXPECT_EQ(container_->CopyEntries(&list, 0, nullptr, CREATE_CHECK_DUP_STRICT), S_OK);  // skipped, and no failure
  EXPECT_EQ(names().size(), 1U);
  EXPECT_EQ(container_->CopyEntries(&list, 0, nullptr, 0), S_OK);
  EXPECT_EQ(names().size(), 2U);
  SBinary nonsense{4, reinterpret_cast<LPBYTE>(alice.data())};
  ENTRYLIST bad{1, &nonsense};
  EXPECT_EQ(container_->CopyEntries(&bad, 0, nullptr, 0), MAPI_W_PARTIAL_COMPLETION);
}

TEST_F(BookEntries, TellHowManyOfThemAreCopied) {  // D-42
  std::string alice = add_person(*container_, "Alice", "alice@example.org");
  SBinary ids[2] = {{static_cast<ULONG>(alice.size()), reinterpret_cast<LPBYTE>(alice.data())},
                    {static_cast<ULONG>(alice.size()), reinterpret_cast<LPBYTE>(alice.data())}};
  ENTRYLIST list{2, ids};
  RecordingProgress client;
  client.on_progress = [](ULONG) { return MAPI_E_USER_CANCEL; };
  EXPECT_EQ(container_->CopyEntries(&list, 0, &client, 0), MAPI_E_USER_CANCEL);
  EXPECT_EQ(names().size(), 2U) << "one copy";
  EXPECT_EQ(client.calls.back(), "Progress 500 1 2");
}

TEST_F(BookEntries, ShowInATableThatIsOpen) {  // G-22, K-16
  add_person(*container_, "Bob", "bob@example.org");
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(container_->GetContentsTable(CONVENIENT_DEPTH, table.put()), MAPI_E_UNKNOWN_FLAGS);  // of hierarchies
  ASSERT_EQ(container_->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  ULONG count = 0;
  ASSERT_EQ(table->GetRowCount(0, &count), S_OK);
  EXPECT_EQ(count, 1U);
  const std::string alice = add_person(*container_, "alice", "alice@example.org");
  ASSERT_EQ(table->SeekRow(BOOKMARK_BEGINNING, 0, nullptr), S_OK);
  const auto rows = all_rows(*table);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "alice");  // by name, without regard to case
  remove(*container_, {alice});
  ASSERT_EQ(table->GetRowCount(0, &count), S_OK);
  EXPECT_EQ(count, 1U);
}

TEST_F(BookEntries, MakeAListWithMembers) {
  std::string alice = add_person(*container_, "Alice", "alice@example.org");
  std::string bob = add_person(*container_, "Bob", "bob@example.org");
  const std::string id = make_list("Everybody");
  auto list = open<IDistList>(id, MAPI_MODIFY);
  for (const std::string& member : {bob, alice}) ASSERT_EQ(add(*list, member)->SaveChanges(0), S_OK);
  kit::com_ptr<IMAPITable> members;
  ASSERT_EQ(list->GetContentsTable(MAPI_UNICODE, members.put()), S_OK);
  ULONG status = 0;
  ULONG table_type = TBLTYPE_DYNAMIC;
  EXPECT_EQ(members->GetStatus(&status, &table_type), S_OK);
  EXPECT_EQ(table_type, static_cast<ULONG>(TBLTYPE_SNAPSHOT));  // as it is now
  auto rows = all_rows(*members);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "Bob");  // in the order in which they were added
  EXPECT_EQ(rows[1].binary(PR_ENTRYID), alice);

  const kit::PropertyBag now = properties_of(*list);
  EXPECT_EQ(now.number(PR_OBJECT_TYPE), MAPI_DISTLIST);
  EXPECT_EQ(now.text(PR_ADDRTYPE_W), "MAPIPDL");  // G-20
  auto names = names_to_resolve({"everyb"});
  EXPECT_EQ(resolve(*container_, *names), std::vector<ULONG>{MAPI_RESOLVED});

  std::string copied = id;
  SBinary original{static_cast<ULONG>(copied.size()), reinterpret_cast<LPBYTE>(copied.data())};
  ENTRYLIST whole{1, &original};
  ASSERT_EQ(container_->CopyEntries(&whole, 0, nullptr, 0), S_OK);  // with its members
  kit::com_ptr<IMAPITable> contents;
  ASSERT_EQ(container_->GetContentsTable(MAPI_UNICODE, contents.put()), S_OK);
  std::size_t lists = 0;
  for (const kit::PropertyBag& row : all_rows(*contents)) {
    if (row.text(PR_DISPLAY_NAME_W) != "Everybody") continue;
    ++lists;
    EXPECT_EQ(members_of(*open<IDistList>(std::string(row.binary(PR_ENTRYID)), 0)).size(), 2U);
  }
  EXPECT_EQ(lists, 2U);

  EXPECT_EQ(remove(reinterpret_cast<IMAPIContainer&>(*list), {bob}), S_OK);
  EXPECT_EQ(members_of(*list).size(), 1U);
}

TEST_F(BookEntries, TakeThePlaceOfAListWithItsMembers) {  // G-23
  const std::string alice = add_person(*container_, "Alice", "alice@example.org");
  const std::string id = make_list("Everybody");
  ASSERT_EQ(add(*open<IDistList>(id, MAPI_MODIFY), alice)->SaveChanges(0), S_OK);
  EXPECT_EQ(make_list("Everybody", CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE), id);
  EXPECT_TRUE(members_of(*open<IDistList>(id, 0)).empty()) << "the new list has nobody in it";
}

TEST_F(BookEntries, AreOpenedByTheirContainerToo) {
  std::string alice = add_person(*container_, "Alice", "alice@example.org");
  kit::com_ptr<IMailUser> user;
  ULONG type = 0;
  ASSERT_EQ(container_->OpenEntry(static_cast<ULONG>(alice.size()), reinterpret_cast<LPENTRYID>(alice.data()), nullptr,
                                  0, &type, user.put_unknown()),
            S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_MAILUSER));
  EXPECT_EQ(properties_of(*user).text(PR_DISPLAY_NAME_W), "Alice");
}

TEST_F(BookEntries, MakeAListAMemberOfAnother) {  // G-20
  std::string alice = add_person(*container_, "Alice", "alice@example.org");
  const std::vector<std::string> ids{make_list("Inner"), make_list("Outer")};
  ASSERT_EQ(add(*open<IDistList>(ids[0], MAPI_MODIFY), alice)->SaveChanges(0), S_OK);
  const auto outer = open<IDistList>(ids[1], MAPI_MODIFY);
  const auto added = add(*outer, ids[0]);
  const auto as_list = added.as<IDistList>();
  ASSERT_TRUE(as_list) << "it is a list, not a mail user";
  const auto rows = members_of(*as_list);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "Alice");
  ULONG type = 0;
  kit::com_ptr<IMailUser> user;
  EXPECT_EQ(as_list->OpenEntry(static_cast<ULONG>(alice.size()), reinterpret_cast<LPENTRYID>(alice.data()), nullptr, 0,
                               &type, user.put_unknown()),
            S_OK);
  ASSERT_EQ(added->SaveChanges(0), S_OK);
  EXPECT_EQ(members_of(*outer)[0].binary(PR_ENTRYID), ids[0]);
}

TEST_F(BookEntries, SurviveTheLogonThatMadeThem) {
  add_person(*container_, "Alice", "alice@example.org");
  container_.reset();
  logon_->Logoff(0);
  logon_.reset();
  FakeSupport again;
  auto logon = session_.log_on(again);
  auto names = names_to_resolve({"alice"});
  EXPECT_EQ(resolve(*personal_book(*logon), *names), std::vector<ULONG>{MAPI_RESOLVED});
}

}  // namespace
}  // namespace postroom::test
