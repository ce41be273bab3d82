// SPDX-License-Identifier: Apache-2.0
//
// Reads what POSTROOM_TRACE or postroom_trace_write left. A trace comes from outside: everything in it is checked, and
// no file, however damaged, makes the reader fail in another way than with a Failure. Any thread; needs no libpostroom.
#pragma once

#include <postroom/trace_record.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace postroom::trace {

// An event as it was recorded.
struct Entry {
  Ring ring = Ring::lifecycle;
  std::uint64_t number = 0;  // in its ring, from 0
  std::uint64_t time = 0;    // nanoseconds of CLOCK_MONOTONIC
  std::uint32_t thread = 0;
  std::optional<Event> event;  // empty for a name that this reader does not know
  std::string event_name;
  std::uint32_t session = 0;
  std::uint32_t logon = 0;
  std::uint32_t provider = 0;
  std::string name;
  std::string method;
  std::string detail;
  std::uint64_t object = 0;
  std::uint32_t request = 0;
  std::uint32_t answer = 0;
  std::int32_t hresult = 0;

  bool is(Event what) const noexcept { return event == what; }
};

struct Lost {
  std::uint64_t overwritten = 0;  // the oldest, which later ones replaced
  std::uint64_t incomplete = 0;   // in between: their place was still being written
  std::uint64_t unfinished = 0;   // the last ones, being written when the trace ended
  std::uint64_t total() const noexcept { return overwritten + incomplete + unfinished; }
};

struct Trace {
  std::uint32_t process = 0;
  std::string program;
  std::uint64_t started = 0;           // on the clock of Entry::time …
  std::uint64_t started_realtime = 0;  // … and in nanoseconds since 1970
  Lost lost[kRings];
  std::vector<Entry> entries;  // of both rings, by time; entries of one ring stay in their order

  const Lost& lost_in(Ring ring) const noexcept { return lost[static_cast<std::size_t>(ring)]; }
};

// The longest file that is read; POSTROOM_TRACE writes 21 MB.
inline constexpr std::uint64_t kMaxFileSize = 1ULL << 30;

// Throws Failure: MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS, MAPI_E_DISK_ERROR; MAPI_E_CORRUPT_DATA for what is no trace or
// a damaged one; MAPI_E_VERSION for one of a later Postroom; MAPI_E_TOO_BIG. The process may still be writing it.
Trace read_file(const std::string& path);

// The same for the bytes of a file.
Trace read_bytes(std::span<const std::byte> bytes);

// One line of JSON, without the newline: {"t":…,"event":"call_begin",…}; what is empty or 0 is left out.
std::string to_json(const Entry& entry);

// One line for people: seconds since `started`, thread, event, whom it is about and what it says.
std::string to_text(const Entry& entry, std::uint64_t started);

// The whole trace in the format of Chrome's tracing page, which Perfetto's viewer opens too: one track per thread, with
// a bar for each call on a provider and a mark for each other event, and one per session and logon, with its states.
std::string to_chrome(const Trace& trace);

// What the page of `postroom trace html` draws, as JSON: lanes, states, calls, events, shutdowns, and what the checker
// found (trace_check.hpp). The page's sources in tools/picture say what each member is.
std::string to_picture(const Trace& trace);

// The same JSON without '<', '>' and '&', which strings then name by number: no text of a trace can end the <script>
// that it is put into.
std::string inside_script(const std::string& json);

}  // namespace postroom::trace
