// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/data_home.hpp"

#include <cstdlib>

namespace postroom::tool {

std::filesystem::path data_home() {
  namespace fs = std::filesystem;
  if (const char* home = std::getenv("POSTROOM_HOME"); home != nullptr && *home != 0) return home;
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != 0)
    return fs::path(data) / "postroom";
  const char* home = std::getenv("HOME");
  return fs::path(home == nullptr ? "/" : home) / ".local/share/postroom";
}

}  // namespace postroom::tool
