// SPDX-License-Identifier: Apache-2.0
//
// The shutdowns of a trace as JSON: the same tree that shutdown_view.cpp prints.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/shutdown_view.hpp"

namespace postroom::tool {
namespace {

using nlohmann::json;
using trace::CallNode;
using trace::Entry;
using trace::kNever;
using trace::Phase;
using trace::PhaseNode;
using trace::ProviderNode;
using trace::Shutdown;
using trace::Trace;

double milliseconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e6;
}

const char* name_of(Phase phase) {
  switch (phase) {
    case Phase::mail:
      return "mail";
    case Phase::logons:
      return "logons";
    case Phase::providers:
      return "providers";
    case Phase::account:
      break;
  }
  return "libraries";
}

const char* name_of(Shutdown::Of of) {
  switch (of) {
    case Shutdown::Of::session:
      return "session";
    case Shutdown::Of::store:
      return "store";
    case Shutdown::Of::fast:
      return "fast";
    case Shutdown::Of::libraries:
      break;
  }
  return "libraries";
}

class Writer {
 public:
  Writer(const Trace& trace, const Shutdown& shutdown) : trace_(trace), shutdown_(shutdown) {}

  json document() const {
    json one = {{"of", name_of(shutdown_.of)},
                {"session", shutdown_.session},
                {"profile", shutdown_.profile},
                {"ended", shutdown_.ended},
                {"took_ms", milliseconds(shutdown_.took())},
                {"whole", shutdown_.whole},
                {"phases", json::array()},
                {"given_up", json::array()},
                {"leaks", json::array()}};
    if (shutdown_.of == Shutdown::Of::session || shutdown_.of == Shutdown::Of::fast)
      one["hresult"] = kit::hresult_name(shutdown_.hresult);
    if (shutdown_.of == Shutdown::Of::store) one["store"] = shutdown_.store;
    for (const PhaseNode& phase : shutdown_.phases) one["phases"].push_back(of(phase));
    for (const trace::When when : shutdown_.given_up) {
      one["given_up"].push_back(
          {{"method", entry(when).method}, {"provider", entry(when).name}, {"detail", entry(when).detail}});
    }
    for (const trace::When when : shutdown_.leaks) {
      one["leaks"].push_back({{"logon", entry(when).logon}, {"what", entry(when).detail}});
    }
    return one;
  }

 private:
  const Entry& entry(trace::When when) const { return trace_.entries[when]; }
  double since(std::uint64_t time) const { return milliseconds(time - std::min(time, shutdown_.begin)); }

  json of(const PhaseNode& phase) const {
    json one = {{"phase", name_of(phase.phase)},
                {"start_ms", since(phase.begin)},
                {"took_ms", milliseconds(phase.end - phase.begin)},
                {"providers", json::array()}};
    for (const ProviderNode& provider : phase.providers) {
      json calls = json::array();
      for (const CallNode& call : provider.calls) calls.push_back(of(call));
      one["providers"].push_back({{"kind", provider.kind == trace::ProviderKind::none ? "" : kind_name(provider.kind)},
                                  {"name", provider.name},
                                  {"logon", provider.logon},
                                  {"provider", provider.provider},
                                  {"spoolers", provider.spoolers},
                                  {"calls", calls},
                                  {"events", of(provider.events)}});
    }
    return one;
  }

  json of(const CallNode& call) const {
    const Entry& begin = entry(call.begin);
    json one = {{"method", begin.method},
                {"thread", begin.thread},
                {"start_ms", since(begin.time)},
                {"took_ms", milliseconds(call.took)},
                {"own_ms", milliseconds(call.own)},
                {"slow", call.slow},
                {"returned", call.end != kNever},
                {"events", of(call.events)},
                {"calls", json::array()}};
    if (call.end != kNever) one["hresult"] = kit::hresult_name(entry(call.end).hresult);
    if (call.abandoned != kNever) one["abandoned"] = entry(call.abandoned).detail;
    for (const CallNode& inner : call.inside) one["calls"].push_back(of(inner));
    return one;
  }

  json of(const std::vector<trace::When>& events) const {
    json all = json::array();
    for (const trace::When when : events)
      all.push_back({{"event", entry(when).event_name}, {"detail", entry(when).detail}});
    return all;
  }

  const Trace& trace_;
  const Shutdown& shutdown_;
};

}  // namespace

json shutdown_document(const Trace& trace) {
  json all = json::array();
  for (const Shutdown& shutdown : trace::shutdowns(trace)) all.push_back(Writer(trace, shutdown).document());
  return all;
}

}  // namespace postroom::tool
