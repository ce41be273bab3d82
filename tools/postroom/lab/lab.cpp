// SPDX-License-Identifier: Apache-2.0
//
// NAME         lab - postroom lab PROVIDER
// DESCRIPTION  Runs a provider library through each lifecycle in a process of its own, which is this program again
//              (--inside) with a home, a profile and a trace of its own. When that process ends, or is ended because
//              it hangs, its trace is judged by the checker's rules and the lab's own.
// DIAGNOSTICS  Findings are data: exit code 5. A library that cannot be loaded, or has no entry function of the type,
//              is a failure: 1, or 3 when there is no such file. A signal ends the process that runs, and the lab.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/lab/client.hpp"
#include "tools/postroom/lab/judge.hpp"
#include "tools/postroom/lab/limits.hpp"
#include "tools/postroom/signals.hpp"
#include "tools/postroom/text.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

namespace postroom::tool {
namespace {

namespace fs = std::filesystem;
using providerlab::Finding;
using providerlab::Lifecycle;
using providerlab::Result;
using providerlab::Type;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kDeadline{20};   // of one lifecycle
constexpr std::chrono::milliseconds kPause{2};  // between looks at whether a process has ended
constexpr unsigned long kEachUpTo = 32;         // of the allocations each is refused once, of later ones some …
constexpr unsigned long kMostRefusals = 64;     // … and no more than this of either side
constexpr std::size_t kMostCalls = 3;           // of a method of the support object that fail alone, in a run each
constexpr const char* kSupport = "support";
constexpr std::string_view kOneFails = "support-";  // … and which method, and perhaps which of its calls
constexpr const char* kWithoutMemory = "no-memory";
constexpr std::string_view kOneRefused = "no-memory-";               // … and which on the client's thread
constexpr std::string_view kOneRefusedBeside = "no-memory-beside-";  // … or on the others

// A block that the provider asks for, by its number on the client's thread or beside it. The threads are not in step:
// a number over all of them would be another block in each run.
struct Block {
  unsigned long number;  // from 1; 0: none
  bool beside;
};

struct Refusals {
  unsigned long count = 0;
  unsigned long latest = 0;  // the number of the last one
};

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

// A signal came: nothing more is run.
struct Interrupted {};

// What posix_spawn takes: strings that it does not own, closed by a null.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// This process's environment, with `more` in the place of what has the same names.
std::vector<std::string> environment_with(const Environment& more) {
  std::vector<std::string> all;
  for (const auto& [name, value] : more) all.push_back(name + "=" + value);
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view word = *one;
    const auto is_replaced = [&](const auto& pair) { return word.substr(0, word.find('=')) == pair.first; };
    if (std::none_of(more.begin(), more.end(), is_replaced)) all.emplace_back(word);
  }
  return all;
}

// Starts this program again, in a process group of its own: a Ctrl-C is the lab's, which ends it.
pid_t start_process(std::vector<std::string> words, const Environment& more) {
  std::vector<std::string> environment = environment_with(more);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t taken;
  sigemptyset(&none);
  sigemptyset(&taken);
  sigaddset(&taken, SIGINT);
  sigaddset(&taken, SIGTERM);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &taken);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int error = posix_spawn(&child, "/proc/self/exe", nullptr, &attributes, pointers_to(words).data(),
                                pointers_to(environment).data());
  posix_spawnattr_destroy(&attributes);
  if (error != 0) kit::fail(MAPI_E_CALL_FAILED, filled(_("no process can be started: %1"), std::strerror(error)));
  return child;
}

Ending run_process(std::vector<std::string> words, const Environment& environment) {
  const auto began = Clock::now();
  const pid_t child = start_process(std::move(words), environment);
  Ending ending;
  bool stopped = false;
  for (;;) {
    const pid_t ended = waitpid(child, &ending.status, WNOHANG);
    if (ended == child) break;
    if (ended < 0) kit::fail(MAPI_E_CALL_FAILED, filled(_("a process cannot be waited for: %1"), std::strerror(errno)));
    if (stopped || ending.hung) {
      std::this_thread::sleep_for(kPause);
      continue;
    }
    stopped = wait_interrupted(kPause);
    ending.hung = Clock::now() - began > kDeadline;
    if (stopped || ending.hung) kill(child, SIGKILL);
  }
  if (stopped) throw Interrupted();
  ending.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  return ending;
}

class Bench {
 public:
  Bench(Library library, const LabOptions& options) : library_(std::move(library)), options_(options) {}

  providerlab::Report examine();

 private:
  // `notes`: what the runtime noted for the lab: each fault, or each method that was called.
  Result run(const Lifecycle& lifecycle, const Environment& more, std::vector<std::string>* notes = nullptr);
  std::vector<nlohmann::json> run_probe(Result& result);
  void choose_type(const nlohmann::json& exports);
  void write_inf(const fs::path& home) const;
  void add(providerlab::Report& report, const Lifecycle& lifecycle);
  void add_forced(providerlab::Report& report);
  void add_refusals(providerlab::Report& report);
  void add_refusal(providerlab::Report& report, const std::string& method, std::size_t call);
  Refusals refuse_each(providerlab::Report& report, bool beside);
  void add_without_memory(providerlab::Report& report);
  bool add_refused(providerlab::Report& report, Block block, bool also_unmet);
  void require_known(const std::vector<Lifecycle>& lifecycles) const;
  bool wanted(const std::string& name) const {
    return options_.only.empty() || std::find(options_.only.begin(), options_.only.end(), name) != options_.only.end();
  }

  const Library library_;
  const LabOptions& options_;
  const Workshop workshop_;
  TypeNames type_ = kTypes[0];
  std::string service_entry_;
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

void note_not_done(Result& result, std::string why) {
  result.lifecycle.what += filled(_("; not done: %1"), why);
  result.not_done.push_back(std::move(why));
}

// The number that ends the name; 0 when something else does.
unsigned long number_in(const std::string& name, std::size_t from) {
  unsigned long number = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + from, end, number);
  return error == std::errc{} && rest == end ? number : 0;
}

// The block that the lifecycle no-memory-N or no-memory-beside-N refuses; none for the name of another one.
Block refused_in(const std::string& name) {
  if (name.starts_with(kOneRefusedBeside)) return {number_in(name, kOneRefusedBeside.size()), true};
  return {name.starts_with(kOneRefused) ? number_in(name, kOneRefused.size()) : 0, false};
}

// Is it support-METHOD, or support-METHOD-N? Whether there is such a method, the run says: it is not called then.
bool is_refusal(const std::string& name) {
  if (!name.starts_with(kOneFails) || name.size() == kOneFails.size()) return false;
  const std::size_t dash = name.find('-', kOneFails.size());
  return dash == std::string::npos || number_in(name, dash + 1) != 0;
}

// A crash, or a wait without an end, is a call of the provider that did not return (J-114).
void add_ending(const Ending& ending, const std::vector<std::string>& calls, std::vector<Finding>& findings) {
  const auto add = [&](const char* rule, std::string what) {
    findings.push_back(providerlab::finding_of(rule, std::move(what)));
    findings.back().events = calls;
  };
  if (ending.hung) {
    add("J-114", "the lifecycle did not end within its deadline");
  } else if (WIFSIGNALED(ending.status)) {
    add("J-114", std::string("the process crashed: ") + strsignal(WTERMSIG(ending.status)));
  } else if (WEXITSTATUS(ending.status) != 0) {
    add(providerlab::kNotLookedAt, "the process ended with exit code " + std::to_string(WEXITSTATUS(ending.status)));
  }
}

void Bench::write_inf(const fs::path& home) const {
  fs::create_directories(home / "inf");
  std::ofstream inf(home / "inf/lab.inf");
  inf << "[Services]\nLAB=Provider lab\nPARTNER=The lab's own\n[LAB]\nProviders=LAB provider\nPR_DISPLAY_NAME=Provider "
         "lab\n"
      << "PR_SERVICE_DLL_NAME=" << library_.name << "\nPR_RESOURCE_FLAGS=0\n";
  if (!service_entry_.empty()) inf << "PR_SERVICE_ENTRY_NAME=" << service_entry_ << "\n";
  inf << "[LAB provider]\nPR_PROVIDER_DLL_NAME=" << library_.name << "\nPR_RESOURCE_TYPE=" << type_.resource_type
      << "\nPR_RESOURCE_FLAGS=0\nPR_DISPLAY_NAME=Provider lab\nPR_PROVIDER_DISPLAY=Provider lab\n";
  for (const std::string& setting : options_.settings) inf << setting << "\n";
  const bool is_store = type_.type == Type::store;
  const char* const partner = providerlab::partner_of(type_.type);
  inf << "[PARTNER]\nProviders=PARTNER provider\nPR_DISPLAY_NAME=The lab's own\nPR_SERVICE_DLL_NAME=" << partner
      << "\nPR_SERVICE_ENTRY_NAME=ServiceEntry\nPR_RESOURCE_FLAGS=0\n[PARTNER provider]\nPR_PROVIDER_DLL_NAME="
      << partner << "\nPR_RESOURCE_TYPE=" << (is_store ? "MAPI_TRANSPORT_PROVIDER" : "MAPI_STORE_PROVIDER")
      << "\nPR_RESOURCE_FLAGS=0\nPR_DISPLAY_NAME=The lab's own\nPR_PROVIDER_DISPLAY=The lab's own\n";
  if (!inf.flush()) kit::fail(MAPI_E_NOT_ENOUGH_DISK, filled(_("'%1' cannot be written"), (home / "inf").string()));
}

// What a client sees of an end that a call which was given up has kept from happening.
bool is_of_the_end(const std::string& rule) {
  static constexpr const char* kRules[] = {"J-11", "J-47", "J-64", "J-83"};
  return std::find(std::begin(kRules), std::end(kRules), rule) != std::end(kRules);
}

// What became of the mail, for the lifecycles that move some.
std::string mail_moved(const trace::Trace& trace) {
  const auto count = [&](trace::Event event) {
    return std::count_if(trace.entries.begin(), trace.entries.end(),
                         [&](const trace::Entry& entry) { return entry.is(event); });
  };
  return filled(_(" (messages offered: %1, finished: %2, arrived: %3)"), count(trace::Event::message_offered),
                count(trace::Event::message_finished), count(trace::Event::message_delivered));
}

Result Bench::run(const Lifecycle& lifecycle, const Environment& more, std::vector<std::string>* notes) {
  const fs::path home = workshop_.folder() / std::to_string(++runs_);
  write_inf(home);
  const fs::path trace_file = home / "trace";
  Environment environment = {{"POSTROOM_HOME", home.string()},
                             {"POSTROOM_INF_PATH", (home / "inf").string()},
                             {"POSTROOM_PROVIDER_PATH", library_.file.parent_path().string()},
                             {"POSTROOM_CALL_BUDGET_MS", std::to_string(providerlab::kCallLimit.count())},
                             {"POSTROOM_CHECK", "0"},  // the provider is judged, not the proxies before it
                             {"POSTROOM_LAB_WATCH", "1"},
                             {"POSTROOM_LAB_PROVIDER", library_.name},
                             {"POSTROOM_LAB_TO", options_.recipient},
                             {"POSTROOM_TRACE", trace_file.string()}};
  environment.insert(environment.end(), more.begin(), more.end());
  const Ending ending = run_process(
      {"postroom", "lab", (home / "seen").string(), "--type", type_.name, "--inside", lifecycle.name}, environment);
  Result result{lifecycle, ending.seconds, {}, {}, {}};
  std::vector<std::string> calls;
  bool gave_up = false;
  const bool ended = !ending.hung && WIFEXITED(ending.status) && WEXITSTATUS(ending.status) == 0;
  if (!fs::exists(trace_file)) {
    if (ended) kit::fail(MAPI_E_NOT_ENOUGH_DISK, filled(_("'%1' cannot be written"), trace_file.string()));
  } else {
    const trace::Trace trace = trace::read_file(trace_file.string());
    for (const trace::Entry& entry : trace.entries) {
      if (notes != nullptr && entry.is(trace::Event::note) && entry.method == "lab") notes->push_back(entry.detail);
    }
    if (lifecycle.name.starts_with("mail")) result.lifecycle.what += mail_moved(trace);
    if (ended) {
      providerlab::Judgement judgement = providerlab::judge(trace, type_.type, lifecycle.name);
      result.findings = std::move(judgement.findings);
      for (std::string& why : judgement.not_done) note_not_done(result, std::move(why));
    }
    calls = providerlab::unfinished_calls(trace);
    gave_up = providerlab::gave_up(trace);
  }
  add_ending(ending, calls, result.findings);
  for (const nlohmann::json& seen : read_observations(home / "seen")) {
    if (seen.contains("not_done")) {
      note_not_done(result, seen.value("not_done", ""));
      continue;
    }
    const std::string rule = seen.value("rule", "");
    if (gave_up && is_of_the_end(rule)) continue;
    result.findings.push_back(providerlab::finding_of(rule, seen.value("what", "")));
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
  result = {{"entry", _("load the library, and make two provider objects")}, ending.seconds, {}, {}, {}};
  add_ending(ending, {}, result.findings);
  return read_observations(seen);
}

void Bench::choose_type(const nlohmann::json& exports) {
  const auto has = [&](const char* symbol) {
    return std::find(exports.begin(), exports.end(), symbol) != exports.end();
  };
  service_entry_ = options_.service_entry;
  if (service_entry_.empty() && has("ServiceEntry")) service_entry_ = "ServiceEntry";
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
  if (wanted(kSupport)) add_refusals(report);
  for (const std::string& name : options_.only) {
    if (wanted(kSupport) || !name.starts_with(kOneFails)) continue;
    const std::size_t dash = name.find('-', kOneFails.size());
    const std::size_t call = dash == std::string::npos ? 0 : number_in(name, dash + 1);
    add_refusal(report, name.substr(kOneFails.size(), dash - kOneFails.size()), call);
  }
  if (wanted(kWithoutMemory)) return add_without_memory(report);
  for (const std::string& name : options_.only) {
    if (const Block block = refused_in(name); block.number != 0) add_refused(report, block, true);
  }
}

// Of the methods that the provider calls, which a run without a fault says: all calls fail, and then one alone of the
// first, since a logon may succeed and the next one, the spooler's, may not.
void Bench::add_refusals(providerlab::Report& report) {
  std::vector<std::string> called;
  Result all = run({kSupport, _("the methods of IMAPISupport that are called, each of which then fails")},
                   {{"POSTROOM_LAB_FAIL_SUPPORT", "?"}}, &called);
  std::map<std::string, std::size_t> calls;
  for (const std::string& method : called) ++calls[method];
  all.lifecycle.what += filled(_(": %1"), calls.size());
  note_not_done(all, calls.empty() ? _("it calls none") : _("what it does not call cannot fail"));
  report.results.push_back(std::move(all));
  for (const auto& [method, count] : calls) {
    add_refusal(report, method, 0);
    for (std::size_t call = 1; count > 1 && call <= std::min(count, kMostCalls); ++call) {
      add_refusal(report, method, call);
    }
  }
}

// `call`: the only one that fails, from 1; 0: each does.
void Bench::add_refusal(providerlab::Report& report, const std::string& method, std::size_t call) {
  std::string name = std::string(kOneFails) + method;
  std::string what = filled(_("IMAPISupport::%1 fails"), method);
  Environment faults = {{"POSTROOM_LAB_FAIL_SUPPORT", method}};
  if (call != 0) {
    name += "-" + std::to_string(call);
    what = filled(_("call %1 of IMAPISupport::%2 fails"), call, method);
    faults.emplace_back("POSTROOM_LAB_FAIL_SUPPORT_CALL", std::to_string(call));
  }
  std::vector<std::string> met;
  Result result = run({name, what}, faults, &met);
  if (met.empty()) note_not_done(result, filled(_("IMAPISupport::%1 is not called"), method));
  report.results.push_back(std::move(result));
}

// Whether the allocation was asked for, and refused. A run in which it was not is a result only when it is wanted.
bool Bench::add_refused(providerlab::Report& report, Block block, bool also_unmet) {
  const std::string number = std::to_string(block.number);
  const std::string name = std::string(block.beside ? kOneRefusedBeside : kOneRefused) + number;
  const std::string what = block.beside ? _("allocation %1 beside the client's thread is refused")
                                        : _("allocation %1 on the client's thread is refused");
  std::vector<std::string> refused;
  Result result =
      run({name, filled(what, number)},
          {{block.beside ? "POSTROOM_LAB_FAIL_ALLOCATION_BESIDE" : "POSTROOM_LAB_FAIL_ALLOCATION", number}}, &refused);
  const bool met = !refused.empty();
  if (!met) note_not_done(result, filled(_("allocation %1 is not asked for"), number));
  if (met || also_unmet || !result.findings.empty()) report.results.push_back(std::move(result));
  return met;
}

// Each of the first, then with growing steps; from where a run asks for fewer blocks than that, each again from the
// last that was refused, until nobody asks for more.
Refusals Bench::refuse_each(providerlab::Report& report, bool beside) {
  Refusals refused;
  bool goes_back = false;
  for (unsigned long number = 1; refused.count < kMostRefusals;) {
    if (add_refused(report, {number, beside}, false)) {
      refused.latest = number;
      ++refused.count;
      number += number < kEachUpTo || goes_back ? 1 : 1 + number / 8;
    } else if (number > refused.latest + 1) {
      goes_back = true;
      number = refused.latest + 1;
    } else {
      break;
    }
  }
  return refused;
}

void Bench::add_without_memory(providerlab::Report& report) {
  const Refusals of_client = refuse_each(report, false);
  const Refusals beside = refuse_each(report, true);
  Result all{{kWithoutMemory,
              filled(_("%1 allocations were refused, one in each run: the last one number %2 on the client's thread, "
                       "number %3 beside it"),
                     of_client.count + beside.count, of_client.latest, beside.latest)},
             0,
             {},
             {},
             {}};
  if (of_client.count + beside.count == 0)
    note_not_done(all, _("the provider asks its allocators for nothing, so nothing was refused"));
  if (std::max(of_client.count, beside.count) == kMostRefusals)
    note_not_done(all, _("what is asked for after that was not refused"));
  report.results.push_back(std::move(all));
}

void Bench::require_known(const std::vector<Lifecycle>& lifecycles) const {
  for (const std::string& name : options_.only) {
    const auto is_it = [&](const Lifecycle& one) { return one.name == name; };
    if (name == "entry" || name == kSupport || name == kWithoutMemory || refused_in(name).number != 0 ||
        is_refusal(name) || std::any_of(lifecycles.begin(), lifecycles.end(), is_it)) {
      continue;
    }
    std::string known = "entry, support, support-METHOD, support-METHOD-N, no-memory, no-memory-N, no-memory-beside-N";
    for (const Lifecycle& one : lifecycles) known += ", " + one.name;
    kit::fail(MAPI_E_NOT_FOUND, filled(_("there is no lifecycle '%1'; there are: %2"), name, known));
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
  if (seen.empty()) {  // whatever it is, it ends the process that loads it
    report.type = options_.type.empty() ? _("provider") : options_.type;
    report.results.push_back(std::move(entry));
    return report;
  }
  choose_type(exports);
  report.type = type_.name;
  if (wanted("entry")) report.results.push_back(std::move(entry));
  require_known(providerlab::lifecycles_of(Type::store));  // they are all there are; others have fewer
  for (const Lifecycle& lifecycle : providerlab::lifecycles_of(type_.type)) add(report, lifecycle);
  add_forced(report);
  if (report.results.empty())
    kit::fail(MAPI_E_NOT_FOUND, filled(_("a %1 has no lifecycle '%2'"), report.type, options_.only.front()));
  return report;
}

// In the process that runs one lifecycle; PROVIDER is then where its observations go, or the library for `entry`.
int inside(const LabOptions& options) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // whatever becomes of the lab, nothing of it goes on
  if (options.inside == "entry") {
    const char* seen = std::getenv("POSTROOM_LAB_SEEN");
    providerlab::probe(options.provider, seen == nullptr ? "/dev/null" : seen);
    return kDone;
  }
  for (const TypeNames& one : kTypes) {
    if (options.type != one.name) continue;
    providerlab::run_inside(one.type, options.inside, options.provider);
    return kDone;
  }
  kit::fail(MAPI_E_INVALID_PARAMETER, filled(_("there is no lifecycle '%1'"), options.inside));
}

}  // namespace

int lab(const Context& context, const LabOptions& options) {
  if (!options.inside.empty()) return inside(options);
  const SignalWatch watch(SignalWatch::Says::nothing);
  providerlab::Report report;
  try {
    report = Bench(find_library(options.provider), options).examine();
  } catch (const Interrupted&) {
    return interruption_code();
  }
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
