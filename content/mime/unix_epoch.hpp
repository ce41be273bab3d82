// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace postroom::content {

inline constexpr std::int64_t kUnixEpoch = 11644473600;  // seconds from 1601, where FILETIME begins, to 1970

}  // namespace postroom::content
