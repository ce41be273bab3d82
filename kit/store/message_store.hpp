// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/direct_source.hpp"
#include "kit/store/store_core.hpp"

#include <postroom/prop_object.hpp>

#include <unistd.h>

#include <memory>

namespace postroom::kit::store {

// The store's own properties (M-4, M-5, M-50). See DirectSource.
class StoreSource final : public DirectSource {
 public:
  explicit StoreSource(std::shared_ptr<StoreCore> core);

 protected:
  std::optional<PropertyValue> computed(Snapshot& snapshot, const ObjectInfo& info, ULONG tag) override;
  std::vector<ULONG> computed_tags() override;
  void before_set(Transaction& transaction, const ObjectInfo& info, PropertyValue& value) override;
  void before_erase(ULONG tag) override;
};

// The store object of a logon. Any thread.
//
// Its last Release ends the logon (J-45 … J-52): the transports are told, once, the support object is released, which
// brings MAPI's four steps, and all that was opened in the store answers MAPI_E_INVALID_OBJECT.
class MessageStore final : public PropObject<MessageStore, IMsgStore> {
 public:
  static constexpr const char* kTypeName = "IMsgStore";
  explicit MessageStore(std::shared_ptr<StoreCore> core);

  STDMETHODIMP Advise(ULONG size, LPENTRYID entry, ULONG mask, LPMAPIADVISESINK sink, ULONG_PTR* connection) override;
  STDMETHODIMP Unadvise(ULONG_PTR connection) override;
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                               ULONG* result) override;
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type, LPUNKNOWN* object) override;
  STDMETHODIMP SetReceiveFolder(LPTSTR message_class, ULONG flags, ULONG size, LPENTRYID entry) override;
  STDMETHODIMP GetReceiveFolder(LPTSTR message_class, ULONG flags, ULONG* size, LPENTRYID* entry,
                                LPTSTR* explicit_class) override;
  STDMETHODIMP GetReceiveFolderTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP StoreLogoff(ULONG* flags) override;
  STDMETHODIMP AbortSubmit(ULONG size, LPENTRYID entry, ULONG flags) override;
  STDMETHODIMP GetOutgoingQueue(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP SetLockState(LPMESSAGE message, ULONG state) override;
  STDMETHODIMP FinishedMsg(ULONG flags, ULONG size, LPENTRYID entry) override;
  STDMETHODIMP NotifyNewMail(LPNOTIFICATION notification) override;

  void last_release() noexcept;

 private:
  // Calls StoreLogoffTransports with one request; true when it has taken effect (J-46). `flags`: in and out.
  bool log_off_transports(ULONG& flags);

  const std::shared_ptr<StoreCore> store_;
  const pid_t process_ = ::getpid();  // of the logon; a forked child has the object and none of its threads
  Mutex mutex_;
  ULONG requested_ POSTROOM_GUARDED_BY(mutex_) = 0;  // the last StoreLogoff's, if it could not be done at once
  bool transports_off_ POSTROOM_GUARDED_BY(mutex_) = false;
};

// The comparison of two identifiers of objects of the store, for CompareEntryIDs of the store and its logon.
HRESULT compare_entries(const StoreCore& core, ULONG size1, const ENTRYID* entry1, ULONG size2, const ENTRYID* entry2,
                        ULONG flags, ULONG* result);

}  // namespace postroom::kit::store
