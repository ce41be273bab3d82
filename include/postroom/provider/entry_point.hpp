// SPDX-License-Identifier: Apache-2.0
//
// The body of ABProviderInit, MSProviderInit and XPProviderInit, whose parameters are the same but for the interface:
//
//   STDINITMETHODIMP MSProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
//                                   LPFREEBUFFER free, ULONG flags, ULONG mapi_version, ULONG* provider_version,
//                                   LPMSPROVIDER* provider) {
//     return provider_init<Store>({allocate, more, free}, flags, mapi_version, provider_version, provider);
//   }
#pragma once

#include <postroom/allocators.hpp>
#include <postroom/object.hpp>

#include <utility>

namespace postroom::kit::provider {

// The first part of every entry function: stores the allocator triple, tells the provider's version and checks
// the runtime's. S_OK, MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS or MAPI_E_VERSION. The IMalloc that comes
// with the triple is not kept, hence not referenced.
HRESULT begin_provider_init(const Allocators& triple, ULONG flags, ULONG mapi_version,
                            ULONG* provider_version) noexcept;

// Makes a fresh provider object on every call.
template <class Provider, class Interface, class... Arguments>
HRESULT provider_init(const Allocators& triple, ULONG flags, ULONG mapi_version, ULONG* provider_version,
                      Interface** provider, Arguments&&... arguments) noexcept {
  if (provider == nullptr) return MAPI_E_INVALID_PARAMETER;
  *provider = nullptr;
  const HRESULT ready = begin_provider_init(triple, flags, mapi_version, provider_version);
  if (FAILED(ready)) return ready;
  try {
    *provider = make_object<Provider>(std::forward<Arguments>(arguments)...).detach();
    return S_OK;
  } catch (...) {
    std::string what;
    return current_failure(what);
  }
}

}  // namespace postroom::kit::provider
