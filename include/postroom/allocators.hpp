// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <cstddef>

namespace postroom::kit {

// MAPI's allocator triple (contract A-30): what this library hands to a caller is allocated with it.
//
// A library has one triple. A provider receives it in its entry function, libpostroom and programs use
// MAPIAllocateBuffer and its fellows. It is the kit's only static state.
struct Allocators {
  LPALLOCATEBUFFER allocate = nullptr;
  LPALLOCATEMORE allocate_more = nullptr;
  LPFREEBUFFER free = nullptr;
};

// Stores the triple of this library. Called first thing in every entry function; repeating it with the same
// values is harmless. Thread-safe.
void set_allocators(const Allocators& triple) noexcept;

// REQUIRES: set_allocators() was called in this library.
Allocators allocators() noexcept;

// Allocates `size` bytes with the triple, or throws Failure(MAPI_E_NOT_ENOUGH_MEMORY). The caller owns the block.
void* allocate(std::size_t size);

// Allocates `size` bytes that live as long as `head`, a block from allocate(); throws like it.
void* allocate_more(std::size_t size, void* head);

}  // namespace postroom::kit
