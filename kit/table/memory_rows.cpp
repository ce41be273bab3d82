// SPDX-License-Identifier: Apache-2.0
#include <kit/table/memory_lists.hpp>
#include <kit/table/memory_rows.hpp>
#include <postroom/failure.hpp>

#include <mapitags.h>

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <utility>

namespace postroom::kit {
namespace {

// Rows are added this far apart, so that others can come between them.
constexpr std::uint64_t kStep = 1ULL << 32U;

std::string big_endian(std::uint64_t number) {
  const std::uint64_t bytes = __builtin_bswap64(number);  // the machine is little-endian
  return std::string(bytes_of(bytes));
}

SharedBag bag_of(const PackedRow& row) {
  return std::make_shared<const PropertyBag>(row.unpack());
}

}  // namespace

// The rows of one call, until they are in the table: all of them, or none (L-33).
class MemoryTable::State::Draft {
 public:
  explicit Draft(RowArena& arena) : arena_(arena) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    for (const Fresh& one : rows_) {
      if (one.row != nullptr) arena_.remove(one.row);
    }
  }

  void reserve(std::size_t rows) { rows_.reserve(rows); }
  // REQUIRES: reserve() made room for it, or the row would be nobody's when that fails.
  void add(Fresh row) { rows_.push_back(row); }
  std::vector<Fresh>& rows() noexcept { return rows_; }
  // They are in the table, all of them.
  void release() noexcept { rows_.clear(); }

 private:
  RowArena& arena_;
  std::vector<Fresh> rows_;
};

MemoryTable::State::State(ULONG index_column, const std::vector<ULONG>& columns)
    : packer_(index_column), by_index_(RowIndex::By::index_column), all_(AsAdded()), known_columns_(0x10000) {
  for (const ULONG column : columns) note_column(canonical_tag(column));
}

std::string MemoryTable::State::fresh_key() {
  return big_endian(next_key_++);
}

void MemoryTable::State::note_column(ULONG tag) {
  if (known_columns_[id_of(tag)]) return;
  columns_.push_back(tag);
  known_columns_[id_of(tag)] = true;
}

void MemoryTable::State::note_columns(const RowShape& shape) {
  if (noted_shape_ == &shape) return;
  for (const RowShape::Column& column : shape.columns()) note_column(column.tag);
  noted_shape_ = &shape;  // sweep_shapes() forgets it
}

// Lets the packer give up the shapes that rows no longer have. REQUIRES: no row is on its way into the table.
void MemoryTable::State::sweep_shapes() {
  if (!packer_.wants_sweep() || strays_) return;
  std::unordered_set<const RowShape*> used;
  all_.for_each(0, all_.size(), [&](const PackedRow* row) { used.insert(row->shape); });
  noted_shape_ = nullptr;
  packer_.sweep(used);
}

// ---- Rows that come ----

// A row that lacks the index column, or has one that names no row, is in nobody's way.
MemoryTable::State::Fresh MemoryTable::State::checked(RowPacker::Packed packed) {
  const RowShape::Column* index = packed.row().shape->index();
  const bool lacks_it = index == nullptr || (packed.keyless && index == packed.row().shape->key());
  if (lacks_it) fail(MAPI_E_INVALID_PARAMETER, "a row lacks the index column");  // L-33
  if (!IndexValue::names_rows(index->tag)) fail(MAPI_E_INVALID_PARAMETER, "the index column cannot be of this type");
  return {keep(packed), packed.keyless};
}

PackedRow* MemoryTable::State::keep(const RowPacker::Packed& packed) {
  PackedRow* const row = arena_.add(packed.block);
  packer_.trim();
  return row;
}

MemoryTable::State::Fresh MemoryTable::State::pack(PropertyBag row) {
  return checked(packer_.pack(std::move(row)));
}

MemoryTable::State::Fresh MemoryTable::State::pack(const SRow& row) {
  return checked(packer_.pack(row));
}

// A row without a PR_INSTANCE_KEY keeps that of the row whose place it takes, or gets one of its own (L-8).
PackedRow* MemoryTable::State::keyed(Fresh& fresh, const PackedRow* old_row) {
  if (!std::exchange(fresh.keyless, false)) return fresh.row;
  const std::string key = old_row == nullptr ? fresh_key() : std::string(old_row->key());
  if (key.size() == RowPacker::kKeySize) {
    key.copy(fresh.row->bytes() + fresh.row->size() - key.size(), key.size());
    return fresh.row;
  }
  PropertyBag bag = fresh.row->unpack();
  bag.set(PR_INSTANCE_KEY, key);
  PackedRow* const row = keep(packer_.pack(std::move(bag)));
  arena_.remove(std::exchange(fresh.row, row));
  return row;
}

void MemoryTable::State::commit(Fresh& fresh, const IndexValue& index, PackedRow* old_row, std::uint64_t sequence) {
  PackedRow* const row = keyed(fresh, old_row);
  row->sequence = sequence;
  note_columns(*row->shape);
  if (old_row == nullptr) {
    add(row, index);
  } else {
    replace(old_row, row);
  }
  fresh.row = nullptr;
  tell_lists({old_row, row});
}

// Should this throw, for want of memory, some lists may have the old row still: it stays where it is, and only its
// room is lost.
void MemoryTable::State::tell_lists(const RowChange& change) {
  const bool had_strays = std::exchange(strays_, true);
  for (List* list : lists_) list->follow(change);
  strays_ = had_strays;
  if (change.old_row() != nullptr && change.old_row() != change.new_row()) arena_.remove(change.old_row());
}

void MemoryTable::State::add(PackedRow* row, const IndexValue& index) {
  by_index_.reserve(all_.size() + 1);  // all that may throw comes first
  if (by_key_) by_key_->reserve(all_.size() + 1);
  all_.insert(row);
  by_index_.insert(row, index);
  if (by_key_) by_key_->insert(row);
}

void MemoryTable::State::remove(PackedRow* row) {
  all_.erase(row);
  by_index_.erase(row);
  if (by_key_) by_key_->erase(row);
}

void MemoryTable::State::replace(PackedRow* old_row, PackedRow* new_row) {
  if (by_key_) by_key_->reserve(all_.size() + 1);
  all_.replace(new_row);
  by_index_.replace(old_row, new_row);
  if (!by_key_) return;
  by_key_->erase(old_row);
  by_key_->insert(new_row);
}

PackedRow* MemoryTable::State::row_of_key(std::string_view key) {
  if (!by_key_) {
    RowIndex index(RowIndex::By::instance_key);
    index.reserve(all_.size());
    all_.for_each(0, all_.size(), [&](PackedRow* row) { index.insert(row); });
    by_key_ = std::move(index);
  }
  return by_key_->find(IndexValue::of_bytes(key));
}

// ---- Where rows are ----

std::shared_ptr<const RowAnchor> MemoryTable::State::anchor(const PackedRow* row, std::shared_ptr<Category> category) {
  auto anchor = std::make_shared<RowAnchor>(RowAnchor{row == nullptr ? OwnRow() : OwnRow(*row), std::move(category)});
  if (anchors_.size() >= anchors_to_sift_) {
    std::erase_if(anchors_, [](const auto& one) { return one.expired(); });
    anchors_to_sift_ = std::max<std::size_t>(2 * anchors_.size(), 64);
  }
  anchors_.push_back(anchor);
  return anchor;
}

std::uint64_t MemoryTable::State::sequence_before(std::size_t index) {
  if (index >= all_.size()) return next_sequence();
  for (;;) {
    const std::uint64_t low = index == 0 ? 0 : all_.at(index - 1)->sequence;
    const std::uint64_t high = all_.at(index)->sequence;
    if (high - low > 1) return low + (high - low) / 2;
    renumber();
  }
}

// Behind all rows, and behind all that have gone: a cursor that stands after the last row has what comes next before
// it, whether or not that row is there still (L-4).
std::uint64_t MemoryTable::State::next_sequence() {
  if (last_sequence_ > std::numeric_limits<std::uint64_t>::max() - kStep) renumber();
  return last_sequence_ += kStep;
}

// Makes room between all rows. The order stays what it was, so no list need know; an anchor of a row that has gone
// stays where that was, between the same rows.
void MemoryTable::State::renumber() {
  std::vector<std::shared_ptr<RowAnchor>> anchors;
  for (const auto& one : anchors_) {
    if (auto anchor = one.lock(); anchor != nullptr && anchor->row) anchors.push_back(std::move(anchor));
  }
  const auto by_sequence = [](const std::shared_ptr<RowAnchor>& anchor) { return anchor->row->sequence; };
  std::ranges::sort(anchors, {}, by_sequence);
  auto anchor = anchors.begin();
  std::uint64_t sequence = 0;
  const auto place_anchors = [&](std::uint64_t below) {
    std::uint64_t former = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t place = sequence;
    for (; anchor != anchors.end() && (*anchor)->row->sequence < below; ++anchor) {
      if ((*anchor)->row->sequence != former) ++place;
      former = std::exchange((*anchor)->row->sequence, place);
    }
  };
  all_.for_each(0, all_.size(), [&](PackedRow* row) {
    place_anchors(row->sequence);
    sequence += kStep;
    for (; anchor != anchors.end() && (*anchor)->row->sequence == row->sequence; ++anchor) {
      (*anchor)->row->sequence = sequence;
    }
    row->sequence = sequence;
  });
  last_sequence_ = sequence;
  place_anchors(std::numeric_limits<std::uint64_t>::max());
}

// ---- Changes ----

template <class Rows>
void MemoryTable::State::put(Rows rows) {
  const Lock lock(mutex_);
  sweep_shapes();
  Draft draft(arena_);
  draft.reserve(rows.size());
  by_index_.reserve(all_.size() + rows.size());
  for (auto& row : rows) draft.add(pack(std::move(row)));
  for (Fresh& fresh : draft.rows()) {
    const IndexValue index = by_index_.value_of(*fresh.row);
    PackedRow* const old_row = by_index_.find(index);
    commit(fresh, index, old_row, old_row != nullptr ? old_row->sequence : sequence_before(all_.size()));
  }
  queue_changes();
}
template void MemoryTable::State::put(std::vector<PropertyBag> rows);
template void MemoryTable::State::put(std::span<const SRow> rows);

void MemoryTable::State::insert(std::size_t index, PropertyBag row) {
  const Lock lock(mutex_);
  sweep_shapes();
  Draft draft(arena_);
  draft.reserve(1);
  draft.add(pack(std::move(row)));
  Fresh& fresh = draft.rows().front();
  require(index <= all_.size(), "there are fewer rows");
  const IndexValue value = by_index_.value_of(*fresh.row);
  require(by_index_.find(value) == nullptr, "there is a row with this index value");  // L-35
  commit(fresh, value, nullptr, sequence_before(index));
  queue_changes();
}

std::size_t MemoryTable::State::erase(std::span<const PropertyValue> index_values) {
  std::vector<IndexValue> values;  // all of them first: one that names no rows is answered before any row goes
  values.reserve(index_values.size());
  for (const PropertyValue& value : index_values) values.push_back(IndexValue::of(value));
  std::size_t erased = 0;
  const Lock lock(mutex_);
  for (const IndexValue& value : values) {
    PackedRow* const row = by_index_.find(value);
    if (row == nullptr) continue;
    remove(row);
    tell_lists({row, nullptr});
    ++erased;
  }
  queue_changes();
  return erased;
}

void MemoryTable::State::replace_all(std::vector<PropertyBag> rows) {
  const Lock lock(mutex_);
  sweep_shapes();
  Draft draft(arena_);
  draft.reserve(rows.size());
  for (PropertyBag& row : rows) draft.add(pack(std::move(row)));
  RowIndex index(RowIndex::By::index_column);
  index.reserve(rows.size());
  std::vector<PackedRow*> now;
  now.reserve(rows.size());
  std::vector<PackedRow*> former;
  former.reserve(all_.size());
  all_.for_each(0, all_.size(), [&](PackedRow* row) { former.push_back(row); });
  std::uint64_t sequence = 0;
  for (Fresh& fresh : draft.rows()) {
    if (index.find(index.value_of(*fresh.row)) != nullptr) {  // the first of two with one index value stays
      arena_.remove(std::exchange(fresh.row, nullptr));
      continue;
    }
    PackedRow* const row = keyed(fresh, by_index_.find(by_index_.value_of(*fresh.row)));
    row->sequence = sequence += kStep;
    note_columns(*row->shape);
    index.insert(row);
    now.push_back(row);
  }
  all_.assign(now);
  draft.release();
  last_sequence_ = std::max(last_sequence_, sequence);
  by_index_ = std::move(index);
  by_key_.reset();
  strays_ = true;
  for (List* list : lists_) list->reload();
  strays_ = false;
  for (PackedRow* row : former) arena_.remove(row);
  queue_changes();
}

bool MemoryTable::State::touch(const PropertyValue& index_value) {
  const Lock lock(mutex_);
  PackedRow* const row = by_index_.find(IndexValue::of(index_value));
  if (row == nullptr) return false;
  tell_lists({row, row});
  queue_changes();
  return true;
}

// ---- Reading ----

std::size_t MemoryTable::State::size() const {
  const Lock lock(mutex_);
  return all_.size();
}

SharedBag MemoryTable::State::row_at(std::size_t index) const {
  const Lock lock(mutex_);
  return index < all_.size() ? bag_of(*all_.at(index)) : nullptr;
}

SharedBag MemoryTable::State::row(const PropertyValue& index_value, std::size_t* position) const {
  const Lock lock(mutex_);
  PackedRow* const row = by_index_.find(IndexValue::of(index_value));
  if (row == nullptr) return nullptr;
  if (position != nullptr) *position = all_.lower_rank(row);
  return bag_of(*row);
}

std::vector<SharedBag> MemoryTable::State::rows() const {
  const Lock lock(mutex_);
  std::vector<SharedBag> bags;
  bags.reserve(all_.size());
  all_.for_each(0, all_.size(), [&](const PackedRow* row) { bags.push_back(bag_of(*row)); });
  return bags;
}

std::vector<ULONG> MemoryTable::State::columns() const {
  const Lock lock(mutex_);
  return columns_;
}

// ---- Telling of changes ----

void MemoryTable::State::queue_changes() {
  for (List* list : lists_) {
    std::vector<TableChange> changes = list->take_changes();
    const auto is_all = [](const TableChange& change) { return change.event == TABLE_CHANGED; };
    if (changes.size() > kMaximumRowEvents || std::ranges::any_of(changes, is_all)) {  // L-37; then no row by itself
      changes.clear();
      changes.emplace_back();
    }
    if (!changes.empty()) deliveries_.push_back({list->listener(), std::move(changes)});
  }
}

void MemoryTable::State::deliver() noexcept {
  Lock lock(mutex_);
  if (delivering_) return;  // the thread that delivers, this one perhaps, comes to it
  delivering_ = true;
  while (!deliveries_.empty()) {
    const Delivery delivery = std::move(deliveries_.front());
    deliveries_.pop_front();
    lock.unlock();
    if (const auto listener = delivery.listener.lock()) listener->table_changed(delivery.changes);
    lock.lock();
  }
  delivering_ = false;
}

}  // namespace postroom::kit
