// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/cells.hpp"

#include "runtime/memory/fork_mutex.hpp"

#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace postroom::memory {

constinit PageMap detail::page_map;

namespace {

constexpr std::size_t kChunk = 16 * kSlabSize;  // what is asked of the system at a time
constexpr std::size_t kWarm = 64;               // free slabs that keep their memory

void link(Slab*& first, Slab& slab) noexcept {
  slab.previous = nullptr;
  slab.next = first;
  if (first != nullptr) first->previous = &slab;
  first = &slab;
}

void unlink(Slab*& first, Slab& slab) noexcept {
  (slab.previous != nullptr ? slab.previous->next : first) = slab.next;
  if (slab.next != nullptr) slab.next->previous = slab.previous;
}

// The slabs that serve no class.
struct Pool {
  ForkMutex mutex;
  Slab* warm POSTROOM_GUARDED_BY(mutex) = nullptr;
  Slab* cold POSTROOM_GUARDED_BY(mutex) = nullptr;  // their memory is the system's
  std::size_t warm_count POSTROOM_GUARDED_BY(mutex) = 0;
  char* unused POSTROOM_GUARDED_BY(mutex) = nullptr;  // the rest of the last chunk
  char* end POSTROOM_GUARDED_BY(mutex) = nullptr;

  Slab* take() noexcept {
    const ForkLock lock(mutex);
    if (Slab* slab = warm) {
      --warm_count;
      unlink(warm, *slab);
      return slab;
    }
    if (Slab* slab = cold) {
      unlink(cold, *slab);
      return slab;
    }
    if (unused == end && !ask_system()) return nullptr;
    Slab* slab = detail::page_map.add(unused);
    if (slab != nullptr) unused += kSlabSize;
    return slab;
  }

  void give(Slab& slab) noexcept {
    const ForkLock lock(mutex);
    if (warm_count < kWarm) {
      ++warm_count;
      link(warm, slab);
      return;
    }
    ::madvise(slab.start, kSlabSize, MADV_DONTNEED);
    link(cold, slab);
  }

 private:
  bool ask_system() noexcept POSTROOM_REQUIRES(mutex) {
    // A slab's worth more than is used, for the alignment.
    void* block = ::mmap(nullptr, kChunk + kSlabSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) return false;
    auto* const start = static_cast<char*>(block);
    const std::size_t before = (kSlabSize - reinterpret_cast<std::uintptr_t>(block) % kSlabSize) % kSlabSize;
    if (before != 0) ::munmap(start, before);
    ::munmap(start + before + kChunk, kSlabSize - before);
    unused = start + before;
    end = unused + kChunk;
    return true;
  }
};

constinit Pool pool;

// The slabs of one class.
struct alignas(64) Class {
  ForkMutex mutex;
  Slab* with_room POSTROOM_GUARDED_BY(mutex) = nullptr;
  std::size_t slabs POSTROOM_GUARDED_BY(mutex) = 0;

  // Links up to `wanted` cells in front of `first`; how many it were.
  std::size_t take(std::uint8_t index, std::size_t wanted, Cell*& first) noexcept {
    const ForkLock lock(mutex);
    std::size_t taken = 0;
    for (; taken < wanted; ++taken) {
      if (with_room == nullptr && !add_slab(index)) break;
      Slab& slab = *with_room;
      Cell* cell = slab.free != nullptr ? pop(slab) : carve(slab, index);
      ++slab.used;
      if (is_full(slab, index)) unlink(with_room, slab);
      cell->next.store(first, std::memory_order_relaxed);
      first = cell;
    }
    return taken;
  }

  // Takes `count` cells that are linked from `first` on; the one after them.
  Cell* give(std::uint8_t index, std::size_t count, Cell* first) noexcept {
    const ForkLock lock(mutex);
    for (; count > 0; --count) {
      Cell* next = first->next.load(std::memory_order_relaxed);
      Slab& slab = *detail::page_map.find(first);
      if (is_full(slab, index)) link(with_room, slab);
      first->next.store(slab.free, std::memory_order_relaxed);
      slab.free = first;
      if (--slab.used == 0) remove_slab(slab);
      first = next;
    }
    return first;
  }

 private:
  static std::size_t cells_in_slab(std::uint8_t index) noexcept { return kSlabSize / kCellSizes[index]; }

  static bool is_full(const Slab& slab, std::uint8_t index) noexcept {
    return slab.free == nullptr && slab.carved.load(std::memory_order_relaxed) == cells_in_slab(index);
  }

  static Cell* pop(Slab& slab) noexcept {
    Cell* cell = slab.free;
    slab.free = cell->next.load(std::memory_order_relaxed);
    return cell;
  }

  // What lay there before is anything: the cell is made before it can be found.
  static Cell* carve(Slab& slab, std::uint8_t index) noexcept {
    const std::uint16_t carved = slab.carved.load(std::memory_order_relaxed);
    auto* cell = new (slab.start + std::size_t{carved} * kCellSizes[index]) Cell;
    cell->size_class = index;
    slab.carved.store(static_cast<std::uint16_t>(carved + 1), std::memory_order_release);
    return cell;
  }

  bool add_slab(std::uint8_t index) noexcept POSTROOM_REQUIRES(mutex) {
    Slab* slab = pool.take();
    if (slab == nullptr) return false;
    slab->size_class.store(static_cast<std::uint8_t>(index + 1), std::memory_order_release);
    link(with_room, *slab);
    ++slabs;
    return true;
  }

  void remove_slab(Slab& slab) noexcept POSTROOM_REQUIRES(mutex) {
    unlink(with_room, slab);
    --slabs;
    slab.size_class.store(Slab::kIdle, std::memory_order_release);
    slab.carved.store(0, std::memory_order_release);
    slab.free = nullptr;
    pool.give(slab);
  }
};

constinit std::array<Class, kClasses> classes;

// How many cells are exchanged at a time; a thread keeps twice that.
constexpr std::size_t batch_of(std::uint8_t index) noexcept {
  return std::clamp<std::size_t>(8192 / kCellSizes[index], 4, 32);
}

// The free cells that a thread keeps.
class Cache {
 public:
  Cell* take(std::uint8_t index) noexcept {
    Bin& bin = bins_[index];
    if (bin.first == nullptr) [[unlikely]] {
      bin.count = classes[index].take(index, batch_of(index), bin.first);
      if (bin.count == 0) return nullptr;
    }
    Cell* cell = bin.first;
    bin.first = cell->next.load(std::memory_order_relaxed);
    --bin.count;
    return cell;
  }

  void give(Cell* cell) noexcept {
    const std::uint8_t index = cell->size_class;
    Bin& bin = bins_[index];
    if (bin.count == 2 * batch_of(index)) [[unlikely]] {
      bin.first = classes[index].give(index, batch_of(index), bin.first);
      bin.count -= batch_of(index);
    }
    cell->next.store(bin.first, std::memory_order_relaxed);
    bin.first = cell;
    ++bin.count;
  }

  void give_all() noexcept {
    for (std::uint8_t index = 0; index < kClasses; ++index) {
      Bin& bin = bins_[index];
      bin.first = classes[index].give(index, bin.count, bin.first);
      bin.count = 0;
    }
  }

 private:
  struct Bin {
    Cell* first = nullptr;
    std::size_t count = 0;
  };
  std::array<Bin, kClasses> bins_;
};

// At the end of a thread. What other destructors free after this one finds a new cache, and this is called again; not
// more than PTHREAD_DESTRUCTOR_ITERATIONS times, after which the cells of the cache are lost.
void end_cache(void* cache) noexcept {
  static_cast<Cache*>(cache)->give_all();
  delete static_cast<Cache*>(cache);
}

// Written once, before there is a cell.
constinit pthread_key_t cache_key = 0;
constinit std::atomic<bool> has_cache_key{false};

// Null when there is no memory for a cache, or no key left in this process.
Cache* cache() noexcept {
  if (!has_cache_key.load(std::memory_order_acquire)) [[unlikely]]
    return nullptr;
  if (auto* mine = static_cast<Cache*>(::pthread_getspecific(cache_key)); mine != nullptr) [[likely]] {
    return mine;
  }
  auto* fresh = new (std::nothrow) Cache;
  if (fresh != nullptr && ::pthread_setspecific(cache_key, fresh) != 0) {
    delete fresh;
    return nullptr;
  }
  return fresh;
}

}  // namespace

void prepare_caches() noexcept {
  if (has_cache_key.load(std::memory_order_relaxed)) return;
  has_cache_key.store(::pthread_key_create(&cache_key, end_cache) == 0, std::memory_order_release);
}

Cell* allocate_cell(std::uint8_t size_class) noexcept {
  if (Cache* mine = cache()) [[likely]]
    return mine->take(size_class);
  Cell* cell = nullptr;
  classes[size_class].take(size_class, 1, cell);
  return cell;
}

void free_cells(Cell* first) noexcept {
  Cache* const mine = first == nullptr ? nullptr : cache();
  while (first != nullptr) {
    Cell* const cell = first;
    first = cell->next.load(std::memory_order_relaxed);
    cell->state.store(0, std::memory_order_relaxed);
    if (mine != nullptr) [[likely]] {
      mine->give(cell);
    } else {
      classes[cell->size_class].give(cell->size_class, 1, cell);
    }
  }
}

void lock_cells() noexcept POSTROOM_NO_THREAD_SAFETY_ANALYSIS {
  for (Class& each : classes) each.mutex.lock();
  pool.mutex.lock();
}

void unlock_cells() noexcept POSTROOM_NO_THREAD_SAFETY_ANALYSIS {
  pool.mutex.unlock();
  for (Class& each : classes) each.mutex.unlock();
}

std::size_t bytes_in_slabs() noexcept {
  std::size_t slabs = 0;
  for (Class& each : classes) {
    const ForkLock lock(each.mutex);
    slabs += each.slabs;
  }
  return slabs * kSlabSize;
}

}  // namespace postroom::memory
