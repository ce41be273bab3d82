// SPDX-License-Identifier: Apache-2.0
#include "kit/store/deferred_saves.hpp"

#include "kit/store/message_draft.hpp"
#include "kit/store/store_core.hpp"

#include <utility>

namespace postroom::kit::store {

DeferredSaves::~DeferredSaves() = default;

void DeferredSaves::add(std::shared_ptr<MessageDraft> message, std::uint64_t size) {
  bool full = false;
  {
    const Lock lock(mutex_);
    messages_.push_back(std::move(message));
    bytes_ += size;
    full = messages_.size() >= kMost || bytes_ >= kMostBytes;
    waiting_.store(true, std::memory_order_release);
  }
  if (full) settle();
}

void DeferredSaves::settle() {
  write_out();
  std::optional<Failure> failure;
  {
    const Lock lock(mutex_);
    failure.swap(failure_);
  }
  if (failure) throw Failure(*failure);
}

void DeferredSaves::write_all() noexcept {
  std::vector<StoreEvent> events;
  {
    const Lock one_group(writing_);
    Messages group;
    {
      const Lock lock(mutex_);
      group.swap(messages_);
      bytes_ = 0;
    }
    try {
      if (!group.empty()) write(group, events);
    } catch (...) {
      // One of them may be to blame: the others are saved without it.
      for (const auto& message : group) {
        try {
          write({message}, events);
        } catch (...) {
          keep_failure();
        }
      }
    }
    const Lock lock(mutex_);
    waiting_.store(!messages_.empty(), std::memory_order_release);
  }
  core_.events().publish(events);
}

void DeferredSaves::write(const Messages& messages, std::vector<StoreEvent>& events) {
  const std::shared_ptr<StoreBackend> backend = core_.backend();
  const auto transaction = backend->write();
  for (const auto& message : messages) message->write_deferred(*transaction);
  const ChangeNumber commit = transaction->commit();
  for (const auto& message : messages) message->was_written(commit, events);
}

void DeferredSaves::keep_failure() noexcept {
  try {
    std::string what;
    const HRESULT code = current_failure(what);
    const Lock lock(mutex_);
    if (!failure_) failure_.emplace(code, std::move(what));
  } catch (...) {  // no memory for the words
  }
}

}  // namespace postroom::kit::store
