// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace postroom::tool {

// The folder of the user's data, which holds stores and books that have no path of their own (docs/profiles.md).
std::filesystem::path data_home();

}  // namespace postroom::tool
