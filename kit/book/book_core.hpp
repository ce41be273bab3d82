// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/book/entry_id.hpp>
#include <postroom/book/provider.hpp>
#include <postroom/memory_table.hpp>
#include <postroom/provider/status.hpp>

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace postroom::kit::book {

// The core of one address-book logon: the backend, the status object, and the contents tables that are open.
//
// Owned by shared_ptr from every object of the logon. Thread-safe.
class BookCore final : public provider::LogonCore,
                       private provider::StatusHandler,
                       public std::enable_shared_from_this<BookCore> {
 public:
  BookCore(IMAPISupport* support, const MAPIUID& uid, PropertyBag status_row, std::shared_ptr<BookBackend> backend);
  ~BookCore() override;

  const MAPIUID& uid() const noexcept { return uid_; }
  provider::LogonStatus& status() noexcept { return status_; }

  // The backend, held for the caller's use; throws Failure(MAPI_E_INVALID_OBJECT) after logoff.
  std::shared_ptr<BookBackend> backend() const;

  // Entry identifiers of this logon.
  std::string encode(EntryKind kind, const ObjectId& object = {}) const { return book::encode(uid_, {kind, object}); }
  EntryId decode(std::string_view bytes) const { return book::decode(uid_, bytes); }

  // Throws Failure(MAPI_E_NOT_FOUND).
  Container container(const ObjectId& id) const;
  Entry entry(const ObjectId& id) const;
  // May the entries of the container be changed?
  bool modifiable(const ObjectId& container) const;

  // The rows of a container, in the order of names: one table for all views, kept current while a view is open.
  std::shared_ptr<MemoryTable> contents(const ObjectId& container);
  // Tells open tables what was written.
  void tell_changed(const Entry& entry);
  void tell_removed(const ObjectId& container, std::span<const ObjectId> entries);

  // What sinks of this logon's tables are told through.
  NotifierFactory notifier();

  com_ptr<IMAPIStatus> open_status(LPCIID iid, ULONG flags) {
    return status_.open(shared_from_this(), *this, iid, flags);
  }

 private:
  struct Contents {
    std::weak_ptr<MemoryTable> table;
    std::uint64_t version = 0;  // of the book when the table was read
  };

  void interrupt() noexcept override;
  void release_objects() noexcept override;
  void release_backend() noexcept override;
  HRESULT validate_state(ULONG_PTR ui_param, ULONG flags) override;
  std::shared_ptr<MemoryTable> open_table(const ObjectId& container);

  const MAPIUID uid_;
  provider::LogonStatus status_;
  mutable Mutex mutex_;
  std::shared_ptr<BookBackend> backend_ POSTROOM_GUARDED_BY(mutex_);
  std::map<ObjectId, Contents> contents_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::book
