// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/report.hpp"

#include "kit/trace/rules.hpp"

#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/text.hpp"

#include <cstdio>

namespace postroom::tool::providerlab {
namespace {

struct Known {
  const char* rule;
  const char* meaning;
  const char* hint;
};

// What the lab looks at and no trace shows; of all else the checker's catalogue says the meaning and the hint.
constexpr Known kKnown[] = {
    {kNotLookedAt, "what does not run cannot be looked at",
     "run with --set PROPERTY=VALUE for what the provider needs, and --service-entry when its service has a function "
     "of another name"},
    {"A-31", "QueryInterface refuses with null what an object lacks, and gives one pointer for IUnknown",
     "answer MAPI_E_INTERFACE_NOT_SUPPORTED and set the output to null; answer IID_IUnknown with the same pointer for "
     "all "
     "interfaces of an object"},
    {"E-10", "every status object has ValidateState",
     "implement IMAPIStatus::ValidateState, at least to look at what is there and answer S_OK"},
    {"H-20", "FinishedMsg is for the spooler",
     "mark the pair that SpoolerLogon makes, and answer MAPI_E_NO_SUPPORT for every other"},
    {"H-28", "a transport has released a message and what it opened of it when EndMessage returns",
     "release every table, attachment and stream of the message, and the message itself if you hold it, in EndMessage"},
    {"H-29", "a transport returns soon from a message that is cancelled",
     "let TransportNotify(NOTIFY_CANCEL_MESSAGE), which comes on another thread, end what SubmitMessage, EndMessage or "
     "StartMessage waits for"},
    {"I-6", "a transport uses the message of StartMessage only until that returns",
     "keep no pointer to the message or to anything opened of it, and do not Release the message: it is lent"},
    {"N-10", "a transport shows its traffic in its status row before TransportNotify returns",
     "call ModifyStatusRow with STATUSROW_UPDATE in TransportNotify, and put STATUS_INBOUND_ENABLED and "
     "STATUS_OUTBOUND_ENABLED into PR_STATUS_CODE as you are told"},
    {"J-11", "no object works any longer when its session has ended",
     "let each object, the status object too, answer MAPI_E_INVALID_OBJECT once its logon has ended, or MakeInvalid "
     "it"},
    {"J-47", "no object of a store works any longer when the store has ended",
     "let each object answer MAPI_E_INVALID_OBJECT once StoreLogoffTransports has said LOGOFF_COMPLETE"},
    {"J-48", "the last Release of a store releases its support object",
     "let no child object hold the store's reference, and release the support object in the store's last Release"},
    {"J-64", "a transport's status object that a client holds is made invalid when its logon ends",
     "call MakeInvalid for the status object in TransportLogoff, before the support object is released: the client's "
     "Release comes when your library may be closed"},
    {"J-83", "a provider releases a client's sinks in its logoff method, and calls them no more",
     "release every sink that nobody unadvised in the logoff method, and stop what notifies before"},
    {"O-25", "an entry identifier that is nobody's is refused",
     "compare its MAPIUID with yours first, and answer MAPI_E_UNKNOWN_ENTRYID"},
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
  for (const trace::rules::Rule& monitored : trace::rules::catalogue()) {
    if (rule == monitored.number) return {rule, monitored.meaning, monitored.hint, std::move(what), {}};
  }
  for (const Known& known : kKnown) {
    if (rule == known.rule) return {rule, known.meaning, known.hint, std::move(what), {}};
  }
  kit::fail(MAPI_E_CALL_FAILED, filled(_("the lab does not know the rule '%1'"), rule));
}

std::vector<std::string> lines_of(const Report& report) {
  std::vector<std::string> lines = {filled(_("%1, as a %2"), report.provider, report.type)};
  for (const Result& result : report.results) {
    const std::string verdict = result.findings.empty() ? _("ok") : filled(_("findings: %1"), result.findings.size());
    lines.push_back(column(result.lifecycle.name, 34) + column(verdict, 14) + result.lifecycle.what);
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
                          {"not_done", result.not_done},
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
    if (!result.not_done.empty()) cases += "    <system-out>not done:";
    for (const std::string& text : result.not_done) cases += "\n" + escaped(text);
    cases += result.not_done.empty() ? "  </testcase>\n" : "</system-out>\n  </testcase>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" + escaped(report.provider) + "\" tests=\"" +
         std::to_string(report.results.size()) + "\" failures=\"" + std::to_string(failed) + "\">\n" + cases +
         "</testsuite>\n";
}

}  // namespace postroom::tool::providerlab
