// SPDX-License-Identifier: Apache-2.0
// The message store's entry functions: a store provider of the kit over SQLite files.
#include "providers/store/medium.hpp"

#include <postroom/provider/service_entry.hpp>
#include <postroom/store/profile.hpp>
#include <postroom/store/provider.hpp>

#include <mapispi.h>
#include <mapitags.h>

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE MSProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate,
                                                              LPALLOCATEMORE allocate_more, LPFREEBUFFER free,
                                                              ULONG flags, ULONG mapi_version, ULONG* provider_version,
                                                              LPMSPROVIDER* provider) {
  using namespace postroom;
  return kit::provider::provider_init<kit::store::Provider>({allocate, allocate_more, free}, flags, mapi_version,
                                                            provider_version, provider,
                                                            std::make_shared<store::SqliteMedium>());
}

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE, LPMALLOC, LPMAPISUP support, ULONG_PTR,
                                                            ULONG flags, ULONG context, ULONG count,
                                                            LPSPropValue properties, LPPROVIDERADMIN admin,
                                                            LPMAPIERROR* error) {
  static constexpr ULONG kSettings[] = {postroom::store::PR_STORE_PATH_W};
  static constexpr ULONG kBound[] = {PR_ENTRYID, PR_RECORD_KEY};
  return postroom::kit::provider::service_entry({support, flags, context, {properties, count}, admin, error},
                                                {.settings = kSettings, .bound = kBound});
}
