// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/export.hpp"
#include "runtime/library/function_error.hpp"
#include "runtime/library/library.hpp"
#include "runtime/profile/admin.hpp"
#include "runtime/profile/profile_store.hpp"

#include <postroom/failure.hpp>

// B-1.
POSTROOM_EXPORT HRESULT MAPIAdminProfiles(ULONG flags, LPPROFADMIN* admin) {
  using namespace postroom;
  if (admin == nullptr) return MAPI_E_INVALID_PARAMETER;
  *admin = nullptr;
  try {
    auto core = library::Library::instance().core();
    kit::require_flags(flags, MAPI_UNICODE);
    *admin = profile::make_profile_admin(std::move(core), profile::ProfileStore::open()).detach();
    return S_OK;
  } catch (...) {
    return library::function_failed();
  }
}
