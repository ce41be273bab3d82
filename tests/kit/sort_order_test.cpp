// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/any_property.hpp"
#include "tests/kit/kit_fixture.hpp"

#include <kit/table/row_packer.hpp>
#include <kit/table/sort_prefix.hpp>

#include <postroom/failure.hpp>
#include <postroom/sort_order.hpp>

#include <mapitags.h>

#include <rapidcheck/gtest.h>

using namespace postroom;
using namespace postroom::kit;

namespace {

class SortOrderTest : public test::KitTest {
 protected:
  static SortPrefix prefix_of(const PropertyBag& row, ULONG tag, bool descending = false) {
    RowPacker packer(PR_ROWID);
    return sort_prefix(*packer.own(row), {tag, descending ? TABLE_SORT_DESCEND : TABLE_SORT_ASCEND});
  }
};

TEST_F(SortOrderTest, ComparesKeyByKey) {
  const SortOrder order({{PR_MESSAGE_FLAGS, TABLE_SORT_DESCEND}, {PR_SUBJECT_W, TABLE_SORT_ASCEND}});
  const PropertyBag high{{PR_MESSAGE_FLAGS, 1}, {PR_SUBJECT_W, "b"}};
  const PropertyBag low{{PR_MESSAGE_FLAGS, -1}, {PR_SUBJECT_W, "a"}};
  const PropertyBag high_too{{PR_MESSAGE_FLAGS, 1}, {PR_SUBJECT_W, "C"}};
  EXPECT_LT(order.compare(high, low), 0) << "descending, and PT_LONG is signed";
  EXPECT_LT(order.compare(high, high_too), 0);
  EXPECT_EQ(order.compare(high, high), 0);
}

TEST_F(SortOrderTest, PutsMissingValuesLastInEitherDirection) {
  const PropertyBag without;
  const PropertyBag with{{PR_SUBJECT_W, ""}};
  EXPECT_GT(SortOrder({{PR_SUBJECT_W, TABLE_SORT_ASCEND}}).compare(without, with), 0);
  EXPECT_GT(SortOrder({{PR_SUBJECT_W, TABLE_SORT_DESCEND}}).compare(without, with), 0);
}

TEST_F(SortOrderTest, KeepsCategoriesAndChecksThem) {
  SizedSSortOrderSet(2, set) = {2, 1, 1, {{PR_SUBJECT_A, TABLE_SORT_DESCEND}, {PR_MESSAGE_FLAGS, 0}}};
  auto* given = reinterpret_cast<LPSSortOrderSet>(&set);
  const SortOrder order = SortOrder::from(*given);
  EXPECT_EQ(order.categories(), 1U);
  const auto out = order.to_mapi(PT_STRING8);
  EXPECT_EQ(out->cSorts, 2U);
  EXPECT_EQ(out->cExpanded, 1U);
  EXPECT_EQ(out->aSort[0].ulPropTag, PR_SUBJECT_A);
  set.cCategories = 3;
  EXPECT_THROW(SortOrder::from(*given), Failure);
  set.cCategories = 0;
  set.cExpanded = 0;
  set.aSort[0].ulPropTag = PROP_TAG(PT_UNSPECIFIED, 0x37);
  EXPECT_THROW(SortOrder::from(*given), Failure);
}

// Where two prefixes differ, the values do, and in the same way.
RC_GTEST_FIXTURE_PROP(SortOrderTest, PrefixNeverContradictsTheValues, ()) {
  const ULONG type = *rc::gen::elementOf(test::value_types());
  const ULONG tag = PROP_TAG(type, 0x6600);
  const bool descending = *rc::gen::arbitrary<bool>();
  const SortOrder order({{tag, descending ? TABLE_SORT_DESCEND : TABLE_SORT_ASCEND}});
  const auto any_row = [&] {
    PropertyBag row;
    if (*rc::gen::weightedElement<bool>({{9, true}, {1, false}})) {
      row.set(PropertyValue::from_variant(tag, test::any_value(type)));
    }
    return row;
  };
  const PropertyBag a = any_row();
  const PropertyBag b = *rc::gen::arbitrary<bool>() ? any_row() : a;
  const SortPrefix of_a = prefix_of(a, tag, descending);
  const SortPrefix of_b = prefix_of(b, tag, descending);
  if (of_a < of_b) RC_ASSERT(order.compare(a, b) < 0);
  if (of_b < of_a) RC_ASSERT(order.compare(a, b) > 0);
}

TEST_F(SortOrderTest, PrefixTellsWhatItCan) {
  const auto of = [](std::string_view text) { return prefix_of({{PR_SUBJECT_W, text}}, PR_SUBJECT_W); };
  EXPECT_LT(of("meeting about"), of("MEETING ABOVE"));
  EXPECT_EQ(of("MEETING"), of("meeting"));
  EXPECT_LT(of("ärger"), of("ÖL"));
  EXPECT_GT(prefix_of({}, PR_SUBJECT_W), of("zebra"));
  EXPECT_GT(prefix_of({}, PR_SUBJECT_W, true), prefix_of({{PR_SUBJECT_W, ""}}, PR_SUBJECT_W, true));
}

}  // namespace
