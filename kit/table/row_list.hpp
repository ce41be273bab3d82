// SPDX-License-Identifier: Apache-2.0
//
// Rows in an order, as the lists of a table in memory keep them: pointers to rows that somebody else has.
#pragma once

#include <kit/table/ordered_list.hpp>
#include <kit/table/packed_row.hpp>
#include <kit/table/sort_prefix.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace postroom::kit {

// Rows as they were added. An item is the pointer alone.
struct AsAdded {
  using Item = PackedRow*;

  static Item item(PackedRow* row) noexcept { return row; }
  static PackedRow* row(Item item) noexcept { return item; }
  static constexpr bool sorts = false;
  bool operator()(Item a, Item b) const noexcept { return a->sequence < b->sequence; }
};

// Rows by a sort order and, where that leaves them equal, as they were added. An item has the beginning of its first
// key beside the pointer.
struct AsSorted {
  struct Item {
    SortPrefix prefix;
    PackedRow* row;
  };
  std::shared_ptr<const SortOrder> order;  // not empty

  explicit AsSorted(SortOrder sort_order) : order(std::make_shared<const SortOrder>(std::move(sort_order))) {}
  explicit AsSorted(std::shared_ptr<const SortOrder> sort_order) : order(std::move(sort_order)) {}

  Item item(PackedRow* row) const { return {sort_prefix(*row, order->keys().front()), row}; }
  static PackedRow* row(const Item& item) noexcept { return item.row; }
  static constexpr bool sorts = true;
  bool operator()(const Item& a, const Item& b) const {
    if (a.row == b.row) return false;
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    if (const int result = compare(*order, *a.row, *b.row); result != 0) return result < 0;
    return a.row->sequence < b.row->sequence;
  }
};

// The rows of a list, in its order. A row that is only asked about need not be one of them.
template <class Order>
class RowList {
 public:
  using Item = typename Order::Item;

  explicit RowList(Order order) : order_(std::move(order)), items_(order_) {}

  // `rows` come in the order in which they were added.
  void assign(const std::vector<PackedRow*>& rows) {
    std::vector<Item> items;
    items.reserve(rows.size());
    for (PackedRow* row : rows) items.push_back(order_.item(row));
    if constexpr (Order::sorts) {  // what was added in this order is found so without a sort
      if (!std::is_sorted(items.begin(), items.end(), order_)) std::sort(items.begin(), items.end(), order_);
    }
    items_.assign(std::move(items));
  }
  std::size_t size() const noexcept { return items_.size(); }
  PackedRow* at(std::size_t rank) const { return Order::row(items_.at(rank)); }
  PackedRow* last() const { return Order::row(items_.last()); }

  // Calls `visit` for up to `limit` rows: from the one at `rank` on, from the first that `is_before` is false for, or
  // from the place of a row on, behind it or not.
  template <class Visit>
  void for_each(std::size_t rank, std::size_t limit, Visit visit) const {
    items_.for_each(rank, limit, [&](const Item& item) { visit(Order::row(item)); });
  }
  template <class Predicate, class Visit>
  void for_each_from(Predicate is_before, std::size_t limit, Visit visit) const {
    items_.for_each_from(is_before, limit, [&](const Item& item) { visit(Order::row(item)); });
  }
  template <class Visit>
  void for_each_beside(PackedRow* row, bool behind, std::size_t limit, Visit visit) const {
    const Item at = order_.item(row);
    const auto is_before = [&](const Item& item) { return behind ? !order_(at, item) : order_(item, at); };
    for_each_from(is_before, limit, visit);
  }

  std::size_t lower_rank(PackedRow* row) const { return items_.lower_rank(order_.item(row)); }
  std::size_t upper_rank(PackedRow* row) const { return items_.upper_rank(order_.item(row)); }
  bool holds(PackedRow* row) const { return items_.find(order_.item(row)) != nullptr; }
  // How many rows come before the place that a predicate of items says: it is true for those, and for no other.
  template <class Predicate>
  std::size_t rank_after(Predicate is_before) const {
    return items_.rank_after(is_before);
  }
  // The row before the place of `row`, or null.
  PackedRow* before(PackedRow* row) const {
    const Item* item = items_.before(order_.item(row));
    return item == nullptr ? nullptr : Order::row(*item);
  }
  void insert(PackedRow* row) { items_.insert(order_.item(row)); }
  bool erase(PackedRow* row) { return items_.erase(order_.item(row)); }
  // Puts `row` in the place of one that is equal in the order.
  void replace(PackedRow* row) { items_.replace(order_.item(row)); }

 private:
  const Order order_;
  OrderedList<Item, Order> items_;
};

}  // namespace postroom::kit
