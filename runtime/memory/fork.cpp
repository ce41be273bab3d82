// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/fork.hpp"

#include "runtime/memory/block_table.hpp"
#include "runtime/memory/cells.hpp"
#include "runtime/memory/checked_blocks.hpp"

#include <pthread.h>

namespace postroom::memory {
namespace {

void lock_all() noexcept {
  CheckedBlocks::instance().lock();
  lock_block_table();
  lock_cells();
}

void unlock_all() noexcept {
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
