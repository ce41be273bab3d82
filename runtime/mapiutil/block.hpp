// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <mapix.h>

#include <cstddef>
#include <limits>

namespace postroom::mapiutil {

// A block for the caller of an exported function, which may not have initialised MAPI: throws what MAPIAllocateBuffer
// answers, MAPI_E_NOT_INITIALIZED included, and MAPI_E_NOT_ENOUGH_MEMORY for more than MAPI can give.
template <class T>
kit::mapi_ptr<T> make_block(std::size_t bytes) {
  constexpr std::size_t kLargest = std::numeric_limits<LONG>::max();
  if (bytes > kLargest) kit::fail(MAPI_E_NOT_ENOUGH_MEMORY, "the answer is larger than a block of memory can be");
  void* block = nullptr;
  kit::check(MAPIAllocateBuffer(static_cast<ULONG>(bytes), &block), "memory for the answer");
  return kit::mapi_ptr<T>(static_cast<T*>(block));
}

// Throws MAPI_E_NOT_INITIALIZED before MAPI is initialised: for functions that allocate late, or only in the kit.
inline void require_initialised() {
  static_cast<void>(make_block<BYTE>(1));
}

}  // namespace postroom::mapiutil
