// SPDX-License-Identifier: Apache-2.0
//
// postroom check: runs the store's own checker, a program of its own, so that a damaged file can harm nothing.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/lost_files.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/text.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace postroom::tool {
namespace {

namespace fs = std::filesystem;

// Beside the installed program, or in the build tree.
fs::path checker() {
  const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& path :
       {here / "../libexec/postroom/postroom_store_check", here / "../libexec/postroom_store_check"}) {
    if (fs::exists(path)) return path;
  }
  kit::fail(MAPI_E_NOT_FOUND, _("the checker of stores, postroom_store_check, is not installed"));
}

fs::path data_home() {
  if (const char* home = std::getenv("POSTROOM_HOME"); home != nullptr && *home != 0) return home;
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != 0)
    return fs::path(data) / "postroom";
  const char* home = std::getenv("HOME");
  return fs::path(home == nullptr ? "/" : home) / ".local/share/postroom";
}

std::vector<std::string> known_stores() {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(data_home() / "stores", error)) {
    if (entry.path().extension() == ".sqlite") files.push_back(entry.path());
  }
  return files;
}

// Says what is gone, as the checker says what is damaged.
int report_lost(const Context& context, const std::vector<LostFile>& lost) {
  for (const LostFile& each : lost) {
    if (context.json) {
      print({{"file", each.file}, {"sound", false}, {"error", each.what}});
    } else {
      std::fprintf(stderr, "postroom: %s\n", printable(each.what).c_str());
    }
  }
  return lost.empty() ? kDone : kFaultsFound;
}

// Of stores and address books that profiles know.
std::vector<LostFile> known_to_be_lost() {
  const Mapi mapi;
  return lost_files();
}

int run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (const int error = posix_spawn(&child, words.front().c_str(), nullptr, nullptr, arguments.data(), environ);
      error != 0) {
    kit::fail(MAPI_E_CALL_FAILED, filled(_("cannot start '%1': %2"), words.front(), std::strerror(error)));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kFailed;
}

}  // namespace

int check_store(const Context& context, const std::vector<std::string>& files) {
  const std::vector<std::string> wanted = files.empty() ? known_stores() : files;
  const std::vector<LostFile> lost = files.empty() ? known_to_be_lost() : std::vector<LostFile>();
  if (wanted.empty() && lost.empty())
    kit::fail(MAPI_E_NOT_FOUND, filled(_("there is no store to check in '%1'"), (data_home() / "stores").string()));
  int worst = report_lost(context, lost);
  for (const std::string& file : wanted) {
    std::vector<std::string> words = {checker().string(), file};
    if (context.json) words.insert(words.begin() + 1, "--json");
    std::fflush(stdout);
    worst = std::max(worst, run(words));
  }
  return worst;
}

}  // namespace postroom::tool
