// SPDX-License-Identifier: Apache-2.0
#include "runtime/notify/engine_state.hpp"

#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace postroom::notify {
namespace {

using trace::Event;
using Targets = std::vector<std::shared_ptr<Target>>;

trace::Subject subject(Owner owner) noexcept {
  return {owner.session, owner.logon, 0, {}};
}

}  // namespace

// One OnNotify that runs. At its end it lets the target go; for a cancelled one, the last frame releases the sink, and
// only then leaves, so that who waits for it knows that nothing of the client's is used any more.
class Engine::State::Frame {
 public:
  // The caller has entered this thread in target->inside.
  Frame(State& state, std::shared_ptr<Target> target) noexcept : state_(state), target_(std::move(target)) {}
  ~Frame() {
    kit::Lock lock(state_.mutex_);
    if (target_->cancelled && target_->inside.size() == 1) {
      kit::com_ptr<IMAPIAdviseSink> sink = std::exchange(target_->sink, {});
      lock.unlock();
      if (sink) release(*target_, std::move(sink));
      lock.lock();
    }
    auto& inside = target_->inside;
    inside.erase(std::find(inside.begin(), inside.end(), std::this_thread::get_id()));
    state_.changed_.notify_all();
  }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  static void release(const Target& target, kit::com_ptr<IMAPIAdviseSink> sink) noexcept {
    sink.reset();
    if (!target.bound) trace::record(Event::sink_released, subject(target.owner), {.answer = target.connection});
  }

 private:
  State& state_;
  const std::shared_ptr<Target> target_;
};

// ---- start and stop

void Engine::State::start(Delivery delivery) {
  auto lane = delivery == Delivery::own_thread ? std::make_shared<Lane>() : lane_of_this_thread();
  const kit::Lock lock(mutex_);
  if (started()) return;
  if (delivery == Delivery::own_thread) {
    lane->passive = false;
    worker_ = std::make_shared<Worker>();
    try {
      worker_->thread = lifecycle::RuntimeThread(
          "postroom-notify", [self = shared_from_this(), worker = worker_, lane] { run(self, worker, lane); });
    } catch (const std::system_error& error) {
      worker_.reset();
      kit::fail(MAPI_E_INVALID_OBJECT, "the notification thread cannot be started", error.what());
    }
  } else {
    lane->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (lane->descriptor < 0) kit::fail(MAPI_E_INVALID_OBJECT, "no descriptor is left for notifications");
    descriptor_.store(lane->descriptor, std::memory_order_release);
  }
  main_lane_ = std::move(lane);
  started_.store(true, std::memory_order_release);
}

void Engine::State::stop(const Expired& expired, Thread caller) {
  started_.store(false, std::memory_order_release);
  cancel([](const Target&) { return true; }, expired, caller);
  stop_worker(expired, caller);
  const kit::Lock lock(mutex_);
  for (const auto& weak : lanes_) {
    if (const auto lane = weak.lock()) drop(*lane, [](const Queued&) { return true; });
  }
  if (const int descriptor = descriptor_.exchange(-1); descriptor >= 0) {
    main_lane_->descriptor = -1;
    ::close(descriptor);
  }
  main_lane_.reset();
}

void Engine::State::stop_worker(const Expired& expired, Thread caller) {
  std::shared_ptr<Worker> worker;
  bool done = false;
  {
    const kit::Lock lock(mutex_);
    worker = std::exchange(worker_, nullptr);
    if (!worker) return;
    worker->stop = true;
    changed_.notify_all();
    // From inside a sink on that very thread there is nothing to wait for: it ends after the frame.
    if (worker->thread.id() != caller && worker->thread.id() != std::this_thread::get_id()) {
      done = wait_until([&] { return worker->done; }, expired);
    }
  }
  if (done) {
    worker->thread.join(expired);
  } else {
    worker->thread.detach();
  }
}

void Engine::State::run(const std::shared_ptr<State>& state, const std::shared_ptr<Worker>& worker,
                        const std::shared_ptr<Lane>& lane) {
  kit::Lock lock(state->mutex_);
  while (!worker->stop) {
    if (lane->queue.empty()) {
      state->changed_.wait(state->mutex_);
      continue;
    }
    lock.unlock();
    state->deliver_one(*lane);
    lock.lock();
  }
  worker->done = true;
  state->changed_.notify_all();
}

// ---- registrations

ULONG Engine::State::subscribe(Owner owner, std::string key, ULONG mask, ULONG flags, IMAPIAdviseSink* sink) {
  kit::require(!key.empty(), "the notification key is empty");
  kit::require(sink != nullptr, "the advise sink is null");
  kit::require_flags(flags, NOTIFY_SYNC);
  auto target = std::make_shared<Target>();
  target->owner = owner;
  target->key = std::move(key);
  target->mask = mask;
  target->synchronous = (flags & NOTIFY_SYNC) != 0;
  target->sink = kit::com_ptr<IMAPIAdviseSink>::share(sink);
  {
    const kit::Lock lock(mutex_);
    if (const auto wrapper = wrappers_.find(sink); wrapper != wrappers_.end()) target->behind = wrapper->second;
  }
  // D-15
  kit::require(!target->behind || !target->synchronous, "a sink that is bound to a thread cannot be synchronous");
  {
    const kit::Lock lock(mutex_);
    if (!started()) kit::fail(MAPI_E_NOT_INITIALIZED, "notifications are not started");
    do {
      ++last_connection_;
    } while (last_connection_ == 0 || by_connection_.contains(last_connection_));
    target->connection = last_connection_;
    by_key_[target->key].push_back(target);
    by_connection_.emplace(target->connection, target);
    // Under the lock, as its end below: the trace has both in the order in which they happened (J-82).
    trace::record(Event::subscribe, subject(owner), {.request = mask, .answer = target->connection});
  }
  return target->connection;
}

void Engine::State::remember_wrapper(const IMAPIAdviseSink* wrapper, std::shared_ptr<Target> inner) {
  const kit::Lock lock(mutex_);
  wrappers_.emplace(wrapper, std::move(inner));
}

void Engine::State::forget_wrapper(const IMAPIAdviseSink* wrapper) {
  const kit::Lock lock(mutex_);
  wrappers_.erase(wrapper);
}

void Engine::State::forget(const std::shared_ptr<Target>& target) {
  by_connection_.erase(target->connection);
  const auto with_key = by_key_.find(target->key);
  if (with_key == by_key_.end()) return;
  std::erase(with_key->second, target);
  if (with_key->second.empty()) by_key_.erase(with_key);
}

HRESULT Engine::State::unsubscribe(Owner owner, ULONG connection, const Expired& expired, Thread caller) {
  if (connection == 0) return MAPI_E_INVALID_PARAMETER;
  std::shared_ptr<Target> target;
  {
    const kit::Lock lock(mutex_);
    const auto found = by_connection_.find(connection);
    if (found == by_connection_.end() || found->second->owner.session != owner.session ||
        found->second->owner.logon != owner.logon) {
      return MAPI_E_NOT_FOUND;
    }
    target = found->second;
    forget(target);
    target->cancelled = true;
    trace::record(Event::unsubscribe, subject(owner), {.answer = connection});
  }
  end({target}, expired, caller);
  return S_OK;
}

template <class Wanted>
bool Engine::State::cancel(Wanted&& wanted, const Expired& expired, Thread caller) {
  Targets targets;
  {
    const kit::Lock lock(mutex_);
    for (const auto& [connection, target] : by_connection_) {
      if (wanted(*target)) targets.push_back(target);
    }
    for (const auto& target : targets) {
      forget(target);
      target->cancelled = true;
      trace::record(Event::unsubscribe, subject(target->owner), {.answer = target->connection});
    }
  }
  return end(targets, expired, caller);
}

bool Engine::State::cancel_owner(Owner owner, const Expired& expired, Thread caller) {
  return cancel(
      [=](const Target& target) { return target.owner.session == owner.session && target.owner.logon == owner.logon; },
      expired, caller);
}

bool Engine::State::cancel_session(std::uint32_t session, const Expired& expired, Thread caller) {
  return cancel([=](const Target& target) { return target.owner.session == session; }, expired, caller);
}

// The second half of every cancellation: drops what is queued, releases the sinks that nobody is inside of, and waits
// for the others.
bool Engine::State::end(const Targets& targets, const Expired& expired, Thread caller) {
  std::vector<std::pair<std::shared_ptr<Target>, kit::com_ptr<IMAPIAdviseSink>>> idle;
  {
    const kit::Lock lock(mutex_);
    const auto unwanted = [&](const Queued& queued) {
      return queued.target->cancelled || std::any_of(targets.begin(), targets.end(), [&](const auto& target) {
               return target->behind == queued.target;
             });
    };
    for (const auto& weak : lanes_) {
      if (const auto lane = weak.lock()) drop(*lane, unwanted);
    }
    if (main_lane_) drop(*main_lane_, unwanted);
    for (const auto& target : targets) {
      if (target->inside.empty()) idle.emplace_back(target, std::exchange(target->sink, {}));
    }
  }
  for (auto& [target, sink] : idle) {
    if (sink) Frame::release(*target, std::move(sink));
  }
  const kit::Lock lock(mutex_);
  const auto over = [&] {
    return std::none_of(targets.begin(), targets.end(), [&](const auto& target) {
      return target->inside_other_than(caller) || (target->behind && target->behind->inside_other_than(caller));
    });
  };
  return wait_until(over, expired);
}

// ---- queueing

void Engine::State::queue(Lane& lane, std::shared_ptr<Target> target, Selection&& selection) {
  if (lane.ended) return;
  const bool was_empty = lane.queue.empty();
  lane.queue.push_back({std::move(target), std::move(selection), next_delivery_++});
  if (lane.passive) waiting_.fetch_add(1, std::memory_order_release);
  if (was_empty && lane.descriptor >= 0) eventfd_write(lane.descriptor, 1);
  changed_.notify_all();
}

void Engine::State::emptied(Lane& lane) {
  if (!lane.queue.empty()) return;
  eventfd_t ignored = 0;
  if (lane.descriptor >= 0) eventfd_read(lane.descriptor, &ignored);
  changed_.notify_all();
}

HRESULT Engine::State::notify(std::string_view key, std::span<const NOTIFICATION> notifications, ULONG* flags) {
  kit::require(!key.empty(), "the notification key is empty");
  kit::require(flags != nullptr, "lpulFlags is null");
  kit::require_flags(*flags, MAPI_UNICODE);
  *flags = 0;
  kit::require(!notifications.empty(), "there is no notification");
  Targets targets;
  {
    const kit::Lock lock(mutex_);
    const auto found = by_key_.find(std::string(key));
    if (found == by_key_.end()) return S_OK;
    targets = found->second;
  }
  const auto batch = std::make_shared<const Batch>(notifications);
  // Sinks that are called on the spot come first: one of them may stop the rest (D-16).
  for (const auto& target : targets) {
    if (!target->synchronous) continue;
    Selection selection(batch, target->mask);
    if (selection.empty()) continue;
    {
      const kit::Lock lock(mutex_);
      if (target->cancelled) continue;
      target->inside.push_back(std::this_thread::get_id());
    }
    if (call_sink(target, selection) == CALLBACK_DISCONTINUE) {
      *flags = NOTIFY_CANCELED;
      return S_OK;
    }
  }
  std::uint32_t matched = 0;
  for (const auto& target : targets) {
    if (target->synchronous) continue;
    Selection selection(batch, target->mask);
    if (selection.empty()) continue;
    const kit::Lock lock(mutex_);
    if (target->cancelled || !main_lane_) continue;
    queue(*main_lane_, target, std::move(selection));
    ++matched;
  }
  trace::record(Event::notify, {}, {.request = static_cast<std::uint32_t>(notifications.size()), .answer = matched});
  return S_OK;
}

HRESULT Engine::State::notify(ULONG connection, std::span<const NOTIFICATION> notifications) {
  const auto batch = std::make_shared<const Batch>(notifications);
  const kit::Lock lock(mutex_);
  const auto found = by_connection_.find(connection);
  if (found == by_connection_.end()) return MAPI_E_NOT_FOUND;
  Selection selection(batch, found->second->mask);
  if (!selection.empty() && main_lane_) queue(*main_lane_, found->second, std::move(selection));
  return S_OK;
}

bool Engine::State::any_of_session(std::uint32_t session) const {
  const kit::Lock lock(mutex_);
  return std::any_of(by_connection_.begin(), by_connection_.end(),
                     [=](const auto& known) { return known.second->owner.session == session; });
}

std::size_t Engine::State::registrations() const {
  const kit::Lock lock(mutex_);
  return by_connection_.size();
}

// ---- delivery

ULONG Engine::State::call_sink(const std::shared_ptr<Target>& target, Selection& selection) {
  const Frame frame(*this, target);
  ULONG result = 0;
  try {
    result = selection.deliver(*target->sink);
  } catch (...) {
    std::string what;
    result = static_cast<ULONG>(kit::current_failure(what));
    trace::record(Event::call_threw, subject(target->owner), {.method = "IMAPIAdviseSink::OnNotify", .detail = what});
  }
  trace::record(Event::on_notify, subject(target->owner),
                {.request = selection.size(), .answer = target->connection, .hresult = static_cast<HRESULT>(result)});
  return result;
}

bool Engine::State::deliver_one(Lane& lane) {
  std::shared_ptr<Target> target;
  std::optional<Selection> selection;
  {
    const kit::Lock lock(mutex_);
    while (!target && !lane.queue.empty()) {
      Queued next = std::move(lane.queue.front());
      lane.queue.pop_front();
      if (lane.passive) waiting_.fetch_sub(1, std::memory_order_relaxed);
      emptied(lane);
      if (next.target->cancelled) continue;
      next.target->inside.push_back(std::this_thread::get_id());
      target = std::move(next.target);
      selection.emplace(std::move(next.selection));
    }
  }
  if (!target) return false;
  call_sink(target, *selection);
  return true;
}

void Engine::State::pump(bool nested) {
  if (waiting_.load(std::memory_order_acquire) == 0) return;
  Lane* const lane = known_lane_of_this_thread();
  if (lane == nullptr || (!nested && lane->delivering > 0)) return;
  struct Depth {
    explicit Depth(int& depth) noexcept : depth_(depth) { ++depth_; }
    ~Depth() { --depth_; }
    int& depth_;
  } const depth(lane->delivering);
  while (deliver_one(*lane)) {
  }
}

void Engine::State::drain(std::uint32_t session, const Expired& expired, Thread caller) {
  std::shared_ptr<Lane> lane;
  {
    const kit::Lock lock(mutex_);
    lane = main_lane_;
  }
  if (!lane) return;
  if (lane->passive) {
    if (known_lane_of_this_thread() == lane.get()) pump(false);
    return;
  }
  const kit::Lock lock(mutex_);
  if (worker_ && (worker_->thread.id() == caller || worker_->thread.id() == std::this_thread::get_id())) return;
  const std::uint64_t mark = next_delivery_;
  const auto delivered = [&]() POSTROOM_NO_THREAD_SAFETY_ANALYSIS {  // the mutex is held: wait_until says so
    for (const Queued& queued : lane->queue) {
      if (queued.number < mark && queued.target->owner.session == session) return false;
    }
    for (const auto& [connection, target] : by_connection_) {
      if (target->owner.session == session && target->inside_other_than(caller)) return false;
    }
    return true;
  };
  wait_until(delivered, expired);
}

}  // namespace postroom::notify
