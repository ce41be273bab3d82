// SPDX-License-Identifier: Apache-2.0
//
// postroom_store_check: looks for faults in a message store's file. It never writes to it.
//
// Exit status: 0 no faults, 5 faults, 3 no such file, 1 not a store (or it cannot be read), 2 wrong usage.
#include "providers/store/check.hpp"

#include <postroom/failure.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <string>
#include <string_view>

namespace {

using postroom::store::CheckReport;
using postroom::store::Finding;

enum Exit : int { kSound = 0, kNotAStore = 1, kUsage = 2, kMissing = 3, kFaults = 5 };

constexpr const char* kHelp = R"(usage: postroom_store_check [--json] FILE

Looks for faults in a message store: damage to the database, messages without a
folder, attachments without a message, counts that do not match, properties that
cannot be read, and submitted messages that nobody will send. The file is only
read; it may be in use.

  --json   one JSON object instead of lines
  --help   this text

Exit status: 0 no faults, 5 faults, 3 no such file, 1 not a message store.

example:
  postroom_store_check ~/.local/share/postroom/stores/ann.sqlite
)";

void print_lines(const std::string& file, const CheckReport& report) {
  for (const Finding& each : report.findings) std::printf("%s: %s\n", each.kind.c_str(), each.text.c_str());
  std::printf("%s: %ju folders, %ju messages, %ju attachments, %ju bytes in big values\n", file.c_str(),
              static_cast<uintmax_t>(report.folders), static_cast<uintmax_t>(report.messages),
              static_cast<uintmax_t>(report.attachments), static_cast<uintmax_t>(report.big_bytes));
  if (report.waiting != 0) {
    std::printf("outgoing queue: %ju messages, %ju of them being sent or left by a spooler that ended\n",
                static_cast<uintmax_t>(report.waiting), static_cast<uintmax_t>(report.claimed));
  }
  std::printf(report.sound() ? "no faults\n" : "%zu faults\n", report.findings.size());
}

void print_json(const std::string& file, const CheckReport& report) {
  nlohmann::json findings = nlohmann::json::array();
  for (const Finding& each : report.findings) findings.push_back({{"kind", each.kind}, {"text", each.text}});
  const nlohmann::json result = {{"file", file},
                                 {"sound", report.sound()},
                                 {"folders", report.folders},
                                 {"messages", report.messages},
                                 {"attachments", report.attachments},
                                 {"big_bytes", report.big_bytes},
                                 {"queue", {{"waiting", report.waiting}, {"claimed", report.claimed}}},
                                 {"findings", findings}};
  // A damaged file may hold text that is no text.
  std::puts(result.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

int check(const std::string& file, bool json) {
  try {
    const CheckReport report = postroom::store::check_file(file);
    json ? print_json(file, report) : print_lines(file, report);
    return report.sound() ? kSound : kFaults;
  } catch (const postroom::kit::Failure& failure) {
    if (json) {
      const nlohmann::json result = {{"file", file}, {"sound", false}, {"error", failure.what()}};
      std::puts(result.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    } else {
      std::fprintf(stderr, "postroom_store_check: %s\n", failure.what());
    }
    return failure.code() == MAPI_E_NOT_FOUND ? kMissing : kNotAStore;
  }
}

}  // namespace

int main(int count, char** arguments) {
  bool json = false;
  std::string file;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      std::fputs(kHelp, stdout);
      return kSound;
    }
    if (argument == "--json") {
      json = true;
    } else if (file.empty() && !argument.empty() && argument.front() != '-') {
      file = argument;
    } else {
      std::fprintf(stderr, "postroom_store_check: %s is not understood; see postroom_store_check --help\n",
                   arguments[i]);
      return kUsage;
    }
  }
  if (file.empty()) {
    std::fputs(kHelp, stderr);
    return kUsage;
  }
  return check(file, json);
}
