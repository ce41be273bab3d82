// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/core.hpp>

#include <memory>

namespace postroom::lifecycle {

// The core of objects that belong to no session: sinks, table data and property data that a caller makes for himself.
// Its gate never closes; such an object works until its last Release. The ledger knows them under logon 0.
const std::shared_ptr<kit::Core>& free_core();

}  // namespace postroom::lifecycle
