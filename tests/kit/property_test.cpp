// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/any_property.hpp"
#include "tests/kit/kit_fixture.hpp"

#include "tests/support/failure_code.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <span>
#include <string>

using namespace postroom;
using namespace postroom::kit;
using test::any_property;
using test::any_text;
using test::any_value;

namespace {

using test::code_of;

class PropertyTest : public test::KitTest {};

// Whatever a value is, MAPI's form of it, in either width, says the same.
RC_GTEST_FIXTURE_PROP(PropertyTest, ComesBackFromMapisFormAsItWas, ()) {
  const PropertyValue value = any_property();
  for (const ULONG width : {PT_UNICODE, PT_STRING8}) {
    const auto block = make_values(std::span(&value, 1), width);
    if (is_text(value.tag())) RC_ASSERT((block->ulPropTag & 1U) == (width & 1U));
    RC_ASSERT(PropertyValue::from(*block) == value);
  }
}

TEST_F(PropertyTest, EightBitTextIsUtf8) {
  char narrow[] = "caf\xC3\xA9 \xF0\x9F\x98\x80";
  SPropValue given{};
  given.ulPropTag = PR_SUBJECT_A;
  given.Value.lpszA = narrow;
  const PropertyValue value = PropertyValue::from(given);
  EXPECT_EQ(value.text(), narrow);
  EXPECT_EQ(std::wstring(make_values(std::span(&value, 1), PT_UNICODE)->Value.lpszW), L"caf\u00E9 \U0001F600");
  EXPECT_STREQ(make_values(std::span(&value, 1), PT_STRING8)->Value.lpszA, narrow);
}

RC_GTEST_FIXTURE_PROP(PropertyTest, IsOrderedTotallyAndEqualOnlyToItself, ()) {
  const ULONG type = *rc::gen::elementOf(std::vector<ULONG>{PT_LONG, PT_UNICODE, PT_BINARY, PT_SYSTIME, PT_MV_LONG});
  const auto make = [&] { return PropertyValue::from_variant(PROP_TAG(type, 0x6600), any_value(type)); };
  const PropertyValue a = make();
  const PropertyValue b = make();
  const PropertyValue c = make();
  RC_ASSERT((compare(a, b) == 0) == (a == b));
  RC_ASSERT((compare(a, b) < 0) == (compare(b, a) > 0));
  if (compare(a, b) <= 0 && compare(b, c) <= 0) RC_ASSERT(compare(a, c) <= 0);
}

RC_GTEST_PROP(TextOrder, IsTheByteOrderOfItsKey, ()) {
  const std::string a = *any_text();
  const std::string b = *rc::gen::oneOf(any_text(), rc::gen::just(fold_case(a)));
  const int by_key = text_order_key(a).compare(text_order_key(b));
  const int order = text_order(a, b);
  RC_ASSERT((order < 0) == (by_key < 0));
  RC_ASSERT((order == 0) == (by_key == 0));
}

TEST(TextOrder, PutsCaseBehindTheAlphabet) {
  EXPECT_LT(text_order("apple", "Banana"), 0);
  EXPECT_LT(text_order("Banana", "banana"), 0);
  EXPECT_LT(text_order("banana", "Bananas"), 0);
  EXPECT_LT(text_order("ÄRGER", "ärgern"), 0);
  EXPECT_EQ(text_order("straße", "straße"), 0);
  EXPECT_NE(text_order("straße", "STRASSE"), 0);
  EXPECT_LT(text_order("", "a"), 0);
}

TEST(TextOrder, FoldsMarksOnlyWhenAsked) {
  EXPECT_EQ(fold_text("Crème BRÛLÉE", true, true), "creme brulee");
  EXPECT_EQ(fold_text("Crème", true, false), "crème");
  EXPECT_EQ(fold_text("Crème", false, true), "Creme");
}

TEST_F(PropertyTest, TakesTheTypeThatTheTagSays) {
  EXPECT_EQ(PropertyValue(PR_MESSAGE_FLAGS, 0xFFFFFFFFU).number(), -1) << "PT_LONG is signed";
  EXPECT_EQ(PropertyValue(PR_HASATTACH, true).boolean(), true);
  EXPECT_EQ(PropertyValue(PR_SUBJECT_A, "x").tag(), PR_SUBJECT_W);
  EXPECT_EQ(code_of([] { PropertyValue(PR_SUBJECT_W, 1); }), MAPI_E_INVALID_TYPE);
  EXPECT_EQ(code_of([] { PropertyValue(PR_MESSAGE_FLAGS, "x"); }), MAPI_E_INVALID_TYPE);
  EXPECT_EQ(code_of([] { static_cast<void>(PropertyValue(PR_MESSAGE_FLAGS, 1).text()); }), MAPI_E_UNEXPECTED_TYPE);
}

TEST_F(PropertyTest, RepairsMalformedText) {
  EXPECT_EQ(PropertyValue(PR_SUBJECT_W, "a\xFFz").text(), "a\xEF\xBF\xBDz");
  char bad[] = "\xC3";
  SPropValue value{};
  value.ulPropTag = PR_SUBJECT_A;
  value.Value.lpszA = bad;
  EXPECT_EQ(PropertyValue::from(value).text(), "\xEF\xBF\xBD");
}

TEST_F(PropertyTest, RefusesNullsAndCountsThatMakeNoSense) {
  SPropValue value{};
  value.ulPropTag = PR_SUBJECT_W;
  EXPECT_EQ(code_of([&] { PropertyValue::from(value); }), MAPI_E_INVALID_PARAMETER);
  value.ulPropTag = PR_ENTRYID;
  value.Value.bin = {5, nullptr};
  EXPECT_EQ(code_of([&] { PropertyValue::from(value); }), MAPI_E_INVALID_PARAMETER);
  value.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6600);
  LONG one = 1;
  value.Value.MVl = {0xFFFFFFFF, &one};
  EXPECT_EQ(code_of([&] { PropertyValue::from(value); }), MAPI_E_TOO_BIG);
  value.ulPropTag = PROP_TAG(0x0777, 0x6600);
  EXPECT_EQ(code_of([&] { PropertyValue::from(value); }), MAPI_E_INVALID_TYPE);
}

TEST_F(PropertyTest, ComparesIntegersSignedAndTimesUnsigned) {
  EXPECT_LT(compare({PR_MESSAGE_FLAGS, -1}, {PR_MESSAGE_FLAGS, 1}), 0);
  EXPECT_GT(compare({PR_CREATION_TIME, filetime_of(~0ULL)}, {PR_CREATION_TIME, filetime_of(1)}), 0);
  EXPECT_EQ(code_of([] {
              static_cast<void>(compare({PR_MESSAGE_FLAGS, 1}, {PR_SUBJECT_W, "1"}));
            }),
            MAPI_E_TOO_COMPLEX);
  const ULONG multiple = PROP_TAG(PT_MV_LONG, 0x6600);
  EXPECT_LT(compare({multiple, std::vector<std::int32_t>{1}}, {multiple, std::vector<std::int32_t>{1, 0}}), 0);
}

TEST_F(PropertyTest, BagHoldsOnePropertyForEachIdInOrder) {
  PropertyBag bag{{PR_SUBJECT_W, "second"}, {PR_MESSAGE_FLAGS, 3}, {PR_SUBJECT_A, "third"}};
  EXPECT_EQ(bag.size(), 2U);
  EXPECT_EQ(bag.text(PR_SUBJECT_W), "third");
  EXPECT_EQ(bag.text(PR_SUBJECT_A), "third");
  EXPECT_NE(bag.find(PROP_TAG(PT_UNSPECIFIED, id_of(PR_SUBJECT_W))), nullptr);
  EXPECT_EQ(bag.find(with_type(PR_SUBJECT_W, PT_LONG)), nullptr);
  EXPECT_NE(bag.find_id(with_type(PR_SUBJECT_W, PT_LONG)), nullptr);
  EXPECT_EQ(bag.number(PR_SUBJECT_W, 5), 5);
  EXPECT_TRUE(bag.erase(with_type(PR_SUBJECT_W, PT_LONG))) << "M-39: by id";
  EXPECT_FALSE(bag.erase(PR_SUBJECT_W));
}

TEST_F(PropertyTest, RowAnswersEachColumnInOrder) {  // L-5, L-6
  const PropertyBag bag{{PR_SUBJECT_W, "é"}, {PR_MESSAGE_FLAGS, 3}};
  const ULONG columns[] = {PR_SUBJECT_A, PR_NULL,
                           PR_ENTRYID,   with_type(PR_SUBJECT_W, PT_UNSPECIFIED),
                           PR_SUBJECT_W, with_type(PR_MESSAGE_FLAGS, PT_I8)};
  const auto row = make_row(bag, columns);
  EXPECT_EQ(row.get()[0].ulPropTag, PR_SUBJECT_A);
  EXPECT_STREQ(row.get()[0].Value.lpszA, "é");
  EXPECT_EQ(row.get()[1].ulPropTag, PR_NULL);
  EXPECT_EQ(row.get()[2].ulPropTag, error_tag(PR_ENTRYID));
  EXPECT_EQ(row.get()[2].Value.err, MAPI_E_NOT_FOUND);
  EXPECT_EQ(row.get()[3].ulPropTag, PR_SUBJECT_W);
  EXPECT_STREQ(row.get()[4].Value.lpszW, L"é");
  EXPECT_EQ(row.get()[5].ulPropTag, error_tag(PR_MESSAGE_FLAGS)) << "never a value of another type";
}

TEST_F(PropertyTest, RowSetsAreBlocksOfTheirOwn) {
  const std::size_t before = test::live_blocks();
  RowSetBuilder builder(2);
  builder.add(PropertyBag{{PR_SUBJECT_W, "one"}});
  builder.add(PropertyBag{{PR_SUBJECT_W, "two"}});
  const rows_ptr rows = std::move(builder).finish();
  EXPECT_EQ(test::live_blocks(), before + 3);
  EXPECT_EQ(bags_from(*rows)[1].text(PR_SUBJECT_W), "two");
}

TEST_F(PropertyTest, ProblemsAreNullWhenThereAreNone) {  // M-42
  Problems problems;
  mapi_ptr<SPropProblemArray> array;
  problems.give(out(array));
  EXPECT_FALSE(array);
  problems.give(nullptr);
  problems.add(3, PR_SUBJECT_W, MAPI_E_COMPUTED);
  problems.give(out(array));
  ASSERT_TRUE(array);
  EXPECT_EQ(array->cProblem, 1U);
  EXPECT_EQ(array->aProblem[0].ulIndex, 3U);
}

}  // namespace
