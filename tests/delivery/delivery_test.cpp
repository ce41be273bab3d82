// SPDX-License-Identifier: Apache-2.0
#include "mail_fixture.hpp"

#include <postroom/one_off.hpp>

#include <mapitags.h>

#include <thread>

namespace postroom::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Delivery = MailTest;

TEST_F(Delivery, ArrivesInTheOtherProfileAndIsKeptAsSent) {  // H-22, H-36, I-4
  make_mail_profile("alice");
  make_mail_profile("bob");
  Client bob = enter("bob");
  Client alice = enter("alice");
  alice.send({"bob@postroom.local"}, "Lunch?");
  EXPECT_TRUE(eventually([&] { return bob.received() == std::vector<std::string>{"Lunch?"}; }));
  EXPECT_TRUE(eventually([&] { return alice.subjects(*alice.folder(PR_IPM_SENTMAIL_ENTRYID)).size() == 1; }));
  EXPECT_THAT(alice.subjects(*alice.folder(PR_IPM_OUTBOX_ENTRYID)), IsEmpty());
  EXPECT_THAT(alice.received(), IsEmpty());
  alice.leave();
  bob.leave();
}

TEST_F(Delivery, ToADistributionListReachesItsMembersOnce) {  // D-31, G-20
  make_mail_profile("alice");
  make_mail_profile("bob");
  Client bob = enter("bob");
  Client alice = enter("alice");
  const std::vector<std::byte> id = kit::encode_one_off({"bob", "SMTP", "bob@postroom.local"});
  const std::string_view member(reinterpret_cast<const char*>(id.data()), id.size());
  const auto list_of = [&](const char* name, std::initializer_list<std::string_view> members) {
    return make_list(*alice.session, name, members);
  };
  const kit::PropertyBag inner = list_of("Friends", {member});
  const kit::PropertyBag outer = list_of("Everybody", {inner.binary(PR_ENTRYID), member});
  alice.send(std::vector<kit::PropertyBag>{outer,
                                           {{PR_DISPLAY_NAME_W, "Robert, mine"},
                                            {PR_ORIGINAL_DISPLAY_NAME_W, "Robert"},
                                            {PR_ADDRTYPE_W, "SMTP"},
                                            {PR_EMAIL_ADDRESS_W, "robert@postroom.local"}},
                                           {{PR_RECIPIENT_TYPE, MAPI_CC},
                                            {PR_DISPLAY_NAME_W, "Bob again"},
                                            {PR_ADDRTYPE_W, "SMTP"},
                                            {PR_EMAIL_ADDRESS_W, "BOB@postroom.local"},
                                            {PR_ENTRYID, member}}},
             "Lunch?");
  EXPECT_TRUE(eventually([&] { return bob.received() == std::vector<std::string>{"Lunch?"}; }));
  const auto sent = alice.folder(PR_IPM_SENTMAIL_ENTRYID);
  EXPECT_TRUE(eventually([&] { return alice.subjects(*sent).size() == 1; }));
  EXPECT_THAT(alice.recipients_of_first(*sent), ElementsAre("bob", "Robert"));
  alice.leave();
  bob.leave();
}

TEST_F(Delivery, ToOneselfArrivesToo) {
  make_mail_profile("alice");
  Client alice = enter("alice");
  alice.send({"alice@postroom.local"}, "Do not forget");
  EXPECT_TRUE(eventually([&] { return alice.received() == std::vector<std::string>{"Do not forget"}; }));
  alice.leave();
}

TEST_F(Delivery, ThatFailsComesBackAsAReportForThoseItFailedFor) {  // H-25, H-31, H-37
  make_mail_profile("alice");
  make_mail_profile("bob");
  Client bob = enter("bob");
  Client alice = enter("alice");
  alice.send({"bob@postroom.local", "nobody@postroom.local", "somebody@elsewhere.example"}, "Lunch?");
  EXPECT_TRUE(eventually([&] { return alice.received().size() == 2; }));  // the transport's report, and the spooler's
  EXPECT_THAT(alice.received(), ElementsAre("Undeliverable: Lunch?", "Undeliverable: Lunch?"));
  EXPECT_TRUE(eventually([&] { return bob.received().size() == 1; }));
  EXPECT_TRUE(eventually([&] { return alice.subjects(*alice.folder(PR_IPM_SENTMAIL_ENTRYID)).size() == 1; }));
  alice.leave();
  bob.leave();
}

class DeliveryToTheAbsent : public Delivery {
 protected:
  void send_three_letters_to_bob_who_is_away() {
    make_mail_profile("alice");
    make_mail_profile("bob");
    enter("bob").leave();  // has a mailbox now
    Client alice = enter("alice");
    for (int i = 0; i < 3; ++i) alice.send({"bob@postroom.local"}, "Letter " + std::to_string(i));
    EXPECT_TRUE(eventually([&] { return alice.subjects(*alice.folder(PR_IPM_SENTMAIL_ENTRYID)).size() == 3; }));
    alice.leave();
  }
};

TEST_F(DeliveryToTheAbsent, WaitsForThem) {
  send_three_letters_to_bob_who_is_away();
  Client bob = enter("bob");
  EXPECT_TRUE(eventually([&] { return bob.received().size() == 3; }));
  EXPECT_THAT(bob.received(), ElementsAre("Letter 0", "Letter 1", "Letter 2"));
  bob.leave();
}

TEST_F(DeliveryToTheAbsent, IsThereAfterALogonThatForcesTheDownload) {  // C-8
  send_three_letters_to_bob_who_is_away();
  Client bob;
  bob.session = log_on("bob", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_FORCE_DOWNLOAD);
  ASSERT_TRUE(bob.session);
  bob.store = open_store(*bob.session, 0, MDB_NO_DIALOG | MDB_WRITE | MDB_NO_MAIL);  // nothing comes by this store
  EXPECT_THAT(bob.received(), ElementsAre("Letter 0", "Letter 1", "Letter 2"));
  bob.leave();
}

TEST_F(Delivery, IsNoConditionOfALogonThatForcesTheDownload) {  // C-7, C-8
  make_mail_profile("alice");
  const kit::com_ptr<IMAPISession> session =
      log_on("alice", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_FORCE_DOWNLOAD | MAPI_NO_MAIL);
  ASSERT_TRUE(session);
  EXPECT_EQ(count(trace::Event::note, "mail not downloaded at logon"), 0U);
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
}

// J-9: Logoff does not drain the queue; what it interrupts is whole in the queue or done, never lost, never twice.
TEST_F(Delivery, SurvivesALogoffAtAnyMoment) {
  make_mail_profile("alice");
  make_mail_profile("bob");
  enter("bob").leave();
  std::vector<std::string> sent;
  for (int i = 0; i < 30; ++i) {
    Client alice = enter("alice");
    for (int n = 0; n < 3; ++n) {
      sent.push_back("Letter " + std::to_string(100 + 3 * i + n));
      alice.send({"bob@postroom.local"}, sent.back());
    }
    std::this_thread::sleep_for(std::chrono::microseconds(i * 700));
    alice.leave();
  }
  Client alice = enter("alice");
  EXPECT_TRUE(eventually([&] { return alice.subjects(*alice.folder(PR_IPM_OUTBOX_ENTRYID)).empty(); }));
  alice.leave();
  Client bob = enter("bob");
  EXPECT_TRUE(eventually([&] { return bob.received().size() >= sent.size(); }));
  EXPECT_EQ(bob.received(), sent);
  bob.leave();
}

TEST_F(Delivery, GoesOnForTheSecondSessionWhenTheFirstHasEnded) {  // J-22, J-68
  make_mail_profile("alice");
  make_mail_profile("bob");
  enter("bob").leave();
  Client first = enter("alice");
  Client second = enter("alice");
  first.leave();
  second.send({"bob@postroom.local"}, "Still here");
  EXPECT_TRUE(eventually([&] { return second.subjects(*second.folder(PR_IPM_SENTMAIL_ENTRYID)).size() == 1; }));
  second.leave();
}

TEST_F(Delivery, StopsAndStartsAHundredTimes) {  // scenario 14
  make_mail_profile("alice");
  for (int i = 0; i < 100; ++i) {
    const kit::com_ptr<IMAPISession> session = log_on("alice");
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  }
}

}  // namespace
}  // namespace postroom::test
