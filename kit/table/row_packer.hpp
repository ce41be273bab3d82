// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/packed_row.hpp>

#include <string>
#include <vector>

namespace postroom::kit {

// Packs rows, from bags and from MAPI's own form of them. What rows of that form with the same tags have in common is
// worked out once. Not thread-safe.
class RowPacker {
 public:
  // What was packed: a row's block, good until the next call. Its sequence is 0.
  struct Packed {
    std::string_view block;
    bool keyless;  // the row came without PR_INSTANCE_KEY, and kKeySize bytes at the end of the block wait for one

    const PackedRow& row() const noexcept { return *reinterpret_cast<const PackedRow*>(block.data()); }
  };
  static constexpr std::size_t kKeySize = 8;

  explicit RowPacker(ULONG index_column) : shapes_(index_column) {}

  // Throw Failure: MAPI_E_NOT_ENOUGH_MEMORY for a row that is too big; of a row in MAPI's form, what
  // PropertyBag::from() throws. Its PT_ERROR and PR_NULL entries are left out (M-38).
  Packed pack(PropertyBag bag);
  Packed pack(const SRow& row);
  // Any values, as they are.
  OwnRow own(const PropertyBag& values);

  // Gives back the room that a large row took; what pack() gave last is no longer good.
  void trim() noexcept;

  // RowShapes' own. After a sweep no packed row that is not in `used` is good, the one that pack() gave last included.
  bool wants_sweep() const noexcept { return shapes_.want_sweep(); }
  void sweep(const std::unordered_set<const RowShape*>& used);

 private:
  // How rows of MAPI's form with certain tags are packed.
  struct Fixed {
    std::size_t from;  // which of the given values
    RowShape::Column to;
  };
  struct Plan {
    std::vector<ULONG> given;
    const RowShape* shape = nullptr;  // null: by way of a bag
    bool keyless = false;
    std::vector<Fixed> fixed;
    std::vector<std::size_t> variable;  // which of the given values are those that differ in size, in their order
  };

  void begin(const RowShape& shape);
  void end_value(std::uint32_t which);
  const PackedRow& write(const PropertyBag& bag);
  void make_plan(const SRow& row);
  void write_variable(const SPropValue& value);

  RowShapes shapes_;
  Plan plan_;
  std::string block_;
};

}  // namespace postroom::kit
