// SPDX-License-Identifier: Apache-2.0
//
// The shutdowns in a trace, each as a tree: what ended, in which phases, at which provider, by which calls, and what
// the calls removed. What `postroom trace show` prints; no text of its own.
#pragma once

#include <kit/trace/history.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace postroom::trace {

// A call on a provider and what happened inside it.
struct CallNode {
  When begin = kNever;
  When end = kNever;         // kNever: it did not return
  When abandoned = kNever;   // the conductor gave it up then (J-114)
  std::uint64_t took = 0;    // nanoseconds; until it was abandoned, or until the trace ends, when it did not return
  std::uint64_t own = 0;     // … without the calls inside it
  bool slow = false;         // see kSlowTime
  std::vector<When> events;  // what it did beside calls: MAPIUIDs and rows removed, its support object released …
  std::vector<CallNode> inside;
};

// All of a phase that concerns one logon or one provider object; both numbers 0: what concerns neither.
struct ProviderNode {
  ProviderKind kind = ProviderKind::none;
  std::string name;
  std::uint32_t logon = 0;
  std::uint32_t provider = 0;
  bool spoolers = false;  // a logon of the spooler's, not of the client's
  std::vector<CallNode> calls;
  std::vector<When> events;  // outside of calls
};

enum class Phase { mail, logons, providers, account };

struct PhaseNode {
  Phase phase = Phase::mail;
  std::uint64_t begin = 0;  // on the clock of Entry::time
  std::uint64_t end = 0;
  std::vector<ProviderNode> providers;
};

struct Shutdown {
  enum class Of { session, store, fast, libraries };
  Of of = Of::session;
  std::uint32_t session = 0;
  std::string profile;
  std::string store;        // the provider's name, of a store that was shut down alone
  bool spoolers = false;    // … and it is the spooler's logon on that store
  std::uint64_t begin = 0;  // on the clock of Entry::time
  std::uint64_t end = 0;    // of the trace, when it did not end
  bool ended = false;
  std::int32_t hresult = 0;  // what Logoff answered, or the last step of a fast shutdown
  std::vector<PhaseNode>
      phases;  // a store has one, Phase::logons, a fast shutdown Phase::providers, the libraries Phase::account
  // What the conductor gave up (J-114) that is no call of the tree: it began before the shutdown, or was never made.
  // Stands among the events of its phase as well.
  std::vector<When> given_up;
  std::vector<When> leaks;
  bool whole = true;  // false: its beginning, or something in it, was lost

  std::uint64_t took() const noexcept { return end - begin; }
};

// A call is slow whose own time is at least this long and at least this share of its shutdown.
inline constexpr std::uint64_t kSlowTime = 10'000'000;  // nanoseconds
inline constexpr unsigned kSlowPercent = 10;

// In the order in which they began. The trace must outlive what is returned.
std::vector<Shutdown> shutdowns(const Trace& trace);

// Every call of the tree, parents before what is inside them.
std::vector<const CallNode*> all_calls(const Shutdown& shutdown);

}  // namespace postroom::trace
