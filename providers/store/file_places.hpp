// SPDX-License-Identifier: Apache-2.0
//
// Where stores and what belongs to open ones lie. The environment is read at each call. Stateless; any thread.
#pragma once

#include <mapidefs.h>

#include <string>
#include <string_view>

namespace postroom::store {

// The absolute path of a section's store (PR_STORE_PATH_W). MAPI_E_UNCONFIGURED when neither a path nor the profile's
// name is there.
std::string store_file(IProfSect& section);

// The folder of default stores: stores in $POSTROOM_HOME, or in $XDG_DATA_HOME/postroom, or ~/.local/share/postroom.
std::string default_folder();
// Where open stores are registered, by record key: stores in $POSTROOM_HOME/run, or in $XDG_RUNTIME_DIR/postroom, or
// in /tmp/postroom-UID. MAPI_E_NO_ACCESS when that is somebody else's. It need not be there yet.
std::string registry_folder();

// Makes a folder and those above it that are missing, for the owner only. MAPI_E_NO_ACCESS, MAPI_E_NOT_ENOUGH_DISK.
void make_folder(const std::string& folder);

}  // namespace postroom::store
