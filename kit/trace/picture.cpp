// SPDX-License-Identifier: Apache-2.0
//
// What the page of `postroom trace html` draws: a document of tables by column, because 50,000 events have to be read
// in a moment. Texts stand once, in "texts", and everything else names them by index; times are nanoseconds since
// the first event. tools/picture/source/data.ts says the same as types.
#include <kit/trace/picture_calls.hpp>
#include <kit/trace/picture_table.hpp>
#include <kit/trace/rules_behind.hpp>
#include <postroom/failure.hpp>
#include <postroom/trace_check.hpp>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

namespace postroom::trace {
namespace {

const char* name_of(LaneKind kind) {
  constexpr const char* kNames[] = {"process", "library", "session", "spooler", "logon", "provider"};
  return kNames[static_cast<std::size_t>(kind)];
}

const char* name_of(Phase phase) {
  constexpr const char* kNames[] = {"mail", "logons", "providers", "account"};
  return kNames[static_cast<std::size_t>(phase)];
}

const char* name_of(Shutdown::Of of) {
  constexpr const char* kNames[] = {"session", "store", "fast", "libraries"};
  return kNames[static_cast<std::size_t>(of)];
}

bool is_earlier(const Entry& a, const Entry& b) {
  return a.time < b.time;
}

// Of two rings and many threads; 0, when there is no event.
std::uint64_t first_time(const Trace& trace) {
  const auto first = std::min_element(trace.entries.begin(), trace.entries.end(), is_earlier);
  return first == trace.entries.end() ? 0 : first->time;
}

std::uint64_t last_time(const Trace& trace) {
  const auto last = std::max_element(trace.entries.begin(), trace.entries.end(), is_earlier);
  return last == trace.entries.end() ? 0 : last->time;
}

class Picture {
 public:
  explicit Picture(const Trace& trace)
      : trace_(trace),
        history_(trace),
        lanes_(history_),
        report_(check(trace)),
        shutdowns_(shutdowns(trace)),
        first_(first_time(trace)),
        over_(last_time(trace)),
        calls_(history_, lanes_, shutdowns_, first_, over_) {}

  std::string write() {
    std::string document;
    {
      Members members(document);
      members.text("program", trace_.program);
      members.number("process", trace_.process);
      members.number("started", trace_.started_realtime);
      put(members, document, "span", std::to_string(over_ - first_));
      put(members, document, "lost", lost());
      put(members, document, "states", states_defined());
      put(members, document, "meanings", meanings());
      put(members, document, "lanes", lanes());
      put(members, document, "events", events());
      put(members, document, "bars", bars());
      put(members, document, "calls", calls_.table());
      put(members, document, "shutdowns", ends());
      put(members, document, "rules", rules());
      put(members, document, "findings", findings());
      put(members, document, "behind", behind_);
      put(members, document, "texts", texts());  // last: the others fill it
    }
    return document;
  }

 private:
  static void put(Members& members, std::string& document, const char* name, const std::string& value) {
    members.key(name);
    document += value;
  }

  // A list, each of whose elements one call of `write` appends.
  template <class List, class Write>
  static std::string list(const List& of, Write&& write) {
    std::string text = "[";
    for (const auto& element : of) {
      if (text.size() > 1) text += ',';
      write(element, text);
    }
    return text + "]";
  }

  std::uint64_t since(std::uint64_t time) const { return time > first_ ? time - first_ : 0; }

  std::int64_t text_of(const std::string& text) {
    const auto [found, is_new] = text_index_.try_emplace(text, text_index_.size());
    if (is_new) texts_.push_back(&found->first);
    return static_cast<std::int64_t>(found->second);
  }

  std::string texts() const {
    return list(texts_, [](const std::string* text, std::string& to) { append_quoted(to, *text); });
  }

  std::string lost() const {
    Lost all;
    for (const Lost& lost : trace_.lost) {
      all.overwritten += lost.overwritten;
      all.incomplete += lost.incomplete;
      all.unfinished += lost.unfinished;
    }
    std::string text;
    {
      Members members(text);
      members.number("overwritten", all.overwritten);
      members.number("incomplete", all.incomplete);
      members.number("unfinished", all.unfinished);
    }
    return text;
  }

  // What the states mean, by machine.
  static std::string states_defined() {
    struct State {
      const char *machine, *name, *meaning;
    };
    static constexpr State kStates[] = {
#define POSTROOM_STATE(machine, state, name, meaning) {#machine, name, meaning},
#include <postroom/lifecycle_states.def>
    };
    return list(kStates, [](const State& state, std::string& to) {
      Members members(to);
      members.text("machine", state.machine);
      members.text("name", state.name);
      members.text("meaning", state.meaning);
    });
  }

  static std::string meanings() {
    std::string text;
    {
      Members members(text);
      for (const EventInfo& event : kEvents) members.text(std::string(event.name).c_str(), event.meaning);
    }
    return text;
  }

  std::string lanes() const {
    return list(lanes_.all(), [&](const Lane& lane, std::string& to) {
      Members members(to);
      members.text("kind", name_of(lane.kind));
      members.number("session", lane.session);
      members.number("number", lane.number);
      if (lane.provider_kind != ProviderKind::none) members.text("role", kind_name(lane.provider_kind));
      members.text("provider", lane.provider);
      members.number("spoolers", lane.spoolers ? 1 : 0);
      const auto session = history_.sessions.find(lane.session);
      if (session != history_.sessions.end()) members.text("profile", session->second.profile);
    });
  }

  std::string events() {
    Table table;
    std::map<std::vector<std::string_view>, std::size_t> sets;
    behind_.assign(1, '[');
    for (const Entry& entry : trace_.entries) {
      table["time"].add(static_cast<std::int64_t>(since(entry.time)));
      table["ring"].add(static_cast<std::int64_t>(entry.ring));
      table["name"].add(text_of(entry.event_name));
      table["lane"].add(static_cast<std::int64_t>(lanes_.of(entry)));
      table["thread"].add(entry.thread);
      table["session"].add(entry.session);
      table["logon"].add(entry.logon);
      table["provider"].add(entry.provider);
      table["who"].add(text_of(entry.name));
      table["method"].add(text_of(entry.method));
      table["detail"].add(text_of(entry.detail));
      table["request"].add(entry.request);
      table["answer"].add(entry.answer);
      table["object"].add(text_of(address(entry.object)));
      const bool answered = entry.is(Event::call_end) || entry.hresult != 0;
      table["result"].add(text_of(answered ? kit::hresult_name(entry.hresult) : std::string()));
      const auto rules = rules_behind(entry);
      const auto [set, is_new] = sets.try_emplace(rules, sets.size());
      if (is_new) {
        if (behind_.size() > 1) behind_ += ',';
        behind_ += list(rules, [](std::string_view rule, std::string& to) { append_quoted(to, rule); });
      }
      table["behind"].add(static_cast<std::int64_t>(set->second));
    }
    behind_ += ']';
    return table.text();
  }

  static std::string address(std::uint64_t object) {
    if (object == 0) return {};
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "0x%" PRIx64, object);
    return text.data();
  }

  void bar(Table& table, std::size_t lane, std::uint64_t begin, std::uint64_t end, const std::string& machine,
           const std::string& state, When event) {
    table["lane"].add(static_cast<std::int64_t>(lane));
    table["begin"].add(static_cast<std::int64_t>(since(begin)));
    table["end"].add(static_cast<std::int64_t>(since(end)));
    table["machine"].add(text_of(machine));
    table["state"].add(text_of(state));
    table["event"].add(static_cast<std::int64_t>(event));
  }

  // What a lifecycle's last state is called; nothing of it is left to draw then.
  static bool is_last(const std::string& state) {
    return state == "dead" || state == "released" || state == "unloaded";
  }

  std::string bars() {
    Table table;
    std::map<std::size_t, When> present;
    const auto end_of = [&](std::size_t lane, std::uint64_t end) {
      const auto found = present.find(lane);
      if (found == present.end()) return;
      const Entry& since_then = history_.at(found->second);
      if (!is_last(since_then.detail))
        bar(table, lane, since_then.time, end, since_then.method, since_then.detail, found->second);
    };
    for (When when = 0; when < trace_.entries.size(); ++when) {
      const Entry& entry = history_.at(when);
      if (!entry.is(Event::state_changed)) continue;
      const std::size_t lane = lanes_.of(entry);
      end_of(lane, entry.time);
      present[lane] = when;
    }
    for (const auto& [lane, when] : present) end_of(lane, over_);
    for (const LibraryHistory& library : history_.libraries) add_library(table, library);
    return table.text();
  }

  void add_library(Table& table, const LibraryHistory& library) {
    const std::size_t lane = lanes_.of_library(library.name);
    const std::uint64_t end = library.unloaded == kNever ? over_ : history_.at(library.unloaded).time;
    const std::uint64_t kept = library.kept.empty() ? end : history_.at(library.kept.front()).time;
    bar(table, lane, history_.at(library.loaded).time, kept, "library", "loaded", library.loaded);
    if (!library.kept.empty()) bar(table, lane, kept, end, "library", "kept", library.kept.front());
  }

  std::string ends() const {
    return list(shutdowns_, [&](const Shutdown& shutdown, std::string& to) {
      Members members(to);
      members.text("of", name_of(shutdown.of));
      members.number("session", shutdown.session);
      members.text("profile", shutdown.profile);
      members.text("store", shutdown.store);
      put(members, to, "begin", std::to_string(since(shutdown.begin)));
      put(members, to, "end", std::to_string(since(shutdown.end)));
      put(members, to, "ended", shutdown.ended ? "true" : "false");
      put(members, to, "whole", shutdown.whole ? "true" : "false");
      put(members, to, "phases", list(shutdown.phases, [&](const PhaseNode& phase, std::string& inner) {
            Members of(inner);
            of.text("phase", name_of(phase.phase));
            put(of, inner, "begin", std::to_string(since(phase.begin)));
            put(of, inner, "end", std::to_string(since(phase.end)));
          }));
    });
  }

  std::string rules() const {
    return list(report_.rules, [](const RuleReport& rule, std::string& to) {
      Members members(to);
      members.text("rule", rule.rule);
      members.text("meaning", rule.meaning);
      put(members, to, "applied", std::to_string(rule.applied));
      put(members, to, "unjudged", std::to_string(rule.not_judged));
      put(members, to, "broken", list(rule.violations, [](const Violation& violation, std::string& inner) {
            Members of(inner);
            of.text("what", violation.what);
            put(of, inner, "proof",
                list(violation.proof, [](std::size_t when, std::string& number) { number += std::to_string(when); }));
          }));
    });
  }

  // What has to be in plain sight beside broken rules: kind and event, in the order in which it happened.
  std::string findings() const {
    std::map<When, const char*> found;
    for (const CallSpan& call : history_.calls) {
      const unsigned flags = calls_.flags_of(call);
      if ((flags & kAbandoned) != 0) {
        found[call.begin] = "abandoned";
      } else if ((flags & kThrew) != 0) {
        found[call.begin] = "threw";
      } else if ((flags & kRunning) != 0) {
        found[call.begin] = "running";
      } else if ((flags & kSlow) != 0) {
        found[call.begin] = "slow";
      }
    }
    for (When when = 0; when < trace_.entries.size(); ++when) {
      if (history_.at(when).is(Event::leak)) found[when] = "leak";
      if (history_.at(when).is(Event::library_kept)) found[when] = "kept";
    }
    return list(found, [](const auto& finding, std::string& to) {
      Members members(to);
      members.text("kind", finding.second);
      put(members, to, "event", std::to_string(finding.first));
    });
  }

  const Trace& trace_;
  const History history_;
  const Lanes lanes_;
  const Report report_;
  const std::vector<Shutdown> shutdowns_;
  const std::uint64_t first_, over_;
  const PictureCalls calls_;
  std::string behind_;
  std::unordered_map<std::string, std::size_t> text_index_;
  std::vector<const std::string*> texts_;
};

}  // namespace

std::string to_picture(const Trace& trace) {
  return Picture(trace).write();
}

std::string inside_script(const std::string& json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    // Outside of strings JSON has none of the three, and inside a string this is the same character.
    switch (c) {
      case '<':
        safe += "\\u003c";
        break;
      case '>':
        safe += "\\u003e";
        break;
      case '&':
        safe += "\\u0026";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

}  // namespace postroom::trace
