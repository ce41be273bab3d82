// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>

#include <mapidefs.h>
#include <mapix.h>

#include <cstddef>

namespace postroom::library {

// MAPI memory (contract A.2): MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer and MAPIReallocateBuffer, on top of
// runtime/memory.
//
// Thread-safe. A pointer that is none of ours is told by a table and never read at.

// When MAPI's memory starts to be used. POSTROOM_MEMORY says how, once for the process: "arena", the blocks of a chain
// together; "malloc", each block a malloc of its own, which is the choice by itself in a process with a sanitizer or
// under Valgrind; "check", which finds misuse (checked_blocks.hpp). POSTROOM_DEBUG=1, read each time: misuse stops the
// program instead of being tolerated.
void choose_memory() noexcept;

// When MAPI's memory is used no more: with POSTROOM_MEMORY=check, reports what was not freed.
void report_memory() noexcept;

// The triple that providers receive and that libpostroom itself works with.
kit::Allocators allocator_triple() noexcept;

// Whether `block` is from MAPIAllocateBuffer and was asked for with less than `size` bytes.
bool is_smaller_block(const void* block, std::size_t size) noexcept;

// The IMalloc that goes with the triple. Static: AddRef and Release count nothing.
IMalloc* default_malloc() noexcept;

}  // namespace postroom::library
