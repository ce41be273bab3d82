// SPDX-License-Identifier: Apache-2.0
#include <kit/trace/shutdown_tree.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace postroom::trace {
namespace {

bool ends_with(const std::string& text, std::string_view end) {
  return std::string_view(text).ends_with(end);
}

bool is_logoff(const std::string& method) {
  return ends_with(method, "Logon::Logoff") || ends_with(method, "Logon::TransportLogoff");
}

constexpr std::string_view kToProviders = "IMAPIProviderShutdown::";
constexpr std::string_view kToRuntime = "IMAPIClientShutdown::";

// Events that a reader of a shutdown wants to see beside the calls.
bool is_shown(const Entry& entry) {
  switch (*entry.event) {
    case Event::call_threw:
    case Event::uid_removed:
    case Event::row_removed:
    case Event::support_released:
    case Event::store_logoff_transports:
    case Event::spooler_quiesced:
    case Event::spooler_stopped:
    case Event::message_finished:
    case Event::message_deferred:
    case Event::message_delivered:
    case Event::leak:
    case Event::library_unloaded:
    case Event::library_kept:
      return true;
    default:
      return false;
  }
}

// Grows one tree out of the calls and events that belong to a shutdown.
class Grower {
 public:
  Grower(const History& history, Shutdown& shutdown) : history_(history), shutdown_(shutdown) {}

  // Which calls and events belong to it: those of these sessions and, when not empty, only of these logons.
  void of_sessions(std::set<std::uint32_t> sessions) { sessions_ = std::move(sessions); }
  void of_logon(std::uint32_t logon) { logon_ = logon; }
  void of_methods(std::string_view interface) { interface_ = interface; }
  void between(When first, When last) { first_ = first, last_ = last; }

  void grow() {
    const std::uint64_t over = history_.at(std::min(last_, history_.trace.entries.size() - 1)).time;
    shutdown_.begin = history_.at(first_).time;
    shutdown_.end = std::max(over, shutdown_.begin);
    find_calls();
    for (When when = first_; when <= last_ && when < history_.trace.entries.size(); ++when) step(when);
    for (auto& [thread, stack] : open_) fold_down_to(stack, 0);
    order();
  }

 private:
  struct Open {
    const CallSpan* span;
    CallNode node;
  };

  bool belongs(const Entry& entry) const {
    if (logon_ != 0) return entry.logon == logon_;
    if (!interface_.empty()) return entry.method.starts_with(interface_);
    if (entry.session != 0) return sessions_.contains(entry.session);
    const auto logon = history_.logons.find(entry.logon);
    if (entry.logon != 0 && logon != history_.logons.end()) return sessions_.contains(logon->second.session);
    return sessions_.size() > 1 || shutdown_.of == Shutdown::Of::libraries;  // of the spooler that ends, of libraries
  }

  void find_calls() {
    for (const CallSpan& call : history_.calls) {
      if (call.begin < first_ || call.begin > last_ || !belongs(history_.at(call.begin))) continue;
      begins_[call.begin] = &call;
      told_with_their_calls_.insert(call.abandoned);
    }
  }

  void step(When when) {
    const Entry& entry = history_.at(when);
    if (!entry.event || entry.ring != Ring::lifecycle) return;
    auto& stack = open_[entry.thread];
    const auto found = begins_.find(when);
    if (found != begins_.end()) {
      Open open{found->second, {}};
      open.node.begin = when;
      open.node.end = found->second->end;
      open.node.abandoned = found->second->abandoned;
      stack.push_back(std::move(open));
    } else if (entry.is(Event::call_end)) {
      const auto ended =
          std::find_if(stack.begin(), stack.end(), [&](const Open& open) { return open.node.end == when; });
      if (ended != stack.end()) fold_down_to(stack, static_cast<std::size_t>(ended - stack.begin()));
    } else if (entry.is(Event::call_abandoned)) {
      if (belongs(entry) && !told_with_their_calls_.contains(when)) tell_given_up(when, entry);
    } else if (is_shown(entry) && belongs(entry)) {
      tell(when, entry, stack);
    }
  }

  void tell(When when, const Entry& entry, std::vector<Open>& stack) {
    if (entry.is(Event::leak)) {
      shutdown_.leaks.push_back(when);
    } else if (!stack.empty()) {
      stack.back().node.events.push_back(when);
    } else {
      tell_beside_calls(when, entry);
    }
  }

  // The conductor says it on its own thread, so it is inside none of that thread's calls.
  void tell_given_up(When when, const Entry& entry) {
    shutdown_.given_up.push_back(when);
    tell_beside_calls(when, entry);
  }

  void tell_beside_calls(When when, const Entry& entry) {
    const Phase phase = phase_of(entry);
    group(phase, entry, {}).events.push_back(when);
    note_time(phase, entry.time, entry.time);
  }

  void fold_down_to(std::vector<Open>& stack, std::size_t size) {
    while (stack.size() > size) fold(stack);
  }

  // The innermost call of a thread is complete, as far as it will be.
  void fold(std::vector<Open>& stack) {
    Open done = std::move(stack.back());
    stack.pop_back();
    CallNode& node = done.node;
    const std::uint64_t begun = history_.at(node.begin).time;
    const std::uint64_t over = node.abandoned != kNever ? history_.at(node.abandoned).time
                               : node.end != kNever     ? history_.at(node.end).time
                                                        : shutdown_.end;
    node.took = over > begun ? over - begun : 0;
    std::uint64_t within = 0;
    for (const CallNode& inner : node.inside) within += inner.took;
    node.own = node.took > within ? node.took - within : 0;
    node.slow = node.own >= kSlowTime && node.own * 100 >= shutdown_.took() * kSlowPercent;
    if (!stack.empty()) {
      stack.back().node.inside.push_back(std::move(node));
      return;
    }
    const Entry& entry = history_.at(node.begin);
    const Phase phase = phase_of(entry);
    note_time(phase, begun, over);
    group(phase, entry, done.span->name).calls.push_back(std::move(node));
  }

  Phase phase_of(const Entry& entry) {
    if (shutdown_.of == Shutdown::Of::store) return Phase::logons;
    if (shutdown_.of == Shutdown::Of::fast) return Phase::providers;
    if (shutdown_.of == Shutdown::Of::libraries) return Phase::account;
    if (entry.is(Event::spooler_quiesced)) return Phase::mail;
    if (ends_with(entry.method, "Provider::Shutdown") || ends_with(entry.method, "Provider::Release"))
      return latest_ = Phase::providers;
    const auto logon = history_.logons.find(entry.logon);
    const bool spoolers_store = logon != history_.logons.end() && logon->second.spoolers;
    if ((is_logoff(entry.method) || ends_with(entry.method, "Logon::Release")) && !spoolers_store)
      return latest_ = std::max(latest_, Phase::logons);
    return spoolers_store ? Phase::mail : latest_;
  }

  ProviderNode& group(Phase phase, const Entry& entry, const std::string& name) {
    auto& groups = phases_[phase].providers;
    const bool by_object = phase == Phase::providers;
    const auto same = [&](const ProviderNode& node) {
      return by_object ? node.provider == entry.provider && node.provider != 0 : node.logon == entry.logon;
    };
    if (const auto found = std::find_if(groups.begin(), groups.end(), same); found != groups.end()) return *found;
    ProviderNode node;
    node.logon = by_object ? 0 : entry.logon;
    node.provider = entry.provider;
    node.name = name.empty() ? entry.name : name;
    if (const auto logon = history_.logons.find(entry.logon); logon != history_.logons.end()) {
      node.kind = logon->second.kind;
      node.spoolers = logon->second.spoolers;
      if (node.name.empty()) node.name = logon->second.name;
    } else if (const auto of = history_.providers.find(entry.provider); of != history_.providers.end()) {
      node.kind = of->second.kind;
      const auto session = history_.sessions.find(of->second.session);
      node.spoolers = session != history_.sessions.end() && session->second.spoolers;
      if (node.name.empty()) node.name = of->second.name;
    }
    groups.push_back(std::move(node));
    return groups.back();
  }

  void note_time(Phase phase, std::uint64_t begin, std::uint64_t end) {
    PhaseNode& node = phases_[phase];
    if (node.end == 0) node.begin = begin;
    node.begin = std::min(node.begin, begin);
    node.end = std::max(node.end, end);
  }

  // The phases in their order. The first begins with the shutdown itself.
  void order() {
    bool first = true;
    for (auto& [phase, node] : phases_) {
      node.phase = phase;
      if (std::exchange(first, false)) node.begin = std::min(node.begin, shutdown_.begin);
      const auto earlier = [](const ProviderNode& a, const ProviderNode& b) { return start(a) < start(b); };
      std::stable_sort(node.providers.begin(), node.providers.end(), earlier);
      for (ProviderNode& provider : node.providers) {
        std::stable_sort(provider.calls.begin(), provider.calls.end(),
                         [](const CallNode& a, const CallNode& b) { return a.begin < b.begin; });
      }
      shutdown_.phases.push_back(std::move(node));
    }
  }

  static When start(const ProviderNode& node) {
    const When call = node.calls.empty() ? kNever : node.calls.front().begin;
    return std::min(call, node.events.empty() ? kNever : node.events.front());
  }

  const History& history_;
  Shutdown& shutdown_;
  std::set<std::uint32_t> sessions_;
  std::uint32_t logon_ = 0;
  std::string_view interface_;
  When first_ = 0;
  When last_ = kNever;
  Phase latest_ = Phase::mail;
  std::map<When, const CallSpan*> begins_;
  std::set<When> told_with_their_calls_;             // where calls of the tree were given up
  std::map<std::uint32_t, std::vector<Open>> open_;  // by thread, the innermost last
  std::map<Phase, PhaseNode> phases_;
};

// Finds the shutdowns of a trace.
class Finder {
 public:
  explicit Finder(const History& history) : history_(history) {}

  std::vector<Shutdown> find() {
    std::set<std::uint32_t> inside_others;
    for (const auto& [number, session] : history_.sessions) {
      if (session.spoolers || session.logoff_begin == kNever) continue;
      for (const std::uint32_t other : ending_with(session)) {
        if (other != number) inside_others.insert(other);
      }
    }
    for (const auto& [number, session] : history_.sessions) {
      if (session.logoff_begin != kNever && !inside_others.contains(number)) add(session);
    }
    for (const auto& [number, logon] : history_.logons) {
      if (logon.kind == ProviderKind::store && logon.by_release && !inside_a_session(logon)) add(logon);
    }
    add_fast();
    for (const Uninitialise& uninitialise : history_.uninitialises) {
      if (uninitialise.count == 0) add(uninitialise);
    }
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
    return std::move(found_);
  }

 private:
  // The client's session and the spooler's session that ends with it.
  std::set<std::uint32_t> ending_with(const SessionHistory& session) const {
    std::set<std::uint32_t> all{session.number};
    for (const auto& [number, other] : history_.sessions) {
      const bool within = other.spoolers && other.profile == session.profile && other.logoff_begin != kNever &&
                          other.logoff_begin > session.logoff_begin;
      if (other.ended_in == session.number || (within && !session.ended())) all.insert(number);
    }
    return all;
  }

  bool inside_a_session(const LogonHistory& logon) const {
    for (const auto& [number, session] : history_.sessions) {
      if (session.logoff_begin == kNever || logon.teardown < session.logoff_begin) continue;
      if (session.ended() && logon.teardown > session.logoff_end) continue;
      if (ending_with(session).contains(logon.session)) return true;
    }
    return false;
  }

  bool whole() const { return history_.trace.lost_in(Ring::lifecycle).incomplete == 0; }

  void add(const SessionHistory& session) {
    Shutdown shutdown;
    shutdown.session = session.number;
    shutdown.profile = session.profile;
    shutdown.ended = session.ended();
    shutdown.hresult = shutdown.ended ? history_.at(session.logoff_end).hresult : 0;
    shutdown.whole = whole() && history_.whole(session.number);
    Grower grower(history_, shutdown);
    grower.of_sessions(ending_with(session));
    grower.between(session.logoff_begin, session.logoff_end);
    grower.grow();
    found_.push_back(std::move(shutdown));
  }

  void add(const LogonHistory& logon) {
    Shutdown shutdown;
    shutdown.of = Shutdown::Of::store;
    shutdown.session = logon.session;
    shutdown.store = logon.name;
    shutdown.spoolers = logon.spoolers;
    if (const auto session = history_.sessions.find(logon.session); session != history_.sessions.end())
      shutdown.profile = session->second.profile;
    const When over = last_of(logon);
    shutdown.ended = over != kNever;
    shutdown.whole = whole();
    Grower grower(history_, shutdown);
    grower.of_logon(logon.number);
    grower.between(first_of(logon), over);
    grower.grow();
    found_.push_back(std::move(shutdown));
  }

  // A store's end begins with the spooler's StoreLogoff or with what the store tells the transports.
  When first_of(const LogonHistory& logon) const {
    When first = logon.teardown;
    for (const When when : logon.transport_logoffs) first = std::min(first, when);
    for (const CallSpan& call : history_.calls) {
      const bool ends_it = call.method == "IMsgStore::StoreLogoff" || call.method == "IMsgStore::Release";
      if (ends_it && call.logon == logon.number) first = std::min(first, call.begin);
    }
    return first;
  }

  // … and ends with the support object, or with the store's Release around it.
  When last_of(const LogonHistory& logon) const {
    const When released = logon.support_released == kNever ? logon.gone() : logon.support_released;
    for (const CallSpan& call : history_.calls) {
      if (call.method == "IMsgStore::Release" && call.logon == logon.number && call.runs_at(released)) return call.end;
    }
    return released;
  }

  // What the providers were asked and told in a fast shutdown; the runtime notes what each step came to (J-91, J-92).
  void add_fast() {
    Shutdown shutdown;
    shutdown.of = Shutdown::Of::fast;
    shutdown.whole = whole();
    When first = kNever;
    When last = kNever;
    for (const CallSpan& call : history_.calls) {
      if (!call.method.starts_with(kToProviders)) continue;
      first = std::min(first, call.begin);
      last = call.end;
    }
    if (first == kNever) return;
    for (When when = first; when < history_.trace.entries.size(); ++when) {
      const Entry& entry = history_.at(when);
      if (!entry.is(Event::note) || !entry.method.starts_with(kToRuntime)) continue;
      shutdown.hresult = entry.hresult;
      shutdown.ended = true;
      last = when;
    }
    Grower grower(history_, shutdown);
    grower.of_methods(kToProviders);
    grower.between(first, last);
    grower.grow();
    found_.push_back(std::move(shutdown));
  }

  void add(const Uninitialise& uninitialise) {
    Shutdown shutdown;
    shutdown.of = Shutdown::Of::libraries;
    shutdown.ended = uninitialise.end != kNever;
    shutdown.whole = whole();
    Grower grower(history_, shutdown);
    grower.between(uninitialise.begin, uninitialise.end);
    grower.grow();
    if (!shutdown.phases.empty()) found_.push_back(std::move(shutdown));
  }

  const History& history_;
  std::vector<Shutdown> found_;
};

}  // namespace

std::vector<Shutdown> shutdowns(const Trace& trace) {
  const History history(trace);
  return Finder(history).find();
}

std::vector<const CallNode*> all_calls(const Shutdown& shutdown) {
  std::vector<const CallNode*> all;
  const std::function<void(const CallNode&)> visit = [&](const CallNode& call) {
    all.push_back(&call);
    for (const CallNode& inner : call.inside) visit(inner);
  };
  for (const PhaseNode& phase : shutdown.phases) {
    for (const ProviderNode& provider : phase.providers) {
      for (const CallNode& call : provider.calls) visit(call);
    }
  }
  return all;
}

}  // namespace postroom::trace
