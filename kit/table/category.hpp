// SPDX-License-Identifier: Apache-2.0
//
// The heading rows of a table that is sorted by categories (L-25).
#pragma once

#include <kit/table/packed_row.hpp>
#include <kit/table/row_list.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace postroom::kit {

struct Category;

// What makes the categories of one level, and their order.
struct CategoryLevel {
  SortOrder keys;                             // its own columns
  SortOrder path;                             // those of the levels above, and its own
  SortOrder by;                               // what comes before `keys` in the order, or empty
  std::shared_ptr<const SortOrder> values{};  // `by`, ascending
};

// All levels of a sort order, from the top.
std::vector<CategoryLevel> category_levels(const SortOrder& order);

// The order of the categories that are below one heading, and of those at the top.
struct CategoryBefore {
  const CategoryLevel* level;
  bool operator()(const Category* a, const Category* b) const;
};
// How many rows of a category are there to see when its heading is.
struct CategoryWeight {
  std::size_t operator()(const Category* category) const noexcept;
};
using Siblings = OrderedList<Category*, CategoryBefore, CategoryWeight>;

// The order of the categories of the last level as the rows have it, whatever else orders the headings.
struct CategoryPathBefore {
  const CategoryLevel* last;
  bool operator()(const Category* a, const Category* b) const;
};
using CategoryPaths = OrderedList<Category*, CategoryPathBefore>;

// What a heading row counts, and what it is ordered by.
struct CategoryFigures {
  std::size_t rows = 0;
  std::size_t messages = 0;  // PR_CONTENT_COUNT: rows but associated messages
  std::size_t unread = 0;    // PR_CONTENT_UNREAD: of the messages
  PropertyBag extreme{};     // the greatest or least value, if its level is ordered by one and some row has it

  void add(const PackedRow& row, std::size_t how_many);  // and with std::size_t(-1), takes away
  friend bool operator==(const CategoryFigures&, const CategoryFigures&) = default;
};

// Rows with the same values in the columns of the category, and of those above it. Guarded by the table's mutex.
struct Category : std::enable_shared_from_this<Category> {
  std::shared_ptr<Category> parent{};  // null at the top
  std::size_t level = 0;
  std::string key{};    // PR_INSTANCE_KEY of the heading row
  OwnRow values{};      // of the columns that its rows have in common
  SortPrefix prefix{};  // of the first of these columns
  bool expanded = false;
  bool alive = true;  // false: it has lost its last row, and a TablePlace may still name it
  CategoryFigures figures{};
  std::size_t weight = 1;                      // as its siblings' list knows it
  std::optional<Siblings> children{};          // unless it is of the last level
  std::optional<RowList<AsSorted>> ordered{};  // its rows by what orders its level, if anything does

  // Rows below the heading, as far as they are to be seen when it is expanded.
  std::size_t below() const noexcept { return children ? children->weight() : figures.rows; }
  std::size_t present_weight() const noexcept { return 1 + (expanded ? below() : 0); }
  // Can its heading be seen, and can what is below it?
  bool visible() const noexcept { return parent == nullptr || parent->open(); }
  bool open() const noexcept { return expanded && visible(); }

  PropertyBag heading() const;
  Category* ancestor(std::size_t at_level) noexcept;
};

}  // namespace postroom::kit
