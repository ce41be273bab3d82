// SPDX-License-Identifier: Apache-2.0
// What servers say when they do not want to, and what becomes of the recipients.
#include "tests/smtp/mail_server.hpp"
#include "tests/smtp/scripted_server.hpp"
#include "tests/smtp/smtp_fixture.hpp"

namespace postroom::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using Refusal = SmtpFixture;

TEST_F(Refusal, OfTheConnectionNamesHostAndPortAndIsTriedAgain) {
  const unsigned short nobody = free_port();
  configure(nobody);
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"bob@test.example"});
  EXPECT_EQ(submit(data), MAPI_E_NETWORK_ERROR);
  EXPECT_FALSE(data->served(0));
  EXPECT_THAT(status_text(), HasSubstr("127.0.0.1:" + std::to_string(nobody)));
}

TEST_F(Refusal, ForNowDefersTheRecipientAndSavesTheOthers) {
  const ScriptedServer server(ScriptedServer::Answers{{"RCPT TO:<full@", "452 mailbox full"}});
  configure(server.port());
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"full@test.example", "bob@test.example"});
  EXPECT_EQ(submit(data), MAPI_E_WAIT);
  EXPECT_GT(seconds, 0U);
  EXPECT_FALSE(data->served(0));
  EXPECT_TRUE(data->served(1));
  EXPECT_THAT(reports, IsEmpty());
  EXPECT_THAT(status_text(), HasSubstr("mailbox full"));
}

TEST_F(Refusal, OfTheSenderIsReportedForAll) {
  const ScriptedServer server(ScriptedServer::Answers{{"MAIL", "550 I do not know you"}});
  configure(server.port());
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"bob@test.example", "carol@test.example"});
  EXPECT_EQ(submit(data), S_OK);
  EXPECT_THAT(reports,
              ElementsAre("bob@test.example: 550 I do not know you", "carol@test.example: 550 I do not know you"));
}

TEST_F(Refusal, OfTheMessageIsReportedForThoseWhoWereAccepted) {
  const ScriptedServer server(ScriptedServer::Answers{{"<message>", "554 spam"}, {"RCPT TO:<full@", "452 full"}});
  configure(server.port());
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"bob@test.example", "full@test.example"});
  EXPECT_EQ(submit(data), MAPI_E_WAIT);
  EXPECT_THAT(reports, ElementsAre("bob@test.example: 554 spam"));
  EXPECT_FALSE(data->served(1));
}

TEST_F(Refusal, ByHangingUpInTheMiddleLosesNothing) {
  const ScriptedServer server(ScriptedServer::Answers{{"<message>", "hang up"}});
  configure(server.port());
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"bob@test.example"});
  EXPECT_EQ(submit(data), MAPI_E_WAIT);
  EXPECT_FALSE(data->served(0));
  EXPECT_THAT(reports, IsEmpty());
}

TEST_F(Refusal, ToEncryptIsNotAnsweredWithClearText) {
  const ScriptedServer server(ScriptedServer::Answers{});
  configure(server.port(), transport::SMTP_TLS_REQUIRED);
  ASSERT_EQ(log_on(), S_OK);
  EXPECT_EQ(submit(letter({"bob@test.example"})), MAPI_E_NETWORK_ERROR);
  EXPECT_THAT(server.commands(), Not(Contains(HasSubstr("MAIL FROM"))));
}

TEST_F(Refusal, OfThePasswordIsSaid) {
  const ScriptedServer server(ScriptedServer::Answers{{"AUTH", "334 "}, {"AGFs", "535 wrong password"}},
                              "250-AUTH PLAIN\r\n");
  configure(server.port());
  support.section().properties().set(transport::PR_SMTP_USER_W, std::string("alice"));
  support.section().properties().set(transport::PR_SMTP_PASSWORD_W, std::string("secret"));
  ASSERT_EQ(log_on(), S_OK);
  EXPECT_EQ(submit(letter({"bob@test.example"})), MAPI_E_NETWORK_ERROR);
  EXPECT_THAT(status_text(), HasSubstr("535 wrong password"));
  EXPECT_THAT(server.commands(), Contains("AGFsaWNlAHNlY3JldA=="));  // \0alice\0secret
}

TEST_F(Refusal, IsNotWaitedForAfterACancel) {                          // H-29
  const ScriptedServer server(ScriptedServer::Answers{{"MAIL", ""}});  // never a whole answer
  configure(server.port());
  ASSERT_EQ(log_on(), S_OK);
  support.on_spooler_yield = [](ULONG) { return MAPI_W_CANCEL_MESSAGE; };
  const auto data = letter({"bob@test.example"});
  EXPECT_EQ(submit(data), MAPI_E_USER_CANCEL);
  EXPECT_FALSE(data->served(0));
}

TEST_F(Refusal, OfAnAddressThatWouldSayMoreThanAnAddress) {
  const ScriptedServer server(ScriptedServer::Answers{});
  configure(server.port());
  ASSERT_EQ(log_on(), S_OK);
  EXPECT_EQ(submit(letter({"bob@test.example>\r\nRCPT TO:<carol@test.example"})), MAPI_E_NOT_ME);
  EXPECT_THAT(server.commands(), IsEmpty());
}

TEST_F(Refusal, OfALogonWithoutServerOrSender) {  // C-27
  EXPECT_EQ(log_on(), MAPI_E_UNCONFIGURED);
  support.section().properties().set(transport::PR_SMTP_HOST_W, std::string("mail.example"));
  EXPECT_EQ(log_on(), MAPI_E_UNCONFIGURED);
}

TEST(Dialogue, KeepsTheReplyToEachPart) {
  smtp::Dialogue dialogue;
  dialogue.received("220 hi\r\n");
  dialogue.sent("EHLO me\r\n");
  dialogue.received("250-one\r\n250-two\r\n250 three\r\n");
  EXPECT_EQ(dialogue.last().text, "one two three");
  dialogue.sent("MAIL FROM:<a@b>\r\n");
  dialogue.received("250 ok\r\n");
  dialogue.sent("RCPT TO");  // in parts
  dialogue.sent(":<c@d>\r\n");
  dialogue.received("55");
  dialogue.received("0-no\r\n550 never\r\n");
  dialogue.sent("RCPT TO:<e@f>\r\n");
  dialogue.received("250 ok\r\n");
  dialogue.sent("DATA\r\n");
  dialogue.received("354 go\r\n");
  dialogue.received("250 taken\r\n");
  EXPECT_TRUE(dialogue.sender().accepted());
  ASSERT_EQ(dialogue.recipients().size(), 2U);
  EXPECT_TRUE(dialogue.recipients()[0].for_good());
  EXPECT_EQ(dialogue.recipients()[0].text, "no never");
  EXPECT_TRUE(dialogue.recipients()[1].accepted());
  EXPECT_EQ(dialogue.message().text, "taken");
}

}  // namespace
}  // namespace postroom::test
