// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/ordered_list.hpp>
#include <kit/table/sort_prefix.hpp>
#include <postroom/memory_table.hpp>
#include <postroom/mutex.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace postroom::kit {

// A row of a MemoryTable at one time; a change makes a new one. Immutable.
struct MemoryRow {
  std::uint64_t sequence;  // its place among the rows as they were added; stays for the row's life
  std::string index;       // the index column's value
  std::string key;         // PR_INSTANCE_KEY
  PropertyBag cells;
};
using SharedRow = std::shared_ptr<const MemoryRow>;

// The cells of a row, which they keep.
inline SharedBag cells_of(const SharedRow& row) {
  return {row, &row->cells};
}

// A row in a list.
struct MemoryRowItem {
  SortPrefix prefix;
  SharedRow row;
};

// The order of a list: its sort order, and where that leaves rows equal, as they were added.
struct MemoryRowBefore {
  std::shared_ptr<const SortOrder> order;

  MemoryRowItem item(SharedRow row) const {
    if (order->empty()) return {{row->sequence, 0}, std::move(row)};
    const SortOrder::Key& key = order->keys().front();
    return {sort_prefix(row->cells.find(key.tag), key.descending()), std::move(row)};
  }

  bool operator()(const MemoryRowItem& a, const MemoryRowItem& b) const {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    if (!order->empty()) {
      if (const int result = order->compare(a.row->cells, b.row->cells); result != 0) return result < 0;
    }
    return a.row->sequence < b.row->sequence;
  }
};

// The rows of a list, in its order.
class RowList {
 public:
  explicit RowList(SortOrder order) : RowList(std::make_shared<const SortOrder>(std::move(order))) {}
  explicit RowList(std::shared_ptr<const SortOrder> order) : before_{std::move(order)}, items_(before_) {}

  // `rows` come in the order in which they were added.
  void assign(const std::vector<SharedRow>& rows);
  std::size_t size() const noexcept { return items_.size(); }
  const SharedRow& at(std::size_t rank) const { return items_.at(rank).row; }
  const SharedRow& last() const { return items_.last().row; }
  template <class Visit>
  void for_each(std::size_t rank, std::size_t limit, Visit visit) const {
    items_.for_each(rank, limit, [&](const MemoryRowItem& item) { visit(item.row); });
  }
  std::vector<SharedRow> all() const;
  std::size_t lower_rank(const SharedRow& row) const { return items_.lower_rank(before_.item(row)); }
  std::size_t upper_rank(const SharedRow& row) const { return items_.upper_rank(before_.item(row)); }
  bool holds(const SharedRow& row) const { return items_.find(before_.item(row)) != nullptr; }
  // How many rows come before the place that a predicate of items says: it is true for those, and for no other.
  template <class Predicate>
  std::size_t rank_after(Predicate is_before) const {
    return items_.rank_after(is_before);
  }
  // The row before the place of `row`, or null.
  const MemoryRow* before(const SharedRow& row) const {
    const MemoryRowItem* item = items_.before(before_.item(row));
    return item == nullptr ? nullptr : item->row.get();
  }
  void insert(const SharedRow& row) { items_.insert(before_.item(row)); }
  bool erase(const SharedRow& row) { return items_.erase(before_.item(row)); }

 private:
  const MemoryRowBefore before_;
  OrderedList<MemoryRowItem, MemoryRowBefore> items_;
};

// One view's rows. Everything in it is guarded by the table's mutex.
class MemoryTable::List : public TableRows {
 public:
  static std::unique_ptr<TableRows> open(std::shared_ptr<State> state, const Restriction* restriction,
                                         const SortOrder& order, std::weak_ptr<TableListener> listener);

  std::vector<TableRow> read(const TablePlace& from, TableDirection direction, std::size_t limit,
                             std::span<const ULONG> columns) override;
  Count count() override;
  Move move(const TablePlace& from, std::int64_t rows) override;
  std::optional<std::uint64_t> rows_before(const TablePlace& place) override;
  std::optional<TableRow> row(const std::string& key) override;

 protected:
  List(std::shared_ptr<State> state, std::optional<Restriction> restriction, std::weak_ptr<TableListener> listener)
      : state_(std::move(state)), restriction_(std::move(restriction)), listener_(std::move(listener)) {}

  // Ends that the table tells of its changes. The first thing that each destructor does.
  void leave() noexcept;

  // How many rows are there to see, and up to `limit` of them from the one at `rank` on.
  virtual std::size_t size() const = 0;
  virtual std::vector<TableRow> slice(std::size_t rank, std::size_t limit, std::span<const ULONG> columns) const = 0;
  // How many rows are before a place that is beside a row.
  virtual std::size_t rank_beside(const TablePlace& place) const = 0;
  // The row with this instance key, if it is there to see.
  virtual std::optional<TableRow> find_key(const std::string& key) const = 0;
  // Puts `rows`, which come in the order in which they were added, in the place of all.
  virtual void assign(const std::vector<SharedRow>& rows) = 0;
  // Follows one change of a row (null: it was not, or is no more) and notes what to tell the listener.
  virtual void follow(const SharedRow& old_row, const SharedRow& new_row) = 0;

  std::size_t rank(const TablePlace& place) const;
  TablePlace place(std::size_t rank) const;
  // Is the row for this view? A restriction that cannot be evaluated hides it.
  bool shows(const PropertyBag& cells) const noexcept;
  // Is there nobody to tell, or has so much been noted that all of it will be one event (L-37)?
  bool tells_no_more() const { return listener_.expired() || changes_.size() > kMaximumRowEvents; }
  TableChange& note(ULONG event, const std::string& key);
  // Whoever calls a list holds the table's mutex, and the analysis does not see that it is the one of `state_`.
  SharedRow row_of_key(const std::string& key) const POSTROOM_NO_THREAD_SAFETY_ANALYSIS;
  std::string fresh_key() POSTROOM_NO_THREAD_SAFETY_ANALYSIS;

  const std::shared_ptr<State> state_;

 private:
  friend class State;

  void fill(const RowList& all);

  const std::optional<Restriction> restriction_;
  const std::weak_ptr<TableListener> listener_;
  std::vector<TableChange> changes_;  // of the call that is being made on the table
};

// The rows one after the other, in the order of the sort.
class MemoryTable::FlatList final : public List {
 public:
  FlatList(std::shared_ptr<State> state, std::optional<Restriction> restriction, SortOrder order,
           std::weak_ptr<TableListener> listener)
      : List(std::move(state), std::move(restriction), std::move(listener)), rows_(std::move(order)) {}
  ~FlatList() override { leave(); }

 private:
  std::size_t size() const override { return rows_.size(); }
  std::vector<TableRow> slice(std::size_t rank, std::size_t limit, std::span<const ULONG> columns) const override;
  std::size_t rank_beside(const TablePlace& place) const override;
  std::optional<TableRow> find_key(const std::string& key) const override;
  void assign(const std::vector<SharedRow>& rows) override { rows_.assign(rows); }
  void follow(const SharedRow& old_row, const SharedRow& new_row) override;

  RowList rows_;
};

// The rows of a table and the lists that show them.
class MemoryTable::State {
 public:
  State(ULONG index_column, std::vector<ULONG> columns);

  void put(std::vector<PropertyBag> rows) POSTROOM_EXCLUDES(mutex_);
  void insert(std::size_t index, PropertyBag row) POSTROOM_EXCLUDES(mutex_);
  std::size_t erase(std::span<const PropertyValue> index_values) POSTROOM_EXCLUDES(mutex_);
  void replace_all(std::vector<PropertyBag> rows) POSTROOM_EXCLUDES(mutex_);
  bool touch(const PropertyValue& index_value) POSTROOM_EXCLUDES(mutex_);

  std::size_t size() const POSTROOM_EXCLUDES(mutex_);
  SharedBag row_at(std::size_t index) const POSTROOM_EXCLUDES(mutex_);
  SharedBag row(const PropertyValue& index_value, std::size_t* position) const POSTROOM_EXCLUDES(mutex_);
  std::vector<SharedBag> rows() const POSTROOM_EXCLUDES(mutex_);
  std::vector<ULONG> columns() const POSTROOM_EXCLUDES(mutex_);

  // Tells the listeners what waits for them, in order, with no lock held. Of several threads one does it for all.
  void deliver() noexcept POSTROOM_EXCLUDES(mutex_);

 private:
  friend class List;
  friend class CategoryList;
  struct Delivery {
    std::weak_ptr<TableListener> listener;
    std::vector<TableChange> changes;
  };

  std::string index_of(const PropertyBag& row) const;
  SharedRow make_row(PropertyBag bag, std::string index, const MemoryRow* old_row, std::uint64_t sequence)
      POSTROOM_REQUIRES(mutex_);
  SharedRow row_of(const std::string& index) const POSTROOM_REQUIRES(mutex_);
  void note_column(ULONG tag) POSTROOM_REQUIRES(mutex_);
  void add(const SharedRow& row) POSTROOM_REQUIRES(mutex_);
  void remove(const SharedRow& row) POSTROOM_REQUIRES(mutex_);
  void follow(const SharedRow& old_row, const SharedRow& new_row) POSTROOM_REQUIRES(mutex_);
  void queue_changes() POSTROOM_REQUIRES(mutex_);
  std::string fresh_key() POSTROOM_REQUIRES(mutex_);
  std::uint64_t sequence_before(std::size_t index) POSTROOM_REQUIRES(mutex_);
  void renumber() POSTROOM_REQUIRES(mutex_);

  const ULONG index_column_;
  mutable Mutex mutex_;
  // The keys are the rows' own texts: an entry goes before its row does.
  std::unordered_map<std::string_view, SharedRow> by_index_ POSTROOM_GUARDED_BY(mutex_);
  std::unordered_map<std::string_view, SharedRow> by_key_ POSTROOM_GUARDED_BY(mutex_);
  RowList all_ POSTROOM_GUARDED_BY(mutex_);  // as they were added
  std::vector<ULONG> columns_ POSTROOM_GUARDED_BY(mutex_);
  std::vector<bool> known_columns_ POSTROOM_GUARDED_BY(mutex_);  // by property id
  std::uint64_t next_key_ POSTROOM_GUARDED_BY(mutex_) = 1;
  std::vector<List*> lists_ POSTROOM_GUARDED_BY(mutex_);
  std::deque<Delivery> deliveries_ POSTROOM_GUARDED_BY(mutex_);
  bool delivering_ POSTROOM_GUARDED_BY(mutex_) = false;
};

}  // namespace postroom::kit
