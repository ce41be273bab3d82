// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/memory/page_map.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace postroom::memory {

// Cells: pieces of memory of a few sizes, which chains (chains.hpp) are made of. They come from slabs of 64 KiB, so
// that any address can be asked which cell it lies in, without a look at what is there.
//
// Each thread keeps some free cells of each size for itself and gives and takes them without a lock; it exchanges them
// with all others in batches. A slab whose cells are all free serves another size next, and its memory goes back to the
// system when there are many such. The caches hang on a pthread key: libpostroom has no thread-local variable (design
// 4), and stays mapped, so that the key's destructor is there whenever a thread ends.
//
// Thread-safe. In the child of a fork the caches of the other threads are lost, everything else works.

// The beginning of a cell, and of what stands in the place of one (chains.hpp). 0 is the state of a free one.
struct alignas(16) Cell {
  std::atomic<std::uint8_t> state{0};
  std::uint8_t size_class = 0;
  std::uint16_t room = 0;
  std::uint32_t size = 0;
  std::atomic<Cell*> next{nullptr};
};
static_assert(sizeof(Cell) == 16);

inline constexpr std::array<std::uint16_t, 13> kCellSizes = {64,  96,   128,  192,  256,  384, 512,
                                                             768, 1024, 1536, 2048, 3072, 4096};
inline constexpr std::size_t kClasses = kCellSizes.size();
inline constexpr std::size_t kLargestCell = kCellSizes.back();

namespace detail {

constexpr std::size_t kStep = 32;  // every size is a multiple

constexpr auto classes_by_size() noexcept {
  std::array<std::uint8_t, kLargestCell / kStep + 1> result{};
  std::uint8_t size_class = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (i * kStep > kCellSizes[size_class]) ++size_class;
    result[i] = size_class;
  }
  return result;
}
inline constexpr auto kClassBySize = classes_by_size();

// offset / size is (offset * reciprocal) >> 32: exact for offsets within a slab.
constexpr auto reciprocals() noexcept {
  std::array<std::uint32_t, kClasses> result{};
  for (std::size_t i = 0; i < kClasses; ++i) {
    result[i] = static_cast<std::uint32_t>(((std::uint64_t{1} << 32U) + kCellSizes[i] - 1) / kCellSizes[i]);
  }
  return result;
}
inline constexpr auto kReciprocals = reciprocals();

extern PageMap page_map;

}  // namespace detail

// The class of the smallest cell that holds `size` bytes. REQUIRES: size <= kLargestCell.
constexpr std::uint8_t class_of(std::size_t size) noexcept {
  return detail::kClassBySize[(size + detail::kStep - 1) / detail::kStep];
}

// Gives threads caches of cells from now on; without, every cell is taken and given under a lock. One thread at a time.
void prepare_caches() noexcept;

// A cell with its size_class set and nothing else; null when there is no memory.
Cell* allocate_cell(std::uint8_t size_class) noexcept;

// Frees the cells that are linked from `first` on by their `next`, and sets their state so. Null does nothing.
void free_cells(Cell* first) noexcept;

inline void free_cell(Cell* cell) noexcept {
  cell->next.store(nullptr, std::memory_order_relaxed);
  free_cells(cell);
}

// Where an address lies.
struct Place {
  bool in_slab = false;    // false: no cell was ever there
  Cell* cell = nullptr;    // null: in a slab, but in no cell at present
  std::size_t offset = 0;  // of the address in the cell
};

// Any address; reads nothing there.
inline Place place_of(const void* address) noexcept {
  const Slab* slab = detail::page_map.find(address);
  if (slab == nullptr) return {};
  const unsigned size_class = slab->size_class.load(std::memory_order_acquire);
  if (size_class == Slab::kNone) return {};
  if (size_class == Slab::kIdle) return {true, nullptr, 0};
  const std::size_t offset = reinterpret_cast<std::uintptr_t>(address) % kSlabSize;
  const std::size_t index = (offset * std::uint64_t{detail::kReciprocals[size_class - 1]}) >> 32U;
  if (index >= slab->carved.load(std::memory_order_acquire)) return {true, nullptr, 0};
  if (slab->size_class.load(std::memory_order_relaxed) != size_class) return {true, nullptr, 0};  // it was given up
  const std::size_t start = index * kCellSizes[size_class - 1];
  return {true, reinterpret_cast<Cell*>(reinterpret_cast<std::uintptr_t>(address) - (offset - start)), offset - start};
}

// For the fork handlers (fork.cpp): nobody allocates or frees between the two.
void lock_cells() noexcept;
void unlock_cells() noexcept;

// How many bytes the slabs hold whose cells are not all free, the caches' cells being in use. For tests.
std::size_t bytes_in_slabs() noexcept;

}  // namespace postroom::memory
