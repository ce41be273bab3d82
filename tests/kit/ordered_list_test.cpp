// SPDX-License-Identifier: Apache-2.0
#include <kit/table/ordered_list.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace {

struct Less {
  bool operator()(int a, int b) const { return a < b; }
};
using List = postroom::kit::OrderedList<int, Less>;

// A list that went through many insertions and removals is what a sorted set is.
RC_GTEST_PROP(OrderedList, IsASortedSetThatCanBeReachedByRank, ()) {
  List list{Less{}};
  std::set<int> model;
  const int size = *rc::gen::inRange(0, 3000);
  const int range = *rc::gen::inRange(1, 5000);
  const unsigned seed = *rc::gen::arbitrary<unsigned>();
  unsigned state = seed;
  const auto next = [&state](int below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<int>((state >> 8U) % static_cast<unsigned>(below));
  };
  for (int i = 0; i < size; ++i) {
    const int item = next(range);
    if (next(3) == 0) {
      RC_ASSERT(list.erase(item) == (model.erase(item) == 1));
    } else if (model.insert(item).second) {
      RC_ASSERT(list.find(item) == nullptr);
      list.insert(item);
    }
  }
  RC_ASSERT(list.size() == model.size());
  std::vector<int> all;
  list.for_each(0, list.size(), [&](int item) { all.push_back(item); });
  RC_ASSERT(all == std::vector<int>(model.begin(), model.end()));
  for (int i = 0; i < 50; ++i) {
    const int item = next(range);
    const auto lower = model.lower_bound(item);
    RC_ASSERT(list.lower_rank(item) == static_cast<std::size_t>(std::distance(model.begin(), lower)));
    RC_ASSERT(list.upper_rank(item) == static_cast<std::size_t>(std::distance(model.begin(), model.upper_bound(item))));
    const int* before = list.before(item);
    RC_ASSERT((before == nullptr) == (lower == model.begin()));
    if (before != nullptr) RC_ASSERT(*before == *std::prev(lower));
  }
  for (std::size_t rank = 0; rank < model.size(); rank += 97) {
    RC_ASSERT(list.at(rank) == *std::next(model.begin(), static_cast<std::ptrdiff_t>(rank)));
  }
}

TEST(OrderedList, TakesAManyItemsAtOnce) {
  List list{Less{}};
  std::vector<int> items;
  for (int i = 0; i < 10000; ++i) items.push_back(i * 2);
  list.assign(items);
  EXPECT_EQ(list.size(), 10000U);
  EXPECT_EQ(list.at(9999), 19998);
  for (int i = 0; i < 10000; ++i) list.insert(i * 2 + 1);
  for (std::size_t i = 0; i < 20000; i += 101) EXPECT_EQ(list.at(i), static_cast<int>(i));
}

}  // namespace
