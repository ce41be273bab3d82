// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/signals.hpp"

#include <mapiguid.h>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/text.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <iterator>
#include <string>

namespace postroom::tool {
namespace {

// What the handler touches: it may run on any thread at any moment.
constinit std::atomic<int> came = 0;          // how many signals
constinit std::atomic<int> first_signal = 0;  // the first of them
constinit std::atomic<int> second_signal = 0;
constinit std::atomic<int> wake_descriptor = -1;  // readable for good once a signal came
constinit sem_t attention{};                      // wakes the watching thread
constinit std::atomic<bool> over = false;
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

// One line on standard error, in one piece; a progress line on a terminal makes room for it.
void say(const std::string& line) {
  const std::string whole = (isatty(STDERR_FILENO) != 0 ? "\r\033[K" : "") + ("postroom: " + line + "\n");
  std::fwrite(whole.data(), 1, whole.size(), stderr);
}

}  // namespace

SignalWatch* SignalWatch::present() {
  return the_watch;
}

SignalWatch::SignalWatch(Says says) : says_(says) {
  came = 0;
  over = false;
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
  over = true;
  sem_post(&attention);
  thread_.join();
  the_watch = nullptr;
  close(wake_descriptor.exchange(-1));
}

void SignalWatch::remember(IMAPISession* session) {
  Asked asked;
  asked.session = session;
  asked.refusal = session->QueryInterface(IID_IMAPIClientShutdown, asked.shutdown.put_void());
  const kit::Lock lock(mutex_);
  sessions_.push_back(std::move(asked));
}

void SignalWatch::forget(IMAPISession* session) {
  std::vector<Asked> gone;  // released when the lock is not held any more
  const kit::Lock lock(mutex_);
  const auto kept =
      std::partition(sessions_.begin(), sessions_.end(), [&](const Asked& one) { return one.session != session; });
  gone.assign(std::make_move_iterator(kept), std::make_move_iterator(sessions_.end()));
  sessions_.erase(kept, sessions_.end());
}

void SignalWatch::before_logoff() {
  if (came >= 2) end_fast();  // waits for the watching thread's attempt, or makes it
}

void SignalWatch::watch() {
  int seen = 0;
  for (;;) {
    while (sem_wait(&attention) != 0) {
    }
    if (over) return;
    if (says_ == Says::nothing) continue;
    if (seen == 0) {
      say(filled(_("%1: ending in order; a second signal asks for a fast end, a third ends at once"),
                 name_of(first_signal)));
      seen = 1;
    }
    if (came >= 2) return end_fast();
  }
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
