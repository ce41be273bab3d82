// SPDX-License-Identifier: Apache-2.0
//
// IProfSect: a profile section as its owner and clients see it. Every change is durable at once (B-15), every read
// sees what any process has written. Thread-safe. Contract B-15 … B-24.
#pragma once

#include "runtime/profile/profile.hpp"

namespace postroom::profile {

class Database;

// See Profile::open_section.
kit::com_ptr<IProfSect> open_section(std::shared_ptr<Profile> profile, Database& database,
                                     std::shared_ptr<kit::Core> core, const MAPIUID& uid, ULONG flags, Opener opener,
                                     UseId use);

}  // namespace postroom::profile
