// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/packed_row.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace postroom::kit {

// A restriction made ready for packed rows: where its columns stand is looked up once for all rows of a shape, and the
// usual comparisons read the values in place. It says of each row what Restriction::matches() says, and throws what
// that throws. Not thread-safe.
class RowTest {
 public:
  // Null is true for every row. The restriction is copied.
  explicit RowTest(const Restriction* restriction);

  bool matches(const PackedRow& row);
  bool is_for_all() const noexcept { return !restriction_.has_value(); }

 private:
  struct Step;
  class Builder;

  const Step& steps_for(const RowShape& shape);
  static bool holds(const Step& step, const PackedRow& row);

  std::optional<Restriction> restriction_;
  // For each shape that was met, the last one first; the shape is kept, so that no other has its address.
  struct Ready {
    std::shared_ptr<const RowShape> shape;
    std::shared_ptr<const Step> root;
  };
  std::vector<Ready> ready_;
};

}  // namespace postroom::kit
