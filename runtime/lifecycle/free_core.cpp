// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/free_core.hpp"

#include "runtime/lifecycle/ledger.hpp"

namespace postroom::lifecycle {

const std::shared_ptr<kit::Core>& free_core() {
  // Never freed: such objects may outlive MAPIUninitialize.
  static const auto* const core =
      new std::shared_ptr(std::make_shared<kit::Core>(kit::com_ptr<IPostroomLedger>::share(&ledger()), 0));
  return *core;
}

}  // namespace postroom::lifecycle
