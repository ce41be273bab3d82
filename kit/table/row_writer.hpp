// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/packed_row.hpp>
#include <postroom/mapi_ptr.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace postroom::kit {

// Writes packed rows in MAPI's form: what make_row() says of their bags, straight into the block that the client gets.
// Where the columns stand is looked up once for rows of one shape. Not thread-safe.
class RowWriter {
 public:
  // `given` are columns that each row is answered, whether it has them or not.
  RowWriter(std::vector<ULONG> columns, ULONG width, PropertyBag given = {});

  bool is_for(std::span<const ULONG> columns, ULONG width) const noexcept;

  mapi_ptr<SPropValue> write(const PackedRow& row);

 private:
  // A cell that the row has, and how its value gets into the block.
  enum class How : std::uint8_t { number, wide, narrow, binary, value };
  struct Cell {
    std::size_t index;  // among the columns
    How how;
    ULONG width;  // of text
    RowShape::Column column;
  };

  void look_up(const RowShape& shape);
  void look_up(const RowShape& shape, std::size_t index);
  static How how_of(ULONG tag);
  static std::size_t room_for(const Cell& cell, const PackedRow& row);
  static void fill(SPropValue& target, const Cell& cell, const PackedRow& row, std::byte*& space);

  const std::vector<ULONG> columns_;
  const ULONG width_;
  const PropertyBag given_;
  // For rows of one shape: what all answers begin with, the tags and what is the same in each; then the numbers, and
  // the cells that point to something.
  std::shared_ptr<const RowShape> shape_;
  std::vector<SPropValue> start_;
  std::vector<Cell> numbers_;
  std::vector<Cell> pointing_;
};

}  // namespace postroom::kit
