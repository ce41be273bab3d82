// SPDX-License-Identifier: Apache-2.0
// What docs/text.md says of comparing, folding and sorting text.
#include "tests/kit/kit_fixture.hpp"

#include <postroom/property_bag.hpp>
#include <postroom/restriction.hpp>
#include <postroom/sort_order.hpp>

#include <mapitags.h>

#include <string>

using namespace postroom;
using namespace postroom::kit;

namespace {

// Is `text` what a content restriction for `wanted` asks for?
bool matches(ULONG fuzzy, std::string_view wanted, std::string_view text) {
  const Restriction restriction(Restriction::Content{fuzzy, PR_SUBJECT_W, {PR_SUBJECT_W, wanted}, {}});
  return restriction.matches(PropertyBag{{PR_SUBJECT_W, text}});
}
bool compares(ULONG relation, std::string_view text, std::string_view constant) {
  const Restriction restriction(Restriction::Property{relation, PR_SUBJECT_W, {PR_SUBJECT_W, constant}});
  return restriction.matches(PropertyBag{{PR_SUBJECT_W, text}});
}

class TextOrderTest : public test::KitTest {};
class ContentTextTest : public test::KitTest {};

TEST_F(TextOrderTest, CaseDecidesOnlyWhatIsEqualWithoutIt) {
  EXPECT_LT(text_order("apple", "Banana"), 0);
  EXPECT_LT(text_order("Banana", "banana"), 0) << "by their bytes: capitals first";
  EXPECT_LT(text_order("banana", "BANANAS"), 0) << "a beginning comes before the whole";
  EXPECT_LT(text_order("ΟΔΟΣ", "οδος"), 0) << "one word: Greek's final sigma is a sigma";
}

TEST_F(TextOrderTest, GoesByCodePointsAndByNoLanguage) {
  EXPECT_GT(text_order("Äpfel", "Zebra"), 0) << "accented letters come behind all that are not";
  EXPECT_LT(text_order("eclair", "éclair"), 0);
  EXPECT_LT(text_order("\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"), 0);
  EXPECT_LT(text_order("\xEF\xBF\xBD", "\xF0\x90\x80\x80"), 0) << "not as UTF-16's units go";
}

TEST_F(TextOrderTest, LettersThatFoldToSeveralAreOrderedAsThose) {
  EXPECT_LT(text_order("strasse", "straße"), 0) << "equal without case, and then by their bytes";
  EXPECT_LT(text_order("straße", "strasze"), 0);
  EXPECT_GT(text_order("\xEF\xAC\x81sh", "fig"), 0) << "the ligature fi is fi: fish comes behind fig";
  EXPECT_LT(text_order("\xEF\xAC\x81sh", "fit"), 0);
}

TEST_F(TextOrderTest, ComposedAndDecomposedLettersAreDifferent) {
  EXPECT_NE(text_order("caf\xC3\xA9", "cafe\xCC\x81"), 0);
  EXPECT_LT(text_order("cafe\xCC\x81", "caf\xC3\xA9"), 0) << "e, and then a mark";
}

TEST_F(TextOrderTest, MalformedTextIsRepairedBeforeItIsCompared) {
  const PropertyValue malformed(PR_SUBJECT_W, std::string_view("a\xFF"
                                                               "b"));
  EXPECT_EQ(malformed.text(),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(compare(malformed, PropertyValue(PR_SUBJECT_W,
                                             "a\xEF\xBF\xBD"
                                             "b")),
            0);
  EXPECT_TRUE(matches(FL_SUBSTRING, "\xC3", "x\xFE")) << "whatever was wrong, it is the same character now";
}

TEST_F(TextOrderTest, RelationsAreThoseOfTheSort) {  // L-16
  EXPECT_FALSE(compares(RELOP_EQ, "Fig", "fig")) << "only equal texts are equal";
  EXPECT_TRUE(compares(RELOP_NE, "Fig", "fig"));
  EXPECT_TRUE(compares(RELOP_LT, "Fig", "fig"));
  EXPECT_TRUE(compares(RELOP_GE, "FIGS", "fig"));
  EXPECT_FALSE(compares(RELOP_GE, "date", "Fig"));
  const SortOrder order({{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
  EXPECT_LT(order.compare(PropertyBag{{PR_SUBJECT_W, "Fig"}}, PropertyBag{{PR_SUBJECT_W, "fig"}}), 0);
}

TEST_F(ContentTextTest, LevelSaysWhereTheTextMayStand) {  // L-22
  EXPECT_TRUE(matches(FL_FULLSTRING, "annual report", "annual report"));
  EXPECT_FALSE(matches(FL_FULLSTRING, "report", "annual report"));
  EXPECT_FALSE(matches(FL_FULLSTRING, "annual report", "annual"));
  EXPECT_TRUE(matches(FL_PREFIX, "annual", "annual report"));
  EXPECT_FALSE(matches(FL_PREFIX, "report", "annual report"));
  EXPECT_FALSE(matches(FL_PREFIX, "annual report", "annual"));
  EXPECT_TRUE(matches(FL_SUBSTRING, "al re", "annual report"));
  EXPECT_FALSE(matches(FL_SUBSTRING, "reports", "annual report"));
  EXPECT_TRUE(matches(FL_PREFIX, "", "any")) << "no text is in every text";
  EXPECT_TRUE(matches(FL_SUBSTRING, "", ""));
  EXPECT_FALSE(matches(FL_FULLSTRING, "", "any"));
}

TEST_F(ContentTextTest, WithoutFlagsEveryByteCounts) {
  EXPECT_FALSE(matches(FL_SUBSTRING, "Report", "annual report"));
  EXPECT_FALSE(matches(FL_SUBSTRING, "resume", "résumé"));
  EXPECT_FALSE(matches(FL_FULLSTRING, "caf\xC3\xA9", "cafe\xCC\x81"));
  EXPECT_TRUE(matches(FL_PREFIX, "cafe", "cafe\xCC\x81")) << "a mark of its own is not looked at";
}

TEST_F(ContentTextTest, IgnoringCaseIsUnicodesFullFolding) {
  for (const ULONG level : {FL_FULLSTRING, FL_PREFIX, FL_SUBSTRING}) {
    EXPECT_TRUE(matches(level | FL_IGNORECASE, "ANNUAL Report", "annual REPORT"));
    EXPECT_TRUE(matches(level | FL_IGNORECASE, "ÄRGER", "ärger"));
    EXPECT_TRUE(matches(level | FL_IGNORECASE, "STRASSE", "straße"));
    EXPECT_TRUE(matches(level | FL_IGNORECASE, "fish", "\xEF\xAC\x81sh")) << "the ligature fi";
    EXPECT_TRUE(matches(level | FL_IGNORECASE, "\xE2\x84\xAA", "k")) << "the sign of the kelvin";
    EXPECT_FALSE(matches(level | FL_IGNORECASE, "resume", "résumé"));
    EXPECT_FALSE(matches(level | FL_IGNORECASE, "annual reporT ", "annual report"));
  }
  EXPECT_FALSE(matches(FL_FULLSTRING | FL_IGNORECASE, "REPORT", "annual report"));
  EXPECT_TRUE(matches(FL_PREFIX | FL_IGNORECASE, "ANN", "annual report"));
  EXPECT_FALSE(matches(FL_PREFIX | FL_IGNORECASE, "REP", "annual report"));
  EXPECT_TRUE(matches(FL_SUBSTRING | FL_IGNORECASE, "L REP", "annual report"));
  EXPECT_TRUE(matches(FL_SUBSTRING | FL_IGNORECASE, "", "annual report"));
}

TEST_F(ContentTextTest, CaseIsThatOfNoLanguage) {
  EXPECT_FALSE(matches(FL_FULLSTRING | FL_IGNORECASE, "ISPARTA", "ısparta")) << "the i without a dot is no i";
  EXPECT_FALSE(matches(FL_FULLSTRING | FL_IGNORECASE, "istanbul", "İstanbul")) << "it keeps its dot, a mark";
  EXPECT_TRUE(matches(FL_FULLSTRING | FL_IGNORECASE | FL_IGNORENONSPACE, "istanbul", "İstanbul"));
}

TEST_F(ContentTextTest, IgnoringMarksLeavesTheLettersBelowThem) {
  for (const ULONG level : {FL_FULLSTRING, FL_PREFIX, FL_SUBSTRING}) {
    EXPECT_TRUE(matches(level | FL_IGNORENONSPACE, "resume", "résumé"));
    EXPECT_TRUE(matches(level | FL_IGNORENONSPACE, "résumé", "resume"));
    EXPECT_TRUE(matches(level | FL_IGNORENONSPACE, "caf\xC3\xA9", "cafe\xCC\x81")) << "composed or not";
    EXPECT_FALSE(matches(level | FL_IGNORENONSPACE, "RESUME", "résumé")) << "case counts";
    EXPECT_FALSE(matches(level | FL_IGNORENONSPACE, "fish", "\xEF\xAC\x81sh")) << "a ligature has no mark";
    EXPECT_FALSE(matches(level | FL_IGNORENONSPACE, "ol", "øl")) << "the stroke is a part of the letter";
    EXPECT_FALSE(matches(level | FL_IGNORENONSPACE, "aether", "æther"));
  }
}

TEST_F(ContentTextTest, LooseIsBothAndNoMore) {
  for (const ULONG loose : {FL_LOOSE, FL_IGNORECASE | FL_IGNORENONSPACE, FL_LOOSE | FL_IGNORECASE}) {
    EXPECT_TRUE(matches(FL_FULLSTRING | loose, "RESUME", "résumé"));
    EXPECT_TRUE(matches(FL_PREFIX | loose, "creme", "CRÈME brûlée"));
    EXPECT_TRUE(matches(FL_SUBSTRING | loose, "BRULEE", "Crème brûlée"));
    EXPECT_FALSE(matches(FL_FULLSTRING | loose, "resume", "re sume")) << "spaces count";
  }
}

TEST_F(ContentTextTest, BytesAreComparedAsTheyAre) {
  const auto binary = [](ULONG fuzzy, std::string_view wanted) {
    const Restriction restriction(Restriction::Content{fuzzy, PR_ENTRYID, {PR_ENTRYID, wanted}, {}});
    return restriction.matches(PropertyBag{{PR_ENTRYID, std::string_view("ABCD")}});
  };
  EXPECT_TRUE(binary(FL_PREFIX, "AB"));
  EXPECT_FALSE(binary(FL_PREFIX | FL_LOOSE, "ab")) << "bytes have no case";
}

}  // namespace
