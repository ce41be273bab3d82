// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mapi_ptr.hpp>
#include <postroom/restriction.hpp>

#include <optional>
#include <vector>

namespace postroom::kit {

// A sort order that owns its keys: an SSortOrderSet, checked. A value type. An empty one leaves rows as they come.
class SortOrder {
 public:
  struct Key {
    ULONG tag;
    ULONG order;  // TABLE_SORT_ASCEND, TABLE_SORT_DESCEND, and the flags of categories

    bool descending() const noexcept { return (order & TABLE_SORT_DESCEND) != 0; }
    // Does it say how the categories before it are ordered, by the greatest or the least of their rows' values?
    bool orders_categories() const noexcept { return (order & (TABLE_SORT_CATEG_MAX | TABLE_SORT_CATEG_MIN)) != 0; }
    friend bool operator==(const Key&, const Key&) = default;
  };

  SortOrder() = default;
  // Ascending unless a key says otherwise: SortOrder({{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}).
  explicit SortOrder(std::vector<Key> keys, ULONG categories = 0, ULONG expanded = 0)
      : keys_(std::move(keys)), categories_(categories), expanded_(expanded) {}
  // Copies and checks. Throws Failure: MAPI_E_INVALID_PARAMETER (more categories than keys, more expanded ones than
  // categories, an order that is none, one that does not fit where it stands, a category of what heading rows count),
  // MAPI_E_TOO_COMPLEX (beyond kMaximumKeys, or a multivalue instance).
  static SortOrder from(const SSortOrderSet& order);
  static constexpr std::size_t kMaximumKeys = 64;

  const std::vector<Key>& keys() const noexcept { return keys_; }
  ULONG categories() const noexcept { return categories_; }
  ULONG expanded() const noexcept { return expanded_; }
  bool empty() const noexcept { return keys_.empty(); }
  std::vector<ULONG> columns() const;

  // What rows are grouped by at one level (L-25): one column, or several that TABLE_SORT_COMBINE makes one category.
  struct Category {
    std::vector<Key> keys;
    std::optional<Key> by;  // what the categories of this level are ordered by before their own values
  };
  // From the top. A key that orders categories is no category, and categories() does not count it.
  std::vector<Category> category_levels() const;
  // How rows follow one another when no heading stands between them: by the columns of the categories and the keys
  // behind them.
  SortOrder of_rows() const;

  // Below 0, 0 or above 0. A missing value comes last, in a descending key as well.
  int compare(const RowReader& a, const RowReader& b) const;
  int compare(const PropertyBag& a, const PropertyBag& b) const { return compare(BagReader(a), BagReader(b)); }

  // In one block of MAPI memory; string tags of `width` (L-10).
  mapi_ptr<SSortOrderSet> to_mapi(ULONG width = PT_UNICODE) const;

  friend bool operator==(const SortOrder&, const SortOrder&) = default;

 private:
  std::vector<Key> keys_;
  ULONG categories_ = 0;
  ULONG expanded_ = 0;
};

}  // namespace postroom::kit
