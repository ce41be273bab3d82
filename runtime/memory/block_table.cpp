// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/block_table.hpp"

#include "runtime/memory/fork_mutex.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <unordered_map>

namespace postroom::memory {
namespace {

struct alignas(64) Shard {
  ForkMutex mutex;
  std::unordered_map<const void*, Kind> blocks POSTROOM_GUARDED_BY(mutex);
};

// Few enough that ThreadSanitizer can follow a fork, which locks them all: it knows 64 locks of a thread.
using Shards = std::array<Shard, 32>;

Shards& shards() noexcept {
  // Never destroyed, because blocks may outlive MAPI, and made without memory, of which there may be none.
  alignas(Shards) static std::byte storage[sizeof(Shards)];
  static auto* const only = new (storage) Shards;
  return *only;
}

Shard& shard_of(const void* block) noexcept {
  const auto hash = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(block)) * 0x9E3779B97F4A7C15ULL;
  return shards()[hash >> 59U];
}

}  // namespace

bool enter_block(void* block, Kind kind) noexcept {
  Shard& shard = shard_of(block);
  const ForkLock lock(shard.mutex);
  try {
    shard.blocks.insert_or_assign(block, kind);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

Kind kind_of_entered(const void* block) noexcept {
  Shard& shard = shard_of(block);
  const ForkLock lock(shard.mutex);
  const auto found = shard.blocks.find(block);
  return found == shard.blocks.end() ? Kind::none : found->second;
}

bool remove_block(const void* block, Kind kind) noexcept {
  Shard& shard = shard_of(block);
  const ForkLock lock(shard.mutex);
  const auto found = shard.blocks.find(block);
  if (found == shard.blocks.end() || found->second != kind) return false;
  shard.blocks.erase(found);
  return true;
}

void lock_block_table() noexcept POSTROOM_NO_THREAD_SAFETY_ANALYSIS {
  for (Shard& shard : shards()) shard.mutex.lock();
}

void unlock_block_table() noexcept POSTROOM_NO_THREAD_SAFETY_ANALYSIS {
  for (Shard& shard : shards()) shard.mutex.unlock();
}

}  // namespace postroom::memory
