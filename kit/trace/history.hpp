// SPDX-License-Identifier: Apache-2.0
//
// A trace, told by the things it is about: sessions, logons, provider objects, libraries, and the calls on them. What
// the rules of the checker look at. Times are indexes into Trace::entries, so `a < b` means "a happened first".
#pragma once

#include <postroom/trace_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace postroom::trace {

using When = std::size_t;
inline constexpr When kNever = std::numeric_limits<When>::max();

enum class ProviderKind { none, address_book, store, transport };

// The kind that a method's name tells: "IMSLogon::Logoff" is a store's.
ProviderKind kind_of(const std::string& method) noexcept;
const char* kind_name(ProviderKind kind) noexcept;

struct CallSpan {
  std::string method;
  When begin = kNever;
  When end = kNever;
  When abandoned = kNever;
  std::int32_t hresult = 0;
  std::uint32_t request = 0;
  std::uint32_t answer = 0;  // of Release: what it returned
  std::uint32_t session = 0, logon = 0, provider = 0;
  std::string name;

  bool succeeded() const noexcept { return end != kNever && hresult >= 0; }
  bool runs_at(When when) const noexcept { return begin < when && (end == kNever || end > when); }
};

struct LogonHistory {
  std::uint32_t number = 0;
  std::uint32_t session = 0;
  std::uint32_t provider = 0;
  std::string name;
  ProviderKind kind = ProviderKind::none;
  bool spoolers = false;  // made by SpoolerLogon
  CallSpan logon;         // the logon method; begin is kNever when it was not seen
  std::vector<CallSpan> logoffs;
  std::vector<CallSpan> releases;
  When abandoned = kNever;  // a call on it overran
  When one_identity = kNever;
  When answered = kNever;  // what its logon method gave back
  When teardown = kNever;  // of the support object
  std::vector<When> teardowns;
  When outlived = kNever;  // its support object went only after it had ended
  bool by_release = false;
  When support_released = kNever;
  std::vector<When> uids_added, uids_removed, rows_added, rows_removed;
  std::vector<When> transport_logoffs;  // StoreLogoffTransports
  std::vector<When> transports_released;
  std::vector<When> support_refused;      // methods that its support object lacks
  std::vector<When> support_called_late;  // calls after the support object had ended
  std::vector<When> spooler_notifies;     // SpoolerNotify

  bool logged_on = false;  // its states, as far as they were recorded
  bool never_on = false;   // released without that: its logon method failed, or returned an open store (C-31, C-50)

  bool was_on() const noexcept { return logon.succeeded() && !never_on; }
  // Every MAPIUID and status row that it registered was removed, and once.
  bool registrations_removed() const noexcept {
    return uids_added.size() == uids_removed.size() && rows_added.size() == rows_removed.size();
  }
  // When the runtime let it go; kNever while it has it.
  When gone() const noexcept;
};

struct ProviderHistory {
  std::uint32_t number = 0;
  std::uint32_t session = 0;
  std::string name;
  ProviderKind kind = ProviderKind::none;
  When initialised = kNever;
  When made = kNever;        // its entry function returned it …
  std::uint64_t object = 0;  // … and this is it
  std::vector<CallSpan> shutdowns;
  std::vector<CallSpan> releases;
  std::vector<CallSpan> calls;  // all on it and its logons
  When abandoned = kNever;
  std::vector<std::uint32_t> logons;
};

struct SessionHistory {
  std::uint32_t number = 0;
  std::string profile;
  bool spoolers = false;       // the session under which the spooler logs on to transports and stores
  std::uint32_t ended_in = 0;  // … and the client's session whose logoff ended it
  When logon = kNever;
  When logoff_begin = kNever;
  When logoff_end = kNever;
  bool ended() const noexcept { return logoff_begin != kNever && logoff_end != kNever; }
};

// One loading of a library.
struct LibraryHistory {
  std::string name;
  std::uint64_t handle = 0;
  When loaded = kNever;
  When unloaded = kNever;
  std::vector<When> kept;
};

struct Uninitialise {
  When begin = kNever;
  When end = kNever;
  std::uint32_t count = 0;  // that was left
};

struct History {
  explicit History(const Trace& trace);

  const Trace& trace;
  std::map<std::uint32_t, SessionHistory> sessions;
  std::map<std::uint32_t, LogonHistory> logons;
  std::map<std::uint32_t, ProviderHistory> providers;
  std::vector<LibraryHistory> libraries;
  std::vector<Uninitialise> uninitialises;
  std::vector<CallSpan> calls;

  // Was all of the session recorded? A session whose beginning was overwritten cannot be judged.
  bool whole(std::uint32_t session) const;
  const Entry& at(When when) const { return trace.entries[when]; }
};

}  // namespace postroom::trace
