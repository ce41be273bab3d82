// SPDX-License-Identifier: Apache-2.0
//
// postroom check: runs the store's own checker, a program of its own, so that a damaged file can harm nothing.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/lost_files.hpp"
#include "tools/postroom/services.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/text.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
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

// What of a profile is to be checked.
struct Wanted {
  std::vector<std::string> there;
  std::vector<LostFile> lost;
};

// The files of the profile's own stores; of those that are gone, its address books among them, there is nothing to
// check.
Wanted files_of_profile(const Context& context) {
  const Mapi mapi;
  const auto services = service_admin(context);
  Wanted wanted{{}, lost_files(services.get())};
  bool any = false;
  for (const ServiceRow& row : service_rows(services.get())) {
    if (row.name != "POSTROOM_STORE") continue;
    any = true;
    const auto is_it = [&](const LostFile& lost) { return lost.file == row.place; };
    if (std::none_of(wanted.lost.begin(), wanted.lost.end(), is_it)) wanted.there.push_back(row.place);
  }
  if (!any) kit::fail(MAPI_E_NOT_FOUND, _("the profile has no message store that can be checked"));
  return wanted;
}

// Says what is gone, as the checker says what is damaged.
void report_lost(const std::vector<LostFile>& lost, nlohmann::json* documents) {
  for (const LostFile& each : lost) {
    if (documents != nullptr) {
      documents->push_back({{"file", each.file}, {"sound", false}, {"error", each.what}});
    } else {
      std::fprintf(stderr, "postroom: %s\n", printable(each.what).c_str());
    }
  }
}

std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t got = read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(descriptor);
  return text;
}

// Gives the checker's output to `output` when that is not null; answers its exit code.
int run(std::vector<std::string> words, std::string* output) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::array<int, 2> ends{-1, -1};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (output != nullptr && pipe2(ends.data(), O_CLOEXEC) == 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int error = posix_spawn(&child, words.front().c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (ends[1] >= 0) close(ends[1]);
  if (ends[0] >= 0) *output = read_to_end(ends[0]);
  if (error != 0) {
    kit::fail(MAPI_E_CALL_FAILED, filled(_("cannot start '%1': %2"), words.front(), std::strerror(error)));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kFailed;
}

// What the checker says of a file, also when it could say nothing.
nlohmann::json document_of(const std::string& file, const std::string& output) {
  nlohmann::json document = nlohmann::json::parse(output, nullptr, false);
  if (document.is_object()) return document;
  return {{"file", file}, {"sound", false}, {"error", _("the checker ended without a report")}};
}

}  // namespace

int check_store(const Context& context, const std::vector<std::string>& files) {
  const std::string program = checker().string();
  nlohmann::json documents = nlohmann::json::array();
  const Wanted wanted = files.empty() ? files_of_profile(context) : Wanted{files, {}};
  report_lost(wanted.lost, context.json ? &documents : nullptr);
  int worst = wanted.lost.empty() ? kDone : kFaultsFound;
  for (const std::string& file : wanted.there) {
    if (context.json) {
      std::string output;
      worst = std::max(worst, run({program, "--json", file}, &output));
      documents.push_back(document_of(file, output));
    } else {
      std::fflush(stdout);
      worst = std::max(worst, run({program, file}, nullptr));
    }
  }
  if (context.json) print(documents);
  return worst;
}

}  // namespace postroom::tool
