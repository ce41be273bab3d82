// SPDX-License-Identifier: Apache-2.0
#include "tests/transport/transport_fixture.hpp"

#include <mapitags.h>

#include <gmock/gmock.h>

namespace postroom::test {
namespace {

using kit::transport::Outcome;
using testing::ElementsAre;
using testing::IsEmpty;
using Fate = Outcome::Fate;

class TransportMessage : public TransportFixture {
 protected:
  TransportMessage() {
    log_on();
    support.on_status_recips = [this](LPMESSAGE, LPADRLIST list) {
      const kit::adrlist_ptr owned(list);  // taken, as the runtime does on success (D-39)
      for (const kit::PropertyBag& row : kit::bags_from(*list)) {
        reports.push_back(std::string(row.text(PR_EMAIL_ADDRESS_W)) + ": " + std::string(row.text(PR_REPORT_TEXT_W)) +
                          (row.has(PR_DELIVER_TIME) ? "delivered" : ""));
      }
      ++report_calls;
      return S_OK;
    };
  }
  std::shared_ptr<FakeMessageData> data = std::make_shared<FakeMessageData>();
  std::vector<std::string> reports;
  unsigned report_calls = 0;
};

TEST_F(TransportMessage, IsSentAndResponsibilityIsSaved) {  // H-25, H-26, H-30
  data->add_recipient("bob@postroom.local");
  data->add_recipient("carol@postroom.local");
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_GT(reference, 1U);
  EXPECT_THAT(medium.sent, ElementsAre("alice@postroom.local -> bob@postroom.local",
                                       "alice@postroom.local -> carol@postroom.local"));
  EXPECT_TRUE(data->served(0));
  EXPECT_TRUE(data->served(1));
  EXPECT_EQ(data->properties.text(PR_SENDER_EMAIL_ADDRESS_W), "alice@postroom.local");
  EXPECT_EQ(data->properties.text(PR_SENT_REPRESENTING_NAME_W), "Alice");  // N-22
  EXPECT_TRUE(data->properties.has(PR_PROVIDER_SUBMIT_TIME));
  ULONG end = 99;
  EXPECT_EQ(logon->EndMessage(reference, &end), S_OK);
  EXPECT_EQ(end, 0U);
  EXPECT_THAT(reports, IsEmpty());
}

TEST_F(TransportMessage, ThatHasNoneOfItsRecipientsIsSomebodyElses) {  // H-27
  medium.strangers = {"x@elsewhere.example"};
  data->add_recipient("x@elsewhere.example");
  data->recipients.push_back({{PR_ROWID, 1}, {PR_ADDRTYPE_W, "FAX"}, {PR_EMAIL_ADDRESS_W, "1"}});
  EXPECT_EQ(submit(data), MAPI_E_NOT_ME);
  EXPECT_EQ(data->saves, 0U);
}

TEST_F(TransportMessage, LeavesRecipientsOfOthersUntouched) {  // H-25
  medium.strangers = {"x@elsewhere.example"};
  data->add_recipient("x@elsewhere.example");
  data->add_recipient("bob@postroom.local");
  data->add_recipient("served@postroom.local");
  data->recipients[2].set(PR_RESPONSIBILITY, true);
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_FALSE(data->served(0));
  EXPECT_TRUE(data->served(1));
  EXPECT_THAT(medium.sent, ElementsAre("alice@postroom.local -> bob@postroom.local"));
}

TEST_F(TransportMessage, ReportsAllFailuresInOneCallAndTakesResponsibilityForThem) {  // H-31, D-39
  data->add_recipient("nobody@postroom.local");
  data->add_recipient("bob@postroom.local");
  data->add_recipient("noone@postroom.local");
  medium.outcomes["nobody@postroom.local"] = {Fate::failed, "no such mailbox"};
  medium.outcomes["noone@postroom.local"] = {Fate::failed, "moved away"};
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_TRUE(data->served(0));
  EXPECT_TRUE(data->served(2));
  EXPECT_EQ(report_calls, 1U);
  EXPECT_THAT(reports, ElementsAre("nobody@postroom.local: no such mailbox", "noone@postroom.local: moved away"));
}

TEST_F(TransportMessage, ConfirmsDeliveryOnlyWhenAsked) {  // H-31
  data->add_recipient("bob@postroom.local");
  data->properties.set(PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, true);
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_THAT(reports, ElementsAre("bob@postroom.local: delivered"));
}

TEST_F(TransportMessage, FreesTheReportsItselfWhenNobodyTookThem) {  // D-39
  data->add_recipient("nobody@postroom.local");
  medium.outcomes["nobody@postroom.local"] = {Fate::failed, "no such mailbox"};
  support.on_status_recips = [](LPMESSAGE, LPADRLIST) { return MAPI_E_NOT_ENOUGH_MEMORY; };
  const std::size_t before = live_blocks();
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_EQ(live_blocks(), before);
}

TEST_F(TransportMessage, IsKeptForLaterWhenSomebodyCannotBeReachedNow) {  // H-27
  data->add_recipient("bob@postroom.local");
  data->add_recipient("slow@postroom.local");
  medium.outcomes["slow@postroom.local"] = {Fate::deferred, "try later", std::chrono::seconds(90)};
  EXPECT_EQ(submit(data), MAPI_E_WAIT);
  EXPECT_EQ(seconds, 90U);
  EXPECT_TRUE(data->served(0));  // saved, though the message object is released without saving
  EXPECT_FALSE(data->served(1));
  EXPECT_EQ(submit(data), MAPI_E_WAIT);  // offered again: bob does not get it twice
  EXPECT_THAT(medium.sent, ElementsAre("alice@postroom.local -> bob@postroom.local"));
}

TEST_F(TransportMessage, StopsWhenItIsCancelledFromAnotherThread) {  // H-29
  data->add_recipient("bob@postroom.local");
  bool before = true;
  bool after = false;
  medium.on_send = [&](const kit::transport::Outgoing& outgoing) {
    before = outgoing.cancel.requested();
    std::thread([&] { EXPECT_EQ(notify(NOTIFY_CANCEL_MESSAGE, &reference), S_OK); }).join();
    after = outgoing.cancel.requested();
    throw kit::Failure(MAPI_E_USER_CANCEL, "cancelled");
  };
  EXPECT_EQ(submit(data), MAPI_E_USER_CANCEL);
  EXPECT_FALSE(before);
  EXPECT_TRUE(after);
}

TEST_F(TransportMessage, IsToldOfACancelByTheYield) {  // D-38
  data->add_recipient("bob@postroom.local");
  support.on_spooler_yield = [](ULONG) { return MAPI_W_CANCEL_MESSAGE; };
  bool asked = false;
  medium.on_send = [&](const kit::transport::Outgoing& outgoing) { asked = outgoing.cancel.requested(); };
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_TRUE(asked);
}

TEST_F(TransportMessage, ArrivesCompleteAndIsAcknowledgedOnceItIsSaved) {  // I-6, I-9
  medium.waiting = {"Hello"};
  ULONG incoming = 0;
  EXPECT_EQ(logon->Poll(&incoming), S_OK);
  EXPECT_NE(incoming, 0U);
  data->on_save = [&] {
    EXPECT_THAT(medium.saved, IsEmpty());
    return S_OK;
  };
  const auto message = kit::make_object<FakeMessage>(data);
  reference = 1;
  EXPECT_EQ(logon->StartMessage(0, message.get(), &reference), S_OK);
  EXPECT_GT(reference, 1U);
  EXPECT_THAT(medium.saved, ElementsAre("Hello"));
  EXPECT_EQ(data->properties.text(PR_SUBJECT_W), "Hello");
  EXPECT_EQ(data->properties.text(PR_MESSAGE_CLASS_W), "IPM.Note");
  EXPECT_TRUE(data->properties.has(PR_MESSAGE_DELIVERY_TIME));
  EXPECT_EQ(data->properties.text(PR_RECEIVED_BY_EMAIL_ADDRESS_W), "alice@postroom.local");  // N-22
}

TEST_F(TransportMessage, StaysInTheMediumWhenItCannotBeSaved) {  // I-7: nothing is lost
  medium.waiting = {"Hello"};
  data->on_save = [] { return MAPI_E_NOT_ENOUGH_DISK; };
  const auto message = kit::make_object<FakeMessage>(data);
  EXPECT_EQ(logon->StartMessage(0, message.get(), &reference), MAPI_E_NOT_ENOUGH_DISK);
  EXPECT_EQ(medium.waiting.size(), 1U);
}

TEST_F(TransportMessage, ThatCannotBeReadIsSetAsideSoThatTheNextOneCanCome) {
  medium.waiting = {"broken", "Hello"};
  const auto message = kit::make_object<FakeMessage>(data);
  EXPECT_EQ(logon->StartMessage(0, message.get(), &reference), S_OK);
  EXPECT_EQ(data->saves, 0U);  // no message (I-7)
  EXPECT_THAT(medium.set_aside, ElementsAre("broken: this is no message"));
  EXPECT_EQ(logon->StartMessage(0, kit::make_object<FakeMessage>(data).get(), &reference), S_OK);
  EXPECT_THAT(medium.saved, ElementsAre("Hello"));
}

TEST_F(TransportMessage, LeavesNothingUnsavedBehindWhenNoneWaits) {  // I-7
  const auto message = kit::make_object<FakeMessage>(data);
  EXPECT_EQ(logon->StartMessage(0, message.get(), &reference), S_OK);
  EXPECT_EQ(data->saves, 0U);
}

TEST_F(TransportMessage, IsAnnouncedOnlyWhileInboundIsOn) {  // I-1, I-2
  ASSERT_EQ(notify(NOTIFY_BEGIN_INBOUND), S_OK);
  medium.arrived();
  EXPECT_EQ(support.count("SpoolerNotify"), 1U);
  EXPECT_EQ(logon->TransportLogoff(0), S_OK);
  medium.arrived();  // a thread that was on its way
  EXPECT_EQ(support.count("SpoolerNotify"), 1U);
  EXPECT_EQ(support.calls_after_release(), 0U);
}

}  // namespace
}  // namespace postroom::test
