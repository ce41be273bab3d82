// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/packed_row.hpp>

#include <compare>
#include <cstdint>

namespace postroom::kit {

// The first 16 bytes of a value as an order sees it. Whenever two prefixes of one sort key differ, their order is that
// of the values; where they are equal, the values must be looked at. It spares most comparisons the way to the values.
struct SortPrefix {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend auto operator<=>(const SortPrefix&, const SortPrefix&) = default;
};

// A missing value comes last, in a descending key as well.
SortPrefix sort_prefix(const PackedRow& row, const SortOrder::Key& key);

}  // namespace postroom::kit
