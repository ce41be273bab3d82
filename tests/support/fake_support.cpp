// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_support.hpp"

#include "kit/copying/generic_copy.hpp"

#include <postroom/allocators.hpp>
#include <postroom/failure.hpp>
#include <postroom/one_off.hpp>
#include <postroom/progress.hpp>

#include <mapiguid.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace postroom::test {
namespace {

std::vector<std::byte> bytes(const void* from, std::size_t size) {
  const auto* first = static_cast<const std::byte*>(from);
  return first == nullptr ? std::vector<std::byte>() : std::vector<std::byte>(first, first + size);
}

std::vector<std::byte> bytes(const NOTIFKEY& key) {
  return bytes(key.ab, key.cb);
}

// What MakeInvalid leaves of an object: a vtable pointer and a count, in a block of MAPI memory.
struct Dead {
  const void* const* methods;
  std::atomic<ULONG> references;
};

HRESULT STDMETHODCALLTYPE dead_query(Dead* self, REFIID iid, void** result) {
  *result = nullptr;
  if (!(iid == IID_IUnknown)) return MAPI_E_INVALID_OBJECT;
  ++self->references;
  *result = self;
  return S_OK;
}
ULONG STDMETHODCALLTYPE dead_add_ref(Dead* self) {
  return ++self->references;
}
ULONG STDMETHODCALLTYPE dead_release(Dead* self) {
  const ULONG left = --self->references;
  if (left == 0) kit::allocators().free(self);
  return left;
}
HRESULT STDMETHODCALLTYPE dead_method(Dead*) {
  return MAPI_E_INVALID_OBJECT;
}

const void* const* dead_methods() {
  static const auto table = [] {
    std::array<const void*, 64> methods;
    methods.fill(reinterpret_cast<const void*>(&dead_method));
    methods[0] = reinterpret_cast<const void*>(&dead_query);
    methods[1] = reinterpret_cast<const void*>(&dead_add_ref);
    methods[2] = reinterpret_cast<const void*>(&dead_release);
    return methods;
  }();
  return table.data();
}

}  // namespace

std::vector<FakeSupport::Invalidated> FakeSupport::invalidated() const {
  const std::lock_guard lock(mutex_);
  return invalidated_;
}

std::vector<std::string> FakeSupport::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::size_t FakeSupport::count(std::string_view method) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count(calls_.begin(), calls_.end(), method));
}

std::vector<MAPIUID> FakeSupport::uids() const {
  const std::lock_guard lock(mutex_);
  return uids_;
}

std::vector<PropertyMap> FakeSupport::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

std::vector<FakeSupport::Notified> FakeSupport::notified() const {
  const std::lock_guard lock(mutex_);
  return notified_;
}

std::size_t FakeSupport::subscriptions() const {
  const std::lock_guard lock(mutex_);
  return subscriptions_.size();
}

void FakeSupport::record(std::string method) {
  if (references_.load() == 0) ++calls_after_release_;
  const std::lock_guard lock(mutex_);
  calls_.push_back(std::move(method));
}

HRESULT FakeSupport::unsupported(const char* method) {
  record(method);
  return MAPI_E_NO_SUPPORT;
}

STDMETHODIMP FakeSupport::QueryInterface(REFIID iid, void** result) {
  *result = nullptr;
  if (iid == IID_IUnknown || iid == IID_IMAPISup) {
    *result = static_cast<IMAPISupport*>(this);
  } else if (iid == IID_IPostroomHost && ledger_ != nullptr) {
    *result = static_cast<IPostroomHost*>(this);
  } else {
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
  }
  FakeSupport::AddRef();
  return S_OK;
}

STDMETHODIMP_(ULONG) FakeSupport::AddRef() {
  if (references_.load() == 0) ++calls_after_release_;
  return ++references_;
}

STDMETHODIMP_(ULONG) FakeSupport::Release() {
  const ULONG left = --references_;
  if (left != 0) return left;
  {
    const std::lock_guard lock(mutex_);
    calls_.emplace_back("Release (last)");
  }
  if (on_last_release) on_last_release();
  return 0;
}

HRESULT FakeSupport::OpenLedger(IPostroomLedger** ledger) {
  *ledger = ledger_;
  return S_OK;
}

HRESULT FakeSupport::GetLogonNumber(ULONG* logon) {
  *logon = 1;
  return S_OK;
}

STDMETHODIMP FakeSupport::GetLastError(HRESULT, ULONG, LPMAPIERROR* error) {
  record("GetLastError");
  *error = nullptr;
  return S_OK;
}

STDMETHODIMP FakeSupport::GetMemAllocRoutines(LPALLOCATEBUFFER* allocate, LPALLOCATEMORE* more, LPFREEBUFFER* free) {
  record("GetMemAllocRoutines");
  *allocate = kit::allocators().allocate;
  *more = kit::allocators().allocate_more;
  *free = kit::allocators().free;
  return S_OK;
}

STDMETHODIMP FakeSupport::Subscribe(LPNOTIFKEY key, ULONG mask, ULONG, LPMAPIADVISESINK sink, ULONG_PTR* connection) {
  record("Subscribe");
  const std::lock_guard lock(mutex_);
  *connection = next_connection_++;
  subscriptions_[*connection] = {bytes(*key), mask, kit::com_ptr<IMAPIAdviseSink>::share(sink)};
  return S_OK;
}

STDMETHODIMP FakeSupport::Unsubscribe(ULONG_PTR connection) {
  record("Unsubscribe");
  Subscription dropped;  // its sink is released without the lock
  const std::lock_guard lock(mutex_);
  const auto found = subscriptions_.find(connection);
  if (found == subscriptions_.end()) return MAPI_E_NOT_FOUND;
  dropped = std::move(found->second);
  subscriptions_.erase(found);
  return S_OK;
}

void FakeSupport::remember(const NOTIFKEY& key, const NOTIFICATION& from) {
  Notified note;
  note.key = bytes(key);
  note.event = from.ulEventType;
  if (from.ulEventType == fnevTableModified) {
    note.table_event = from.info.tab.ulTableEvent;
  } else if (from.ulEventType == fnevNewMail) {
    note.entry = bytes(from.info.newmail.lpEntryID, from.info.newmail.cbEntryID);
    note.parent = bytes(from.info.newmail.lpParentID, from.info.newmail.cbParentID);
  } else if (from.ulEventType >= fnevObjectCreated && from.ulEventType <= fnevSearchComplete) {
    note.entry = bytes(from.info.obj.lpEntryID, from.info.obj.cbEntryID);
    note.parent = bytes(from.info.obj.lpParentID, from.info.obj.cbParentID);
  }
  notified_.push_back(std::move(note));
}

STDMETHODIMP FakeSupport::Notify(LPNOTIFKEY key, ULONG count, LPNOTIFICATION notifications, ULONG* flags) {
  record("Notify");
  std::vector<Subscription> interested;
  {
    const std::lock_guard lock(mutex_);
    for (ULONG i = 0; i < count; ++i) remember(*key, notifications[i]);
    for (const auto& [connection, subscription] : subscriptions_) {
      if (subscription.key == bytes(*key)) interested.push_back(subscription);
    }
  }
  for (const Subscription& subscription : interested) {
    for (ULONG i = 0; i < count; ++i) {
      if ((notifications[i].ulEventType & subscription.mask) != 0) subscription.sink->OnNotify(1, &notifications[i]);
    }
  }
  if (flags != nullptr) *flags = 0;
  return S_OK;
}

STDMETHODIMP FakeSupport::ModifyStatusRow(ULONG count, LPSPropValue values, ULONG flags) {
  record("ModifyStatusRow");
  if (FAILED(modify_status_row_answer)) return modify_status_row_answer;
  const std::lock_guard lock(mutex_);
  if ((flags & STATUSROW_UPDATE) == 0 || rows_.empty()) rows_.emplace_back();
  rows_.back().set_all(count, values);
  return S_OK;
}

STDMETHODIMP FakeSupport::OpenProfileSection(LPMAPIUID uid, ULONG, LPPROFSECT* section) {
  record("OpenProfileSection");
  *section = nullptr;
  if (FAILED(open_profile_section_answer)) return open_profile_section_answer;
  if (uid != nullptr) return MAPI_E_NOT_FOUND;
  section_.AddRef();
  *section = &section_;
  return S_OK;
}

STDMETHODIMP FakeSupport::RegisterPreprocessor(LPMAPIUID, LPTSTR, LPTSTR, LPSTR, LPSTR, ULONG) {
  return unsupported("RegisterPreprocessor");
}

STDMETHODIMP FakeSupport::NewUID(LPMAPIUID uid) {
  record("NewUID");
  static std::atomic<unsigned> next{1};
  std::memset(uid->ab, 0xA5, sizeof uid->ab);
  const unsigned number = next++;
  std::memcpy(uid->ab, &number, sizeof number);
  return S_OK;
}

STDMETHODIMP FakeSupport::MakeInvalid(ULONG, LPVOID object, ULONG references, ULONG methods) {
  record("MakeInvalid");
  {
    const std::lock_guard lock(mutex_);
    invalidated_.push_back({object, references, methods});
  }
  auto* dead = static_cast<Dead*>(object);
  __atomic_store_n(reinterpret_cast<ULONG*>(&dead->references), references, __ATOMIC_RELEASE);
  __atomic_store_n(&dead->methods, dead_methods(), __ATOMIC_RELEASE);
  return S_OK;
}

STDMETHODIMP FakeSupport::SpoolerYield(ULONG flags) {
  record("SpoolerYield");
  return on_spooler_yield ? on_spooler_yield(flags) : S_OK;
}

STDMETHODIMP FakeSupport::SpoolerNotify(ULONG flags, LPVOID data) {
  record("SpoolerNotify");
  return on_spooler_notify ? on_spooler_notify(flags, data) : S_OK;
}

STDMETHODIMP FakeSupport::CreateOneOff(LPTSTR name, LPTSTR type, LPTSTR address, ULONG flags, ULONG* size,
                                       LPENTRYID* entry) {
  record("CreateOneOff");
  kit::create_one_off(name, type, address, flags, size, entry);
  return S_OK;
}

STDMETHODIMP FakeSupport::SetProviderUID(LPMAPIUID uid, ULONG) {
  record("SetProviderUID");
  if (FAILED(set_provider_uid_answer)) return set_provider_uid_answer;
  const std::lock_guard lock(mutex_);
  uids_.push_back(*uid);
  return S_OK;
}

STDMETHODIMP FakeSupport::CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG,
                                          ULONG* result) {
  record("CompareEntryIDs");
  *result = bytes(entry1, size1) == bytes(entry2, size2) ? 1 : 0;
  return S_OK;
}

STDMETHODIMP FakeSupport::OpenTemplateID(ULONG, LPENTRYID, ULONG, LPMAPIPROP, LPCIID, LPMAPIPROP* result, LPMAPIPROP) {
  *result = nullptr;
  return unsupported("OpenTemplateID");
}

STDMETHODIMP FakeSupport::OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type,
                                    LPUNKNOWN* object) {
  *object = nullptr;
  record("OpenEntry");
  return on_open_entry ? on_open_entry(size, entry, iid, flags, type, object) : MAPI_E_NO_SUPPORT;
}

STDMETHODIMP FakeSupport::GetOneOffTable(ULONG, LPMAPITABLE* table) {
  *table = nullptr;
  return unsupported("GetOneOffTable");
}

STDMETHODIMP FakeSupport::Address(ULONG_PTR*, LPADRPARM, LPADRLIST*) {
  return unsupported("Address");
}

STDMETHODIMP FakeSupport::Details(ULONG_PTR*, LPFNDISMISS, LPVOID, ULONG, LPENTRYID, LPFNBUTTON, LPVOID, LPTSTR,
                                  ULONG) {
  return unsupported("Details");
}

STDMETHODIMP FakeSupport::NewEntry(ULONG_PTR, ULONG, ULONG, LPENTRYID, ULONG, LPENTRYID, ULONG*, LPENTRYID*) {
  return unsupported("NewEntry");
}

STDMETHODIMP FakeSupport::DoConfigPropsheet(ULONG_PTR, ULONG, LPTSTR, LPMAPITABLE, LPMAPIPROP, ULONG) {
  return unsupported("DoConfigPropsheet");
}

STDMETHODIMP FakeSupport::CopyMessages(LPCIID, LPVOID, LPENTRYLIST, LPCIID, LPVOID, ULONG_PTR, LPMAPIPROGRESS, ULONG) {
  return unsupported("CopyMessages");
}

STDMETHODIMP FakeSupport::CopyFolder(LPCIID, LPVOID source, ULONG size, LPENTRYID entry, LPCIID, LPVOID destination,
                                     LPTSTR name, ULONG_PTR, LPMAPIPROGRESS progress, ULONG flags) {
  record("CopyFolder");
  try {
    return kit::generic_copy_folder(*static_cast<IMAPIFolder*>(source), {reinterpret_cast<const char*>(entry), size},
                                    *static_cast<IMAPIFolder*>(destination), name,
                                    kit::Progress::asked_for(progress, flags, FOLDER_DIALOG), flags);
  } catch (const kit::Failure& failure) {
    return failure.code();
  }
}

STDMETHODIMP FakeSupport::DoCopyTo(LPCIID, LPVOID, ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID,
                                   LPVOID, ULONG, LPSPropProblemArray*) {
  return unsupported("DoCopyTo");
}

STDMETHODIMP FakeSupport::DoCopyProps(LPCIID, LPVOID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                                      LPSPropProblemArray*) {
  return unsupported("DoCopyProps");
}

STDMETHODIMP FakeSupport::DoProgressDialog(ULONG_PTR, ULONG, LPMAPIPROGRESS* progress) {
  *progress = nullptr;
  return unsupported("DoProgressDialog");
}

STDMETHODIMP FakeSupport::ReadReceipt(ULONG, LPMESSAGE, LPMESSAGE* receipt) {
  *receipt = nullptr;
  return unsupported("ReadReceipt");
}

STDMETHODIMP FakeSupport::PrepareSubmit(LPMESSAGE message, ULONG* flags) {
  record("PrepareSubmit");
  return on_prepare_submit ? on_prepare_submit(message, flags) : S_OK;
}

STDMETHODIMP FakeSupport::ExpandRecips(LPMESSAGE message, ULONG* flags) {
  record("ExpandRecips");
  if (on_expand_recips) return on_expand_recips(message, flags);
  *flags = 0;
  return S_OK;
}

STDMETHODIMP FakeSupport::UpdatePAB(ULONG, LPMESSAGE) {
  return unsupported("UpdatePAB");
}

STDMETHODIMP FakeSupport::DoSentMail(ULONG flags, LPMESSAGE message) {
  record("DoSentMail");
  if (on_do_sent_mail) return on_do_sent_mail(flags, message);
  message->Release();  // as the real one does (D-33)
  return S_OK;
}

STDMETHODIMP FakeSupport::OpenAddressBook(LPCIID iid, ULONG flags, LPADRBOOK* book) {
  *book = nullptr;
  record("OpenAddressBook");
  return on_open_address_book ? on_open_address_book(iid, flags, book) : MAPI_E_NO_SUPPORT;
}

STDMETHODIMP FakeSupport::Preprocess(ULONG, ULONG, LPENTRYID) {
  return unsupported("Preprocess");
}

STDMETHODIMP FakeSupport::CompleteMsg(ULONG, ULONG, LPENTRYID) {
  return unsupported("CompleteMsg");
}

STDMETHODIMP FakeSupport::StoreLogoffTransports(ULONG* flags) {
  record("StoreLogoffTransports");
  if (on_store_logoff_transports) return on_store_logoff_transports(flags);
  *flags |= LOGOFF_COMPLETE;
  return S_OK;
}

STDMETHODIMP FakeSupport::StatusRecips(LPMESSAGE message, LPADRLIST recipients) {
  record("StatusRecips");
  if (on_status_recips) return on_status_recips(message, recipients);
  for (ULONG i = 0; i < recipients->cEntries; ++i) kit::allocators().free(recipients->aEntries[i].rgPropVals);
  kit::allocators().free(recipients);  // as the real one does when it succeeds (D-39)
  return S_OK;
}

STDMETHODIMP FakeSupport::WrapStoreEntryID(ULONG size, LPENTRYID entry, ULONG* wrapped_size, LPENTRYID* wrapped) {
  record("WrapStoreEntryID");
  *wrapped_size = 0;
  *wrapped = nullptr;
  static constexpr char kWrapper[] = "wrapped:";  // enough for a test to see that it was wrapped
  constexpr ULONG kExtra = sizeof kWrapper - 1;
  void* block = nullptr;
  if (kit::allocators().allocate(size + kExtra, &block) != S_OK) return MAPI_E_NOT_ENOUGH_MEMORY;
  std::memcpy(block, kWrapper, kExtra);
  std::memcpy(static_cast<char*>(block) + kExtra, entry, size);
  *wrapped_size = size + kExtra;
  *wrapped = static_cast<LPENTRYID>(block);
  return S_OK;
}

STDMETHODIMP FakeSupport::ModifyProfile(ULONG) {
  record("ModifyProfile");
  return S_OK;
}

STDMETHODIMP FakeSupport::IStorageFromStream(LPUNKNOWN, LPCIID, ULONG, LPSTORAGE* storage) {
  *storage = nullptr;
  return unsupported("IStorageFromStream");
}

STDMETHODIMP FakeSupport::GetSvcConfigSupportObj(ULONG, LPMAPISUP* support) {
  *support = nullptr;
  return unsupported("GetSvcConfigSupportObj");
}

}  // namespace postroom::test
