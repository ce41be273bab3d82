// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/signals.hpp"

#include <mapiguid.h>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/overruns.hpp"
#include "tools/postroom/text.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace postroom::tool {
namespace {

using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC

// What the handler touches: it may run on any thread at any moment.
constinit std::atomic<int> came = 0;          // how many signals
constinit std::atomic<int> first_signal = 0;  // the first of them
constinit std::atomic<int> second_signal = 0;
constinit std::atomic<int> wake_descriptor = -1;  // readable for good once a signal came
constinit sem_t attention{};                      // wakes the watching thread
constinit std::atomic<bool> over = false;
constinit std::atomic<bool> in_spite = false;  // the sessions are logged off whatever the main thread is in
constinit SignalWatch* the_watch = nullptr;
static_assert(std::atomic<int>::is_always_lock_free);

void on_signal(int number) {
  const int error = errno;
  const int count = came.fetch_add(1) + 1;
  if (count == 1) first_signal = number;
  if (count == 2) {
    second_signal = number;
    signal(SIGINT, SIG_DFL);  // a third ends the process
    signal(SIGTERM, SIG_DFL);
  }
  const std::uint64_t one = 1;
  if (write(wake_descriptor, &one, sizeof(one)) < 0) errno = 0;  // full: it is readable already
  sem_post(&attention);
  errno = error;
}

void take(int number, struct sigaction& before) {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;  // no call of a provider fails for it
  sigemptyset(&action.sa_mask);
  sigaction(number, nullptr, &before);
  if (before.sa_handler != SIG_IGN) sigaction(number, &action, nullptr);
}

const char* name_of(int number) {
  return number == SIGTERM ? "SIGTERM" : "SIGINT";
}

// False when `until` passed and nothing came.
bool wait_for_attention(Clock::time_point until) {
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(until.time_since_epoch()).count();
  const timespec limit{static_cast<time_t>(since / 1'000'000'000), static_cast<long>(since % 1'000'000'000)};
  for (;;) {
    if (sem_clockwait(&attention, CLOCK_MONOTONIC, &limit) == 0) return true;
    if (errno == ETIMEDOUT) return false;
  }
}

}  // namespace

void say(const std::string& line) {
  const std::string whole = (isatty(STDERR_FILENO) != 0 ? "\r\033[K" : "") + ("postroom: " + line + "\n");
  std::fwrite(whole.data(), 1, whole.size(), stderr);
}

std::chrono::milliseconds patience() {
  constexpr std::chrono::milliseconds kUsual(5000);
  const char* set = std::getenv("POSTROOM_CALL_BUDGET_MS");
  if (set == nullptr) return kUsual;
  const std::string_view text = set;
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 ? std::chrono::milliseconds(value)
                                                                                : kUsual;
}

SignalWatch* SignalWatch::present() {
  return the_watch;
}

SignalWatch::SignalWatch(Says says) : says_(says) {
  came = 0;
  over = false;
  in_spite = false;
  sem_init(&attention, 0, 0);
  wake_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_descriptor < 0) kit::fail(MAPI_E_NOT_ENOUGH_RESOURCES, _("no descriptor is left to wait for signals with"));
  the_watch = this;
  thread_ = std::thread([this] { watch(); });
  take(SIGINT, before_int_);
  take(SIGTERM, before_term_);
}

SignalWatch::~SignalWatch() {
  if (came < 2) {
    sigaction(SIGINT, &before_int_, nullptr);
    sigaction(SIGTERM, &before_term_, nullptr);
  }
  main_is_back();
  over = true;
  sem_post(&attention);
  thread_.join();
  if (ender_.joinable()) ender_.join();
  the_watch = nullptr;
  close(wake_descriptor.exchange(-1));
}

void SignalWatch::remember(IMAPISession* session) {
  Asked asked;
  asked.session = kit::com_ptr<IMAPISession>::share(session);
  asked.refusal = session->QueryInterface(IID_IMAPIClientShutdown, asked.shutdown.put_void());
  const kit::Lock lock(mutex_);
  if (in_spite) {  // it came too late to be logged off with the others: its Release does it (J-6)
    main_is_back_ = true;
    changed_.notify_all();
    stop_when_interrupted();
  }
  sessions_.push_back(std::move(asked));
}

void SignalWatch::forget(IMAPISession* session) {
  std::vector<Asked> gone;  // released when the lock is not held any more
  const kit::Lock lock(mutex_);
  const auto kept = std::partition(sessions_.begin(), sessions_.end(),
                                   [&](const Asked& one) { return one.session.get() != session; });
  gone.assign(std::make_move_iterator(kept), std::make_move_iterator(sessions_.end()));
  sessions_.erase(kept, sessions_.end());
  if (!in_spite) main_is_back_ = false;  // on its way to the next session, or to the command's end
}

void SignalWatch::before_logoff() {
  if (came >= 2) end_fast();  // waits for the watching thread's attempt, or makes it
}

HRESULT SignalWatch::log_off(IMAPISession* session) {
  main_is_back();
  return log_off_once(session);
}

SignalWatch::Asked* SignalWatch::find(IMAPISession* session) {
  const auto found =
      std::find_if(sessions_.begin(), sessions_.end(), [&](const Asked& one) { return one.session.get() == session; });
  return found == sessions_.end() ? nullptr : &*found;
}

HRESULT SignalWatch::log_off_once(IMAPISession* session) {
  kit::Lock lock(mutex_);
  Asked* one = find(session);
  while (one != nullptr && one->ending) {
    if (one->ended) return *one->ended;
    changed_.wait(mutex_);
    one = find(session);  // the main thread may have taken it out
  }
  if (one != nullptr) one->ending = true;
  lock.unlock();
  const HRESULT code = session->Logoff(0, 0, 0);
  lock.lock();
  one = find(session);
  if (one != nullptr) one->ended = code;
  changed_.notify_all();
  return code;
}

void SignalWatch::main_is_back() {
  const kit::Lock lock(mutex_);
  main_is_back_ = true;
  changed_.notify_all();
}

// False when it stays away for too long.
bool SignalWatch::wait_for_main() {
  const auto limit = Clock::now() + patience();
  const kit::Lock lock(mutex_);
  while (!main_is_back_) {
    if (!changed_.wait_until(mutex_, limit)) return main_is_back_;
  }
  return true;
}

void SignalWatch::watch() {
  bool told = false;
  Clock::time_point until = Clock::time_point::max();
  for (;;) {
    if (!wait_for_attention(until)) {
      if (main_stays_away()) {
        until = Clock::time_point::max();
        ender_ = std::thread([this] { end_in_spite(); });  // a second signal must not wait for it
      } else {
        until = Clock::now() + patience();
      }
      continue;
    }
    if (over) return;
    if (says_ == Says::nothing) continue;
    if (!std::exchange(told, true)) {
      say(filled(_("%1: ending in order; a second signal asks for a fast end, a third ends at once"),
                 name_of(first_signal)));
      if (patience() != std::chrono::milliseconds::zero()) until = Clock::now() + patience();
    }
    if (came >= 2) end_fast();
  }
}

// Is the main thread inside a call that does not return, and so cannot log off? From then on it ends nothing alone.
bool SignalWatch::main_stays_away() {
  const kit::Lock lock(mutex_);
  if (!main_is_back_) in_spite = true;
  return in_spite;
}

void SignalWatch::end_in_spite() {
  if (OverrunWatch* overruns = OverrunWatch::present()) overruns->begin();
  std::vector<kit::com_ptr<IMAPISession>> sessions;
  {
    const kit::Lock lock(mutex_);
    for (const Asked& one : sessions_) sessions.push_back(one.session);
  }
  say(filled(_("a call has not returned after %1 ms: logging off in spite of it"), patience().count()));
  for (const auto& session : sessions) {
    if (const HRESULT code = log_off_once(session.get()); FAILED(code))
      say(filled(_("the session did not log off: %1"), kit::hresult_name(code)));
  }
  if (wait_for_main()) return;
  say(_("logged off; the call is left behind: it has still not returned"));
  if (ftrylockfile(stdout) == 0) std::fflush(stdout);
  _exit(interruption_code());
}

void SignalWatch::end_fast() {
  std::call_once(tried_, [this] { try_fast(); });
}

// QueryFastShutdown, NotifyProcessShutdown, DoFastShutdown (J-91). One session speaks for all of the process.
HRESULT SignalWatch::fast_shutdown() {
  std::vector<Asked> sessions;
  {
    const kit::Lock lock(mutex_);
    sessions = sessions_;
  }
  HRESULT code = MAPI_E_NOT_FOUND;
  for (const Asked& asked : sessions) {
    code = asked.refusal;
    if (!asked.shutdown) continue;
    code = asked.shutdown->QueryFastShutdown();
    if (FAILED(code)) return code;  // J-96: going on would lose data
    static_cast<void>(asked.shutdown->NotifyProcessShutdown());
    return asked.shutdown->DoFastShutdown();
  }
  return code;
}

void SignalWatch::try_fast() {
  say(filled(_("%1: asking for a fast shutdown"), name_of(second_signal)));
  const HRESULT code = fast_shutdown();
  if (SUCCEEDED(code)) {
    say(_("fast shutdown: the providers have saved what they hold"));
    _exit(kEndedFast);  // J-97: no MAPI call after it, and no handler that could make one
  }
  say(code == MAPI_E_NOT_FOUND
          ? std::string(_("no session is left to end fast; a third signal ends at once"))
          : filled(_("no fast shutdown (%1): the orderly end goes on; a third signal ends at once"),
                   kit::hresult_name(code)));
}

bool ended_in_spite_of_a_call() {
  return in_spite;
}

bool interrupted() {
  return came > 0;
}

int interruption_code() {
  return first_signal == SIGTERM ? kTerminated : kInterrupted;
}

void stop_when_interrupted() {
  if (interrupted()) kit::fail(MAPI_E_USER_CANCEL, _("interrupted"));
}

bool wait_interrupted(std::chrono::milliseconds limit) {
  pollfd wake{wake_descriptor, POLLIN, 0};
  poll(&wake, 1, static_cast<int>(limit.count()));
  return interrupted();
}

bool wait_readable(int descriptor) {
  std::array<pollfd, 2> wanted{{{wake_descriptor, POLLIN, 0}, {descriptor, POLLIN, 0}}};
  while (!interrupted()) {
    if (poll(wanted.data(), wanted.size(), -1) > 0 && wanted[1].revents != 0) return true;
  }
  return false;
}

}  // namespace postroom::tool
