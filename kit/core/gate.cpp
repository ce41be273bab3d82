// SPDX-License-Identifier: Apache-2.0
#include <postroom/gate.hpp>

#include "kit/core/wiped_blocks.hpp"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <thread>

#if defined(__SANITIZE_THREAD__)  // GCC
#define POSTROOM_UNDER_TSAN 1
#elif defined(__has_feature)  // Clang
#define POSTROOM_UNDER_TSAN __has_feature(thread_sanitizer)
#else
#define POSTROOM_UNDER_TSAN 0
#endif

namespace postroom::kit {
namespace {

bool membarrier(int command) noexcept {
  return syscall(SYS_membarrier, command, 0, 0) == 0;
}

bool can_order_from_outside() noexcept {
#if POSTROOM_UNDER_TSAN
  return false;  // ThreadSanitizer does not see what the kernel orders
#else
  static const bool registered = membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
  return registered;
#endif
}

// In the child of a fork the registration may have been the parent's. A host that has forbidden itself the call since
// is helped by time: what a thread has stored is seen far sooner than after a millisecond.
void order_from_outside() noexcept {
  if (membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED)) return;
  membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
  if (!membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace

Gate::Gate() {
  static_assert(sizeof(Block) <= WipedBlocks::kBytes && alignof(Block) <= WipedBlocks::kAlignment);
  const auto [memory, wiped] = WipedBlocks::take();
  first_ = new (memory) Block;
  if (!wiped) process_ = ::getpid();
  asymmetric_ = can_order_from_outside() && wiped;
}

Gate::~Gate() {
  for (Block* block = more_.load(std::memory_order_relaxed); block != nullptr;) {
    Block* next = block->next.load(std::memory_order_relaxed);
    delete block;
    block = next;
  }
  WipedBlocks::give_back(first_);
}

bool Gate::in_forked_child() const noexcept {
  return first_->made == 0 || (process_ != 0 && process_ != ::getpid());
}

Gate::Slot* Gate::claim_slot(std::uintptr_t thread) noexcept {
  if (in_forked_child()) return nullptr;
  for (Block* block = first_;;) {
    for (std::size_t i = 0; i < kSlots; ++i) {
      Slot& slot = block->slots[(hash(thread) + i) % kSlots];
      std::uintptr_t owner = slot.owner.load(std::memory_order_relaxed);
      if (owner == thread) return &slot;
      if (owner == 0 && slot.owner.compare_exchange_strong(owner, thread, std::memory_order_seq_cst)) return &slot;
    }
    std::atomic<Block*>& link = after(*block);
    Block* next = link.load(std::memory_order_acquire);
    if (next == nullptr) {
      auto* fresh = new (std::nothrow) Block;
      if (fresh == nullptr) return nullptr;  // no memory to come in with
      if (link.compare_exchange_strong(next, fresh, std::memory_order_seq_cst)) {
        next = fresh;
      } else {
        delete fresh;
      }
    }
    block = next;
  }
}

template <class Wanted>
bool Gate::any_slot(const Wanted& wanted) const {
  for (const Block* block = first_; block != nullptr; block = after(*block).load(std::memory_order_seq_cst)) {
    if (std::ranges::any_of(block->slots, wanted)) return true;
  }
  return false;
}

// Is it a thread's other than the calling one, and than who that works for?
bool Gate::is_foreign(const Slot& slot, std::uintptr_t principal) noexcept {
  const std::uintptr_t owner = slot.owner.load(std::memory_order_seq_cst);
  return owner != 0 && owner != this_thread() && owner != principal;
}

bool Gate::wait(const std::function<bool()>& expired, std::uintptr_t principal) const {
  if (in_forked_child()) return true;  // whoever was inside is a thread of the parent's
  const auto foreign = [=](const Slot& slot) { return is_foreign(slot, principal); };
  // From here on each other thread either has its depth visible or sees the gate closed. One that has no slot yet has
  // to take one, in the same order as close(), and looks at the gate after that. Where there is no membarrier, all of
  // it is sequentially consistent.
  if (asymmetric_ && any_slot(foreign)) order_from_outside();
  auto pause = std::chrono::microseconds(1);
  return !any_slot([&](const Slot& slot) {
    while (slot.depth.load(std::memory_order_seq_cst) != 0 && foreign(slot)) {
      if (expired()) return true;
      std::this_thread::sleep_for(pause);
      pause = std::min(pause * 2, std::chrono::microseconds(500));
    }
    return false;
  });
}

const void* Gate::outermost_caller() const noexcept {
  const std::uintptr_t self = this_thread();
  for (const Block* block = first_; block != nullptr; block = after(*block).load(std::memory_order_acquire)) {
    for (std::size_t i = 0; i < kSlots; ++i) {
      const Slot& slot = block->slots[(hash(self) + i) % kSlots];
      const std::uintptr_t owner = slot.owner.load(std::memory_order_relaxed);
      if (owner == 0) return nullptr;
      if (owner != self) continue;
      return slot.depth.load(std::memory_order_relaxed) == 0 ? nullptr : slot.caller.load(std::memory_order_relaxed);
    }
  }
  return nullptr;
}

}  // namespace postroom::kit
