// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace postroom::kit {

// Property ids from here on are those of names, each object's or store's own.
inline constexpr std::uint16_t kFirstNamedId = 0x8000;

}  // namespace postroom::kit
