// SPDX-License-Identifier: Apache-2.0
// Messages, their recipients and their attachments (M-23 … M-44).
#include "tests/store/store_session.hpp"

#include <postroom/stream.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {
namespace {

using kit::com_ptr;
using kit::PropertyBag;
using testing::ElementsAre;

class AMessage : public testing::Test {
 protected:
  AMessage() : open_(session_.log_on(support_)), inbox_(inbox_of(*open_.store)) {}

  com_ptr<IMessage> reopen(const std::string& entry, ULONG flags = MAPI_MODIFY) {
    return open_message(*open_.store, entry, flags);
  }
  std::vector<PropertyBag> recipients(IMessage& message) {
    com_ptr<IMAPITable> table;
    EXPECT_EQ(message.GetRecipientTable(MAPI_UNICODE, table.put()), S_OK);
    return rows_of(*table);
  }
  std::vector<PropertyBag> attachments(IMessage& message) {
    com_ptr<IMAPITable> table;
    EXPECT_EQ(message.GetAttachmentTable(MAPI_UNICODE, table.put()), S_OK);
    return rows_of(*table);
  }
  void attach(IMessage& message, const std::string& name, const std::string& bytes) {
    com_ptr<IAttach> attachment;
    ULONG number = 0;
    ASSERT_EQ(message.CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
    set_props(*attachment, {{PR_ATTACH_FILENAME_W, name}, {PR_ATTACH_METHOD, ATTACH_BY_VALUE}});
    com_ptr<IStream> stream;
    ASSERT_EQ(attachment->OpenProperty(PR_ATTACH_DATA_BIN, &IID_IStream, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                       stream.put_unknown()),
              S_OK);
    kit::write_all(stream.get(), bytes);
    ASSERT_EQ(stream->Commit(0), S_OK);
    ASSERT_EQ(attachment->SaveChanges(0), S_OK);
  }
  std::string attached(IMessage& message, ULONG number) {
    com_ptr<IAttach> attachment;
    EXPECT_EQ(message.OpenAttach(number, nullptr, 0, attachment.put()), S_OK);
    com_ptr<IStream> stream;
    EXPECT_EQ(attachment->OpenProperty(PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0, stream.put_unknown()), S_OK);
    return stream ? kit::read_all(stream.get()) : std::string();
  }

  FakeSupport support_;
  StoreSession session_;
  LoggedOn open_;
  com_ptr<IMAPIFolder> inbox_;
};

TEST_F(AMessage, IsNotChangedForOthersBeforeItIsSaved) {  // M-6
  const std::string entry = put_message(*inbox_, "before");
  const auto writer = reopen(entry);
  set_props(*writer, {{PR_SUBJECT_W, "after"}});
  EXPECT_EQ(props_of(*reopen(entry, 0), {PR_SUBJECT_W}).text(PR_SUBJECT_W), "before");
  EXPECT_EQ(writer->SaveChanges(0), S_OK);
  EXPECT_EQ(props_of(*reopen(entry, 0), {PR_SUBJECT_W}).text(PR_SUBJECT_W), "after");
}

TEST_F(AMessage, IsNotOverwrittenByTheSecondWriterUnlessForced) {  // M-25
  const std::string entry = put_message(*inbox_, "original");
  const auto first = reopen(entry);
  const auto second = reopen(entry);
  set_props(*first, {{PR_SUBJECT_W, "first"}});
  set_props(*second, {{PR_SUBJECT_W, "second"}});
  EXPECT_EQ(first->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_EQ(second->SaveChanges(KEEP_OPEN_READWRITE), MAPI_E_OBJECT_CHANGED);
  EXPECT_EQ(props_of(*reopen(entry, 0), {PR_SUBJECT_W}).text(PR_SUBJECT_W), "first");
  EXPECT_EQ(second->SaveChanges(FORCE_SAVE), S_OK);
  EXPECT_EQ(props_of(*reopen(entry, 0), {PR_SUBJECT_W}).text(PR_SUBJECT_W), "second");
}

TEST_F(AMessage, CanBeSavedAgainAndAgain) {  // M-24, M-27
  const auto message = new_message(*inbox_, "one");
  EXPECT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_NE(props_of(*message, {PR_MESSAGE_FLAGS}).number(PR_MESSAGE_FLAGS) & MSGFLAG_UNMODIFIED, 0);
  set_props(*message, {{PR_SUBJECT_W, "two"}});
  EXPECT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_EQ(props_of(*message, {PR_MESSAGE_FLAGS}).number(PR_MESSAGE_FLAGS) & MSGFLAG_UNMODIFIED, 0);
  EXPECT_EQ(message->SaveChanges(KEEP_OPEN_READONLY), S_OK);
  SPropValue value{};
  value.ulPropTag = PR_IMPORTANCE;
  EXPECT_EQ(message->SetProps(1, &value, nullptr), MAPI_E_NO_ACCESS);
}

TEST_F(AMessage, ThatWasDeletedCannotBeSaved) {  // M-25
  const auto message = new_message(*inbox_, "going");
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  const std::string entry = entry_of(*message);
  {
    // Another client of the same store.
    FakeSupport support;
    LoggedOn other = session_.spooler_log_on(support);
    const auto folder = inbox_of(*other.store);
    ASSERT_EQ(folder->DeleteMessages(Entries({entry}).get(), 0, nullptr, 0), S_OK);
  }
  set_props(*message, {{PR_SUBJECT_W, "gone"}});
  EXPECT_EQ(message->SaveChanges(0), MAPI_E_OBJECT_DELETED);
  EXPECT_EQ(message->SaveChanges(FORCE_SAVE), MAPI_E_OBJECT_DELETED);
}

TEST_F(AMessage, ComputesWhatItsStoreComputes) {  // M-5, M-38, M-42
  const auto message = new_message(*inbox_, "x");
  PropertyBag values{{PR_STORE_SUPPORT_MASK, 0}, {PR_IMPORTANCE, 2}};
  LPSPropProblemArray problems = nullptr;
  EXPECT_EQ(message->SetProps(2, kit::make_values(values).get(), &problems), S_OK);
  ASSERT_NE(problems, nullptr);
  EXPECT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_COMPUTED);
  kit::allocators().free(problems);
  EXPECT_EQ(props_of(*message, {PR_IMPORTANCE}).number(PR_IMPORTANCE), 2);
}

TEST_F(AMessage, HoldsABodyThatIsTooBigForGetProps) {  // M-37
  const std::string body(300000, 'b');
  const auto message = new_message(*inbox_, "big");
  set_props(*message, {{PR_BODY_W, body}});
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READONLY), S_OK);
  const auto again = reopen(entry_of(*message));
  const auto values = props_of(*again, {PR_BODY_W, PR_SUBJECT_W});
  EXPECT_FALSE(values.has(PR_BODY_W));
  com_ptr<IStream> stream;
  ASSERT_EQ(again->OpenProperty(PR_BODY_A, &IID_IStream, 0, 0, stream.put_unknown()), S_OK);
  EXPECT_EQ(kit::read_all(stream.get()), body);
}

TEST_F(AMessage, ChangesItsRecipientsRowByRow) {  // M-29
  const auto message = new_message(*inbox_, "x");
  add_recipient(*message, "Ann", "ann@example.org");
  add_recipient(*message, "Bob", "bob@example.org");
  auto rows = recipients(*message);
  ASSERT_EQ(rows.size(), 2U);

  kit::RowSetBuilder changed(1);
  changed.add(
      PropertyBag{{PR_ROWID, rows[0].number(PR_ROWID)}, {PR_DISPLAY_NAME_W, "Anna"}, {PR_RECIPIENT_TYPE, MAPI_CC}});
  EXPECT_EQ(message->ModifyRecipients(MODRECIP_MODIFY, std::move(changed).finish_addresses().get()), S_OK);
  kit::RowSetBuilder removed(1);
  removed.add(PropertyBag{{PR_ROWID, rows[1].number(PR_ROWID)}});
  EXPECT_EQ(message->ModifyRecipients(MODRECIP_REMOVE, std::move(removed).finish_addresses().get()), S_OK);
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READONLY), S_OK);

  rows = recipients(*reopen(entry_of(*message)));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text(PR_DISPLAY_NAME_W), "Anna");
  EXPECT_FALSE(rows[0].has(PR_EMAIL_ADDRESS_W));  // the whole row is replaced
  EXPECT_EQ(props_of(*message, {PR_DISPLAY_CC_W}).text(PR_DISPLAY_CC_W), "Anna");
}

TEST_F(AMessage, RefusesARowIdInARecipientThatIsAdded) {  // M-29
  const auto message = new_message(*inbox_, "x");
  kit::RowSetBuilder rows(1);
  rows.add(PropertyBag{{PR_ROWID, 1}, {PR_DISPLAY_NAME_W, "Ann"}});
  EXPECT_EQ(message->ModifyRecipients(MODRECIP_ADD, std::move(rows).finish_addresses().get()),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_TRUE(recipients(*message).empty());
}

TEST_F(AMessage, ShowsAnAttachmentAfterBothWereSaved) {  // M-26
  const auto message = new_message(*inbox_, "x");
  attach(*message, "a.txt", "contents");
  EXPECT_TRUE(attachments(*message).empty());
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  ASSERT_EQ(attachments(*message).size(), 1U);
  const auto again = reopen(entry_of(*message));
  ASSERT_EQ(attachments(*again).size(), 1U);
  EXPECT_EQ(attachments(*again)[0].text(PR_ATTACH_FILENAME_W), "a.txt");
  EXPECT_EQ(attached(*again, 0), "contents");
  EXPECT_TRUE(props_of(*again, {PR_HASATTACH}).boolean(PR_HASATTACH));
}

TEST_F(AMessage, KeepsItsAttachmentsWhenSomethingElseIsSaved) {
  const auto message = new_message(*inbox_, "x");
  attach(*message, "a.txt", std::string(200000, 'a'));
  attach(*message, "b.txt", "b");
  ASSERT_EQ(message->SaveChanges(0), S_OK);
  const auto again = reopen(entry_of(*message));
  set_props(*again, {{PR_SUBJECT_W, "y"}});
  ASSERT_EQ(again->SaveChanges(0), S_OK);
  const auto third = reopen(entry_of(*message));
  EXPECT_EQ(attached(*third, 0), std::string(200000, 'a'));
  EXPECT_EQ(attached(*third, 1), "b");
  EXPECT_TRUE(props_of(*third, {PR_HASATTACH}).boolean(PR_HASATTACH));
}

TEST_F(AMessage, LosesADeletedAttachmentWhenItIsSaved) {  // M-26
  const auto message = new_message(*inbox_, "x");
  attach(*message, "a.txt", "a");
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  ASSERT_EQ(message->DeleteAttach(0, 0, nullptr, 0), S_OK);
  EXPECT_EQ(attachments(*reopen(entry_of(*message))).size(), 1U);
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_TRUE(attachments(*reopen(entry_of(*message))).empty());
  EXPECT_FALSE(props_of(*message, {PR_HASATTACH}).boolean(PR_HASATTACH, true));
}

TEST_F(AMessage, OpensAnAttachmentOnceAtATime) {  // M-32
  const auto message = new_message(*inbox_, "x");
  attach(*message, "a.txt", "a");
  com_ptr<IAttach> first;
  com_ptr<IAttach> second;
  ASSERT_EQ(message->OpenAttach(0, nullptr, 0, first.put()), S_OK);
  EXPECT_EQ(message->OpenAttach(0, nullptr, 0, second.put()), MAPI_E_NO_ACCESS);
  first.reset();
  EXPECT_EQ(message->OpenAttach(0, nullptr, 0, second.put()), S_OK);
  EXPECT_EQ(message->OpenAttach(7, nullptr, 0, first.put()), MAPI_E_NOT_FOUND);
}

TEST_F(AMessage, EmbedsAnother) {
  const auto message = new_message(*inbox_, "outer");
  {
    com_ptr<IAttach> attachment;
    ULONG number = 0;
    ASSERT_EQ(message->CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
    set_props(*attachment, {{PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG}});
    com_ptr<IMessage> inner;
    ASSERT_EQ(
        attachment->OpenProperty(PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, MAPI_CREATE | MAPI_MODIFY, inner.put_unknown()),
        S_OK);
    set_props(*inner, {{PR_SUBJECT_W, "inner"}});
    add_recipient(*inner, "Ann", "ann@example.org");
    attach(*inner, "deep.txt", "deep");
    ASSERT_EQ(inner->SaveChanges(0), S_OK);
    ASSERT_EQ(attachment->SaveChanges(0), S_OK);
  }
  ASSERT_EQ(message->SaveChanges(0), S_OK);
  const auto again = reopen(entry_of(*message));
  com_ptr<IAttach> attachment;
  ASSERT_EQ(again->OpenAttach(0, nullptr, 0, attachment.put()), S_OK);
  com_ptr<IMessage> inner;
  ASSERT_EQ(attachment->OpenProperty(PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0, inner.put_unknown()), S_OK);
  EXPECT_EQ(props_of(*inner, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "inner");
  EXPECT_EQ(recipients(*inner).size(), 1U);
  EXPECT_EQ(attached(*inner, 0), "deep");
}

TEST_F(AMessage, IsCopiedWhole) {  // M-41
  const auto message = new_message(*inbox_, "original");
  add_recipient(*message, "Ann", "ann@example.org");
  attach(*message, "a.txt", std::string(100000, 'a'));
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  com_ptr<IMessage> copy;
  ASSERT_EQ(inbox_->CreateMessage(nullptr, 0, copy.put()), S_OK);
  ASSERT_EQ(message->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMessage, copy.get(), 0, nullptr), S_OK);
  ASSERT_EQ(copy->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  const auto again = reopen(entry_of(*copy));
  EXPECT_EQ(props_of(*again, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "original");
  EXPECT_EQ(recipients(*again).size(), 1U);
  EXPECT_EQ(attached(*again, 0), std::string(100000, 'a'));
  EXPECT_NE(entry_of(*copy), entry_of(*message));
}

TEST_F(AMessage, IsCopiedWithoutThePartsWhoseInterfacesAreExcluded) {  // M-41
  const auto message = new_message(*inbox_, "original");
  add_recipient(*message, "Ann", "ann@example.org");
  attach(*message, "a.txt", "a");
  ASSERT_EQ(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  const auto parts = [&](const IID& excluded) {
    com_ptr<IMessage> copy;
    EXPECT_EQ(inbox_->CreateMessage(nullptr, 0, copy.put()), S_OK);
    kit::mapi_ptr<SPropProblemArray> problems;
    EXPECT_EQ(message->CopyTo(1, &excluded, nullptr, 0, nullptr, &IID_IMessage, copy.get(), 0, kit::out(problems)),
              S_OK);
    EXPECT_EQ(copy->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
    const auto again = reopen(entry_of(*copy));
    EXPECT_EQ(props_of(*again, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "original");
    com_ptr<IMAPITable> attachments;
    EXPECT_EQ(again->GetAttachmentTable(0, attachments.put()), S_OK);
    return std::pair(recipients(*again).size(), rows_of(*attachments).size());
  };
  using Parts = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(parts(IID_IMAPITable), (Parts{1, 1}));
  EXPECT_EQ(parts(IID_IAttachment), (Parts{1, 0}));
  EXPECT_EQ(parts(IID_IMessage), (Parts{0, 0}));
}

TEST_F(AMessage, KeepsItsReadFlagApartFromItsContent) {  // M-28, M-33
  const std::string entry = put_message(*inbox_, "x");
  const auto writer = reopen(entry);
  const auto reader = reopen(entry, 0);
  EXPECT_EQ(reader->SetReadFlag(CLEAR_READ_FLAG), S_OK);
  EXPECT_EQ(contents_of(*inbox_)[0].number(PR_MESSAGE_FLAGS) & MSGFLAG_READ, 0);
  EXPECT_EQ(props_of(*inbox_, {PR_CONTENT_UNREAD}).number(PR_CONTENT_UNREAD), 1);
  set_props(*writer, {{PR_SUBJECT_W, "y"}});
  EXPECT_EQ(writer->SaveChanges(0), S_OK);  // nobody changed the content meanwhile
  EXPECT_EQ(contents_of(*inbox_)[0].number(PR_MESSAGE_FLAGS) & MSGFLAG_READ, 0);  // nor did the writer the flag
  EXPECT_EQ(reader->SetReadFlag(SUPPRESS_RECEIPT | CLEAR_READ_FLAG), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(reader->SetReadFlag(GENERATE_RECEIPT_ONLY | CLEAR_READ_FLAG), MAPI_E_INVALID_PARAMETER);
}

TEST_F(AMessage, HasNamedProperties) {  // M-44
  const auto message = new_message(*inbox_, "x");
  GUID set = PS_PUBLIC_STRINGS;
  MAPINAMEID name{};
  name.lpguid = &set;
  name.ulKind = MNID_STRING;
  name.Kind.lpwstrName = const_cast<LPWSTR>(L"colour");
  LPMAPINAMEID names[] = {&name};
  kit::mapi_ptr<SPropTagArray> tags;
  EXPECT_EQ(message->GetIDsFromNames(1, names, 0, kit::out(tags)), MAPI_W_ERRORS_RETURNED);
  ASSERT_EQ(message->GetIDsFromNames(1, names, MAPI_CREATE, kit::out(tags)), S_OK);
  const ULONG tag = kit::with_type(tags->aulPropTag[0], PT_UNICODE);
  EXPECT_GE(PROP_ID(tag), 0x8000U);
  set_props(*message, {{tag, "green"}});
  ASSERT_EQ(message->SaveChanges(0), S_OK);
  EXPECT_EQ(props_of(*reopen(entry_of(*message)), {tag}).text(tag), "green");
}

TEST_F(AMessage, HasTheNamesOfItsStore) {  // M-44, M-45
  const auto message = new_message(*inbox_, "x");
  com_ptr<IAttach> attachment;
  ULONG number = 0;
  ASSERT_EQ(message->CreateAttach(nullptr, 0, &number, attachment.put()), S_OK);
  GUID set = PS_PUBLIC_STRINGS;
  MAPINAMEID name{};
  name.lpguid = &set;
  name.ulKind = MNID_STRING;
  name.Kind.lpwstrName = const_cast<LPWSTR>(L"smell");
  LPMAPINAMEID names[] = {&name};
  kit::mapi_ptr<SPropTagArray> given;
  ASSERT_EQ(open_.store->GetIDsFromNames(1, names, MAPI_CREATE, kit::out(given)), S_OK);
  for (IMAPIProp* each : {static_cast<IMAPIProp*>(inbox_.get()), static_cast<IMAPIProp*>(message.get()),
                          static_cast<IMAPIProp*>(attachment.get())}) {
    kit::mapi_ptr<SPropTagArray> tags;
    ASSERT_EQ(each->GetIDsFromNames(1, names, 0, kit::out(tags)), S_OK);
    EXPECT_EQ(tags->aulPropTag[0], given->aulPropTag[0]);
  }
}

}  // namespace
}  // namespace postroom::test
