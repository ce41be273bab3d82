// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/packed_row.hpp>

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

namespace postroom::kit {

// Where the rows of a table lie: one behind the other in slabs, so that a row costs its own bytes and those who go
// through the rows find them side by side. The room of a row that went is taken by the next of its size; when the last
// one goes, all of it is given back. Rows that are large for a slab have memory of their own. Not thread-safe.
class RowArena {
 public:
  RowArena() = default;
  RowArena(const RowArena&) = delete;
  RowArena& operator=(const RowArena&) = delete;

  // A copy of a row's block.
  PackedRow* add(std::string_view block);
  // REQUIRES: add() gave it, and it is there still.
  void remove(PackedRow* row) noexcept;

 private:
  static constexpr std::size_t kFirstSlab = 1024;
  static constexpr std::size_t kLargestSlab = 64 * 1024;
  static constexpr std::size_t kLargestInSlab = 4 * 1024;
  struct Room {
    Room* next;
  };
  using Memory = std::unique_ptr<std::byte[]>;

  void* take(std::size_t size);

  std::vector<Memory> slabs_;
  std::size_t slab_size_ = 0;
  std::size_t used_ = 0;      // of the last slab
  std::vector<Room*> rooms_;  // that rows have left, by their size
  std::unordered_map<const void*, Memory> large_;
  std::size_t rows_in_slabs_ = 0;
};

}  // namespace postroom::kit
