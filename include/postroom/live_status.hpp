// SPDX-License-Identifier: Apache-2.0
//
// What a process that uses MAPI is doing right now: its sessions, its logons, and the provider calls that it is inside
// of. Each process maps this under <runtime folder>/PID, so that `postroom status` can look into one that hangs
// (design 5, "Status table"). Read side and layout; the write side is in the runtime.
#pragma once

#include <postroom/lifecycle_states.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace postroom::live {

// ---- the bytes of the file, in the byte order of the machine: a header, then sessions, logons and calls. In every
// slot `sequence` is odd while it is being written and `number` is 0 while nobody has it.

inline constexpr char kMagic[8] = {'P', 'R', 'L', 'I', 'V', 'E', '0', '1'};
inline constexpr std::uint32_t kByteOrder = 0x01020304;
inline constexpr std::size_t kSessions = 32;
inline constexpr std::size_t kLogons = 256;
inline constexpr std::size_t kCalls = 64;

struct Header {
  char magic[8];
  std::uint32_t byte_order;
  std::uint32_t process;
  std::uint64_t process_started;  // field 22 of /proc/PID/stat: tells a later process with the same number apart
  std::uint64_t opened;           // CLOCK_MONOTONIC, nanoseconds, as all times here
  std::uint32_t session_count, logon_count, call_count;
  std::uint32_t reserved;
  char program[80];
};
static_assert(sizeof(Header) == 128);

struct SessionSlot {
  std::uint64_t sequence;
  std::uint64_t since;  // of the state
  std::uint32_t number;
  std::uint32_t state;  // lifecycle::SessionState
  char profile[104];
};
static_assert(sizeof(SessionSlot) == 128);

struct LogonSlot {
  std::uint64_t sequence;
  std::uint64_t since;
  std::uint32_t number;
  std::uint32_t state;  // lifecycle::LogonState
  std::uint32_t session;
  std::uint32_t provider;
  char kind[8];  // "AB", "MS", "XP"; with "*" when it is the spooler's
  char name[88];
};
static_assert(sizeof(LogonSlot) == 128);

struct CallSlot {
  std::uint64_t sequence;
  std::uint64_t since;   // when the call began
  std::uint32_t number;  // of the thread
  std::uint32_t session;
  std::uint32_t logon;
  std::uint32_t provider;
  char name[32];
  char method[64];
};
static_assert(sizeof(CallSlot) == 128);

inline constexpr std::size_t kFileSize =
    sizeof(Header) + kSessions * sizeof(SessionSlot) + kLogons * sizeof(LogonSlot) + kCalls * sizeof(CallSlot);

// ---- reading

struct Session {
  std::uint32_t number = 0;
  std::string state;
  std::string profile;
  std::chrono::nanoseconds in_state{};
};

struct Logon {
  std::uint32_t number = 0;
  std::uint32_t session = 0;
  std::uint32_t provider = 0;
  std::string kind;
  std::string name;
  std::string state;
  std::chrono::nanoseconds in_state{};
};

struct Call {
  std::uint32_t thread = 0;
  std::uint32_t session = 0;
  std::uint32_t logon = 0;
  std::uint32_t provider = 0;
  std::string name;
  std::string method;
  std::chrono::nanoseconds running{};
};

struct Process {
  std::uint32_t id = 0;
  std::string program;
  bool alive = false;  // false: it ended without MAPIUninitialize, and this is what it was doing
  std::vector<Session> sessions;
  std::vector<Logon> logons;
  std::vector<Call> calls;
};

// $POSTROOM_HOME/run when POSTROOM_HOME is set, else $XDG_RUNTIME_DIR/postroom, else /tmp/postroom-UID. Creates
// nothing.
std::string runtime_folder();

// What the file of one process says; empty when it is none or damaged. Takes no lock, so it works on a process that
// hangs; what changes meanwhile is left out.
std::optional<Process> read_process(const std::string& path);

// Every process under `folder`, by process id. A folder that is not there has none.
std::vector<Process> read_processes(const std::string& folder = runtime_folder());

// When the process started, as /proc counts; 0 when there is none.
std::uint64_t process_start(std::uint32_t process) noexcept;

}  // namespace postroom::live
