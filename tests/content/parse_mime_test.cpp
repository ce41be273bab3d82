// SPDX-License-Identifier: Apache-2.0
#include "content/mime/mail.hpp"
#include "tests/support/failure_code.hpp"

#include <gtest/gtest.h>

namespace postroom::content {
namespace {

HRESULT refusal_of_mime(std::string_view bytes) {
  return test::code_of([bytes] { static_cast<void>(parse_mime(bytes)); });
}

TEST(ParseMime, ReadsTheHeaderIntoItsMembers) {
  const Mail mail = parse_mime(
      "From: =?utf-8?Q?Zo=C3=AB?= <zoe@garten.example>\nSender: list@garten.example\nTo: a@x.example, \"B, C\" "
      "<b@x.example>\n"
      "Cc: group: c@x.example, d@x.example;\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?= =?iso-8859-1?Q?_aus?=\n"
      "Date: Mon, 2 Mar 2026 08:15:00 +0100\nMessage-ID: <1@x>\nIn-Reply-To: <0@x>\nReferences: <0@x>\n "
      "<00@x>\nImportance: high\n\nHi\n");
  ASSERT_TRUE(mail.from);
  EXPECT_EQ(mail.from->name, "Zoë");
  EXPECT_EQ(mail.sender->address, "list@garten.example");
  ASSERT_EQ(mail.to.size(), 2U);
  EXPECT_EQ(mail.to[1].name, "B, C");
  ASSERT_EQ(mail.cc.size(), 2U);
  EXPECT_EQ(mail.cc[1].address, "d@x.example");
  EXPECT_EQ(mail.subject, "Grüße aus");
  EXPECT_EQ(mail.message_id, "<1@x>");
  EXPECT_EQ(mail.references, "<0@x> <00@x>");
  EXPECT_EQ(mail.importance, 2);
  EXPECT_EQ(*mail.date, (1772435700ULL + 11644473600ULL) * 10000000ULL);
  EXPECT_EQ(*mail.text, "Hi\r\n");
}

TEST(ParseMime, JoinsEncodedWordsThatWereSplitAnywhere) {
  const Mail mail = parse_mime(
      "From: =?utf-8?b?0KHQvtCx0YE=?=\n =?utf-8?b?0YPQsdCx?= <a@x>\nSubject: =?utf-8?B?4piA7Q==?= =?utf-8?B?lZw=?= x "
      "=?iso-8859-1?q?=E9?=\n\nt\n");
  EXPECT_EQ(mail.from->name, "Собсубб");
  EXPECT_EQ(mail.subject, "☀한 x é");
}

TEST(ParseMime, KeepsBothAlternativesAndTheRelatedParts) {
  const Mail mail = parse_mime(
      "From: a@x\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: multipart/alternative; "
      "boundary=a\n\n"
      "--a\nContent-Type: text/plain\n\nplain\n--a\nContent-Type: text/html; charset=utf-8\n\n<p>html</p>\n--a--\n"
      "--r\nContent-Type: image/png\nContent-ID: <i@x>\nContent-Transfer-Encoding: base64\n\nAAEC\n--r--\n");
  EXPECT_EQ(*mail.text, "plain");
  EXPECT_EQ(mail.html->bytes, "<p>html</p>");
  EXPECT_EQ(mail.html->charset, "utf-8");
  ASSERT_EQ(mail.attachments.size(), 1U);
  EXPECT_TRUE(mail.attachments[0].related);
  EXPECT_EQ(mail.attachments[0].content_id, "i@x");
  EXPECT_EQ(mail.attachments[0].data, std::string("\0\1\2", 3));
}

TEST(ParseMime, DropsNoPartSilently) {
  const Mail mail = parse_mime(
      "From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n\nfirst\n"
      "--m\nContent-Type: text/plain\n\nfooter\n--m\nContent-Type: text/calendar\n\nBEGIN\n--m\nContent-Type: "
      "application/x-odd\n\n?\n--m--\n");
  EXPECT_EQ(*mail.text, "first");
  ASSERT_EQ(mail.attachments.size(), 3U);
  EXPECT_EQ(mail.attachments[0].data, "footer");
  EXPECT_EQ(mail.attachments[1].mime_type, "text/calendar");
  EXPECT_EQ(mail.attachments[2].mime_type, "application/x-odd");
}

// What stands where no boundary matches is no part, and is kept all the same.
TEST(ParseMime, KeepsAsTextWhatAMangledBoundaryHides) {
  const std::string parts =
      "--other\nContent-Type: text/plain\n\nPay by Friday.\n--other\nContent-Type: application/pdf\n"
      "Content-Transfer-Encoding: base64\n\nSGVsbG8=\n--other--\n";
  for (const char* type : {"multipart/mixed; boundary=\"named\"", "multipart/alternative; boundary=\"named\"",
                           "multipart/related; boundary=\"named\"", "multipart/mixed"}) {
    const Mail mail = parse_mime(std::string("From: a@x\nContent-Type: ") + type + "\n\n" + parts);
    ASSERT_TRUE(mail.text) << type;
    EXPECT_NE(mail.text->find("Pay by Friday.\r\n"), std::string::npos) << type;
    EXPECT_NE(mail.text->find("SGVsbG8=\r\n"), std::string::npos) << type;
  }
}

TEST(ParseMime, KeepsTheTextOfAMultipartThatEndsBeforeItBegins) {
  const Mail mail =
      parse_mime("From: a@x\nContent-Type: multipart/mixed; boundary=m\n\nbefore\n--m junk\n\ninside\n--m--\nbehind\n");
  ASSERT_TRUE(mail.text);
  for (const char* piece : {"before", "inside", "behind"})
    EXPECT_NE(mail.text->find(piece), std::string::npos) << piece;
}

TEST(ParseMime, AttachesAMultipartWithoutPartsBesideABody) {
  const Mail mail = parse_mime(
      "From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nfirst\n--m\n"
      "Content-Type: multipart/alternative; boundary=inner\n\n--iner\n\nsecond\n--m--\n");
  EXPECT_EQ(*mail.text, "first");
  ASSERT_EQ(mail.attachments.size(), 1U);
  EXPECT_NE(mail.attachments[0].data.find("second"), std::string::npos);
}

TEST(ParseMime, MakesNothingOfAMultipartThatIsEmpty) {
  const Mail mail = parse_mime("From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m--\n");
  EXPECT_FALSE(mail.text);
  EXPECT_TRUE(mail.attachments.empty());
}

TEST(ParseMime, ReadsANestedMessage) {
  const Mail mail = parse_mime(
      "From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nouter\n--m\nContent-Type: message/rfc822\n\n"
      "From: b@x\nSubject: inner\n\ninside\n--m--\n");
  ASSERT_EQ(mail.attachments.size(), 1U);
  ASSERT_TRUE(mail.attachments[0].message);
  EXPECT_EQ(mail.attachments[0].message->subject, "inner");
  EXPECT_EQ(*mail.attachments[0].message->text, "inside");
}

TEST(ParseMime, ReadsAMessageThatIsEncodedAgainstTheRules) {
  const Mail mail = parse_mime(
      "From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nouter\n--m\nContent-Type: message/rfc822\n"
      "Content-Transfer-Encoding: base64\n\nRnJvbTogYkB4ClN1YmplY3Q6IGlubmVyCgppbnNpZGUK\n--m\n"
      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nbm8gZmllbGQK\n--m--\n");
  ASSERT_EQ(mail.attachments.size(), 2U);
  ASSERT_TRUE(mail.attachments[0].message);
  EXPECT_EQ(mail.attachments[0].message->subject, "inner");
  EXPECT_EQ(*mail.attachments[0].message->text, "inside\r\n");
  EXPECT_FALSE(mail.attachments[1].message);
  EXPECT_EQ(mail.attachments[1].data, "no field\n");
}

TEST(ParseMime, KeepsTheNameOfAnAttachedMessage) {
  for (const char* name : {"Content-Disposition: attachment; filename=\"Gr=?utf-8?q?=C3=BC?=n.eml\"\n",
                           "Content-Disposition: attachment; filename*=utf-8''Gr%C3%BCn.eml\n"}) {
    const Mail mail = parse_mime(
        std::string("From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: message/rfc822\n") +
        name + "\nFrom: b@x\n\ninside\n--m--\n");
    ASSERT_EQ(mail.attachments.size(), 1U);
    EXPECT_TRUE(mail.attachments[0].message);
    EXPECT_EQ(mail.attachments[0].file_name, "Grün.eml");
  }
  const Mail mail = parse_mime(
      "From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: message/rfc822; name=x.eml\n\n"
      "From: b@x\n\ninside\n--m--\n");
  EXPECT_EQ(mail.attachments.at(0).file_name, "x.eml");
}

// The empty line that ends a part's header, also one that is not there, is missing.
TEST(ParseMime, KeepsTheTextOfAPartWithoutAHeader) {
  const Mail mail = parse_mime(
      "From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m\nfirst text\nmore of it\n--m\nsecond text\n--m\n"
      "Content-Type: message/rfc822\n\nthis is no message at all\n--m\nContent-Type: text/x-last\n\nlast\n--m--\n");
  EXPECT_EQ(mail.text.value_or(""), "first text\r\nmore of it");
  ASSERT_EQ(mail.attachments.size(), 3U);
  EXPECT_EQ(mail.attachments[0].data, "second text");
  ASSERT_TRUE(mail.attachments[1].message);
  EXPECT_EQ(mail.attachments[1].message->text.value_or(""), "this is no message at all");
  EXPECT_EQ(mail.attachments[2].data, "last");
}

TEST(ParseMime, ReadsAHeaderInWhichALineIsNoField) {
  const Mail mail = parse_mime(
      "From: a@x\nContent-Type: multipart/mixed; boundary=m\n\n--m\nno field\nContent-Type: image/png\n"
      "Content-Transfer-Encoding: base64\n\nAAEC\n--m--\n");
  ASSERT_EQ(mail.attachments.size(), 1U);
  EXPECT_EQ(mail.attachments[0].mime_type, "image/png");
  EXPECT_EQ(mail.attachments[0].data, std::string("\0\1\2", 3));
}

TEST(ParseMime, ReadsAnEncodedWordWithBytesOfItsCharset) {
  const Mail mail = parse_mime(
      "From: =?iso-8859-1?Q?Zo\xEB_M=FCller?= <zoe@garten.example>\nTo: Bj\xF6rn =?iso-8859-1?Q?\xD6st?= <b@x>\n"
      "Subject: =?iso-8859-5?Q?\xBF\xE0?=\n\nt\n");
  EXPECT_EQ(mail.from->name, "Zoë Müller");
  EXPECT_EQ(mail.to.at(0).name, "Björn Öst");
  EXPECT_EQ(mail.subject, "Пр");
}

TEST(ParseMime, EndsNestingAtItsLimitWithoutLosingTheRest) {
  std::string bytes = "From: a@x\n";
  for (int i = 0; i < 200; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    bytes += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  bytes += "Content-Type: text/plain\n\ndeep inside\n";
  const Mail mail = parse_mime(bytes);
  ASSERT_EQ(mail.attachments.size(), 1U);
  EXPECT_NE(mail.attachments[0].data.find("deep inside"), std::string::npos);
}

TEST(ParseMime, SkipsTheMboxLine) {
  EXPECT_EQ(parse_mime("From a@x Mon Mar  2 08:15:00 2026\nSubject: s\n\nt\n").subject, "s");
}

TEST(ParseMime, RefusesWhatIsNoMessage) {
  EXPECT_EQ(refusal_of_mime(""), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(refusal_of_mime("\x7f"
                            "ELF\x02\x01\x01"),
            MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(refusal_of_mime("just a sentence, no field\n"), MAPI_E_CORRUPT_DATA);
}

TEST(ParseMime, LeavesTheEncodingOfTheBodyOutOfTheHeaders) {
  const Mail mail = parse_mime("From: a@x\nMIME-Version: 1.0\nX-Odd: kept\nContent-Type: text/plain\n\nt\n");
  EXPECT_EQ(mail.headers, "From: a@x\r\nX-Odd: kept\r\n");
}

}  // namespace
}  // namespace postroom::content
