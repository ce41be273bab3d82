// SPDX-License-Identifier: Apache-2.0
#include "content/mime/charset.hpp"

#include <gtest/gtest.h>

namespace postroom::content {
namespace {

TEST(Charset, DecodesWhatTheNameSays) {
  EXPECT_EQ(decode_text("caf\xe9", "iso-8859-1"), "café");
  EXPECT_EQ(decode_text("\xf0\xd2\xc9\xd7\xc5\xd4", "KOI8-R"), "Привет");
  EXPECT_EQ(decode_text("\x1b$B;3ED\x1b(B", "iso-2022-jp"), "山田");
  EXPECT_EQ(decode_text("\xa4", "iso-8859-15"), "€");
}

TEST(Charset, TakesLatin1AsWindows1252BecauseMailDoes) {
  EXPECT_EQ(decode_text("\x93quoted\x94", "iso-8859-1"), "“quoted”");
}

TEST(Charset, GuessesWhenTheNameLiesOrSaysNothing) {
  EXPECT_EQ(decode_text("caf\xe9", "us-ascii"), "café");
  EXPECT_EQ(decode_text("café", "us-ascii"), "café");
  EXPECT_EQ(decode_text("caf\xe9", "utf-8"), "café");
  EXPECT_EQ(decode_text("caf\xe9", "no-such-charset"), "café");
  EXPECT_EQ(decode_text("café", ""), "café");
}

TEST(Charset, NeverAnswersMalformedText) {
  for (const char* name : {"", "utf-8", "us-ascii", "shift_jis", "gb18030", "utf-7", "big5", "x-unknown", "iso-2022-jp",
                           "iso-2022-kr", "hz-gb-2312", "euc-jp", "utf-16le"}) {
    std::string every;
    for (int c = 1; c < 256; ++c) every.push_back(static_cast<char>(c));
    EXPECT_TRUE(is_valid_utf8(decode_text(every, name))) << name;
  }
}

TEST(Charset, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(decode_text("\x82", "windows-932"), "\uFFFD") << "half of a character";
  EXPECT_EQ(decode_text("a\xff", "shift_jis"), "a\uFFFD");
  EXPECT_EQ(encode_text("a\u0416", "windows-1252", false), "a?");
  EXPECT_EQ(encode_text("a\u0416", "shift_jis", false), "a\x84\x47");
  EXPECT_EQ(encode_text("a\U0001F600", "shift_jis", false), "a?");
}

TEST(Charset, DecodesPieceAfterPiece) {
  TextDecoder decoder("shift_jis");
  EXPECT_EQ(decoder.decode("\x83"), "\uFFFD");
  EXPECT_EQ(decoder.decode("\x83\x41"), "\u30A2") << "the half before it is forgotten";
  TextDecoder unknown("no-such-charset");
  EXPECT_EQ(unknown.decode("\xe9"), "\u00E9");
  EXPECT_EQ(unknown.decode("\xc3\xa9"), "\u00E9");
}

TEST(Charset, KnowsTheCodePageOfAName) {
  EXPECT_EQ(code_page_of("UTF-8"), 65001U);
  EXPECT_EQ(code_page_of("Windows-1251"), 1251U);
  EXPECT_EQ(code_page_of("x-mystery"), 0U);
  EXPECT_EQ(charset_of(28605), "iso-8859-15");
  EXPECT_EQ(charset_of(1), "");
}

TEST(Charset, RefusesOverlongAndSurrogateUtf8) {
  EXPECT_FALSE(is_valid_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));
  EXPECT_TRUE(is_valid_utf8("\xf0\x9f\x8c\xb1"));
}

}  // namespace
}  // namespace postroom::content
