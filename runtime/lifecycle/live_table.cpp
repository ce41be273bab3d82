// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/live_table.hpp"

#include <kit/trace/fixed_text.hpp>
#include <kit/trace/seqlock.hpp>

#include <postroom/live_status.hpp>
#include <postroom/mutex.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <thread>
#include <utility>

namespace postroom::live {
namespace {

namespace seqlock = kit::seqlock;

// The table's memory keeps its address until the process ends: open() lays the file over it and close() takes it off
// again, so that a call that was abandoned long ago may still write to its slot.
constexpr std::size_t kBytes = (kFileSize + 4095) / 4096 * 4096;
alignas(4096) constinit std::byte memory[kBytes] = {};

constinit kit::Mutex file_mutex;  // guards file_path and the laying over
constinit std::string* file_path = nullptr;
constinit std::atomic<bool> silent{false};  // in the child after fork: the memory is the parent's

static_assert(sizeof(SessionSlot) == sizeof(LogonSlot) && sizeof(LogonSlot) == sizeof(CallSlot));
constexpr std::size_t kSlotBytes = sizeof(SessionSlot);
constexpr std::size_t kSlotWords = kSlotBytes / sizeof(std::uint64_t);
constexpr std::size_t kFirstSession = 0;
constexpr std::size_t kFirstLogon = kFirstSession + kSessions;
constexpr std::size_t kFirstCall = kFirstLogon + kLogons;
constexpr std::size_t kSlots = kFirstCall + kCalls;
using Words = std::uint64_t[kSlotWords];

// In all kinds of slot the third word begins with `number`.
constexpr std::size_t kNumberWord = 2;
static_assert(offsetof(SessionSlot, number) == 16 && offsetof(LogonSlot, number) == 16 &&
              offsetof(CallSlot, number) == 16);

std::uint64_t* slot(std::size_t index) noexcept {
  return reinterpret_cast<std::uint64_t*>(memory + sizeof(Header) + index * kSlotBytes);
}

std::uint64_t now() noexcept {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

// Goes up when the memory is laid anew: what was in use before is not there any more, however late its user comes back
// (J-114). The upper half of a handle.
constinit std::atomic<std::uint32_t> laid{0};

constexpr std::uint32_t kIndexBits = 16;
static_assert(kSlots < (1U << kIndexBits) - 1U, "kNone is no slot's handle");

std::uint32_t handle_of(std::size_t index) noexcept {
  return laid.load(std::memory_order_acquire) << kIndexBits | static_cast<std::uint32_t>(index);
}

// The slot of a handle; kSlots for none, or one of before.
std::size_t index_of(std::uint32_t handle) noexcept {
  const std::size_t index = handle & ((1U << kIndexBits) - 1U);
  return index < kSlots && handle_of(index) == handle ? index : kSlots;
}

// Finds a free slot and fills it.
template <class Slot>
std::uint32_t claim(std::size_t first, std::size_t count, std::size_t start, const Slot& content) noexcept {
  if (silent.load(std::memory_order_relaxed)) return Table::kNone;
  Words words;
  std::memcpy(words, &content, sizeof(words));
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = first + (start + i) % count;
    std::uint64_t* const place = slot(index);
    const std::uint64_t seen = seqlock::Word(place[0]).load(std::memory_order_acquire);
    if (!seqlock::is_whole(seen) || seqlock::Word(place[kNumberWord]).load(std::memory_order_acquire) != 0) continue;
    if (!seqlock::begin(place, seen, seen + 1)) continue;
    const bool is_free = seqlock::Word(place[kNumberWord]).load(std::memory_order_acquire) == 0;
    if (is_free) seqlock::put(place, words);
    seqlock::end(place, seen + 2);
    if (is_free) return handle_of(index);
  }
  return Table::kNone;
}

// Changes a slot that is in use. Writers of one slot are few (a logon's state): they take turns.
template <class Slot, class Change>
void change(std::uint32_t handle, Change&& apply) noexcept {
  const std::size_t index = index_of(handle);
  if (index == kSlots || silent.load(std::memory_order_relaxed)) return;
  std::uint64_t* const place = slot(index);
  for (;;) {
    Words words;
    if (!seqlock::get(place, words) || !seqlock::begin(place, words[0], words[0] + 1)) {
      std::this_thread::yield();
      continue;
    }
    Slot content;
    std::memcpy(&content, words, sizeof(content));
    apply(content);
    std::memcpy(words, &content, sizeof(content));
    seqlock::put(place, words);
    seqlock::end(place, words[0] + 2);
    return;
  }
}

template <class Slot>
void give_back(std::uint32_t handle) noexcept {
  change<Slot>(handle, [](Slot& content) { content.number = 0; });
}

void sweep(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(opendir(folder.c_str()), closedir);
  if (!listing) return;
  while (const dirent* entry = readdir(listing.get())) {
    const std::string name = entry->d_name;
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string path = folder + "/" + name;
    const auto process = read_process(path);
    if (process && !process->alive && std::to_string(process->id) == name) ::unlink(path.c_str());
  }
}

void write_header() noexcept {
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.byte_order = kByteOrder;
  header.process = static_cast<std::uint32_t>(getpid());
  header.process_started = process_start(header.process);
  header.opened = now();
  header.session_count = kSessions;
  header.logon_count = kLogons;
  header.call_count = kCalls;
  kit::put_text(header.program, program_invocation_short_name);
  std::memcpy(memory, &header, sizeof(header));
}

// Makes the file, with the space for it reserved, and lays it over the memory.
int lay_file(const std::string& path) {
  ::unlink(path.c_str());
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  int error = posix_fallocate(fd, 0, static_cast<off_t>(kBytes));
  if (error == 0 && pwrite(fd, memory, kBytes, 0) != static_cast<ssize_t>(kBytes)) error = errno;
  if (error == 0 && mmap(memory, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED) {
    error = errno;
  }
  ::close(fd);
  if (error != 0) ::unlink(path.c_str());
  return error;
}

}  // namespace

bool Table::open(const std::string& folder, std::string& why) {
  const kit::Lock lock(file_mutex);
  if (file_path != nullptr) return true;
  static const int at_fork = pthread_atfork(nullptr, nullptr, [] { silent.store(true, std::memory_order_relaxed); });
  static_cast<void>(at_fork);
  ::mkdir(folder.c_str(), 0700);
  sweep(folder);
  auto path = std::make_unique<std::string>(folder + "/" + std::to_string(getpid()));
  write_header();
  if (const int error = lay_file(*path); error != 0) {
    why = *path + ": " + strerrordesc_np(error);
    return false;
  }
  file_path = path.release();
  return true;
}

void Table::close() noexcept {
  const kit::Lock lock(file_mutex);
  if (file_path == nullptr) return;
  ::unlink(file_path->c_str());
  delete std::exchange(file_path, nullptr);
  laid.fetch_add(1, std::memory_order_acq_rel);
  // Fresh zeros: every slot is free. If there is no memory for them, the unlinked file goes on serving.
  static_cast<void>(mmap(memory, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
}

std::uint32_t Table::add_session(std::uint32_t session, std::string_view profile) noexcept {
  SessionSlot content{};
  content.since = now();
  content.number = session;
  content.state = static_cast<std::uint32_t>(lifecycle::SessionState::active);
  kit::put_text(content.profile, profile);
  return claim(kFirstSession, kSessions, 0, content);
}

void Table::set_state(std::uint32_t handle, lifecycle::SessionState state) noexcept {
  change<SessionSlot>(handle, [&](SessionSlot& content) {
    content.state = static_cast<std::uint32_t>(state);
    content.since = now();
  });
}

void Table::remove_session(std::uint32_t handle) noexcept {
  give_back<SessionSlot>(handle);
}

std::uint32_t Table::add_logon(const trace::Subject& subject, std::string_view kind,
                               lifecycle::LogonState state) noexcept {
  LogonSlot content{};
  content.since = now();
  content.number = subject.logon;
  content.state = static_cast<std::uint32_t>(state);
  content.session = subject.session;
  content.provider = subject.provider;
  kit::put_text(content.kind, kind);
  kit::put_text(content.name, std::string_view(subject.name, strnlen(subject.name, sizeof(subject.name))));
  return claim(kFirstLogon, kLogons, 0, content);
}

void Table::set_state(std::uint32_t handle, lifecycle::LogonState state) noexcept {
  change<LogonSlot>(handle, [&](LogonSlot& content) {
    content.state = static_cast<std::uint32_t>(state);
    content.since = now();
  });
}

void Table::remove_logon(std::uint32_t handle) noexcept {
  give_back<LogonSlot>(handle);
}

std::uint32_t Table::call_begin(const trace::Subject& subject, std::string_view method) noexcept {
  CallSlot content{};
  content.since = now();
  content.number = static_cast<std::uint32_t>(gettid());
  content.session = subject.session;
  content.logon = subject.logon;
  content.provider = subject.provider;
  kit::put_text(content.name, std::string_view(subject.name, strnlen(subject.name, sizeof(subject.name))));
  kit::put_text(content.method, method);
  return claim(kFirstCall, kCalls, content.number, content);
}

void Table::call_end(std::uint32_t handle) noexcept {
  give_back<CallSlot>(handle);
}

std::vector<Call> Table::calls() const {
  std::vector<Call> calls;
  for (std::size_t index = kFirstCall; index < kFirstCall + kCalls; ++index) {
    Words words;
    if (!seqlock::get(slot(index), words)) continue;  // it is just being written: it begins or ends
    CallSlot content;
    std::memcpy(&content, words, sizeof(content));
    if (content.number == 0) continue;
    Call call;
    call.thread = content.number;
    call.session = content.session;
    call.logon = content.logon;
    call.provider = content.provider;
    call.name.assign(content.name, strnlen(content.name, sizeof(content.name)));
    call.method.assign(content.method, strnlen(content.method, sizeof(content.method)));
    call.running = std::chrono::nanoseconds(now() - content.since);
    calls.push_back(std::move(call));
  }
  return calls;
}

Table& table() noexcept {
  static constinit Table only;
  return only;
}

}  // namespace postroom::live
