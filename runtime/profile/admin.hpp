// SPDX-License-Identifier: Apache-2.0
//
// Profile administration as clients meet it: IProfAdmin, IMsgServiceAdmin2 and IProviderAdmin.
//
// Each object stands behind the gate of `core`: IMAPISession::AdminServices passes the session's, MAPIAdminProfiles
// one of its own. None of them starts a session or a provider (B-1). Contract: B.1 and B.3.
#pragma once

#include "runtime/profile/profile.hpp"

namespace postroom::profile {

kit::com_ptr<IProfAdmin> make_profile_admin(std::shared_ptr<kit::Core> core, std::shared_ptr<ProfileStore> store);

// QueryInterface also gives IMsgServiceAdmin2.
kit::com_ptr<IMsgServiceAdmin> make_service_admin(std::shared_ptr<kit::Core> core, std::shared_ptr<Profile> profile);

// For the providers of one message service; `from_entry` when it is made for the service's own entry function, which
// may open its own section with a null identifier (B-22) and is not called again for what it does itself (B-41).
kit::com_ptr<IProviderAdmin> make_provider_admin(std::shared_ptr<kit::Core> core, std::shared_ptr<Profile> profile,
                                                 const MAPIUID& service, bool from_entry = false);

// The interface identifier that OpenProfileSection is given: null, IProfSect or what it derives from, or
// MAPI_E_INTERFACE_NOT_SUPPORTED.
void require_section_interface(LPCIID iid);

}  // namespace postroom::profile
