// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/stacks.hpp"
#include "runtime/memory/block_table.hpp"
#include "runtime/memory/fork_mutex.hpp"

#include <mapidefs.h>

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace postroom::memory {

// A call on a memory function: what it is called, and where it returns to in the client.
struct MemoryCall {
  const char* function = "";
  const void* caller = nullptr;
};

// MAPI memory with POSTROOM_MEMORY=check. Every block is a malloc of its own between two guards, and is known with the
// stack that allocated it. What is freed is filled and kept for a while, so that it is noticed when it is freed again
// or written to. Whatever is found is said on standard error with the stacks, and in the trace (memory_misused,
// memory_leaked); the program goes on.
//
// Thread-safe; one lock. Costs some microseconds a call.
class CheckedBlocks {
 public:
  static CheckedBlocks& instance() noexcept;

  // Null when there is no memory.
  void* allocate_head(std::size_t size, const MemoryCall& call) noexcept;
  // As memory::allocate_more; a `head` that is none is reported.
  SCODE allocate_more(std::size_t size, void* head, void** block, const MemoryCall& call) noexcept;
  // As memory::free_head; anything but a head is reported.
  Kind free_head(void* block, const MemoryCall& call) noexcept;
  // As memory::reallocate_head; a `block` that is no head is reported.
  SCODE reallocate_head(void* block, std::size_t size, void** resized, const MemoryCall& call) noexcept;
  std::optional<std::size_t> size_of_head(const void* block) const noexcept;

  // When MAPI ends: looks at every block for what was overwritten, lets go what was kept, and reports the blocks that
  // were not freed, each once.
  void report_end() noexcept;

  // For the fork handlers (fork.cpp).
  void lock() noexcept POSTROOM_NO_THREAD_SAFETY_ANALYSIS { mutex_.lock(); }
  void unlock() noexcept POSTROOM_NO_THREAD_SAFETY_ANALYSIS { mutex_.unlock(); }

 private:
  struct Origin {
    const void* caller = nullptr;
    const lifecycle::Stack* stack = nullptr;
  };
  struct Block {
    std::size_t size = 0;
    bool linked = false;
    bool reported = false;
    std::vector<void*> links;  // of a head
    std::list<void*> place;    // among what is kept: freeing takes no memory
    Origin allocated;
    std::optional<Origin> freed;
  };
  using Blocks = std::unordered_map<const void*, Block>;
  // What was found, with all that the report of it says.
  struct Finding {
    const void* address;
    std::string what;
    std::optional<Block> block;
  };
  struct Leak {
    Origin allocated;
    const void* one = nullptr;
    std::size_t heads = 0;
    std::size_t links = 0;
    std::size_t bytes = 0;
  };

  // Runs `work(here, found)` with the mutex held when `head` is one, and reports what was found.
  template <class Work>
  SCODE with_head(void* head, const MemoryCall& call, const Work& work) noexcept;
  void* allocate(std::size_t size, bool linked, const MemoryCall& call, std::vector<Finding>& found)
      POSTROOM_REQUIRES(mutex_);
  Kind kind_of(const void* block) const noexcept POSTROOM_REQUIRES(mutex_);
  Finding misuse(const void* block, Kind kind) const POSTROOM_REQUIRES(mutex_);
  void free(void* block, const Origin& freed_by, std::vector<Finding>& found) noexcept POSTROOM_REQUIRES(mutex_);
  void let_go(std::size_t most_kept, std::vector<Finding>& found) noexcept POSTROOM_REQUIRES(mutex_);
  static void look_at(void* address, const Block& block, std::vector<Finding>& found) noexcept;
  std::vector<Leak> take_leaks() POSTROOM_REQUIRES(mutex_);

  // Under the lock, so that no fork finds the stacks' own lock held.
  Origin origin(const MemoryCall& call) noexcept POSTROOM_REQUIRES(mutex_) { return {call.caller, stacks_.capture()}; }
  void report(const Finding& finding, const MemoryCall& call, const Origin& here) const noexcept;
  void report(const std::vector<Finding>& findings, const MemoryCall& call, const Origin& here) const noexcept;
  void report(const std::vector<Leak>& leaks) const noexcept;

  lifecycle::Stacks stacks_;
  mutable ForkMutex mutex_;
  Blocks blocks_ POSTROOM_GUARDED_BY(mutex_);
  std::list<void*> kept_ POSTROOM_GUARDED_BY(mutex_);  // freed, the oldest first
  std::size_t kept_bytes_ POSTROOM_GUARDED_BY(mutex_) = 0;
};

}  // namespace postroom::memory
