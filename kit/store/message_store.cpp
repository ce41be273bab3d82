// SPDX-License-Identifier: Apache-2.0
#include "kit/store/message_store.hpp"

#include "kit/store/open_entry.hpp"
#include "kit/store/outgoing_queue.hpp"
#include "kit/store/receive_folders.hpp"

#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

#include <bit>
#include <cstring>

namespace postroom::kit::store {
namespace {

constexpr ULONG kLogoffRequests = LOGOFF_NO_WAIT | LOGOFF_ORDERLY | LOGOFF_PURGE | LOGOFF_ABORT | LOGOFF_QUIET;

// A text out parameter of the asked width; the caller's.
LPTSTR copy_text(const std::string& text, ULONG flags) {
  const std::wstring wide = (flags & MAPI_UNICODE) != 0 ? to_wide(text) : std::wstring();
  const void* from = (flags & MAPI_UNICODE) != 0 ? static_cast<const void*>(wide.c_str()) : text.c_str();
  const std::size_t size = (flags & MAPI_UNICODE) != 0 ? (wide.size() + 1) * sizeof(wchar_t) : text.size() + 1;
  void* copy = allocate(size);
  std::memcpy(copy, from, size);
  return static_cast<LPTSTR>(copy);
}

}  // namespace

MessageStore::MessageStore(std::shared_ptr<StoreCore> core)
    : PropObject(core, std::make_shared<StoreSource>(core)), store_(std::move(core)) {
  store_->set_store(this);
}

STDMETHODIMP MessageStore::Advise(ULONG size, LPENTRYID entry, ULONG mask, LPMAPIADVISESINK sink,
                                  ULONG_PTR* connection) {
  return call([&]() -> HRESULT {
    require(connection != nullptr, "lpulConnection is null");
    *connection = 0;
    *connection = store_->events().advise(size, entry, mask, sink);
    return S_OK;
  });
}

STDMETHODIMP MessageStore::Unadvise(ULONG_PTR connection) {
  return call([&]() -> HRESULT {
    store_->events().unadvise(connection);
    return S_OK;
  });
}

STDMETHODIMP MessageStore::CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                                           ULONG* result) {
  return call([&] { return compare_entries(*store_, size1, entry1, size2, entry2, flags, result); });
}

STDMETHODIMP MessageStore::OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type,
                                     LPUNKNOWN* object) {
  return call([&]() -> HRESULT {
    require(type != nullptr && object != nullptr, "an out parameter is null");
    *object = nullptr;
    *type = 0;
    *object = open_entry(store_, size, entry, iid, flags, type).detach();
    return S_OK;
  });
}

STDMETHODIMP MessageStore::SetReceiveFolder(LPTSTR message_class, ULONG flags, ULONG size, LPENTRYID entry) {
  return call([&]() -> HRESULT {
    require_flags(flags, MAPI_UNICODE);
    store_->require_writable();
    std::optional<ObjectId> folder;
    if (size != 0) folder = store_->parse(size, entry).id;
    set_receive_folder(*store_, from_lptstr(message_class, flags), folder);
    return S_OK;
  });
}

STDMETHODIMP MessageStore::GetReceiveFolder(LPTSTR message_class, ULONG flags, ULONG* size, LPENTRYID* entry,
                                            LPTSTR* explicit_class) {
  return call([&]() -> HRESULT {
    require(size != nullptr && entry != nullptr, "an out parameter is null");
    *size = 0;
    *entry = nullptr;
    if (explicit_class != nullptr) *explicit_class = nullptr;
    require_flags(flags, MAPI_UNICODE);
    const ReceiveFolder found = receive_folder(*store_, from_lptstr(message_class, flags));
    const std::string bytes = store_->entry(ObjectType::folder, found.folder);
    mapi_ptr<ENTRYID> id = make_entry_id(bytes);
    if (explicit_class != nullptr) *explicit_class = copy_text(found.message_class, flags);
    *size = static_cast<ULONG>(bytes.size());
    *entry = id.release();
    return S_OK;
  });
}

STDMETHODIMP MessageStore::GetReceiveFolderTable(ULONG flags, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    require(table != nullptr, "lppTable is null");
    *table = nullptr;
    *table = receive_folder_table(store_, flags).detach();
    return S_OK;
  });
}

STDMETHODIMP MessageStore::AbortSubmit(ULONG size, LPENTRYID entry, ULONG flags) {
  return call([&]() -> HRESULT {
    require_flags(flags, 0);
    abort_submit(*store_, store_->parse(size, entry).id);
    return S_OK;
  });
}

STDMETHODIMP MessageStore::GetOutgoingQueue(ULONG flags, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    require(table != nullptr, "lppTable is null");
    *table = nullptr;
    *table = outgoing_queue_table(store_, flags).detach();
    return S_OK;
  });
}

STDMETHODIMP MessageStore::SetLockState(LPMESSAGE message, ULONG state) {
  return call([&]() -> HRESULT {
    set_lock_state(*store_, message, state);
    return S_OK;
  });
}

STDMETHODIMP MessageStore::FinishedMsg(ULONG flags, ULONG size, LPENTRYID entry) {
  return call([&]() -> HRESULT {
    store_->require_spooler();
    require_flags(flags, 0);
    finish_message(*store_, store_->parse(size, entry).id);
    return S_OK;
  });
}

STDMETHODIMP MessageStore::NotifyNewMail(LPNOTIFICATION notification) {
  return call([&]() -> HRESULT {
    store_->require_spooler();
    require(notification != nullptr && notification->ulEventType == fnevNewMail, "not a new-mail notification");
    store_->events().publish_new_mail(*notification);
    return S_OK;
  });
}

STDMETHODIMP MessageStore::StoreLogoff(ULONG* flags) {
  return call([&]() -> HRESULT {
    require(flags != nullptr, "lpulFlags is null");  // J-42
    require_flags(*flags, kLogoffRequests);
    require(std::popcount(*flags) == 1, "lpulFlags has not exactly one request");
    {
      const Lock lock(mutex_);
      requested_ = *flags;
    }
    if (references() > 1) {  // J-44: others use the store; the last Release does it
      *flags = queue_activity(*store_);
      return S_OK;
    }
    if (log_off_transports(*flags)) store_->gate().close();  // J-47: only Release is left
    return S_OK;
  });
}

bool MessageStore::log_off_transports(ULONG& flags) {
  {
    const Lock lock(mutex_);
    if (transports_off_) {
      flags = LOGOFF_COMPLETE;
      return true;
    }
  }
  const com_ptr<IMAPISupport> support = store_->support();
  check(support->StoreLogoffTransports(&flags));
  const Lock lock(mutex_);
  requested_ = 0;  // it was tried
  if ((flags & LOGOFF_COMPLETE) != 0) transports_off_ = true;
  return transports_off_;
}

void MessageStore::last_release() noexcept {
  if (::getpid() != process_) return;  // what a forked child closed would be its parent's
  store_->set_store(nullptr);
  if (store_->closed()) return;  // IMSLogon::Logoff came first (J-54)
  try {
    ULONG flags = 0;
    {
      const Lock lock(mutex_);
      flags = requested_;
    }
    const bool done = flags != 0 && log_off_transports(flags);
    if (!done) {
      flags = LOGOFF_ABORT;  // J-45
      log_off_transports(flags);
    }
  } catch (...) {  // the runtime could not; the store goes nevertheless
  }
  store_->events().stop();
  store_->release_support();  // J-49, J-50: comes back to IMSLogon::Logoff
  store_->close();            // a runtime that did not come back, or another support object than MAPI's
}

HRESULT compare_entries(const StoreCore& core, ULONG size1, const ENTRYID* entry1, ULONG size2, const ENTRYID* entry2,
                        ULONG flags, ULONG* result) {
  require(result != nullptr, "lpulResult is null");
  *result = 0;
  require_flags(flags, 0);
  const ObjectEntry first = core.parse(size1, entry1);
  const ObjectEntry second = core.parse(size2, entry2);
  *result = first.id == second.id ? 1 : 0;
  return S_OK;
}

}  // namespace postroom::kit::store
