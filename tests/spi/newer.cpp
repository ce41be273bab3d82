// SPDX-License-Identifier: Apache-2.0
//
// A store provider that needs a later service provider interface than the runtime speaks.
#include <mapicode.h>
#include <mapispi.h>

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE MSProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER, LPALLOCATEMORE,
                                                              LPFREEBUFFER, ULONG, ULONG mapi_version,
                                                              ULONG* provider_version, LPMSPROVIDER* provider) {
  constexpr ULONG kNeeded = 0x00020000;
  *provider = nullptr;
  *provider_version = kNeeded;
  return mapi_version < kNeeded ? MAPI_E_VERSION : MAPI_E_CALL_FAILED;
}
