// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/memory/block_table.hpp"

#include <mapidefs.h>

#include <cstddef>
#include <optional>

namespace postroom::memory {

// MAPI memory in the usual mode. A block of MAPIAllocateBuffer and what MAPIAllocateMore links to it are a chain: one
// arena, which grows by cells (cells.hpp) and is freed as a whole. A block with no cell large enough is a malloc of its
// own in the chain.
//
// Thread-safe, also allocate_more() on one head from several threads: the thread that made the head takes what it links
// from the arena's current cell without an atomic operation, others bring a cell of their own. Every block is aligned
// to 16 bytes.

// Whether every block is to be a malloc of its own, whose bounds a sanitizer or Valgrind sees. For blocks to come.
void set_blocks_apart(bool apart) noexcept;

// Null when there is no memory.
void* allocate_head(std::size_t size) noexcept;
// MAPI_E_INVALID_PARAMETER when `head` is no head, MAPI_E_NOT_ENOUGH_MEMORY. `block` is set on success only.
SCODE allocate_more(std::size_t size, void* head, void** block) noexcept;
// Frees a head with what is linked to it and answers Kind::head; anything else is left alone, and is what the answer
// says. Any address; reads nothing there unless it lies in a cell. Of threads that free one head at the same time one
// frees it; the others find it freed.
Kind free_head(void* block) noexcept;
// A new head with the contents of the old one and all that was linked to it, which stays where it is.
SCODE reallocate_head(void* block, std::size_t size, void** resized) noexcept;

// What a head was asked for with; nothing when the block is no head.
std::optional<std::size_t> size_of_head(const void* block) noexcept;

}  // namespace postroom::memory
