// SPDX-License-Identifier: Apache-2.0
#include <kit/table/row_arena.hpp>

#include <algorithm>
#include <cstring>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POSTROOM_FORBID(at, size) ASAN_POISON_MEMORY_REGION(at, size)
#define POSTROOM_ALLOW(at, size) ASAN_UNPOISON_MEMORY_REGION(at, size)
#else
#define POSTROOM_FORBID(at, size) static_cast<void>(0)
#define POSTROOM_ALLOW(at, size) static_cast<void>(0)
#endif

namespace postroom::kit {
namespace {

constexpr std::size_t kUnit = 8;

// Room is given in units, so that a row of nearly the same size can take it later.
constexpr std::size_t in_units(std::size_t size) {
  return (size + kUnit - 1) / kUnit;
}

}  // namespace

PackedRow* RowArena::add(std::string_view block) {
  void* room = nullptr;
  if (block.size() > kLargestInSlab) {
    Memory memory = std::make_unique_for_overwrite<std::byte[]>(block.size());
    room = memory.get();
    large_.emplace(room, std::move(memory));
  } else {
    room = take(in_units(block.size()));
    ++rows_in_slabs_;
  }
  std::memcpy(room, block.data(), block.size());
  return static_cast<PackedRow*>(room);
}

void* RowArena::take(std::size_t units) {
  if (units < rooms_.size() && rooms_[units] != nullptr) {
    Room* const room = rooms_[units];
    POSTROOM_ALLOW(room, units * kUnit);
    rooms_[units] = room->next;
    return room;
  }
  if (units >= rooms_.size()) rooms_.resize(units + 1);  // so that remove() need not
  const std::size_t size = units * kUnit;
  if (slab_size_ - used_ < size) {
    const std::size_t wanted = std::clamp(2 * slab_size_, kFirstSlab, kLargestSlab);
    slabs_.push_back(std::make_unique_for_overwrite<std::byte[]>(std::max(wanted, size)));
    slab_size_ = std::max(wanted, size);
    used_ = 0;
  }
  std::byte* const room = slabs_.back().get() + used_;
  used_ += size;
  return room;
}

void RowArena::remove(PackedRow* row) noexcept {
  if (large_.erase(row) != 0) return;
  const std::size_t units = in_units(row->size());
  Room* const room = new (static_cast<void*>(row)) Room{rooms_[units]};
  rooms_[units] = room;
  POSTROOM_FORBID(room, units * kUnit);
  if (--rows_in_slabs_ != 0) return;
  slabs_.clear();
  slab_size_ = used_ = 0;
  std::ranges::fill(rooms_, nullptr);
}

}  // namespace postroom::kit
