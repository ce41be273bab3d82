// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/significant_text.hpp"
#include "content/rtf/rtf_text.hpp"

#include <gtest/gtest.h>

namespace postroom::content {
namespace {

TEST(SignificantTextTest, LeavesOutWhiteSpaceAndWhatIsIgnorable) {
  const SignificantText text = significant_text("\r\n \u200B\uFFFC H\u00E9llo,\t w\u00A0orld\u200B \r\n");
  EXPECT_EQ(text.characters, "H\u00E9llo,world");
  EXPECT_EQ(text.count, 11U);
  EXPECT_EQ(text.ignorable_before, 2U) << "white space is not counted there";
  EXPECT_EQ(text.passed_after, 4U);
}

TEST(SignificantTextTest, HasTheSameChecksumWhateverItsWhiteSpace) {
  EXPECT_EQ(significant_text("a b\r\nc").checksum(), significant_text(" abc ").checksum());
  EXPECT_NE(significant_text("abc").checksum(), significant_text("acb").checksum());
}

TEST(SignificantTextTest, IsKnownByItsBeginning) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\u00E9 ";
  EXPECT_EQ(significant_text(text).tag().size(), 2 * SignificantText::kLongestTag);
  EXPECT_EQ(significant_text("a b").tag(), "ab");
  EXPECT_EQ(significant_text("").tag(), "");
}

std::string shown(const std::string& rtf) {
  return read_rtf(rtf).text;
}

TEST(RtfWithAdditions, KeepsTheLooksOfWhatWasThere) {
  const std::string rtf = "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\pard {\\b Hello} world\\par}";
  const std::string with = rtf_with_additions(rtf, "A gateway says:\r\n\r\nHello\r\nworld\r\n--\r\nA footer");
  EXPECT_EQ(significant_text(shown(with)).characters, "Agatewaysays:Helloworld--Afooter");
  EXPECT_NE(with.find("{\\b "), std::string::npos);
  EXPECT_TRUE(shown(with).starts_with("A gateway says:\r\n")) << shown(with);
  EXPECT_TRUE(shown(with).ends_with("\r\n--\r\nA footer")) << shown(with);
}

TEST(RtfWithAdditions, StayOnTheLineWhereTheyAre) {
  EXPECT_EQ(shown(rtf_with_additions("{\\rtf1 Hello}", ">Hello<")), ">Hello<");
  EXPECT_EQ(shown(rtf_with_additions("{\\rtf1 Hello}", "a\nHello\nb")), "a\r\nHello\r\nb");
}

TEST(RtfWithAdditions, AreNoneWhereNothingWasAdded) {
  const std::string rtf = "{\\rtf1 {\\b Hello} world}";
  EXPECT_EQ(rtf_with_additions(rtf, "Hello\r\n  world\r\n"), rtf);
}

TEST(RtfWithAdditions, NeedTheTextToBeThereStill) {
  EXPECT_EQ(rtf_with_additions("{\\rtf1 Hello}", "Good bye"), "");
  EXPECT_EQ(rtf_with_additions("{\\rtf1 }", "Hello"), "");
  EXPECT_EQ(rtf_with_additions("{\\rtf1\\fromhtml1 Hello}", "Hello you"), "") << "the HTML would lack it";
}

TEST(RtfWithAdditions, AreNoneThatCouldNotBeRead) {
  const std::string deepest = "{\\rtf1" + std::string(kDeepestRtf - 1, '{') + "Hello";
  EXPECT_EQ(shown(deepest), "Hello");
  EXPECT_EQ(rtf_with_additions(deepest, "x Hello"), "") << "what is added is in a group of its own";
}

TEST(RtfWithAdditions, AreRefusedWhereTheyWouldNotBeSeen) {
  // The group ends as an unknown destination, which is passed over with all that is put before its end.
  EXPECT_EQ(rtf_with_additions("{\\rtf1 Hello\\*\\unknown }", "Hello you"), "");
}

}  // namespace
}  // namespace postroom::content
