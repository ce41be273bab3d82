// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/paths.hpp"

#include "runtime/lifecycle/code_address.hpp"

#include <postroom/failure.hpp>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace postroom::profile {
namespace {

namespace fs = std::filesystem;

// An environment variable that is set and not empty, as the XDG specification reads them.
const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? nullptr : value;
}

// Makes the folder and those above it that are missing, open to their owner only.
fs::path made(fs::path folder) {
  fs::path so_far;
  for (const fs::path& part : folder) {
    so_far /= part;
    if (part.empty() || mkdir(so_far.c_str(), 0700) == 0 || errno == EEXIST) continue;
    const int reason = errno;
    struct stat existing {};
    if (stat(so_far.c_str(), &existing) == 0) continue;  // a read-only folder above ours, for example
    kit::fail(MAPI_E_NO_ACCESS, "cannot make the folder " + so_far.string() + ": " + std::strerror(reason));
  }
  return folder;
}

fs::path home_folder() {
  if (const char* home = variable("HOME")) return home;
  const passwd* entry = getpwuid(getuid());
  if (entry == nullptr || entry->pw_dir == nullptr) kit::fail(MAPI_E_NO_ACCESS, "the user has no home folder");
  return entry->pw_dir;
}

// A folder that others could have made first, in a place where everybody may write.
fs::path own_folder_in_tmp() {
  fs::path folder = "/tmp/postroom-" + std::to_string(getuid());
  static_cast<void>(mkdir(folder.c_str(), 0700));
  struct stat found {};
  if (lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != getuid() ||
      (found.st_mode & 0077) != 0) {
    kit::fail(MAPI_E_NO_ACCESS, folder.string() + " is not a folder that only this user may enter");
  }
  return folder;
}

}  // namespace

fs::path data_folder() {
  if (const char* home = variable("POSTROOM_HOME")) return made(home);
  if (const char* data = variable("XDG_DATA_HOME")) return made(fs::path(data) / "postroom");
  return made(home_folder() / ".local" / "share" / "postroom");
}

fs::path runtime_folder() {
  if (const char* home = variable("POSTROOM_HOME")) return made(fs::path(home) / "run");
  if (const char* runtime = variable("XDG_RUNTIME_DIR")) return made(fs::path(runtime) / "postroom");
  return own_folder_in_tmp();
}

fs::path profiles_file() {
  return data_folder() / "profiles.sqlite";
}

fs::path config_file() {
  if (const char* home = variable("POSTROOM_HOME")) return fs::path(home) / "postroom.toml";
  const char* config = variable("XDG_CONFIG_HOME");
  return (config != nullptr ? fs::path(config) : home_folder() / ".config") / "postroom" / "postroom.toml";
}

std::vector<fs::path> inf_folders() {
  std::vector<fs::path> folders;
  if (const char* list = variable("POSTROOM_INF_PATH")) {
    std::string_view rest(list);
    while (!rest.empty()) {
      const std::string_view one = rest.substr(0, rest.find(':'));
      if (!one.empty()) folders.emplace_back(one);
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
  }
  folders.push_back(data_folder() / "mapisvc.d");
  if (const fs::path library = lifecycle::own_folder(); !library.empty()) {
    folders.push_back(library.parent_path() / "share" / "postroom" / "mapisvc.d");
  }
  folders.emplace_back(POSTROOM_INF_DIR);
  return folders;
}

}  // namespace postroom::profile
