// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/packed_row.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace postroom::kit {

// A value by which a row is found: a number, or bytes that are somebody else's. Equal numbers are equal whatever their
// types.
class IndexValue {
 public:
  // Throws Failure(MAPI_E_INVALID_PARAMETER) for a type that names no rows.
  static IndexValue of(const PropertyValue& value);
  static IndexValue of(const store::ValueView& value);
  static IndexValue of_bytes(std::string_view bytes) noexcept { return {false, 0, bytes}; }

  std::size_t hash() const noexcept;
  friend bool operator==(const IndexValue&, const IndexValue&) = default;

 private:
  IndexValue(bool is_number, std::uint64_t number, std::string_view bytes) noexcept
      : is_number_(is_number), number_(number), bytes_(bytes) {}
  static IndexValue of_number(std::int64_t number) noexcept { return {true, static_cast<std::uint64_t>(number), {}}; }

  bool is_number_;
  std::uint64_t number_;
  std::string_view bytes_;
};

// The rows of a table by their index column or by their PR_INSTANCE_KEY, as pointers in one array that is hashed by
// the value and read on from there; a byte beside each tells most others apart. Not thread-safe.
class RowIndex {
 public:
  enum class By : std::uint8_t { index_column, instance_key };
  explicit RowIndex(By by) : by_(by) {}

  // Null when there is none.
  PackedRow* find(const IndexValue& value) const noexcept;
  void insert(PackedRow* row);
  // REQUIRES: the row is there.
  void erase(const PackedRow* row) noexcept;
  // Puts a row with the same value in the place of another. REQUIRES: `old_row` is there.
  void replace(const PackedRow* old_row, PackedRow* new_row) noexcept { slots_[slot_of(old_row)] = new_row; }
  // Makes room for so many rows: up to that, insert() does not throw.
  void reserve(std::size_t rows);

  // The value by which the row is found here.
  IndexValue value_of(const PackedRow& row) const noexcept;

 private:
  static constexpr std::uint8_t kFree = 0x80;
  static constexpr std::uint8_t kGone = 0xFF;  // of a row that went: what it stood in the way of is beyond

  std::size_t slot_of(const PackedRow* row) const noexcept;
  void place(PackedRow* row) noexcept;
  void grow(std::size_t slots);

  By by_;
  std::vector<std::uint8_t> marks_;  // 7 bits of the hash, or one of the above
  std::vector<PackedRow*> slots_;    // as many; a power of two
  std::size_t rows_ = 0;
  std::size_t taken_ = 0;  // by rows, and by those that went
};

}  // namespace postroom::kit
