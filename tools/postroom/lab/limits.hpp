// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace postroom::tool::providerlab {

// How long a call on a provider may take in a session's Logoff (J-114), and a message that is cancelled until its
// transport gives it back (H-29): the contract says "soon".
inline constexpr std::chrono::milliseconds kCallLimit{1500};

}  // namespace postroom::tool::providerlab
