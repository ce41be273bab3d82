// SPDX-License-Identifier: Apache-2.0
// From SubmitMessage to FinishedMsg (H-1 … H-20, H-34, H-35, I-17 … I-20, M-54).
#include "tests/store/store_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {
namespace {

using kit::com_ptr;
using kit::PropertyBag;
using testing::ElementsAre;

class Submission : public testing::Test {
 protected:
  Submission() {
    client_support_.on_expand_recips = [](LPMESSAGE, ULONG* flags) {
      *flags = NEEDS_SPOOLER;
      return S_OK;
    };
    client_ = session_.log_on(client_support_);
    spooler_ = session_.spooler_log_on(spooler_support_);
    outbox_ = special_folder(*client_.store, PR_IPM_OUTBOX_ENTRYID);
  }

  // Submits a message to Ann; its entry identifier.
  std::string submit(const std::string& subject) {
    const auto message = new_message(*outbox_, subject);
    add_recipient(*message, "Ann", "ann@example.org");
    const std::string entry = entry_of(*message);
    EXPECT_EQ(message->SubmitMessage(0), S_OK);
    return entry;
  }

  // The same, and the spooler has taken it for sending.
  std::string submit_and_lock(const std::string& subject) {
    std::string entry = submit(subject);
    const auto message = open_message(*spooler_.store, entry);
    EXPECT_EQ(spooler_.store->SetLockState(message.get(), MSG_LOCKED), S_OK);
    return entry;
  }

  com_ptr<IMAPITable> queue() {
    com_ptr<IMAPITable> table;
    EXPECT_EQ(spooler_.store->GetOutgoingQueue(MAPI_UNICODE, table.put()), S_OK);
    return table;
  }

  std::vector<std::string> queued() {
    std::vector<std::string> subjects;
    for (const PropertyBag& row : rows_of(*queue())) subjects.emplace_back(row.text(PR_SUBJECT_W));
    return subjects;
  }

  FakeSupport client_support_;
  FakeSupport spooler_support_;
  StoreSession session_;
  LoggedOn client_;
  LoggedOn spooler_;
  com_ptr<IMAPIFolder> outbox_;
};

TEST_F(Submission, NeedsRecipients) {  // H-1
  const auto message = new_message(*outbox_, "to nobody");
  EXPECT_EQ(message->SubmitMessage(0), MAPI_E_NO_RECIPIENTS);
  add_recipient(*message, "Ann", "ann@example.org");  // H-2: it stays open
  EXPECT_EQ(message->SubmitMessage(0), S_OK);
}

TEST_F(Submission, SavesQueuesAndEndsTheMessage) {  // H-1, H-2, H-7
  const auto message = new_message(*outbox_, "Hello");
  add_recipient(*message, "Ann", "ann@example.org");
  EXPECT_EQ(message->SubmitMessage(0), S_OK);
  ULONG count = 0;
  LPSPropValue values = nullptr;
  EXPECT_EQ(message->GetProps(nullptr, 0, &count, &values), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(client_support_.count("ExpandRecips"), 1U);
  EXPECT_EQ(client_support_.count("PrepareSubmit"), 0U);  // H-9: it is no resend
  const auto rows = rows_of(*queue());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text(PR_SUBJECT_W), "Hello");
  EXPECT_EQ(rows[0].text(PR_DISPLAY_TO_W), "Ann");
  EXPECT_EQ(rows[0].number(PR_MESSAGE_FLAGS) & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT),
            static_cast<LONG>(MSGFLAG_SUBMIT | MSGFLAG_UNSENT));
  EXPECT_NE(rows[0].ticks(PR_CLIENT_SUBMIT_TIME), 0U);
  EXPECT_EQ(rows[0].number(PR_SUBMIT_FLAGS), 0);
}

TEST_F(Submission, KeepsTheOrder) {  // H-4
  submit("first");
  submit("second");
  submit("third");
  EXPECT_THAT(queued(), ElementsAre("first", "second", "third"));
}

TEST_F(Submission, ResetsTheResponsibilityOfRecipients) {  // H-7
  const std::string entry = submit("Hello");
  const auto message = open_message(*spooler_.store, entry);
  com_ptr<IMAPITable> recipients;
  ASSERT_EQ(message->GetRecipientTable(MAPI_UNICODE, recipients.put()), S_OK);
  const auto rows = rows_of(*recipients);
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_TRUE(rows[0].has(PR_RESPONSIBILITY));
  EXPECT_FALSE(rows[0].boolean(PR_RESPONSIBILITY, true));
}

TEST_F(Submission, ReturnsTheErrorOfExpandRecipsAndKeepsTheMessageOpen) {  // H-2
  client_support_.on_expand_recips = [](LPMESSAGE, ULONG*) -> HRESULT { return MAPI_E_AMBIGUOUS_RECIP; };
  const auto message = new_message(*outbox_, "Hello");
  add_recipient(*message, "Ann", "ann@example.org");
  EXPECT_EQ(message->SubmitMessage(0), MAPI_E_AMBIGUOUS_RECIP);
  EXPECT_EQ(props_of(*message, {PR_SUBJECT_W}).text(PR_SUBJECT_W), "Hello");
  EXPECT_TRUE(queued().empty());
}

TEST_F(Submission, OfAMessageToPreprocessSaysSoUntilTheSpoolerSubmitsIt) {  // H-11
  client_support_.on_expand_recips = [](LPMESSAGE, ULONG* flags) {
    *flags = NEEDS_PREPROCESSING | NEEDS_SPOOLER;
    return S_OK;
  };
  const std::string entry = submit("Hello");
  EXPECT_EQ(rows_of(*queue())[0].number(PR_SUBMIT_FLAGS), static_cast<LONG>(SUBMITFLAG_PREPROCESS));
  const auto message = open_message(*spooler_.store, entry);
  EXPECT_EQ(message->SubmitMessage(0), S_OK);
  EXPECT_EQ(rows_of(*queue())[0].number(PR_SUBMIT_FLAGS), 0);
  EXPECT_EQ(spooler_support_.count("ExpandRecips"), 0U);
}

TEST_F(Submission, CanBeTakenBackUntilTheSpoolerHasTheMessage) {  // H-5
  const std::string entry = submit("Hello");
  EXPECT_EQ(client_.store->AbortSubmit(entry_size(entry), entry_pointer(entry), 0), S_OK);
  EXPECT_TRUE(queued().empty());
  EXPECT_EQ(client_.store->AbortSubmit(entry_size(entry), entry_pointer(entry), 0), MAPI_E_NOT_IN_QUEUE);
  const auto message = open_message(*client_.store, entry);  // and may be written again
  EXPECT_EQ(props_of(*message, {PR_MESSAGE_FLAGS}).number(PR_MESSAGE_FLAGS) & MSGFLAG_SUBMIT, 0);
}

TEST_F(Submission, LocksTheMessageWhileItIsSent) {  // H-5, H-6, H-19
  const std::string entry = submit("Hello");
  const auto message = open_message(*spooler_.store, entry);
  EXPECT_EQ(spooler_.store->SetLockState(message.get(), MSG_LOCKED), S_OK);
  EXPECT_EQ(rows_of(*queue())[0].number(PR_SUBMIT_FLAGS), static_cast<LONG>(SUBMITFLAG_LOCKED));
  EXPECT_EQ(client_.store->AbortSubmit(entry_size(entry), entry_pointer(entry), 0), MAPI_E_UNABLE_TO_ABORT);
  com_ptr<IUnknown> object;
  ULONG type = 0;
  EXPECT_EQ(client_.store->OpenEntry(entry_size(entry), entry_pointer(entry), nullptr, 0, &type, object.put_unknown()),
            MAPI_E_NO_ACCESS);
  EXPECT_EQ(spooler_.store->SetLockState(message.get(), MSG_UNLOCKED), S_OK);
  EXPECT_EQ(client_.store->AbortSubmit(entry_size(entry), entry_pointer(entry), 0), S_OK);
}

TEST_F(Submission, MakesTheMessageReadOnlyForClients) {  // H-6
  const std::string entry = submit("Hello");
  com_ptr<IUnknown> object;
  ULONG type = 0;
  EXPECT_EQ(client_.store->OpenEntry(entry_size(entry), entry_pointer(entry), nullptr, MAPI_MODIFY, &type,
                                     object.put_unknown()),
            MAPI_E_SUBMITTED);
  const auto message = open_message(*client_.store, entry, MAPI_BEST_ACCESS);
  EXPECT_EQ(props_of(*message, {PR_ACCESS_LEVEL}).number(PR_ACCESS_LEVEL), 0);
  EXPECT_EQ(outbox_->DeleteMessages(Entries({entry}).get(), 0, nullptr, 0), MAPI_E_SUBMITTED);  // M-13
  EXPECT_EQ(outbox_->EmptyFolder(0, nullptr, 0), MAPI_E_SUBMITTED);                             // M-12
  EXPECT_THAT(queued(), ElementsAre("Hello"));
}

TEST_F(Submission, IsFinishedByGivingTheOnlyReferenceToDoSentMail) {  // H-34, H-35
  const std::string entry = submit_and_lock("Hello");
  std::string sent;
  ULONG left = 99;
  spooler_support_.on_do_sent_mail = [&](ULONG, LPMESSAGE message) {
    sent = entry_of(*message);
    left = message->Release();
    return S_OK;
  };
  EXPECT_EQ(spooler_.store->FinishedMsg(0, entry_size(entry), entry_pointer(entry)), S_OK);
  EXPECT_EQ(sent, entry);
  EXPECT_EQ(left, 0U);
  EXPECT_TRUE(queued().empty());
  EXPECT_EQ(contents_of(*outbox_)[0].number(PR_MESSAGE_FLAGS) & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT), 0);
}

TEST_F(Submission, IsFinishedByTheNextSpoolerWhenThisOneEndsInTheMiddle) {  // H-34, H-36, J-61
  const std::string entry = submit_and_lock("Hello");
  FakeSupport next_support;
  std::string sent;
  next_support.on_do_sent_mail = [&](ULONG, LPMESSAGE message) {
    sent = entry_of(*message);
    message->Release();
    return S_OK;
  };
  // What the next one finds is what a crash at this moment leaves: off the queue, and not moved.
  spooler_support_.on_do_sent_mail = [&](ULONG, LPMESSAGE message) {
    message->Release();
    LoggedOn next = session_.spooler_log_on(next_support);
    com_ptr<IMAPITable> table;
    EXPECT_EQ(next.store->GetOutgoingQueue(MAPI_UNICODE, table.put()), S_OK);
    EXPECT_TRUE(rows_of(*table).empty());
    EXPECT_EQ(next.store->GetOutgoingQueue(MAPI_UNICODE, table.put()), S_OK);
    return S_OK;
  };
  EXPECT_EQ(spooler_.store->FinishedMsg(0, entry_size(entry), entry_pointer(entry)), S_OK);
  EXPECT_EQ(sent, entry);
  EXPECT_EQ(next_support.count("DoSentMail"), 1U);

  FakeSupport last_support;  // nothing is left now
  LoggedOn last = session_.spooler_log_on(last_support);
  com_ptr<IMAPITable> table;
  EXPECT_EQ(last.store->GetOutgoingQueue(MAPI_UNICODE, table.put()), S_OK);
  EXPECT_EQ(last_support.count("DoSentMail"), 0U);
}

class SubmissionThatCannotBeMoved : public Submission {
 protected:
  // Submits a message that is sent then, and that DoSentMail answers with `answer` instead of moving it.
  void send_in_vain(HRESULT answer) {
    const std::string entry = submit_and_lock("Hello");
    spooler_support_.on_do_sent_mail = [=](ULONG, LPMESSAGE message) {
      message->Release();
      return answer;
    };
    EXPECT_EQ(spooler_.store->FinishedMsg(0, entry_size(entry), entry_pointer(entry)), answer);
  }
  // How many messages the next spooler moves.
  std::size_t moved_by_the_next() {
    FakeSupport next_support;
    next_support.on_do_sent_mail = [](ULONG, LPMESSAGE message) {
      message->Release();
      return S_OK;
    };
    LoggedOn next = session_.spooler_log_on(next_support);
    com_ptr<IMAPITable> table;
    EXPECT_EQ(next.store->GetOutgoingQueue(MAPI_UNICODE, table.put()), S_OK);
    return next_support.count("DoSentMail");
  }
};

TEST_F(SubmissionThatCannotBeMoved, JustNowIsMovedByTheNextSpooler) {  // H-36, J-114
  for (const HRESULT passing : {MAPI_E_INVALID_OBJECT, MAPI_E_NOT_INITIALIZED, MAPI_E_NOT_ENOUGH_MEMORY}) {
    send_in_vain(passing);
    EXPECT_EQ(moved_by_the_next(), 1U);
  }
}

TEST_F(SubmissionThatCannotBeMoved, IsNotTriedForEver) {  // H-36
  send_in_vain(MAPI_E_NOT_FOUND);
  EXPECT_TRUE(queued().empty());
  EXPECT_EQ(moved_by_the_next(), 0U);
}

TEST_F(Submission, FinishesOnlyWhatWasLocked) {  // H-34
  const std::string entry = submit("Hello");
  EXPECT_EQ(spooler_.store->FinishedMsg(0, entry_size(entry), entry_pointer(entry)), MAPI_E_INVALID_PARAMETER);
  EXPECT_THAT(queued(), ElementsAre("Hello"));
}

TEST_F(Submission, IsTheSpoolersBusinessAlone) {  // H-20, M-54
  const std::string entry = submit("Hello");
  const auto message = open_message(*client_.store, entry, MAPI_BEST_ACCESS);
  com_ptr<IMAPITable> table;
  EXPECT_EQ(client_.store->GetOutgoingQueue(0, table.put()), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(client_.store->SetLockState(message.get(), MSG_LOCKED), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(client_.store->FinishedMsg(0, entry_size(entry), entry_pointer(entry)), MAPI_E_NO_SUPPORT);
  NOTIFICATION notification{};
  notification.ulEventType = fnevNewMail;
  EXPECT_EQ(client_.store->NotifyNewMail(&notification), MAPI_E_NO_SUPPORT);
}

TEST_F(Submission, OfMailThatArrivesIsUnreadAndUnmodified) {  // I-20
  const auto inbox = inbox_of(*spooler_.store);
  put_message(*inbox, "arrived");
  const LONG flags = contents_of(*inbox)[0].number(PR_MESSAGE_FLAGS);
  EXPECT_EQ(flags, static_cast<LONG>(MSGFLAG_UNMODIFIED));
  EXPECT_EQ(props_of(*inbox, {PR_CONTENT_UNREAD}).number(PR_CONTENT_UNREAD), 1);
}

TEST_F(Submission, TellsTheStoresSinksOfNewMail) {  // I-17
  NOTIFICATION notification{};
  notification.ulEventType = fnevNewMail;
  std::string entry = put_message(*inbox_of(*spooler_.store), "arrived");
  notification.info.newmail.cbEntryID = entry_size(entry);
  notification.info.newmail.lpEntryID = entry_pointer(entry);
  EXPECT_EQ(spooler_.store->NotifyNewMail(&notification), S_OK);
  const auto told = spooler_support_.notified();
  EXPECT_EQ(told.back().event, static_cast<ULONG>(fnevNewMail));
}

}  // namespace
}  // namespace postroom::test
