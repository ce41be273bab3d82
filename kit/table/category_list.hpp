// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/category.hpp>
#include <kit/table/memory_lists.hpp>

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace postroom::kit {

// The rows of a view that is sorted by categories, with a heading row for each (L-25 … L-28).
//
// The rows stand in one list, hidden or not, in the order of their categories' columns and the keys behind them, so
// that those of one category are neighbours. The categories form a tree; each list of siblings knows how many rows
// each of them shows, so that a rank is found, and a category expanded or moved, in a logarithm of steps.
class MemoryTable::CategoryList final : public List {
 public:
  CategoryList(std::shared_ptr<State> state, const Restriction* restriction, const SortOrder& order,
               std::weak_ptr<TableListener> listener);
  ~CategoryList() override { leave(); }

  std::uint64_t expand(const std::string& key) override;
  std::uint64_t collapse(const std::string& key) override;
  PropertyBag collapse_state(const std::string& key) override;
  TablePlace set_collapse_state(const PropertyBag& state) override;

 private:
  // Where a heading is, or would be if it could be seen.
  struct Spot {
    std::size_t rank;
    Category* heading;  // null: it is not there, or below one that is collapsed
  };
  struct Touched {
    std::shared_ptr<Category> category;
    CategoryFigures before;
    bool fresh;
    bool moved = false;
  };
  struct Shown;

  std::size_t size() const override { return top_.weight(); }
  void visit(std::size_t rank, std::size_t limit, const Visit& visit) const override;
  std::size_t rank_beside(const TablePlace& place) const override;
  Seen find_key(const std::string& key) const override;
  SharedBag bag(const Seen& seen) const override;
  PropertyBag given() const override;
  void assign(const std::vector<PackedRow*>& rows) override;
  void follow(const RowChange& change) override;

  void gather(const Siblings& siblings, std::size_t offset, std::size_t& left, const Visit& visit) const;
  void visit_rows(Category& category, std::size_t begin, std::size_t limit, const Visit& visit) const;

  bool in_category(const PackedRow& cells, const Category& category) const;
  Category* category_of(const CategoryPaths& paths, const PackedRow& cells, std::size_t level) const;
  Category* category_of(const PackedRow& cells, std::size_t level) const { return category_of(paths_, cells, level); }
  Category* live(Category& category) const;
  Siblings& siblings(const Category& category);
  std::size_t first_row(const Category& category) const;
  Spot spot(Category& category) const;
  std::size_t rank_of_row(PackedRow* row, Category& category, bool behind) const;
  // Is true for the rows before those of the category, and for no other.
  bool is_before_rows(const RowList<AsSorted>::Item& item, const Category& category) const;

  std::shared_ptr<Category> make(const PackedRow& cells, std::shared_ptr<Category> parent, std::size_t level);
  // The category of a row, made with those above it if need be; what was made is added to `touched`.
  Category* enter(const PackedRow& cells, std::vector<Touched>& touched);
  void touch(Category* category, std::vector<Touched>& touched);
  void enroll(Category* category, PackedRow* row, bool in);
  PropertyBag extreme(const Category& category) const;
  void settle(Touched& touched);
  void tell(const std::vector<Touched>& touched, std::vector<Shown> shown);

  Category& heading(const std::string& key);
  void set_expanded(Category& category, bool expanded);
  Category* unpacked(std::string_view bytes) const;

  const std::vector<CategoryLevel> levels_;
  const std::size_t expanded_levels_;
  RowList<AsSorted> rows_;
  Siblings top_;
  CategoryPaths paths_;
  std::unordered_map<std::string, std::shared_ptr<Category>> by_key_;  // owns all categories
};

}  // namespace postroom::kit
