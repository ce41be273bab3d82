// SPDX-License-Identifier: Apache-2.0
#include "kit/trace/history.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace postroom::trace {
namespace {

bool ends_with(const std::string& text, std::string_view end) {
  return std::string_view(text).ends_with(end);
}

bool is_logon_method(const std::string& method) {
  return method == "IABProvider::Logon" || method == "IMSProvider::Logon" || method == "IMSProvider::SpoolerLogon" ||
         method == "IXPProvider::TransportLogon";
}
bool is_logoff_method(const std::string& method) {
  return method == "IABLogon::Logoff" || method == "IMSLogon::Logoff" || method == "IXPLogon::TransportLogoff";
}
bool is_release_of(const std::string& method, std::string_view object) {
  return method == "IAB" + std::string(object) + "::Release" || method == "IMS" + std::string(object) + "::Release" ||
         method == "IXP" + std::string(object) + "::Release";
}

// Builds a History by going through the entries once.
class Teller {
 public:
  explicit Teller(History& history) : history_(history) {}

  void tell(When when, const Entry& entry) {
    if (!entry.event) return;
    switch (*entry.event) {
      case Event::call_begin:
        return begin(when, entry);
      case Event::call_end:
        return end(when, entry);
      case Event::call_abandoned:
        return abandon(when, entry);
      case Event::session_logon:
        if (entry.session == 0) return;  // a MAPILogonEx that failed
        session(entry).logon = when;
        session(entry).profile = entry.detail;
        return;
      case Event::session_logoff_begin:
        session(entry).logoff_begin = when;
        return;
      case Event::session_logoff_end:
        session(entry).logoff_end = when;
        return;
      case Event::library_loaded:
        history_.libraries.push_back({entry.name, entry.object, when, kNever, {}});
        return;
      case Event::library_unloaded:
        if (LibraryHistory* library = open_library(entry)) library->unloaded = when;
        return;
      case Event::library_kept:
        if (LibraryHistory* library = open_library(entry)) library->kept.push_back(when);
        return;
      case Event::mapi_uninitialize_begin:
        history_.uninitialises.push_back({when, kNever, entry.answer});
        return;
      case Event::mapi_uninitialize_end:
        end_uninitialise(when);
        return;
      case Event::provider_made:
        provider(entry).made = when;
        provider(entry).object = entry.object;
        provider(entry).kind = kind_of(entry.method);
        return;
      case Event::state_changed:
        if (entry.method == "provider" && entry.detail == "initialised") provider(entry).initialised = when;
        if (entry.method == "logon" && entry.detail == "logged-on") logon(entry).logged_on = true;
        if (entry.method == "logon" && entry.detail == "released") logon(entry).never_on = !logon(entry).logged_on;
        return;
      default:
        if (entry.logon != 0) tell_of_logon(when, entry);
    }
  }

  // Files the calls with what they were made on.
  void finish() {
    for (const CallSpan& call : history_.calls) file(call);
    for (auto& [number, logon] : history_.logons) {
      if (logon.provider != 0) history_.providers[logon.provider].logons.push_back(number);
      const auto session = history_.sessions.find(logon.session);
      if (session != history_.sessions.end() && (logon.spoolers || logon.kind == ProviderKind::transport)) {
        session->second.spoolers = true;
      }
    }
    for (auto& [number, session] : history_.sessions) {
      if (session.spoolers) session.ended_in = ender_of(session);
    }
  }

 private:
  // The last session of the profile takes the spooler with it (J-68), on the thread that logs it off. Others of the
  // profile may be logging off beside it: the latest to begin counts where no thread tells.
  std::uint32_t ender_of(const SessionHistory& spooler) const {
    const SessionHistory* ender = nullptr;
    const auto same_thread = [&](const SessionHistory& session) {
      return history_.at(session.logoff_begin).thread == history_.at(spooler.logoff_begin).thread;
    };
    const auto before = [&](const SessionHistory& a, const SessionHistory& b) {
      return std::pair(same_thread(a), a.logoff_begin) < std::pair(same_thread(b), b.logoff_begin);
    };
    for (const auto& [number, session] : history_.sessions) {
      if (number == spooler.number || session.spoolers || !session.ended() || session.profile != spooler.profile ||
          session.logoff_begin > spooler.logoff_begin || spooler.logoff_begin > session.logoff_end) {
        continue;
      }
      if (ender == nullptr || before(*ender, session)) ender = &session;
    }
    return ender == nullptr ? 0 : ender->number;
  }

  SessionHistory& session(const Entry& entry) {
    SessionHistory& found = history_.sessions[entry.session];
    found.number = entry.session;
    return found;
  }

  template <class Of>
  LogonHistory& logon(const Of& of) {
    LogonHistory& found = history_.logons[of.logon];
    found.number = of.logon;
    if (of.session != 0) found.session = of.session;
    if (of.provider != 0) found.provider = of.provider;
    if (!of.name.empty()) found.name = of.name;
    return found;
  }

  template <class Of>
  ProviderHistory& provider(const Of& of) {
    ProviderHistory& found = history_.providers[of.provider];
    found.number = of.provider;
    if (of.session != 0) found.session = of.session;
    if (!of.name.empty()) found.name = of.name;
    return found;
  }

  // They are nested: what a provider or a sink brackets while MAPI ends.
  void end_uninitialise(When when) {
    auto& all = history_.uninitialises;
    const auto open = std::find_if(all.rbegin(), all.rend(), [](const Uninitialise& one) { return one.end == kNever; });
    if (open != all.rend()) open->end = when;
  }

  LibraryHistory* open_library(const Entry& entry) {
    for (auto library = history_.libraries.rbegin(); library != history_.libraries.rend(); ++library) {
      if (library->unloaded == kNever && library->handle == entry.object) return &*library;
    }
    return nullptr;
  }

  void begin(When when, const Entry& entry) {
    CallSpan call;
    call.method = entry.method;
    call.begin = when;
    call.request = entry.request;
    call.session = entry.session;
    call.logon = entry.logon;
    call.provider = entry.provider;
    call.name = entry.name;
    open_[entry.thread].push_back(history_.calls.size());
    history_.calls.push_back(std::move(call));
  }

  void end(When when, const Entry& entry) {
    auto& stack = open_[entry.thread];
    for (auto inside = stack.rbegin(); inside != stack.rend(); ++inside) {
      CallSpan& call = history_.calls[*inside];
      if (call.method != entry.method || call.logon != entry.logon || call.provider != entry.provider) continue;
      call.end = when;
      call.hresult = entry.hresult;
      call.answer = entry.answer;
      stack.erase(std::next(inside).base());
      return;
    }
  }

  // Said from another thread than the call's, of the call that has been running longest; of none when the time for all
  // calls was used up before one was made. What is said of a provider may be about a call on one of its logons.
  void abandon(When when, const Entry& entry) {
    for (CallSpan& call : history_.calls) {
      if (call.end == kNever && call.abandoned == kNever && call.method == entry.method &&
          call.provider == entry.provider && (call.logon == entry.logon || (entry.logon == 0 && entry.provider != 0))) {
        call.abandoned = when;
        break;
      }
    }
    if (entry.logon != 0) logon(entry).abandoned = when;
    if (entry.provider != 0) provider(entry).abandoned = when;
    // A transport that hangs in its start has no logon yet that would tell whose session it is.
    if (entry.session != 0 && kind_of(entry.method) == ProviderKind::transport) session(entry).spoolers = true;
  }

  void tell_of_logon(When when, const Entry& entry) {
    switch (*entry.event) {
      case Event::one_identity:
        logon(entry).one_identity = when;
        return;
      case Event::uid_added:
        return logon(entry).uids_added.push_back(when);
      case Event::uid_removed:
        return logon(entry).uids_removed.push_back(when);
      case Event::row_added:
        return logon(entry).rows_added.push_back(when);
      case Event::row_removed:
        return logon(entry).rows_removed.push_back(when);
      case Event::support_teardown:
        logon(entry).teardown = when;
        logon(entry).teardowns.push_back(when);
        logon(entry).by_release = entry.detail == "by_release";
        return;
      case Event::support_outlived:
        logon(entry).outlived = when;
        return;
      case Event::support_released:
        logon(entry).support_released = when;
        return;
      case Event::store_logoff_transports:
        return logon(entry).transport_logoffs.push_back(when);
      case Event::logon_answered:
        logon(entry).answered = when;
        return;
      case Event::support_refused:
        return logon(entry).support_refused.push_back(when);
      case Event::support_called_late:
        return logon(entry).support_called_late.push_back(when);
      case Event::spooler_notify:
        return logon(entry).spooler_notifies.push_back(when);
      case Event::store_transports_released:
        return logon(entry).transports_released.push_back(when);
      default:
        return;
    }
  }

  void file(const CallSpan& call) {
    const ProviderKind kind = kind_of(call.method);
    if (call.logon != 0) {
      LogonHistory& of = logon(call);
      if (of.kind == ProviderKind::none) of.kind = kind;
      if (is_logon_method(call.method)) {
        of.logon = call;
        of.spoolers = ends_with(call.method, "::SpoolerLogon");
      } else if (is_logoff_method(call.method)) {
        of.logoffs.push_back(call);
      } else if (is_release_of(call.method, "Logon")) {
        of.releases.push_back(call);
      }
    }
    if (call.provider != 0) {
      ProviderHistory& of = provider(call);
      if (of.kind == ProviderKind::none) of.kind = kind;
      of.calls.push_back(call);
      if (ends_with(call.method, "Provider::Shutdown")) of.shutdowns.push_back(call);
      if (is_release_of(call.method, "Provider")) of.releases.push_back(call);
    }
  }

  History& history_;
  std::map<std::uint32_t, std::vector<std::size_t>> open_;  // calls by thread, the innermost last
};

}  // namespace

ProviderKind kind_of(const std::string& method) noexcept {
  const std::string_view name = method;
  if (name.starts_with("IAB") || name == "ABProviderInit") return ProviderKind::address_book;
  if (name.starts_with("IMS") || name == "MSProviderInit") return ProviderKind::store;
  if (name.starts_with("IXP") || name == "XPProviderInit") return ProviderKind::transport;
  return ProviderKind::none;
}

const char* kind_name(ProviderKind kind) noexcept {
  switch (kind) {
    case ProviderKind::address_book:
      return "address book";
    case ProviderKind::store:
      return "store";
    case ProviderKind::transport:
      return "transport";
    case ProviderKind::none:
      break;
  }
  return "provider";
}

When LogonHistory::gone() const noexcept {
  if (!releases.empty()) return releases.front().end;
  if (one_identity != kNever && !logoffs.empty()) return logoffs.front().end;
  return kNever;
}

History::History(const Trace& of) : trace(of) {
  Teller teller(*this);
  for (When when = 0; when < trace.entries.size(); ++when) {
    if (trace.entries[when].ring == Ring::lifecycle) teller.tell(when, trace.entries[when]);
  }
  teller.finish();
}

bool History::whole(std::uint32_t session) const {
  if (trace.lost_in(Ring::lifecycle).overwritten == 0) return true;
  const auto found = sessions.find(session);
  return found != sessions.end() && found->second.logon != kNever;
}

}  // namespace postroom::trace
