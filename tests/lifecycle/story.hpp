// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/trace_check.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace postroom::test {

// Whom an event is about; session 1 unless said otherwise.
struct Who {
  std::uint32_t logon = 0;
  std::uint32_t provider = 0;
  std::string name{};
  std::uint32_t session = 1;
};

// Tells a trace event by event, as a runtime would have recorded it.
class Story {
 public:
  trace::Trace trace;

  trace::Entry& event(trace::Event what, const Who& who = {}, std::uint32_t thread = 100) {
    trace::Entry entry;
    entry.number = trace.entries.size();
    entry.time = 1000 * trace.entries.size();
    entry.thread = thread;
    entry.event = what;
    entry.event_name = trace::event_name(what);
    entry.session = who.session;
    entry.logon = who.logon;
    entry.provider = who.provider;
    entry.name = who.name;
    trace.entries.push_back(std::move(entry));
    return trace.entries.back();
  }
  void call(const std::string& method, const Who& who, std::int32_t hresult = 0,
            const std::function<void()>& inside = {}, std::uint32_t request = 0) {
    trace::Entry& begin = event(trace::Event::call_begin, who);
    begin.method = method;
    begin.request = request;
    if (inside) inside();
    trace::Entry& end = event(trace::Event::call_end, who);
    end.method = method;
    end.hresult = hresult;
  }
  void state(const std::string& machine, const std::string& state, const Who& who) {
    trace::Entry& entry = event(trace::Event::state_changed, who);
    entry.method = machine;
    entry.detail = state;
  }
  void library(trace::Event what, const std::string& name, std::uint64_t handle) {
    event(what, {0, 0, name, 0}).object = handle;
  }
  void uninitialise_begin(std::uint32_t left) {
    event(trace::Event::mapi_uninitialize_begin, {0, 0, {}, 0}).answer = left;
  }
  void uninitialise_end(std::uint32_t left) { event(trace::Event::mapi_uninitialize_end, {0, 0, {}, 0}).answer = left; }

  void store_logoff_transports(const Who& who, std::uint32_t request, std::uint32_t answer) {
    trace::Entry& entry = event(trace::Event::store_logoff_transports, who);
    entry.request = request;
    entry.answer = answer;
  }
  void teardown(const Who& who, const std::string& how) { event(trace::Event::support_teardown, who).detail = how; }

  const trace::RuleReport rule(const std::string& name) const {
    const trace::Report report = trace::check(trace);
    for (const trace::RuleReport& rule : report.rules) {
      if (rule.rule == name) return rule;
    }
    return {};
  }

  // Where the first call of `method` begins; the trace's end when there is none.
  std::size_t begin_of(const std::string& method) const {
    const auto found = std::find_if(trace.entries.begin(), trace.entries.end(), [&](const trace::Entry& entry) {
      return entry.is(trace::Event::call_begin) && entry.method == method;
    });
    return static_cast<std::size_t>(found - trace.entries.begin());
  }
  // Changes the order: what was told at `from` … `from + count - 1` now comes right before `to`.
  void move_before(std::size_t from, std::size_t count, std::size_t to) {
    const auto begin = trace.entries.begin();
    const auto at = [&](std::size_t index) { return begin + static_cast<std::ptrdiff_t>(index); };
    if (from < to) {
      std::rotate(at(from), at(from + count), at(to));
    } else {
      std::rotate(at(to), at(from), at(from + count));
    }
  }
  void erase(std::size_t from, std::size_t count) {
    const auto begin = trace.entries.begin() + static_cast<std::ptrdiff_t>(from);
    trace.entries.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  }
};

inline const Who kBook{1, 1, "book"};
inline const Who kStore{2, 2, "store"};
inline const Who kTransport{3, 3, "maildir"};

// Scenario 1 as it should be: one address book, one store, one transport, all references clean (J-22).
inline Story good_session() {
  using trace::Event;
  Story story;
  story.event(Event::mapi_initialize, {0, 0, {}, 0}).answer = 1;
  story.event(Event::session_logon);
  std::uint64_t handle = 0x1000;
  for (const Who& who : {kBook, kStore, kTransport}) {
    story.library(Event::library_loaded, who.name, handle++);
    story.state("provider", "initialised", {0, who.provider, who.name});
  }
  const auto log_on = [&](const std::string& method, const Who& who) {
    story.call(method, who, 0, [&] {
      story.event(Event::uid_added, who);
      story.event(Event::row_added, who);
    });
  };
  log_on("IABProvider::Logon", kBook);
  log_on("IMSProvider::Logon", kStore);
  log_on("IXPProvider::TransportLogon", kTransport);
  story.event(Event::session_logoff_begin);
  const auto log_off = [&](const std::string& logoff, const std::string& release, const Who& who) {
    if (who.logon == kStore.logon) story.event(Event::store_transports_released, who);
    story.call(logoff, who, 0, [&] {
      story.teardown(who, "by_session");
      story.event(Event::uid_removed, who);
      story.event(Event::row_removed, who);
      story.event(Event::support_released, who);
    });
    story.call(release, who);
  };
  log_off("IABLogon::Logoff", "IABLogon::Release", kBook);
  log_off("IMSLogon::Logoff", "IMSLogon::Release", kStore);
  log_off("IXPLogon::TransportLogoff", "IXPLogon::Release", kTransport);
  for (const auto& [prefix, who] : {std::pair("IAB", kBook), {"IMS", kStore}, {"IXP", kTransport}}) {
    story.call(prefix + std::string("Provider::Shutdown"), {0, who.provider, who.name});
    story.call(prefix + std::string("Provider::Release"), {0, who.provider, who.name});
  }
  story.event(Event::session_logoff_end);
  story.uninitialise_begin(0);
  story.library(Event::library_unloaded, "maildir", 0x1002);
  story.library(Event::library_unloaded, "store", 0x1001);
  story.library(Event::library_unloaded, "book", 0x1000);
  story.uninitialise_end(0);
  return story;
}

// Scenario 4: a store's final Release ends it inside a live session.
inline Story good_store_release() {
  using trace::Event;
  Story story;
  story.event(Event::session_logon);
  story.call("IMSProvider::Logon", kStore, 0, [&] {
    story.event(Event::uid_added, kStore);
    story.event(Event::row_added, kStore);
  });
  story.store_logoff_transports(kStore, 8, 0x10000);
  story.event(Event::store_transports_released, kStore);
  story.teardown(kStore, "by_release");
  story.event(Event::uid_removed, kStore);
  story.event(Event::row_removed, kStore);
  story.call("IMSLogon::Logoff", kStore);
  story.call("IMSLogon::Release", kStore);
  story.event(Event::support_released, kStore);
  return story;
}

// A session with one store, whose Logoff takes `took` nanoseconds of a whole of one second.
inline Story slow_logoff(std::uint64_t took) {
  Story story;
  using trace::Event;
  story.event(Event::session_logon).detail = "alice";
  story.call("IMSProvider::Logon", kStore);
  const std::uint64_t begin = story.event(Event::session_logoff_begin).time;
  story.call("IMSLogon::Logoff", kStore);
  story.event(Event::session_logoff_end).time = begin + 1'000'000'000;
  trace::Entry& ended = story.trace.entries[story.begin_of("IMSLogon::Logoff") + 1];
  ended.time = story.trace.entries[story.begin_of("IMSLogon::Logoff")].time + took;
  return story;
}

// The same, with a Logoff that never returns and is given up after 200 ms; the conductor says so, on its own thread.
inline Story given_up_logoff() {
  Story story = slow_logoff(200'000'000);
  trace::Entry& ended = story.trace.entries[story.begin_of("IMSLogon::Logoff") + 1];
  ended.event = trace::Event::call_abandoned;
  ended.event_name = trace::event_name(trace::Event::call_abandoned);
  ended.thread = 200;
  ended.detail = "after 200 ms, in poll";
  return story;
}

// A transport hung in its start before the client logged off; the conductor gives it up during the Logoff, for the
// spooler's session. Nothing but that tells which session that is.
inline Story given_up_start() {
  using trace::Event;
  const Who client{};
  const Who spooler{0, 0, {}, 2};
  Story story;
  story.event(Event::session_logon, client).detail = "alice";
  story.event(Event::session_logon, spooler).detail = "alice";
  story.event(Event::call_begin, {0, 0, "maildir", 0}, 300).method = "XPProviderInit";
  story.event(Event::session_logoff_begin, client);
  story.event(Event::spooler_quiesced, {0, 0, {}, 0});
  story.event(Event::session_logoff_begin, spooler);
  trace::Entry& given_up = story.event(Event::call_abandoned, {0, 0, "maildir", spooler.session});
  given_up.method = "XPProviderInit";
  given_up.detail = "after 11.0 s: in poll";
  story.event(Event::session_logoff_end, spooler);
  story.event(Event::session_logoff_end, client);
  return story;
}

// As slow_logoff(), but quick, and with a folder that the client never released.
inline Story leaking_logoff() {
  Story story = slow_logoff(1);
  trace::Entry leak = story.trace.entries.back();
  leak.event = trace::Event::leak;
  leak.logon = kStore.logon;
  leak.detail = "IMAPIFolder";
  story.trace.entries.insert(story.trace.entries.end() - 1, leak);
  return story;
}

}  // namespace postroom::test
