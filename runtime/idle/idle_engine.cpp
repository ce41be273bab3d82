// SPDX-License-Identifier: Apache-2.0
#include "runtime/idle/idle_engine.hpp"

#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>

#include <cxxabi.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace postroom::idle {
namespace {

constexpr auto kShortestPause = std::chrono::milliseconds(100);
constexpr USHORT kWhen = FIROWAIT | FIROINTERVAL;
constexpr USHORT kKnown = kWhen | FIROPERBLOCK | FIRODISABLED | FIROONCEONLY;  // two are obsolete, and mean nothing

FTG as_tag(std::uintptr_t number) noexcept {
  return reinterpret_cast<FTG>(number);
}

const void* library_of(const void* address) noexcept {
  Dl_info info{};
  return dladdr(address, &info) != 0 ? info.dli_fbase : nullptr;
}

// What escapes a routine ends that run of it and nothing else.
void run(const Routine& routine) {
  try {
    static_cast<void>(routine.function(routine.context));  // always FALSE, and if not it means nothing
  } catch (const abi::__forced_unwind&) {
    throw;
  } catch (...) {
    std::string what;
    const HRESULT code = kit::current_failure(what);
    trace::record(trace::Event::note, {}, {.method = "idle routine threw", .detail = what, .hresult = code});
  }
}

// The host's signals are the host's: none is delivered here.
class SignalsBlocked {
 public:
  SignalsBlocked() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

IdleEngine& idle_engine() noexcept {
  static auto* const engine = new IdleEngine;  // never destroyed
  return *engine;
}

IdleEngine::~IdleEngine() {
  stop();
}

bool IdleEngine::begin() {
  const kit::Lock lock(mutex_);
  if (count_ == 0 && own_thread_) {
    try {
      const SignalsBlocked blocked;
      thread_ = std::thread([this, run = run_] { work(run); });
    } catch (const std::system_error&) {
      return false;
    }
  }
  ++count_;
  return true;
}

void IdleEngine::end() noexcept {
  {
    const kit::Lock lock(mutex_);
    if (count_ == 0) return;
    if (count_ > 1) {
      --count_;
      return;
    }
  }
  stop();
}

void IdleEngine::stop() noexcept {
  std::thread ending;
  {
    const kit::Lock lock(mutex_);
    count_ = 0;
    ++run_;
    entries_.clear();
    changed_.notify_all();
    ending = std::move(thread_);
    if (runner_ == std::this_thread::get_id() && ending.joinable()) ending.detach();  // from inside a routine
  }
  if (ending.joinable()) ending.join();
}

// ---- what is registered

bool IdleEngine::makes_sense(const Routine& routine) noexcept {
  const USHORT when = routine.options & kWhen;
  return routine.function != nullptr && routine.priority != 0 && (when == FIROWAIT || when == FIROINTERVAL) &&
         (routine.options & ~kKnown) == 0;
}

Instant IdleEngine::due_from_now(const Routine& routine) const noexcept {
  return clock_.now() + std::chrono::milliseconds(std::int64_t{routine.centiseconds} * 10);
}

FTG IdleEngine::add(const Routine& routine) {
  const kit::Lock lock(mutex_);
  if (count_ == 0 || !makes_sense(routine)) return FTGNULL;
  entries_.push_back({++last_tag_, routine, due_from_now(routine)});
  changed_.notify_all();
  return as_tag(last_tag_);
}

IdleEngine::Entry* IdleEngine::find(FTG tag) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return as_tag(entry.tag) == tag; });
  return found != entries_.end() ? &*found : nullptr;
}

void IdleEngine::wait_until_idle(std::uintptr_t tag) {
  if (runner_ == std::this_thread::get_id()) return;
  while (running_ == tag && tag != 0) changed_.wait(mutex_);
}

void IdleEngine::remove(FTG tag) noexcept {
  const kit::Lock lock(mutex_);
  std::erase_if(entries_, [&](const Entry& entry) { return as_tag(entry.tag) == tag; });
  wait_until_idle(reinterpret_cast<std::uintptr_t>(tag));
}

void IdleEngine::enable(FTG tag, bool enabled) noexcept {
  const kit::Lock lock(mutex_);
  Entry* const entry = find(tag);
  if (entry == nullptr) return;
  if (enabled && (entry->routine.options & FIRODISABLED) != 0) {
    entry->routine.options &= static_cast<USHORT>(~FIRODISABLED);
    entry->due = due_from_now(entry->routine);
    changed_.notify_all();
  } else if (!enabled) {
    entry->routine.options |= FIRODISABLED;
  }
}

void IdleEngine::change(FTG tag, const Routine& to, USHORT what) noexcept {
  const kit::Lock lock(mutex_);
  Entry* const entry = find(tag);
  if (entry == nullptr) return;
  Routine changed = entry->routine;
  if ((what & FIRCPFN) != 0) changed.function = to.function;
  if ((what & FIRCPV) != 0) changed.context = to.context;
  if ((what & FIRCPRI) != 0) changed.priority = to.priority;
  if ((what & FIRCCSEC) != 0) changed.centiseconds = to.centiseconds;
  if ((what & FIRCIRO) != 0) changed.options = to.options;
  if (!makes_sense(changed)) return;
  entry->routine = changed;
  if ((what & (FIRCCSEC | FIRCIRO)) != 0) entry->due = due_from_now(changed);
  const std::uintptr_t number = entry->tag;
  changed_.notify_all();
  if ((what & (FIRCPFN | FIRCPV)) != 0) wait_until_idle(number);  // what it used may be freed now
}

void IdleEngine::remove_those_of(const void* address) noexcept {
  const void* const library = library_of(address);
  if (library == nullptr) return;
  const auto is_of_it = [&](const Routine& routine) {
    return library_of(reinterpret_cast<const void*>(routine.function)) == library;
  };
  const kit::Lock lock(mutex_);
  std::uintptr_t running = 0;
  for (const Entry& entry : entries_) {
    if (entry.tag == running_ && is_of_it(entry.routine)) running = entry.tag;
  }
  std::erase_if(entries_, [&](const Entry& entry) { return is_of_it(entry.routine); });
  wait_until_idle(running);
}

// ---- running them

IdleEngine::Entry* IdleEngine::most_urgent(Instant now) {
  Entry* urgent = nullptr;
  for (Entry& entry : entries_) {
    if ((entry.routine.options & FIRODISABLED) != 0 || entry.due > now) continue;
    if (urgent == nullptr || entry.routine.priority > urgent->routine.priority) urgent = &entry;
  }
  return urgent;
}

bool IdleEngine::run_due() noexcept {
  Routine routine;
  {
    const kit::Lock lock(mutex_);
    Entry* const entry = most_urgent(clock_.now());
    if (entry == nullptr) return false;
    routine = entry->routine;
    running_ = entry->tag;
    runner_ = std::this_thread::get_id();
  }
  run(routine);
  const kit::Lock lock(mutex_);
  if (Entry* const entry = find(as_tag(running_))) {
    entry->due = std::max(due_from_now(entry->routine), clock_.now() + kShortestPause);
  }
  running_ = 0;
  runner_ = {};
  changed_.notify_all();
  return true;
}

std::optional<Instant> IdleEngine::next() const {
  std::optional<Instant> next;
  for (const Entry& entry : entries_) {
    if ((entry.routine.options & FIRODISABLED) == 0 && (!next || entry.due < *next)) next = entry.due;
  }
  return next;
}

void IdleEngine::discard() noexcept {
  const kit::Lock lock(mutex_);
  entries_.clear();
}

void IdleEngine::work(std::uint64_t run) noexcept {
  pthread_setname_np(pthread_self(), "postroom-idle");
  for (;;) {
    {
      const kit::Lock lock(mutex_);
      if (run_ != run) return;
      const std::optional<Instant> due = next();
      if (!due) {
        changed_.wait(mutex_);
        continue;
      }
      if (*due > clock_.now()) {
        changed_.wait_until(mutex_, *due);
        continue;
      }
    }
    run_due();
  }
}

}  // namespace postroom::idle
