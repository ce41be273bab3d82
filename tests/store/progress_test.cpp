// SPDX-License-Identifier: Apache-2.0
// Operations of folders and messages that tell how far they are (D-42), and are cancelled on the way (M-14).
#include "tests/store/store_session.hpp"
#include "tests/support/recording_progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace postroom::test {
namespace {

using kit::com_ptr;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class AWatchedOperation : public testing::Test {
 protected:
  AWatchedOperation()
      : open_(session_.log_on(support_)),
        inbox_(inbox_of(*open_.store)),
        trash_(special_folder(*open_.store, PR_IPM_WASTEBASKET_ENTRYID)) {
    // Nothing of the store's is held while its client is told: it reads, and writes.
    client_.meanwhile = [this] {
      static_cast<void>(subfolders_of(*inbox_));
      set_props(*trash_, {{PR_COMMENT_W, "told"}});
    };
  }

  com_ptr<IMAPIFolder> create(IMAPIFolder& parent, const std::wstring& name) {
    com_ptr<IMAPIFolder> folder;
    EXPECT_EQ(parent.CreateFolder(FOLDER_GENERIC, reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(name.c_str())), nullptr,
                                  nullptr, MAPI_UNICODE, folder.put()),
              S_OK);
    return folder;
  }
  // "Projects" with two messages, a subfolder with one, and an empty one.
  com_ptr<IMAPIFolder> projects() {
    auto folder = create(*inbox_, L"Projects");
    for (const char* subject : {"a", "b"}) put_message(*folder, subject);
    put_message(*create(*folder, L"One"), "deep");
    create(*folder, L"Two");
    return folder;
  }
  HRESULT copy_folder(IMAPIFolder& folder, ULONG flags) {
    const std::string entry = entry_of(folder);
    return inbox_->CopyFolder(entry_size(entry), entry_pointer(entry), nullptr, trash_.get(), nullptr, 0, &client_,
                              flags | FOLDER_DIALOG);
  }
  static com_ptr<IMAPIFolder> child(IMsgStore& store, IMAPIFolder& parent, std::size_t index = 0) {
    com_ptr<IMAPITable> table;
    EXPECT_EQ(parent.GetHierarchyTable(MAPI_UNICODE, table.put()), S_OK);
    return open_folder(store, std::string(rows_of(*table).at(index).binary(PR_ENTRYID)));
  }
  Entries put_messages(std::initializer_list<const char*> subjects) {
    std::vector<std::string> entries;
    for (const char* subject : subjects) entries.push_back(put_message(*inbox_, subject));
    return Entries(std::move(entries));
  }
  void cancel_at(ULONG value) {
    client_.on_progress = [=](ULONG told) { return told >= value ? MAPI_E_USER_CANCEL : S_OK; };
  }

  FakeSupport support_;
  StoreSession session_;
  LoggedOn open_;
  com_ptr<IMAPIFolder> inbox_;
  com_ptr<IMAPIFolder> trash_;
  RecordingProgress client_;
};

TEST_F(AWatchedOperation, CopiesAFolderItemByItem) {  // M-16
  const auto folder = projects();
  EXPECT_EQ(copy_folder(*folder, COPY_SUBFOLDERS), S_OK);
  EXPECT_THAT(client_.calls, ElementsAre("GetFlags", "SetLimits 0 1000 top", "Progress 250 1 4", "Progress 500 2 4",
                                         "SetLimits 500 750", "GetFlags", "GetMin", "GetMax", "Progress 750 0 0",
                                         "Progress 750 3 4",  //
                                         "SetLimits 750 999", "GetFlags", "GetMin", "GetMax", "Progress 1000 4 4"));
  const auto copy = child(*open_.store, *trash_);
  EXPECT_THAT(subjects_of(*copy), ElementsAre("a", "b"));
  EXPECT_THAT(subfolders_of(*copy), ElementsAre("One", "Two"));
  EXPECT_THAT(subjects_of(*child(*open_.store, *copy)), ElementsAre("deep"));
}

TEST_F(AWatchedOperation, CopiesAnEmptyFolderAndMovesAnyAsOneItem) {
  EXPECT_EQ(copy_folder(*create(*inbox_, L"Empty"), 0), S_OK);
  EXPECT_EQ(client_.calls.back(), "Progress 1000 1 1");
  client_.calls.clear();
  client_.values.clear();
  EXPECT_EQ(copy_folder(*projects(), FOLDER_MOVE), S_OK);
  EXPECT_THAT(client_.calls, ElementsAre("GetFlags", "SetLimits 0 1000 top", "Progress 1000 1 1"));
}

TEST_F(AWatchedOperation, ShowsWhatIsCopiedToThoseWhoLookMeanwhile) {  // K-15: what is open there is told of the rest
  const auto folder = projects();
  com_ptr<IMAPITable> table;
  client_.on_progress = [&](ULONG) {
    const HRESULT opened = table ? S_OK : child(*open_.store, *trash_)->GetContentsTable(0, table.put());
    EXPECT_EQ(opened, S_OK);
    return S_OK;
  };
  EXPECT_EQ(copy_folder(*folder, COPY_SUBFOLDERS), S_OK);
  ASSERT_TRUE(table);
  EXPECT_EQ(rows_of(*table).size(), 2U);
}

TEST_F(AWatchedOperation, LeavesWhatWasCopiedWhenItIsCancelled) {  // D-22
  const auto folder = projects();
  cancel_at(500);
  EXPECT_EQ(copy_folder(*folder, COPY_SUBFOLDERS), MAPI_E_USER_CANCEL);
  const auto copy = child(*open_.store, *trash_);
  EXPECT_THAT(subjects_of(*copy), ElementsAre("a", "b"));
  EXPECT_THAT(subfolders_of(*copy), IsEmpty());
}

TEST_F(AWatchedOperation, IsNotKeptFromItsEndByMessagesThatGoMeanwhile) {
  const auto folder = projects();
  const auto entries = contents_of(*folder);
  client_.on_progress = [&](ULONG value) {
    if (value != 250) return S_OK;
    static_cast<void>(
        folder->DeleteMessages(Entries({std::string(entries[1].binary(PR_ENTRYID))}).get(), 0, nullptr, 0));
    const std::string one = entry_of(*child(*open_.store, *folder));
    static_cast<void>(folder->DeleteFolder(entry_size(one), entry_pointer(one), 0, nullptr, DEL_MESSAGES));
    return S_OK;
  };
  EXPECT_EQ(copy_folder(*folder, COPY_SUBFOLDERS), S_OK);
  EXPECT_EQ(client_.values.back(), 1000U);
  EXPECT_THAT(subjects_of(*child(*open_.store, *trash_)), ElementsAre("a"));
}

TEST_F(AWatchedOperation, DeletesMessagesOneByOneWithNothingHeld) {
  auto messages = put_messages({"a", "b", "c"});
  std::vector<std::size_t> left;
  client_.on_progress = [&](ULONG) {
    left.push_back(subjects_of(*inbox_).size());  // reads
    put_message(*trash_, "written meanwhile");    // and writes
    return S_OK;
  };
  EXPECT_EQ(inbox_->DeleteMessages(messages.get(), 0, &client_, MESSAGE_DIALOG), S_OK);
  EXPECT_THAT(client_.calls, ElementsAre("GetFlags", "SetLimits 0 1000 top", "Progress 333 1 3", "Progress 666 2 3",
                                         "Progress 1000 3 3"));
  EXPECT_THAT(left, ElementsAre(2U, 1U, 0U));
  EXPECT_EQ(subjects_of(*trash_).size(), 3U);
}

TEST_F(AWatchedOperation, DeletesNoMoreOnceItIsCancelled) {
  auto messages = put_messages({"a", "b", "c"});
  cancel_at(0);
  EXPECT_EQ(inbox_->DeleteMessages(messages.get(), 0, &client_, MESSAGE_DIALOG), MAPI_E_USER_CANCEL);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("b", "c"));
}

TEST_F(AWatchedOperation, IsNotStoppedByAnObjectThatFails) {
  auto messages = put_messages({"a", "b", "c"});
  client_.on_progress = [](ULONG) { return MAPI_E_CALL_FAILED; };
  EXPECT_EQ(inbox_->DeleteMessages(messages.get(), 0, &client_, MESSAGE_DIALOG), S_OK);
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
}

TEST_F(AWatchedOperation, IgnoresTheObjectUnlessADialogIsAskedFor) {
  auto messages = put_messages({"a", "b"});
  EXPECT_EQ(inbox_->SetReadFlags(messages.get(), 0, &client_, 0), S_OK);
  EXPECT_EQ(inbox_->CopyMessages(messages.get(), nullptr, trash_.get(), 0, &client_, 0), S_OK);
  EXPECT_EQ(inbox_->DeleteMessages(messages.get(), 0, &client_, 0), S_OK);
  EXPECT_EQ(inbox_->EmptyFolder(0, &client_, 0), S_OK);
  EXPECT_EQ(inbox_->CopyTo(0, nullptr, nullptr, 0, &client_, &IID_IMAPIFolder, trash_.get(), 0, nullptr), S_OK);
  const std::string entry = entry_of(*projects());
  EXPECT_EQ(inbox_->CopyFolder(entry_size(entry), entry_pointer(entry), nullptr, trash_.get(), nullptr, 0, &client_, 0),
            S_OK);
  EXPECT_EQ(inbox_->DeleteFolder(entry_size(entry), entry_pointer(entry), 0, &client_, DEL_MESSAGES | DEL_FOLDERS),
            S_OK);
  EXPECT_THAT(client_.calls, IsEmpty());
}

TEST_F(AWatchedOperation, EmptiesAFolderWithItsSubfolders) {  // M-12
  const auto folder = projects();
  EXPECT_EQ(folder->EmptyFolder(0, &client_, FOLDER_DIALOG), S_OK);
  EXPECT_THAT(client_.values, ElementsAre(250U, 500U, 750U, 1000U));
  EXPECT_EQ(client_.calls.back(), "Progress 1000 4 4");
  EXPECT_THAT(subfolders_of(*folder), IsEmpty());
}

TEST_F(AWatchedOperation, DeletesAFolderAsOneItem) {  // M-11
  const std::string entry = entry_of(*projects());
  EXPECT_EQ(inbox_->DeleteFolder(entry_size(entry), entry_pointer(entry), 0, &client_,
                                 FOLDER_DIALOG | DEL_MESSAGES | DEL_FOLDERS),
            S_OK);
  EXPECT_THAT(client_.values, ElementsAre(1000U));
}

TEST_F(AWatchedOperation, MovesAndCopiesMessagesWithinTheStore) {
  auto messages = put_messages({"a", "b"});
  cancel_at(500);
  EXPECT_EQ(inbox_->CopyMessages(messages.get(), nullptr, trash_.get(), 0, &client_, MESSAGE_DIALOG | MESSAGE_MOVE),
            MAPI_E_USER_CANCEL);
  EXPECT_THAT(subjects_of(*trash_), ElementsAre("a"));
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("b"));
}

TEST_F(AWatchedOperation, LeavesEachMessageInOnePlaceWhenAMoveToAnotherStoreIsCancelled) {
  FakeSupport other_support;
  LoggedOn other = session_.log_on(other_support, "two");
  const auto target = inbox_of(*other.store);
  auto messages = put_messages({"a", "b", "c"});
  cancel_at(600);
  EXPECT_EQ(inbox_->CopyMessages(messages.get(), nullptr, target.get(), 0, &client_, MESSAGE_DIALOG | MESSAGE_MOVE),
            MAPI_E_USER_CANCEL);
  EXPECT_THAT(subjects_of(*target), ElementsAre("a"));
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("b", "c"));
}

TEST_F(AWatchedOperation, SetsReadFlags) {  // M-33
  put_messages({"a", "b"});
  EXPECT_EQ(inbox_->SetReadFlags(nullptr, 0, &client_, MESSAGE_DIALOG | CLEAR_READ_FLAG), S_OK);
  EXPECT_THAT(client_.values, ElementsAre(500U, 1000U));
}

TEST_F(AWatchedOperation, CopiesAFolderToAnotherByItsTables) {  // M-41
  const auto folder = projects();
  const auto target = create(*trash_, L"Target");
  SizedSPropTagArray(1, name) = {1, {PR_DISPLAY_NAME}};
  EXPECT_EQ(folder->CopyTo(0, nullptr, reinterpret_cast<LPSPropTagArray>(&name), 0, &client_, &IID_IMAPIFolder,
                           target.get(), MAPI_DIALOG, nullptr),
            S_OK);
  EXPECT_TRUE(std::ranges::is_sorted(client_.values));
  EXPECT_EQ(client_.calls.back(), "Progress 1000 4 4") << "three tables, and the values";
  EXPECT_THAT(subjects_of(*target), ElementsAre("a", "b"));
  EXPECT_THAT(subfolders_of(*target), UnorderedElementsAre("One", "Two"));
}

class AWatchedMessage : public AWatchedOperation {
 protected:
  AWatchedMessage() : message_(new_message(*inbox_, "with parts")) {
    for (const char* name : {"a.txt", "b.txt"}) {
      ULONG number = 0;
      com_ptr<IAttach> attachment;
      EXPECT_EQ(message_->CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
      set_props(*attachment, {{PR_ATTACH_METHOD, ATTACH_BY_VALUE}, {PR_ATTACH_FILENAME_W, name}});
      EXPECT_EQ(attachment->SaveChanges(0), S_OK);
    }
    EXPECT_EQ(message_->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
    EXPECT_EQ(trash_->CreateMessage(nullptr, 0, copy_.put()), S_OK);
  }
  HRESULT copy() {
    return message_->CopyTo(0, nullptr, nullptr, 0, &client_, &IID_IMessage, copy_.get(), MAPI_DIALOG, nullptr);
  }
  std::size_t attachments_of(IMessage& message) {
    com_ptr<IMAPITable> table;
    EXPECT_EQ(message.GetAttachmentTable(0, table.put()), S_OK);
    return rows_of(*table).size();
  }

  com_ptr<IMessage> message_;
  com_ptr<IMessage> copy_;
};

TEST_F(AWatchedMessage, TellsOfItsPartsAndOfTheirs) {  // M-41
  EXPECT_EQ(copy(), S_OK);
  EXPECT_TRUE(std::ranges::is_sorted(client_.values));
  EXPECT_THAT(client_.values, ElementsAre(333U, 499U, 499U, 666U, 666U, 666U, 1000U));
  EXPECT_EQ(client_.calls.back(), "Progress 1000 3 3") << "recipients, attachments, values";
  EXPECT_EQ(copy_->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_EQ(attachments_of(*copy_), 2U);
}

TEST_F(AWatchedMessage, StopsBetweenItsAttachments) {
  cancel_at(500);
  EXPECT_EQ(copy(), MAPI_E_USER_CANCEL);
  EXPECT_EQ(copy_->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_EQ(attachments_of(*copy_), 1U);
  EXPECT_EQ(attachments_of(*message_), 2U);
}

TEST_F(AWatchedMessage, LosesAnAttachmentAsOneItem) {
  EXPECT_EQ(message_->DeleteAttach(0, 0, &client_, ATTACH_DIALOG), S_OK);
  EXPECT_THAT(client_.values, ElementsAre(1000U));
}

}  // namespace
}  // namespace postroom::test
