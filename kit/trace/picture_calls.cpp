// SPDX-License-Identifier: Apache-2.0
#include <kit/trace/picture_calls.hpp>
#include <kit/trace/picture_table.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace postroom::trace {
namespace {

constexpr std::size_t kRows =
    3;  // of calls that run beside or inside each other in a lane; further ones share the last

// The rows of one lane, each with the time until which it is taken.
class Rows {
 public:
  // The first row that is free for a call, or else the last.
  std::int64_t take(std::uint64_t begin, std::uint64_t end) {
    const auto free =
        std::find_if(taken_.begin(), taken_.end() - 1, [&](std::uint64_t until) { return until <= begin; });
    *free = std::max(*free, end);
    return free - taken_.begin();
  }

 private:
  std::array<std::uint64_t, kRows> taken_{};
};

// The lanes from which the calls are made: each thread's innermost call that is still open.
class Callers {
 public:
  // The lane of the call around this one, or `otherwise`; this one is open from now on.
  std::size_t enter(const CallSpan& call, std::uint32_t thread, std::size_t lane, std::size_t otherwise) {
    auto& outer = open_[thread];
    while (!outer.empty() && outer.back().first < call.begin) outer.pop_back();
    const std::size_t from = outer.empty() ? otherwise : outer.back().second;
    outer.emplace_back(call.end, lane);
    return from;
  }

 private:
  std::map<std::uint32_t, std::vector<std::pair<When, std::size_t>>> open_;  // by thread: until when, lane
};

std::set<When> slow_calls(const std::vector<Shutdown>& shutdowns) {
  std::set<When> slow;
  for (const Shutdown& shutdown : shutdowns) {
    for (const CallNode* call : all_calls(shutdown)) {
      if (call->slow) slow.insert(call->begin);
    }
  }
  return slow;
}

// An exception escapes from the thread's innermost call.
std::set<When> calls_that_threw(const History& history) {
  std::set<When> threw;
  std::map<std::uint32_t, std::vector<When>> open;  // by thread
  for (When when = 0; when < history.trace.entries.size(); ++when) {
    const Entry& entry = history.at(when);
    auto& stack = open[entry.thread];
    if (entry.is(Event::call_begin)) stack.push_back(when);
    if (entry.is(Event::call_end) && !stack.empty()) stack.pop_back();
    if (entry.is(Event::call_threw) && !stack.empty()) threw.insert(stack.back());
  }
  return threw;
}

std::int64_t or_none(When when) {
  return when == kNever ? -1 : static_cast<std::int64_t>(when);
}

}  // namespace

PictureCalls::PictureCalls(const History& history, const Lanes& lanes, const std::vector<Shutdown>& shutdowns,
                           std::uint64_t first, std::uint64_t over)
    : history_(history),
      lanes_(lanes),
      first_(first),
      over_(over),
      slow_(slow_calls(shutdowns)),
      threw_(calls_that_threw(history)) {}

unsigned PictureCalls::flags_of(const CallSpan& call) const {
  unsigned flags = 0;
  if (call.abandoned != kNever) flags |= kAbandoned;
  if (slow_.contains(call.begin)) flags |= kSlow;
  if (threw_.contains(call.begin)) flags |= kThrew;
  if (call.end == kNever) flags |= kRunning;
  if (call.end != kNever && call.hresult < 0) flags |= kFailed;
  return flags;
}

std::string PictureCalls::table() const {
  Table table;
  Callers callers;
  std::map<std::size_t, Rows> rows;
  for (const CallSpan& call : history_.calls) {
    const Entry& begin = history_.at(call.begin);
    const std::size_t lane = lanes_.of(begin);
    const std::uint64_t end = call.end == kNever ? over_ : history_.at(call.end).time;
    const std::size_t from = callers.enter(call, begin.thread, lane, lanes_.of_session(begin.session));
    table["begin"].add(or_none(call.begin));
    table["end"].add(or_none(call.end));
    table["abandoned"].add(or_none(call.abandoned));
    table["over"].add(static_cast<std::int64_t>(end - std::min(first_, end)));
    table["lane"].add(static_cast<std::int64_t>(lane));
    table["row"].add(rows[lane].take(begin.time, end));
    table["from"].add(from == lane || from == lanes_.all().size() ? -1 : static_cast<std::int64_t>(from));
    table["flags"].add(flags_of(call));
  }
  return table.text();
}

}  // namespace postroom::trace
