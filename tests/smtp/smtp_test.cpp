// SPDX-License-Identifier: Apache-2.0
// The SMTP transport against a real server, OpenSMTPD, which delivers to Maildirs.
#include "content/mime.hpp"
#include "tests/smtp/mail_server.hpp"
#include "tests/smtp/smtp_fixture.hpp"

namespace postroom::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class RealServer : public SmtpFixture {
 protected:
  void SetUp() override {
    if (const std::string obstacle = MailServer::obstacle(); !obstacle.empty()) GTEST_SKIP() << obstacle;
    server = std::make_unique<MailServer>();
  }
  std::unique_ptr<MailServer> server;
};

TEST_F(RealServer, DeliversAndTheMessageIsReadBackFromTheMaildir) {
  configure(server->port());
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"bob@test.example", "carol@test.example"}, "Grüße", "First\r\n.\r\n..dots\r\nlast\r\n");
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_TRUE(data->served(0));
  EXPECT_TRUE(data->served(1));
  const std::vector<std::string> bobs = server->mail_of("bob", 1);
  ASSERT_THAT(bobs, SizeIs(1));
  EXPECT_THAT(bobs[0], HasSubstr("Return-Path: <alice@sender.example>"));
  EXPECT_THAT(bobs[0], HasSubstr("From: Alice <alice@sender.example>"));
  EXPECT_THAT(bobs[0], HasSubstr("\n.\n..dots\nlast\n"));  // a line of one dot does not end the message
  const auto read = std::make_shared<FakeMessageData>();
  {
    const auto message = kit::make_object<FakeMessage>(read);
    content::from_mime(bobs[0], message.get(), {});
    EXPECT_EQ(message->SaveChanges(0), S_OK);
  }
  EXPECT_EQ(read->properties.text(PR_SUBJECT_W), "Grüße");
  EXPECT_EQ(read->properties.text(PR_SENDER_EMAIL_ADDRESS_W), "alice@sender.example");
  EXPECT_THAT(server->mail_of("carol", 1), SizeIs(1));
}

TEST_F(RealServer, KeepsOneConnectionAndSaysQuitAtLogoff) {
  configure(server->port());
  ASSERT_EQ(log_on(), S_OK);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(submit(letter({"bob@test.example"})), S_OK);
  EXPECT_THAT(server->mail_of("bob", 3), SizeIs(3));
  EXPECT_THAT(server->log(), Not(HasSubstr("<<< QUIT")));
  EXPECT_EQ(logon->TransportLogoff(0), S_OK);
  EXPECT_TRUE(server->wait_for_log("<<< QUIT"));
  const std::string log = server->log();
  const std::size_t first = log.find("<<< EHLO");
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(log.find("<<< EHLO", first + 1), std::string::npos);  // one connection for all three
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST_F(RealServer, ReportsARecipientThatTheServerRefusesAndServesTheOthers) {  // H-25, H-31
  configure(server->port());
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"nobody@test.example", "bob@test.example"});
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_TRUE(data->served(0));  // for good, so nobody else tries
  EXPECT_TRUE(data->served(1));
  ASSERT_THAT(reports, SizeIs(1));
  EXPECT_THAT(reports[0], testing::StartsWith("nobody@test.example: 550 "));
  EXPECT_THAT(server->mail_of("bob", 1), SizeIs(1));
}

TEST_F(RealServer, GoesOnAfterAMessageThatWasRefusedAltogether) {
  configure(server->port());
  ASSERT_EQ(log_on(), S_OK);
  EXPECT_EQ(submit(letter({"nobody@test.example"})), S_OK);
  EXPECT_THAT(reports, SizeIs(1));
  EXPECT_EQ(submit(letter({"bob@test.example"})), S_OK);
  EXPECT_THAT(server->mail_of("bob", 1), SizeIs(1));
}

}  // namespace
}  // namespace postroom::test
