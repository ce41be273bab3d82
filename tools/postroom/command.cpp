// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/command.hpp"

#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/signals.hpp"
#include "tools/postroom/text.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace postroom::tool {
namespace {

int exit_code_of(HRESULT code) {
  switch (code) {
    case MAPI_E_NOT_FOUND:
      return kNotFound;
    case MAPI_E_AMBIGUOUS_RECIP:
      return kAmbiguous;
    case MAPI_E_USER_CANCEL:
      return interruption_code();
    default:
      return kFailed;
  }
}

// The line of a command that ends without having done what it was called for.
void report_error(const Context& context, const std::string& what, const std::string& code,
                  nlohmann::json document = nlohmann::json::object()) {
  if (context.json) {
    document["error"] = what;
    document["code"] = code;
    print(document);
  } else {
    std::fprintf(stderr, "postroom: %s\n", printable(what).c_str());
  }
}

}  // namespace

void print(const nlohmann::json& document) {
  // What a message says may be malformed; it never makes the output so.
  print_line(document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_line(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

int finish_output(int code) {
  const bool flushed = std::fflush(stdout) == 0;
  const char* reason = flushed ? "" : std::strerror(errno);
  if (flushed && std::ferror(stdout) == 0) return code;
  std::fprintf(stderr, "postroom: %s\n",
               flushed ? _("a part of the output was lost") : filled(_("cannot write the output: %1"), reason).c_str());
  return code == kDone ? kFailed : code;
}

int report_failure(const Context& context) {
  return report_failure(context, nlohmann::json::object());
}

int report_failure(const Context& context, const nlohmann::json& document) {
  try {
    throw;
  } catch (const WrongCall& wrong) {
    return report_wrong_call(context, wrong.what());
  } catch (...) {  // what follows is for these
  }
  std::string what;
  const HRESULT code = kit::current_failure(what);
  if (what.empty()) what = kit::hresult_name(code);
  report_error(context, what, kit::hresult_name(code), document);
  return ended_in_spite_of_a_call() ? interruption_code() : exit_code_of(code);
}

int report_wrong_call(const Context& context, const std::string& what) {
  report_error(context, what, "usage");
  return kUsage;
}

void warn(const std::string& what) {
  std::fprintf(stderr, "postroom: %s\n", filled(_("warning: %1"), printable(what)).c_str());
}

Progress::Progress(std::string what) : what_(std::move(what)), on_terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (shown_ > 0) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::size_t done, std::size_t total) {
  if (!on_terminal_ || (shown_ > 0 && done % 16 != 0)) return;
  shown_ = done + 1;
  if (total > 0) {
    std::fprintf(stderr, "\r\033[K%s %zu/%zu", what_.c_str(), done, total);
  } else {
    std::fprintf(stderr, "\r\033[K%s %zu", what_.c_str(), done);
  }
}

}  // namespace postroom::tool
