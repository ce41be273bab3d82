// SPDX-License-Identifier: Apache-2.0
//
// Slots of 64-bit words that one thread writes while others read, without a lock: word 0 is the sequence, odd while
// the slot is being written. The words may lie in a file that is mapped, so a process that dies in between leaves an
// odd sequence and nothing that could be taken for a whole record.
//
// Built from acquire and release alone: fences would be invisible to ThreadSanitizer (design 4).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace postroom::kit::seqlock {

using Word = std::atomic_ref<std::uint64_t>;
static_assert(Word::is_always_lock_free);

inline bool is_whole(std::uint64_t sequence) noexcept {
  return (sequence & 1U) == 0;
}

// Takes the slot for writing when its sequence is `seen`, an even number; false when somebody was faster.
inline bool begin(std::uint64_t* slot, std::uint64_t seen, std::uint64_t odd) noexcept {
  return Word(slot[0]).compare_exchange_strong(seen, odd, std::memory_order_acq_rel, std::memory_order_relaxed);
}

// Writes words `first` … n-1 of a slot that begin() took. Each store is a release, so none is seen before the odd
// sequence.
inline void put(std::uint64_t* slot, std::span<const std::uint64_t> words, std::size_t first = 1) noexcept {
  for (std::size_t i = first; i < words.size(); ++i) Word(slot[i]).store(words[i], std::memory_order_release);
}

inline void end(std::uint64_t* slot, std::uint64_t even) noexcept {
  Word(slot[0]).store(even, std::memory_order_release);
}

// Copies a whole slot, sequence included; false when it was being written.
inline bool get(const std::uint64_t* slot, std::span<std::uint64_t> words) noexcept {
  auto* shared = const_cast<std::uint64_t*>(slot);  // atomic_ref of C++20 has no const form
  words[0] = Word(shared[0]).load(std::memory_order_acquire);
  if (!is_whole(words[0])) return false;
  for (std::size_t i = 1; i < words.size(); ++i) words[i] = Word(shared[i]).load(std::memory_order_acquire);
  return Word(shared[0]).load(std::memory_order_relaxed) == words[0];
}

}  // namespace postroom::kit::seqlock
