// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/trace.hpp"

#include "runtime/lifecycle/live_table.hpp"
#include "runtime/lifecycle/trace_file.hpp"
#include "runtime/lifecycle/trace_rings.hpp"

#include <kit/trace/fixed_text.hpp>

#include <mapicode.h>
#include <postroom/postroom.h>
#include <postroom/mutex.hpp>

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <new>
#include <string>

namespace postroom::trace {
namespace {

// 4.25 MiB of address space, of which only what is used is memory. Objects come and go all the time: their ring is
// small enough to stay in the processor's cache.
constexpr Rings::Shape kInMemory{16384, 1024};
constexpr Rings::Shape kInFile{65536, 16384};

constinit kit::Mutex start_mutex;  // guards the making of the rings, once in the process
constinit std::atomic<Rings*> rings{nullptr};
constinit std::atomic<bool> silent{false};  // after fork in the child, or when there is no memory
constinit pthread_key_t thread_number_key = 0;
constinit std::atomic<std::uint32_t> sessions{0};
constinit std::atomic<std::uint32_t> logons{0};
constinit std::atomic<std::uint32_t> providers{0};

std::byte* map_file_of_environment() {
  const char* path = secure_getenv("POSTROOM_TRACE");
  if (path == nullptr || *path == '\0') return nullptr;
  std::string why;
  std::byte* block = map_trace_file(path, Rings::bytes(kInFile), why);
  if (block == nullptr) std::fprintf(stderr, "postroom: no trace is written to %s\n", why.c_str());
  return block;
}

Rings* make_rings() {
  pthread_key_create(&thread_number_key, nullptr);
  // The child has the parent's file mapped, and may not write there.
  pthread_atfork(nullptr, nullptr, [] { silent.store(true, std::memory_order_relaxed); });
  if (std::byte* block = map_file_of_environment(); block != nullptr) return new Rings(block, kInFile);
  void* block = mmap(nullptr, Rings::bytes(kInMemory), PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return block == MAP_FAILED ? nullptr : new Rings(static_cast<std::byte*>(block), kInMemory);
}

Rings* started_rings() noexcept {
  const kit::Lock lock(start_mutex);
  Rings* made = rings.load(std::memory_order_relaxed);
  if (made != nullptr || silent.load(std::memory_order_relaxed)) return made;
  try {
    made = make_rings();
  } catch (const std::bad_alloc&) {
    made = nullptr;
  }
  if (made == nullptr) silent.store(true, std::memory_order_relaxed);
  rings.store(made, std::memory_order_release);
  return made;
}

Rings* the_rings() noexcept {
  if (silent.load(std::memory_order_relaxed)) return nullptr;
  Rings* made = rings.load(std::memory_order_acquire);
  return made != nullptr ? made : started_rings();
}

// The kernel's number of this thread, asked for once a thread.
std::uint32_t thread_number() noexcept {
  auto number = reinterpret_cast<std::uintptr_t>(pthread_getspecific(thread_number_key));
  if (number == 0) {
    number = static_cast<std::uintptr_t>(gettid());
    pthread_setspecific(thread_number_key, reinterpret_cast<void*>(number));
  }
  return static_cast<std::uint32_t>(number);
}

std::uint64_t now() noexcept {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace

Subject::Subject(std::uint32_t session_number, std::uint32_t logon_number, std::uint32_t provider_number,
                 std::string_view provider_name) noexcept
    : session(session_number), logon(logon_number), provider(provider_number) {
  kit::put_text(name, provider_name);
}

void record(Event event, const Subject& subject, const Facts& facts) noexcept {
#ifdef POSTROOM_BENCH_WITHOUT_TRACE  // bench/shutdown.cpp measures what the rest costs
  return;
#endif
  Rings* const target = the_rings();
  if (target == nullptr) return;
  Record written{};
  written.time = now();
  written.thread = thread_number();
  written.event = static_cast<std::uint16_t>(event);
  written.session = subject.session;
  written.logon = subject.logon;
  written.provider = subject.provider;
  written.hresult = facts.hresult;
  written.request = facts.request;
  written.answer = facts.answer;
  written.object = reinterpret_cast<std::uintptr_t>(facts.object);
  static_assert(sizeof(written.name) == sizeof(subject.name));
  std::copy(std::begin(subject.name), std::end(subject.name), written.name);
  kit::put_text(written.method, facts.method);
  kit::put_text(written.detail, facts.detail);
  target->append(kEvents[static_cast<std::size_t>(event)].ring, written);
}

std::uint32_t next_session_number() noexcept {
  return sessions.fetch_add(1, std::memory_order_relaxed) + 1;
}
std::uint32_t next_logon_number() noexcept {
  return logons.fetch_add(1, std::memory_order_relaxed) + 1;
}
std::uint32_t next_provider_number() noexcept {
  return providers.fetch_add(1, std::memory_order_relaxed) + 1;
}

Call::Call(const Subject& subject, const char* method, const void* object, std::uint32_t request) noexcept
    : subject_(subject), method_(method), object_(object), live_slot_(live::table().call_begin(subject, method)) {
  record(Event::call_begin, subject_, {.method = method_, .object = object_, .request = request});
}

Call::~Call() {
  record(Event::call_end, subject_, {.method = method_, .object = object_, .answer = answer_, .hresult = hresult_});
  live::table().call_end(live_slot_);
}

void Call::threw(std::string_view what) noexcept {
  hresult_ = MAPI_E_CALL_FAILED;
  record(Event::call_threw, subject_, {.method = method_, .detail = what, .object = object_, .hresult = hresult_});
}

HRESULT write_snapshot(const char* path) noexcept {
  if (path == nullptr || *path == '\0') return MAPI_E_INVALID_PARAMETER;
  Rings* const source = the_rings();
  if (source == nullptr) return MAPI_E_NOT_ENOUGH_MEMORY;
  try {
    return write_trace_file(*source, path);
  } catch (const std::bad_alloc&) {
    return MAPI_E_NOT_ENOUGH_MEMORY;
  }
}

}  // namespace postroom::trace

extern "C" [[gnu::visibility("default")]] HRESULT postroom_trace_write(const char* path) {
  return postroom::trace::write_snapshot(path);
}
