// SPDX-License-Identifier: Apache-2.0
//
// Where the user's state lives. The environment is read at each call; every folder returned exists and, when it was
// made here, only its owner may enter it (0700).
#pragma once

#include <filesystem>
#include <vector>

namespace postroom::profile {

// $POSTROOM_HOME, or $XDG_DATA_HOME/postroom, or ~/.local/share/postroom: profiles and default stores.
std::filesystem::path data_folder();

// $POSTROOM_HOME/run when POSTROOM_HOME is set, or $XDG_RUNTIME_DIR/postroom, or /tmp/postroom-UID: what ends with
// the machine. MAPI_E_NO_ACCESS when the last one belongs to somebody else.
std::filesystem::path runtime_folder();

// data_folder()/profiles.sqlite.
std::filesystem::path profiles_file();

// $POSTROOM_HOME/postroom.toml, or $XDG_CONFIG_HOME/postroom/postroom.toml, or ~/.config/postroom/postroom.toml. The
// user writes it; neither it nor its folder need exist.
std::filesystem::path config_file();

// Folders that are searched for *.inf, first wins: POSTROOM_INF_PATH, data_folder()/mapisvc.d,
// ../share/postroom/mapisvc.d beside the library's own folder, and the installed one. They need not exist.
std::vector<std::filesystem::path> inf_folders();

}  // namespace postroom::profile
