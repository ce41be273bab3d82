// SPDX-License-Identifier: Apache-2.0
// From logon to logoff, once through everything that mail needs of a store.
#include "tests/store/store_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {
namespace {

using kit::com_ptr;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST(AStore, TakesAMessageAndShowsItInItsFolder) {
  FakeSupport support;
  StoreSession session;
  LoggedOn open = session.log_on(support);
  const auto inbox = inbox_of(*open.store);
  EXPECT_EQ(props_of(*inbox, {PR_DISPLAY_NAME_W}).text(PR_DISPLAY_NAME_W), "Inbox");

  const auto message = new_message(*inbox, "Re: Hello");
  set_props(*message, {{PR_BODY_W, "How are you?"}});
  add_recipient(*message, "Ann", "ann@example.org");
  add_recipient(*message, "Bob", "bob@example.org", MAPI_CC);
  EXPECT_TRUE(subjects_of(*inbox).empty());  // M-23
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);

  const auto rows = contents_of(*inbox);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text(PR_SUBJECT_W), "Re: Hello");
  EXPECT_EQ(rows[0].text(PR_NORMALIZED_SUBJECT_W), "Hello");
  EXPECT_EQ(rows[0].text(PR_DISPLAY_TO_W), "Ann");  // M-27
  EXPECT_EQ(rows[0].text(PR_DISPLAY_CC_W), "Bob");
  EXPECT_EQ(rows[0].binary(PR_ENTRYID), entry_of(*message));

  const auto again = open_message(*open.store, entry_of(*message));
  EXPECT_EQ(props_of(*again, {PR_BODY_W}).text(PR_BODY_W), "How are you?");
  com_ptr<IMAPITable> recipients;
  ASSERT_EQ(again->GetRecipientTable(MAPI_UNICODE, recipients.put()), S_OK);
  const auto people = rows_of(*recipients);
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].text(PR_EMAIL_ADDRESS_W), "ann@example.org");
  EXPECT_EQ(people[1].number(PR_RECIPIENT_TYPE), MAPI_CC);

  ULONG flags = LOGOFF_ORDERLY;
  recipients.reset();
  EXPECT_EQ(open.store->StoreLogoff(&flags), S_OK);
  open.store.reset();
  EXPECT_TRUE(support.released());
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST(AStore, IsThereAgainAtTheNextLogonWithTheSameIdentifiers) {  // F-7
  StoreSession session;
  std::string entry;
  {
    FakeSupport support;
    LoggedOn open = session.log_on(support);
    entry = put_message(*inbox_of(*open.store), "kept");
    open.store.reset();
  }
  FakeSupport support;
  LoggedOn open = session.log_on(support);
  const auto message = open_message(*open.store, entry);
  EXPECT_EQ(props_of(*message, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "kept");
  EXPECT_THAT(subjects_of(*inbox_of(*open.store)), ElementsAre("kept"));
}

TEST(AStore, HasTheSpecialFolders) {  // M-50
  FakeSupport support;
  StoreSession session;
  const LoggedOn open = session.log_on(support);
  const auto subtree = special_folder(*open.store, PR_IPM_SUBTREE_ENTRYID);
  EXPECT_THAT(subfolders_of(*subtree), UnorderedElementsAre("Inbox", "Outbox", "Sent Items", "Deleted Items"));
  const auto root = open_folder(*open.store, "");
  EXPECT_THAT(subfolders_of(*root), UnorderedElementsAre("IPM_SUBTREE", "Search Root", "Views", "Common Views"));
  EXPECT_EQ(subfolders_of(*root, CONVENIENT_DEPTH).size(), 8U);
  EXPECT_EQ(props_of(*open.store, {PR_VALID_FOLDER_MASK}).number(PR_VALID_FOLDER_MASK), 0xFF);
}

}  // namespace
}  // namespace postroom::test
