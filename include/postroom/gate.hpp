// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>

namespace postroom::kit {

// The rundown gate of one logon (J-77): every interface method passes through it, and logoff closes it, once.
//
// Thread-safe. Passing costs no atomic read-modify-write and does not contend: each thread counts its own frames in
// a slot that no other thread writes. wait() makes the kernel order those plain stores against the closed flag
// (membarrier), so that a thread either sees the gate closed or is seen inside. That interrupts every thread of the
// process, and is left out where no other thread has ever come in.
//
// In the child of a fork the gates of its parent let nobody in, which costs those that pass nothing: the slots lie in
// memory that the kernel wipes there (MADV_WIPEONFORK), so that no thread finds its own.
//
// Frames of the thread that waits are not waited for, nor those of the thread that it works for, so logoff may come
// from inside a call (J-84, J-102).
class Gate {
  // A thread's own counter. Only the owner writes depth and caller; a slot is never given back, but a new thread
  // with the same thread pointer finds it again, and then the old one has ended.
  struct alignas(64) Slot {
    std::atomic<std::uintptr_t> owner{0};
    std::atomic<std::uint32_t> depth{0};
    std::atomic<const void*> caller{nullptr};
  };

 public:
  Gate();
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // One frame inside; false when the gate is closed, in the child of a fork, or when there is no memory to count a new
  // thread; then nothing was entered.
  class [[nodiscard]] Pass {
   public:
    // `caller` is the address that the call returns to; the ledger names a client's call by the outermost one.
    Pass(Gate& gate, const void* caller) noexcept : slot_(gate.enter(caller)) {}
    ~Pass() {
      if (slot_ != nullptr) leave(*slot_);
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    explicit operator bool() const noexcept { return slot_ != nullptr; }

   private:
    Slot* slot_;
  };

  // Closes the gate: no later Pass succeeds. Constant time, idempotent; does not wait. True for the call that
  // closed it.
  bool close() noexcept { return !closed_.exchange(true, std::memory_order_seq_cst); }
  bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }
  // Is this the child of the process that made the gate? What stands behind it is the parent's.
  bool in_forked_child() const noexcept;

  // Waits until every frame of other threads has left, or `expired` says true; true when all have left. `principal` is
  // the thread that the calling one works for, if it is another: as this_thread() there.
  // REQUIRES: the gate is closed.
  bool wait(const std::function<bool()>& expired, std::uintptr_t principal = 0) const;

  // Where the calling thread's outermost call that is inside returns to, or null when none is inside.
  const void* outermost_caller() const noexcept;

 private:
  static constexpr std::size_t kSlots = 32;
  struct Block {
    std::array<Slot, kSlots> slots;
    std::atomic<Block*> next{nullptr};  // not the first one's, which is more_
    std::uintptr_t made = 1;            // the first one's is wiped with it
  };

  static std::uintptr_t this_thread() noexcept { return reinterpret_cast<std::uintptr_t>(__builtin_thread_pointer()); }
  static std::size_t hash(std::uintptr_t thread) noexcept { return (thread * 0x9E3779B97F4A7C15ULL) >> 59U; }

  template <class Wanted>
  bool any_slot(const Wanted& wanted) const;
  static bool is_foreign(const Slot& slot, std::uintptr_t principal) noexcept;
  Slot* enter(const void* caller) noexcept;
  static void leave(Slot& slot) noexcept;
  Slot* slot_of(std::uintptr_t thread) noexcept;
  Slot* claim_slot(std::uintptr_t thread) noexcept;
  std::atomic<Block*>& after(Block& block) noexcept { return &block == first_ ? more_ : block.next; }
  const std::atomic<Block*>& after(const Block& block) const noexcept { return &block == first_ ? more_ : block.next; }

  std::atomic<bool> closed_{false};
  Block* first_;                       // owned, in pages of its own
  std::atomic<Block*> more_{nullptr};  // owned, and all that follow it
  int process_ = 0;                    // the one that made the gate, where the kernel wipes nothing
  bool asymmetric_;                    // membarrier is there, and a fork is noticed; otherwise every Pass pays for both
};

inline Gate::Slot* Gate::slot_of(std::uintptr_t thread) noexcept {
  Slot& home = first_->slots[hash(thread)];
  if (home.owner.load(std::memory_order_relaxed) == thread) [[likely]]
    return &home;
  return claim_slot(thread);
}

inline Gate::Slot* Gate::enter(const void* caller) noexcept {
  if (closed_.load(std::memory_order_acquire)) return nullptr;
  Slot* slot = slot_of(this_thread());
  if (slot == nullptr) [[unlikely]]
    return nullptr;
  const std::uint32_t depth = slot->depth.load(std::memory_order_relaxed);
  if (depth == 0) slot->caller.store(caller, std::memory_order_relaxed);
  if (asymmetric_) [[likely]] {
    slot->depth.store(depth + 1, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);  // wait() does the rest
  } else {
    if (in_forked_child()) return nullptr;
    slot->depth.exchange(depth + 1, std::memory_order_seq_cst);
  }
  if (closed_.load(std::memory_order_seq_cst)) [[unlikely]] {
    slot->depth.store(depth, std::memory_order_release);
    return nullptr;
  }
  return slot;
}

inline void Gate::leave(Slot& slot) noexcept {
  slot.depth.store(slot.depth.load(std::memory_order_relaxed) - 1, std::memory_order_release);
}

}  // namespace postroom::kit
