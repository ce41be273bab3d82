// SPDX-License-Identifier: Apache-2.0
#include "providers/store/file_places.hpp"

#include "kit/text/hexadecimal.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_bag.hpp>
#include <postroom/store/profile.hpp>

#include <mapitags.h>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace postroom::store {
namespace {

namespace fs = std::filesystem;

// As the XDG specification reads variables: empty is unset.
const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? nullptr : value;
}

fs::path home_folder() {
  if (const char* home = variable("HOME")) return home;
  std::array<char, 4096> space{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, space.data(), space.size(), &found) != 0 || found == nullptr) {
    kit::fail(MAPI_E_NO_ACCESS, "the user has no home folder for message stores");
  }
  return found->pw_dir;
}

fs::path data_folder() {
  if (const char* home = variable("POSTROOM_HOME")) return home;
  if (const char* data = variable("XDG_DATA_HOME")) return fs::path(data) / "postroom";
  return home_folder() / ".local" / "share" / "postroom";
}

// In /tmp anybody could have made the folder first.
fs::path own_folder_in_tmp() {
  fs::path folder = "/tmp/postroom-" + std::to_string(getuid());
  static_cast<void>(mkdir(folder.c_str(), 0700));
  struct stat found {};
  if (lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != getuid() ||
      (found.st_mode & 0077U) != 0) {
    kit::fail(MAPI_E_NO_ACCESS, folder.string() + " is not a folder that only this user may enter");
  }
  return folder;
}

kit::PropertyBag read_section(IProfSect& section) {
  SizedSPropTagArray(2, tags) = {2, {PR_STORE_PATH_W, PR_PROFILE_NAME_W}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  kit::check(section.GetProps(reinterpret_cast<LPSPropTagArray>(&tags), MAPI_UNICODE, &count, out(values)));
  return kit::PropertyBag::from(std::span<const SPropValue>(values.get(), count));
}

}  // namespace

std::string default_folder() {
  return (data_folder() / "stores").string();
}

std::string registry_folder() {
  fs::path base;
  if (const char* home = variable("POSTROOM_HOME")) {
    base = fs::path(home) / "run";
  } else if (const char* runtime = variable("XDG_RUNTIME_DIR")) {
    base = fs::path(runtime) / "postroom";
  } else {
    base = own_folder_in_tmp();
  }
  return (base / "stores").string();
}

std::string store_file(IProfSect& section) {
  const kit::PropertyBag properties = read_section(section);
  fs::path path = properties.text(PR_STORE_PATH_W);
  if (path.empty()) {
    const std::string_view profile = properties.text(PR_PROFILE_NAME_W);
    if (profile.empty()) kit::fail(MAPI_E_UNCONFIGURED, "the profile section names no file for the message store");
    path = kit::as_file_name(profile) + ".sqlite";
  }
  return (fs::path(default_folder()) / path).lexically_normal().string();
}

void make_folder(const std::string& folder) {
  fs::path so_far;
  for (const fs::path& part : fs::path(folder)) {
    so_far /= part;
    if (part.empty() || mkdir(so_far.c_str(), 0700) == 0 || errno == EEXIST) continue;
    const int reason = errno;
    struct stat existing {};
    if (stat(so_far.c_str(), &existing) == 0) continue;  // a read-only folder above ours, for example
    kit::fail(reason == ENOSPC || reason == EDQUOT ? MAPI_E_NOT_ENOUGH_DISK : MAPI_E_NO_ACCESS,
              "the folder " + so_far.string() + " cannot be made: " + std::strerror(reason));
  }
}

}  // namespace postroom::store
