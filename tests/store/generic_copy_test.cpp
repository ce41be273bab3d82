// SPDX-License-Identifier: Apache-2.0
// Copies that are made through interfaces alone, between two stores and within one (D-22 … D-24), and what they have in
// common with the store's own.
#include "kit/copying/generic_copy.hpp"
#include "tests/store/store_session.hpp"
#include "tests/support/failure_code.hpp"
#include "tests/support/recording_progress.hpp"

#include <postroom/stream.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace postroom::test {
namespace {

using kit::com_ptr;
using kit::PropertyBag;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// All that an object has, but who and when it is.
PropertyBag content_of(IMAPIProp& object) {
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  EXPECT_FALSE(FAILED(object.GetProps(nullptr, MAPI_UNICODE, &count, kit::out(values))));
  PropertyBag bag = PropertyBag::from(std::span<const SPropValue>(values.get(), count));
  for (const ULONG tag :
       {PR_ENTRYID, PR_RECORD_KEY, PR_INSTANCE_KEY, PR_PARENT_ENTRYID, PR_STORE_ENTRYID, PR_STORE_RECORD_KEY,
        PR_MAPPING_SIGNATURE, PR_CREATION_TIME, PR_LAST_MODIFICATION_TIME, PR_CHANGE_KEY}) {
    bag.erase(tag);
  }
  return bag;
}

class AGenericCopy : public testing::Test {
 protected:
  AGenericCopy()
      : here_(session_.log_on(support_)),
        there_(session_.log_on(other_support_, "two")),
        inbox_(inbox_of(*here_.store)),
        target_(inbox_of(*there_.store)) {}

  com_ptr<IMAPIFolder> create(IMAPIFolder& parent, const std::wstring& name) {
    com_ptr<IMAPIFolder> folder;
    EXPECT_EQ(parent.CreateFolder(FOLDER_GENERIC, reinterpret_cast<LPTSTR>(const_cast<wchar_t*>(name.c_str())), nullptr,
                                  nullptr, MAPI_UNICODE, folder.put()),
              S_OK);
    return folder;
  }
  static void put_hidden(IMAPIFolder& folder, const char* subject) {
    com_ptr<IMessage> hidden;
    EXPECT_EQ(folder.CreateMessage(nullptr, MAPI_ASSOCIATED, hidden.put()), S_OK);
    set_props(*hidden, {{PR_SUBJECT_W, subject}});
    EXPECT_EQ(hidden->SaveChanges(0), S_OK);
  }
  // Two messages, one that is hidden, a subfolder with one message, and words about the folder.
  com_ptr<IMAPIFolder> projects() {
    auto folder = create(*inbox_, L"Projects");
    set_props(*folder, {{PR_COMMENT_W, "what we do"}});
    for (const char* subject : {"a", "b"}) put_message(*folder, subject);
    put_hidden(*folder, "hidden");
    put_message(*create(*folder, L"One"), "deep");
    return folder;
  }
  com_ptr<IMAPIFolder> child(const LoggedOn& open, IMAPIFolder& parent) {
    com_ptr<IMAPITable> table;
    EXPECT_EQ(parent.GetHierarchyTable(MAPI_UNICODE, table.put()), S_OK);
    return open_folder(*open.store, std::string(rows_of(*table).at(0).binary(PR_ENTRYID)));
  }
  HRESULT copy_folder(const std::string& entry, ULONG flags, IMAPIProgress* client = nullptr) {
    return inbox_->CopyFolder(entry_size(entry), entry_pointer(entry), nullptr, target_.get(), nullptr, 0, client,
                              flags);
  }
  com_ptr<IMessage> whole_message() {
    auto message = new_message(*inbox_, "whole");
    add_recipient(*message, "Ann", "ann@example.org");
    add_recipient(*message, "Bob", "bob@example.org", MAPI_CC);
    GUID set = PS_PUBLIC_STRINGS;
    MAPINAMEID name{&set, MNID_STRING, {}};
    name.Kind.lpwstrName = const_cast<LPWSTR>(L"colour");
    LPMAPINAMEID names[] = {&name};
    kit::mapi_ptr<SPropTagArray> tags;
    EXPECT_EQ(message->GetIDsFromNames(1, names, MAPI_CREATE, kit::out(tags)), S_OK);
    set_props(*message, {{kit::with_type(tags->aulPropTag[0], PT_UNICODE), "green"}});
    set_props(*message, {{PR_BODY_W, std::string(100000, 'b')}});
    com_ptr<IAttach> attachment;
    ULONG number = 0;
    EXPECT_EQ(message->CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
    set_props(*attachment, {{PR_ATTACH_FILENAME_W, "a.bin"}, {PR_ATTACH_METHOD, ATTACH_BY_VALUE}});
    com_ptr<IStream> stream;
    EXPECT_EQ(attachment->OpenProperty(PR_ATTACH_DATA_BIN, &IID_IStream, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                       stream.put_unknown()),
              S_OK);
    kit::write_all(stream.get(), std::string(200000, 'a'));
    EXPECT_EQ(stream->Commit(0), S_OK);
    EXPECT_EQ(attachment->SaveChanges(0), S_OK);
    EXPECT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
    return message;
  }
  com_ptr<IMessage> empty_message() {
    com_ptr<IMessage> message;
    EXPECT_EQ(target_->CreateMessage(nullptr, 0, message.put()), S_OK);
    return message;
  }
  static std::string attached(IMessage& message) {
    com_ptr<IAttach> attachment;
    com_ptr<IStream> stream;
    EXPECT_EQ(message.OpenAttach(0, nullptr, 0, attachment.put()), S_OK);
    EXPECT_EQ(attachment->OpenProperty(PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0, stream.put_unknown()), S_OK);
    return kit::read_all(stream.get());
  }
  static std::vector<PropertyBag> recipients(IMessage& message) {
    com_ptr<IMAPITable> table;
    EXPECT_EQ(message.GetRecipientTable(MAPI_UNICODE, table.put()), S_OK);
    std::vector<PropertyBag> rows = rows_of(*table);
    for (PropertyBag& row : rows) row.erase(PR_INSTANCE_KEY);
    return rows;
  }

  FakeSupport support_;
  FakeSupport other_support_;
  StoreSession session_;
  LoggedOn here_;
  LoggedOn there_;
  com_ptr<IMAPIFolder> inbox_;
  com_ptr<IMAPIFolder> target_;
};

TEST_F(AGenericCopy, OfAMessageIsWhatItsOwnCopyWouldBe) {  // D-23
  const auto message = whole_message();
  const auto own = empty_message();
  ASSERT_EQ(message->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMessage, own.get(), 0, nullptr), S_OK);
  ASSERT_EQ(own->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  const auto generic = empty_message();
  ASSERT_EQ(kit::generic_copy_to(*message, {}, nullptr, nullptr, &IID_IMessage, generic.get(), 0, nullptr), S_OK);
  ASSERT_EQ(generic->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_EQ(content_of(*generic), content_of(*own));
  EXPECT_EQ(recipients(*generic), recipients(*own));
  EXPECT_EQ(recipients(*generic).size(), 2U);
  EXPECT_EQ(attached(*generic), std::string(200000, 'a'));
  com_ptr<IStream> body;
  ASSERT_EQ(generic->OpenProperty(PR_BODY_W, &IID_IStream, 0, 0, body.put_unknown()), S_OK);
  EXPECT_EQ(kit::read_all(body.get()).size(), 100000 * sizeof(wchar_t));
}

// The store's own and the generic one, each from a message to a message of the other store.
const auto kBothWays = {
    +[](IMessage& from, std::span<const IID> exclude, IMessage& to, ULONG flags, LPSPropProblemArray* problems) {
      return from.CopyTo(static_cast<ULONG>(exclude.size()), exclude.data(), nullptr, 0, nullptr, &IID_IMessage, &to,
                         flags, problems);
    },
    +[](IMessage& from, std::span<const IID> exclude, IMessage& to, ULONG flags, LPSPropProblemArray* problems) {
      return kit::generic_copy_to(from, exclude, nullptr, nullptr, &IID_IMessage, &to, flags, problems);
    }};

TEST_F(AGenericCopy, ReplacesAsLittleAsTheStoresOwn) {  // D-23, M-41
  const auto message = whole_message();
  set_props(*message, {{PR_COMMENT_W, "new"}});
  for (const auto copy : kBothWays) {
    const auto target = empty_message();
    set_props(*target, {{PR_COMMENT_W, "old"}});
    kit::mapi_ptr<SPropProblemArray> problems;
    ASSERT_EQ(copy(*message, {}, *target, MAPI_NOREPLACE, kit::out(problems)), S_OK);
    EXPECT_EQ(props_of(*target, {PR_COMMENT_W}).text(PR_COMMENT_W), "old");
    EXPECT_EQ(props_of(*target, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "whole");
    EXPECT_EQ(recipients(*target).size(), 2U) << "lists are added to";
    EXPECT_EQ(attached(*target), std::string(200000, 'a'));
    ASSERT_TRUE(problems);
    const auto told = std::span(problems->aProblem, problems->cProblem);
    EXPECT_TRUE(std::ranges::any_of(told, [](const SPropProblem& problem) {
      return problem.ulPropTag == PR_COMMENT_W && problem.scode == MAPI_E_COLLISION;
    }));
  }
}

TEST_F(AGenericCopy, TakesNothingAwayThatWasExcluded) {  // M-41
  for (const auto copy : kBothWays) {
    const auto message = whole_message();
    const IID exclude[] = {IID_IAttachment};
    kit::mapi_ptr<SPropProblemArray> problems;
    ASSERT_EQ(copy(*message, std::span(exclude), *empty_message(), MAPI_MOVE, kit::out(problems)), S_OK);
    EXPECT_EQ(attached(*message), std::string(200000, 'a'));
    for (ULONG i = 0; problems && i < problems->cProblem; ++i) {
      EXPECT_NE(problems->aProblem[i].ulPropTag, PR_MESSAGE_ATTACHMENTS) << "nobody asked for them to be deleted";
    }
  }
}

TEST_F(AGenericCopy, KeepsAMessageInAnAttachmentThatWasExcluded) {  // M-41
  const auto attach = [&](IMessage& message) {
    com_ptr<IAttach> attachment;
    ULONG number = 0;
    EXPECT_EQ(message.CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
    return attachment;
  };
  const auto message = new_message(*inbox_, "outer");
  const auto from = attach(*message);
  set_props(*from, {{PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG}});
  com_ptr<IMessage> inner;
  ASSERT_EQ(from->OpenProperty(PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, MAPI_CREATE | MAPI_MODIFY, inner.put_unknown()),
            S_OK);
  set_props(*inner, {{PR_SUBJECT_W, "inner"}});
  ASSERT_EQ(inner->SaveChanges(0), S_OK);
  const auto other = empty_message();
  const auto to = attach(*other);
  const IID exclude[] = {IID_IMessage};
  const auto moved = [&](HRESULT code, const kit::mapi_ptr<SPropProblemArray>& problems) {
    EXPECT_EQ(code, S_OK);
    for (ULONG i = 0; problems && i < problems->cProblem; ++i) {
      EXPECT_NE(problems->aProblem[i].ulPropTag, PR_ATTACH_DATA_OBJ);
    }
    com_ptr<IMessage> still;
    ASSERT_EQ(from->OpenProperty(PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0, still.put_unknown()), S_OK);
    EXPECT_EQ(props_of(*still, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "inner");
  };
  kit::mapi_ptr<SPropProblemArray> problems;
  const HRESULT own =
      from->CopyTo(1, exclude, nullptr, 0, nullptr, &IID_IAttachment, to.get(), MAPI_MOVE, kit::out(problems));
  moved(own, problems);
  set_props(*from, {{PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG}});
  const HRESULT generic =
      kit::generic_copy_to(*from, exclude, nullptr, nullptr, &IID_IAttachment, to.get(), MAPI_MOVE, kit::out(problems));
  moved(generic, problems);
}

TEST_F(AGenericCopy, TakesAFolderWithAllItHoldsToAnotherStore) {  // D-22, M-16
  const auto folder = projects();
  EXPECT_EQ(copy_folder(entry_of(*folder), COPY_SUBFOLDERS), S_OK);
  const auto copy = child(there_, *target_);
  EXPECT_EQ(props_of(*copy, {PR_COMMENT_W}).text(PR_COMMENT_W), "what we do");
  EXPECT_THAT(subjects_of(*copy), ElementsAre("a", "b"));
  EXPECT_THAT(subjects_of(*copy, MAPI_ASSOCIATED), ElementsAre("hidden"));
  EXPECT_THAT(subjects_of(*child(there_, *copy)), ElementsAre("deep"));
  EXPECT_THAT(subjects_of(*folder), ElementsAre("a", "b")) << "it is a copy";
}

TEST_F(AGenericCopy, LeavesSubfoldersThatNobodyAskedFor) {
  EXPECT_EQ(copy_folder(entry_of(*projects()), 0), S_OK);
  EXPECT_THAT(subfolders_of(*child(there_, *target_)), IsEmpty());
}

TEST_F(AGenericCopy, MovesAFolderAndLeavesNothing) {
  EXPECT_EQ(copy_folder(entry_of(*projects()), FOLDER_MOVE), S_OK);
  EXPECT_THAT(subfolders_of(*inbox_), IsEmpty());
  EXPECT_THAT(subfolders_of(*target_, CONVENIENT_DEPTH), UnorderedElementsAre("Projects", "One"));
}

TEST_F(AGenericCopy, LeavesWhatCouldNotBeMovedWhereItWas) {  // M-14: nothing is lost
  const auto folder = projects();
  const auto submitted = new_message(*folder, "waits to be sent");
  add_recipient(*submitted, "Ann", "ann@example.org");
  ASSERT_EQ(submitted->SubmitMessage(0), S_OK);
  EXPECT_EQ(copy_folder(entry_of(*folder), FOLDER_MOVE), MAPI_W_PARTIAL_COMPLETION);
  EXPECT_THAT(subjects_of(*folder), ElementsAre("waits to be sent"));
  EXPECT_THAT(subjects_of(*child(there_, *target_)), ElementsAre("a", "b"));
}

TEST_F(AGenericCopy, KeepsWhatArrivesWhileItMoves) {
  const auto folder = projects();
  RecordingProgress client;
  client.on_progress = [&](ULONG value) {
    if (value == 1000) return S_OK;
    if (subjects_of(*folder).empty()) put_message(*folder, "new");
    return S_OK;
  };
  EXPECT_EQ(copy_folder(entry_of(*folder), FOLDER_MOVE | FOLDER_DIALOG, &client), MAPI_W_PARTIAL_COMPLETION);
  EXPECT_THAT(subjects_of(*folder), ElementsAre("new"));
}

TEST_F(AGenericCopy, KeepsTheHiddenThatArrivesWhileItMoves) {  // M-20
  const auto folder = projects();
  RecordingProgress client;
  client.on_progress = [&](ULONG value) {
    if (value < 1000 && subjects_of(*folder, MAPI_ASSOCIATED).empty()) put_hidden(*folder, "new");
    return S_OK;
  };
  EXPECT_EQ(copy_folder(entry_of(*folder), FOLDER_MOVE | FOLDER_DIALOG, &client), MAPI_W_PARTIAL_COMPLETION);
  EXPECT_THAT(subjects_of(*folder, MAPI_ASSOCIATED), ElementsAre("new"));
}

TEST_F(AGenericCopy, LeavesTheFoldersThatTheirStoreNeeds) {  // M-16
  const auto trash = special_folder(*here_.store, PR_IPM_WASTEBASKET_ENTRYID);
  put_message(*trash, "old");
  const auto parent =
      open_folder(*here_.store, std::string(props_of(*trash, {PR_PARENT_ENTRYID}).binary(PR_PARENT_ENTRYID)));
  const std::string entry = entry_of(*trash);
  EXPECT_EQ(parent->CopyFolder(entry_size(entry), entry_pointer(entry), nullptr, target_.get(), nullptr, 0, nullptr,
                               FOLDER_MOVE),
            MAPI_E_NO_ACCESS);
  EXPECT_EQ(copy_folder(entry, 0), MAPI_E_NOT_FOUND) << "it is not in the inbox";
  EXPECT_THAT(subjects_of(*trash), ElementsAre("old"));
  EXPECT_THAT(subfolders_of(*target_), IsEmpty());
}

TEST_F(AGenericCopy, StopsAtAFolderOfTheSameName) {  // M-10
  create(*target_, L"projects");
  EXPECT_EQ(copy_folder(entry_of(*projects()), FOLDER_MOVE), MAPI_E_COLLISION);
  EXPECT_THAT(subfolders_of(*inbox_), ElementsAre("Projects"));
}

TEST_F(AGenericCopy, DoesNotPutAFolderIntoItself) {  // D-23
  const auto folder = projects();
  const auto inside = child(here_, *folder);
  const std::string entry = entry_of(*folder);
  EXPECT_EQ(code_of([&] { kit::generic_copy_folder(*inbox_, entry, *inside, nullptr, nullptr, 0); }),
            MAPI_E_FOLDER_CYCLE);
  EXPECT_EQ(
      code_of([&] { kit::generic_copy_to(*folder, {}, nullptr, nullptr, &IID_IMAPIFolder, inside.get(), 0, nullptr); }),
      MAPI_E_FOLDER_CYCLE);
  EXPECT_THAT(subfolders_of(*inside), IsEmpty());
}

TEST_F(AGenericCopy, FindsItselfOnItsWayDownWhereNobodySeesTheWayUp) {  // D-23
  const auto folder = projects();
  const auto inside = child(here_, *folder);
  const std::string entry = entry_of(*folder);
  const std::string there = entry_of(*inside);
  const auto blind = [&](std::string_view one, std::string_view other) {
    return one == other && one != entry && one != there;
  };
  kit::generic_copy_folder(*inbox_, entry, *inside, nullptr, nullptr, COPY_SUBFOLDERS, blind);
  EXPECT_THAT(subfolders_of(*inside, CONVENIENT_DEPTH), UnorderedElementsAre("Projects", "One"))
      << "what was there when it began, once";
  const auto half_blind = [&](std::string_view one, std::string_view other) { return one == other && one != entry; };
  EXPECT_EQ(code_of([&] {
              kit::generic_copy_folder(*inbox_, entry, *inside, nullptr, nullptr, COPY_SUBFOLDERS, half_blind);
            }),
            MAPI_E_FOLDER_CYCLE);
}

TEST_F(AGenericCopy, IsDeclinedByAFolderThatWouldComeBack) {  // D-24
  EXPECT_EQ(copy_folder(entry_of(*projects()), MAPI_DECLINE_OK), MAPI_E_DECLINE_COPY);
}

TEST_F(AGenericCopy, TakesSubfoldersWithACopyToToo) {  // M-41
  const auto folder = projects();
  const auto copy = create(*target_, L"Copy");
  SizedSPropTagArray(1, name) = {1, {PR_DISPLAY_NAME}};
  kit::mapi_ptr<SPropProblemArray> problems;
  EXPECT_EQ(folder->CopyTo(0, nullptr, reinterpret_cast<LPSPropTagArray>(&name), 0, nullptr, &IID_IMAPIFolder,
                           copy.get(), 0, kit::out(problems)),
            S_OK);
  EXPECT_THAT(subfolders_of(*copy), ElementsAre("One"));
  for (ULONG i = 0; problems && i < problems->cProblem; ++i) {
    EXPECT_NE(PROP_TYPE(problems->aProblem[i].ulPropTag), static_cast<ULONG>(PT_OBJECT));
  }
}

TEST_F(AGenericCopy, OfAFolderByItsTablesTakesThemAll) {  // D-23
  const auto folder = projects();
  const auto copy = create(*target_, L"Copy");
  const auto name = kit::make_tags(std::vector<ULONG>{PR_DISPLAY_NAME_W});
  EXPECT_EQ(kit::generic_copy_to(*folder, {}, name.get(), nullptr, &IID_IMAPIFolder, copy.get(), 0, nullptr), S_OK);
  EXPECT_THAT(subjects_of(*copy), ElementsAre("a", "b"));
  EXPECT_THAT(subjects_of(*copy, MAPI_ASSOCIATED), ElementsAre("hidden"));
  EXPECT_THAT(subfolders_of(*copy), ElementsAre("One"));
}

TEST_F(AGenericCopy, MovesMessagesOneByOne) {  // D-22
  Entries messages({put_message(*inbox_, "a"), "no message at all", put_message(*inbox_, "b")});
  EXPECT_EQ(kit::generic_copy_messages(*inbox_, *messages.get(), *target_, nullptr, true), MAPI_W_PARTIAL_COMPLETION);
  EXPECT_THAT(subjects_of(*inbox_), IsEmpty());
  EXPECT_THAT(subjects_of(*target_), ElementsAre("a", "b"));
}

TEST_F(AGenericCopy, KeepsAMessageThatSomebodySavesMeanwhile) {  // M-25
  const std::string entry = put_message(*inbox_, "older");
  Entries messages({entry});
  RecordingProgress client;
  client.on_progress = [&, saved = false](ULONG) mutable {
    if (std::exchange(saved, true)) return S_OK;
    const auto message = open_message(*here_.store, entry);
    set_props(*message, {{PR_SUBJECT_W, "newer"}});
    return message->SaveChanges(0);
  };
  EXPECT_EQ(kit::generic_copy_messages(*inbox_, *messages.get(), *target_, &client, true), MAPI_E_OBJECT_CHANGED);
  EXPECT_THAT(subjects_of(*inbox_), ElementsAre("newer"));
}

TEST_F(AGenericCopy, IsToldOfAndCancelledBetweenMessages) {  // D-42
  const auto folder = projects();
  RecordingProgress client;
  EXPECT_EQ(copy_folder(entry_of(*folder), COPY_SUBFOLDERS | FOLDER_DIALOG, &client), S_OK);
  EXPECT_TRUE(std::ranges::is_sorted(client.values));
  EXPECT_EQ(client.calls.back(), "Progress 1000 4 4") << "two messages, a hidden one and a subfolder";
  RecordingProgress cancelling;
  cancelling.on_progress = [](ULONG) { return MAPI_E_USER_CANCEL; };
  const auto again = create(*inbox_, L"Again");
  for (const char* subject : {"x", "y"}) put_message(*again, subject);
  EXPECT_EQ(copy_folder(entry_of(*again), FOLDER_MOVE | FOLDER_DIALOG, &cancelling), MAPI_E_USER_CANCEL);
  EXPECT_THAT(subfolders_of(*inbox_), UnorderedElementsAre("Projects", "Again"));
}

}  // namespace
}  // namespace postroom::test
