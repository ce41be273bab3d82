// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/property.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <unordered_set>
#include <vector>

namespace postroom::kit {

// The columns that packed rows have in common, and where each stands in a row's block: what would otherwise be stored
// with every row. Immutable.
//
//   a row's header · values of fixed size, as store::Bag writes them · u32 end of each other value · those, back to
//   back
//
// Numbers may stand unaligned. PR_INSTANCE_KEY is the last of the values that differ in size, whatever its id.
class RowShape : public std::enable_shared_from_this<RowShape> {
 public:
  struct Column {
    ULONG tag;
    std::uint32_t place;  // of a fixed value, where it begins in the block; of another, how many stand before it
    std::uint16_t width;  // of a fixed value
    bool fixed;
  };

  // REQUIRES: `tags` are canonical, sorted by id, one for each id. `index_column` may be none of them.
  RowShape(const std::vector<ULONG>& tags, ULONG index_column);

  // By id.
  std::span<const Column> columns() const noexcept { return columns_; }
  // The column that answers `tag` (kit::answers), and the one with its id; or null.
  const Column* find(ULONG tag) const noexcept;
  const Column* find_id(ULONG tag) const noexcept;
  // The index column and PR_INSTANCE_KEY; null for rows that lack it.
  const Column* index() const noexcept { return index_; }
  const Column* key() const noexcept { return key_; }

  // Where the ends of the values that differ in size stand in the block, how many these are, and where the first
  // begins.
  std::uint32_t ends() const noexcept { return ends_; }
  std::uint32_t variables() const noexcept { return variables_; }
  std::uint32_t values() const noexcept {
    return ends_ + variables_ * static_cast<std::uint32_t>(sizeof(std::uint32_t));
  }

 private:
  std::vector<Column> columns_;
  const Column* index_ = nullptr;
  const Column* key_ = nullptr;
  std::uint32_t ends_ = 0;
  std::uint32_t variables_ = 0;
};

// The shapes that the rows of a table have; one for each set of columns. Those that no row has any more stay until so
// many have gathered that it is worth a look at all rows. Not thread-safe.
class RowShapes {
 public:
  explicit RowShapes(ULONG index_column) : index_column_(index_column) {}

  // REQUIRES: as RowShape's constructor.
  const RowShape& of(const std::vector<ULONG>& tags);
  // Are there twice as many as a sweep left, and more than a few?
  bool want_sweep() const noexcept { return shapes_.size() > swept_at_; }
  // Gives up the shapes that are not among `used` and that nobody shares.
  void sweep(const std::unordered_set<const RowShape*>& used);
  ULONG index_column() const noexcept { return index_column_; }

 private:
  static constexpr std::size_t kFew = 64;

  const ULONG index_column_;
  std::map<std::vector<ULONG>, std::shared_ptr<const RowShape>> shapes_;
  std::size_t swept_at_ = kFew;
};

}  // namespace postroom::kit
