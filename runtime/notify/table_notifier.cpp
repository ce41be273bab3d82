// SPDX-License-Identifier: Apache-2.0
#include "runtime/notify/table_notifier.hpp"

#include <postroom/failure.hpp>
#include <postroom/mutex.hpp>

#include <vector>

namespace postroom::notify {
namespace {

class TableNotifier final : public kit::Notifier {
 public:
  explicit TableNotifier(Owner owner) noexcept : owner_(owner) {}
  ~TableNotifier() override {
    for (const ULONG connection : connections()) engine().unsubscribe(owner_, connection);
  }

  ULONG_PTR subscribe(ULONG mask, IMAPIAdviseSink* sink) override {
    // The engine reaches these registrations by their numbers; the key only has to be one.
    const ULONG connection = engine().subscribe(owner_, std::as_bytes(std::span(&owner_, 1)), mask, 0, sink);
    const kit::Lock lock(mutex_);
    connections_.push_back(connection);
    return connection;
  }
  void unsubscribe(ULONG_PTR connection) override {
    {
      const kit::Lock lock(mutex_);
      std::erase(connections_, connection);
    }
    kit::check(engine().unsubscribe(owner_, static_cast<ULONG>(connection)));
  }
  void notify(std::span<const NOTIFICATION> notifications, ULONG) noexcept override {
    try {
      for (const ULONG connection : connections()) engine().notify(connection, notifications);
    } catch (...) {  // no memory for a copy: the sinks miss an event, the table is right
    }
  }

 private:
  std::vector<ULONG> connections() const {
    const kit::Lock lock(mutex_);
    return connections_;
  }

  const Owner owner_;
  mutable kit::Mutex mutex_;
  std::vector<ULONG> connections_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace

kit::NotifierFactory notify_tables_of(Owner owner) {
  return [owner] { return std::make_unique<TableNotifier>(owner); };
}

}  // namespace postroom::notify
