// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mapi_ptr.hpp>
#include <postroom/property_bag.hpp>

#include <string>
#include <vector>

namespace postroom::session {

// Who the user of a session is, for IMAPISession::QueryIdentity (C-46): the row flagged as primary identity, or else
// the first that has an identity. `known` is false when there is none; the identifier is then that of nobody, a
// one-off.
struct Identity {
  std::string entry_id;
  bool known = false;
};
Identity find_identity(const std::vector<kit::SharedBag>& status_rows);

// Texts in one MAPI block, as EnumAdrTypes returns them; wide when `flags` has MAPI_UNICODE.
kit::mapi_ptr<LPTSTR> make_text_array(const std::vector<std::string>& texts, ULONG flags, ULONG& count);

}  // namespace postroom::session
