// SPDX-License-Identifier: Apache-2.0
#include "tests/store_sqlite/store_folder.hpp"

#include <postroom/restriction.hpp>
#include <postroom/sort_order.hpp>

#include <mapitags.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace postroom::store::testing {
namespace {

using namespace kit::store;
using kit::PropertyBag;
using kit::PropertyValue;
using kit::Restriction;
using kit::SortOrder;

// A folder of messages whose columns are at random there and not, and many of them equal.
class SqliteQuery : public ::testing::Test {
 protected:
  void SetUp() override {
    std::mt19937 random(20261121);
    const std::vector<std::string> words{"",       "apple",  "Apple", "banana",   "Banana",
                                         "éclair", "Éclair", "zebra", "apple pie"};
    const auto transaction = store_->write();
    for (int i = 0; i < 300; ++i) {
      PropertyBag bag;
      const auto maybe = [&](auto action) {
        if (random() % 4 != 0) action();
      };
      maybe([&] { bag.set(PR_SUBJECT_W, words[random() % words.size()]); });
      maybe([&] { bag.set(PR_SENDER_NAME_W, words[random() % words.size()]); });
      maybe([&] { bag.set(PR_MESSAGE_SIZE, static_cast<int>(random() % 7) - 3); });
      maybe([&] { bag.set(PR_MESSAGE_DELIVERY_TIME, static_cast<std::int64_t>(std::uint64_t{random() % 5} << 62U)); });
      maybe([&] { bag.set(PR_CLIENT_SUBMIT_TIME, static_cast<std::int64_t>(random() % 50)); });
      const ObjectId id = ObjectId::make();
      transaction->create(id, ObjectType::message, folder_, false);
      transaction->set_properties(id, pack(bag));
      const std::uint32_t flags = random() % 32;
      transaction->set_flags(id, flags);
      bag.set(PR_MESSAGE_FLAGS, static_cast<int>(flags));
      bag.set(PR_HASATTACH, (flags & MSGFLAG_HASATTACH) != 0);
      bag.set(PR_MSG_STATUS, 0);
      messages_.emplace_back(id, bag);
    }
    transaction->commit();
  }

  // All rows, read by pages.
  std::vector<ObjectId> walk(const Query& query, Direction direction, std::size_t page) {
    std::vector<ObjectId> ids;
    std::string from;
    for (;;) {
      const auto rows = store_->read()->rows(Container::messages, folder_, query, from, direction, page);
      for (const Row& row : rows) ids.push_back(row.info.id);
      if (rows.size() < page) return ids;
      from = rows.back().position;
    }
  }

  const PropertyBag& bag(const ObjectId& id) {
    return std::ranges::find(messages_, id, &std::pair<ObjectId, PropertyBag>::first)->second;
  }

  StoreFolder place_;
  std::shared_ptr<StoreBackend> store_ = place_.open();
  const ObjectId folder_ = add_folder(*store_, store_->identity().root, "Inbox");
  std::vector<std::pair<ObjectId, PropertyBag>> messages_;  // by arrival
};

TEST_F(SqliteQuery, UnsortedRowsComeByArrival) {
  const Query query;
  const auto ids = walk(query, Direction::forward, 7);
  ASSERT_EQ(ids.size(), messages_.size());
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], messages_[i].first);
  auto back = walk(query, Direction::backward, 11);
  std::ranges::reverse(back);
  EXPECT_EQ(back, ids);
}

TEST_F(SqliteQuery, EverySortedColumnSortsAsTheKitDoes) {
  for (const ULONG tag : {PR_SUBJECT_W, PR_SENDER_NAME_W, PR_MESSAGE_SIZE, PR_MESSAGE_DELIVERY_TIME,
                          PR_CLIENT_SUBMIT_TIME, PR_LAST_MODIFICATION_TIME}) {
    for (const ULONG way : {TABLE_SORT_ASCEND, TABLE_SORT_DESCEND}) {
      const SortOrder order({{tag, way}});
      Query query;
      query.order = &order;
      ASSERT_TRUE(store_->pushdown(Container::messages, query).order);
      const auto ids = walk(query, Direction::forward, 13);
      ASSERT_EQ(ids.size(), messages_.size());
      for (std::size_t i = 1; i < ids.size(); ++i) EXPECT_LE(order.compare(bag(ids[i - 1]), bag(ids[i])), 0);
      auto back = walk(query, Direction::backward, 13);
      std::ranges::reverse(back);
      EXPECT_EQ(back, ids) << std::hex << tag << " " << way;
      auto once = ids;
      std::ranges::sort(once);
      EXPECT_TRUE(std::ranges::adjacent_find(once) == once.end());
    }
  }
}

TEST_F(SqliteQuery, PositionsCountTheRowsBeforeThem) {
  const SortOrder order({{PR_SUBJECT_W, TABLE_SORT_DESCEND}});
  Query query;
  query.order = &order;
  const auto snapshot = store_->read();
  const auto rows = snapshot->rows(Container::messages, folder_, query, {}, Direction::forward, 1000);
  for (std::size_t i = 0; i < rows.size(); i += 17) {
    EXPECT_EQ(snapshot->count_before(Container::messages, folder_, query, rows[i].position), i);
    const auto row = snapshot->row(Container::messages, folder_, query, rows[i].info.id);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->position, rows[i].position);
  }
}

TEST_F(SqliteQuery, PositionIsGoodWhenItsRowIsGone) {
  const Query query;
  const auto rows = store_->read()->rows(Container::messages, folder_, query, {}, Direction::forward, 3);
  {
    const auto transaction = store_->write();
    transaction->remove(rows[1].info.id);
    transaction->commit();
  }
  const auto next = store_->read()->rows(Container::messages, folder_, query, rows[1].position, Direction::forward, 1);
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0].info.id, rows[2].info.id);
}

TEST_F(SqliteQuery, RestrictionsAreTrueForTheRowsForWhichTheKitSaysSo) {
  std::mt19937 random(7);
  const std::vector<ULONG> relations{RELOP_LT, RELOP_LE, RELOP_GT, RELOP_GE, RELOP_EQ, RELOP_NE};
  const auto leaf = [&]() -> Restriction {
    switch (random() % 7) {
      case 0:
        return Restriction(Restriction::Property{relations[random() % 6], PR_SUBJECT_W, {PR_SUBJECT_W, "banana"}});
      case 1:
        return Restriction(Restriction::Property{relations[random() % 6], PR_MESSAGE_SIZE, {PR_MESSAGE_SIZE, 0}});
      case 2:
        return Restriction(
            Restriction::Property{relations[random() % 6],
                                  PR_MESSAGE_DELIVERY_TIME,
                                  {PR_MESSAGE_DELIVERY_TIME, static_cast<std::int64_t>(std::uint64_t{1} << 63U)}});
      case 3:
        return Restriction(Restriction::Bitmask{random() % 2 == 0, PR_MESSAGE_FLAGS, MSGFLAG_READ | MSGFLAG_UNSENT});
      case 4:
        return Restriction(Restriction::Exist{PR_CLIENT_SUBMIT_TIME});
      case 5:
        return Restriction(Restriction::Property{RELOP_EQ, PR_HASATTACH, {PR_HASATTACH, true}});
      default:
        return Restriction(Restriction::Bitmask{random() % 2 == 0, PR_MESSAGE_SIZE, 3});
    }
  };
  const auto grow = [&](auto&& self, int depth) -> Restriction {
    if (depth == 0) return leaf();
    switch (random() % 4) {
      case 0:
        return Restriction(Restriction::And{{self(self, depth - 1), self(self, depth - 1)}});
      case 1:
        return Restriction(Restriction::Or{{self(self, depth - 1), self(self, depth - 1), leaf()}});
      case 2:
        return Restriction(Restriction::Not{std::make_shared<const Restriction>(self(self, depth - 1))});
      default:
        return leaf();
    }
  };
  for (int i = 0; i < 200; ++i) {
    const Restriction restriction = grow(grow, 3);
    Query query;
    query.restriction = &restriction;
    ASSERT_TRUE(store_->pushdown(Container::messages, query).restriction);
    std::vector<ObjectId> expected;
    for (const auto& [id, properties] : messages_) {
      if (restriction.matches(properties)) expected.push_back(id);
    }
    EXPECT_EQ(walk(query, Direction::forward, 50), expected);
    EXPECT_EQ(store_->read()->count(Container::messages, folder_, query), expected.size());
    for (const auto& [id, properties] : messages_) {
      if (random() % 50 != 0) continue;
      EXPECT_EQ(store_->read()->row(Container::messages, folder_, query, id).has_value(),
                restriction.matches(properties));
    }
  }
}

TEST_F(SqliteQuery, WhatCannotBePushedDownIsDeclined) {
  const SortOrder two({{PR_SUBJECT_W, TABLE_SORT_ASCEND}, {PR_MESSAGE_SIZE, TABLE_SORT_ASCEND}});
  const SortOrder other({{PR_IMPORTANCE, TABLE_SORT_ASCEND}});
  Query query;
  query.order = &two;
  EXPECT_FALSE(store_->pushdown(Container::messages, query).order);
  query.order = &other;
  EXPECT_FALSE(store_->pushdown(Container::messages, query).order);
  const SortOrder one({{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
  query.order = &one;
  EXPECT_FALSE(store_->pushdown(Container::folders, query).order);
  const Restriction body(Restriction::Exist{PR_BODY_W});
  Query restricted;
  restricted.restriction = &body;
  EXPECT_FALSE(store_->pushdown(Container::messages, restricted).restriction);
}

TEST_F(SqliteQuery, MovedMessageArrivesLast) {
  const ObjectId other = add_folder(*store_, store_->identity().root, "Other");
  const auto change = [&](auto action) {
    const auto transaction = store_->write();
    action(*transaction);
    transaction->commit();
  };
  const ObjectId first = messages_[0].first;
  change([&](Transaction& t) { t.move(first, other); });
  change([&](Transaction& t) { t.move(first, folder_); });
  const ObjectId fresh = add_message(*store_, folder_, {});
  const Query query;
  const auto rows = store_->read()->rows(Container::messages, folder_, query, {}, Direction::backward, 2);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].info.id, fresh);
  EXPECT_EQ(rows[1].info.id, first);
}

TEST_F(SqliteQuery, AttachmentsComeByTheirNumbers) {
  const ObjectId message = messages_[0].first;
  const std::vector<int> numbers{4, 0, 2};
  const auto transaction = store_->write();
  for (const int number : numbers) {
    const ObjectId id = ObjectId::make();
    transaction->create(id, ObjectType::attachment, message, false);
    transaction->set_properties(id, pack({{PR_ATTACH_NUM, number}}));
  }
  transaction->commit();
  const Query query;
  const auto rows = store_->read()->rows(Container::attachments, message, query, {}, Direction::forward, 10);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].properties.find(PR_ATTACH_NUM)->number(), 0);
  EXPECT_EQ(rows[1].properties.find(PR_ATTACH_NUM)->number(), 2);
  EXPECT_EQ(rows[2].properties.find(PR_ATTACH_NUM)->number(), 4);
  EXPECT_EQ(store_->read()->count(Container::attachments, message, query), 3u);
}

}  // namespace
}  // namespace postroom::store::testing
