// SPDX-License-Identifier: Apache-2.0
#include "kit/store/store_core.hpp"

#include "kit/store/message_store.hpp"
#include "kit/store/status_object.hpp"

#include <postroom/property_arrays.hpp>

namespace postroom::kit::store {

StoreCore::StoreCore(IMAPISupport* support, std::shared_ptr<Medium> medium, std::shared_ptr<StoreBackend> backend,
                     LogonOptions options)
    : LogonCore(support),
      medium_(std::move(medium)),
      identity_(backend->identity()),
      options_(options),
      writable_(options.writable && !backend->capabilities().read_only),
      backend_(std::move(backend)),
      names_(*this),
      events_(*this),
      deferred_saves_(*this) {}

StoreCore::~StoreCore() = default;

void StoreCore::start() {
  const std::string plain = make_store_entry(medium_->provider_uid(), identity_.record_key, identity_.place);
  ULONG size = 0;
  mapi_ptr<ENTRYID> wrapped;
  check(support()->WrapStoreEntryID(static_cast<ULONG>(plain.size()),
                                    reinterpret_cast<LPENTRYID>(const_cast<char*>(plain.data())), &size, out(wrapped)),
        "the store's entry identifier could not be wrapped");
  store_entry_ = entry_id(size, wrapped.get());
}

void StoreCore::require_writable() const {
  if (!writable()) fail(MAPI_E_NO_ACCESS, "the store was opened read-only");
}

void StoreCore::require_spooler() const {
  if (!is_spooler()) fail(MAPI_E_NO_SUPPORT, "only the spooler may work the outgoing queue");
}

void StoreCore::upgrade(std::shared_ptr<StoreBackend> writable_backend) {
  const bool writable_now = !writable_backend->capabilities().read_only;
  {
    const Lock lock(mutex_);
    backend_.swap(writable_backend);
  }
  writable_.store(writable_now);
}

std::shared_ptr<StoreBackend> StoreCore::backend() const {
  const Lock lock(mutex_);
  if (backend_ == nullptr) fail(MAPI_E_INVALID_OBJECT, "the store is logged off");
  return backend_;
}

Held<Snapshot> StoreCore::read() const {
  deferred_saves_.write_out();
  std::shared_ptr<StoreBackend> held = backend();
  auto snapshot = held->read();
  return {std::move(held), std::move(snapshot)};
}

Held<Transaction> StoreCore::write() const {
  require_writable();
  deferred_saves_.write_out();
  std::shared_ptr<StoreBackend> held = backend();
  auto transaction = held->write();
  return {std::move(held), std::move(transaction)};
}

ULONG StoreCore::support_mask() const {
  // Neither STORE_RTF_OK, by which a client would leave RTFSync out, nor STORE_OLE_OK: there is no IStorage.
  ULONG mask = STORE_ENTRYID_UNIQUE | STORE_ATTACH_OK | STORE_NOTIFY_OK | STORE_MV_PROPS_OK | STORE_RESTRICTION_OK |
               STORE_SORT_OK | STORE_CATEGORIZE_OK | STORE_UNICODE_OK;
  if (writable()) {
    mask |= STORE_MODIFY_OK | STORE_CREATE_OK;
    if (backend()->capabilities().has_queue) mask |= STORE_SUBMIT_OK;
  } else {
    mask |= STORE_READONLY;
  }
  return mask;
}

void StoreCore::say_ready_to_send(IMAPISupport& support) {
  if (!ready_to_send_.exchange(true)) static_cast<void>(support.SpoolerNotify(NOTIFY_READYTOSEND, nullptr));
}

void StoreCore::set_store(MessageStore* store) noexcept {
  const Lock lock(mutex_);
  store_ = store;
}

com_ptr<IMsgStore> StoreCore::share_store() const noexcept {
  const Lock lock(mutex_);
  // The store takes itself out of here before it is deleted, so the pointer is good while the lock is held.
  if (store_ == nullptr || !store_->share_if_alive()) return {};
  return com_ptr<IMsgStore>::attach(store_);
}

com_ptr<IMAPIStatus> StoreCore::status_object() {
  {
    const Lock lock(mutex_);
    if (status_) return status_;
  }
  com_ptr<IMAPIStatus> made = make_status_object(shared_from_this());  // reads the store, so without the lock
  const Lock lock(mutex_);
  if (closed()) fail(MAPI_E_INVALID_OBJECT, "the store is logged off");  // what is kept now, nobody would release
  if (!status_) status_ = std::move(made);
  return status_;
}

void StoreCore::interrupt() noexcept {
  deferred_saves_.write_out();  // nothing that was saved is lost by a logoff
  std::shared_ptr<StoreBackend> held;
  {
    const Lock lock(mutex_);
    held = backend_;
  }
  if (held != nullptr) held->interrupt();
}

void StoreCore::release_objects() noexcept {
  events_.stop();
  com_ptr<IMAPIStatus> status;
  const Lock lock(mutex_);
  status = std::move(status_);
}

void StoreCore::release_backend() noexcept {
  std::shared_ptr<StoreBackend> last;
  const Lock lock(mutex_);
  last = std::move(backend_);
}

}  // namespace postroom::kit::store
