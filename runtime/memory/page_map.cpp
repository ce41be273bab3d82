// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/page_map.hpp"

#include <sys/mman.h>

#include <new>

namespace postroom::memory {

Slab* PageMap::add(char* start) noexcept {
  const auto number = reinterpret_cast<std::uintptr_t>(start) >> kSlabBits;
  if (number >> (kRootBits + kLeafBits) != 0) return nullptr;
  std::atomic<Slab*>& leaf = leaves_[number >> kLeafBits];
  if (leaf.load(std::memory_order_relaxed) == nullptr) {
    // A leaf covers 8 GiB; only the pages of it that are used take memory. Zeros are a Slab's initial state.
    void* block = ::mmap(nullptr, kLeafSize * sizeof(Slab), PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block == MAP_FAILED) return nullptr;
    leaf.store(static_cast<Slab*>(block), std::memory_order_release);
  }
  Slab* slab = find(start);
  slab->start = start;
  return slab;
}

}  // namespace postroom::memory
