// SPDX-License-Identifier: Apache-2.0
#include "runtime/idle/idle_engine.hpp"

#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/code_address.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/lifecycle/thread_activity.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>

#include <cxxabi.h>
#include <unistd.h>

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
  const auto module = lifecycle::module_of(address);
  return module ? module->base : nullptr;
}

// What escapes a routine ends that run of it and nothing else.
POSTROOM_CATCHES_THREAD_END void run(const Routine& routine) {
  try {
    static_cast<void>(routine.function(routine.context));  // always FALSE, and if not it means nothing
  } catch (const abi::__forced_unwind&) {                  // pthread_exit
    trace::record(trace::Event::note, {}, {.method = "idle routine threw", .detail = "the end of its thread"});
    lifecycle::stay_on_own_thread();
    throw;
  } catch (...) {
    std::string what;
    const HRESULT code = kit::current_failure(what);
    trace::record(trace::Event::note, {}, {.method = "idle routine threw", .detail = what, .hresult = code});
  }
}

bool is_code_of(PFNIDLE function, const void* library) noexcept {
  return library_of(reinterpret_cast<const void*>(function)) == library;
}

}  // namespace

IdleEngine& idle_engine() noexcept {
  static auto* const engine = new IdleEngine;  // never destroyed
  return *engine;
}

IdleEngine::~IdleEngine() {
  stop(Deadline::never());
}

bool IdleEngine::begin() {
  const kit::Lock lock(mutex_);
  if (count_ == 0 && own_thread_ && !start_thread()) return false;
  ++count_;
  return true;
}

bool IdleEngine::start_thread() noexcept {
  try {
    thread_ = lifecycle::RuntimeThread("postroom-idle", [this, run = run_] { work(run); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

void IdleEngine::end() noexcept {
  lifecycle::RuntimeThread ending;
  {
    const kit::Lock lock(mutex_);
    if (count_ == 0 || --count_ > 0) return;
    ending = take_all();
  }
  join(std::move(ending), Deadline::never());
}

void IdleEngine::stop(Deadline deadline) noexcept {
  lifecycle::RuntimeThread ending;
  {
    const kit::Lock lock(mutex_);
    ending = take_all();
  }
  join(std::move(ending), deadline);
}

lifecycle::RuntimeThread IdleEngine::take_all() noexcept {
  count_ = 0;
  ++run_;
  entries_.clear();
  changed_.notify_all();
  return std::move(thread_);
}

void IdleEngine::join(lifecycle::RuntimeThread ending, Deadline deadline) noexcept {
  const bool from_inside = ending.id() == std::this_thread::get_id();
  if (!ending.join(deadline) && !from_inside) name_what_runs();
}

void IdleEngine::name_what_runs() const {
  std::optional<Run> left;
  {
    const kit::Lock lock(mutex_);
    left = running_;
  }
  std::string detail = "the thread of the idle routines has not ended";
  if (left) {
    detail = lifecycle::describe_address(reinterpret_cast<const void*>(left->function)) + ": " +
             lifecycle::what_thread_does(left->number);
  }
  trace::record(trace::Event::call_abandoned, {}, {.method = "idle routine", .detail = detail});
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
  const auto runs = [&]() POSTROOM_REQUIRES(mutex_) { return running_ && running_->tag == tag; };
  if (runs() && running_->thread == std::this_thread::get_id()) return;
  while (runs()) changed_.wait(mutex_);
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

bool IdleEngine::is_of(PFNIDLE function, std::uint32_t registered_by, std::uint32_t provider, const void* library) {
  return (registered_by != 0 && registered_by == provider) || (library != nullptr && is_code_of(function, library));
}

void IdleEngine::remove_those_of(std::uint32_t provider, const void* library) noexcept {
  library = library_of(library);
  const kit::Lock lock(mutex_);
  std::erase_if(entries_, [&](const Entry& entry) {
    return is_of(entry.routine.function, entry.routine.provider, provider, library);
  });
  if (running_ && is_of(running_->function, running_->provider, provider, library)) wait_until_idle(running_->tag);
}

void IdleEngine::forget(std::uint32_t provider) noexcept {
  const kit::Lock lock(mutex_);
  std::erase_if(entries_, [&](const Entry& entry) { return entry.routine.provider == provider; });
}

bool IdleEngine::any_of(std::uint32_t provider) const noexcept {
  const kit::Lock lock(mutex_);
  const auto registered = [&](const Entry& entry) { return entry.routine.provider == provider; };
  return std::any_of(entries_.begin(), entries_.end(), registered) || (running_ && running_->provider == provider);
}

std::uint32_t IdleEngine::runner_of(std::uint32_t provider, const void* library) const noexcept {
  library = library_of(library);
  const kit::Lock lock(mutex_);
  return running_ && is_of(running_->function, running_->provider, provider, library) ? running_->number : 0;
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
  std::uintptr_t tag = 0;
  {
    const kit::Lock lock(mutex_);
    Entry* const entry = most_urgent(clock_.now());
    if (entry == nullptr) return false;
    routine = entry->routine;
    tag = entry->tag;
    running_ =
        Run{tag, routine.function, routine.provider, std::this_thread::get_id(), static_cast<std::uint32_t>(gettid())};
  }
  run(routine);
  const kit::Lock lock(mutex_);
  if (Entry* const entry = find(as_tag(tag))) {
    entry->due = std::max(due_from_now(entry->routine), clock_.now() + kShortestPause);
  }
  if (running_ && running_->tag == tag) running_.reset();  // else this one was given up long ago
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

// A routine ends the engine's thread, which stays where it is; the others go on with another one.
void IdleEngine::thread_ends(std::uint64_t run) noexcept {
  const kit::Lock lock(mutex_);
  if (running_ && running_->thread == std::this_thread::get_id()) {
    std::erase_if(entries_, [tag = running_->tag](const Entry& entry) { return entry.tag == tag; });
    running_.reset();
  }
  changed_.notify_all();
  if (run_ == run && !start_thread()) entries_.clear();
}

void IdleEngine::work(std::uint64_t run) noexcept {
  const lifecycle::OwnThread own;
  const lifecycle::LastWord last_word([this, run] { thread_ends(run); });
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
