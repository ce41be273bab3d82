// SPDX-License-Identifier: Apache-2.0
//
// The calls on providers as the picture draws them: from when to when, in which row of which lane, called from where,
// and what a reader has to see of each.
#pragma once

#include <kit/trace/picture_lanes.hpp>
#include <kit/trace/shutdown_tree.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace postroom::trace {

// What a reader has to see of a call at once; tools/picture/source/data.ts has the same.
enum CallFlag : unsigned { kAbandoned = 1, kSlow = 2, kThrew = 4, kRunning = 8, kFailed = 16 };

// The history and the lanes must outlive it. `first` and `over` are the times of the trace's first and last event.
class PictureCalls {
 public:
  PictureCalls(const History& history, const Lanes& lanes, const std::vector<Shutdown>& shutdowns, std::uint64_t first,
               std::uint64_t over);

  // The table "calls" of the document, as JSON.
  std::string table() const;
  unsigned flags_of(const CallSpan& call) const;

 private:
  const History& history_;
  const Lanes& lanes_;
  std::uint64_t first_, over_;
  std::set<When> slow_, threw_;  // where such calls begin
};

}  // namespace postroom::trace
