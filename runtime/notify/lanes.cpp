// SPDX-License-Identifier: Apache-2.0
//
// Which thread delivers what: lanes, the end of their threads, and sinks that are bound to one (K-20).
#include "runtime/notify/engine_state.hpp"

#include <postroom/failure.hpp>

#include <utility>

namespace postroom::notify {
namespace {

// A thread's hold on its lane, kept in thread-specific data so that the end of the thread is noticed.
struct LaneHandle {
  std::weak_ptr<Engine::State> state;
  std::shared_ptr<Lane> lane;
};

void end_lane_of_thread(void* handle) {
  const std::unique_ptr<LaneHandle> ended(static_cast<LaneHandle*>(handle));
  if (const auto state = ended->state.lock()) state->end_lane(*ended->lane);
}

}  // namespace

Engine::State::State() {
  pthread_key_create(&lane_key_, end_lane_of_thread);
}

Engine::State::~State() {
  delete static_cast<LaneHandle*>(pthread_getspecific(lane_key_));
  pthread_key_delete(lane_key_);
}

Lane* Engine::State::known_lane_of_this_thread() const noexcept {
  const auto* handle = static_cast<const LaneHandle*>(pthread_getspecific(lane_key_));
  return handle == nullptr ? nullptr : handle->lane.get();
}

std::shared_ptr<Lane> Engine::State::lane_of_this_thread() {
  auto* handle = static_cast<LaneHandle*>(pthread_getspecific(lane_key_));
  if (handle == nullptr) {
    auto made = std::make_unique<LaneHandle>(LaneHandle{weak_from_this(), std::make_shared<Lane>()});
    const kit::Lock lock(mutex_);
    std::erase_if(lanes_, [](const auto& weak) { return weak.expired(); });
    lanes_.push_back(made->lane);
    if (pthread_setspecific(lane_key_, made.get()) != 0) kit::fail(MAPI_E_NOT_ENOUGH_MEMORY, "out of memory");
    handle = made.release();
  }
  return handle->lane;
}

std::shared_ptr<Target> Engine::State::bind(IMAPIAdviseSink* sink, std::shared_ptr<Lane>& lane) {
  kit::require(sink != nullptr, "the advise sink is null");
  lane = lane_of_this_thread();
  auto target = std::make_shared<Target>();
  target->bound = true;
  target->mask = ~0U;
  target->sink = kit::com_ptr<IMAPIAdviseSink>::share(sink);
  const kit::Lock lock(mutex_);
  std::erase_if(lane->bound, [](const auto& weak) { return weak.expired(); });
  lane->bound.push_back(target);
  return target;
}

void Engine::State::queue_bound(const std::shared_ptr<Target>& target, Lane& lane,
                                std::span<const NOTIFICATION> notifications) {
  Selection selection(std::make_shared<const Batch>(notifications), target->mask);
  const kit::Lock lock(mutex_);
  if (!target->cancelled) queue(lane, target, std::move(selection));
}

void Engine::State::end_bound(const std::shared_ptr<Target>& target) {
  {
    const kit::Lock lock(mutex_);
    target->cancelled = true;
  }
  end(
      {target}, [] { return true; }, std::this_thread::get_id());
}

void Engine::State::end_lane(Lane& lane) {
  std::vector<std::shared_ptr<Target>> ended;
  {
    const kit::Lock lock(mutex_);
    lane.ended = true;
    drop(lane, [](const Queued&) { return true; });
    for (const auto& weak : lane.bound) {
      if (auto target = weak.lock()) ended.push_back(std::move(target));
    }
  }
  for (const auto& target : ended) end_bound(target);
}

}  // namespace postroom::notify
