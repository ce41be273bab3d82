// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/shutdown_view.hpp"

#include <postroom/failure.hpp>

#include "tools/postroom/text.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <utility>

namespace postroom::tool {
namespace {

using trace::Entry;
using trace::Event;

std::string milliseconds(std::uint64_t nanoseconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%10.3f", static_cast<double>(nanoseconds) / 1e6);
  return text.data();
}

// What a line of the picture says beside its times; empty for events that are no part of it.
std::string described(const Entry& entry) {
  switch (*entry.event) {
    case Event::uid_removed:
      return filled(_("MAPIUID %1 removed"), entry.detail);
    case Event::row_removed:
      return _("status row removed");
    case Event::store_logoff_transports:
      return _("IMAPISupport::StoreLogoffTransports");
    case Event::support_released:
      return _("IMAPISupport::Release");
    case Event::spooler_quiesced:
      return _("the spooler is quiet");
    case Event::spooler_stopped:
      return _("the spooler has ended");
    case Event::call_abandoned:
      return filled(_("ABANDONED: %1 %2"), entry.method, entry.detail);
    case Event::call_threw:
      return filled(_("%1 threw: %2"), entry.method, entry.detail);
    case Event::leak:
      return filled(_("LEAK: %1"), entry.detail);
    case Event::library_unloaded:
      return filled(_("unloaded %1"), entry.detail);
    case Event::library_kept:
      return filled(_("KEPT: %1"), entry.detail);
    default:
      return {};
  }
}

class View {
 public:
  explicit View(const trace::Trace& trace) : trace_(trace) {}

  std::vector<std::string> lines() {
    for (std::size_t i = 0; i < trace_.entries.size(); ++i) add(i);
    return std::move(lines_);
  }

 private:
  void add(std::size_t index) {
    const Entry& entry = trace_.entries[index];
    if (!entry.event || entry.ring != trace::Ring::lifecycle) return;
    if (entry.is(Event::session_logon)) profiles_[entry.session] = entry.detail;
    // A store that its client releases before Logoff is shut down at that moment, by the same steps (J-49).
    if (entry.is(Event::store_logoff_transports) && !ending_.contains(entry.session)) {
      ending_[entry.session] = entry.time;
      lines_.push_back(
          filled(_("session %1 (%2): a message store is released"), entry.session, profiles_[entry.session]));
    }
    if (entry.is(Event::session_logoff_begin)) {
      ending_[entry.session] = entry.time;
      lines_.push_back(filled(_("session %1 (%2): IMAPISession::Logoff"), entry.session, profiles_[entry.session]));
      return;
    }
    if (entry.is(Event::mapi_uninitialize_begin) && entry.answer == 0) {
      unloading_since_ = entry.time;
      lines_.push_back(_("the last MAPIUninitialize"));
      return;
    }
    const std::uint64_t begun = begin_of(entry);
    if (begun == 0) return;
    if (entry.is(Event::call_begin)) {
      line(entry, begun, entry.method, outcome(index));
      depth_[entry.thread] += 1;
    } else if (entry.is(Event::call_end)) {
      if (depth_[entry.thread] > 0) depth_[entry.thread] -= 1;
    } else if (const std::string text = described(entry); !text.empty()) {
      line(entry, begun, text, "");
    }
    if (entry.is(Event::session_logoff_end)) {
      lines_.push_back("  " + milliseconds(entry.time - begun) + " ms  " +
                       filled(_("session %1 is dead: %2"), entry.session, kit::hresult_name(entry.hresult)));
      ending_.erase(entry.session);
    }
  }

  // When the shutdown that the event is part of began; 0: it is part of none.
  std::uint64_t begin_of(const Entry& entry) const {
    if (const auto found = ending_.find(entry.session); entry.session != 0 && found != ending_.end())
      return found->second;
    return unloading_since_;
  }

  // "0.012 ms  S_OK" of the call that begins at `index`.
  std::string outcome(std::size_t index) const {
    const Entry& begin = trace_.entries[index];
    int depth = 0;
    for (std::size_t i = index + 1; i < trace_.entries.size(); ++i) {
      const Entry& entry = trace_.entries[i];
      if (entry.thread != begin.thread || !entry.event) continue;
      if (entry.is(Event::call_begin)) ++depth;
      if (!entry.is(Event::call_end) || depth-- > 0) continue;
      return milliseconds(entry.time - begin.time) + " ms  " + kit::hresult_name(entry.hresult);
    }
    return _("did not return");
  }

  void line(const Entry& entry, std::uint64_t begun, const std::string& what, const std::string& outcome) {
    const std::string indent(static_cast<std::size_t>(depth_[entry.thread]) * 2, ' ');
    lines_.push_back("  " + milliseconds(entry.time - begun) + " ms  " + column(indent + what, 54) + " " +
                     column(entry.name, 18) + outcome);
  }

  const trace::Trace& trace_;
  std::vector<std::string> lines_;
  std::map<std::uint32_t, std::string> profiles_;
  std::map<std::uint32_t, std::uint64_t> ending_;
  std::map<std::uint32_t, int> depth_;  // of calls inside calls, by thread
  std::uint64_t unloading_since_ = 0;
};

}  // namespace

std::vector<std::string> shutdown_lines(const trace::Trace& trace) {
  return View(trace).lines();
}

}  // namespace postroom::tool
