// SPDX-License-Identifier: Apache-2.0
#include <kit/table/category_list.hpp>
#include <kit/table/memory_rows.hpp>
#include <postroom/failure.hpp>

#include <mapitags.h>

#include <algorithm>
#include <limits>

namespace postroom::kit {
namespace {

// Rows are added this far apart, so that others can come between them.
constexpr std::uint64_t kStep = 1ULL << 32U;

std::string big_endian(std::uint64_t number) {
  std::string bytes(8, '\0');
  for (std::size_t i = 8; i-- > 0; number >>= 8U) bytes[i] = static_cast<char>(number & 0xFFU);
  return bytes;
}

// A value as a key: equal bytes for equal values of one type.
std::string key_of(const PropertyValue& value) {
  switch (value.type()) {
    case PT_UNICODE:
      return std::string(value.text());
    case PT_BINARY:
      return std::string(value.binary());
    case PT_CLSID:
      return std::string(bytes_of(value.guid()));
    case PT_SYSTIME:
      return big_endian(value.ticks());
    case PT_BOOLEAN:
      return big_endian(value.boolean() ? 1 : 0);
    case PT_I2:
    case PT_LONG:
    case PT_I8:
    case PT_CURRENCY:
      return big_endian(static_cast<std::uint64_t>(value.number64()));
    default:
      fail(MAPI_E_INVALID_PARAMETER, "the index column cannot be of this type");
  }
}

}  // namespace

void RowList::assign(const std::vector<SharedRow>& rows) {
  std::vector<MemoryRowItem> items;
  items.reserve(rows.size());
  for (const SharedRow& row : rows) items.push_back(before_.item(row));
  if (!before_.order->empty()) std::sort(items.begin(), items.end(), before_);
  items_.assign(std::move(items));
}

std::vector<SharedRow> RowList::all() const {
  std::vector<SharedRow> rows;
  rows.reserve(size());
  for_each(0, size(), [&](const SharedRow& row) { rows.push_back(row); });
  return rows;
}

MemoryTable::State::State(ULONG index_column, std::vector<ULONG> columns)
    : index_column_(index_column), all_(SortOrder()), known_columns_(0x10000) {
  for (const ULONG column : columns) note_column(canonical_tag(column));
}

std::string MemoryTable::State::index_of(const PropertyBag& row) const {
  const PropertyValue* value = row.find(index_column_);
  if (value == nullptr) fail(MAPI_E_INVALID_PARAMETER, "a row lacks the index column");  // L-33
  return key_of(*value);
}

SharedRow MemoryTable::State::row_of(const std::string& index) const {
  const auto at = by_index_.find(index);
  return at == by_index_.end() ? nullptr : at->second;
}

std::string MemoryTable::State::fresh_key() {
  return big_endian(next_key_++);
}

void MemoryTable::State::note_column(ULONG tag) {
  if (known_columns_[id_of(tag)]) return;
  known_columns_[id_of(tag)] = true;
  columns_.push_back(tag);
}

SharedRow MemoryTable::State::make_row(PropertyBag bag, std::string index, const MemoryRow* old_row,
                                       std::uint64_t sequence) {
  auto row = std::make_shared<MemoryRow>();
  row->sequence = sequence;
  row->index = std::move(index);
  bag.reserve(bag.size() + 1);
  if (const std::string_view key = bag.binary(PR_INSTANCE_KEY); !key.empty()) {
    row->key = key;
  } else {
    row->key = old_row != nullptr ? old_row->key : fresh_key();
    bag.set(PR_INSTANCE_KEY, row->key);
  }
  for (const PropertyValue& value : bag) note_column(value.tag());
  row->cells = std::move(bag);
  return row;
}

void MemoryTable::State::add(const SharedRow& row) {
  all_.insert(row);
  by_index_.emplace(row->index, row);
  by_key_.emplace(row->key, row);
}

void MemoryTable::State::remove(const SharedRow& row) {
  all_.erase(row);
  by_index_.erase(row->index);
  by_key_.erase(row->key);
}

void MemoryTable::State::follow(const SharedRow& old_row, const SharedRow& new_row) {
  if (old_row != nullptr) remove(old_row);
  if (new_row != nullptr) add(new_row);
  for (List* list : lists_) list->follow(old_row, new_row);
}

void MemoryTable::State::queue_changes() {
  for (List* list : lists_) {
    std::vector<TableChange> changes = std::exchange(list->changes_, {});
    const auto is_all = [](const TableChange& change) { return change.event == TABLE_CHANGED; };
    if (changes.size() > kMaximumRowEvents || std::ranges::any_of(changes, is_all)) {  // L-37; then no row by itself
      changes.clear();
      changes.emplace_back();
    }
    if (!changes.empty()) deliveries_.push_back({list->listener_, std::move(changes)});
  }
}

void MemoryTable::State::put(std::vector<PropertyBag> rows) {
  std::vector<std::string> keys;
  keys.reserve(rows.size());
  for (const PropertyBag& row : rows) keys.push_back(index_of(row));  // one bad row: nothing changes (L-33)
  const Lock lock(mutex_);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SharedRow old_row = row_of(keys[i]);
    const std::uint64_t sequence = old_row != nullptr ? old_row->sequence : sequence_before(all_.size());
    follow(old_row, make_row(std::move(rows[i]), std::move(keys[i]), old_row.get(), sequence));
  }
  queue_changes();
}

std::uint64_t MemoryTable::State::sequence_before(std::size_t index) {
  if (all_.size() == 0) return kStep;
  if (index >= all_.size()) return all_.last()->sequence + kStep;
  for (;;) {
    const std::uint64_t low = index == 0 ? 0 : all_.at(index - 1)->sequence;
    const std::uint64_t high = all_.at(index)->sequence;
    if (high - low > 1) return low + (high - low) / 2;
    renumber();
  }
}

void MemoryTable::State::renumber() {
  std::vector<SharedRow> fresh;
  fresh.reserve(all_.size());
  by_index_.clear();
  by_key_.clear();
  std::uint64_t sequence = 0;
  for (const SharedRow& row : all_.all()) {
    auto copy = std::make_shared<MemoryRow>(*row);
    copy->sequence = sequence += kStep;
    by_index_.emplace(copy->index, copy);
    by_key_.emplace(copy->key, copy);
    fresh.push_back(std::move(copy));
  }
  all_.assign(fresh);
  for (List* list : lists_) list->fill(all_);
}

void MemoryTable::State::insert(std::size_t index, PropertyBag row) {
  std::string key = index_of(row);
  const Lock lock(mutex_);
  require(index <= all_.size(), "there are fewer rows");
  require(row_of(key) == nullptr, "there is a row with this index value");  // L-35
  const std::uint64_t sequence = sequence_before(index);
  follow(nullptr, make_row(std::move(row), std::move(key), nullptr, sequence));
  queue_changes();
}

std::size_t MemoryTable::State::erase(std::span<const PropertyValue> index_values) {
  std::size_t erased = 0;
  const Lock lock(mutex_);
  for (const PropertyValue& value : index_values) {
    const SharedRow row = row_of(key_of(value));
    if (row == nullptr) continue;
    follow(row, nullptr);
    ++erased;
  }
  queue_changes();
  return erased;
}

void MemoryTable::State::replace_all(std::vector<PropertyBag> rows) {
  std::vector<std::string> keys;
  keys.reserve(rows.size());
  for (const PropertyBag& row : rows) keys.push_back(index_of(row));
  const Lock lock(mutex_);
  const auto old_rows = std::exchange(by_index_, {});
  by_key_.clear();
  by_index_.reserve(rows.size());
  by_key_.reserve(rows.size());
  std::vector<SharedRow> fresh;
  fresh.reserve(rows.size());
  std::uint64_t sequence = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (by_index_.contains(keys[i])) continue;  // the first of two with one index value stays
    const auto old_row = old_rows.find(keys[i]);
    SharedRow row = make_row(std::move(rows[i]), std::move(keys[i]),
                             old_row == old_rows.end() ? nullptr : old_row->second.get(), sequence += kStep);
    by_index_.emplace(row->index, row);
    by_key_.emplace(row->key, row);
    fresh.push_back(std::move(row));
  }
  all_.assign(fresh);
  for (List* list : lists_) {
    list->fill(all_);
    list->changes_.clear();
    list->changes_.emplace_back().event = TABLE_RELOAD;
  }
  queue_changes();
}

bool MemoryTable::State::touch(const PropertyValue& index_value) {
  const Lock lock(mutex_);
  const SharedRow row = row_of(key_of(index_value));
  if (row == nullptr) return false;
  for (List* list : lists_) list->follow(row, row);
  queue_changes();
  return true;
}

std::size_t MemoryTable::State::size() const {
  const Lock lock(mutex_);
  return all_.size();
}

SharedBag MemoryTable::State::row_at(std::size_t index) const {
  const Lock lock(mutex_);
  return index < all_.size() ? cells_of(all_.at(index)) : nullptr;
}

SharedBag MemoryTable::State::row(const PropertyValue& index_value, std::size_t* position) const {
  const Lock lock(mutex_);
  const SharedRow row = row_of(key_of(index_value));
  if (row == nullptr) return nullptr;
  if (position != nullptr) *position = all_.lower_rank(row);
  return cells_of(row);
}

std::vector<SharedBag> MemoryTable::State::rows() const {
  const Lock lock(mutex_);
  std::vector<SharedBag> bags;
  bags.reserve(all_.size());
  for (const SharedRow& row : all_.all()) bags.push_back(cells_of(row));
  return bags;
}

std::vector<ULONG> MemoryTable::State::columns() const {
  const Lock lock(mutex_);
  return columns_;
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

// ---- One view's rows ----

std::unique_ptr<TableRows> MemoryTable::List::open(std::shared_ptr<State> state, const Restriction* restriction,
                                                   const SortOrder& order, std::weak_ptr<TableListener> listener) {
  std::optional<Restriction> copy;
  if (restriction != nullptr) copy = *restriction;
  std::unique_ptr<List> list;
  if (order.categories() == 0) {
    list = std::make_unique<FlatList>(state, std::move(copy), order, std::move(listener));
  } else {
    list = std::make_unique<CategoryList>(state, std::move(copy), order, std::move(listener));
  }
  const Lock lock(state->mutex_);
  std::vector<SharedRow> shown;
  state->all_.for_each(0, state->all_.size(), [&](const SharedRow& row) {
    // What cannot be evaluated is the caller's to know (L-20).
    if (restriction == nullptr || restriction->matches(row->cells)) shown.push_back(row);
  });
  list->assign(shown);
  state->lists_.push_back(list.get());
  return list;
}

void MemoryTable::List::leave() noexcept {
  const Lock lock(state_->mutex_);
  std::erase(state_->lists_, this);
}

bool MemoryTable::List::shows(const PropertyBag& cells) const noexcept {
  try {
    return !restriction_ || restriction_->matches(cells);
  } catch (const std::exception&) {
    return false;
  }
}

void MemoryTable::List::fill(const RowList& all) {
  std::vector<SharedRow> shown = all.all();
  if (restriction_) std::erase_if(shown, [&](const SharedRow& row) { return !shows(row->cells); });
  assign(shown);
}

TableChange& MemoryTable::List::note(ULONG event, const std::string& key) {
  TableChange& change = changes_.emplace_back();
  change.event = event;
  change.key = key;
  return change;
}

SharedRow MemoryTable::List::row_of_key(const std::string& key) const {
  const auto at = state_->by_key_.find(key);
  return at == state_->by_key_.end() ? nullptr : at->second;
}

std::string MemoryTable::List::fresh_key() {
  return state_->fresh_key();
}

std::size_t MemoryTable::List::rank(const TablePlace& place) const {
  if (place.side == TablePlace::Side::beginning) return 0;
  if (place.side == TablePlace::Side::end) return size();
  return rank_beside(place);
}

TablePlace MemoryTable::List::place(std::size_t rank) const {
  if (rank == 0) return TablePlace::beginning();
  if (rank >= size()) return TablePlace::end();
  return slice(rank, 1, {}).front().before();
}

std::vector<TableRow> MemoryTable::List::read(const TablePlace& from, TableDirection direction, std::size_t limit,
                                              std::span<const ULONG> columns) {
  const Lock lock(state_->mutex_);
  const std::size_t at = rank(from);
  const bool forward = direction == TableDirection::forward;
  const std::size_t count = std::min(limit, forward ? size() - at : at);
  std::vector<TableRow> result = slice(forward ? at : at - count, count, columns);
  if (!forward) std::reverse(result.begin(), result.end());
  return result;
}

TableRows::Count MemoryTable::List::count() {
  const Lock lock(state_->mutex_);
  return {size(), true};
}

TableRows::Move MemoryTable::List::move(const TablePlace& from, std::int64_t rows) {
  const Lock lock(state_->mutex_);
  const auto at = static_cast<std::int64_t>(rank(from));
  const auto all = static_cast<std::int64_t>(size());
  const std::int64_t to =
      rows < 0 ? std::max<std::int64_t>(at + std::max(rows, -at), 0) : at + std::min(rows, all - at);
  return {place(static_cast<std::size_t>(to)), to - at};
}

std::optional<std::uint64_t> MemoryTable::List::rows_before(const TablePlace& place) {
  const Lock lock(state_->mutex_);
  return rank(place);
}

std::optional<TableRow> MemoryTable::List::row(const std::string& key) {
  const Lock lock(state_->mutex_);
  return find_key(key);
}

// ---- Without categories ----

std::vector<TableRow> MemoryTable::FlatList::slice(std::size_t rank, std::size_t limit, std::span<const ULONG>) const {
  std::vector<TableRow> result;
  result.reserve(limit);
  rows_.for_each(rank, limit, [&](const SharedRow& row) { result.push_back({row->key, row, cells_of(row)}); });
  return result;
}

std::size_t MemoryTable::FlatList::rank_beside(const TablePlace& place) const {
  const auto row = std::static_pointer_cast<const MemoryRow>(place.anchor);
  return place.side == TablePlace::Side::before ? rows_.lower_rank(row) : rows_.upper_rank(row);
}

std::optional<TableRow> MemoryTable::FlatList::find_key(const std::string& key) const {
  const SharedRow row = row_of_key(key);
  if (row == nullptr || !rows_.holds(row)) return std::nullopt;
  return TableRow{row->key, row, cells_of(row)};
}

void MemoryTable::FlatList::follow(const SharedRow& old_row, const SharedRow& new_row) {
  const bool was = old_row != nullptr && rows_.erase(old_row);
  const bool is = new_row != nullptr && shows(new_row->cells);
  if (is) rows_.insert(new_row);
  if ((!was && !is) || tells_no_more()) return;
  const bool stays = was && is && old_row->key == new_row->key;
  if (was && !stays) note(TABLE_ROW_DELETED, old_row->key);
  if (!is) return;
  TableChange& change = note(stays ? TABLE_ROW_MODIFIED : TABLE_ROW_ADDED, new_row->key);
  change.cells = cells_of(new_row);
  if (const MemoryRow* prior = rows_.before(new_row)) change.prior = prior->key;
}

}  // namespace postroom::kit
