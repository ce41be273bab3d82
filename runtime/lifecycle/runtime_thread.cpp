// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/runtime_thread.hpp"

#include <signal.h>

#include <atomic>
#include <cerrno>
#include <ctime>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace postroom::lifecycle {
namespace {

constinit std::atomic<int> outlived{0};

}  // namespace

struct RuntimeThread::Fate {
  enum class Now { running, given_up, over };
  std::atomic<Now> now{Now::running};

  void give_up() noexcept {
    outlived.fetch_add(1);
    Now running = Now::running;
    if (!now.compare_exchange_strong(running, Now::given_up)) outlived.fetch_sub(1);
  }
  void end() noexcept {
    if (now.exchange(Now::over) == Now::given_up) outlived.fetch_sub(1);
  }
};

namespace {

// What a thread of the runtime's finds under the key, and no other thread. The system destroys it when the thread's
// thread-local objects are gone.
struct Mark {
  std::function<void()> end;
  int rounds = 0;  // of the system's, through what threads have under keys
};

pthread_key_t mark_key() noexcept;

// Comes late: other keys, a provider's perhaps, have destructors, too, in an order that is not ours. The last round is
// the sanitizers', after which no code of theirs may run on the thread.
void end_in_late_round(void* value) {
  std::unique_ptr<Mark> mark(static_cast<Mark*>(value));
  if (++mark->rounds < PTHREAD_DESTRUCTOR_ITERATIONS - 1 && pthread_setspecific(mark_key(), mark.get()) == 0) {
    static_cast<void>(mark.release());
    return;
  }
  mark->end();
}

// Nothing, where the process has no key left.
std::optional<pthread_key_t> make_key() noexcept {
  pthread_key_t made = 0;
  return pthread_key_create(&made, &end_in_late_round) == 0 ? std::optional(made) : std::nullopt;
}

const std::optional<pthread_key_t>& made_key() noexcept {
  static const std::optional<pthread_key_t> key = make_key();
  return key;
}

pthread_key_t mark_key() noexcept {
  return *made_key();
}

struct Start {
  const char* name;
  std::function<void()> body;
  std::unique_ptr<Mark> mark;
};

void* run(void* argument) {
  const std::unique_ptr<Start> start(static_cast<Start*>(argument));
  pthread_setname_np(pthread_self(), start->name);
  const bool marked = pthread_setspecific(mark_key(), start->mark.get()) == 0;  // there may be no memory for it
  if (marked) static_cast<void>(start->mark.release());
  start->body();
  if (!marked) start->mark->end();
  return nullptr;
}

// The thread begins with every signal blocked.
int create(pthread_t& thread, Start* start) noexcept {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int failure = pthread_create(&thread, nullptr, &run, start);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return failure;
}

// By a clock that nobody sets. ThreadSanitizer does not know the function that takes it.
#ifdef __SANITIZE_THREAD__
constexpr clockid_t kClock = CLOCK_REALTIME;
int join_until(pthread_t thread, const timespec& until) noexcept {
  return pthread_timedjoin_np(thread, nullptr, &until);
}
#else
constexpr clockid_t kClock = CLOCK_MONOTONIC;
int join_until(pthread_t thread, const timespec& until) noexcept {
  return pthread_clockjoin_np(thread, nullptr, kClock, &until);
}
#endif

timespec in_a_moment() noexcept {
  constexpr long kMoment = 10'000'000;  // nanoseconds
  timespec time{};
  clock_gettime(kClock, &time);
  time.tv_nsec += kMoment;
  if (time.tv_nsec >= 1'000'000'000) {
    ++time.tv_sec;
    time.tv_nsec -= 1'000'000'000;
  }
  return time;
}

}  // namespace

RuntimeThread::RuntimeThread(const char* name, std::function<void()> body) {
  if (!made_key()) throw std::system_error(EAGAIN, std::generic_category(), name);
  fate_ = std::make_shared<Fate>();
  auto mark = std::make_unique<Mark>(Mark{[fate = fate_] { fate->end(); }});
  auto start = std::make_unique<Start>(Start{name, std::move(body), std::move(mark)});
  if (const int failure = create(thread_, start.get()); failure != 0) {
    throw std::system_error(failure, std::generic_category(), name);
  }
  static_cast<void>(start.release());  // the thread's now
  joinable_ = true;
}

RuntimeThread::RuntimeThread() noexcept = default;

RuntimeThread::RuntimeThread(RuntimeThread&& other) noexcept
    : fate_(std::move(other.fate_)), thread_(other.thread_), joinable_(std::exchange(other.joinable_, false)) {}

RuntimeThread& RuntimeThread::operator=(RuntimeThread&& other) noexcept {
  detach();
  fate_ = std::move(other.fate_);
  thread_ = other.thread_;
  joinable_ = std::exchange(other.joinable_, false);
  return *this;
}

RuntimeThread::~RuntimeThread() {
  detach();
}

bool RuntimeThread::join(const std::function<bool()>& expired) noexcept {
  if (!joinable_) return true;
  if (id() == std::this_thread::get_id()) {
    detach();
    return false;
  }
  for (;;) {
    const timespec until = in_a_moment();
    if (join_until(thread_, until) != ETIMEDOUT) {
      joinable_ = false;
      return true;
    }
    if (!expired || !expired()) continue;
    detach();
    return false;
  }
}

void RuntimeThread::detach() noexcept {
  if (!std::exchange(joinable_, false)) return;
  fate_->give_up();
  pthread_detach(thread_);
}

bool RuntimeThread::any_outlived() noexcept {
  return outlived.load() != 0;
}

bool on_runtime_thread() noexcept {
  return made_key() && pthread_getspecific(mark_key()) != nullptr;
}

void runtime_thread_stays() noexcept {
  if (on_runtime_thread()) static_cast<Mark*>(pthread_getspecific(mark_key()))->end();
}

}  // namespace postroom::lifecycle
