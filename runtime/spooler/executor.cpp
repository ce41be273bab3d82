// SPDX-License-Identifier: Apache-2.0
#include "runtime/spooler/executor.hpp"

#include "runtime/lifecycle/acting_thread.hpp"
#include "runtime/lifecycle/runtime_thread.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>
#include <postroom/mutex.hpp>

#include <cxxabi.h>
#include <sys/random.h>

#include <map>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace postroom::spooler {
namespace {

class ThreadLane final : public Lane {
  // What the thread needs, owned jointly with it: an abandoned thread outlives the lane.
  struct State {
    kit::Mutex mutex;
    kit::Condition changed;
    // By time and then by the order of posting.
    std::map<std::pair<Instant, std::uint64_t>, Task> tasks POSTROOM_GUARDED_BY(mutex);
    std::uint64_t posted POSTROOM_GUARDED_BY(mutex) = 0;
    bool closed POSTROOM_GUARDED_BY(mutex) = false;
    bool ended POSTROOM_GUARDED_BY(mutex) = false;
  };

 public:
  explicit ThreadLane(const char* name) : state_(std::make_shared<State>()) {
    thread_ = lifecycle::RuntimeThread(name, [state = state_] { run(*state); });
    id_ = thread_.id();
  }
  ~ThreadLane() override { close(Deadline::in(std::chrono::milliseconds(1))); }

  void post(Task task) override { post_at(Instant::min(), std::move(task)); }

  void post_at(Instant when, Task task) override {
    const kit::Lock lock(state_->mutex);
    if (state_->closed) return;
    state_->tasks.emplace(std::pair(when, state_->posted++), std::move(task));
    state_->changed.notify_all();
  }

  bool inside() const noexcept override { return std::this_thread::get_id() == id_; }

  bool close(Deadline deadline) noexcept override {
    decltype(State::tasks) dropped;  // destroyed without the lock: a task may own the last reference to anything
    bool ended = false;
    {
      kit::Lock lock(state_->mutex);
      state_->closed = true;
      dropped.swap(state_->tasks);
      state_->changed.notify_all();
      if (!thread_.joinable()) return true;
      while (!inside() && !state_->ended && !deadline.expired()) {
        state_->changed.wait_until(state_->mutex, std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
      }
      ended = state_->ended;
    }
    if (ended) return thread_.join(deadline);  // what a provider has left on it is destroyed after its end (J-114)
    thread_.detach();
    return false;
  }

 private:
  // Whoever waits for the thread's end learns of it, also when a provider ends the thread (pthread_exit).
  struct End {
    State& state;
    ~End() {
      const kit::Lock lock(state.mutex);
      state.ended = state.closed = true;
      state.changed.notify_all();
    }
  };

  static void run(State& state) {
    const lifecycle::OwnThread own;
    const End end{state};
    kit::Lock lock(state.mutex);
    while (!state.closed) {
      if (state.tasks.empty()) {
        state.changed.wait(state.mutex);
        continue;
      }
      const auto first = state.tasks.begin();
      const Instant due = first->first.first;
      if (due > std::chrono::steady_clock::now()) {
        state.changed.wait_until(state.mutex, due);
        continue;
      }
      Task task = std::move(first->second);
      state.tasks.erase(first);
      lock.unlock();
      try {
        task();
      } catch (const abi::__forced_unwind&) {
        trace::record(trace::Event::note, {}, {.method = "spooler thread ended", .detail = "by a provider"});
        throw;
      } catch (...) {
        std::string what;
        static_cast<void>(kit::current_failure(what));
        trace::record(trace::Event::note, {}, {.method = "spooler task failed", .detail = what});
      }
      task = nullptr;  // what it owned goes without the lock
      lock.lock();
    }
  }

  const std::shared_ptr<State> state_;
  lifecycle::RuntimeThread thread_;
  std::thread::id id_;
};

class ThreadExecutor final : public Executor {
 public:
  const Clock& clock() const noexcept override { return Clock::steady(); }

  std::uint64_t random() noexcept override {
    std::uint64_t bits = 0;
    static_cast<void>(!::getrandom(&bits, sizeof bits, 0));
    return bits;
  }

  std::shared_ptr<Lane> make_lane(const char* name) override { return std::make_shared<ThreadLane>(name); }

  bool wait(const std::function<bool()>& done, Deadline deadline) override {
    for (;;) {
      std::uint64_t before = 0;
      {
        const kit::Lock lock(mutex_);
        before = wakes_;
      }
      if (done()) return true;
      if (deadline.expired()) return false;
      const kit::Lock lock(mutex_);
      if (wakes_ != before) continue;  // something happened after the question
      // The deadline's clock may not be this one: it is looked at now and then.
      static_cast<void>(woken_.wait_until(
          mutex_,
          std::chrono::steady_clock::now() + std::min<Duration>(deadline.left(), std::chrono::milliseconds(50))));
    }
  }

  void wake() noexcept override {
    const kit::Lock lock(mutex_);
    ++wakes_;
    woken_.notify_all();
  }

 private:
  kit::Mutex mutex_;
  kit::Condition woken_;
  std::uint64_t wakes_ POSTROOM_GUARDED_BY(mutex_) = 0;
};

}  // namespace

std::shared_ptr<Lane> Executor::make_lane_for(const std::string& whom, const char* name) {
  try {
    return make_lane(name);
  } catch (const std::system_error& failure) {
    kit::fail(MAPI_E_NOT_ENOUGH_RESOURCES, "no thread can be started for " + whom + ": " + failure.code().message() +
                                               "; end other programs, or raise the limit (ulimit -u)");
  }
}

Executor& Executor::threads() {
  static auto* const executor = new ThreadExecutor;  // never freed: a thread may outlive everything
  return *executor;
}

}  // namespace postroom::spooler
