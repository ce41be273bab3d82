// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/kit_fixture.hpp"

#include <postroom/failure.hpp>
#include <postroom/sort_order.hpp>

#include <mapitags.h>

using namespace postroom;
using namespace postroom::kit;

namespace {

class SortOrderTest : public test::KitTest {};

TEST_F(SortOrderTest, ComparesKeyByKey) {
  const SortOrder order({{PR_MESSAGE_FLAGS, TABLE_SORT_DESCEND}, {PR_SUBJECT_W, TABLE_SORT_ASCEND}});
  const PropertyBag high{{PR_MESSAGE_FLAGS, 1}, {PR_SUBJECT_W, "b"}};
  const PropertyBag low{{PR_MESSAGE_FLAGS, -1}, {PR_SUBJECT_W, "a"}};
  const PropertyBag high_too{{PR_MESSAGE_FLAGS, 1}, {PR_SUBJECT_W, "C"}};
  EXPECT_LT(order.compare(high, low), 0) << "descending, and PT_LONG is signed";
  EXPECT_LT(order.compare(high, high_too), 0);
  EXPECT_EQ(order.compare(high, high), 0);
}

TEST_F(SortOrderTest, PutsMissingValuesFirstWhenAscendingAndLastWhenDescending) {
  const PropertyBag without;
  const PropertyBag with{{PR_SUBJECT_W, ""}};
  EXPECT_LT(SortOrder({{PR_SUBJECT_W, TABLE_SORT_ASCEND}}).compare(without, with), 0);
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

}  // namespace
