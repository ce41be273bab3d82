// SPDX-License-Identifier: Apache-2.0
#include <kit/table/ordered_list.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <malloc.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

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

TEST(OrderedList, KeepsItsOrderWhenMostOfItGoes) {
  List list{Less{}};
  std::vector<int> items(20'000);
  std::iota(items.begin(), items.end(), 0);
  list.assign(items);
  std::mt19937 random(1);
  std::ranges::shuffle(items, random);
  while (items.size() > 100) {
    ASSERT_TRUE(list.erase(items.back()));
    ASSERT_FALSE(list.erase(items.back()));
    items.pop_back();
  }
  std::ranges::sort(items);
  std::vector<int> all;
  list.for_each(0, list.size(), [&](int item) { all.push_back(item); });
  EXPECT_EQ(all, items);
  for (std::size_t rank = 0; rank < items.size(); ++rank) {
    EXPECT_EQ(list.at(rank), items[rank]);
    EXPECT_EQ(list.lower_rank(items[rank]), rank);
  }
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(OrderedList, DoesNotKeepTheRoomOfItemsThatWent) {
  const auto allocated = [] { return mallinfo2().uordblks; };
  List list{Less{}};
  const std::size_t before = allocated();
  for (int item = 0; item < 100'000; ++item) list.insert(item);
  const std::size_t full = allocated() - before;
  for (int item = 0; item < 100'000; ++item) {
    if (item % 300 != 0) {
      EXPECT_TRUE(list.erase(item));
    }
  }
  EXPECT_LT(allocated() - before, full / 10);
}
#endif

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

// ---- Items that count for several ----

struct Weighed {
  int item;
  std::size_t weight;
};
struct WeighedBefore {
  bool operator()(const Weighed& a, const Weighed& b) const { return a.item < b.item; }
};
struct ItsWeight {
  std::size_t operator()(const Weighed& one) const { return one.weight; }
};
using WeighedList = postroom::kit::OrderedList<Weighed, WeighedBefore, ItsWeight>;

// In several chunks the ranks are those that a map of the weights gives, whatever comes, goes and changes its weight.
RC_GTEST_PROP(OrderedList, CountsTheWeightsOfItsItemsInAllItsChunks, ()) {
  WeighedList list{WeighedBefore{}};
  std::map<int, std::size_t> model;
  unsigned state = *rc::gen::arbitrary<unsigned>();
  const auto next = [&state](unsigned below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 8U) % below;
  };
  std::vector<Weighed> given;
  for (int i = 0; i < 1500; ++i) given.push_back({i * 4, next(4)});
  for (const Weighed& one : given) model.emplace(one.item, one.weight);
  list.assign(given);
  for (int i = 0; i < 3000; ++i) {
    const Weighed one{static_cast<int>(next(6000)), next(4)};
    const auto known = model.find(one.item);
    if (known == model.end()) {
      list.insert(one);
      model.emplace(one.item, one.weight);
    } else if (next(2) == 0) {
      list.erase(one);
      model.erase(known);
    } else {
      const std::size_t former = known->second;
      const_cast<Weighed*>(list.find(one))->weight = one.weight;  // as the categories do, whose items are pointers
      list.reweigh(one, former);
      known->second = one.weight;
    }
  }
  std::size_t rank = 0;
  for (const auto& [item, weight] : model) {
    RC_ASSERT(list.lower_rank({item, 0}) == rank);
    RC_ASSERT(list.upper_rank({item, 0}) == rank + weight);
    for (std::size_t i = 0; i < weight; ++i) RC_ASSERT(list.at(rank + i).item == item);
    if (weight != 0) {  // a walk that begins within an item says how much of it is before
      std::size_t passed = 0;
      int first = -1;
      list.walk(rank + weight - 1, [&](const Weighed& one, std::size_t before) {
        first = one.item;
        passed = before;
        return false;
      });
      RC_ASSERT(first == item && passed == weight - 1);
    }
    rank += weight;
  }
  RC_ASSERT(list.weight() == rank);
  RC_ASSERT(list.size() == model.size());
}

// From a place that is known no rank is counted, and the same items come.
TEST(OrderedList, IsReadFromAPlaceAsFromItsRank) {
  List list{Less{}};
  std::vector<int> items;
  for (int i = 0; i < 2000; ++i) items.push_back(i * 2);
  list.assign(items);
  for (const int place : {-1, 0, 1, 767, 768, 769, 2500, 3998, 3999, 5000}) {
    for (const std::size_t limit : {0, 1, 500, 5000}) {
      std::vector<int> by_place;
      std::vector<int> by_rank;
      list.for_each_from([&](int item) { return item < place; }, limit, [&](int item) { by_place.push_back(item); });
      list.for_each(list.lower_rank(place), limit, [&](int item) { by_rank.push_back(item); });
      EXPECT_EQ(by_place, by_rank) << place << ' ' << limit;
    }
  }
}

TEST(OrderedList, ReplacesAnItemWithOneThatIsEqual) {
  WeighedList list{WeighedBefore{}};
  for (int i = 0; i < 1000; ++i) list.insert({i, 1});
  list.replace({700, 1});
  EXPECT_EQ(list.size(), 1000U);
  EXPECT_EQ(list.at(700).item, 700);
}

// ---- What fails ----

// An item that cannot be copied, or compared, while its list says so.
struct Fragile {
  static inline bool copies_fail = false;
  static inline bool comparisons_fail = false;
  static void refuse(bool it_fails) {
    if (it_fails) throw std::runtime_error("no more of this");
  }

  explicit Fragile(int value) : item(value) {}
  Fragile(const Fragile& other) : item(other.item) { refuse(copies_fail); }
  Fragile(Fragile&&) noexcept = default;
  Fragile& operator=(const Fragile&) = default;
  Fragile& operator=(Fragile&&) noexcept = default;
  ~Fragile() = default;

  int item;
};
struct FragileBefore {
  bool operator()(const Fragile& a, const Fragile& b) const {
    Fragile::refuse(Fragile::comparisons_fail);
    return a.item < b.item;
  }
};

TEST(OrderedList, IsNotReweighedByWhatItDoesNotHave) {
  WeighedList list{WeighedBefore{}};
  list.reweigh({7, 5}, 2);  // there is not even a chunk
  for (int i = 0; i < 600; ++i) list.insert({2 * i, 3});
  list.reweigh({301, 5}, 2);   // between two that are there
  list.reweigh({9999, 5}, 2);  // behind all
  EXPECT_EQ(list.weight(), 1800U);
  list.reweigh({300, 3}, 3);
  EXPECT_EQ(list.weight(), 1800U);
}

TEST(OrderedList, IsWhatItWasWhenAChangeFails) {
  postroom::kit::OrderedList<Fragile, FragileBefore> list{FragileBefore{}};
  for (int i = 0; i < 512; ++i) list.insert(Fragile(2 * i));
  const auto fails_to_insert = [&](bool& fault) {
    fault = true;
    EXPECT_THROW(list.insert(Fragile(301)), std::runtime_error);
    fault = false;
  };
  fails_to_insert(Fragile::comparisons_fail);
  fails_to_insert(Fragile::copies_fail);  // the chunk is full, and half of it cannot be moved
  EXPECT_EQ(list.size(), 512U);
  EXPECT_EQ(list.weight(), 512U);
  EXPECT_EQ(list.find(Fragile(301)), nullptr);
  list.insert(Fragile(301));
  EXPECT_EQ(list.size(), 513U);
  EXPECT_EQ(list.at(151).item, 301);
  EXPECT_EQ(list.at(512).item, 1022);
}

}  // namespace
