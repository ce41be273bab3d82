// SPDX-License-Identifier: Apache-2.0
#include "providers/book/location.hpp"

#include "kit/text/hexadecimal.hpp"

#include <postroom/failure.hpp>

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace postroom::book {
namespace {

const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? nullptr : value;
}

std::filesystem::path data_folder() {
  if (const char* home = variable("POSTROOM_HOME")) return home;
  if (const char* data = variable("XDG_DATA_HOME")) return std::filesystem::path(data) / "postroom";
  if (const char* home = variable("HOME")) return std::filesystem::path(home) / ".local/share/postroom";
  const passwd* user = getpwuid(getuid());
  if (user == nullptr || user->pw_dir == nullptr) kit::fail(MAPI_E_NO_ACCESS, "the user has no home folder");
  return std::filesystem::path(user->pw_dir) / ".local/share/postroom";
}

}  // namespace

std::filesystem::path default_location(std::string_view profile) {
  if (profile.empty())
    kit::fail(MAPI_E_UNCONFIGURED, "the address book's profile section names neither file nor profile");
  return data_folder() / "books" / (kit::as_file_name(profile) + ".sqlite");
}

}  // namespace postroom::book
