// SPDX-License-Identifier: Apache-2.0
#include <kit/table/row_arena.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <iterator>
#include <new>
#include <utility>

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

// Room is given in units, so that a row of nearly the same size can take it later.
constexpr std::size_t kUnit = 8;

}  // namespace

std::size_t RowArena::units_for(std::size_t size) noexcept {
  return (std::max(size, sizeof(Room)) + kUnit - 1) / kUnit;
}

PackedRow* RowArena::add(std::string_view block) {
  void* room = nullptr;
  if (block.size() > kLargestInSlab) {
    Memory memory = std::make_unique_for_overwrite<std::byte[]>(block.size());
    room = memory.get();
    large_.emplace(room, std::move(memory));
  } else {
    room = take(units_for(block.size()));
    ++slab_of(room).rows;
    ++rows_in_slabs_;
  }
  std::memcpy(room, block.data(), block.size());
  return static_cast<PackedRow*>(room);
}

void* RowArena::take(std::size_t units) {
  if (units >= rooms_.size()) rooms_.resize(units + 1);  // so that remove() need not
  Room* const room = rooms_[units];
  if (room == nullptr) return take_beyond(units);
  unlink(room);
  return room;
}

void* RowArena::take_beyond(std::size_t units) {
  const std::size_t size = units * kUnit;
  if (slabs_.empty() || slabs_[filling_].size - slabs_[filling_].used < size) add_slab(size);
  Slab& slab = slabs_[filling_];
  std::byte* const room = slab.memory.get() + slab.used;
  slab.used += static_cast<std::uint32_t>(size);
  return room;
}

void RowArena::add_slab(std::size_t least) {
  const std::size_t wanted =
      slabs_.empty() ? kFirstSlab : std::min<std::size_t>(2 * slabs_[filling_].size, kLargestSlab);
  const std::size_t size = std::max(wanted, least);
  Slab slab{std::make_unique_for_overwrite<std::byte[]>(size), static_cast<std::uint32_t>(size)};
  const auto at = std::ranges::upper_bound(slabs_, slab.memory.get(), std::less<>(), &Slab::start);
  const auto inserted = slabs_.insert(at, std::move(slab));
  filling_ = static_cast<std::size_t>(inserted - slabs_.begin());
}

RowArena::Slab& RowArena::slab_of(const void* room) noexcept {
  const auto* const place = static_cast<const std::byte*>(room);
  Slab& filling = slabs_[filling_];  // as of most rows that come
  if (!std::less<>()(place, filling.start()) && std::less<>()(place, filling.start() + filling.size)) return filling;
  return *std::prev(std::ranges::upper_bound(slabs_, place, std::less<>(), &Slab::start));
}

void RowArena::link(void* place, std::size_t units) noexcept {
  Room* const next = rooms_[units];
  Room* const room = new (place) Room{nullptr, next, units};
  if (next != nullptr) {
    POSTROOM_ALLOW(next, sizeof *next);
    next->before = room;
    POSTROOM_FORBID(next, sizeof *next);
  }
  rooms_[units] = room;
  POSTROOM_FORBID(room, units * kUnit);
}

// Leaves the room as memory that may be written to.
void RowArena::unlink(Room* room) noexcept {
  POSTROOM_ALLOW(room, sizeof *room);
  const Room links = *room;
  POSTROOM_ALLOW(room, links.units * kUnit);
  if (links.next != nullptr) {
    POSTROOM_ALLOW(links.next, sizeof *room);
    links.next->before = links.before;
    POSTROOM_FORBID(links.next, sizeof *room);
  }
  if (links.before == nullptr) {
    rooms_[links.units] = links.next;
    return;
  }
  POSTROOM_ALLOW(links.before, sizeof *room);
  links.before->next = links.next;
  POSTROOM_FORBID(links.before, sizeof *room);
}

// Takes all rooms of a slab without rows out of their lists.
void RowArena::clear(Slab& slab) noexcept {
  for (std::byte* place = slab.start(); place != slab.start() + slab.used;) {
    Room* const room = reinterpret_cast<Room*>(place);
    unlink(room);
    place += room->units * kUnit;
  }
  slab.used = 0;
}

void RowArena::remove(PackedRow* row) noexcept {
  if (large_.erase(row) != 0) return;
  Slab& slab = slab_of(row);
  link(row, units_for(row->size()));
  --slab.rows;
  if (--rows_in_slabs_ == 0) {
    slabs_.clear();
    std::ranges::fill(rooms_, nullptr);
    return;
  }
  if (slab.rows != 0) return;
  clear(slab);
  const auto which = static_cast<std::size_t>(&slab - slabs_.data());
  if (which == filling_) return;  // or a row that comes and goes would take it and give it back each time
  if (which < filling_) --filling_;
  slabs_.erase(slabs_.begin() + static_cast<std::ptrdiff_t>(which));
}

}  // namespace postroom::kit
