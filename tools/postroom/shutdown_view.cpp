// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/shutdown_view.hpp"

#include <mapidefs.h>
#include <postroom/failure.hpp>

#include "tools/postroom/text.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace postroom::tool {
namespace {

using trace::CallNode;
using trace::Entry;
using trace::Event;
using trace::kNever;
using trace::Phase;
using trace::PhaseNode;
using trace::ProviderKind;
using trace::ProviderNode;
using trace::Shutdown;
using trace::Trace;
using trace::When;

constexpr std::size_t kWidth = 60;    // of what a line says before how it went
constexpr std::size_t kUidShown = 8;  // digits of a MAPIUID that tell it apart

std::string in_milliseconds(std::uint64_t nanoseconds, const char* format = "%.3f") {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, static_cast<double>(nanoseconds) / 1e6);
  return text.data();
}

std::string title_of(Phase phase) {
  switch (phase) {
    case Phase::mail:
      return _("The mail comes to rest");
    case Phase::logons:
      return _("Phase one: every logon ends");
    case Phase::providers:
      return _("Phase two: every provider object ends");
    case Phase::account:
      break;
  }
  return {};
}

// A word on what the phase is for; a newcomer reads it before the calls.
std::string meaning_of(Phase phase) {
  switch (phase) {
    case Phase::mail:
      return _("(nothing new starts; a message in motion finishes or stays whole in the queue)");
    case Phase::logons:
      return _("(address books, then stores, then transports: each lets go what it opened for this session)");
    case Phase::providers:
      return _("(in the same order: Shutdown is the last that a provider hears, Release gives it back)");
    case Phase::account:
      break;
  }
  return {};
}

std::string name_of(ProviderKind kind) {
  switch (kind) {
    case ProviderKind::address_book:
      return _("address book");
    case ProviderKind::store:
      return _("store");
    case ProviderKind::transport:
      return _("transport");
    case ProviderKind::none:
      break;
  }
  return {};
}

std::string whom(const ProviderNode& node) {
  std::string text = name_of(node.kind);
  if (!node.name.empty()) text += (text.empty() ? "" : " ") + node.name;
  if (node.logon != 0) text += filled(node.spoolers ? _(" (the spooler's logon %1)") : _(" (logon %1)"), node.logon);
  if (node.logon == 0 && node.spoolers) text += _(" (the spooler's)");
  return text;
}

std::string flags_of_store_logoff(std::uint32_t flags) {
  std::string words;
  const auto add = [&](std::uint32_t bit, const char* word) {
    if ((flags & bit) != 0) words += (words.empty() ? "" : "|") + std::string(word);
  };
  add(LOGOFF_NO_WAIT, "LOGOFF_NO_WAIT");
  add(LOGOFF_ORDERLY, "LOGOFF_ORDERLY");
  add(LOGOFF_PURGE, "LOGOFF_PURGE");
  add(LOGOFF_ABORT, "LOGOFF_ABORT");
  add(LOGOFF_QUIET, "LOGOFF_QUIET");
  add(LOGOFF_COMPLETE, "LOGOFF_COMPLETE");
  add(LOGOFF_INBOUND, "LOGOFF_INBOUND");
  add(LOGOFF_OUTBOUND, "LOGOFF_OUTBOUND");
  add(LOGOFF_OUTBOUND_QUEUE, "LOGOFF_OUTBOUND_QUEUE");
  return words;
}

// Who or what was given up and how long that was waited for; of what was never called there is no method.
std::string given_up(const Entry& entry) {
  const std::string where = entry.method.empty() || entry.name.empty()
                                ? entry.method + entry.name
                                : filled(_("%1 of %2"), entry.method, entry.name);
  return filled(_("GIVEN UP: %1, %2"), where, entry.detail);
}

// What an event says by itself; empty for those that are counted up in removed().
std::string described(const Entry& entry) {
  switch (*entry.event) {
    case Event::call_threw:
      return filled(_("THREW an exception: %1"), entry.detail);
    case Event::call_abandoned:
      return given_up(entry);
    case Event::store_logoff_transports:
      return filled(_("IMAPISupport::StoreLogoffTransports(%1) answers %2"), flags_of_store_logoff(entry.request),
                    flags_of_store_logoff(entry.answer));
    case Event::spooler_quiesced:
      return _("the spooler is quiet: no transport call is under way, no store is held");
    case Event::spooler_stopped:
      return _("the spooler's last thread has ended");
    case Event::message_finished:
      return filled(_("a message left the queue: %1"), entry.detail.substr(0, kUidShown));
    case Event::message_deferred:
      return filled(_("a message waits for another attempt: %1"), entry.detail.substr(0, kUidShown));
    case Event::message_delivered:
      return filled(_("a message arrived: %1"), entry.detail.substr(0, kUidShown));
    case Event::library_unloaded:
      return filled(_("closed   %1"), entry.detail);
    case Event::library_kept:
      return filled(_("KEPT     %1: %2"), entry.name, entry.detail);
    default:
      return {};
  }
}

// What was taken away in one go: "gone: 2 MAPIUIDs (5bd3a901 8c21f044), 1 status row, the support object".
class Gone {
 public:
  // False for an event that takes nothing away.
  bool add(const Entry& entry) {
    if (entry.is(Event::uid_removed)) {
      ++uid_count_;
      uids_ += (uids_.empty() ? "" : " ") + entry.detail.substr(0, kUidShown);
    } else if (entry.is(Event::row_removed)) {
      ++row_count_;
    } else if (entry.is(Event::support_released)) {
      support_ = true;
    } else {
      return false;
    }
    if (since_ == 0) since_ = entry.time;
    return true;
  }
  bool empty() const { return since_ == 0; }
  std::uint64_t since() const { return since_; }
  std::string text() const {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (uid_count_ == 1) add(filled(_("1 MAPIUID (%1)"), uids_));
    if (uid_count_ > 1) add(filled(_("%1 MAPIUIDs (%2)"), uid_count_, uids_));
    if (row_count_ == 1) add(_("1 status row"));
    if (row_count_ > 1) add(filled(_("%1 status rows"), row_count_));
    if (support_) add(_("the support object"));
    return filled(_("gone: %1"), text);
  }

 private:
  std::uint64_t since_ = 0;
  std::string uids_;
  int uid_count_ = 0;
  int row_count_ = 0;
  bool support_ = false;
};

std::string title_of(const Shutdown& shutdown) {
  switch (shutdown.of) {
    case Shutdown::Of::session:
      return filled(_("IMAPISession::Logoff of session %1 (%2)"), shutdown.session, shutdown.profile);
    case Shutdown::Of::store:
      return shutdown.spoolers ? filled(_("The spooler leaves the store %1 (session %2, %3)"), shutdown.store,
                                        shutdown.session, shutdown.profile)
                               : filled(_("The store %1 is released by its client (session %2, %3)"), shutdown.store,
                                        shutdown.session, shutdown.profile);
    case Shutdown::Of::fast:
      return _("Fast shutdown (IMAPIClientShutdown)");
    case Shutdown::Of::libraries:
      break;
  }
  return _("The last MAPIUninitialize");
}

// Whether what it came to is one HRESULT.
bool answers(const Shutdown& shutdown) {
  return shutdown.of == Shutdown::Of::session || shutdown.of == Shutdown::Of::fast;
}

// A word on what it is, for who sees the first.
std::string meaning_of(const Shutdown& shutdown) {
  switch (shutdown.of) {
    case Shutdown::Of::session:
      return {};  // its phases say it
    case Shutdown::Of::store:
      return shutdown.spoolers
                 ? _("The spooler had a logon of its own on it, to move its mail. The session goes on.")
                 : _("Its last reference is gone, and MAPI ends this one store in four steps. The session goes on.");
    case Shutdown::Of::fast:
      return _("Transports, address books and stores save what they hold; nobody is logged off, and the process ends.");
    case Shutdown::Of::libraries:
      break;
  }
  return _("The providers' libraries are closed, the newest first: nothing of theirs can run any more.");
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return std::to_string(whole == 0 ? 100 : (part * 100 + whole / 2) / whole) + " %";
}

class View {
 public:
  explicit View(const Trace& trace) : trace_(trace) {}

  std::vector<std::string> lines() {
    const std::vector<Shutdown> all = trace::shutdowns(trace_);
    if (all.empty()) return {};
    lines_.emplace_back(_(
        "Each tree is one thing that ended. The numbers are milliseconds: when, since the tree began, and how long."));
    lines_.emplace_back(_("What stands further right happened inside the call above it."));
    for (const Shutdown& shutdown : all) add(shutdown);
    return std::move(lines_);
  }

 private:
  void add(const Shutdown& shutdown) {
    shutdown_ = &shutdown;
    lines_.emplace_back();
    const std::string took = in_milliseconds(shutdown.took());
    std::string head = title_of(shutdown) + ": ";
    if (!shutdown.ended) {
      head += filled(_("DID NOT END; after %1 ms the trace does"), took);
    } else {
      head += filled(_("%1 ms"), took);
      if (answers(shutdown)) head += ", " + kit::hresult_name(shutdown.hresult);
    }
    lines_.push_back(head);
    if (const std::string meaning = meaning_of(shutdown); !meaning.empty()) lines_.push_back("  " + meaning);
    if (!shutdown.whole) lines_.emplace_back(_("  (events of it were lost: what follows has gaps)"));
    for (const PhaseNode& phase : shutdown.phases) add(phase);
    conclude(shutdown);
  }

  void add(const PhaseNode& phase) {
    const bool of_session = shutdown_->of == Shutdown::Of::session;
    if (of_session) {
      timed(phase.begin, phase.end - phase.begin, 0, title_of(phase.phase), {});
      untimed(0, meaning_of(phase.phase));
    }
    for (const ProviderNode& provider : phase.providers) {
      const bool named = answers(*shutdown_) && provider.kind != ProviderKind::none;
      const int depth = of_session ? 1 : 0;
      if (named) untimed(depth, whom(provider));
      add(provider.calls, provider.events, depth + (named ? 1 : 0));
    }
  }

  // Calls and events as they came.
  void add(const std::vector<CallNode>& calls, const std::vector<When>& events, int depth) {
    Gone gone;
    const auto flush = [&] {
      if (!gone.empty()) timed(gone.since(), 0, depth, gone.text(), {});
      gone = {};
    };
    auto event = events.begin();
    const auto tell_until = [&](When limit) {
      for (; event != events.end() && *event < limit; ++event) {
        const Entry& entry = trace_.entries[*event];
        if (gone.add(entry)) continue;
        flush();
        if (const std::string text = described(entry); !text.empty()) timed(entry.time, 0, depth, text, {});
      }
    };
    for (const CallNode& call : calls) {
      tell_until(call.begin);
      flush();
      add(call, depth);
    }
    tell_until(kNever);
    flush();
  }

  void add(const CallNode& call, int depth) {
    const Entry& begin = trace_.entries[call.begin];
    std::string how;
    if (call.abandoned != kNever) {
      how = filled(_("GIVEN UP: %1"), trace_.entries[call.abandoned].detail);
    } else if (call.end == kNever) {
      how = _("DID NOT RETURN");
    } else {
      how = kit::hresult_name(trace_.entries[call.end].hresult);
    }
    if (call.slow && call.abandoned == kNever)
      how += filled(_("  SLOW: %1 of the whole"), percent(call.own, shutdown_->took()));
    timed(begin.time, call.took, depth, begin.method, how);
    add(call.inside, call.events, depth + 1);
  }

  // What a user has to know, in plain sight.
  void conclude(const Shutdown& shutdown) {
    for (const CallNode* call : trace::all_calls(shutdown)) {
      const Entry& begin = trace_.entries[call->begin];
      const std::string where = filled(_("%1 of %2 (thread %3)"), begin.method, begin.name, begin.thread);
      if (call->abandoned != kNever) {
        lines_.push_back("  " + filled(_("GIVEN UP: %1, %2"), where, trace_.entries[call->abandoned].detail));
        if (call->end != kNever)
          lines_.push_back("    " + filled(_("it returned late, after %1 ms"),
                                           in_milliseconds(trace_.entries[call->end].time - begin.time)));
      } else if (call->slow) {
        lines_.push_back("  " + filled(_("SLOW: %1 took %2 ms, %3 of the whole"), where, in_milliseconds(call->own),
                                       percent(call->own, shutdown.took())));
      }
    }
    for (const When when : shutdown.given_up) lines_.push_back("  " + given_up(trace_.entries[when]));
    for (const When when : shutdown.leaks) {
      const Entry& entry = trace_.entries[when];
      lines_.push_back("  " + filled(_("LEAK: %1 (logon %2)"), entry.detail, entry.logon));
    }
    if (shutdown.of == Shutdown::Of::session && shutdown.ended && shutdown.leaks.empty())
      lines_.emplace_back(_("  Nothing leaked."));
  }

  void timed(std::uint64_t at, std::uint64_t took, int depth, const std::string& what, const std::string& how) {
    const std::uint64_t since = at > shutdown_->begin ? at - shutdown_->begin : 0;
    std::string line = "  " + in_milliseconds(since, "%10.3f") + " " +
                       (took == 0 ? std::string(10, ' ') : in_milliseconds(took, "%10.3f")) + "  ";
    const std::string text = std::string(static_cast<std::size_t>(depth) * 2, ' ') + what;
    line += how.empty() ? text : column(text, std::max(kWidth, text.size() + 1)) + how;
    lines_.push_back(line);
  }
  void untimed(int depth, const std::string& what) {
    lines_.push_back(std::string(25 + static_cast<std::size_t>(depth) * 2, ' ') + what);
  }

  const Trace& trace_;
  const Shutdown* shutdown_ = nullptr;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> shutdown_lines(const Trace& trace) {
  return View(trace).lines();
}

}  // namespace postroom::tool
