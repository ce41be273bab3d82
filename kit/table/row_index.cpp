// SPDX-License-Identifier: Apache-2.0
#include <kit/table/row_index.hpp>

#include <postroom/failure.hpp>

#include <algorithm>
#include <bit>
#include <functional>
#include <new>
#include <utility>

namespace postroom::kit {
namespace {

constexpr std::size_t kFewestSlots = 16;

// How many slots may be taken: five of eight, or the way to a free one gets long.
constexpr std::size_t limit_of(std::size_t slots) {
  return slots / 8 * 5;
}

// 32 bits that are not those which stand for no row.
constexpr std::uint32_t usable(std::uint64_t hash) {
  return std::max<std::uint32_t>(static_cast<std::uint32_t>(hash), 2);
}

[[noreturn]] void names_no_row() {
  fail(MAPI_E_INVALID_PARAMETER, "the index column cannot be of this type");
}

}  // namespace

IndexValue IndexValue::of_bytes(std::string_view bytes) noexcept {
  IndexValue value;
  value.bytes_ = bytes;
  value.hash_ = usable(std::hash<std::string_view>()(bytes));
  return value;
}

// Rows are mostly numbered one after the other. Eight neighbours stay beside each other, so that their hashes are in
// one line of the cache; where such a group stands is as good as chance.
IndexValue IndexValue::of_number(std::int64_t number) noexcept {
  constexpr std::uint64_t kGroup = 8;
  const auto bits = static_cast<std::uint64_t>(number);
  std::uint64_t group = (bits / kGroup) * 0x9E3779B97F4A7C15U;
  group = (group ^ (group >> 32U)) * 0xD6E8FEB86659FD93U;
  IndexValue value;
  value.is_number_ = true;
  value.number_ = number;
  value.hash_ = usable(static_cast<std::uint32_t>(group >> 32U) * kGroup + bits % kGroup);
  return value;
}

IndexValue IndexValue::of(const PropertyValue& value) {
  switch (value.type()) {
    case PT_UNICODE:
      return of_bytes(value.text());
    case PT_BINARY:
      return of_bytes(value.binary());
    case PT_CLSID:
      return of_bytes(bytes_of(value.guid()));
    case PT_SYSTIME:
      return of_number(static_cast<std::int64_t>(value.ticks()));
    case PT_BOOLEAN:
      return of_number(value.boolean() ? 1 : 0);
    case PT_I2:
    case PT_LONG:
    case PT_I8:
    case PT_CURRENCY:
      return of_number(value.number64());
    default:
      names_no_row();
  }
}

IndexValue IndexValue::of(const PackedRow& row, const RowShape::Column& column) {
  switch (type_of(column.tag)) {
    case PT_UNICODE:
    case PT_BINARY:
    case PT_CLSID:
      return of_bytes(row.data(column));
    case PT_BOOLEAN:
    case PT_I2:
      return of_number(row.number<std::int16_t>(column));
    case PT_LONG:
      return of_number(row.number<std::int32_t>(column));
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
      return of_number(row.number<std::int64_t>(column));
    default:
      names_no_row();
  }
}

bool IndexValue::names_rows(ULONG tag) noexcept {
  switch (type_of(tag)) {
    case PT_UNICODE:
    case PT_BINARY:
    case PT_CLSID:
    case PT_BOOLEAN:
    case PT_I2:
    case PT_LONG:
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
      return true;
    default:
      return false;
  }
}

IndexValue RowIndex::value_of(const PackedRow& row) const noexcept {
  if (by_ == By::instance_key) return IndexValue::of_bytes(row.key());
  return IndexValue::of(row, *row.shape->index());
}

PackedRow* RowIndex::find(const IndexValue& value) const noexcept {
  if (count_ == 0) return nullptr;
  if (value.number() != nullptr && *value.number() > greatest_) return nullptr;  // as of most rows that are added
  const std::size_t mask = slots_ - 1;
  for (std::size_t slot = value.hash() & mask; hashes_[slot] != kFree; slot = (slot + 1) & mask) {
    if (hashes_[slot] == value.hash() && value_of(*rows_[slot]) == value) return rows_[slot];
  }
  return nullptr;
}

std::size_t RowIndex::slot_of(const PackedRow* row) const noexcept {
  const std::uint32_t hash = value_of(*row).hash();
  const std::size_t mask = slots_ - 1;
  std::size_t slot = hash & mask;
  while (hashes_[slot] != hash || rows_[slot] != row) slot = (slot + 1) & mask;
  return slot;
}

void RowIndex::place(PackedRow* row, std::uint32_t hash) noexcept {
  const std::size_t mask = slots_ - 1;
  std::size_t slot = hash & mask;
  while (hashes_[slot] != kFree) slot = (slot + 1) & mask;
  hashes_[slot] = hash;
  rows_[slot] = row;
}

void RowIndex::insert(PackedRow* row, const IndexValue& value) {
  reserve(count_ + 1);
  place(row, value.hash());
  if (value.number() != nullptr) greatest_ = std::max(greatest_, *value.number());
  ++count_;
  ++taken_;
}

void RowIndex::erase(const PackedRow* row) noexcept {
  hashes_[slot_of(row)] = kGone;
  --count_;
  if (slots_ <= kFewestSlots || count_ >= slots_ / 16) return;
  try {
    resize(std::max(kFewestSlots,
                    slots_ / 4));    // a quarter full: neither the next rows nor the next that go do this again
  } catch (const std::bad_alloc&) {  // it stays as large as it is
  }
}

void RowIndex::reserve(std::size_t count) {
  const std::size_t limit = limit_of(slots_);
  if (count <= limit && taken_ + (count - std::min(count, count_)) <= limit) return;
  std::size_t slots = std::max(kFewestSlots, slots_);
  while (limit_of(slots) < count + count / 8) slots *= 2;  // room to spare, or the next change would do the same again
  resize(slots);
}

void RowIndex::resize(std::size_t slots) {
  auto hashes = std::make_unique<std::uint32_t[]>(slots);
  auto rows = std::make_unique_for_overwrite<PackedRow*[]>(slots);
  hashes.swap(hashes_);
  rows.swap(rows_);
  const std::size_t former = std::exchange(slots_, slots);
  taken_ = count_;
  for (std::size_t i = 0; i < former; ++i) {
    if (hashes[i] > kGone) place(rows[i], hashes[i]);
  }
}

}  // namespace postroom::kit
