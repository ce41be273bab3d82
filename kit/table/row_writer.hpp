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
  std::size_t columns() const noexcept { return columns_.size(); }

  mapi_ptr<SPropValue> write(const PackedRow& row);

 private:
  enum class How : std::uint8_t { constant, boolean, two_bytes, four_bytes, eight_bytes, wide, narrow, binary, value };
  struct Cell {
    SPropValue start;  // with its tag; all of a constant
    How how;
    ULONG width;
    RowShape::Column column;
  };

  void look_up(const RowShape& shape);
  Cell cell_of(const RowShape& shape, ULONG column) const;
  static std::size_t room_for(const Cell& cell, const PackedRow& row);
  static void fill(SPropValue& target, const Cell& cell, const PackedRow& row, std::byte*& space);

  const std::vector<ULONG> columns_;
  const ULONG width_;
  const PropertyBag given_;
  std::shared_ptr<const RowShape> shape_;  // that of `cells_`
  std::vector<Cell> cells_;
};

}  // namespace postroom::kit
