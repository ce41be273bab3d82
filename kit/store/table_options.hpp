// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/store_core.hpp"

#include <postroom/table.hpp>

#include <memory>

namespace postroom::kit::store {

// What all tables of a store logon have in common: text of the asked width, and sinks told through the support object.
inline TableViewOptions table_options(const std::shared_ptr<StoreCore>& core, ULONG flags) {
  TableViewOptions options;
  options.flags = flags & MAPI_UNICODE;
  options.notifier = notify_through([core = std::weak_ptr<StoreCore>(core)]() -> com_ptr<IMAPISupport> {
    const std::shared_ptr<StoreCore> held = core.lock();
    return held == nullptr ? com_ptr<IMAPISupport>() : held->support();
  });
  return options;
}

}  // namespace postroom::kit::store
