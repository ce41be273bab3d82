// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>
#include <postroom/failure.hpp>

namespace postroom::mapiutil {

// What CreateTable and CreateIProp check alike. Their objects live in libpostroom and allocate as everything in it
// does, so an allocator that is not MAPI's own answers MAPI_E_NO_SUPPORT.
inline void check_creation(LPCIID asked, const IID& offered, const kit::Allocators& triple, const void* reserved) {
  kit::require(reserved == nullptr, "lpvReserved is not null");
  kit::require(triple.allocate != nullptr && triple.allocate_more != nullptr && triple.free != nullptr,
               "an allocation function is null");
  if (asked != nullptr && *asked != offered) kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the object has one interface");
  const kit::Allocators& ours = kit::allocators();
  if (triple.allocate != ours.allocate || triple.allocate_more != ours.allocate_more || triple.free != ours.free) {
    kit::fail(MAPI_E_NO_SUPPORT, "only MAPI's own allocation functions can be used");
  }
}

}  // namespace postroom::mapiutil
