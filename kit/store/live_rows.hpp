// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/events.hpp"

#include <postroom/memory_table.hpp>
#include <postroom/mutex.hpp>
#include <postroom/store/backend.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace postroom::kit::store {

class StoreCore;

// A table of the store whose rows are kept in memory and follow the store: what hierarchy tables and the outgoing queue
// are, and contents tables where the backend cannot restrict or sort by itself.
//
// Nothing is read before the first view. Thread-safe: events come from any thread, and are worked off by one at a time
// without a lock, since views tell their sinks.
class LiveRows : public TableModel, public EventListener, public std::enable_shared_from_this<LiveRows> {
 public:
  std::vector<ULONG> columns() override;
  std::vector<ULONG> default_columns() override;
  std::unique_ptr<TableRows> open(const Restriction* restriction, const SortOrder& order,
                                  std::weak_ptr<TableListener> listener) override;
  void store_changed(std::span<const StoreEvent> events) noexcept override;

 protected:
  LiveRows(std::shared_ptr<StoreCore> core, std::vector<ULONG> default_columns);
  ~LiveRows() override = default;

  StoreCore& core() const noexcept { return *core_; }

  // All rows, with PR_INSTANCE_KEY.
  virtual std::vector<PropertyBag> read_all(Snapshot& snapshot) = 0;
  // The rows that this event may have changed: true, and the id of one, or zero when all must be read anew.
  virtual bool concerns(const StoreEvent& event, std::vector<ObjectId>& ids) = 0;
  // The row of one object as it is now.
  virtual std::optional<PropertyBag> read_one(Snapshot& snapshot, const ObjectId& id) = 0;

 private:
  std::shared_ptr<MemoryTable> loaded();
  void work_off();
  void refresh(const ObjectId& id);
  void refresh_all();

  const std::shared_ptr<StoreCore> core_;
  const std::vector<ULONG> default_columns_;
  const std::shared_ptr<MemoryTable> table_;
  Mutex mutex_;
  bool listening_ POSTROOM_GUARDED_BY(mutex_) = false;
  bool loaded_ POSTROOM_GUARDED_BY(mutex_) = false;
  bool working_ POSTROOM_GUARDED_BY(mutex_) = false;
  std::deque<ObjectId> changed_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::store
