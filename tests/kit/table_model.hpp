// SPDX-License-Identifier: Apache-2.0
//
// What a table is held against. Rows are named by PR_ROWID.
#pragma once

#include <postroom/restriction.hpp>
#include <postroom/sort_order.hpp>

#include <optional>
#include <string>
#include <vector>

namespace postroom::test {

// Few different values, so that rows are equal in some. Both draw from RapidCheck's current case.
kit::PropertyValue any_table_value(ULONG tag);
// A row that may lack a name or a size.
kit::PropertyBag any_table_row(int id);

// All rows in the order in which they were added; what a view shows is worked out when it is asked for.
class ListModel {
 public:
  void put(const kit::PropertyBag& row);
  bool insert(std::size_t place, const kit::PropertyBag& row);  // false: there is such a row
  bool erase(int id);                                           // false: there is none
  void replace(std::vector<kit::PropertyBag> rows) { rows_ = std::move(rows); }
  const std::vector<kit::PropertyBag>& rows() const noexcept { return rows_; }

  std::vector<kit::PropertyBag> shown(const std::optional<kit::Restriction>& restriction,
                                      const kit::SortOrder& order) const;

 private:
  std::vector<kit::PropertyBag>::iterator find(int id);

  std::vector<kit::PropertyBag> rows_;
};

// Which categories are not as the sort order says, and what a view with headings shows; all of it is worked out anew
// at every look. Headings come without their PR_INSTANCE_KEY.
class CategoryModel {
 public:
  explicit CategoryModel(kit::SortOrder order = {}) : order_(std::move(order)) {}

  // `rows` are what the restriction leaves, in any order. A category that they do not have is forgotten.
  std::vector<kit::PropertyBag> shown(const std::vector<kit::PropertyBag>& rows);
  void set_expanded(const kit::PropertyBag& heading, bool expanded);

 private:
  struct Known {
    kit::PropertyBag values;
    std::size_t level;
    bool expanded;
    bool seen;
  };
  struct Group {
    kit::PropertyBag values;
    kit::PropertyBag extreme;
    std::vector<kit::PropertyBag> rows;
  };

  void add(const std::vector<kit::PropertyBag>& rows, std::size_t level, const kit::PropertyBag& above, bool visible,
           std::vector<kit::PropertyBag>& to);
  std::vector<Group> groups(const std::vector<kit::PropertyBag>& rows, std::size_t level,
                            const kit::PropertyBag& above) const;
  Known& known(const kit::PropertyBag& values, std::size_t level);

  kit::SortOrder order_;
  std::vector<Known> known_;
};

// Follows a view by its notifications (K-15), and is read anew only when one says so. One thread at a time.
class ShadowTable {
 public:
  void follow(const TABLE_NOTIFICATION& table) noexcept;

  void read(std::vector<kit::PropertyBag> rows);
  bool stale() const noexcept { return stale_; }
  const std::vector<kit::PropertyBag>& rows() const noexcept { return rows_; }
  // What a notification said that cannot be; empty while there was no such.
  const std::string& misled() const noexcept { return misled_; }

 private:
  using Place = std::vector<kit::PropertyBag>::iterator;

  Place find(const SPropValue& key);
  void remove(const TABLE_NOTIFICATION& table);
  void insert(const TABLE_NOTIFICATION& table);

  std::vector<kit::PropertyBag> rows_;
  bool stale_ = false;
  std::string misled_;
};

// For who has to find out why rows are not the same: one on a line.
std::string as_text(const std::vector<kit::PropertyBag>& rows);
bool is_heading(const kit::PropertyBag& row);
// Are these the same rows but for their PR_INSTANCE_KEY, and both in this order, with the same headings at the same
// places? Where it leaves rows equal, their order is each table's own.
bool same_rows(const std::vector<kit::PropertyBag>& shown, const std::vector<kit::PropertyBag>& expected,
               const kit::SortOrder& order);

}  // namespace postroom::test
