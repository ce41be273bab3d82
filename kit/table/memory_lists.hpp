// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/memory_rows.hpp>
#include <kit/table/row_test.hpp>
#include <kit/table/row_writer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace postroom::kit {

// One view's rows. Everything in it is guarded by the table's mutex.
class MemoryTable::List : public TableRows {
 public:
  static std::unique_ptr<TableRows> open(std::shared_ptr<State> state, const Restriction* restriction,
                                         const SortOrder& order, std::weak_ptr<TableListener> listener);

  std::vector<TableRow> read(const TablePlace& from, TableDirection direction, std::size_t limit,
                             std::span<const ULONG> columns) override;
  Page page(const TablePlace& from, std::size_t limit, std::span<const ULONG> columns, ULONG width,
            bool advance) override;
  Count count() override;
  Move move(const TablePlace& from, std::int64_t rows) override;
  std::optional<std::uint64_t> rows_before(const TablePlace& place) override;
  std::optional<TableRow> row(const std::string& key) override;

 protected:
  friend class State;

  // A row that is there to see, a heading or one of the table's, and how it is given away. Only one of `row` and
  // `heading` is not null, and `category` only in a list with headings.
  struct Seen {
    PackedRow* row = nullptr;
    Category* heading = nullptr;
    Category* category = nullptr;  // of `row`
  };

  List(std::shared_ptr<State> state, const Restriction* restriction, std::weak_ptr<TableListener> listener)
      : state_(std::move(state)), test_(restriction), listener_(std::move(listener)) {}

  // Ends that the table tells of its changes. The first thing that each destructor does.
  void leave() noexcept;

  // How many rows are there to see.
  virtual std::size_t size() const = 0;
  // Calls `visit` for up to `limit` of them from the one at `rank` on, or from a place beside a row on.
  using Visit = std::function<void(const Seen&)>;
  virtual void visit(std::size_t rank, std::size_t limit, const Visit& visit) const = 0;
  virtual void visit_beside(const TablePlace& place, std::size_t limit, const Visit& visit) const {
    this->visit(rank_beside(place), limit, visit);
  }
  // How many rows are before a place that is beside a row.
  virtual std::size_t rank_beside(const TablePlace& place) const = 0;
  // The row with this instance key, if it is there to see.
  virtual Seen find_key(const std::string& key) const = 0;
  // The row as a bag; `all` of it, or no more than its key.
  virtual SharedBag bag(const Seen& seen) const = 0;
  // What each row of the table is answered here, whatever it has.
  virtual PropertyBag given() const { return {}; }
  // Puts `rows`, which come in the order in which they were added, in the place of all.
  virtual void assign(const std::vector<PackedRow*>& rows) = 0;
  // Follows one change of a row and notes what to tell the listener. Lets go of the old row.
  virtual void follow(const RowChange& change) = 0;

  static std::string key_of(const Seen& seen);
  std::shared_ptr<const RowAnchor> anchor(const Seen& seen) const;
  TablePlace beside(const Seen& seen, TablePlace::Side side) const;
  TableRow table_row(const Seen& seen, bool with_cells) const;
  std::size_t rank(const TablePlace& place) const;
  TablePlace place(std::size_t rank) const;
  static const RowAnchor& anchor_of(const TablePlace& place) {
    return *static_cast<const RowAnchor*>(place.anchor.get());
  }

  bool tests_all() const noexcept { return test_.is_for_all(); }
  // Is the row for this view? One that cannot be tested, for want of memory, is not.
  bool shows(const PackedRow& row) noexcept;
  // Is there nobody to tell, or has so much been noted that all of it will be one event (L-37)?
  bool tells_no_more() const { return listener_.expired() || changes_.size() > kMaximumRowEvents; }
  TableChange& note(ULONG event, std::string_view key);
  const std::weak_ptr<TableListener>& listener() const noexcept { return listener_; }
  std::vector<TableChange> take_changes() noexcept { return std::exchange(changes_, {}); }
  // All rows have been replaced.
  void reload();

  // Whoever calls a list holds the table's mutex, and the analysis does not see that it is the one of `state_`.
  PackedRow* row_of_key(std::string_view key) const POSTROOM_NO_THREAD_SAFETY_ANALYSIS;
  std::string fresh_key() POSTROOM_NO_THREAD_SAFETY_ANALYSIS;
  RowPacker& packer() const POSTROOM_NO_THREAD_SAFETY_ANALYSIS;
  std::shared_ptr<const RowAnchor> make_anchor(const PackedRow* row, std::shared_ptr<Category> category) const
      POSTROOM_NO_THREAD_SAFETY_ANALYSIS;

  const std::shared_ptr<State> state_;

 private:
  template <class Matches>
  void fill(Matches matches) POSTROOM_NO_THREAD_SAFETY_ANALYSIS;
  void visit_from(const TablePlace& from, std::size_t limit, const Visit& visit) const;

  RowTest test_;
  const std::weak_ptr<TableListener> listener_;
  std::vector<TableChange> changes_;  // of the call that is being made on the table
  std::optional<RowWriter> writer_;   // for the columns that were asked for last
};

// The rows one after the other: as they were added, or in the order of the sort.
template <class Order>
class MemoryTable::FlatList final : public List {
 public:
  FlatList(std::shared_ptr<State> state, const Restriction* restriction, Order order,
           std::weak_ptr<TableListener> listener)
      : List(std::move(state), restriction, std::move(listener)), rows_(std::move(order)) {}
  ~FlatList() override { leave(); }

  std::optional<TableRow> find(const TablePlace& from, TableDirection direction, const Restriction& what) override;

 private:
  std::size_t size() const override { return rows_.size(); }
  void visit(std::size_t rank, std::size_t limit, const Visit& visit) const override;
  void visit_beside(const TablePlace& place, std::size_t limit, const Visit& visit) const override;
  std::size_t rank_beside(const TablePlace& place) const override;
  Seen find_key(const std::string& key) const override;
  SharedBag bag(const Seen& seen) const override;
  void assign(const std::vector<PackedRow*>& rows) override { rows_.assign(rows); }
  void follow(const RowChange& change) override;

  RowList<Order> rows_;
};

}  // namespace postroom::kit
