// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/fork.hpp"

#include "runtime/memory/block_table.hpp"
#include "runtime/memory/cells.hpp"
#include "runtime/memory/checked_blocks.hpp"
#include "runtime/memory/fork_mutex.hpp"

#include <pthread.h>

namespace postroom::memory {

constinit std::atomic<std::uintptr_t> forking_thread{0};

namespace {

void lock_all() noexcept {
  CheckedBlocks::instance().lock();
  lock_block_table();
  lock_cells();
  forking_thread.store(this_thread(), std::memory_order_relaxed);
}

void unlock_all() noexcept {
  forking_thread.store(0, std::memory_order_relaxed);
  unlock_cells();
  unlock_block_table();
  CheckedBlocks::instance().unlock();
}

}  // namespace

void prepare_for_forks() noexcept {
  static const int prepared = ::pthread_atfork(lock_all, unlock_all, unlock_all);
  static_cast<void>(prepared);
}

}  // namespace postroom::memory
