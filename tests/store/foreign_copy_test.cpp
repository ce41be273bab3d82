// SPDX-License-Identifier: Apache-2.0
// Copies of objects of another kind of store: one that lists less, has search folders, or reports what is deleted.
#include "kit/copying/generic_copy.hpp"
#include "tests/mapiutil/plain_message.hpp"
#include "tests/store/store_session.hpp"
#include "tests/support/failure_code.hpp"

#include <postroom/memory_table.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace postroom::test {
namespace {

using kit::com_ptr;
using kit::PropertyBag;
using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<kit::Core> no_core() {
  return std::make_shared<kit::Core>(nullptr, 0);
}

// A message of our store that lists its values only (M-18 recommends more).
class Reticent final : public kit::PropObject<Reticent, IMessage> {
 public:
  static constexpr const char* kTypeName = "IMessage";
  explicit Reticent(com_ptr<IMessage> message)
      : PropObject(no_core(), std::make_shared<kit::BagSource>(PropertyBag{{PR_SUBJECT_W, "x"}})),
        message_(std::move(message)) {}

  // It leaves copying to others.
  STDMETHODIMP CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                      LPSPropProblemArray*) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetAttachmentTable(ULONG flags, LPMAPITABLE* table) override {
    return message_->GetAttachmentTable(flags, table);
  }
  STDMETHODIMP OpenAttach(ULONG number, LPCIID iid, ULONG flags, LPATTACH* attachment) override {
    return message_->OpenAttach(number, iid, flags, attachment);
  }
  STDMETHODIMP CreateAttach(LPCIID, ULONG, ULONG*, LPATTACH*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP DeleteAttach(ULONG, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetRecipientTable(ULONG flags, LPMAPITABLE* table) override {
    return message_->GetRecipientTable(flags, table);
  }
  STDMETHODIMP ModifyRecipients(ULONG, LPADRLIST) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SubmitMessage(ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReadFlag(ULONG) override { return MAPI_E_NO_SUPPORT; }

 private:
  const com_ptr<IMessage> message_;
};

// A message with one attachment, in which is the message itself.
class Endless final : public kit::PropObject<Endless, IMessage> {
 public:
  static constexpr const char* kTypeName = "IMessage";
  Endless() : PropObject(no_core(), std::make_shared<kit::BagSource>(PropertyBag{{PR_SUBJECT_W, "x"}})) {}

  STDMETHODIMP GetAttachmentTable(ULONG, LPMAPITABLE* table) override {
    const auto rows = kit::MemoryTable::create(PR_ATTACH_NUM, {PR_ATTACH_NUM});
    rows->put(PropertyBag{{PR_ATTACH_NUM, 0}});
    *table = rows->view(no_core()).detach();
    return S_OK;
  }
  STDMETHODIMP OpenAttach(ULONG, LPCIID, ULONG, LPATTACH* attachment) override {
    *attachment = kit::make_object<Attached>(com_ptr<IMessage>::share(this)).detach();
    return S_OK;
  }
  STDMETHODIMP GetRecipientTable(ULONG, LPMAPITABLE* table) override {
    *table = kit::MemoryTable::create(PR_ROWID, {PR_ROWID})->view(no_core()).detach();
    return S_OK;
  }
  STDMETHODIMP CreateAttach(LPCIID, ULONG, ULONG*, LPATTACH*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP DeleteAttach(ULONG, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP ModifyRecipients(ULONG, LPADRLIST) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SubmitMessage(ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReadFlag(ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                      LPSPropProblemArray*) override {
    return MAPI_E_NO_SUPPORT;
  }

 private:
  class Attached final : public kit::PropObject<Attached, IAttach> {
   public:
    static constexpr const char* kTypeName = "IAttach";
    explicit Attached(com_ptr<IMessage> message)
        : PropObject(no_core(), std::make_shared<kit::BagSource>(PropertyBag{{PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG}})),
          message_(std::move(message)) {}
    STDMETHODIMP CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                        LPSPropProblemArray*) override {
      return MAPI_E_NO_SUPPORT;
    }

   private:
    com_ptr<IUnknown> open_property(ULONG, REFIID, ULONG, ULONG) override { return message_.as<IUnknown>(); }

    const com_ptr<IMessage> message_;
  };
};

// A folder in which there is one object, whatever is asked for, and that remembers what becomes of it. Without one, the
// folder is its own subfolder.
class ForeignFolder final : public kit::PropObject<ForeignFolder, IMAPIFolder> {
 public:
  static constexpr const char* kTypeName = "IMAPIFolder";
  explicit ForeignFolder(com_ptr<IUnknown> inside, PropertyBag properties = {})
      : PropObject(no_core(), std::make_shared<kit::BagSource>(std::move(properties))), inside_(std::move(inside)) {}

  std::vector<std::string> calls;

  STDMETHODIMP OpenEntry(ULONG, LPENTRYID, LPCIID, ULONG, ULONG*, LPUNKNOWN* object) override {
    *object = inside_ ? com_ptr<IUnknown>(inside_).detach() : com_ptr<IUnknown>::share(this->unknown()).detach();
    return S_OK;
  }
  STDMETHODIMP SetReadFlags(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG flags) override {
    calls.push_back("SetReadFlags " + std::to_string(flags));
    return S_OK;
  }
  STDMETHODIMP DeleteMessages(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    calls.emplace_back("DeleteMessages");
    return S_OK;
  }
  STDMETHODIMP GetContentsTable(ULONG, LPMAPITABLE* table) override {
    *table = kit::MemoryTable::create(PR_ENTRYID, {PR_ENTRYID})->view(no_core()).detach();
    return S_OK;
  }
  STDMETHODIMP GetHierarchyTable(ULONG, LPMAPITABLE* table) override {
    if (inside_) return MAPI_E_NO_SUPPORT;
    const auto rows = kit::MemoryTable::create(PR_ENTRYID, {PR_ENTRYID});
    rows->put(PropertyBag{{PR_ENTRYID, "itself"}});
    *table = rows->view(no_core()).detach();
    return S_OK;
  }
  STDMETHODIMP SetSearchCriteria(LPSRestriction, LPENTRYLIST, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetSearchCriteria(ULONG, LPSRestriction*, LPENTRYLIST*, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CreateMessage(LPCIID, ULONG, LPMESSAGE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyMessages(LPENTRYLIST, LPCIID, LPVOID, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CreateFolder(ULONG, LPTSTR, LPTSTR, LPCIID, ULONG, LPMAPIFOLDER*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyFolder(ULONG, LPENTRYID, LPCIID, LPVOID, LPTSTR, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP DeleteFolder(ULONG, LPENTRYID, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetMessageStatus(ULONG, LPENTRYID, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetMessageStatus(ULONG, LPENTRYID, ULONG, ULONG, ULONG*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SaveContentsSort(LPSSortOrderSet, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP EmptyFolder(ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }

 private:
  const com_ptr<IUnknown> inside_;
};

class ACopyFromAnotherKindOfStore : public testing::Test {
 protected:
  ACopyFromAnotherKindOfStore() : open_(session_.log_on(support_)), inbox_(inbox_of(*open_.store)) {}

  FakeSupport support_;
  StoreSession session_;
  LoggedOn open_;
  com_ptr<IMAPIFolder> inbox_;
};

TEST_F(ACopyFromAnotherKindOfStore, HasThePartsThatNobodyListed) {  // M-18
  const auto message = new_message(*inbox_, "x");
  add_recipient(*message, "Ann", "ann@example.org");
  com_ptr<IAttach> attachment;
  ULONG number = 0;
  ASSERT_EQ(message->CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
  ASSERT_EQ(attachment->SaveChanges(0), S_OK);
  attachment.reset();
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  const auto copy = new_message(*inbox_, "copy");
  kit::mapi_ptr<SPropProblemArray> problems;
  ASSERT_EQ(kit::generic_copy_to(*kit::make_object<Reticent>(message), {}, nullptr, nullptr, &IID_IMessage, copy.get(),
                                 0, kit::out(problems)),
            S_OK);
  EXPECT_FALSE(problems);

  ASSERT_EQ(copy->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  com_ptr<IMAPITable> recipients;
  com_ptr<IMAPITable> attachments;
  ASSERT_EQ(copy->GetRecipientTable(0, recipients.put()), S_OK);
  ASSERT_EQ(copy->GetAttachmentTable(0, attachments.put()), S_OK);
  EXPECT_EQ(rows_of(*recipients).size(), 1U);
  EXPECT_EQ(rows_of(*attachments).size(), 1U);
}

TEST_F(ACopyFromAnotherKindOfStore, LeavesSearchFolders) {
  const auto search = kit::make_object<ForeignFolder>(
      nullptr, PropertyBag{{PR_FOLDER_TYPE, FOLDER_SEARCH}, {PR_DISPLAY_NAME_W, "Unread"}});
  const auto parent = kit::make_object<ForeignFolder>(search.as<IUnknown>());
  EXPECT_EQ(code_of([&] { kit::generic_copy_folder(*parent, "search", *inbox_, nullptr, nullptr, FOLDER_MOVE); }),
            MAPI_E_NO_SUPPORT);
  EXPECT_THAT(subfolders_of(*inbox_), IsEmpty());
}

TEST_F(ACopyFromAnotherKindOfStore, EndsWhereAMessageHoldsItself) {
  const auto copy = new_message(*inbox_, "copy");
  kit::mapi_ptr<SPropProblemArray> problems;
  ASSERT_EQ(kit::generic_copy_to(*kit::make_object<Endless>(), {}, nullptr, nullptr, &IID_IMessage, copy.get(), 0,
                                 kit::out(problems)),
            S_OK);
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].ulPropTag, PR_MESSAGE_ATTACHMENTS);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_TOO_COMPLEX);
}

TEST_F(ACopyFromAnotherKindOfStore, EndsWhereAFolderIsItsOwnSubfolder) {
  const auto folder = kit::make_object<ForeignFolder>(nullptr, PropertyBag{{PR_DISPLAY_NAME_W, "Deep"}});
  EXPECT_NE(kit::generic_copy_folder(*folder, "itself", *inbox_, nullptr, nullptr, COPY_SUBFOLDERS), S_OK);
  const std::vector<std::string> copies = subfolders_of(*inbox_, CONVENIENT_DEPTH);
  EXPECT_GE(copies.size(), 100U) << "what can be copied is";
  EXPECT_LE(copies.size(), 257U);
}

TEST_F(ACopyFromAnotherKindOfStore, TakesBackTheReportBeforeAMovedMessageIsDeleted) {  // M-34
  const auto message = kit::make_object<PlainMessage>(
      std::make_shared<kit::BagSource>(PropertyBag{{PR_SUBJECT_W, "unread"}, {PR_CHANGE_KEY, "1"}}));
  const auto folder = kit::make_object<ForeignFolder>(message.as<IUnknown>());
  Entries messages({"unread"});
  ASSERT_EQ(kit::generic_copy_messages(*folder, *messages.get(), *inbox_, nullptr, true), S_OK);
  ASSERT_GE(folder->calls.size(), 2U);
  EXPECT_EQ(folder->calls.back(), "DeleteMessages");
  EXPECT_EQ(folder->calls.at(folder->calls.size() - 2),
            "SetReadFlags " + std::to_string(SUPPRESS_RECEIPT | GENERATE_RECEIPT_ONLY));
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("unread"));
}

}  // namespace
}  // namespace postroom::test
