// SPDX-License-Identifier: Apache-2.0
//
// postroom trace show, check, chrome and html.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>
#include <postroom/trace_check.hpp>
#include <postroom/trace_reader.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/shutdown_view.hpp"
#include "tools/postroom/text.hpp"

#include <cstdio>
#include <string_view>

// The built page (page.S).
extern "C" const char postroom_page[];
extern "C" const char postroom_page_end[];

namespace postroom::tool {
namespace {

nlohmann::json as_json(const trace::Report& report, const trace::Trace& read) {
  nlohmann::json document = {{"holds", report.holds()},
                             {"judged", report.judged},
                             {"events_lost", report.lost.total()},
                             {"rules", nlohmann::json::array()}};
  for (const trace::RuleReport& rule : report.rules) {
    nlohmann::json violations = nlohmann::json::array();
    nlohmann::json proofs =
        nlohmann::json::array();  // of each violation: the events, as `trace show --events` has them
    for (const trace::Violation& violation : rule.violations) {
      violations.push_back(violation.what);
      proofs.push_back(nlohmann::json::array());
      for (const std::size_t when : violation.proof) {
        proofs.back().push_back(nlohmann::json::parse(trace::to_json(read.entries[when])));
      }
    }
    document["rules"].push_back({{"rule", rule.rule},
                                 {"meaning", rule.meaning},
                                 {"hint", rule.hint},
                                 {"applied", rule.applied},
                                 {"not_judged", rule.not_judged},
                                 {"violations", violations},
                                 {"proofs", proofs}});
  }
  return document;
}

void show_events(const Context& context, const trace::Trace& read, bool objects) {
  for (const trace::Entry& entry : read.entries) {
    if (entry.ring == trace::Ring::object && !objects) continue;
    print_line(context.json ? trace::to_json(entry) : printable(trace::to_text(entry, read.started)));
  }
}

void show_shutdowns(const Context& context, const trace::Trace& read) {
  if (context.json) return print(shutdown_document(read));
  const std::vector<std::string> lines = shutdown_lines(read);
  for (const std::string& line : lines) print_line(printable(line));
  if (lines.empty()) print_line(_("nothing was shut down; 'postroom trace show --events' lists what happened"));
}

void write_out(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void finish_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    kit::fail(MAPI_E_DISK_ERROR, _("standard output could not be written"));
}

}  // namespace

int trace_show(const Context& context, const TraceOptions& options) {
  const trace::Trace read = trace::read_file(options.file);
  if (options.events || options.objects) {
    show_events(context, read, options.objects);
  } else {
    show_shutdowns(context, read);
  }
  const std::uint64_t lost = read.lost_in(trace::Ring::lifecycle).total();
  if (!context.json && lost > 0) print_line(filled(_("%1 events were lost"), lost));
  return kDone;
}

int trace_chrome(const Context&, const TraceOptions& options) {
  write_out(trace::to_chrome(trace::read_file(options.file)));
  finish_output();
  return kDone;
}

int trace_html(const Context&, const TraceOptions& options) {
  // Where the page wants its data: the content of its only data block.
  constexpr std::string_view kPlace = "POSTROOM_TRACE_DATA";
  const std::string_view page(postroom_page, static_cast<std::size_t>(postroom_page_end - postroom_page));
  const std::size_t place = page.find(kPlace);
  if (place == std::string_view::npos) kit::fail(MAPI_E_CORRUPT_DATA, _("the page in this command is damaged"));
  const std::string data = trace::inside_script(trace::to_picture(trace::read_file(options.file)));
  write_out(page.substr(0, place));
  write_out(data);
  write_out(page.substr(place + kPlace.size()));
  finish_output();
  return kDone;
}

int trace_check(const Context& context, const TraceOptions& options) {
  const trace::Trace read = trace::read_file(options.file);
  const trace::Report report = trace::check(read);
  if (context.json) {
    print(as_json(report, read));
  } else {
    print_line(trace::to_text(report, read));
  }
  return report.holds() ? kDone : kFaultsFound;
}

}  // namespace postroom::tool
