// SPDX-License-Identifier: Apache-2.0
//
// The user's profiles stay open from the first logon to the last MAPIUninitialize: opening their file costs more than
// all that a logon asks of it. Any thread.
#pragma once

#include <memory>

namespace postroom::profile {

class ProfileStore;

void keep_profiles_open(std::shared_ptr<ProfileStore> profiles);
void let_profiles_go() noexcept;

}  // namespace postroom::profile
