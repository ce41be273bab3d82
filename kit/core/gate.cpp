// SPDX-License-Identifier: Apache-2.0
#include <postroom/gate.hpp>

#include <linux/membarrier.h>
#include <sys/mman.h>
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
  return membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
#endif
}

}  // namespace

Gate::Gate() {
  static_assert(alignof(Block) <= 4096, "a page is aligned well enough");
  void* const pages = ::mmap(nullptr, sizeof(Block), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  first_ = new (pages) Block;
  const bool wiped = ::madvise(pages, sizeof(Block), MADV_WIPEONFORK) == 0;
  if (!wiped) process_ = ::getpid();
  asymmetric_ = can_order_from_outside() && wiped;
}

Gate::~Gate() {
  for (Block* block = more_.load(std::memory_order_relaxed); block != nullptr;) {
    Block* next = block->next.load(std::memory_order_relaxed);
    delete block;
    block = next;
  }
  ::munmap(first_, sizeof(Block));
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
      if (owner == 0 && slot.owner.compare_exchange_strong(owner, thread, std::memory_order_relaxed)) return &slot;
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

bool Gate::close() noexcept {
  const bool first = !closed_.exchange(true, std::memory_order_seq_cst);
  // From here on each other thread either has its depth visible or sees the gate closed.
  if (asymmetric_) membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
  return first;
}

bool Gate::wait(const std::function<bool()>& expired, std::uintptr_t principal) const {
  if (in_forked_child()) return true;  // whoever was inside is a thread of the parent's
  // Sequentially consistent, like the other side's exchange where there is no membarrier: of a thread that comes in and
  // the one that closed, at least one sees the other.
  const std::uintptr_t self = this_thread();
  auto pause = std::chrono::microseconds(1);
  for (const Block* block = first_; block != nullptr; block = after(*block).load(std::memory_order_seq_cst)) {
    for (const Slot& slot : block->slots) {
      const auto foreign = [&] {
        const std::uintptr_t owner = slot.owner.load(std::memory_order_relaxed);
        return owner != self && owner != principal;
      };
      while (slot.depth.load(std::memory_order_seq_cst) != 0 && foreign()) {
        if (expired()) return false;
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds(500));
      }
    }
  }
  return true;
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
