// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>
#include <postroom/mutex.hpp>
#include <postroom/store/object_id.hpp>

#include <memory>
#include <set>
#include <span>
#include <vector>

namespace postroom::kit::store {

class StoreCore;

// What happened to one object of the store, after the commit that made it so (K-13).
struct StoreEvent {
  ULONG event = fnevObjectModified;  // fnevObjectCreated, Deleted, Modified, Moved, Copied
  ObjectType type = ObjectType::message;
  ObjectId id;
  ObjectId parent;
  ObjectId old_id;  // Moved and Copied: the object it was, or is a copy of
  ObjectId old_parent;
  bool associated = false;
};

// Somebody inside the logon who follows the store: its tables. Called without a lock held.
class EventListener {
 public:
  virtual void store_changed(std::span<const StoreEvent> events) noexcept = 0;

 protected:
  ~EventListener() = default;
};

// Tells advise sinks and tables what happened in the store. Thread-safe.
//
// Clients' sinks are the runtime's: Subscribe and Notify under keys that every process makes alike (D-14, K-25), one
// for the store and one for each object. The tables of this logon are told directly; those of other logons, the
// spooler's and other processes', hear of it under a third key, as one extended notification.
class Events {
 public:
  explicit Events(StoreCore& core);
  ~Events();

  // Begins to hear of other logons. Where the runtime offers no notifications, nothing is heard.
  void start() noexcept;
  // Ends all of it, while the support object is there (J-83).
  void stop() noexcept;

  // REQUIRES: no lock is held; the commit has returned.
  void publish(std::span<const StoreEvent> events) noexcept;
  // fnevNewMail, to sinks on the whole store (I-17). The structure is the caller's.
  void publish_new_mail(const NOTIFICATION& notification);

  // Advise and Unadvise of IMSLogon and IMsgStore. A null entry means the whole store (K-5).
  ULONG_PTR advise(ULONG size, const ENTRYID* entry, ULONG mask, IMAPIAdviseSink* sink);
  void unadvise(ULONG_PTR connection);

  // Tells `listener` until it is gone.
  void listen(std::weak_ptr<EventListener> listener);
  void tell_listeners(std::span<const StoreEvent> events) noexcept;
  // A batch that came under the third key; what this logon sent itself is dropped.
  void receive(const void* data, std::size_t size) noexcept;

 private:
  StoreCore& core_;
  const ObjectId origin_;  // tells this logon's batches from others'
  Mutex mutex_;
  std::set<ULONG_PTR> connections_ POSTROOM_GUARDED_BY(mutex_);
  ULONG_PTR other_logons_ POSTROOM_GUARDED_BY(mutex_) = 0;
  std::vector<std::weak_ptr<EventListener>> listeners_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::store
