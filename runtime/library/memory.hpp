// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>

#include <mapidefs.h>
#include <mapix.h>

#include <cstddef>

namespace postroom::library {

// MAPI memory (contract A.2): MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer and MAPIReallocateBuffer.
//
// Every block is a malloc of its own with a small header before it, so that a sanitizer sees each block's bounds and a
// misused pointer is recognised as far as reading the bytes before it can tell. Blocks of one head form a chain.
// Thread-safe, also MAPIAllocateMore on one head from several threads.

// The triple that providers receive and that libpostroom itself works with.
kit::Allocators allocator_triple() noexcept;

// Whether `block` is from MAPIAllocateBuffer and was asked for with less than `size` bytes.
bool is_smaller_block(const void* block, std::size_t size) noexcept;

// The IMalloc that goes with the triple. Static: AddRef and Release count nothing.
IMalloc* default_malloc() noexcept;

}  // namespace postroom::library
