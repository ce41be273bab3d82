// SPDX-License-Identifier: Apache-2.0
//
// The rows of a MemoryTable. They lie packed in the table's arena, and everybody else has pointers to them: the index,
// the order of addition, the lists of the views. All of that is guarded by the table's mutex, and so is the life of a
// row: it goes when a change takes its place, after all lists have let go of it. What has to outlive it, a cursor for
// one, has a copy.
#pragma once

#include <kit/table/row_arena.hpp>
#include <kit/table/row_index.hpp>
#include <kit/table/row_list.hpp>
#include <kit/table/row_packer.hpp>
#include <postroom/memory_table.hpp>
#include <postroom/mutex.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace postroom::kit {

struct Category;

// A place beside a row, for who keeps it while rows come and go. `row` is a copy, or null for a heading. Where rows are
// numbered anew its sequence is as well: the table knows all anchors.
struct RowAnchor {
  OwnRow row;
  std::shared_ptr<Category> category;  // in a list with headings: what the row is in, or the heading
};

// One change: the row that was and the one that is, either of which may be null.
class RowChange {
 public:
  RowChange(PackedRow* old_row, PackedRow* new_row) : old_row_(old_row), new_row_(new_row) {}

  PackedRow* old_row() const noexcept { return old_row_; }
  PackedRow* new_row() const noexcept { return new_row_; }
  // The new row as listeners are told of it, made when the first of them is.
  const SharedBag& cells() const {
    if (cells_ == nullptr) cells_ = std::make_shared<const PropertyBag>(new_row_->unpack());
    return cells_;
  }

 private:
  PackedRow* const old_row_;
  PackedRow* const new_row_;
  mutable SharedBag cells_;
};

// The rows of a table and the lists that show them.
class MemoryTable::State {
 public:
  State(ULONG index_column, const std::vector<ULONG>& columns);

  // Bags, or SRows.
  template <class Rows>
  void put(Rows rows) POSTROOM_EXCLUDES(mutex_);
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
  template <class Order>
  friend class FlatList;
  friend class CategoryList;
  struct Delivery {
    std::weak_ptr<TableListener> listener;
    std::vector<TableChange> changes;
  };
  // Rows that are packed and not yet in the table; those that stay here when a call ends go.
  struct Fresh {
    PackedRow* row;
    bool keyless;
  };
  class Draft;

  Fresh pack(PropertyBag row) POSTROOM_REQUIRES(mutex_);
  Fresh pack(const SRow& row) POSTROOM_REQUIRES(mutex_);
  Fresh checked(RowPacker::Packed packed) POSTROOM_REQUIRES(mutex_);
  PackedRow* keep(const RowPacker::Packed& packed) POSTROOM_REQUIRES(mutex_);
  PackedRow* keyed(Fresh& fresh, const PackedRow* old_row) POSTROOM_REQUIRES(mutex_);
  void commit(Fresh& fresh, const IndexValue& index, PackedRow* old_row, std::uint64_t sequence)
      POSTROOM_REQUIRES(mutex_);
  void sweep_shapes() POSTROOM_REQUIRES(mutex_);
  void note_columns(const RowShape& shape) POSTROOM_REQUIRES(mutex_);
  void note_column(ULONG tag) POSTROOM_REQUIRES(mutex_);
  void add(PackedRow* row, const IndexValue& index) POSTROOM_REQUIRES(mutex_);
  void remove(PackedRow* row) POSTROOM_REQUIRES(mutex_);
  void replace(PackedRow* old_row, PackedRow* new_row) POSTROOM_REQUIRES(mutex_);
  void tell_lists(const RowChange& change) POSTROOM_REQUIRES(mutex_);
  void queue_changes() POSTROOM_REQUIRES(mutex_);
  std::string fresh_key() POSTROOM_REQUIRES(mutex_);
  PackedRow* row_of_key(std::string_view key) POSTROOM_REQUIRES(mutex_);
  std::shared_ptr<const RowAnchor> anchor(const PackedRow* row, std::shared_ptr<Category> category)
      POSTROOM_REQUIRES(mutex_);
  std::uint64_t sequence_before(std::size_t index) POSTROOM_REQUIRES(mutex_);
  std::uint64_t next_sequence() POSTROOM_REQUIRES(mutex_);
  void renumber() POSTROOM_REQUIRES(mutex_);

  mutable Mutex mutex_;
  RowArena arena_ POSTROOM_GUARDED_BY(mutex_);
  RowPacker packer_ POSTROOM_GUARDED_BY(mutex_);
  RowIndex by_index_ POSTROOM_GUARDED_BY(mutex_);
  std::optional<RowIndex> by_key_ POSTROOM_GUARDED_BY(mutex_);  // none until a row is looked for by its key
  RowList<AsAdded> all_ POSTROOM_GUARDED_BY(mutex_);
  std::vector<ULONG> columns_ POSTROOM_GUARDED_BY(mutex_);
  std::vector<bool> known_columns_ POSTROOM_GUARDED_BY(mutex_);  // by property id
  bool strays_ POSTROOM_GUARDED_BY(mutex_) = false;  // a change broke off: lists may have rows that are not in `all_`
  const RowShape* noted_shape_ POSTROOM_GUARDED_BY(mutex_) = nullptr;  // whose columns were noted last
  std::uint64_t last_sequence_ POSTROOM_GUARDED_BY(mutex_) = 0;        // the greatest that a row has had
  std::uint64_t next_key_ POSTROOM_GUARDED_BY(mutex_) = 1;
  std::vector<List*> lists_ POSTROOM_GUARDED_BY(mutex_);
  std::vector<std::weak_ptr<RowAnchor>> anchors_ POSTROOM_GUARDED_BY(mutex_);
  std::size_t anchors_to_sift_ POSTROOM_GUARDED_BY(mutex_) = 64;  // at so many those that are gone are left out
  std::deque<Delivery> deliveries_ POSTROOM_GUARDED_BY(mutex_);
  bool delivering_ POSTROOM_GUARDED_BY(mutex_) = false;
};

}  // namespace postroom::kit
