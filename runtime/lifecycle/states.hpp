// SPDX-License-Identifier: Apache-2.0
//
// The runtime moves its libraries, provider objects, logons and sessions by these machines (design 6).
#pragma once

#include <postroom/lifecycle_states.hpp>
