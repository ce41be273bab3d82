// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>

#include <memory>

namespace postroom::kit::store {

class StoreCore;

// OpenEntry of IMSLogon, IMsgStore and IMAPIContainer (F-11, F-15, F-16, H-6): folders and messages of this store, the
// root folder for no identifier. `type` receives MAPI_FOLDER or MAPI_MESSAGE.
com_ptr<IUnknown> open_entry(const std::shared_ptr<StoreCore>& core, ULONG size, const ENTRYID* entry, LPCIID iid,
                             ULONG flags, ULONG* type);

}  // namespace postroom::kit::store
