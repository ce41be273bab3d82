// SPDX-License-Identifier: Apache-2.0
#include <postroom/live_status.hpp>

#include <kit/trace/fixed_text.hpp>
#include <kit/trace/seqlock.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>

namespace postroom::live {
namespace {

using Bytes = std::array<std::byte, kFileSize>;

std::uint64_t now() noexcept {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

std::chrono::nanoseconds since(std::uint64_t then) noexcept {
  const std::uint64_t present = now();
  return std::chrono::nanoseconds(then < present ? static_cast<std::int64_t>(present - then) : 0);
}

bool read_whole(int fd, std::byte* to, std::size_t size, std::size_t offset) noexcept {
  return pread(fd, to, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

// Copies a slot of a file that its owner may be writing: twice the same bytes with an even sequence is a whole slot.
template <class Slot>
bool read_slot(int fd, std::size_t offset, Slot& slot) noexcept {
  for (int attempt = 0; attempt < 100; ++attempt) {
    Slot again{};
    if (!read_whole(fd, reinterpret_cast<std::byte*>(&slot), sizeof(slot), offset)) return false;
    if (!read_whole(fd, reinterpret_cast<std::byte*>(&again), sizeof(again), offset)) return false;
    if (kit::seqlock::is_whole(slot.sequence) && std::memcmp(&slot, &again, sizeof(slot)) == 0) {
      return slot.number != 0;
    }
  }
  return false;
}

template <class State>
std::string name_of(std::uint32_t state) {
  return std::string(state > 0xFFU ? "unknown" : lifecycle::state_name(static_cast<State>(state)));
}

void read_slots(int fd, Process& process) {
  std::size_t offset = sizeof(Header);
  for (std::size_t i = 0; i < kSessions; ++i, offset += sizeof(SessionSlot)) {
    SessionSlot slot{};
    if (!read_slot(fd, offset, slot)) continue;
    process.sessions.push_back(
        {slot.number, name_of<lifecycle::SessionState>(slot.state), kit::get_text(slot.profile), since(slot.since)});
  }
  for (std::size_t i = 0; i < kLogons; ++i, offset += sizeof(LogonSlot)) {
    LogonSlot slot{};
    if (!read_slot(fd, offset, slot)) continue;
    process.logons.push_back({slot.number, slot.session, slot.provider, kit::get_text(slot.kind),
                              kit::get_text(slot.name), name_of<lifecycle::LogonState>(slot.state), since(slot.since)});
  }
  for (std::size_t i = 0; i < kCalls; ++i, offset += sizeof(CallSlot)) {
    CallSlot slot{};
    if (!read_slot(fd, offset, slot)) continue;
    process.calls.push_back({slot.number, slot.session, slot.logon, slot.provider, kit::get_text(slot.name),
                             kit::get_text(slot.method), since(slot.since)});
  }
  const auto by_number = [](const auto& a, const auto& b) { return a.number < b.number; };
  std::sort(process.sessions.begin(), process.sessions.end(), by_number);
  std::sort(process.logons.begin(), process.logons.end(), by_number);
}

}  // namespace

std::string runtime_folder() {
  const auto variable = [](const char* name) -> std::string {
    const char* value = secure_getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const std::string home = variable("POSTROOM_HOME"); !home.empty()) return home + "/run";
  if (const std::string runtime = variable("XDG_RUNTIME_DIR"); !runtime.empty()) return runtime + "/postroom";
  return "/tmp/postroom-" + std::to_string(getuid());
}

std::uint64_t process_start(std::uint32_t process) noexcept {
  std::array<char, 32> path{};
  std::snprintf(path.data(), path.size(), "/proc/%u/stat", process);
  const int fd = ::open(path.data(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  std::array<char, 1024> text{};
  const ssize_t length = ::read(fd, text.data(), text.size() - 1);
  ::close(fd);
  if (length <= 0) return 0;
  // The second field is the program's name in parentheses and may hold anything; field 3 follows the last of them.
  const char* field = std::strrchr(text.data(), ')');
  if (field == nullptr || field[1] == '\0' || field[2] == 'Z') return 0;  // a zombie does nothing any more
  for (int number = 2; number < 22; ++number) {
    field = std::strchr(field + 1, ' ');
    if (field == nullptr) return 0;
  }
  return std::strtoull(field + 1, nullptr, 10);
}

std::optional<Process> read_process(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return std::nullopt;
  const auto close_it = [](const int* open) { ::close(*open); };
  const std::unique_ptr<const int, decltype(close_it)> closer(&fd, close_it);

  Header header{};
  if (!read_whole(fd, reinterpret_cast<std::byte*>(&header), sizeof(header), 0)) return std::nullopt;
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0 || header.byte_order != kByteOrder ||
      header.session_count != kSessions || header.logon_count != kLogons || header.call_count != kCalls) {
    return std::nullopt;
  }
  Process process;
  process.id = header.process;
  process.program = kit::get_text(header.program);
  process.alive = header.process_started != 0 && process_start(header.process) == header.process_started;
  read_slots(fd, process);
  return process;
}

std::vector<Process> read_processes(const std::string& folder) {
  std::vector<Process> processes;
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(opendir(folder.c_str()), closedir);
  if (!listing) return processes;
  while (const dirent* entry = readdir(listing.get())) {
    const std::string name = entry->d_name;
    if (name.empty() || name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (auto process = read_process(folder + "/" + name)) processes.push_back(std::move(*process));
  }
  std::sort(processes.begin(), processes.end(), [](const Process& a, const Process& b) { return a.id < b.id; });
  return processes;
}

}  // namespace postroom::live
