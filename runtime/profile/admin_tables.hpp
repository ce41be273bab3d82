// SPDX-License-Identifier: Apache-2.0
//
// The tables of profile administration: snapshots, without notifications (B-10, B-37 … B-39).
#pragma once

#include "runtime/profile/profile_store.hpp"

#include <postroom/property_bag.hpp>

#include <vector>

namespace postroom::profile {

// PR_DISPLAY_NAME and PR_DEFAULT_PROFILE, without app profiles unless asked for (B-11).
kit::com_ptr<IMAPITable> profile_table(std::shared_ptr<kit::Core> core, ProfileStore& store, ULONG flags);

// By display name, as documented.
kit::com_ptr<IMAPITable> service_table(std::shared_ptr<kit::Core> core, const Profile& profile, ULONG flags);

// All providers in profile order; of one service with its extra sections, which have no PR_RESOURCE_TYPE (B-38).
kit::com_ptr<IMAPITable> provider_table(std::shared_ptr<kit::Core> core, const Profile& profile, ULONG flags);
kit::com_ptr<IMAPITable> provider_table(std::shared_ptr<kit::Core> core, const Profile& profile, const MAPIUID& service,
                                        ULONG flags);

}  // namespace postroom::profile
