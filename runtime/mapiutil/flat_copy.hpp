// SPDX-License-Identifier: Apache-2.0
//
// Property values and notifications in one block of memory: how long the block is, the copy into it, and its move to
// another address. All three are one walk over what a structure points to, so they cannot disagree.
//
// Any thread; the sources are only read. Throws Failure(MAPI_E_INVALID_PARAMETER) for a type, an event or a null
// pointer that a value of its type cannot have.
#pragma once

#include <mapidefs.h>

#include <cstddef>
#include <span>

namespace postroom::mapiutil {

// The size of the block for these, the structures themselves included.
std::size_t flat_size(std::span<const SPropValue> values);
std::size_t flat_size(std::span<const NOTIFICATION> notifications);

// Answers a size in `target`, which may be null. MAPI_E_INVALID_PARAMETER for one that a block cannot have.
void store_size(ULONG* target, std::size_t size);

// The size of what one value points to.
std::size_t data_size(const SPropValue& value);

// Copies into `block`, flat_size() bytes aligned to 8; the structures come first.
SPropValue* flat_copy(std::span<const SPropValue> values, void* block);
NOTIFICATION* flat_copy(std::span<const NOTIFICATION> notifications, void* block);

// Changes the pointers of a flat copy from `old_base` to `new_base`; the structures lie in the block at one of the two
// already. Returns the block's size.
std::size_t relocate(std::span<SPropValue> values, const void* old_base, const void* new_base);
std::size_t relocate(std::span<NOTIFICATION> notifications, const void* old_base, const void* new_base);

// Gives `value`, a copy of another one's bits, data of its own from `allocate_more`, linked to `head`. Throws also
// Failure(MAPI_E_NOT_ENOUGH_MEMORY).
void deepen(SPropValue& value, LPALLOCATEMORE allocate_more, void* head);

}  // namespace postroom::mapiutil
