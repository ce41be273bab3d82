// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>

#include <string_view>

namespace postroom::library {

// What `postroom lab` makes go wrong in the process that it runs a provider in, and nobody else asks for:
//
//   POSTROOM_LAB_FAIL_ALLOCATION=N  the N-th block that providers ask their allocators for is refused
//   POSTROOM_LAB_FAIL_SUPPORT=NAME  IMAPISupport::NAME answers MAPI_E_NOT_ENOUGH_MEMORY
//
// Both are read once. Each fault leaves a `note` of the method "lab" in the trace. Any thread.

// The triple that providers get, in their entry function and from GetMemAllocRoutines.
kit::Allocators provider_allocator_triple() noexcept;

// Throws MAPI_E_NOT_ENOUGH_MEMORY when this method is to fail.
void fail_support_when_asked(std::string_view method);

}  // namespace postroom::library
