// SPDX-License-Identifier: Apache-2.0
#include "kit/store/live_rows.hpp"

#include "kit/store/store_core.hpp"

#include <mapitags.h>

#include <map>

namespace postroom::kit::store {

LiveRows::LiveRows(std::shared_ptr<StoreCore> core, std::vector<ULONG> default_columns)
    : core_(std::move(core)),
      default_columns_(std::move(default_columns)),
      table_(MemoryTable::create(PR_INSTANCE_KEY, default_columns_)) {}

std::vector<ULONG> LiveRows::columns() {
  return loaded()->columns();
}

std::vector<ULONG> LiveRows::default_columns() {
  return default_columns_;
}

std::unique_ptr<TableRows> LiveRows::open(const Restriction* restriction, const SortOrder& order,
                                          std::weak_ptr<TableListener> listener) {
  return loaded()->open(restriction, order, std::move(listener));
}

std::shared_ptr<MemoryTable> LiveRows::loaded() {
  const Lock lock(mutex_);
  if (loaded_) return table_;
  if (!listening_) {
    core_->events().listen(std::weak_ptr<EventListener>(std::shared_ptr<EventListener>(shared_from_this(), this)));
    listening_ = true;
  }
  // No view is open yet, so the table tells nobody while the lock is held.
  const auto snapshot = core_->read();
  table_->put(read_all(*snapshot));
  loaded_ = true;
  return table_;
}

void LiveRows::store_changed(std::span<const StoreEvent> events) noexcept {
  try {
    std::vector<ObjectId> ids;
    for (const StoreEvent& event : events) {
      const std::size_t before = ids.size();
      if (concerns(event, ids) && ids.size() == before) ids.push_back(ObjectId{});
    }
    if (ids.empty()) return;
    {
      const Lock lock(mutex_);
      changed_.insert(changed_.end(), ids.begin(), ids.end());
      if (!loaded_ || working_) return;  // read later, or by the thread that is at it
      working_ = true;
    }
    work_off();
  } catch (...) {  // the store was logged off meanwhile: nobody can look at the table any more
    const Lock lock(mutex_);
    working_ = false;
  }
}

void LiveRows::work_off() {
  for (;;) {
    ObjectId next;
    {
      const Lock lock(mutex_);
      if (changed_.empty()) {
        working_ = false;
        return;
      }
      next = changed_.front();
      changed_.pop_front();
    }
    if (next.is_zero()) {
      refresh_all();
    } else {
      refresh(next);
    }
  }
}

void LiveRows::refresh(const ObjectId& id) {
  std::optional<PropertyBag> row;
  {
    const auto snapshot = core_->read();
    row = read_one(*snapshot, id);
  }
  if (row) {
    table_->put(std::move(*row));
  } else {
    table_->erase(PropertyValue(PR_INSTANCE_KEY, id.view()));
  }
}

void LiveRows::refresh_all() {
  std::vector<PropertyBag> now;
  {
    const auto snapshot = core_->read();
    now = read_all(*snapshot);
  }
  std::map<std::string, SharedBag, std::less<>> before;
  for (SharedBag& row : table_->rows()) before.emplace(row->binary(PR_INSTANCE_KEY), row);
  std::vector<PropertyBag> changed;
  for (PropertyBag& row : now) {
    const auto known = before.find(row.binary(PR_INSTANCE_KEY));
    if (known == before.end()) {
      changed.push_back(std::move(row));
      continue;
    }
    if (!(*known->second == row)) changed.push_back(std::move(row));
    before.erase(known);
  }
  std::vector<PropertyValue> gone;
  gone.reserve(before.size());
  for (const auto& [key, row] : before) gone.emplace_back(PR_INSTANCE_KEY, key);
  if (!gone.empty()) table_->erase(gone);
  if (!changed.empty()) table_->put(std::move(changed));
}

}  // namespace postroom::kit::store
