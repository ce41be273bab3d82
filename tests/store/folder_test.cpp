// SPDX-License-Identifier: Apache-2.0
// Folders, their tables, and what they do with several messages at once (M-9 … M-22, I-13 … I-16, K-13).
#include "tests/store/store_session.hpp"

#include <postroom/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {
namespace {

using kit::com_ptr;
using kit::PropertyBag;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class AFolder : public testing::Test {
 protected:
  AFolder()
      : open_(session_.log_on(support_)),
        inbox_(inbox_of(*open_.store)),
        trash_(special_folder(*open_.store, PR_IPM_WASTEBASKET_ENTRYID)) {}

  HRESULT create(IMAPIFolder& parent, const std::wstring& name, com_ptr<IMAPIFolder>& folder, ULONG flags = 0) {
    return parent.CreateFolder(FOLDER_GENERIC, reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(name.c_str())), nullptr,
                               nullptr, MAPI_UNICODE | flags, folder.put());
  }
  com_ptr<IMAPIFolder> create(IMAPIFolder& parent, const std::wstring& name) {
    com_ptr<IMAPIFolder> folder;
    EXPECT_EQ(create(parent, name, folder), S_OK);
    return folder;
  }
  HRESULT remove(IMAPIFolder& parent, IMAPIFolder& folder, ULONG flags) {
    const std::string entry = entry_of(folder);
    return parent.DeleteFolder(entry_size(entry), entry_pointer(entry), 0, nullptr, flags);
  }
  // Events of one kind that sinks were sent.
  std::size_t told(ULONG event) {
    std::size_t count = 0;
    for (const auto& each : support_.notified()) count += each.event == event ? 1 : 0;
    return count;
  }

  FakeSupport support_;
  StoreSession session_;
  LoggedOn open_;
  com_ptr<IMAPIFolder> inbox_;
  com_ptr<IMAPIFolder> trash_;
};

TEST_F(AFolder, IsCreatedOnceByName) {  // M-10
  const auto folder = create(*inbox_, L"Projects");
  EXPECT_THAT(subfolders_of(*inbox_), ElementsAre("Projects"));
  com_ptr<IMAPIFolder> again;
  EXPECT_EQ(create(*inbox_, L"projects", again), MAPI_E_COLLISION);
  ASSERT_EQ(create(*inbox_, L"Projects", again, OPEN_IF_EXISTS), S_OK);
  EXPECT_EQ(entry_of(*again), entry_of(*folder));
  com_ptr<IMAPIFolder> search;
  EXPECT_EQ(inbox_->CreateFolder(FOLDER_SEARCH, reinterpret_cast<LPTSTR>(const_cast<char*>("s")), nullptr, nullptr, 0,
                                 search.put()),
            MAPI_E_NO_SUPPORT);
}

TEST_F(AFolder, OpensWhatIsInItsStoreAndItself) {
  const std::string entry = put_message(*inbox_, "inside");
  com_ptr<IMessage> message;
  com_ptr<IMAPIFolder> itself;
  ULONG type = 0;
  ASSERT_EQ(inbox_->OpenEntry(entry_size(entry), entry_pointer(entry), nullptr, 0, &type, message.put_unknown()), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_MESSAGE));
  EXPECT_EQ(props_of(*message, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "inside");
  const std::string own = entry_of(*inbox_);
  ASSERT_EQ(inbox_->OpenEntry(entry_size(own), entry_pointer(own), nullptr, 0, &type, itself.put_unknown()), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(MAPI_FOLDER));
}

TEST_F(AFolder, ChangesItsNameAtOnce) {  // M-6
  const auto folder = create(*inbox_, L"Before");
  set_props(*folder, {{PR_DISPLAY_NAME_W, "After"}});
  EXPECT_THAT(subfolders_of(*inbox_), ElementsAre("After"));
}

TEST_F(AFolder, IsChangedOnceByOneCall) {  // M-6, M-38
  const std::size_t before = told(fnevObjectModified);
  set_props(*trash_, {{PR_COMMENT_W, "what was thrown away"}});
  const std::size_t once = told(fnevObjectModified) - before;
  std::wstring comment = L"old letters";
  SPropValue values[3]{};
  values[0].ulPropTag = PR_COMMENT_W;
  values[0].Value.lpszW = comment.data();
  values[1].ulPropTag = PR_CONTENT_COUNT;  // the store's own
  values[2].ulPropTag = PR_CONTAINER_CLASS_W;
  values[2].Value.lpszW = comment.data();
  kit::mapi_ptr<SPropProblemArray> problems;
  ASSERT_EQ(trash_->SetProps(3, values, kit::out(problems)), S_OK);
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].ulIndex, 1U);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_COMPUTED);
  EXPECT_EQ(told(fnevObjectModified) - before, 2 * once);
  const PropertyBag now = props_of(*trash_, {PR_COMMENT_W, PR_CONTAINER_CLASS_W, PR_CONTENT_COUNT});
  EXPECT_EQ(now.text(PR_COMMENT_W), "old letters");
  EXPECT_EQ(now.text(PR_CONTAINER_CLASS_W), "old letters");
  EXPECT_EQ(now.number(PR_CONTENT_COUNT), 0);

  SizedSPropTagArray(3, tags) = {3, {PR_COMMENT_W, PR_CONTENT_COUNT, PR_CONTAINER_CLASS_W}};
  ASSERT_EQ(trash_->DeleteProps(reinterpret_cast<LPSPropTagArray>(&tags), kit::out(problems)), S_OK);
  ASSERT_TRUE(problems);
  EXPECT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(told(fnevObjectModified) - before, 3 * once);
  values[0].ulPropTag = PR_CONTENT_UNREAD;
  ASSERT_EQ(trash_->SetProps(2, values, kit::out(problems)), S_OK);
  EXPECT_EQ(problems->cProblem, 2U);
  EXPECT_EQ(told(fnevObjectModified) - before, 3 * once) << "nothing was changed";
}

TEST_F(AFolder, IsDeletedOnlyWithWhatItHoldsAndByThoseWhoSaySo) {  // M-11
  const auto folder = create(*inbox_, L"Projects");
  create(*folder, L"One");
  put_message(*folder, "x");
  EXPECT_EQ(remove(*inbox_, *folder, 0), MAPI_E_HAS_FOLDERS);
  EXPECT_EQ(remove(*inbox_, *folder, DEL_FOLDERS), MAPI_E_HAS_MESSAGES);
  EXPECT_EQ(remove(*inbox_, *folder, DEL_FOLDERS | DEL_MESSAGES), S_OK);
  EXPECT_THAT(subfolders_of(*inbox_), IsEmpty());
  const auto subtree = special_folder(*open_.store, PR_IPM_SUBTREE_ENTRYID);
  EXPECT_EQ(remove(*subtree, *inbox_, DEL_FOLDERS | DEL_MESSAGES), MAPI_E_NO_ACCESS);
}

TEST_F(AFolder, DeletesWhatItCanAndSaysWhatItCannot) {  // M-13, M-14
  const std::string one = put_message(*inbox_, "one");
  const std::string two = put_message(*inbox_, "two");
  const std::string elsewhere = put_message(*trash_, "elsewhere");
  const auto writer = open_message(*open_.store, two);
  EXPECT_EQ(inbox_->DeleteMessages(Entries({two, elsewhere, one}).get(), 0, nullptr, 0), MAPI_W_PARTIAL_COMPLETION);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("two"));
  EXPECT_THAT(subjects_of(*trash_), ElementsAre("elsewhere"));
  EXPECT_EQ(inbox_->DeleteMessages(Entries({one}).get(), 0, nullptr, 0), MAPI_E_NOT_FOUND);
}

TEST_F(AFolder, IsEmptiedWithItsSubfolders) {  // M-12, M-20
  put_message(*inbox_, "one");
  put_message(*create(*inbox_, L"Sub"), "two");
  com_ptr<IMessage> hidden;
  ASSERT_EQ(inbox_->CreateMessage(nullptr, MAPI_ASSOCIATED, hidden.put()), S_OK);
  ASSERT_EQ(hidden->SaveChanges(0), S_OK);
  hidden.reset();
  EXPECT_EQ(inbox_->EmptyFolder(0, nullptr, 0), S_OK);
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
  EXPECT_THAT(subfolders_of(*inbox_), IsEmpty());
  EXPECT_EQ(contents_of(*inbox_, MAPI_ASSOCIATED).size(), 1U);
  EXPECT_EQ(inbox_->EmptyFolder(0, nullptr, DEL_ASSOCIATED), S_OK);
  EXPECT_TRUE(contents_of(*inbox_, MAPI_ASSOCIATED).empty());
}

TEST_F(AFolder, KeepsAssociatedMessagesOutOfItsContents) {  // M-20
  com_ptr<IMessage> hidden;
  ASSERT_EQ(inbox_->CreateMessage(nullptr, MAPI_ASSOCIATED, hidden.put()), S_OK);
  set_props(*hidden, {{PR_SUBJECT_W, "hidden"}});
  ASSERT_EQ(hidden->SaveChanges(0), S_OK);
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
  EXPECT_THAT(subjects_of(*inbox_, MAPI_ASSOCIATED), ElementsAre("hidden"));
  EXPECT_EQ(props_of(*inbox_, {PR_ASSOC_CONTENT_COUNT}).number(PR_ASSOC_CONTENT_COUNT), 1);
  EXPECT_NE(props_of(*hidden, {PR_MESSAGE_FLAGS}).number(PR_MESSAGE_FLAGS) & MSGFLAG_ASSOCIATED, 0);
}

TEST_F(AFolder, MovesMessagesUnderTheirIdentifiers) {  // F-7, K-13
  const std::string entry = put_message(*inbox_, "x");
  EXPECT_EQ(inbox_->CopyMessages(Entries({entry}).get(), nullptr, trash_.get(), 0, nullptr, MESSAGE_MOVE), S_OK);
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
  EXPECT_THAT(subjects_of(*trash_), ElementsAre("x"));
  EXPECT_EQ(contents_of(*trash_)[0].binary(PR_ENTRYID), entry);
  EXPECT_NE(told(fnevObjectMoved), 0U);
}

TEST_F(AFolder, MovesMessagesThatAreOpenForWriting) {  // M-13 is about deletion
  const auto open = new_message(*inbox_, "x");
  ASSERT_EQ(open->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  const std::string entry = entry_of(*open);
  EXPECT_EQ(inbox_->CopyMessages(Entries({entry}).get(), nullptr, trash_.get(), 0, nullptr, MESSAGE_MOVE), S_OK);
  EXPECT_THAT(subjects_of(*trash_), ElementsAre("x"));
  set_props(*open, {{PR_SUBJECT_W, "y"}});
  EXPECT_EQ(open->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_THAT(subjects_of(*trash_), ElementsAre("y"));
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
  EXPECT_EQ(trash_->DeleteMessages(Entries({entry}).get(), 0, nullptr, 0), MAPI_E_NO_ACCESS);

  FakeSupport other_support;
  LoggedOn other = session_.log_on(other_support, "two");
  const auto elsewhere = inbox_of(*other.store);
  EXPECT_EQ(trash_->CopyMessages(Entries({entry}).get(), nullptr, elsewhere.get(), 0, nullptr, MESSAGE_MOVE), S_OK);
  EXPECT_THAT(subjects_of(*elsewhere), ElementsAre("y"));
  EXPECT_THAT(subjects_of(*trash_), IsEmpty());
  set_props(*open, {{PR_SUBJECT_W, "z"}});
  EXPECT_EQ(open->SaveChanges(0), MAPI_E_OBJECT_DELETED);
}

TEST_F(AFolder, CopiesMessagesUnderNewIdentifiers) {  // F-7, F-25, M-15, M-35
  const std::string entry = put_message(*inbox_, "x");
  EXPECT_EQ(
      inbox_->SetMessageStatus(entry_size(entry), entry_pointer(entry), MSGSTATUS_TAGGED, MSGSTATUS_TAGGED, nullptr),
      S_OK);
  EXPECT_EQ(inbox_->CopyMessages(Entries({entry}).get(), nullptr, trash_.get(), 0, nullptr, 0), S_OK);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("x"));
  const auto copies = contents_of(*trash_);
  ASSERT_EQ(copies.size(), 1U);
  EXPECT_NE(copies[0].binary(PR_ENTRYID), entry);
  EXPECT_EQ(copies[0].number(PR_MSG_STATUS), 0);
  EXPECT_EQ(copies[0].binary(PR_SEARCH_KEY), contents_of(*inbox_)[0].binary(PR_SEARCH_KEY));
  EXPECT_EQ(told(fnevObjectCreated), 1U);  // the message, and not the copy
}

TEST_F(AFolder, CopiesMessagesToAnotherStore) {  // M-15
  FakeSupport other_support;
  LoggedOn other = session_.log_on(other_support, "two");
  const auto target = inbox_of(*other.store);
  const std::string entry = put_message(*inbox_, "x");
  EXPECT_EQ(inbox_->CopyMessages(Entries({entry}).get(), nullptr, target.get(), 0, nullptr, MESSAGE_MOVE), S_OK);
  EXPECT_THAT(subjects_of(*target), ElementsAre("x"));
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
}

TEST_F(AFolder, CopiesAssociatedMessagesAsSuch) {  // M-20
  com_ptr<IMessage> hidden;
  ASSERT_EQ(inbox_->CreateMessage(nullptr, MAPI_ASSOCIATED, hidden.put()), S_OK);
  set_props(*hidden, {{PR_SUBJECT_W, "hidden"}});
  ASSERT_EQ(hidden->SaveChanges(KEEP_OPEN_READONLY), S_OK);
  FakeSupport other_support;
  LoggedOn other = session_.log_on(other_support, "two");
  const auto elsewhere = inbox_of(*other.store);
  const std::string entry = entry_of(*hidden);
  EXPECT_EQ(inbox_->CopyMessages(Entries({entry}).get(), nullptr, elsewhere.get(), 0, nullptr, 0), S_OK);
  EXPECT_THAT(subjects_of(*elsewhere), IsEmpty());
  EXPECT_THAT(subjects_of(*elsewhere, MAPI_ASSOCIATED), ElementsAre("hidden"));
  SizedSPropTagArray(1, name) = {1, {PR_DISPLAY_NAME}};
  EXPECT_EQ(inbox_->CopyTo(0, nullptr, reinterpret_cast<LPSPropTagArray>(&name), 0, nullptr, &IID_IMAPIFolder,
                           trash_.get(), 0, nullptr),
            S_OK);
  EXPECT_THAT(subjects_of(*trash_, MAPI_ASSOCIATED), ElementsAre("hidden"));
}

TEST_F(AFolder, IsCopiedWithoutItsMessagesWhenTheirInterfaceIsExcluded) {  // M-41
  put_message(*inbox_, "x");
  create(*inbox_, L"Below");
  const auto target = create(*trash_, L"Target");
  SizedSPropTagArray(1, name) = {1, {PR_DISPLAY_NAME}};
  const auto copy = [&](const IID& excluded) {
    return inbox_->CopyTo(1, &excluded, reinterpret_cast<LPSPropTagArray>(&name), 0, nullptr, &IID_IMAPIFolder,
                          target.get(), 0, nullptr);
  };
  EXPECT_EQ(copy(IID_IMAPIContainer), S_OK);
  EXPECT_EQ(props_of(*target, {PR_FOLDER_CHILD_COUNT}).number(PR_FOLDER_CHILD_COUNT), 0);
  EXPECT_EQ(copy(IID_IMessage), S_OK);
  EXPECT_EQ(props_of(*target, {PR_FOLDER_CHILD_COUNT}).number(PR_FOLDER_CHILD_COUNT), 1);
  EXPECT_THAT(subjects_of(*target), IsEmpty());
}

TEST_F(AFolder, SaysWhenNotAllOfItWasCopied) {  // M-41
  put_message(*inbox_, "one");
  const auto submitted = new_message(*inbox_, "two");
  add_recipient(*submitted, "Ann", "ann@example.org");
  ASSERT_EQ(submitted->SubmitMessage(0), S_OK);  // stays where it is
  SizedSPropTagArray(1, contents) = {1, {PR_CONTAINER_CONTENTS}};
  kit::mapi_ptr<SPropProblemArray> problems;
  EXPECT_EQ(inbox_->CopyProps(reinterpret_cast<LPSPropTagArray>(&contents), 0, nullptr, &IID_IMAPIFolder, trash_.get(),
                              MAPI_MOVE, kit::out(problems)),
            S_OK);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("two"));
  ASSERT_TRUE(problems);
  EXPECT_EQ(problems->aProblem[0].ulPropTag, PR_CONTAINER_CONTENTS);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_CALL_FAILED);
}

TEST_F(AFolder, MovesWhatItHoldsAndNotWhatIsExcludedWithoutAWord) {  // M-41
  put_message(*inbox_, "one");
  SizedSPropTagArray(1, contents) = {1, {PR_CONTAINER_CONTENTS}};
  kit::mapi_ptr<SPropProblemArray> problems;
  EXPECT_EQ(inbox_->CopyProps(reinterpret_cast<LPSPropTagArray>(&contents), 0, nullptr, &IID_IMAPIFolder, trash_.get(),
                              MAPI_MOVE, kit::out(problems)),
            S_OK);
  EXPECT_FALSE(problems) << "its messages have gone, and the list of them is the folder's own";
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
  EXPECT_THAT(subjects_of(*trash_), ElementsAre("one"));
  ASSERT_EQ(trash_->CopyTo(1, &IID_IMessage, nullptr, 0, nullptr, &IID_IMAPIFolder, inbox_.get(), MAPI_MOVE,
                           kit::out(problems)),
            S_OK);
  EXPECT_THAT(subjects_of(*trash_), ElementsAre("one"));
  for (ULONG i = 0; problems && i < problems->cProblem; ++i) {
    EXPECT_NE(problems->aProblem[i].ulPropTag, PR_CONTAINER_CONTENTS);
  }
}

TEST_F(AFolder, KeepsNoListOfDeletedFolders) {  // M-17
  com_ptr<IMAPITable> table;
  EXPECT_EQ(inbox_->GetHierarchyTable(SHOW_SOFT_DELETES, table.put()), MAPI_E_NO_SUPPORT);
  EXPECT_FALSE(table);
}

TEST_F(AFolder, SaysOnlyWhatItsStoreDoes) {  // a client leaves RTFSync to a store that says STORE_RTF_OK
  const auto mask = static_cast<ULONG>(props_of(*inbox_, {PR_STORE_SUPPORT_MASK}).number(PR_STORE_SUPPORT_MASK));
  EXPECT_EQ(mask & (STORE_RTF_OK | STORE_OLE_OK | STORE_SEARCH_OK), 0U);
  EXPECT_NE(mask & STORE_ATTACH_OK, 0U);
}

TEST_F(AFolder, MovesAndCopiesFolders) {  // M-16
  const auto folder = create(*inbox_, L"Projects");
  put_message(*create(*folder, L"One"), "deep");
  const std::string entry = entry_of(*folder);
  EXPECT_EQ(inbox_->CopyFolder(entry_size(entry), entry_pointer(entry), nullptr, trash_.get(), nullptr, 0, nullptr,
                               COPY_SUBFOLDERS),
            S_OK);
  EXPECT_EQ(inbox_->CopyFolder(entry_size(entry), entry_pointer(entry), nullptr, folder.get(), nullptr, 0, nullptr,
                               FOLDER_MOVE),
            MAPI_E_FOLDER_CYCLE);
  EXPECT_EQ(inbox_->CopyFolder(entry_size(entry), entry_pointer(entry), nullptr, trash_.get(), nullptr, 0, nullptr,
                               FOLDER_MOVE),
            MAPI_E_COLLISION);
  std::wstring name = L"Projects 2";
  EXPECT_EQ(inbox_->CopyFolder(entry_size(entry), entry_pointer(entry), nullptr, trash_.get(),
                               reinterpret_cast<LPTSTR>(name.data()), 0, nullptr, FOLDER_MOVE | MAPI_UNICODE),
            S_OK);
  EXPECT_THAT(subfolders_of(*inbox_), IsEmpty());
  EXPECT_THAT(subfolders_of(*trash_), UnorderedElementsAre("Projects", "Projects 2"));
  EXPECT_EQ(subfolders_of(*trash_, CONVENIENT_DEPTH).size(), 4U);
}

TEST_F(AFolder, KeepsTheStatusOfItsMessagesByBits) {  // M-21
  const std::string entry = put_message(*inbox_, "x");
  ULONG old = 9;
  EXPECT_EQ(inbox_->SetMessageStatus(entry_size(entry), entry_pointer(entry), 0x10005, 0x10004, &old), S_OK);
  EXPECT_EQ(old, 0U);
  ULONG now = 0;
  EXPECT_EQ(inbox_->GetMessageStatus(entry_size(entry), entry_pointer(entry), 0, &now), S_OK);
  EXPECT_EQ(now, 0x10004U);
}

TEST_F(AFolder, SetsReadFlagsOfAllItsMessages) {  // M-33
  put_message(*inbox_, "one");
  put_message(*inbox_, "two");
  EXPECT_EQ(inbox_->SetReadFlags(nullptr, 0, nullptr, CLEAR_READ_FLAG), S_OK);
  EXPECT_EQ(props_of(*inbox_, {PR_CONTENT_UNREAD}).number(PR_CONTENT_UNREAD), 2);
}

TEST_F(AFolder, OpensItsTablesAsPropertiesToo) {  // M-17, M-18
  put_message(*inbox_, "x");
  com_ptr<IMAPITable> table;
  ASSERT_EQ(inbox_->OpenProperty(PR_CONTAINER_CONTENTS, &IID_IMAPITable, MAPI_UNICODE, 0, table.put_unknown()), S_OK);
  EXPECT_EQ(rows_of(*table).size(), 1U);
  ASSERT_EQ(inbox_->OpenProperty(PR_CONTAINER_HIERARCHY, &IID_IMAPITable, 0, 0, table.put_unknown()), S_OK);
  EXPECT_TRUE(rows_of(*table).empty());
}

TEST_F(AFolder, ShowsItsMessagesSortedAndRestricted) {  // L-17, L-18
  for (const char* subject : {"pear", "apple", "fig"}) put_message(*inbox_, subject);
  com_ptr<IMAPITable> table;
  ASSERT_EQ(inbox_->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
  ASSERT_EQ(table->SortTable(reinterpret_cast<LPSSortOrderSet>(&order), 0), S_OK);
  std::vector<std::string> subjects;
  for (const auto& row : rows_of(*table)) subjects.emplace_back(row.text(PR_SUBJECT_W));
  EXPECT_THAT(subjects, ElementsAre("apple", "fig", "pear"));

  std::wstring wanted = L"fig";
  SPropValue value{};
  value.ulPropTag = PR_SUBJECT_W;
  value.Value.lpszW = wanted.data();
  SRestriction restriction{};
  restriction.rt = RES_PROPERTY;
  restriction.res.resProperty = {RELOP_EQ, PR_SUBJECT_W, &value};
  ASSERT_EQ(table->Restrict(&restriction, 0), S_OK);
  EXPECT_EQ(rows_of(*table).size(), 1U);
}

TEST_F(AFolder, ShowsItsMessagesByCategoriesAndFollowsThem) {  // L-25, M-5
  for (const char* subject : {"fig", "apple", "fig"}) put_message(*inbox_, subject);
  EXPECT_NE(props_of(*inbox_, {PR_STORE_SUPPORT_MASK}).number(PR_STORE_SUPPORT_MASK) & STORE_CATEGORIZE_OK, 0);
  com_ptr<IMAPITable> table;
  ASSERT_EQ(inbox_->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  const ULONG columns[] = {PR_ROW_TYPE, PR_SUBJECT_W, PR_CONTENT_COUNT, PR_DEPTH};
  ASSERT_EQ(table->SetColumns(kit::make_tags(columns).get(), 0), S_OK);
  SizedSSortOrderSet(1, order) = {1, 1, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
  ASSERT_EQ(table->SortTable(reinterpret_cast<LPSSortOrderSet>(&order), 0), S_OK);
  const auto heading = [](const char* subject, int count) {
    return PropertyBag{
        {PR_ROW_TYPE, TBL_COLLAPSED_CATEGORY}, {PR_SUBJECT_W, subject}, {PR_CONTENT_COUNT, count}, {PR_DEPTH, 0}};
  };
  EXPECT_THAT(rows_of(*table), ElementsAre(heading("apple", 1), heading("fig", 2)));
  put_message(*inbox_, "apple");
  ASSERT_EQ(table->SeekRow(BOOKMARK_BEGINNING, 0, nullptr), S_OK);
  EXPECT_THAT(rows_of(*table), ElementsAre(heading("apple", 2), heading("fig", 2)));
}

TEST_F(AFolder, IsReadInPagesForwardAndBackward) {  // L-4, L-13
  for (int i = 0; i < 30; ++i) put_message(*inbox_, std::to_string(i));
  com_ptr<IMAPITable> table;
  ASSERT_EQ(inbox_->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  LONG moved = 0;
  ASSERT_EQ(table->SeekRow(BOOKMARK_BEGINNING, 10, &moved), S_OK);
  EXPECT_EQ(moved, 10);
  const auto read = [&](LONG count, ULONG flags) {
    LPSRowSet raw = nullptr;
    EXPECT_EQ(table->QueryRows(count, flags, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    std::vector<std::string> subjects;
    for (const PropertyBag& row : kit::bags_from(*rows)) subjects.emplace_back(row.text(PR_SUBJECT_W));
    return subjects;
  };
  EXPECT_THAT(read(3, 0), ElementsAre("10", "11", "12"));
  EXPECT_THAT(read(-2, TBL_NOADVANCE), ElementsAre("11", "12"));
  ASSERT_EQ(table->SeekRow(BOOKMARK_END, -2, &moved), S_OK);
  EXPECT_THAT(read(10, 0), ElementsAre("28", "29"));
  ULONG row = 0;
  ULONG numerator = 0;
  ULONG denominator = 0;
  ASSERT_EQ(table->SeekRow(BOOKMARK_BEGINNING, 7, nullptr), S_OK);
  ASSERT_EQ(table->QueryPosition(&row, &numerator, &denominator), S_OK);
  EXPECT_EQ(row, 7U);
}

TEST_F(AFolder, FindsAMessageByItsInstanceKey) {  // L-16
  for (int i = 0; i < 5; ++i) put_message(*inbox_, std::to_string(i));
  com_ptr<IMAPITable> table;
  ASSERT_EQ(inbox_->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  const std::string key(contents_of(*inbox_)[3].binary(PR_INSTANCE_KEY));
  SPropValue value{};
  value.ulPropTag = PR_INSTANCE_KEY;
  value.Value.bin = {static_cast<ULONG>(key.size()), reinterpret_cast<LPBYTE>(const_cast<char*>(key.data()))};
  SRestriction restriction{};
  restriction.rt = RES_PROPERTY;
  restriction.res.resProperty = {RELOP_EQ, PR_INSTANCE_KEY, &value};
  ASSERT_EQ(table->FindRow(&restriction, BOOKMARK_BEGINNING, 0), S_OK);
  EXPECT_EQ(rows_of(*table).front().text(PR_SUBJECT_W), "3");
}

TEST_F(AFolder, TellsTheSinksOfItsTables) {  // K-15, K-16
  class Sink : public IMAPIAdviseSink {
   public:
    STDMETHODIMP QueryInterface(REFIID, void** result) override {
      *result = this;
      return S_OK;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return 2; }
    STDMETHODIMP_(ULONG) Release() override { return 1; }
    STDMETHODIMP_(ULONG) OnNotify(ULONG count, LPNOTIFICATION notifications) override {
      for (ULONG i = 0; i < count; ++i) events.push_back(notifications[i].info.tab.ulTableEvent);
      return 0;
    }
    std::vector<ULONG> events;
  } sink;
  com_ptr<IMAPITable> table;
  ASSERT_EQ(inbox_->GetContentsTable(MAPI_UNICODE, table.put()), S_OK);
  ULONG_PTR connection = 0;
  ASSERT_EQ(table->Advise(fnevTableModified, &sink, &connection), S_OK);
  const std::string entry = put_message(*inbox_, "x");
  {
    const auto message = open_message(*open_.store, entry);
    set_props(*message, {{PR_SUBJECT_W, "y"}});
    ASSERT_EQ(message->SaveChanges(0), S_OK);
  }
  ASSERT_EQ(inbox_->DeleteMessages(Entries({entry}).get(), 0, nullptr, 0), S_OK);
  EXPECT_THAT(sink.events, ElementsAre(TABLE_ROW_ADDED, TABLE_ROW_MODIFIED, TABLE_ROW_DELETED));
  EXPECT_EQ(table->Unadvise(connection), S_OK);
}

TEST_F(AFolder, ReceivesTheClassesThatAreItsOwn) {  // I-13, I-14, I-15
  const auto receive = [&](const char* message_class, std::string& explicit_class) {
    ULONG size = 0;
    kit::mapi_ptr<ENTRYID> entry;
    kit::mapi_ptr<char> found;
    char* text = nullptr;
    EXPECT_EQ(open_.store->GetReceiveFolder(reinterpret_cast<LPTSTR>(const_cast<char*>(message_class)), 0, &size,
                                            kit::out(entry), reinterpret_cast<LPTSTR*>(&text)),
              S_OK);
    found.reset(text);
    explicit_class = text;
    return std::string(reinterpret_cast<char*>(entry.get()), size);
  };
  std::string explicit_class;
  EXPECT_EQ(receive("IPM.Note.Special", explicit_class), entry_of(*inbox_));
  EXPECT_EQ(explicit_class, "IPM");
  EXPECT_EQ(receive("", explicit_class), entry_of(*inbox_));
  EXPECT_EQ(explicit_class, "");
  EXPECT_EQ(receive("IPC.Anything", explicit_class), entry_of(*open_folder(*open_.store, "")));

  const std::string trash = entry_of(*trash_);
  EXPECT_EQ(open_.store->SetReceiveFolder(reinterpret_cast<LPTSTR>(const_cast<char*>("IPM.Note")), 0, entry_size(trash),
                                          entry_pointer(trash)),
            S_OK);
  EXPECT_EQ(receive("IPM.Note.Special", explicit_class), trash);
  EXPECT_EQ(receive("IPM.Notes", explicit_class), entry_of(*inbox_));  // a part, not a prefix
  EXPECT_EQ(open_.store->SetReceiveFolder(reinterpret_cast<LPTSTR>(const_cast<char*>("IPM.Note")), 0, 0, nullptr),
            S_OK);
  EXPECT_EQ(receive("IPM.Note", explicit_class), entry_of(*inbox_));
  com_ptr<IMAPITable> table;
  ASSERT_EQ(open_.store->GetReceiveFolderTable(MAPI_UNICODE, table.put()), S_OK);
  EXPECT_GE(rows_of(*table).size(), 3U);
  ULONG status = 0;
  ULONG type = TBLTYPE_DYNAMIC;
  EXPECT_EQ(table->GetStatus(&status, &type), S_OK);
  EXPECT_EQ(type, static_cast<ULONG>(TBLTYPE_SNAPSHOT));  // nobody is told of changes
}

TEST_F(AFolder, IsComparedByItsIdentifierAndNotByItsBytes) {  // F-5, F-13
  const std::string inbox = entry_of(*inbox_);
  const std::string trash = entry_of(*trash_);
  ULONG same = 7;
  EXPECT_EQ(open_.store->CompareEntryIDs(entry_size(inbox), entry_pointer(inbox), entry_size(inbox),
                                         entry_pointer(inbox), 0, &same),
            S_OK);
  EXPECT_EQ(same, 1U);
  EXPECT_EQ(open_.logon->CompareEntryIDs(entry_size(inbox), entry_pointer(inbox), entry_size(trash),
                                         entry_pointer(trash), 0, &same),
            S_OK);
  EXPECT_EQ(same, 0U);
  std::string foreign = trash;
  foreign[5] = static_cast<char>(foreign[5] ^ 1);
  EXPECT_EQ(open_.store->CompareEntryIDs(entry_size(inbox), entry_pointer(inbox), entry_size(foreign),
                                         entry_pointer(foreign), 0, &same),
            MAPI_E_UNKNOWN_ENTRYID);
}

}  // namespace
}  // namespace postroom::test
