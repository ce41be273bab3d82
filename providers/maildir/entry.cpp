// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/maildir_backend.hpp"

#include <postroom/transport/provider.hpp>

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate,
                                                              LPALLOCATEMORE more, LPFREEBUFFER free, ULONG flags,
                                                              ULONG mapi_version, ULONG* provider_version,
                                                              LPXPPROVIDER* provider) {
  using namespace postroom;
  return kit::provider::provider_init<kit::transport::Provider>({allocate, more, free}, flags, mapi_version,
                                                                provider_version, provider, &maildir::log_on);
}
