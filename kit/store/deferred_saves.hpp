// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/events.hpp"

#include <postroom/failure.hpp>
#include <postroom/mutex.hpp>
#include <postroom/store/backend.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace postroom::kit::store {

class MessageDraft;
class StoreCore;

// New messages of one logon that were saved with MAPI_DEFERRED_ERRORS and nothing else, so that only Release may follow
// (M-24): they wait here to be written together, in one transaction, which costs far less than one for each.
//
// Everything that the logon reads or writes has them written first, so its client never misses one; others see them
// when they are written. They are written when there are kMost of them or kMostBytes in them, when the folder or the
// store is saved, and at logoff. What then fails is said by the SaveChanges of the folder or store, or by that of the
// message that filled the group (O-19).
//
// Thread-safe. Holds a mutex while the backend is called, and none while sinks are.
class DeferredSaves {
 public:
  static constexpr std::size_t kMost = 256;
  static constexpr std::size_t kMostBytes = 16 << 20;

  explicit DeferredSaves(StoreCore& core) : core_(core) {}
  ~DeferredSaves();

  // REQUIRES: nobody changes the message any more, and the caller does not hold its mutex.
  void add(std::shared_ptr<MessageDraft> message, std::uint64_t size);
  // Writes those that wait. A failure is kept for settle().
  void write_out() noexcept {
    if (waiting_.load(std::memory_order_acquire)) write_all();
  }
  // Writes those that wait, and throws the first failure since the last time.
  void settle();

 private:
  using Messages = std::vector<std::shared_ptr<MessageDraft>>;

  void write_all() noexcept;
  void write(const Messages& messages, std::vector<StoreEvent>& events);
  void keep_failure() noexcept;

  StoreCore& core_;
  Mutex writing_;  // one group after the other; taken before mutex_ and before the messages' own
  Mutex mutex_;
  std::atomic<bool> waiting_{false};  // whether there is anything to write: what every read asks
  Messages messages_ POSTROOM_GUARDED_BY(mutex_);
  std::uint64_t bytes_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::optional<Failure> failure_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::store
