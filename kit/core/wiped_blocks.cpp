// SPDX-License-Identifier: Apache-2.0
#include "kit/core/wiped_blocks.hpp"

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <new>

namespace postroom::kit {
namespace {

constexpr std::size_t kBlocks = 64;  // of a chunk, a bit each
constexpr std::uint64_t kFull = ~std::uint64_t{0};

std::byte* map(std::size_t bytes) noexcept {
  void* const pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages == MAP_FAILED ? nullptr : static_cast<std::byte*>(pages);
}

bool wipe_on_fork(std::byte* pages, std::size_t bytes) noexcept {
  return ::madvise(pages, bytes, MADV_WIPEONFORK) == 0;
}

struct Chunk {
  static constexpr std::size_t kBytes = kBlocks * WipedBlocks::kBytes;

  std::atomic<std::byte*> pages{nullptr};  // once mapped, they stay until the library goes
  std::atomic<std::uint64_t> taken{0};
  std::atomic<bool> wiped{false};

  // Null when there is no memory.
  std::byte* mapped() noexcept {
    std::byte* known = pages.load(std::memory_order_acquire);
    if (known != nullptr) return known;
    std::byte* const fresh = map(kBytes);
    if (fresh == nullptr) return nullptr;
    const bool will_be_wiped = wipe_on_fork(fresh, kBytes);
    if (!pages.compare_exchange_strong(known, fresh, std::memory_order_acq_rel)) {
      ::munmap(fresh, kBytes);
      return known;
    }
    if (will_be_wiped) wiped.store(true, std::memory_order_relaxed);
    return fresh;
  }

  // Null when each is taken.
  std::byte* take(std::byte* from) noexcept {
    std::uint64_t now = taken.load(std::memory_order_relaxed);
    while (now != kFull) {
      const int free = std::countr_one(now);
      if (taken.compare_exchange_weak(now, now | std::uint64_t{1} << free, std::memory_order_acq_rel))
        return from + static_cast<std::size_t>(free) * WipedBlocks::kBytes;
    }
    return nullptr;
  }

  bool give_back(const std::byte* block) noexcept {
    const std::byte* const from = pages.load(std::memory_order_acquire);
    if (from == nullptr || block < from || block >= from + kBytes) return false;
    const auto index = static_cast<std::size_t>(block - from) / WipedBlocks::kBytes;
    taken.fetch_and(~(std::uint64_t{1} << index), std::memory_order_acq_rel);
    return true;
  }

  // What is still used stays mapped. Whoever comes now finds the chunk full: a process may exit while threads of its
  // run.
  void unmap() noexcept {
    std::byte* const from = pages.load(std::memory_order_acquire);
    std::uint64_t none = 0;
    if (from == nullptr || !taken.compare_exchange_strong(none, kFull, std::memory_order_acq_rel)) return;
    pages.store(nullptr, std::memory_order_release);
    ::munmap(from, kBytes);
  }
};

constinit std::array<Chunk, 256> chunks;

[[gnu::destructor]] void unmap_at_unload() noexcept {
  for (Chunk& chunk : chunks) chunk.unmap();
}

}  // namespace

WipedBlocks::Block WipedBlocks::take() {
  for (Chunk& chunk : chunks) {
    if (chunk.taken.load(std::memory_order_relaxed) == kFull) continue;
    std::byte* const from = chunk.mapped();
    if (from == nullptr) throw std::bad_alloc();
    if (std::byte* const block = chunk.take(from)) return {block, chunk.wiped.load(std::memory_order_relaxed)};
  }
  std::byte* const alone = map(kBytes);  // more than the chunks hold
  if (alone == nullptr) throw std::bad_alloc();
  return {alone, wipe_on_fork(alone, kBytes)};
}

void WipedBlocks::give_back(void* memory) noexcept {
  const auto* const block = static_cast<const std::byte*>(memory);
  for (Chunk& chunk : chunks) {
    if (chunk.give_back(block)) return;
  }
  ::munmap(memory, kBytes);
}

}  // namespace postroom::kit
