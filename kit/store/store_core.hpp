// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/deferred_saves.hpp"
#include "kit/store/entry_id.hpp"
#include "kit/store/events.hpp"
#include "kit/store/named_properties.hpp"
#include "kit/store/writers.hpp"

#include <postroom/property_bag.hpp>
#include <postroom/provider/logon_core.hpp>
#include <postroom/store/backend.hpp>

#include <memory>
#include <string>

namespace postroom::kit::store {

class MessageStore;

// A snapshot or a transaction together with the backend it belongs to, which it keeps through a logoff.
template <class Access>
class Held {
 public:
  Held(std::shared_ptr<StoreBackend> backend, std::unique_ptr<Access> access)
      : backend_(std::move(backend)), access_(std::move(access)) {}
  Access* operator->() const noexcept { return access_.get(); }
  Access& operator*() const noexcept { return *access_; }

 private:
  std::shared_ptr<StoreBackend> backend_;
  std::unique_ptr<Access> access_;
};

struct LogonOptions {
  bool writable = false;
  bool spooler = false;    // made by SpoolerLogon: may work the queue (C-33)
  bool temporary = false;  // MDB_TEMPORARY
  bool no_mail = false;    // MDB_NO_MAIL
};

// The core of one store logon: what IMSLogon, IMsgStore, folders, messages and tables of it share.
//
// Owned by shared_ptr from every shell. Thread-safe. Once it is closed, or the store was given up, every method of
// every shell answers MAPI_E_INVALID_OBJECT (J-47, J-52).
class StoreCore final : public provider::LogonCore, public std::enable_shared_from_this<StoreCore> {
 public:
  StoreCore(IMAPISupport* support, std::shared_ptr<Medium> medium, std::shared_ptr<StoreBackend> backend,
            LogonOptions options);
  ~StoreCore() override;

  // Wraps the store's entry identifier and loads the names. Called once, before the core is shared.
  void start();

  const Identity& identity() const noexcept { return identity_; }
  const Medium& medium() const noexcept { return *medium_; }
  const LogonOptions& options() const noexcept { return options_; }
  bool is_spooler() const noexcept { return options_.spooler; }
  bool writable() const noexcept { return writable_.load(); }
  void require_writable() const;  // MAPI_E_NO_ACCESS (M-8)
  void require_spooler() const;   // MAPI_E_NO_SUPPORT (H-20, M-54)

  // A re-logon asks for more than the first logon had.
  void upgrade(std::shared_ptr<StoreBackend> writable_backend);

  // The backend, held for the caller's use. Throws MAPI_E_INVALID_OBJECT after logoff.
  std::shared_ptr<StoreBackend> backend() const;
  // Both see what was saved deferred.
  Held<Snapshot> read() const;
  Held<Transaction> write() const;  // MAPI_E_NO_ACCESS when the store was opened read-only

  // Entry identifiers. `store_entry` is the wrapped one (D-19, F-19), which is what clients see.
  std::string entry(ObjectType type, const ObjectId& id) const {
    return make_object_entry(identity_.record_key, type, id);
  }
  ObjectEntry parse(ULONG size, const void* entry_id) const {
    return parse_object_entry(identity_.record_key, size, entry_id);
  }
  const std::string& store_entry() const noexcept { return store_entry_; }
  ULONG support_mask() const;  // PR_STORE_SUPPORT_MASK (M-5)

  NamedProperties& names() noexcept { return names_; }
  Events& events() noexcept { return events_; }
  Writers& writers() noexcept { return writers_; }
  DeferredSaves& deferred_saves() const noexcept { return deferred_saves_; }

  // Tells the spooler to get ready, once in the logon's life (H-8). REQUIRES: no lock is held.
  void say_ready_to_send(IMAPISupport& support);
  // True once in the logon's life: the spooler opens its queue for the first time.
  bool first_queue() noexcept { return !queue_opened_.exchange(true); }

  // The store object of this logon, as long as it lives: for a re-logon (C-31). The store object enters itself, and
  // takes itself out in its last Release.
  void set_store(MessageStore* store) noexcept;
  com_ptr<IMsgStore> share_store() const noexcept;  // null when it is gone or going
  // The status object, made at the first OpenStatusEntry and kept: a cycle that logoff breaks (E-12, J-27).
  com_ptr<IMAPIStatus> status_object();

 private:
  void make_durable() override { deferred_saves_.settle(); }
  void interrupt() noexcept override;
  void release_objects() noexcept override;
  void release_backend() noexcept override;

  const std::shared_ptr<Medium> medium_;
  const Identity identity_;
  const LogonOptions options_;
  std::atomic<bool> writable_;
  std::string store_entry_;
  std::atomic<bool> ready_to_send_{false};
  std::atomic<bool> queue_opened_{false};

  mutable Mutex mutex_;
  std::shared_ptr<StoreBackend> backend_ POSTROOM_GUARDED_BY(mutex_);
  MessageStore* store_ POSTROOM_GUARDED_BY(mutex_) = nullptr;
  com_ptr<IMAPIStatus> status_ POSTROOM_GUARDED_BY(mutex_);

  NamedProperties names_;
  Events events_;
  Writers writers_;
  mutable DeferredSaves deferred_saves_;
};

}  // namespace postroom::kit::store
