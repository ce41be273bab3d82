// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace postroom::memory {

// The blocks that are a malloc of their own, by address: those that no cell is large enough for, and all of them where
// a sanitizer is to see each block's bounds. Any address may be asked for; nothing is read there. Thread-safe.

enum class Kind {
  none,    // no block of ours, as far as we know
  head,    // from MAPIAllocateBuffer
  linked,  // from MAPIAllocateMore, or an address inside a cell
  freed,   // freed before
};

// False when there is no memory for the entry.
bool enter_block(void* block, Kind kind) noexcept;
Kind kind_of_entered(const void* block) noexcept;
// Takes the block out if it is a `kind`. Of several threads that try, one gets true.
bool remove_block(const void* block, Kind kind) noexcept;

// For the fork handlers (fork.cpp): nobody enters or removes between the two.
void lock_block_table() noexcept;
void unlock_block_table() noexcept;

}  // namespace postroom::memory
