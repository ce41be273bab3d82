// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/core.hpp>

#include <mapidefs.h>

#include <memory>

namespace postroom::session {

// What IMAPISupport::DoProgressDialog gives out (D-42): a progress object that keeps limits and flags as every one
// must, so that the levels of an operation can pass it on, and shows nothing, for there is no user interface. `flags`
// is MAPI_TOP_LEVEL or 0. The reference is the caller's; the object ends with `core`.
kit::com_ptr<IMAPIProgress> make_progress_object(std::shared_ptr<kit::Core> core, ULONG flags);

}  // namespace postroom::session
