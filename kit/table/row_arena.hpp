// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/packed_row.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace postroom::kit {

// Where the rows of a table lie: one behind the other in slabs, so that a row costs its own bytes and those who go
// through the rows find them side by side. The room of a row that went is taken by the next of its size; a slab that
// has no row left is given back, but for the one that fills up, which goes with the last row of all. Rows that are
// large for a slab have memory of their own. Not thread-safe.
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
  using Memory = std::unique_ptr<std::byte[]>;
  struct Slab {
    Memory memory;
    std::uint32_t size;
    std::uint32_t used = 0;  // up to here rooms lie back to back, each a row's or free
    std::uint32_t rows = 0;

    std::byte* start() const noexcept { return memory.get(); }
  };
  // The room that a row has left, one of a list of the same size.
  struct Room {
    Room* before;
    Room* next;
    std::size_t units;
  };

  static std::size_t units_for(std::size_t size) noexcept;
  void* take(std::size_t units);
  void* take_beyond(std::size_t units);
  void add_slab(std::size_t least);
  Slab& slab_of(const void* room) noexcept;
  void link(void* place, std::size_t units) noexcept;
  void unlink(Room* room) noexcept;
  void clear(Slab& slab) noexcept;

  std::vector<Slab> slabs_;   // by address
  std::size_t filling_ = 0;   // the slab that new rooms come from
  std::vector<Room*> rooms_;  // the first free room of each size
  std::unordered_map<const void*, Memory> large_;
  std::size_t rows_in_slabs_ = 0;
};

}  // namespace postroom::kit
