// SPDX-License-Identifier: Apache-2.0
#include <kit/table/row_index.hpp>

#include <postroom/failure.hpp>

#include <algorithm>
#include <bit>
#include <functional>

namespace postroom::kit {
namespace {

constexpr std::size_t kFewestSlots = 16;

// How many slots may be taken: seven of eight.
constexpr std::size_t limit_of(std::size_t slots) {
  return slots - slots / 8;
}

constexpr std::uint8_t mark_of(std::size_t hash) {
  return static_cast<std::uint8_t>(hash >> 57U);
}

[[noreturn]] void names_no_row() {
  fail(MAPI_E_INVALID_PARAMETER, "the index column cannot be of this type");
}

}  // namespace

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

IndexValue IndexValue::of(const store::ValueView& value) {
  switch (type_of(value.tag)) {
    case PT_UNICODE:
    case PT_BINARY:
    case PT_CLSID:
      return of_bytes(value.data);
    case PT_SYSTIME:
    case PT_BOOLEAN:
    case PT_I2:
    case PT_LONG:
    case PT_I8:
    case PT_CURRENCY:
      return of_number(value.number64());
    default:
      names_no_row();
  }
}

std::size_t IndexValue::hash() const noexcept {
  if (!is_number_) return std::hash<std::string_view>()(bytes_);
  std::uint64_t mixed = number_ * 0x9E3779B97F4A7C15U;  // neighbours far apart, in the upper bits
  mixed ^= mixed >> 32U;
  return mixed * 0xD6E8FEB86659FD93U;
}

IndexValue RowIndex::value_of(const PackedRow& row) const noexcept {
  if (by_ == By::instance_key) return IndexValue::of_bytes(row.key());
  return IndexValue::of(row.view(*row.shape->index()));
}

PackedRow* RowIndex::find(const IndexValue& value) const noexcept {
  if (rows_ == 0) return nullptr;
  const std::size_t hash = value.hash();
  const std::uint8_t mark = mark_of(hash);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash & mask; marks_[slot] != kFree; slot = (slot + 1) & mask) {
    if (marks_[slot] == mark && value_of(*slots_[slot]) == value) return slots_[slot];
  }
  return nullptr;
}

std::size_t RowIndex::slot_of(const PackedRow* row) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = value_of(*row).hash() & mask;
  while (slots_[slot] != row || marks_[slot] >= kFree) slot = (slot + 1) & mask;
  return slot;
}

void RowIndex::place(PackedRow* row) noexcept {
  const std::size_t hash = value_of(*row).hash();
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (marks_[slot] != kFree) slot = (slot + 1) & mask;
  marks_[slot] = mark_of(hash);
  slots_[slot] = row;
}

void RowIndex::insert(PackedRow* row) {
  reserve(rows_ + 1);
  place(row);
  ++rows_;
  ++taken_;
}

void RowIndex::erase(const PackedRow* row) noexcept {
  marks_[slot_of(row)] = kGone;
  --rows_;
}

void RowIndex::reserve(std::size_t rows) {
  const std::size_t limit = limit_of(slots_.size());
  if (rows <= limit && taken_ + (rows - std::min(rows, rows_)) <= limit) return;
  const std::size_t wanted = rows + rows / 3;  // more than enough, or the next change would do the same again
  grow(std::max({kFewestSlots, std::bit_ceil(wanted), slots_.size()}));
}

void RowIndex::grow(std::size_t slots) {
  std::vector<std::uint8_t> marks(slots, kFree);
  std::vector<PackedRow*> pointers(slots);
  marks.swap(marks_);
  pointers.swap(slots_);
  taken_ = rows_;
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    if (marks[i] < kFree) place(pointers[i]);
  }
}

}  // namespace postroom::kit
