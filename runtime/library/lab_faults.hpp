// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>

#include <string_view>

namespace postroom::library {

// What `postroom lab` asks of the process that it runs a provider in, and nobody else does:
//
//   POSTROOM_LAB_WATCH=1            what a provider misuses is found and named, at a cost that only the lab pays
//   POSTROOM_LAB_PROVIDER=NAME      the provider of that library, by its name in a profile, is looked at: only for it …
//   POSTROOM_LAB_FAIL_ALLOCATION=N  … the N-th block that it asks its allocators for is refused, of those on the
//                                   process's first thread, the client's
//   POSTROOM_LAB_FAIL_ALLOCATION_BESIDE=N … or of those on all others: the spooler's, and those of calls at the end
//   POSTROOM_LAB_FAIL_SUPPORT=NAME  … IMAPISupport::NAME answers MAPI_E_NOT_ENOUGH_MEMORY; `?`: none does, but each
//                                   method that it calls is noted, by its name
//   POSTROOM_LAB_FAIL_SUPPORT_CALL=N … and only the N-th call of it
//
// All are read once. Each fault leaves a `note` of the method "lab" in the trace. Any thread.

bool lab_watches() noexcept;

// The triple that a provider of this library gets, in its entry function and from GetMemAllocRoutines.
kit::Allocators provider_allocator_triple(std::string_view library) noexcept;

// Throws MAPI_E_NOT_ENOUGH_MEMORY when this method is to fail for the provider of this library.
void fail_support_when_asked(std::string_view method, std::string_view library);

}  // namespace postroom::library
