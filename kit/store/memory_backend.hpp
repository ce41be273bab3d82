// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mutex.hpp>
#include <postroom/store/backend.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace postroom::kit::store {

// What a store in memory holds. A value: a transaction works on a copy and commit() swaps it in, which is slow and
// obviously right; it is what other backends are compared with.
struct MemoryObject {
  ObjectInfo info;
  Bag properties;
  std::map<ULONG, std::string> streams;
  std::map<std::uint32_t, Bag> recipients;
  std::uint64_t arrival = 0;
};
struct MemoryState {
  std::map<ObjectId, std::shared_ptr<const MemoryObject>> objects;  // shared with other states until it is changed
  std::map<ObjectId, QueueEntry> queue;
  std::vector<NamedProperty> names;
  std::vector<Change> changes;
  ChangeNumber latest = 0;
  std::uint64_t next_arrival = 1;
  std::uint64_t next_sequence = 1;
};

// A medium whose stores live as long as it does: the reference backend, for tests of the base.
//
// Thread-safe. All logons of one place see the same store.
class MemoryMedium final : public Medium {
 public:
  const MAPIUID& provider_uid() const noexcept override;
  std::string display_name() const override { return "Postroom memory store"; }
  // The section's PR_DISPLAY_NAME.
  std::string place(IProfSect& section) override;
  std::shared_ptr<StoreBackend> open(const std::string& place, Access access, Absent absent) override;

  // Makes the store at `copy` a copied twin of the one at `original`: the same record key on another medium.
  void copy(const std::string& original, const std::string& copy);

  // Takes the store at `place` away from those who open it from now on.
  void lose(const std::string& place);
  bool has(const std::string& place);

  struct Store {
    Mutex mutex;
    Mutex writer;  // held for the life of a transaction
    Identity identity;
    std::shared_ptr<const MemoryState> state POSTROOM_GUARDED_BY(mutex);
  };

 private:
  Mutex mutex_;
  std::map<std::string, std::shared_ptr<Store>> stores_ POSTROOM_GUARDED_BY(mutex_);
};

class MemoryBackend final : public StoreBackend {
 public:
  MemoryBackend(std::shared_ptr<MemoryMedium::Store> store, Access access)
      : store_(std::move(store)), access_(access) {}

  const Identity& identity() const noexcept override { return store_->identity; }
  Capabilities capabilities() const noexcept override;
  Pushdown pushdown(Container container, const Query& query) const override;
  std::unique_ptr<Snapshot> read() override;
  std::unique_ptr<Transaction> write() override;
  void interrupt() noexcept override { interrupted_.store(true); }
  Changes changes_since(ChangeNumber since) override;
  ChangeNumber latest() override;
  Integrity check(const std::function<bool(double)>& progress) override;

 private:
  void pass() const;  // throws after interrupt()
  std::shared_ptr<const MemoryState> state() const;

  const std::shared_ptr<MemoryMedium::Store> store_;
  const Access access_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace postroom::kit::store
