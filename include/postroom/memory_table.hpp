// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mutex.hpp>
#include <postroom/table.hpp>

#include <mapitags.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace postroom::kit {

// A table in memory: rows named by an index column, and any number of live views on them (L-32 … L-40). Behind it are
// the status table, profile tables, one-off tables, recipient and attachment tables, and ITableData.
//
// Thread-safe. Views follow every change, and their sinks are told (K-15, K-16) after the change, in the order of the
// changes, with no lock held. Restriction and order of the views are kept in memory, categories too (L-25); a change
// costs a view of n rows O(log n) comparisons. Rows are packed, and a bag of one is made for who asks for it.
//
// A row gets a PR_INSTANCE_KEY of its own when it has none, which is never used again (L-8). The index column must be
// single-valued and in every row: MAPI_E_INVALID_PARAMETER otherwise.
class MemoryTable final : public TableModel, public std::enable_shared_from_this<MemoryTable> {
  struct Private {};

 public:
  // `columns` come first in the default columns of views; what rows have besides is added as it appears (L-33).
  static std::shared_ptr<MemoryTable> create(ULONG index_column = PR_INSTANCE_KEY, std::vector<ULONG> columns = {});
  MemoryTable(Private, ULONG index_column, std::vector<ULONG> columns);
  ~MemoryTable() override;

  // Replaces the row with the same index value, or adds it at the end.
  void put(PropertyBag row);
  // The same for several: all or none. Sinks hear of each row up to kMaximumRowEvents, of more in one TABLE_CHANGED
  // (L-37).
  void put(std::vector<PropertyBag> rows);
  // The same for rows in MAPI's form, which are packed as they come; throws as PropertyBag::from() does besides.
  void put(std::span<const SRow> rows);
  static constexpr std::size_t kMaximumRowEvents = 8;
  // Adds a row before row `index` of size() (L-35). MAPI_E_INVALID_PARAMETER when its index value is there already.
  void insert(std::size_t index, PropertyBag row);
  // Removes the row whose index column has that value; false when there is none. The tag is not looked at.
  bool erase(const PropertyValue& index_value);
  // The same for several; how many there were.
  std::size_t erase(std::span<const PropertyValue> index_values);
  // Puts `rows` in the place of all that was there. Sinks get one TABLE_RELOAD.
  void replace_all(std::vector<PropertyBag> rows);
  // Removes all rows (one TABLE_RELOAD), as at logoff, so that a leaked view holds nothing but itself.
  void clear() { replace_all({}); }
  // Tells sinks that the row was modified, even if it was not (L-38); false when there is none.
  bool touch(const PropertyValue& index_value);

  std::size_t size() const;
  // In the order in which they were added; null beyond the last (L-36).
  SharedBag row_at(std::size_t index) const;
  // By the index column; null when there is none. `position` receives its place in that order.
  SharedBag row(const PropertyValue& index_value, std::size_t* position = nullptr) const;
  std::vector<SharedBag> rows() const;
  ULONG index_column() const noexcept { return index_column_; }

  // A view of this table.
  com_ptr<IMAPITable> view(std::shared_ptr<Core> core, TableViewOptions options = {}) {
    return make_table_view(std::move(core), shared_from_this(), std::move(options));
  }

  // TableModel.
  std::vector<ULONG> columns() override;
  std::unique_ptr<TableRows> open(const Restriction* restriction, const SortOrder& order,
                                  std::weak_ptr<TableListener> listener) override;

 private:
  class State;
  class List;
  template <class Order>
  class FlatList;
  class CategoryList;

  const ULONG index_column_;
  const std::shared_ptr<State> state_;  // shared with the lists that are open
};

}  // namespace postroom::kit
