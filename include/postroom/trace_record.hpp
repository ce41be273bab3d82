// SPDX-License-Identifier: Apache-2.0
//
// The bytes of a trace, in memory and in a file (docs/trace.md). A file is a header page, the table of event names it
// was written with, and the rings; all numbers are in the byte order of the machine that wrote it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <type_traits>

namespace postroom::trace {

enum class Event : std::uint16_t {
#define POSTROOM_TRACE_EVENT(name, ring, meaning) name,
#include <postroom/trace_events.def>
};

enum class Ring : std::uint8_t { lifecycle, object };
inline constexpr std::size_t kRings = 2;

// What a logon method gave back, in logon_answered's `answer`.
enum LogonGave : std::uint32_t {
  kGaveLogon = 1,    // a logon object
  kGaveStore = 2,    // a message store
  kKeptSupport = 4,  // nothing, but the provider holds the support object (C-20)
};

struct EventInfo {
  std::string_view name;
  Ring ring;
  std::string_view meaning;
};
inline constexpr EventInfo kEvents[] = {
#define POSTROOM_TRACE_EVENT(name, ring, meaning) {#name, Ring::ring, meaning},
#include <postroom/trace_events.def>
};
inline constexpr std::size_t kEventCount = std::size(kEvents);

constexpr std::string_view event_name(Event event) noexcept {
  const auto index = static_cast<std::size_t>(event);
  return index < kEventCount ? kEvents[index].name : "unknown";
}

// One event. Texts are UTF-8, cut at a character to fit and always closed by a zero; what stands behind it means
// nothing.
struct Record {
  std::uint64_t sequence;  // 2 n + 2 when event n of the ring is complete here; odd while it is being written
  std::uint64_t time;      // nanoseconds of CLOCK_MONOTONIC
  std::uint32_t thread;    // the kernel's thread id
  std::uint16_t event;     // an index of the file's event table
  std::uint16_t reserved;
  std::uint32_t session;
  std::uint32_t logon;
  std::uint32_t provider;
  std::int32_t hresult;
  std::uint32_t request;
  std::uint32_t answer;
  std::uint64_t object;
  char name[32];    // the provider's
  char method[40];  // "IABLogon::Logoff", or what the event says
  char detail[128];
};
static_assert(sizeof(Record) == 256 && std::is_trivially_copyable_v<Record>);
inline constexpr std::size_t kRecordWords = sizeof(Record) / sizeof(std::uint64_t);

struct RingHeader {
  std::uint64_t offset;    // of the first record, from the start of the file
  std::uint64_t capacity;  // in records, a power of two
  std::uint64_t next;      // the number of the next event: how many were begun so far
  std::uint64_t dropped;   // events given up because their place was still being written
};

inline constexpr char kFileMagic[8] = {'P', 'R', 'T', 'R', 'A', 'C', 'E', '1'};
inline constexpr std::uint32_t kFileVersion = 1;
inline constexpr std::uint32_t kByteOrder = 0x01020304;

struct FileHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t byte_order;
  std::uint32_t header_size;
  std::uint32_t record_size;
  std::uint32_t ring_count;
  std::uint32_t event_count;
  std::uint64_t event_table;       // offset of event_count entries of EventName
  std::uint64_t started_realtime;  // nanoseconds since 1970 …
  std::uint64_t started;           // … and the same moment on the clock of Record::time
  std::uint32_t process;
  std::uint32_t reserved;
  char program[64];
  RingHeader rings[kRings];
};
static_assert(sizeof(FileHeader) == 192 && std::is_trivially_copyable_v<FileHeader>);
inline constexpr std::size_t kHeaderPage = 4096;

struct EventName {
  char name[32];
};

}  // namespace postroom::trace
