// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/maildir_backend.hpp"

#include <postroom/provider/service_entry.hpp>
#include <postroom/transport/provider.hpp>

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate,
                                                              LPALLOCATEMORE more, LPFREEBUFFER free, ULONG flags,
                                                              ULONG mapi_version, ULONG* provider_version,
                                                              LPXPPROVIDER* provider) {
  using namespace postroom;
  return kit::provider::provider_init<kit::transport::Provider>({allocate, more, free}, flags, mapi_version,
                                                                provider_version, provider, &maildir::log_on);
}

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE, LPMALLOC, LPMAPISUP support, ULONG_PTR,
                                                            ULONG flags, ULONG context, ULONG count,
                                                            LPSPropValue properties, LPPROVIDERADMIN admin,
                                                            LPMAPIERROR* error) {
  using namespace postroom;
  static constexpr ULONG kSettings[] = {maildir::kRootFolder, maildir::kLocalDomain, maildir::kMailbox};
  return kit::provider::service_entry({support, flags, context, {properties, count}, admin, error},
                                      {.settings = kSettings});
}
