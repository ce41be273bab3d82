// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/message_properties.hpp"
#include "tests/spooler/spooler_fixture.hpp"

#include <mapitags.h>

namespace postroom::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

using Sending = SpoolerFixture;

TEST_F(Sending, TakesAMessageFromTheQueueToTheTransportAndFinishesIt) {  // H-22, H-34
  const auto transport = host.add_transport("xp");
  begin();
  const std::string id = host.store->submit({"bob@postroom.local"});
  executor.run();
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_THAT(host.store->finished, ElementsAre(id));
  EXPECT_FALSE(queued(id));
  end();
}

TEST_F(Sending, IncludesWhatWasQueuedBeforeAnybodyWatched) {
  const auto transport = host.add_transport("xp");
  host.store->submit({"bob@postroom.local"});
  begin();
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  end();
}

TEST_F(Sending, KeepsTheOrderOfSubmission) {  // H-4
  const auto transport = host.add_transport("xp");
  std::vector<std::string> addresses;
  for (int i = 0; i < 20; ++i) addresses.push_back("r" + std::to_string(i) + "@postroom.local");
  for (const std::string& address : addresses) host.store->submit({address});
  begin();
  EXPECT_EQ(transport->delivered, addresses);
  end();
}

TEST_F(Sending, ShowsEachTransportItsOwnRecipientsInOrderOfPriority) {  // H-23, H-25
  const auto local = host.add_transport("local");
  const auto fax = host.add_transport("fax");
  fax->types = {"FAX"};
  const std::string id = host.store->submit({"bob@postroom.local", "555"});
  host.store->messages[id].data->recipients[1].set(PR_ADDRTYPE_W, "FAX");
  begin();
  EXPECT_THAT(local->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_THAT(fax->delivered, ElementsAre("555"));
  EXPECT_THAT(host.store->finished, ElementsAre(id));
  end();
}

TEST_F(Sending, GoesToTheNextTransportForRecipientsThatTheFirstLeaves) {  // H-23, H-27
  const auto local = host.add_transport("local");
  local->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    for (std::string& address : take_recipients(message, 1)) local->delivered.push_back(std::move(address));
    return S_OK;
  };
  const auto world = host.add_transport("world");
  host.store->submit({"bob@postroom.local", "x@elsewhere.example"});
  begin();
  EXPECT_THAT(local->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_THAT(world->delivered, ElementsAre("x@elsewhere.example"));
  EXPECT_EQ(host.store->finished.size(), 1U);
  end();
}

TEST_F(Sending, MakesNoEndMessageAfterNotMe) {  // H-27
  const auto local = host.add_transport("local");
  local->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return MAPI_E_NOT_ME; };
  const auto world = host.add_transport("world");
  host.store->submit({"x@elsewhere.example"});
  begin();
  EXPECT_EQ(count("local.EndMessage"), 0U);
  EXPECT_THAT(world->delivered, ElementsAre("x@elsewhere.example"));
  end();
}

TEST_F(Sending, LosesNobodyWhenTheProcessEndsWhileATransportHasTheMessage) {  // H-25: the view is written, and undone
  const auto local = host.add_transport("local");
  const auto fax = host.add_transport("fax");
  fax->types = {"FAX"};
  const std::string id = host.store->submit({"bob@postroom.local", "555"});
  host.store->messages[id].data->recipients[1].set(PR_ADDRTYPE_W, "FAX");
  local->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    EXPECT_TRUE(host.store->messages[id].data->served(1));  // as the transport must see it
    take_recipients(message);
    // The process ends here: what is saved now is what the next one finds.
    host.store->messages[id].data->recipients[0].set(PR_RESPONSIBILITY, true);
    return MAPI_E_CALL_FAILED;
  };
  begin();
  EXPECT_TRUE(queued(id));
  local->on_submit = nullptr;
  executor.run_for(2h);
  EXPECT_THAT(fax->delivered, ElementsAre("555"));  // found again, although it was shown as served
  EXPECT_THAT(local->delivered, IsEmpty());         // and nobody twice
  EXPECT_THAT(host.store->finished, ElementsAre(id));
  end();
}

TEST_F(Sending, ReportsWhomNoTransportTakesAndFinishesTheMessage) {  // H-31, H-37
  host.add_transport("fax")->types = {"FAX"};
  const std::string id = host.store->submit({"bob@postroom.local"}, "Lunch");
  begin();
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("Undeliverable: Lunch"));
  EXPECT_EQ(host.store->announced.size(), 1U);
  EXPECT_THAT(host.store->finished, ElementsAre(id));
  const auto report = host.store->messages.at("message 2").data;
  EXPECT_EQ(report->properties.text(PR_MESSAGE_CLASS_W), "Report.IPM.Note.NDR");
  EXPECT_EQ(report->properties.text(PR_ORIGINAL_SUBJECT_W), "Lunch");  // H-38
  ASSERT_EQ(report->recipients.size(), 1U);
  EXPECT_EQ(report->recipients[0].text(PR_EMAIL_ADDRESS_W), "bob@postroom.local");
  end();
}

TEST_F(Sending, WaitsForATransportThatIsNotThereNow) {  // H-39
  const auto transport = host.add_transport("xp");
  transport->start_result = MAPI_E_LOGON_FAILED;
  const std::string id = host.store->submit({"bob@postroom.local"});
  begin();
  host.add_transport("other");
  executor.run_for(24h);
  EXPECT_TRUE(queued(id));
  EXPECT_FALSE(locked(id));
  EXPECT_THAT(host.store->subjects("Inbox"), IsEmpty());
  end();
}

TEST_F(Sending, TriesAgainNoSoonerThanTheTransportAsksAndMarksItDeferred) {  // H-26, H-27
  const auto transport = host.add_transport("xp");
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR* seconds) {
    *seconds = 600;
    return MAPI_E_NETWORK_ERROR;
  };
  const std::string id = host.store->submit({"bob@postroom.local"});
  begin();
  EXPECT_EQ(count("xp.SubmitMessage"), 1U);
  EXPECT_EQ(count("xp.EndMessage"), 0U);
  EXPECT_FALSE(locked(id));
  transport->on_submit = nullptr;
  executor.run_for(599s);
  EXPECT_EQ(count("xp.SubmitMessage"), 1U);
  executor.run_for(2s);
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));
  EXPECT_THAT(transport->submit_flags, ElementsAre(0U, BEGIN_DEFERRED));
  end();
}

TEST_F(Sending, BacksOffFurtherWithEachFailureAndGivesUpInTheEnd) {
  const auto transport = host.add_transport("xp");
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return MAPI_E_NETWORK_ERROR; };
  host.store->submit({"bob@postroom.local"});
  begin();
  executor.run_for(1h);
  const std::size_t first_hour = count("xp.SubmitMessage");
  EXPECT_GE(first_hour, 5U);
  EXPECT_LE(first_hour, 14U);
  executor.run_for(10h);
  EXPECT_LE(count("xp.SubmitMessage") - first_hour, 22U);
  EXPECT_THAT(host.store->subjects("Inbox"), IsEmpty());
  executor.run_for(24h * 6);
  EXPECT_THAT(host.store->subjects("Inbox"), ElementsAre("Undeliverable: Hello"));
  EXPECT_EQ(host.store->finished.size(), 1U);
  end();
}

TEST_F(Sending, IsNotHeldUpByAnotherMessageThatWaits) {
  const auto transport = host.add_transport("xp");
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    const kit::PropertyBag subject = kit::transport::read_properties(message, {PR_SUBJECT_W});
    if (subject.text(PR_SUBJECT_W) == "stuck") return MAPI_E_WAIT;
    take_recipients(message);
    return S_OK;
  };
  const std::string stuck = host.store->submit({"bob@postroom.local"}, "stuck");
  const std::string fine = host.store->submit({"bob@postroom.local"}, "fine");
  begin();
  EXPECT_TRUE(queued(stuck));
  EXPECT_FALSE(queued(fine));
  end();
}

TEST_F(Sending, IsNotStoppedByADamagedMessage) {
  const auto transport = host.add_transport("xp");
  const std::string damaged = host.store->submit({"bob@postroom.local"});
  host.store->unopenable = {damaged};
  const std::string fine = host.store->submit({"carol@postroom.local"});
  begin();
  EXPECT_THAT(host.store->finished, ElementsAre(fine));
  EXPECT_TRUE(queued(damaged));
  executor.run_for(24h);
  end();  // and it does not keep the spooler from ending
  EXPECT_THAT(host.log, Contains("xp.Shutdown"));
  EXPECT_TRUE(queued(damaged));
}

TEST_F(Sending, FinishesLaterWhatTheStoreWouldNotLetGo) {
  const auto transport = host.add_transport("xp");
  host.store->finish_result = MAPI_E_NOT_ENOUGH_DISK;
  const std::string id = host.store->submit({"bob@postroom.local"});
  begin();
  executor.run_for(10s);
  EXPECT_TRUE(queued(id));
  host.store->finish_result = S_OK;
  executor.run_for(2h);
  EXPECT_THAT(host.store->finished, ElementsAre(id));
  EXPECT_THAT(transport->delivered, ElementsAre("bob@postroom.local"));  // once
  end();
}

TEST_F(Sending, DoesAsEndMessageSays) {  // H-28
  const auto transport = host.add_transport("xp");
  unsigned calls = 0;
  transport->on_submit = [&](IMessage& message, ULONG_PTR*, ULONG_PTR*) {
    if (++calls == 3) take_recipients(message);
    return S_OK;
  };
  transport->end_flags = {END_RESEND_NOW, END_RESEND_LATER};
  const std::string id = host.store->submit({"bob@postroom.local"});
  begin();
  EXPECT_EQ(calls, 2U);  // at once, and then not
  executor.run_for(1h);
  EXPECT_EQ(calls, 3U);
  EXPECT_FALSE(queued(id));
  end();
}

TEST_F(Sending, WaitsForTheTransportThatDeferredTheMessageItself) {  // H-28, D-37
  const auto transport = host.add_transport("xp");
  transport->end_flags = {END_DONT_RESEND};
  transport->on_submit = [](IMessage&, ULONG_PTR*, ULONG_PTR*) { return S_OK; };
  const std::string id = host.store->submit({"bob@postroom.local"});
  begin();
  executor.run_for(24h);
  EXPECT_EQ(count("xp.SubmitMessage"), 1U);
  transport->on_submit = nullptr;
  spooler->transport_notifies(transport->number, NOTIFY_SENTDEFERRED, {id.begin(), id.end()}, "");
  executor.run();
  EXPECT_THAT(transport->submit_flags, ElementsAre(0U, BEGIN_DEFERRED));
  EXPECT_FALSE(queued(id));
  end();
}

TEST_F(Sending, SendsNoEarlierThanTheDeferredSendTime) {  // H-21
  const auto transport = host.add_transport("xp");
  const std::string later = host.store->submit({"bob@postroom.local"});
  const FILETIME now = kit::filetime_of(kit::now_ticks());
  host.store->messages[later].data->properties.set(PR_DEFERRED_SEND_TIME,
                                                   FILETIME{now.dwLowDateTime, now.dwHighDateTime + 100});
  const std::string at_once = host.store->submit({"carol@postroom.local"});
  begin();
  EXPECT_TRUE(queued(later));
  EXPECT_FALSE(queued(at_once));
  end();
}

TEST_F(Sending, RefusesNoticesThatTransportsMayNotGive) {  // D-36, D-37
  const auto transport = host.add_transport("xp");
  begin();
  EXPECT_EQ(spooler->transport_notifies(transport->number, NOTIFY_NEWMAIL_RECEIVED, {}, ""), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(spooler->transport_notifies(transport->number, NOTIFY_SENTDEFERRED | NOTIFY_CRITICAL_ERROR, {}, ""),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(spooler->store_notifies(kStoreLogon, NOTIFY_NEWMAIL, {}, {}), MAPI_E_UNKNOWN_FLAGS);
  end();
}

}  // namespace
}  // namespace postroom::test
