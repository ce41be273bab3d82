// SPDX-License-Identifier: Apache-2.0
#include "tests/content/same_mail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::content {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Mail letter() {
  Mail mail;
  mail.subject = "Grüße — 苗の注文";
  mail.from = Mailbox{"Zoë Müller", "zoe@garten.example"};
  mail.to = {{"Bob, the other", "bob@x.example"}, {"", "plain@x.example"}};
  mail.bcc = {{"", "secret@x.example"}};
  mail.message_id = "<1@x.example>";
  mail.date = 134170000000000000ULL / 10000000ULL * 10000000ULL;
  mail.text = "One\r\nFrom here on\r\ntrailing blank \r\nünï\r\n";
  return mail;
}

Mail reread(const Mail& mail, bool include_bcc = true) {
  Mail again = parse_mime(build_mime(mail, include_bcc));
  again.headers = mail.headers;
  return again;
}

TEST(BuildMime, IsReadBackAsItWas) {
  EXPECT_THAT(differences(letter(), reread(letter())), IsEmpty());
}

TEST(BuildMime, WritesOnlyAsciiForANewLetter) {
  const std::string bytes = build_mime(letter(), true);
  EXPECT_TRUE(std::ranges::all_of(bytes, [](unsigned char c) { return c < 0x80; }));
}

TEST(BuildMime, LeavesBccOutOnTheWire) {
  EXPECT_THAT(build_mime(letter(), false), Not(HasSubstr("secret@")));
  EXPECT_THAT(build_mime(letter(), true), HasSubstr("secret@"));
  Mail received = letter();
  received.headers = "Bcc: secret@x.example\r\nX-Kept: yes\r\n";
  EXPECT_THAT(build_mime(received, false), Not(HasSubstr("secret@")));
}

TEST(BuildMime, KeepsHeaderFieldsAsTheyCameUnlessTheMessageChanged) {
  Mail mail = parse_mime("Received: by a\nSubject:  oddly   spaced\nFrom: a@x\n\nt\n");
  EXPECT_THAT(build_mime(mail, true), HasSubstr("Subject:  oddly   spaced\n"));
  mail.subject = "changed";
  EXPECT_THAT(build_mime(mail, true), HasSubstr("Subject: changed\n"));
  EXPECT_THAT(build_mime(mail, true), Not(HasSubstr("oddly")));
  EXPECT_THAT(build_mime(mail, true), HasSubstr("Received: by a\n"));
}

TEST(BuildMime, KeepsAFieldThatSaysTheSameInMoreWords) {  // MAPI knows no sender but the author, and no name twice
  const std::string header =
      "From: \"zoe@x.example\" <zoe@x.example>\r\nSender: zoe@x.example\r\n"
      "To: \"bob@x.example\" <bob@x.example>\r\n";
  Mail mail;
  mail.headers = header;
  mail.from = Mailbox{"", "zoe@x.example"};
  mail.to = {{"", "bob@x.example"}};
  EXPECT_EQ(parse_mime(build_mime(mail, true)).headers, header);

  mail.from = Mailbox{"", "other@x.example"};
  const std::string changed = build_mime(mail, true);
  EXPECT_THAT(changed, HasSubstr("From: other@x.example"));
  EXPECT_THAT(changed, Not(HasSubstr("Sender:"))) << "it said who the author was";
}

TEST(BuildMime, CarriesEveryByteOfAnAttachment) {
  Mail mail = letter();
  MailAttachment binary{.file_name = "maçã – nº 1.bin", .mime_type = "application/octet-stream"};
  for (int i = 0; i < 70000; ++i) binary.data.push_back(static_cast<char>(i * 37));
  MailAttachment text{.file_name = "a.txt", .mime_type = "text/plain", .charset = "utf-8"};
  text.data = "no line end at the end, a lone \r inside, \nFrom x";
  mail.attachments = {binary, text};
  EXPECT_THAT(differences(mail, reread(mail)), IsEmpty());
}

TEST(BuildMime, NestsMessages) {
  Mail mail = letter();
  MailAttachment nested{.mime_type = "message/rfc822"};
  nested.message = std::make_shared<Mail>(letter());
  nested.message->attachments.push_back(MailAttachment{.file_name = "b", .mime_type = "image/png", .data = "\x89PNG"});
  mail.attachments.push_back(nested);
  Mail again = reread(mail);
  ASSERT_EQ(again.attachments.size(), 1U);
  ASSERT_TRUE(again.attachments[0].message);
  again.attachments[0].message->headers.clear();
  EXPECT_THAT(differences(mail, again), IsEmpty());
}

TEST(BuildMime, PutsWhatTheHtmlShowsBesideTheHtml) {
  Mail mail = letter();
  mail.html = HtmlBody{"<img src=\"cid:i@x\">", "utf-8"};
  mail.attachments.push_back(MailAttachment{
      .mime_type = "image/png", .content_id = "i@x", .related = true, .inline_shown = true, .data = "\1\2"});
  const std::string bytes = build_mime(mail, true);
  EXPECT_THAT(bytes, HasSubstr("multipart/alternative"));
  EXPECT_THAT(bytes, HasSubstr("multipart/related"));
  EXPECT_THAT(differences(mail, reread(mail)), IsEmpty());
}

TEST(BuildMime, BreaksLongLinesForTheWire) {
  Mail mail = letter();
  mail.text = std::string(5000, 'x') + "\r\n";
  const std::string bytes = build_mime(mail, true);
  std::size_t start = 0;
  for (std::size_t end = bytes.find('\n'); end != std::string::npos; start = end + 1, end = bytes.find('\n', start)) {
    EXPECT_LE(end - start, 998U);
  }
  EXPECT_THAT(differences(mail, reread(mail)), IsEmpty());
}

}  // namespace
}  // namespace postroom::content
