// SPDX-License-Identifier: Apache-2.0
//
// A trace in the format of Chrome's tracing page, which Perfetto's viewer opens as well: Trace Event Format, JSON
// object form, with complete events ("X"), instants ("i") and metadata ("M").
//
// Two groups of tracks. The process has one track per thread: the calls on providers as nested bars, every other event
// as a mark. A second, made-up process has one track per session and per logon: its states as bars, one after another.
#include <kit/trace/history.hpp>
#include <kit/trace/json_members.hpp>
#include <postroom/failure.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace postroom::trace {
namespace {

// Tracks of sessions stand above those of logons; thread numbers of the kernel do not reach so far.
constexpr std::uint64_t kSessionTrack = 1U << 30U;

class Chrome {
 public:
  explicit Chrome(const Trace& trace)
      : trace_(trace), history_(trace), lifetimes_(std::uint64_t{trace.process} + (1U << 30U)) {
    for (const Entry& entry : trace.entries) over_ = std::max(over_, entry.time);
  }

  std::string write() {
    text_ = "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"program\":";
    append_quoted(text_, trace_.program);
    text_ += ",\"events_lost\":" + std::to_string(lost()) + "},\"traceEvents\":[";
    write_calls();
    write_marks();
    write_states();
    name_tracks();
    text_ += "\n]}\n";
    return std::move(text_);
  }

 private:
  struct State {
    std::string name;
    std::uint64_t since = 0;
  };

  std::uint64_t lost() const { return trace_.lost_in(Ring::lifecycle).total() + trace_.lost_in(Ring::object).total(); }

  std::uint64_t since_start(std::uint64_t time) const { return time > trace_.started ? time - trace_.started : 0; }

  void separate() { text_ += std::exchange(first_, false) ? "\n" : ",\n"; }

  void place(Members& event, std::uint64_t process, std::uint64_t track) {
    event.key("pid");
    text_ += std::to_string(process);
    event.key("tid");
    text_ += std::to_string(track);
  }

  void bar(const std::string& name, const char* category, std::uint64_t process, std::uint64_t track,
           std::uint64_t begin, std::uint64_t end, const std::string& arguments) {
    separate();
    Members event(text_);
    event.text("name", name.empty() ? "unnamed" : name);
    event.text("cat", category);
    event.text("ph", "X");
    event.microseconds("ts", since_start(begin));
    event.microseconds("dur", end > begin ? end - begin : 0);
    place(event, process, track);
    event.key("args");
    text_ += arguments;
  }

  void write_calls() {
    for (const CallSpan& call : history_.calls) {
      const Entry& begin = history_.at(call.begin);
      const std::uint64_t end = call.end != kNever ? history_.at(call.end).time : over_;
      std::string arguments;
      {
        Members members(arguments);
        members.text("provider", call.name);
        members.number("session", call.session);
        members.number("logon", call.logon);
        members.hexadecimal("request", call.request);
        members.text("answer", call.end != kNever ? kit::hresult_name(call.hresult) : "did not return");
        if (call.abandoned != kNever) members.text("given up", history_.at(call.abandoned).detail);
      }
      bar(begin.method, "call", trace_.process, begin.thread, begin.time, end, arguments);
    }
  }

  void write_marks() {
    for (const Entry& entry : trace_.entries) {
      notice_role(entry);
      if (entry.is(Event::call_begin) || entry.is(Event::call_end)) continue;
      separate();
      Members event(text_);
      event.text("name", entry.event_name.empty() ? "unnamed" : entry.event_name);
      event.text("cat", entry.ring == Ring::object ? "object" : "lifecycle");
      event.text("ph", "i");
      event.text("s", "t");
      event.microseconds("ts", since_start(entry.time));
      place(event, trace_.process, entry.thread);
      event.key("args");
      text_ += to_json(entry);
    }
  }

  void write_states() {
    std::map<std::uint64_t, State> present;
    for (const Entry& entry : trace_.entries) {
      if (!entry.is(Event::state_changed)) continue;
      const bool of_session = entry.method == "session";
      if (!of_session && entry.method != "logon") continue;
      const std::uint64_t track = of_session ? kSessionTrack + entry.session : entry.logon;
      State& state = present[track];
      end_state(track, state, entry.time);
      state = {entry.detail, entry.time};
      lifetime_names_.try_emplace(track, of_session ? name_of_session(entry.session) : name_of_logon(entry.logon));
    }
    for (auto& [track, state] : present) {
      if (state.name != "dead" && state.name != "released") end_state(track, state, over_);
    }
  }

  void end_state(std::uint64_t track, const State& state, std::uint64_t end) {
    if (!state.name.empty()) bar(state.name, "state", lifetimes_, track, state.since, end, "{}");
  }

  std::string name_of_session(std::uint32_t number) const {
    const auto found = history_.sessions.find(number);
    std::string name = "session " + std::to_string(number);
    if (found == history_.sessions.end()) return name;
    if (!found->second.profile.empty()) name += " (" + found->second.profile + ")";
    return found->second.spoolers ? name + ", the spooler's" : name;
  }

  std::string name_of_logon(std::uint32_t number) const {
    const auto found = history_.logons.find(number);
    if (found == history_.logons.end()) return "logon " + std::to_string(number);
    return std::string(kind_name(found->second.kind)) + " " + found->second.name + " (logon " + std::to_string(number) +
           ", session " + std::to_string(found->second.session) + ")";
  }

  // What a thread does says what to call it.
  void notice_role(const Entry& entry) {
    std::string& role = roles_[entry.thread];
    if (entry.is(Event::mapi_initialize) && role.empty()) role = "initialised MAPI";
    if (entry.is(Event::spooler_quiesced) || entry.is(Event::message_claimed)) role = "spooler";
    if (entry.is(Event::call_begin) && entry.method == "IXPProvider::TransportLogon") role = "transport " + entry.name;
  }

  void metadata(const char* what, std::uint64_t process, std::uint64_t track, const std::string& name) {
    separate();
    Members event(text_);
    event.text("name", what);
    event.text("ph", "M");
    place(event, process, track);
    event.key("args");
    Members arguments(text_);
    arguments.text("name", name);
  }

  void name_tracks() {
    const std::string program = trace_.program.empty() ? "program" : trace_.program;
    metadata("process_name", trace_.process, 0, program + " (process " + std::to_string(trace_.process) + ")");
    for (const auto& [thread, role] : roles_) {
      metadata("thread_name", trace_.process, thread,
               "thread " + std::to_string(thread) + (role.empty() ? "" : ": " + role));
    }
    if (!lifetime_names_.empty()) metadata("process_name", lifetimes_, 0, program + ": sessions and logons");
    for (const auto& [track, name] : lifetime_names_) metadata("thread_name", lifetimes_, track, name);
  }

  const Trace& trace_;
  const History history_;
  const std::uint64_t lifetimes_;  // the made-up process
  std::uint64_t over_ = 0;         // when the last event happened
  std::string text_;
  bool first_ = true;
  std::map<std::uint32_t, std::string> roles_;  // by thread
  std::map<std::uint64_t, std::string> lifetime_names_;
};

}  // namespace

std::string to_chrome(const Trace& trace) {
  return Chrome(trace).write();
}

}  // namespace postroom::trace
