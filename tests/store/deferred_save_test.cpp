// SPDX-License-Identifier: Apache-2.0
// Messages that were saved with MAPI_DEFERRED_ERRORS: written together, and never missed by whoever saved them
// (M-24, O-19).
#include "tests/store/store_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {
namespace {

using kit::com_ptr;
using testing::ElementsAre;
using testing::IsEmpty;

class ADeferredSave : public testing::Test {
 protected:
  ADeferredSave() : open_(session_.log_on(support_)), inbox_(inbox_of(*open_.store)) {}

  static com_ptr<IMessage> save(IMAPIFolder& folder, const std::string& subject) {
    com_ptr<IMessage> message;
    EXPECT_EQ(folder.CreateMessage(nullptr, MAPI_DEFERRED_ERRORS, message.put()), S_OK);
    set_props(*message, {{PR_SUBJECT_W, subject}});
    EXPECT_EQ(message->SaveChanges(MAPI_DEFERRED_ERRORS), S_OK);
    return message;
  }
  // What another client of the store sees.
  std::vector<std::string> seen_by_others() {
    FakeSupport support;
    LoggedOn other = session_.spooler_log_on(support);
    return subjects_of(*inbox_of(*other.store));
  }
  std::size_t told(ULONG event) {
    std::size_t count = 0;
    for (const auto& each : support_.notified()) count += each.event == event ? 1 : 0;
    return count;
  }

  FakeSupport support_;
  StoreSession session_;
  LoggedOn open_;
  com_ptr<IMAPIFolder> inbox_;
};

TEST_F(ADeferredSave, IsWrittenWhenTheFolderIsSaved) {  // M-24
  save(*inbox_, "one");
  save(*inbox_, "two");
  EXPECT_THAT(seen_by_others(), IsEmpty()) << "each was written by itself";
  EXPECT_EQ(inbox_->SaveChanges(MAPI_DEFERRED_ERRORS), S_OK);
  EXPECT_THAT(seen_by_others(), IsEmpty());
  EXPECT_EQ(told(fnevObjectCreated), 0U);
  EXPECT_EQ(inbox_->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_THAT(seen_by_others(), ElementsAre("one", "two"));
  EXPECT_EQ(told(fnevObjectCreated), 2U);
  EXPECT_EQ(inbox_->SaveChanges(0), S_OK);  // and there is nothing left to do
  EXPECT_EQ(told(fnevObjectCreated), 2U);
}

TEST_F(ADeferredSave, IsSeenByItsOwnClientAtOnce) {  // M-6
  save(*inbox_, "one");
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("one"));
  save(*inbox_, "two");
  EXPECT_EQ(props_of(*inbox_, {PR_CONTENT_COUNT}).number(PR_CONTENT_COUNT), 2);
  const auto third = save(*inbox_, "three");
  put_message(*inbox_, "four");
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("one", "two", "three", "four"));
  EXPECT_EQ(props_of(*third, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "three");
}

TEST_F(ADeferredSave, IsTheLastThatIsDoneToTheMessage) {  // M-24
  const auto message = save(*inbox_, "done");
  SPropValue value{};
  value.ulPropTag = PR_IMPORTANCE;
  EXPECT_EQ(message->SetProps(1, &value, nullptr), MAPI_E_NO_ACCESS);
  EXPECT_EQ(message->SaveChanges(MAPI_DEFERRED_ERRORS), S_OK);
  EXPECT_EQ(inbox_->SaveChanges(0), S_OK);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("done"));
}

TEST_F(ADeferredSave, OfAMessageThatStaysOpenIsNotDeferred) {  // M-24
  const auto message = new_message(*inbox_, "first");
  EXPECT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE | MAPI_DEFERRED_ERRORS), S_OK);
  EXPECT_THAT(seen_by_others(), ElementsAre("first"));
  set_props(*message, {{PR_SUBJECT_W, "second"}});
  EXPECT_EQ(message->SaveChanges(MAPI_DEFERRED_ERRORS), S_OK);
  EXPECT_THAT(seen_by_others(), ElementsAre("second"));
}

TEST_F(ADeferredSave, IsNotLostByALogoff) {  // M-24
  save(*inbox_, "kept");
  inbox_.reset();
  ULONG flags = 0;
  EXPECT_EQ(open_.logon->Logoff(&flags), S_OK);
  open_.store.reset();
  EXPECT_THAT(seen_by_others(), ElementsAre("kept"));
}

TEST_F(ADeferredSave, WaitsForNoMoreThanAGroup) {
  for (int i = 0; i < 300; ++i) save(*inbox_, "x");
  EXPECT_EQ(seen_by_others().size(), 256U);
}

TEST_F(ADeferredSave, ThatFailsIsSaidLaterAndTakesNoOtherWithIt) {  // O-19
  com_ptr<IMAPIFolder> doomed;
  std::wstring name = L"Doomed";
  ASSERT_EQ(inbox_->CreateFolder(FOLDER_GENERIC, reinterpret_cast<LPTSTR>(name.data()), nullptr, nullptr, MAPI_UNICODE,
                                 doomed.put()),
            S_OK);
  const std::string entry = entry_of(*doomed);
  save(*inbox_, "one");
  save(*doomed, "lost");
  save(*inbox_, "two");
  {
    FakeSupport support;
    LoggedOn other = session_.spooler_log_on(support);
    ASSERT_EQ(inbox_of(*other.store)->DeleteFolder(entry_size(entry), entry_pointer(entry), 0, nullptr, 0), S_OK);
  }
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("one", "two")) << "reading does not fail for it";
  EXPECT_EQ(inbox_->SaveChanges(0), MAPI_E_OBJECT_DELETED);
  EXPECT_EQ(inbox_->SaveChanges(0), S_OK) << "it is said once";
}

}  // namespace
}  // namespace postroom::test
