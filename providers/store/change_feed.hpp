// SPDX-License-Identifier: Apache-2.0
//
// The feed of changes: one row for each commit, with what it changed packed as 52 bytes for each object:
// u8 kind · u8 type · u8 associated · u8 zero · id · parent · old parent. Stateless.
#pragma once

#include "providers/store/connection.hpp"

#include <postroom/store/backend.hpp>

#include <span>
#include <string>

namespace postroom::store {

std::string pack_changes(std::span<const kit::store::Change> changes);

// REQUIRES: a transaction is open on `connection`. Throws as Reading does.
kit::store::Changes read_changes(Connection& connection, kit::store::ChangeNumber since);

}  // namespace postroom::store
