// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/packed_row.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

namespace postroom::kit {

// A value by which a row is found: a number, or bytes that are somebody else's. Equal numbers are equal whatever their
// types.
class IndexValue {
 public:
  // Throw Failure(MAPI_E_INVALID_PARAMETER) for a type that names no rows.
  static IndexValue of(const PropertyValue& value);
  static IndexValue of(const PackedRow& row, const RowShape::Column& column);
  static IndexValue of_bytes(std::string_view bytes) noexcept;
  // Does a column of this type name rows?
  static bool names_rows(ULONG tag) noexcept;

  std::uint32_t hash() const noexcept { return hash_; }
  // Null unless the value is a number.
  const std::int64_t* number() const noexcept { return is_number_ ? &number_ : nullptr; }
  friend bool operator==(const IndexValue&, const IndexValue&) = default;

 private:
  IndexValue() = default;
  static IndexValue of_number(std::int64_t number) noexcept;

  std::uint32_t hash_ = 0;
  bool is_number_ = false;
  std::int64_t number_ = 0;
  std::string_view bytes_{};
};

// The rows of a table by their index column or by their PR_INSTANCE_KEY: pointers in one array, at the place that the
// hash of the value says or the next that is free. The hashes stand beside, so that a row is looked at only when it is
// found. Not thread-safe.
class RowIndex {
 public:
  enum class By : std::uint8_t { index_column, instance_key };
  explicit RowIndex(By by) noexcept : by_(by) {}

  // Null when there is none.
  PackedRow* find(const IndexValue& value) const noexcept;
  // REQUIRES: `value` is value_of(*row).
  void insert(PackedRow* row, const IndexValue& value);
  void insert(PackedRow* row) { insert(row, value_of(*row)); }
  // REQUIRES: the row is there. Of the room that reserve() made, some may go with the rows; there stays room for as
  // many again as are left.
  void erase(const PackedRow* row) noexcept;
  // Puts a row with the same value in the place of another. REQUIRES: `old_row` is there.
  void replace(const PackedRow* old_row, PackedRow* new_row) noexcept { rows_[slot_of(old_row)] = new_row; }
  // Makes room for so many rows: up to that, insert() does not throw.
  void reserve(std::size_t count);

  // The value by which the row is found here.
  IndexValue value_of(const PackedRow& row) const noexcept;

 private:
  // Instead of a hash; hashes are above these.
  static constexpr std::uint32_t kFree = 0;
  static constexpr std::uint32_t kGone = 1;  // of a row that went: what it stood in the way of is beyond

  std::size_t slot_of(const PackedRow* row) const noexcept;
  void place(PackedRow* row, std::uint32_t hash) noexcept;
  void resize(std::size_t slots);

  By by_;
  std::size_t slots_ = 0;  // a power of two, or 0
  std::unique_ptr<std::uint32_t[]> hashes_;
  std::unique_ptr<PackedRow*[]> rows_;
  std::int64_t greatest_ = std::numeric_limits<std::int64_t>::min();  // of the numbers there ever were
  std::size_t count_ = 0;
  std::size_t taken_ = 0;  // slots of rows, and of those that went
};

}  // namespace postroom::kit
