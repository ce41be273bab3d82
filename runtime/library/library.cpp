// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/library.hpp"

#include "runtime/checked/checked.hpp"
#include "runtime/idle/idle_engine.hpp"
#include "runtime/library/export.hpp"
#include "runtime/library/function_error.hpp"
#include "runtime/library/memory.hpp"
#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/call_thread.hpp"
#include "runtime/lifecycle/deadline.hpp"
#include "runtime/lifecycle/leaks.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/live_table.hpp"
#include "runtime/lifecycle/runtime_thread.hpp"
#include "runtime/lifecycle/thread_activity.hpp"
#include "runtime/lifecycle/trace.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/profile/open_profiles.hpp"
#include "runtime/profile/paths.hpp"
#include "runtime/profile/settings.hpp"
#include "runtime/session/service_entry.hpp"

#include <postroom/failure.hpp>

#include <mapiutil.h>

#include <pthread.h>

#include <algorithm>
#include <cstdio>

namespace postroom::library {
namespace {

constexpr ULONG kInitFlags = MAPI_MULTITHREAD_NOTIFICATIONS | MAPI_NT_SERVICE | MAPI_NO_COINIT;

// Lets `postroom status` look into this process; MAPI works without it.
void show_live_status() noexcept {
  try {
    std::string why;
    if (!live::table().open(profile::runtime_folder().string(), why)) {
      trace::record(trace::Event::note, {}, {.method = "live_status", .detail = why});
    }
  } catch (...) {
    std::string what;
    kit::current_failure(what);
    trace::record(trace::Event::note, {}, {.method = "live_status", .detail = what});
  }
}

// A setting that is passed over must not be passed over in silence: fast shutdown may be what was to be forbidden.
void name_faulty_settings() noexcept {
  for (const std::string& complaint : profile::read_settings().complaints) {
    trace::record(trace::Event::note, {}, {.method = "settings", .detail = complaint});
    std::fprintf(stderr, "postroom: %s\n", complaint.c_str());
  }
}

}  // namespace

Library& Library::instance() noexcept {
  static auto* const library = new Library;  // never destroyed
  return *library;
}

void Library::initialise(const MAPIINIT_0* parameters) {
  const ULONG flags = parameters == nullptr ? 0 : parameters->ulFlags;
  kit::require(parameters == nullptr || parameters->ulVersion == MAPI_INIT_VERSION, "MAPIINIT_0::ulVersion");
  kit::require_flags(flags, kInitFlags);
  if (over_) kit::fail(MAPI_E_NOT_INITIALIZED);

  const kit::Lock lock(lifetime_);
  if (!settled()) {
    require_initialised();  // for a provider or a sink that is called at the end it goes on as long as it can
    while_ending_.push_back(lifecycle::this_thread());
  } else {
    if (count_ == 0) begin(flags);
    ++count_;
  }
  start_utilities();
  trace::record(trace::Event::mapi_initialize, {}, {.request = flags, .answer = count_});
}

// A child that is forked from here on has a MAPI that it cannot use, until all of it has ended.
void Library::begin(ULONG flags) {
  in_use_ = true;
  try {
    multithreaded_notifications_ = (flags & MAPI_MULTITHREAD_NOTIFICATIONS) != 0;  // only the first call chooses
    start();
  } catch (...) {
    in_use_ = false;
    throw;
  }
}

void Library::start() {
  lifecycle::prepare_to_ask();
  lifecycle::choose_leak_report();
  checked::choose();
  kit::set_allocators(allocator_triple());
  static const int at_fork = ::pthread_atfork(nullptr, nullptr, &Library::after_fork_in_child);
  static_cast<void>(at_fork);
  name_faulty_settings();
  session::serve_profile_administration();
  show_live_status();
  lifecycle::keep_call_thread();
  notify::engine().start(multithreaded_notifications_ ? notify::Engine::Delivery::own_thread
                                                      : notify::Engine::Delivery::initialising_thread);
  const kit::Lock lock(mutex_);
  core_ = std::make_shared<kit::Core>(kit::com_ptr<IPostroomLedger>::share(&lifecycle::ledger()),
                                      trace::next_logon_number());
  ready_ = true;
  ++starts_;
  started_.notify_all();
}

bool Library::wait_until_initialised(std::optional<std::chrono::steady_clock::time_point> deadline) noexcept {
  const kit::Lock lock(mutex_);
  const ULONG before = starts_;
  while (!ready_ && starts_ == before) {
    if (!deadline) {
      started_.wait(mutex_);
    } else if (!started_.wait_until(mutex_, *deadline)) {
      return ready_ || starts_ != before;
    }
  }
  return true;
}

void Library::uninitialise() noexcept {
  if (over_) return;
  kit::Lock lock(lifetime_);
  const bool may_be_last = settled();
  if (take_while_ending()) return undo_while_ending();
  if (count_ == 0 || (!may_be_last && count_ == 1)) return trace::record(trace::Event::uninitialize_ignored);
  trace::record(trace::Event::mapi_uninitialize_begin, {}, {.answer = count_ - 1});
  if (count_ == 1) {
    ending_on_ = lifecycle::this_thread();
    lock.unlock();
    stop();
    lock.lock();
    ending_on_ = 0;
    in_use_ = false;
    settled_.notify_all();
  }
  --count_;
  end_utilities();
  trace::record(trace::Event::mapi_uninitialize_end, {}, {.answer = count_});
}

void Library::undo_while_ending() noexcept {
  end_utilities();
  trace::record(trace::Event::note, {},
                {.method = "MAPIUninitialize", .detail = "undoes a MAPIInitialize that came while MAPI ended"});
}

// A sink or an idle routine, which bracket their use of MAPI, a provider on a thread of the runtime's, or
// whoever is called on this thread: the ending waits for all of these.
bool Library::settled() noexcept {
  while (ending_on_ != 0) {
    if (lifecycle::on_runtime_thread() || ending_on_ == lifecycle::this_thread()) return false;
    settled_.wait(lifetime_);
  }
  return true;
}

bool Library::take_while_ending() noexcept {
  const auto mine = std::find(while_ending_.begin(), while_ending_.end(), lifecycle::this_thread());
  if (mine == while_ending_.end()) return false;
  while_ending_.erase(mine);
  return true;
}

void Library::stop() noexcept {
  const std::shared_ptr<kit::Core> core = log_off_forgotten_sessions();
  const auto next = [] {  // each step may take as long as a call: none takes the time of another
    return lifecycle::Deadline::in(lifecycle::Budget().call, lifecycle::Clock::of_process());
  };
  core->gate().close();
  lifecycle::end_kept_call_thread(next());
  idle::idle_engine().stop(next());  // what providers and clients left there is not called any more (J-110)
  core->gate().wait([until = next()] { return until.expired(); });  // profile administration on another thread
  lifecycle::report_leaks({{core->logon_number(), "MAPI", 0}}, "MAPI");
  // A sink that does not return keeps nobody from leaving (J-114).
  notify::engine().stop([until = next()] { return until.expired(); });
  profile::let_profiles_go();
  const lifecycle::Budget budget;
  providers_.unload_all(lifecycle::Allowance({budget.call, budget.call}, lifecycle::Clock::of_process()));
  live::table().close();
}

std::shared_ptr<kit::Core> Library::log_off_forgotten_sessions() noexcept {
  for (;;) {
    std::shared_ptr<LiveSession> session;
    {
      const kit::Lock lock(mutex_);
      if (sessions_.empty()) {
        ready_ = false;  // from here on none is entered
        return std::move(core_);
      }
      session = sessions_.back();
    }
    session->log_off_forgotten();  // with no lock held: providers call back (J-103)
    leave(*session);
  }
}

void Library::start_utilities() noexcept {
  if (!memory_ready()) choose_memory();
  utilities_.fetch_add(1, std::memory_order_acq_rel);
}

void Library::end_utilities() noexcept {
  int now = utilities_.load(std::memory_order_relaxed);
  while (now > 0 && !utilities_.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel)) {
  }
  if (now == 1 && !over_) report_memory();
}

void Library::after_fork_in_child() noexcept {
  Library& library = instance();
  if (!library.in_use_) return;  // the parent does not use MAPI now: the child may
  library.ready_ = false;
  library.over_ = true;
  lifecycle::end_ledger_in_forked_child();
}

void Library::require_initialised() const {
  if (over()) kit::fail(MAPI_E_NOT_INITIALIZED);  // without words, which a forked child could not keep
  if (!initialised()) kit::fail(MAPI_E_NOT_INITIALIZED, "MAPIInitialize has not been called in this process.");
}

std::shared_ptr<kit::Core> Library::core() const {
  const kit::Lock lock(mutex_);
  require_initialised();
  return core_;
}

void Library::enter(std::shared_ptr<LiveSession> session) {
  const kit::Lock lock(mutex_);
  require_initialised();
  sessions_.push_back(std::move(session));
}

void Library::leave(const LiveSession& session) noexcept {
  const kit::Lock lock(mutex_);
  std::erase_if(sessions_, [&](const auto& entered) { return entered.get() == &session; });
}

std::vector<std::shared_ptr<LiveSession>> Library::sessions() const {
  const kit::Lock lock(mutex_);
  return sessions_;
}

void Library::end_without_logoff() noexcept {
  idle::idle_engine().discard();
  over_ = true;
  ready_ = false;
}

POSTROOM_EXPORT HRESULT STDAPICALLTYPE MAPIInitialize(LPVOID parameters) {
  try {
    Library::instance().initialise(static_cast<const MAPIINIT_0*>(parameters));
    return S_OK;
  } catch (...) {
    return function_failed();
  }
}

POSTROOM_EXPORT void STDAPICALLTYPE MAPIUninitialize() {
  Library::instance().uninitialise();
}

POSTROOM_EXPORT SCODE STDAPICALLTYPE ScInitMapiUtil(ULONG flags) {
  if (flags != 0) return MAPI_E_UNKNOWN_FLAGS;
  kit::set_allocators(allocator_triple());
  Library::instance().start_utilities();
  return S_OK;
}

POSTROOM_EXPORT void STDAPICALLTYPE DeinitMapiUtil() {
  Library::instance().end_utilities();
}

}  // namespace postroom::library
