// SPDX-License-Identifier: Apache-2.0
//
// What profile sections of Postroom's message store say, in the range that providers have for themselves (M-43).
#pragma once

#include <mapidefs.h>

namespace postroom::store {

// The file of the store. Relative names are below the folder of default stores. Absent: a file named after the
// profile there, which is made by the first logon.
inline constexpr ULONG PR_STORE_PATH_W = PROP_TAG(PT_UNICODE, 0x6600);

}  // namespace postroom::store
