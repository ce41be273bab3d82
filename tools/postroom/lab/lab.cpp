// SPDX-License-Identifier: Apache-2.0
//
// NAME         lab - postroom lab PROVIDER
// DESCRIPTION  Runs a provider library through each lifecycle in a process of its own, which has a home, a profile and
// a
//              trace of its own and is this program again (--inside). When that process ends, or is ended because it
//              hangs, its trace is judged by the checker's rules and the lab's own.
// DIAGNOSTICS  Findings are data: exit code 5. A library that cannot be loaded, or has no entry function of the type,
//              is a failure: 1, or 3 when there is no such file.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/lab/client.hpp"
#include "tools/postroom/lab/judge.hpp"
#include "tools/postroom/text.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace postroom::tool {
namespace {

namespace fs = std::filesystem;
using providerlab::Finding;
using providerlab::Lifecycle;
using providerlab::Result;
using providerlab::Type;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kDeadline{20};  // of one lifecycle

struct TypeNames {
  Type type;
  const char* name;
  const char* entry;
  const char* resource_type;
};
constexpr TypeNames kTypes[] = {{Type::store, "store", "MSProviderInit", "MAPI_STORE_PROVIDER"},
                                {Type::book, "book", "ABProviderInit", "MAPI_AB_PROVIDER"},
                                {Type::transport, "transport", "XPProviderInit", "MAPI_TRANSPORT_PROVIDER"}};

// A folder that goes with the object.
class Workshop {
 public:
  Workshop() {
    std::string name = (fs::temp_directory_path() / "postroom-lab-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      kit::fail(MAPI_E_NO_ACCESS, filled(_("no folder can be made in '%1'"), fs::temp_directory_path().string()));
    folder_ = name;
  }
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

// Where the library lies, and by which name a profile knows it.
struct Library {
  fs::path file;
  std::string name;
};

Library find_library(const std::string& provider) {
  std::vector<fs::path> candidates;
  if (provider.find('/') != std::string::npos || provider.ends_with(".so")) {
    candidates.push_back(fs::absolute(provider));
  } else {
    std::string path = std::getenv("POSTROOM_PROVIDER_PATH") != nullptr ? std::getenv("POSTROOM_PROVIDER_PATH") : "";
    const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
    path += ":" + (here / "../lib/postroom").string();
    std::size_t from = 0;
    while (from <= path.size()) {
      const std::size_t colon = std::min(path.find(':', from), path.size());
      if (colon > from) candidates.push_back(fs::path(path.substr(from, colon - from)) / ("lib" + provider + ".so"));
      from = colon + 1;
    }
    candidates.push_back(fs::path(POSTROOM_PROVIDER_DIR) / ("lib" + provider + ".so"));
  }
  for (const fs::path& file : candidates) {
    if (!fs::is_regular_file(file)) continue;
    const std::string stem = file.stem().string();
    if (!stem.starts_with("lib") || file.extension() != ".so")
      kit::fail(MAPI_E_INVALID_PARAMETER,
                filled(_("'%1' is not named lib*.so, as MAPI finds a provider library"), file.string()));
    return {fs::canonical(file), stem.substr(3)};
  }
  kit::fail(MAPI_E_NOT_FOUND, filled(_("there is no provider library '%1'"), provider));
}

// What became of a process.
struct Ending {
  bool hung = false;
  int status = 0;
  double seconds = 0;
};

using Environment = std::vector<std::pair<std::string, std::string>>;

Ending run_process(std::vector<std::string> words, const Environment& environment) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::fflush(nullptr);
  const auto began = Clock::now();
  const pid_t child = fork();
  if (child < 0) kit::fail(MAPI_E_CALL_FAILED, filled(_("no process can be started: %1"), std::strerror(errno)));
  if (child == 0) {  // this program has one thread
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    execv("/proc/self/exe", arguments.data());
    _exit(127);
  }
  Ending ending;
  while (waitpid(child, &ending.status, WNOHANG) == 0) {
    if (Clock::now() - began > kDeadline && !ending.hung) {
      ending.hung = true;
      kill(child, SIGKILL);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ending.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  return ending;
}

class Bench {
 public:
  Bench(Library library, const LabOptions& options) : library_(std::move(library)), options_(options) {}

  providerlab::Report examine();

 private:
  Result run(const Lifecycle& lifecycle, const Environment& more, bool* fault_met = nullptr);
  std::vector<nlohmann::json> run_probe(Result& result);
  void choose_type(const nlohmann::json& exports);
  void write_inf(const fs::path& home) const;
  void add(providerlab::Report& report, const Lifecycle& lifecycle);
  void add_forced(providerlab::Report& report);
  bool wanted(const std::string& name) const {
    return options_.only.empty() || std::find(options_.only.begin(), options_.only.end(), name) != options_.only.end();
  }

  const Library library_;
  const LabOptions& options_;
  const Workshop workshop_;
  TypeNames type_ = kTypes[0];
  bool has_service_entry_ = false;
  int runs_ = 0;
};

std::vector<nlohmann::json> read_observations(const fs::path& file) {
  std::vector<nlohmann::json> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    nlohmann::json value = nlohmann::json::parse(line, nullptr, false);
    if (!value.is_discarded()) lines.push_back(std::move(value));
  }
  return lines;
}

void add_ending(const Ending& ending, const std::vector<std::string>& calls, std::vector<Finding>& findings) {
  if (ending.hung) {
    findings.push_back(providerlab::finding_of("J-114", "the lifecycle did not end within its deadline"));
  } else if (WIFSIGNALED(ending.status)) {
    findings.push_back(
        providerlab::finding_of("J-30", std::string("the process crashed: ") + strsignal(WTERMSIG(ending.status))));
  } else if (WEXITSTATUS(ending.status) != 0) {
    findings.push_back(providerlab::finding_of(
        "J-30", "the process ended with exit code " + std::to_string(WEXITSTATUS(ending.status))));
  } else {
    return;
  }
  findings.back().events = calls;
}

void Bench::write_inf(const fs::path& home) const {
  fs::create_directories(home / "inf");
  std::ofstream inf(home / "inf/lab.inf");
  inf << "[Services]\nLAB=Provider lab\n[LAB]\nProviders=LAB provider\nPR_DISPLAY_NAME=Provider lab\n"
      << "PR_SERVICE_DLL_NAME=" << library_.name << "\nPR_RESOURCE_FLAGS=0\n";
  if (has_service_entry_) inf << "PR_SERVICE_ENTRY_NAME=ServiceEntry\n";
  inf << "[LAB provider]\nPR_PROVIDER_DLL_NAME=" << library_.name << "\nPR_RESOURCE_TYPE=" << type_.resource_type
      << "\nPR_RESOURCE_FLAGS=0\nPR_DISPLAY_NAME=Provider lab\nPR_PROVIDER_DISPLAY=Provider lab\n";
  for (const std::string& setting : options_.settings) inf << setting << "\n";
}

Result Bench::run(const Lifecycle& lifecycle, const Environment& more, bool* fault_met) {
  const fs::path home = workshop_.folder() / std::to_string(++runs_);
  write_inf(home);
  const fs::path trace_file = home / "trace";
  Environment environment = {{"POSTROOM_HOME", home.string()},
                             {"POSTROOM_INF_PATH", (home / "inf").string()},
                             {"POSTROOM_PROVIDER_PATH", library_.file.parent_path().string()},
                             {"POSTROOM_CALL_BUDGET_MS", "1500"},
                             {"POSTROOM_TRACE", trace_file.string()}};
  environment.insert(environment.end(), more.begin(), more.end());
  const Ending ending = run_process(
      {"postroom", "lab", (home / "seen").string(), "--type", type_.name, "--inside", lifecycle.name}, environment);
  Result result{lifecycle, ending.seconds, {}, {}};
  std::vector<std::string> calls;
  if (fs::exists(trace_file)) {
    const trace::Trace trace = trace::read_file(trace_file.string());
    if (fault_met != nullptr) {
      *fault_met = std::any_of(trace.entries.begin(), trace.entries.end(), [](const trace::Entry& entry) {
        return entry.is(trace::Event::note) && entry.method == "lab";
      });
    }
    const bool ended = !ending.hung && WIFEXITED(ending.status) && WEXITSTATUS(ending.status) == 0;
    if (ended) result.findings = providerlab::judge(trace, lifecycle.name, type_.type != Type::transport);
    calls = providerlab::unfinished_calls(trace);
  }
  add_ending(ending, calls, result.findings);
  for (const nlohmann::json& seen : read_observations(home / "seen")) {
    result.findings.push_back(providerlab::finding_of(seen.value("rule", ""), seen.value("what", "")));
  }
  std::error_code ignored;
  fs::remove_all(home, ignored);
  return result;
}

std::vector<nlohmann::json> Bench::run_probe(Result& result) {
  const fs::path seen = workshop_.folder() / "probe";
  const Ending ending = run_process(
      {"postroom", "lab", library_.file.string(), "--inside", "entry"},
      {{"POSTROOM_HOME", (workshop_.folder() / "probe-home").string()}, {"POSTROOM_LAB_SEEN", seen.string()}});
  result = {{"entry", _("load the library, and make two provider objects")}, ending.seconds, {}, {}};
  add_ending(ending, {}, result.findings);
  return read_observations(seen);
}

void Bench::choose_type(const nlohmann::json& exports) {
  const auto has = [&](const char* symbol) {
    return std::find(exports.begin(), exports.end(), symbol) != exports.end();
  };
  has_service_entry_ = has("ServiceEntry");
  std::vector<TypeNames> fitting;
  for (const TypeNames& one : kTypes) {
    if (has(one.entry) && (options_.type.empty() || options_.type == one.name)) fitting.push_back(one);
  }
  if (fitting.empty())
    kit::fail(MAPI_E_CALL_FAILED,
              filled(_("'%1' exports no entry function of a provider of that type"), library_.file.string()));
  if (fitting.size() > 1)
    kit::fail(MAPI_E_AMBIGUOUS_RECIP,
              filled(_("'%1' is a provider of several types; choose one with --type"), library_.file.string()));
  type_ = fitting.front();
}

void Bench::add(providerlab::Report& report, const Lifecycle& lifecycle) {
  if (wanted(lifecycle.name)) report.results.push_back(run(lifecycle, {}));
}

void Bench::add_forced(providerlab::Report& report) {
  for (const char* method : {"OpenProfileSection", "SetProviderUID", "ModifyStatusRow", "Subscribe", "Notify",
                             "WrapStoreEntryID", "ModifyProfile", "StoreLogoffTransports"}) {
    const std::string name = std::string("support-") + method;
    if (!wanted(name) && !wanted("support")) continue;
    report.results.push_back(
        run({name, filled(_("IMAPISupport::%1 fails"), method)}, {{"POSTROOM_LAB_FAIL_SUPPORT", method}}));
  }
  if (!wanted("no-memory")) return;
  // Each of the first, then with growing steps, until a run asks for fewer blocks than that.
  for (unsigned long number = 1; number < 4096; number += 1 + number / 4) {
    bool met = false;
    Result result = run({"no-memory-" + std::to_string(number), filled(_("allocation %1 is refused"), number)},
                        {{"POSTROOM_LAB_FAIL_ALLOCATION", std::to_string(number)}}, &met);
    if (!met && result.findings.empty()) break;
    report.results.push_back(std::move(result));
    if (!met) break;
  }
}

providerlab::Report Bench::examine() {
  providerlab::Report report{library_.file.string(), {}, {}};
  Result entry;
  const std::vector<nlohmann::json> seen = run_probe(entry);
  nlohmann::json exports = nlohmann::json::array();
  for (const nlohmann::json& line : seen) {
    if (line.contains("error"))
      kit::fail(MAPI_E_CALL_FAILED, filled(_("the library cannot be loaded: %1"), line["error"].get<std::string>()));
    if (line.contains("exports")) exports = line["exports"];
    if (line.contains("rule")) entry.findings.push_back(providerlab::finding_of(line["rule"], line["what"]));
  }
  if (seen.empty()) kit::fail(MAPI_E_CALL_FAILED, filled(_("'%1' ends the process that loads it"), report.provider));
  choose_type(exports);
  report.type = type_.name;
  if (wanted("entry")) report.results.push_back(std::move(entry));
  for (const Lifecycle& lifecycle : providerlab::lifecycles_of(type_.type)) add(report, lifecycle);
  add_forced(report);
  if (report.results.empty())
    kit::fail(MAPI_E_NOT_FOUND, filled(_("there is no lifecycle '%1'"), options_.only.front()));
  return report;
}

// In the process that runs one lifecycle; PROVIDER is then where its observations go, or the library for `entry`.
int inside(const LabOptions& options) {
  if (options.inside == "entry") {
    const char* seen = std::getenv("POSTROOM_LAB_SEEN");
    providerlab::probe(options.provider, seen == nullptr ? "/dev/null" : seen);
    return kDone;
  }
  for (const TypeNames& one : kTypes) {
    if (options.type == one.name) providerlab::run_inside(one.type, options.inside, options.provider);
  }
  return kDone;
}

}  // namespace

int lab(const Context& context, const LabOptions& options) {
  if (!options.inside.empty()) return inside(options);
  const providerlab::Report report = Bench(find_library(options.provider), options).examine();
  if (!options.junit.empty()) {
    std::ofstream file(options.junit);
    file << providerlab::junit_of(report);
    if (!file.flush()) kit::fail(MAPI_E_NO_ACCESS, filled(_("'%1' cannot be written"), options.junit));
  }
  if (context.json) {
    print(providerlab::document_of(report));
  } else {
    for (const std::string& line : providerlab::lines_of(report)) print_line(printable(line));
  }
  return report.findings() == 0 ? kDone : kFaultsFound;
}

}  // namespace postroom::tool
