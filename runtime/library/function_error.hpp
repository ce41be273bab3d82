// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

namespace postroom::library {

// What MAPIInitialize, MAPILogonEx and MAPIAdminProfiles do with the exception that ends them: there is no object yet
// whose GetLastError could tell the caller why, so postroom_last_error() does. Returns the exception's HRESULT.
// REQUIRES: called inside a catch clause. Thread-safe; the text is kept for the calling thread.
HRESULT function_failed();

}  // namespace postroom::library
