// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/kit_fixture.hpp"

#include "tests/support/failure_code.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/restriction.hpp>

#include <mapitags.h>

#include <functional>

using namespace postroom;
using namespace postroom::kit;

namespace {

using test::code_of;

// A restriction in MAPI's form that owns its value.
struct Given {
  SRestriction value{};
  mapi_ptr<SPropValue> constant;

  static Given property(ULONG relation, ULONG tag, const PropertyValue& constant) {
    Given given;
    given.constant = make_values(std::span(&constant, 1));
    given.value.rt = RES_PROPERTY;
    given.value.res.resProperty = {relation, tag, given.constant.get()};
    return given;
  }
  static Given content(ULONG fuzzy, ULONG tag, const PropertyValue& constant) {
    Given given = property(0, tag, constant);
    given.value.rt = RES_CONTENT;
    given.value.res.resContent = {fuzzy, tag, given.constant.get()};
    return given;
  }
};

class RestrictionTest : public test::KitTest {
 protected:
  bool matches(const SRestriction& restriction) const { return Restriction::from(restriction).matches(row_); }
  bool property(ULONG relation, const PropertyValue& constant) const {
    return matches(Given::property(relation, constant.tag(), constant).value);
  }
  bool content(ULONG fuzzy, ULONG tag, const PropertyValue& constant) const {
    return matches(Given::content(fuzzy, tag, constant).value);
  }

  const ULONG keywords_ = PROP_TAG(PT_MV_UNICODE, 0x6601);
  const PropertyBag row_{{PR_SUBJECT_W, "Crème Brûlée"},
                         {PR_MESSAGE_FLAGS, -5},
                         {PR_MESSAGE_SIZE, 100},
                         {PR_ENTRYID, std::string_view("\0ab", 3)},
                         {keywords_, std::vector<std::string>{"red", "Blue"}},
                         {PR_DISPLAY_NAME_W, "Ann Example"},
                         {PR_EMAIL_ADDRESS_W, "ann@example.org"}};
};

TEST_F(RestrictionTest, EmptyAndIsTrueAndEmptyOrIsFalse) {
  SRestriction restriction{};
  restriction.rt = RES_AND;
  EXPECT_TRUE(matches(restriction));
  restriction.rt = RES_OR;
  EXPECT_FALSE(matches(restriction));
}

TEST_F(RestrictionTest, PropertyComparesSigned) {
  EXPECT_TRUE(property(RELOP_LT, {PR_MESSAGE_FLAGS, 1})) << "PT_LONG is signed";
  EXPECT_TRUE(property(RELOP_EQ, {PR_MESSAGE_FLAGS, -5}));
  EXPECT_TRUE(property(RELOP_GE, {PR_MESSAGE_FLAGS, -5}));
  EXPECT_TRUE(property(RELOP_LE, {PR_MESSAGE_FLAGS, -5}));
  EXPECT_FALSE(property(RELOP_GT, {PR_MESSAGE_FLAGS, -5}));
  EXPECT_TRUE(property(RELOP_NE, {PR_MESSAGE_FLAGS, 4}));
}

TEST_F(RestrictionTest, MissingPropertyMakesEveryComparisonFalse) {  // L-21
  for (ULONG relation = RELOP_LT; relation <= RELOP_NE; ++relation) {
    EXPECT_FALSE(property(relation, {PR_PRIORITY, 1})) << relation;
  }
  SRestriction restriction{};
  restriction.rt = RES_BITMASK;
  restriction.res.resBitMask = {BMR_EQZ, PR_PRIORITY, 1};
  EXPECT_FALSE(matches(restriction));
  restriction.rt = RES_SIZE;
  restriction.res.resSize = {RELOP_GE, PR_BODY_W, 0};
  EXPECT_FALSE(matches(restriction));
}

TEST_F(RestrictionTest, TypesMustMatch) {  // L-21
  EXPECT_EQ(code_of([&] {
              matches(Given::property(RELOP_EQ, PR_MESSAGE_FLAGS, {PR_SUBJECT_W, "x"}).value);
            }),
            MAPI_E_TOO_COMPLEX);
  EXPECT_EQ(code_of([&] { content(FL_PREFIX, PR_MESSAGE_FLAGS, {PR_MESSAGE_FLAGS, 1}); }), MAPI_E_TOO_COMPLEX);
  EXPECT_TRUE(matches(Given::property(RELOP_EQ, PR_SUBJECT_A, {PR_SUBJECT_W, "Crème Brûlée"}).value))
      << "the width of text is no difference of type";
}

TEST_F(RestrictionTest, PatternsAreTooComplex) {
  EXPECT_EQ(code_of([&] { property(RELOP_RE, {PR_SUBJECT_W, ".*"}); }), MAPI_E_TOO_COMPLEX);
}

TEST_F(RestrictionTest, ContentKnowsItsLevels) {  // L-22
  EXPECT_TRUE(content(FL_FULLSTRING, PR_SUBJECT_W, {PR_SUBJECT_W, "Crème Brûlée"}));
  EXPECT_FALSE(content(FL_FULLSTRING, PR_SUBJECT_W, {PR_SUBJECT_W, "Crème"})) << "equality, not containment";
  EXPECT_TRUE(content(FL_PREFIX, PR_SUBJECT_W, {PR_SUBJECT_W, "Crème"}));
  EXPECT_FALSE(content(FL_PREFIX, PR_SUBJECT_W, {PR_SUBJECT_W, "Brûlée"}));
  EXPECT_TRUE(content(FL_SUBSTRING, PR_SUBJECT_W, {PR_SUBJECT_W, "Brû"}));
  EXPECT_FALSE(content(FL_SUBSTRING, PR_SUBJECT_W, {PR_SUBJECT_W, "brû"}));
  EXPECT_TRUE(content(FL_SUBSTRING | FL_IGNORECASE, PR_SUBJECT_W, {PR_SUBJECT_W, "BRÛ"}));
  EXPECT_FALSE(content(FL_SUBSTRING | FL_IGNORECASE, PR_SUBJECT_W, {PR_SUBJECT_W, "bru"}));
  EXPECT_TRUE(content(FL_SUBSTRING | FL_IGNORECASE | FL_IGNORENONSPACE, PR_SUBJECT_W, {PR_SUBJECT_W, "bru"}));
  EXPECT_TRUE(content(FL_SUBSTRING | FL_LOOSE, PR_SUBJECT_W, {PR_SUBJECT_W, "BRU"}));
  EXPECT_TRUE(content(FL_PREFIX, PR_ENTRYID, {PR_ENTRYID, std::string_view("\0a", 2)}));
}

TEST_F(RestrictionTest, OneValueOfSeveralIsEnough) {  // L-21
  EXPECT_TRUE(matches(Given::property(RELOP_EQ, keywords_, {PROP_TAG(PT_UNICODE, 0x6601), "Blue"}).value));
  EXPECT_FALSE(matches(Given::property(RELOP_EQ, keywords_, {PROP_TAG(PT_UNICODE, 0x6601), "green"}).value));
  EXPECT_TRUE(content(FL_PREFIX | FL_IGNORECASE, keywords_, {PROP_TAG(PT_UNICODE, 0x6601), "BL"}));
  EXPECT_TRUE(property(RELOP_EQ, {keywords_, std::vector<std::string>{"red", "Blue"}})) << "as a tuple";
}

TEST_F(RestrictionTest, BitmaskSizeExistAndCompare) {  // L-23
  SRestriction restriction{};
  restriction.rt = RES_BITMASK;
  restriction.res.resBitMask = {BMR_NEZ, PR_MESSAGE_FLAGS, 0x80000000};
  EXPECT_TRUE(matches(restriction));
  restriction.res.resBitMask = {BMR_EQZ, PR_MESSAGE_FLAGS, 0x4};
  EXPECT_TRUE(matches(restriction));
  restriction.rt = RES_SIZE;
  restriction.res.resSize = {RELOP_EQ, PR_ENTRYID, 3};
  EXPECT_TRUE(matches(restriction));
  restriction.rt = RES_EXIST;
  restriction.res.resExist = {0, PR_SUBJECT_A, 0};
  EXPECT_TRUE(matches(restriction));
  restriction.res.resExist = {0, PR_BODY_W, 0};
  EXPECT_FALSE(matches(restriction));
  restriction.rt = RES_COMPAREPROPS;
  restriction.res.resCompareProps = {RELOP_LT, PR_MESSAGE_FLAGS, PR_MESSAGE_SIZE};
  EXPECT_TRUE(matches(restriction));
}

TEST_F(RestrictionTest, SizeOfTextIsThatOfItsUtf8) {
  const PropertyBag row{{PR_SUBJECT_W, "caf\u00E9"}};
  for (const ULONG tag : {PR_SUBJECT_W, PR_SUBJECT_A}) {
    EXPECT_TRUE(Restriction(Restriction::Size{RELOP_EQ, tag, 5}).matches(row)) << std::hex << tag;
  }
}

TEST_F(RestrictionTest, NotCommentAndAmbiguousNames) {
  Given inner = Given::property(RELOP_EQ, PR_PRIORITY, {PR_PRIORITY, 1});
  SRestriction outer{};
  outer.rt = RES_NOT;
  outer.res.resNot.lpRes = &inner.value;
  EXPECT_TRUE(matches(outer)) << "of a property that is not there, nothing is true";
  outer.rt = RES_COMMENT;
  outer.res.resComment = {0, &inner.value, nullptr};
  EXPECT_FALSE(matches(outer));
  EXPECT_TRUE(property(RELOP_EQ, {PR_ANR_W, "exa ANN"}));
  EXPECT_TRUE(property(RELOP_EQ, {PR_ANR_W, "ann@"}));
  EXPECT_FALSE(property(RELOP_EQ, {PR_ANR_W, "nn"}));
}

TEST_F(RestrictionTest, SubObjectsAreAskedOfTheRow) {  // L-23
  class Message final : public RowReader {
   public:
    const PropertyValue* find(ULONG) const override { return nullptr; }
    bool any_sub_object(ULONG sub_object, const Restriction& inner) const override {
      return sub_object == PR_MESSAGE_RECIPIENTS && inner.matches(PropertyBag{{PR_ADDRTYPE_W, "SMTP"}});
    }
  };
  Given inner = Given::property(RELOP_EQ, PR_ADDRTYPE_W, {PR_ADDRTYPE_W, "SMTP"});
  SRestriction outer{};
  outer.rt = RES_SUBRESTRICTION;
  outer.res.resSub = {PR_MESSAGE_RECIPIENTS, &inner.value};
  EXPECT_TRUE(Restriction::from(outer).matches(Message()));
  EXPECT_EQ(code_of([&] { matches(outer); }), MAPI_E_TOO_COMPLEX);
}

TEST_F(RestrictionTest, HasLimits) {
  std::vector<SRestriction> deep(Restriction::kMaximumDepth + 1);
  for (std::size_t i = 0; i + 1 < deep.size(); ++i) {
    deep[i].rt = RES_NOT;
    deep[i].res.resNot.lpRes = &deep[i + 1];
  }
  deep.back().rt = RES_AND;
  EXPECT_EQ(code_of([&] { Restriction::from(deep.front()); }), MAPI_E_TOO_COMPLEX);
  EXPECT_EQ(code_of([&] { Restriction::from(deep[1]); }), S_OK);
  std::vector<SRestriction> wide(200);
  std::vector<SRestriction> leaves(200);
  for (SRestriction& leaf : leaves) leaf.rt = RES_EXIST;
  for (SRestriction& branch : wide) {
    branch.rt = RES_OR;
    branch.res.resOr = {200, leaves.data()};
  }
  SRestriction root{};
  root.res.resAnd = {200, wide.data()};
  EXPECT_EQ(code_of([&] { Restriction::from(root); }), MAPI_E_TOO_COMPLEX);
}

TEST_F(RestrictionTest, RefusesNulls) {
  SRestriction restriction{};
  restriction.rt = RES_NOT;
  EXPECT_EQ(code_of([&] { Restriction::from(restriction); }), MAPI_E_INVALID_PARAMETER);
  restriction.rt = RES_PROPERTY;
  restriction.res.resProperty = {RELOP_EQ, PR_SUBJECT_W, nullptr};
  EXPECT_EQ(code_of([&] { Restriction::from(restriction); }), MAPI_E_INVALID_PARAMETER);
  restriction.rt = RES_AND;
  restriction.res.resAnd = {2, nullptr};
  EXPECT_EQ(code_of([&] { Restriction::from(restriction); }), MAPI_E_INVALID_PARAMETER);
  restriction.rt = 99;
  EXPECT_EQ(code_of([&] { Restriction::from(restriction); }), MAPI_E_TOO_COMPLEX);
}

TEST_F(RestrictionTest, ComesBackOutAsItWentIn) {  // GetSearchCriteria
  const Restriction restriction(Restriction::And{
      {Restriction(Restriction::Content{FL_PREFIX | FL_LOOSE, PR_SUBJECT_W, {PR_SUBJECT_W, "CRE"}, {}}),
       Restriction(Restriction::Or{{Restriction(Restriction::Exist{PR_BODY_W}),
                                    Restriction(Restriction::Size{RELOP_GT, PR_ENTRYID, 2}),
                                    Restriction(Restriction::Compare{RELOP_EQ, PR_SUBJECT_W, PR_BODY_W})}}),
       Restriction(Restriction::Not{
           std::make_shared<const Restriction>(Restriction(Restriction::Bitmask{true, PR_MESSAGE_FLAGS, 1}))}),
       Restriction(Restriction::Comment{PropertyBag{{PR_COMMENT_W, "why"}}, nullptr}),
       Restriction::equals({PR_MESSAGE_FLAGS, -5})}});
  EXPECT_TRUE(restriction.matches(row_));
  for (const ULONG width : {PT_UNICODE, PT_STRING8}) {
    const auto out = restriction.to_mapi(width);
    const Restriction again = Restriction::from(*out);
    EXPECT_TRUE(again.matches(row_));
    EXPECT_EQ(again.columns().size(), restriction.columns().size());
    EXPECT_EQ(std::get<Restriction::And>(again.node()).parts.size(), 5U);
  }
}

}  // namespace
