// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace postroom::profile {

// MAPI_E_INVALID_PARAMETER unless `name` (UTF-8) can name a profile: 1 to 64 characters, letters and digits of any
// script, underscores, and blanks inside (B-2).
void require_profile_name(std::string_view name);

}  // namespace postroom::profile
