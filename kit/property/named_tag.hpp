// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>

#include <string>

namespace postroom::kit {

// A property, as messages of errors name it.
std::string named(ULONG tag);

}  // namespace postroom::kit
