// SPDX-License-Identifier: Apache-2.0
#include <postroom/provider/entry_point.hpp>

namespace postroom::kit::provider {

HRESULT begin_provider_init(const Allocators& triple, ULONG flags, ULONG mapi_version,
                            ULONG* provider_version) noexcept {
  if (provider_version == nullptr) return MAPI_E_INVALID_PARAMETER;
  *provider_version = CURRENT_SPI_VERSION;
  if (triple.allocate == nullptr || triple.allocate_more == nullptr || triple.free == nullptr) {
    return MAPI_E_INVALID_PARAMETER;
  }
  if (flags != 0) return MAPI_E_UNKNOWN_FLAGS;
  // An older runtime lacks what this provider was written for.
  if (mapi_version < CURRENT_SPI_VERSION) return MAPI_E_VERSION;
  set_allocators(triple);
  return S_OK;
}

}  // namespace postroom::kit::provider
