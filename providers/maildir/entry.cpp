// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/maildir_backend.hpp"

#include <postroom/provider/service_entry.hpp>
#include <postroom/transport/profile.hpp>
#include <postroom/transport/provider.hpp>

using namespace postroom;

extern "C" {

MAPI_VISIBLE HRESULT STDAPICALLTYPE XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                                   LPFREEBUFFER free, ULONG flags, ULONG mapi_version,
                                                   ULONG* provider_version, LPXPPROVIDER* provider) {
  return kit::provider::provider_init<kit::transport::Provider>({allocate, more, free}, flags, mapi_version,
                                                                provider_version, provider, &maildir::log_on);
}

MAPI_VISIBLE HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE, LPMALLOC, LPMAPISUP support, ULONG_PTR, ULONG flags,
                                                 ULONG context, ULONG count, LPSPropValue properties,
                                                 LPPROVIDERADMIN admin, LPMAPIERROR* error) {
  static constexpr ULONG kSettings[] = {transport::PR_MAILDIR_ROOT_W, transport::PR_MAILDIR_DOMAIN_W,
                                        transport::PR_MAILDIR_MAILBOX_W};
  return kit::provider::service_entry({support, flags, context, {properties, count}, admin, error},
                                      {.settings = kSettings});
}

}  // extern "C"
