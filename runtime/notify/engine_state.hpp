// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/runtime_thread.hpp"
#include "runtime/notify/engine.hpp"
#include "runtime/notify/target.hpp"

#include <postroom/mutex.hpp>

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace postroom::notify {

// The deliveries that one thread makes: the own thread's, the initialising thread's, or that of a thread that bound a
// sink to itself. Guarded by the engine's mutex, but for `delivering`, which is the thread's own.
struct Lane {
  std::deque<Queued> queue;
  bool passive = true;  // waits for its thread to call pump() or dispatch()
  int delivering = 0;   // how many pump() and dispatch() of the thread are at work
  bool ended = false;   // the thread is gone: what comes is dropped (A-8, K-20)
  int descriptor = -1;  // an eventfd that is readable while the queue is not empty
  std::vector<std::weak_ptr<Target>> bound;
};

// What the engine, its thread and thread-bound sinks share. See engine.hpp for the promises.
class Engine::State : public std::enable_shared_from_this<Engine::State> {
 public:
  State();
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void start(Delivery delivery);
  void stop(const Expired& expired, Thread caller);
  bool started() const noexcept { return started_.load(std::memory_order_acquire); }

  ULONG subscribe(Owner owner, std::string key, ULONG mask, ULONG flags, IMAPIAdviseSink* sink);
  HRESULT unsubscribe(Owner owner, ULONG connection, const Expired& expired, Thread caller);
  HRESULT notify(std::string_view key, std::span<const NOTIFICATION> notifications, ULONG* flags);
  HRESULT notify(ULONG connection, std::span<const NOTIFICATION> notifications);

  // Delivers what waits for this thread; inside OnNotify only when `nested`.
  void pump(bool nested);
  void drain(std::uint32_t session, const Expired& expired, Thread caller);
  bool cancel_owner(Owner owner, const Expired& expired, Thread caller);
  bool cancel_session(std::uint32_t session, const Expired& expired, Thread caller);

  int descriptor() const noexcept { return descriptor_.load(std::memory_order_acquire); }
  bool any_of_session(std::uint32_t session) const;
  std::size_t registrations() const;

  // For thread-bound sinks: makes the inner target, queues for it on its lane, and ends it.
  std::shared_ptr<Target> bind(IMAPIAdviseSink* sink, std::shared_ptr<Lane>& lane);
  void queue_bound(const std::shared_ptr<Target>& target, Lane& lane, std::span<const NOTIFICATION> notifications);
  void end_bound(const std::shared_ptr<Target>& target);
  // A registration finds out here that its sink is a wrapper of ours; a client's sink is never asked, since it may
  // answer anything.
  void remember_wrapper(const IMAPIAdviseSink* wrapper, std::shared_ptr<Target> inner);
  void forget_wrapper(const IMAPIAdviseSink* wrapper);
  // The thread of `lane` has ended.
  void end_lane(Lane& lane);

 private:
  struct Worker {
    bool stop = false;
    bool done = false;
    lifecycle::RuntimeThread thread;
  };

  class Frame;

  template <class Wanted>
  bool cancel(Wanted&& wanted, const Expired& expired, Thread caller) POSTROOM_EXCLUDES(mutex_);
  void queue(Lane& lane, std::shared_ptr<Target> target, Selection&& selection) POSTROOM_REQUIRES(mutex_);
  template <class Unwanted>
  void drop(Lane& lane, Unwanted&& unwanted) POSTROOM_REQUIRES(mutex_);
  void emptied(Lane& lane) POSTROOM_REQUIRES(mutex_);
  // Calls the sink of the lane's first delivery; false when there was none.
  bool deliver_one(Lane& lane) POSTROOM_EXCLUDES(mutex_);
  ULONG call_sink(const std::shared_ptr<Target>& target, Selection& selection) POSTROOM_EXCLUDES(mutex_);
  void forget(const std::shared_ptr<Target>& target) POSTROOM_REQUIRES(mutex_);
  bool end(const std::vector<std::shared_ptr<Target>>& targets, const Expired& expired, Thread caller)
      POSTROOM_EXCLUDES(mutex_);
  template <class Condition>
  bool wait_until(Condition&& condition, const Expired& expired) POSTROOM_REQUIRES(mutex_);
  static void run(const std::shared_ptr<State>& state, const std::shared_ptr<Worker>& worker,
                  const std::shared_ptr<Lane>& lane);
  void stop_worker(const Expired& expired, Thread caller);
  std::shared_ptr<Lane> lane_of_this_thread();
  Lane* known_lane_of_this_thread() const noexcept;

  pthread_key_t lane_key_ = 0;
  std::atomic<bool> started_{false};
  std::atomic<int> descriptor_{-1};
  std::atomic<std::size_t> waiting_{0};  // deliveries in passive lanes: lets pump() cost one load

  mutable kit::Mutex mutex_;  // guards all that follows and every Target and Lane
  kit::Condition changed_;    // a queue got longer, OnNotify returned, or the thread is to end or has ended
  std::map<ULONG, std::shared_ptr<Target>> by_connection_ POSTROOM_GUARDED_BY(mutex_);
  std::map<const IMAPIAdviseSink*, std::shared_ptr<Target>> wrappers_ POSTROOM_GUARDED_BY(mutex_);
  std::unordered_map<std::string, std::vector<std::shared_ptr<Target>>> by_key_ POSTROOM_GUARDED_BY(mutex_);
  ULONG last_connection_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::uint64_t next_delivery_ POSTROOM_GUARDED_BY(mutex_) = 1;
  std::shared_ptr<Lane> main_lane_ POSTROOM_GUARDED_BY(mutex_);
  std::vector<std::weak_ptr<Lane>> lanes_ POSTROOM_GUARDED_BY(mutex_);
  std::shared_ptr<Worker> worker_ POSTROOM_GUARDED_BY(mutex_);
};

template <class Unwanted>
void Engine::State::drop(Lane& lane, Unwanted&& unwanted) {
  const std::size_t dropped = std::erase_if(lane.queue, unwanted);
  if (dropped == 0) return;
  if (lane.passive) waiting_.fetch_sub(dropped, std::memory_order_relaxed);
  emptied(lane);
}

template <class Condition>
bool Engine::State::wait_until(Condition&& condition, const Expired& expired) {
  constexpr auto kPoll = std::chrono::milliseconds(5);
  while (!condition()) {
    if (expired && expired()) return false;
    changed_.wait_until(mutex_, std::chrono::steady_clock::now() + kPoll);
  }
  return true;
}

}  // namespace postroom::notify
