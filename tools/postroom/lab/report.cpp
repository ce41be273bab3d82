// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/report.hpp"

#include <nlohmann/json.hpp>

#include "tools/postroom/text.hpp"

#include <cstdio>

namespace postroom::tool::providerlab {
namespace {

struct Known {
  const char* rule;
  const char* meaning;
  const char* hint;
};

// The rules that a trace cannot show, or that only the lab can judge because it knows what the client did.
constexpr Known kKnown[] = {
    {"A-26", "a call that succeeds gives its result", "set the output pointer before S_OK is returned"},
    {"A-27", "on failure an output pointer is untouched or null", "set every output pointer to null first"},
    {"A-31", "AddRef and Release count, and QueryInterface refuses with null",
     "implement IUnknown once, with one atomic count for all interfaces of an object"},
    {"A-39", "an entry function returns another provider object on every call",
     "make a new provider object in each call; keep no singleton"},
    {"C-20", "a logon succeeds with the settings it was given",
     "run with --set PROPERTY=VALUE for what the provider needs; else see why its logon method fails"},
    {"E-2", "a provider has a row in the status table", "call IMAPISupport::ModifyStatusRow in the logon method"},
    {"F-1", "entry identifiers carry a MAPIUID that the logon has registered",
     "call SetProviderUID in the logon method, and begin every identifier with four flag bytes and that MAPIUID"},
    {"J-21", "a logoff method and Shutdown answer S_OK", "end everything first, and answer S_OK whatever went wrong"},
    {"J-23", "after its logon's end no object works any longer",
     "let each object answer MAPI_E_INVALID_OBJECT once its logon has ended, or MakeInvalid it"},
    {"J-24", "a logoff releases the support object, and nothing uses it afterwards",
     "clear the pointer, then release it, once for each reference taken; do it last"},
    {"J-27", "the status object ends with its logon",
     "break the cycle between logon and status object in the logoff method; MakeInvalid what clients hold"},
    {"J-30", "a provider survives each call at any time", "run the lifecycle under a debugger: --only NAME names it"},
    {"J-35", "a store passes StoreLogoffTransports the request that StoreLogoff got",
     "hand the caller's flag word on unchanged"},
    {"J-46", "StoreLogoffTransports takes effect exactly once",
     "remember LOGOFF_COMPLETE, and do not call again after it"},
    {"J-49", "a store ends with its last Release", "let no child object hold the store's reference"},
    {"J-114", "every method returns, soon and without an exception",
     "catch everything at the interface, and wait for nothing in a logoff method"},
};

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string seconds_of(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", seconds);
  return text;
}

}  // namespace

std::size_t Report::findings() const {
  std::size_t count = 0;
  for (const Result& result : results) count += result.findings.size();
  return count;
}

Finding finding_of(const std::string& rule, std::string what) {
  for (const Known& known : kKnown) {
    if (rule == known.rule) return {rule, known.meaning, known.hint, std::move(what), {}};
  }
  return {rule, {}, {}, std::move(what), {}};
}

std::vector<std::string> lines_of(const Report& report) {
  std::vector<std::string> lines = {filled(_("%1, as a %2"), report.provider, report.type)};
  for (const Result& result : report.results) {
    const std::string verdict = result.findings.empty() ? _("ok") : filled(_("findings: %1"), result.findings.size());
    lines.push_back(column(result.lifecycle.name, 31) + column(verdict, 14) + result.lifecycle.what);
    for (const Finding& finding : result.findings) {
      lines.push_back("    " + column(finding.rule, 7) + finding.what);
      if (!finding.meaning.empty()) lines.push_back("           " + filled(_("rule: %1"), finding.meaning));
      if (!finding.hint.empty()) lines.push_back("           " + filled(_("hint: %1"), finding.hint));
      for (const std::string& event : finding.events) lines.push_back("             " + event);
    }
  }
  lines.push_back(filled(_("lifecycles: %1; findings: %2"), report.results.size(), report.findings()));
  return lines;
}

nlohmann::json document_of(const Report& report) {
  nlohmann::json lifecycles = nlohmann::json::array();
  for (const Result& result : report.results) {
    nlohmann::json findings = nlohmann::json::array();
    for (const Finding& finding : result.findings) {
      findings.push_back({{"rule", finding.rule},
                          {"meaning", finding.meaning},
                          {"hint", finding.hint},
                          {"what", finding.what},
                          {"events", finding.events}});
    }
    lifecycles.push_back({{"name", result.lifecycle.name},
                          {"what", result.lifecycle.what},
                          {"seconds", result.seconds},
                          {"ok", result.findings.empty()},
                          {"findings", std::move(findings)}});
  }
  return {{"provider", report.provider},
          {"type", report.type},
          {"findings", report.findings()},
          {"lifecycles", std::move(lifecycles)}};
}

std::string junit_of(const Report& report) {
  std::size_t failed = 0;
  std::string cases;
  for (const Result& result : report.results) {
    cases += "  <testcase classname=\"postroom.lab." + escaped(report.type) + "\" name=\"" +
             escaped(result.lifecycle.name) + "\" time=\"" + seconds_of(result.seconds) + "\">\n";
    if (!result.findings.empty()) ++failed;
    for (const Finding& finding : result.findings) {
      cases += "    <failure type=\"" + escaped(finding.rule) + "\" message=\"" + escaped(finding.what) + "\">" +
               escaped(finding.meaning + ". " + finding.hint);
      for (const std::string& event : finding.events) cases += "\n" + escaped(event);
      cases += "</failure>\n";
    }
    cases += "  </testcase>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" + escaped(report.provider) + "\" tests=\"" +
         std::to_string(report.results.size()) + "\" failures=\"" + std::to_string(failed) + "\">\n" + cases +
         "</testsuite>\n";
}

}  // namespace postroom::tool::providerlab
