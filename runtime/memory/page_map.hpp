// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace postroom::memory {

struct Cell;

inline constexpr std::size_t kSlabBits = 16;
inline constexpr std::size_t kSlabSize = std::size_t{1} << kSlabBits;

// What is known of a slab: 64 KiB that are cut into cells of one size. It lies apart from the slab, where no overrun
// of a block reaches it. The atomic members may be read by anyone, the others belong to the lock of the slab's class.
struct Slab {
  static constexpr std::uint8_t kNone = 0;    // there is no slab
  static constexpr std::uint8_t kIdle = 255;  // it serves no class at present

  std::atomic<std::uint8_t> size_class{kNone};  // or 1 more than the index of the class that it serves
  std::atomic<std::uint16_t> carved{0};         // how many cells have been cut from its start so far
  std::uint16_t used = 0;                       // cells that are in blocks or in a thread's cache
  char* start = nullptr;
  Cell* free = nullptr;
  Slab* next = nullptr;
  Slab* previous = nullptr;
};

// Finds the slab that an address lies in: a table with one entry for every 64 KiB of the address space, in two levels.
// What asks may have any address whatever; nothing is read there. That is how a foreign pointer is recognised.
class PageMap {
 public:
  constexpr PageMap() noexcept = default;

  // The entry for the address: null, or one without a class, when no slab was ever made there. An entry is never moved
  // or freed. Any thread.
  Slab* find(const void* address) const noexcept {
    const auto number = reinterpret_cast<std::uintptr_t>(address) >> kSlabBits;
    if (number >> (kRootBits + kLeafBits) != 0) return nullptr;
    Slab* leaf = leaves_[number >> kLeafBits].load(std::memory_order_acquire);
    return leaf == nullptr ? nullptr : leaf + (number & (kLeafSize - 1));
  }

  // Enters the slab at `start`, which is aligned to its size; null when there is no memory for the entry.
  // REQUIRES: no other thread adds at the same time.
  Slab* add(char* start) noexcept;

 private:
  static constexpr std::size_t kRootBits = 15;
  static constexpr std::size_t kLeafBits = 48 - kRootBits - kSlabBits;  // 48 bits of addresses
  static constexpr std::size_t kLeafSize = std::size_t{1} << kLeafBits;

  std::atomic<Slab*> leaves_[std::size_t{1} << kRootBits] = {};
};

}  // namespace postroom::memory
