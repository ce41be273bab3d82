// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/property_bag.hpp>

#include <memory>

namespace postroom::kit::store {

class StoreCore;

// The status object of a store logon (E-10, E-12): ValidateState reads whether the store can still be read; the other
// methods answer MAPI_E_NO_SUPPORT, as PR_RESOURCE_METHODS says (E-8). Its properties are read-only.
com_ptr<IMAPIStatus> make_status_object(std::shared_ptr<StoreCore> core);

// The columns of the store's row in the status table (E-3, C-48).
PropertyBag status_row(const StoreCore& core);

}  // namespace postroom::kit::store
