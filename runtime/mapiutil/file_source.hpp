// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/stream.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace postroom::mapiutil {

enum class FileUse : std::uint8_t {
  read,     // an existing file, only to be read
  change,   // an existing file
  replace,  // a new file, or an existing one emptied
};

// The bytes of a file, read and written in place: there is nothing to go back to, so a revert does nothing. A commit
// puts what was written on the medium, unless the file goes with the source.
//
// Each throws Failure: MAPI_E_NOT_FOUND when there is no such file or folder, MAPI_E_NO_ACCESS for what may not be
// opened or is no file, MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR; the text names the file and the reason.
// `temporary`: the file is deleted with the source, if it still is the one that has the name.
std::shared_ptr<kit::StreamSource> open_file(const std::filesystem::path& path, FileUse use, bool temporary);

// A new file in `folder` that only this user can open, named <prefix>HHHH.TMP with a hexadecimal number that no other
// file has; MAPI_E_COLLISION when all are taken.
std::shared_ptr<kit::StreamSource> create_unique_file(const std::filesystem::path& folder, std::string_view prefix,
                                                      bool temporary);

}  // namespace postroom::mapiutil
