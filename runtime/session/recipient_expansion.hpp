// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>

#include <mapidefs.h>

#include <functional>
#include <string_view>

namespace postroom::session {

// Opens the distribution list of an entry identifier, whoever's it is; throws kit::Failure.
using ListOpener = std::function<kit::com_ptr<IDistList>(std::string_view entry_id)>;

// What ExpandRecips makes of a message's recipients (D-31): in the place of a personal distribution list, of type
// MAPIPDL, stand its members, and in the place of a list among those its members; a display name that was changed is
// the original one again (PR_ORIGINAL_DISPLAY_NAME); of recipients with the same address one is left, To before Cc
// before Bcc. A message without any of these is not touched.
//
// Errors are kit::Failure, and the message is as it was: MAPI_E_NO_RECIPIENTS when its lists have no members.
void expand_recipients(IMessage& message, const ListOpener& open_list);

}  // namespace postroom::session
