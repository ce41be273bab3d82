// SPDX-License-Identifier: Apache-2.0
#include <kit/table/category_list.hpp>
#include <kit/table/memory_lists.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit {
namespace {

constexpr std::size_t kShortPage = 1024;  // rows for which room is made without a look at how many there are
constexpr std::size_t kSearchedAtOnce = 1024;

}  // namespace

std::unique_ptr<TableRows> MemoryTable::List::open(std::shared_ptr<State> state, const Restriction* restriction,
                                                   const SortOrder& order, std::weak_ptr<TableListener> listener) {
  if (restriction != nullptr) restriction->refuse_sub_objects();  // before any row is there to say so (L-20)
  std::unique_ptr<List> list;
  if (order.categories() != 0) {
    list = std::make_unique<CategoryList>(state, restriction, order, std::move(listener));
  } else if (order.empty()) {
    list = std::make_unique<FlatList<AsAdded>>(state, restriction, AsAdded(), std::move(listener));
  } else {
    list = std::make_unique<FlatList<AsSorted>>(state, restriction, AsSorted(order), std::move(listener));
  }
  const Lock lock(state->mutex_);
  list->fill([&](const PackedRow& row) { return list->test_.matches(row); });  // what fails is the caller's to know
  state->lists_.push_back(list.get());
  return list;
}

void MemoryTable::List::leave() noexcept {
  const Lock lock(state_->mutex_);
  std::erase(state_->lists_, this);
}

template <class Matches>
void MemoryTable::List::fill(Matches matches) {
  std::vector<PackedRow*> shown;
  const RowList<AsAdded>& all = state_->all_;
  if (tests_all()) shown.reserve(all.size());
  all.for_each(0, all.size(), [&](PackedRow* row) {
    if (matches(*row)) shown.push_back(row);
  });
  assign(shown);
}

void MemoryTable::List::reload() {
  fill([this](const PackedRow& row) { return shows(row); });
  changes_.clear();
  changes_.emplace_back().event = TABLE_RELOAD;
}

bool MemoryTable::List::shows(const PackedRow& row) noexcept {
  try {
    return test_.matches(row);
  } catch (const std::exception&) {
    return false;
  }
}

TableChange& MemoryTable::List::note(ULONG event, std::string_view key) {
  TableChange& change = changes_.emplace_back();
  change.event = event;
  change.key = key;
  return change;
}

// ---- Of the table ----

PackedRow* MemoryTable::List::row_of_key(std::string_view key) const {
  return state_->row_of_key(key);
}

std::string MemoryTable::List::fresh_key() {
  return state_->fresh_key();
}

RowPacker& MemoryTable::List::packer() const {
  return state_->packer_;
}

std::shared_ptr<const RowAnchor> MemoryTable::List::make_anchor(const PackedRow* row,
                                                                std::shared_ptr<Category> category) const {
  return state_->anchor(row, std::move(category));
}

// ---- Rows, and the places beside them ----

std::string MemoryTable::List::key_of(const Seen& seen) {
  return seen.heading != nullptr ? seen.heading->key : std::string(seen.row->key());
}

std::shared_ptr<const RowAnchor> MemoryTable::List::anchor(const Seen& seen) const {
  Category* const category = seen.heading != nullptr ? seen.heading : seen.category;
  return make_anchor(seen.row, category == nullptr ? nullptr : category->shared_from_this());
}

TablePlace MemoryTable::List::beside(const Seen& seen, TablePlace::Side side) const {
  return {side, key_of(seen), anchor(seen)};
}

TableRow MemoryTable::List::table_row(const Seen& seen, bool with_cells) const {
  std::string key = key_of(seen);
  SharedBag cells = with_cells ? bag(seen) : std::make_shared<const PropertyBag>(PropertyBag{{PR_INSTANCE_KEY, key}});
  return {std::move(key), anchor(seen), std::move(cells)};
}

std::size_t MemoryTable::List::rank(const TablePlace& place) const {
  if (place.side == TablePlace::Side::beginning) return 0;
  if (place.side == TablePlace::Side::end) return size();
  return rank_beside(place);
}

TablePlace MemoryTable::List::place(std::size_t rank) const {
  if (rank == 0) return TablePlace::beginning();
  if (rank >= size()) return TablePlace::end();
  TablePlace place;
  visit(rank, 1, [&](const Seen& seen) { place = beside(seen, TablePlace::Side::before); });
  return place;
}

void MemoryTable::List::visit_from(const TablePlace& from, std::size_t limit, const Visit& visit) const {
  if (from.side == TablePlace::Side::beginning) return this->visit(0, limit, visit);
  if (from.side != TablePlace::Side::end) visit_beside(from, limit, visit);
}

// ---- What a view asks ----

std::vector<TableRow> MemoryTable::List::read(const TablePlace& from, TableDirection direction, std::size_t limit,
                                              std::span<const ULONG> columns) {
  const Lock lock(state_->mutex_);
  std::vector<TableRow> result;
  const auto add = [&](const Seen& seen) { result.push_back(table_row(seen, !columns.empty())); };
  if (direction == TableDirection::forward) {
    visit_from(from, limit, add);
    return result;
  }
  const std::size_t end = rank(from);
  const std::size_t count = std::min(limit, end);
  visit(end - count, count, add);
  std::reverse(result.begin(), result.end());
  return result;
}

TableRows::Page MemoryTable::List::page(const TablePlace& from, std::size_t limit, std::span<const ULONG> columns,
                                        ULONG width, bool advance) {
  const Lock lock(state_->mutex_);
  if (!writer_ || !writer_->is_for(columns, width)) {
    writer_.emplace(std::vector<ULONG>(columns.begin(), columns.end()), width, given());
  }
  const std::size_t room = limit <= kShortPage ? size() : size() - rank(from);
  RowSetBuilder rows(std::min(limit, room));
  Seen at_cursor;
  visit_from(from, limit, [&](const Seen& seen) {
    if (advance || rows.size() == 0) at_cursor = seen;
    rows.add(seen.row != nullptr ? writer_->write(*seen.row) : make_row(*bag(seen), columns, width), columns.size());
  });
  if (rows.size() == 0) return {std::move(rows).finish(), from};
  TablePlace cursor = beside(at_cursor, advance ? TablePlace::Side::after : TablePlace::Side::before);
  return {std::move(rows).finish(), std::move(cursor)};
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
  const Seen seen = find_key(key);
  if (seen.row == nullptr && seen.heading == nullptr) return std::nullopt;
  return table_row(seen, true);
}

// ---- Without categories ----

template <class Order>
void MemoryTable::FlatList<Order>::visit(std::size_t rank, std::size_t limit, const Visit& visit) const {
  rows_.for_each(rank, limit, [&](PackedRow* row) { visit({.row = row}); });
}

template <class Order>
void MemoryTable::FlatList<Order>::visit_beside(const TablePlace& place, std::size_t limit, const Visit& visit) const {
  rows_.for_each_beside(anchor_of(place).row.get(), place.side == TablePlace::Side::after, limit,
                        [&](PackedRow* row) { visit({.row = row}); });
}

template <class Order>
std::size_t MemoryTable::FlatList<Order>::rank_beside(const TablePlace& place) const {
  PackedRow* const row = anchor_of(place).row.get();
  return place.side == TablePlace::Side::before ? rows_.lower_rank(row) : rows_.upper_rank(row);
}

template <class Order>
MemoryTable::List::Seen MemoryTable::FlatList<Order>::find_key(const std::string& key) const {
  PackedRow* const row = row_of_key(key);
  return row == nullptr || !rows_.holds(row) ? Seen() : Seen{.row = row};
}

template <class Order>
SharedBag MemoryTable::FlatList<Order>::bag(const Seen& seen) const {
  return std::make_shared<const PropertyBag>(seen.row->unpack());
}

template <class Order>
std::optional<TableRow> MemoryTable::FlatList<Order>::find(const TablePlace& from, TableDirection direction,
                                                           const Restriction& what) {
  if (direction == TableDirection::backward) return TableRows::find(from, direction, what);
  what.refuse_sub_objects();
  const Lock lock(state_->mutex_);
  RowTest test(&what);
  PackedRow* found = nullptr;
  for (std::size_t at = rank(from); found == nullptr && at < size(); at += kSearchedAtOnce) {
    rows_.for_each(at, kSearchedAtOnce, [&](PackedRow* row) {
      if (found == nullptr && test.matches(*row)) found = row;
    });
  }
  if (found == nullptr) return std::nullopt;
  return table_row({.row = found}, true);
}

template <class Order>
void MemoryTable::FlatList<Order>::follow(const RowChange& change) {
  PackedRow* const old_row = change.old_row();
  PackedRow* const new_row = change.new_row();
  const bool was = old_row != nullptr && rows_.erase(old_row);
  const bool is = new_row != nullptr && shows(*new_row);
  if (is) rows_.insert(new_row);
  if ((!was && !is) || tells_no_more()) return;
  const bool stays = was && is && old_row->key() == new_row->key();
  if (was && !stays) note(TABLE_ROW_DELETED, old_row->key());
  if (!is) return;
  TableChange& told = note(stays ? TABLE_ROW_MODIFIED : TABLE_ROW_ADDED, new_row->key());
  told.cells = change.cells();
  if (const PackedRow* prior = rows_.before(new_row)) told.prior = prior->key();
}

}  // namespace postroom::kit
