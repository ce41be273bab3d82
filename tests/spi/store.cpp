// SPDX-License-Identifier: Apache-2.0
//
// A message store with one empty root folder, in memory. What counts here is how it begins and ends: two objects with
// two counts that live and die together (C-30), a store that is opened twice (C-31), the transports told once (J-45),
// and a forced logoff while clients still hold its objects (J-51).
#include "example.hpp"
#include "survivors.hpp"

#include <new>
#include <stdexcept>

namespace example {
namespace {

struct EntryId {
  BYTE flags[4];
  MAPIUID store;
  ULONG object;  // 0: the store; 1: its root folder
};
static_assert(sizeof(EntryId) == 24);

class Folder;
class Store;
struct StoreCore;

// The stores that are open for a client, for one that is opened again (C-31). The provider object and each store hold
// it.
struct OpenStores {
  std::mutex mutex;
  std::vector<StoreCore*> stores;
};

// What the store object and the logon object share. Both hold it; the last of them deletes it.
struct StoreCore final : Listed {
  explicit StoreCore(IMAPISupport* support_object) : support(support_object) {}

  std::atomic<ULONG> holders{2};
  MAPIUID uid;
  ULONG faults;
  std::recursive_mutex callback;  // see Store::Advise; a logon that two share may end inside its own end
  bool spooler;                   // a SpoolerLogon pair (C-33)
  Store* store = nullptr;         // for re-opening
  IMSLogon* logon = nullptr;      // for the fault "spooler-shares-logon"
  SupportHolder support;
  StatusHolder status;
  std::shared_ptr<LogonList> list;
  std::shared_ptr<OpenStores> open;
  std::atomic<bool> dead{false};      // every method but IUnknown's fails
  std::atomic<bool> complete{false};  // … and StoreLogoff, which may be asked once more (J-47, J-46)
  bool transports_released = false;
  ULONG logoff_flags = LOGOFF_ABORT;  // what the store's last Release asks for, unless StoreLogoff said otherwise
  std::mutex mutex;                   // guards folders
  std::vector<Folder*> folders;       // open ones; not referenced

  bool hold() override;
  void let_go() override;
  void end() override;
  void end_objects();
  void release_support();
  HRESULT open_entry(ULONG size, const ENTRYID* entry, ULONG* type, LPUNKNOWN* object);

 private:
  ~StoreCore() { list->leave(this); }
};

// One object for one pointer: it has a single vtable pointer and lives in MAPI memory, so that the runtime can take it
// over when it is invalidated (J-75, J-77).
class Folder final : public IMAPIFolder {
 public:
  explicit Folder(StoreCore* core);

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IMAPIProp) && !(iid == IID_IMAPIContainer) &&
        !(iid == IID_IMAPIFolder)) {
      return MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    AddRef();
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override;
  ULONG references() const { return references_; }

  EXAMPLE_UNSUPPORTED_PROPS
  STDMETHODIMP GetProps(LPSPropTagArray, ULONG, ULONG* count, LPSPropValue* values) override;
  STDMETHODIMP GetContentsTable(ULONG, LPMAPITABLE* table) override { return *table = nullptr, MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetHierarchyTable(ULONG, LPMAPITABLE* table) override {
    if (faulty("table-survives")) return make_table(0, nullptr, 0, table);
    return *table = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP OpenEntry(ULONG, LPENTRYID, LPCIID, ULONG, ULONG*, LPUNKNOWN* object) override {
    return *object = nullptr, MAPI_E_NOT_FOUND;
  }
  STDMETHODIMP SetSearchCriteria(LPSRestriction, LPENTRYLIST, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetSearchCriteria(ULONG, LPSRestriction* restriction, LPENTRYLIST* list, ULONG* state) override {
    return *restriction = nullptr, *list = nullptr, *state = 0, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CreateMessage(LPCIID, ULONG, LPMESSAGE* message) override {
    if (faulty("message-survives")) return *message = make_message(), S_OK;
    return *message = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CopyMessages(LPENTRYLIST, LPCIID, LPVOID, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP DeleteMessages(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CreateFolder(ULONG, LPTSTR, LPTSTR, LPCIID, ULONG, LPMAPIFOLDER* folder) override {
    return *folder = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CopyFolder(ULONG, LPENTRYID, LPCIID, LPVOID, LPTSTR, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP DeleteFolder(ULONG, LPENTRYID, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReadFlags(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetMessageStatus(ULONG, LPENTRYID, ULONG, ULONG* status) override {
    return *status = 0, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP SetMessageStatus(ULONG, LPENTRYID, ULONG, ULONG, ULONG* status) override {
    return *status = 0, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP SaveContentsSort(LPSSortOrderSet, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP EmptyFolder(ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }

 private:
  ~Folder() = default;

  std::atomic<ULONG> references_{1};
  StoreCore* core_;
};
constexpr ULONG kFolderMethods = 29;

class StoreLogon final : public IMSLogon {
 public:
  explicit StoreLogon(StoreCore* core) : core_(core) {}

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IMSLogon)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 1 && core_->status.holds()) {  // only its own status object holds it: this is a logoff first (J-29)
      ++references_;
      core_->end();
      return Release();
    }
    if (left == 0) {
      pass(kInStoreRelease);
      delete this;
      pass(kAfterStoreRelease);
    }
    return left;
  }
  // While a test holds a Release up behind this, the next logon object gets the place of the one that went, as may
  // happen at any time.
  static void* operator new(std::size_t size) {
    void* const freed = spare.exchange(nullptr);
    return freed != nullptr ? freed : ::operator new(size);
  }
  static void operator delete(void* place) {
    if (holds(kAfterStoreRelease)) place = spare.exchange(place);
    ::operator delete(place);
  }

  STDMETHODIMP GetLastError(HRESULT, ULONG, LPMAPIERROR* error) override { return *error = nullptr, S_OK; }
  STDMETHODIMP Logoff(ULONG* flags) override {
    pass(kInStoreLogoff);
    misbehave("logoff");
    if (faulty("logoff-fails")) {
      core_->end();
      return E_FAIL;
    }
    const std::lock_guard<std::recursive_mutex> lock(core_->callback);
    core_->end();
    if (flags == nullptr || *flags != 0) return MAPI_E_INVALID_PARAMETER;  // J-28
    if ((core_->faults & kLogoffThrows) != 0) throw std::runtime_error("a store throws");
    return (core_->faults & kLogoffFails) != 0 ? E_FAIL : S_OK;
  }
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID, ULONG, ULONG* type, LPUNKNOWN* object) override {
    return core_->open_entry(size, entry, type, object);
  }
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG,
                               ULONG* result) override {
    pass(kInStoreCompare);
    *result = size1 == size2 && same_bytes(entry1, entry2, size1) ? TRUE : FALSE;
    return S_OK;
  }
  STDMETHODIMP Advise(ULONG, LPENTRYID, ULONG, LPMAPIADVISESINK, ULONG_PTR* connection) override {
    return *connection = 0, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP Unadvise(ULONG_PTR) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP OpenStatusEntry(LPCIID, ULONG, ULONG* type, LPVOID* entry) override {
    *entry = static_cast<IMAPIStatus*>(core_->status.open());
    if (*entry == nullptr) return MAPI_E_INVALID_OBJECT;
    *type = MAPI_STATUS;
    return S_OK;
  }

 private:
  ~StoreLogon() { core_->let_go(); }

  static inline constinit std::atomic<void*> spare{nullptr};
  std::atomic<ULONG> references_{1};
  StoreCore* const core_;
};

// With kOneIdentity it is the logon, too. The two interfaces share what they have in common.
class Store final : public IMsgStore, public IMSLogon {
 public:
  explicit Store(StoreCore* core) : core_(core) {}

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    if (!faulty("query-leaves-output")) *result = nullptr;
    if (iid == IID_IUnknown && faulty("identity-changes") && (asked_++ % 2) == 1) {
      *result = static_cast<IMSLogon*>(this);
    } else if (iid == IID_IUnknown || iid == IID_IMsgStore || iid == IID_IMAPIProp) {
      *result = static_cast<IMsgStore*>(this);
    } else if (iid == IID_IMSLogon && (core_->faults & kOneIdentity) != 0) {
      *result = static_cast<IMSLogon*>(this);
    } else {
      return MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    AddRef();
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override;
  bool add_reference_unless_dying() {
    ULONG now = references_.load();
    while (now != 0 && !references_.compare_exchange_weak(now, now + 1)) {
    }
    return now != 0;
  }

  // IMSLogon, when there is one identity. Once the support object is released, the last Release of the store may free
  // this object on another thread: only the core is touched then.
  STDMETHODIMP Logoff(ULONG*) override {
    StoreCore* core = core_;
    ++core->holders;
    pass(kInStoreLogoff);
    core->end();
    const HRESULT code = (core->faults & kLogoffFails) != 0 ? E_FAIL : S_OK;
    core->let_go();
    return code;
  }
  STDMETHODIMP OpenStatusEntry(LPCIID, ULONG, ULONG*, LPVOID* entry) override {
    return *entry = nullptr, MAPI_E_NO_SUPPORT;
  }

  EXAMPLE_UNSUPPORTED_PROPS
  STDMETHODIMP GetProps(LPSPropTagArray, ULONG, ULONG* count, LPSPropValue* values) override {
    *count = 0;
    *values = nullptr;
    if ((core_->dead || core_->complete) && !faulty("store-survives")) return MAPI_E_INVALID_OBJECT;
    if ((core_->faults & kSendsNothing) == 0) return MAPI_E_NO_SUPPORT;
    void* block = nullptr;
    if (allocators.allocate(sizeof(SPropValue), &block) != S_OK) return MAPI_E_NOT_ENOUGH_MEMORY;
    *values = static_cast<SPropValue*>(block);
    (*values)->ulPropTag = PR_STORE_SUPPORT_MASK;
    (*values)->Value.l = STORE_CREATE_OK | STORE_MODIFY_OK;
    return *count = 1, S_OK;
  }
  // Has no events to tell. It calls the sink once, with a lock held that its logoff method needs: what a provider must
  // not do, so that a test can log off from there (J-114).
  STDMETHODIMP Advise(ULONG, LPENTRYID, ULONG, LPMAPIADVISESINK sink, ULONG_PTR* connection) override {
    *connection = 0;
    if (keep_sink(sink)) return *connection = 1, S_OK;
    const std::lock_guard<std::recursive_mutex> lock(core_->callback);
    if (sink != nullptr) sink->OnNotify(0, nullptr);
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP Unadvise(ULONG_PTR) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG,
                               ULONG* result) override {
    pass(kInStoreCompare);
    *result = size1 == size2 && same_bytes(entry1, entry2, size1) ? TRUE : FALSE;
    return S_OK;
  }
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID, ULONG, ULONG* type, LPUNKNOWN* object) override {
    if (faulty("success-without-object")) return *object = nullptr, S_OK;
    const OneThreadOnly only(opening_);
    if (faulty("uid-late")) core_->support.register_uid(core_->uid);
    if (faulty("row-late")) core_->support.add_row("Example store");
    const HRESULT code = core_->open_entry(faulty("foreign-id-opened") ? 0 : size, entry, type, object);
    if (FAILED(code) && faulty("failure-sets-output")) *object = reinterpret_cast<LPUNKNOWN>(this + 1);
    return code;
  }
  STDMETHODIMP SetReceiveFolder(LPTSTR, ULONG, ULONG, LPENTRYID) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetReceiveFolder(LPTSTR, ULONG, ULONG* size, LPENTRYID* entry, LPTSTR*) override {
    return *size = 0, *entry = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetReceiveFolderTable(ULONG, LPMAPITABLE* table) override { return *table = nullptr, MAPI_E_NO_SUPPORT; }
  STDMETHODIMP StoreLogoff(ULONG* flags) override;
  STDMETHODIMP AbortSubmit(ULONG, LPENTRYID, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetOutgoingQueue(ULONG, LPMAPITABLE* table) override { return *table = nullptr, MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetLockState(LPMESSAGE, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP FinishedMsg(ULONG, ULONG, LPENTRYID) override {
    return faulty("finishes-for-clients") ? S_OK : MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP NotifyNewMail(LPNOTIFICATION) override { return MAPI_E_NO_SUPPORT; }

 private:
  ~Store() = default;

  std::atomic<ULONG> references_{1};
  std::atomic<ULONG> asked_{0};       // for its identity
  std::atomic<bool> opening_{false};  // for the fault "one-thread-only"
  StoreCore* const core_;
};

class StoreProvider final : public IMSProvider {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (iid == IID_IMAPIProviderShutdown && fast_.offered()) {
      *result = &fast_;
    } else if (iid == IID_IUnknown || iid == IID_IMSProvider) {
      *result = this;
    } else {
      return MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    AddRef();
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 0) {
      logons_->end_all();  // J-29
      delete this;
    }
    return left;
  }
  STDMETHODIMP Shutdown(ULONG* flags) override {
    pass(kInStoreShutdown);
    misbehave("shutdown");
    misuse_mapi("shutdown-initialises");
    note_shutdown();
    join_stray();
    logons_->end_all();
    if (faulty("shutdown-fails")) return E_FAIL;
    return flags != nullptr && *flags == 0 ? S_OK : MAPI_E_INVALID_PARAMETER;  // J-28
  }

  STDMETHODIMP Logon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG size, LPENTRYID entry, ULONG, LPCIID,
                     ULONG* security_size, LPBYTE* security, LPMAPIERROR* error, LPMSLOGON* logon,
                     LPMDB* store) override {
    if (security_size != nullptr) *security_size = 0;
    if (security != nullptr) *security = nullptr;
    return log_on(support, size, entry, error, logon, store, false);
  }
  STDMETHODIMP SpoolerLogon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG size, LPENTRYID entry, ULONG, LPCIID, ULONG,
                            LPBYTE, LPMAPIERROR* error, LPMSLOGON* logon, LPMDB* store) override {
    return log_on(support, size, entry, error, logon, store, true);
  }
  STDMETHODIMP CompareStoreIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG,
                               ULONG* result) override {
    *result = size1 == size2 && same_bytes(entry1, entry2, size1) ? TRUE : FALSE;
    return S_OK;
  }

 private:
  ~StoreProvider() = default;
  HRESULT log_on(IMAPISupport* support, ULONG size, ENTRYID* entry, LPMAPIERROR* error, LPMSLOGON* logon, LPMDB* store,
                 bool spooler);

  std::atomic<ULONG> references_{1};
  const std::shared_ptr<LogonList> logons_ = make_logon_list();
  const std::shared_ptr<OpenStores> open_ = std::make_shared<OpenStores>();
  FastShutdown fast_{this};
};

// ---- a logon's beginning

constinit std::atomic<StoreCore*> clients_store{nullptr};  // the latest, for the fault "spooler-shares-logon"

HRESULT StoreProvider::log_on(IMAPISupport* support, ULONG size, ENTRYID* entry, LPMAPIERROR* error, LPMSLOGON* logon,
                              LPMDB* store, bool spooler) {
  *error = nullptr;
  *logon = nullptr;
  *store = nullptr;
  pass(kInStoreLogon);
  misbehave("logon");
  if (entry == nullptr) return MAPI_E_UNCONFIGURED;  // the store is not chosen (C-30)
  if (size != sizeof(EntryId)) return MAPI_E_INVALID_ENTRYID;
  EntryId id;
  std::memcpy(&id, entry, sizeof id);
  if (!spooler) {
    const std::lock_guard lock(open_->mutex);
    for (StoreCore* open : open_->stores) {  // C-31: no new logon, no row, no reference on the support object
      if (same_bytes(&open->uid, &id.store, sizeof id.store) && open->store->add_reference_unless_dying()) {
        *store = open->store;
        if (faulty("reopening-registers")) support->SetProviderUID(&id.store, 0);
        return S_OK;
      }
    }
  }
  if (spooler && faulty("spooler-shares-logon")) {
    *logon = clients_store.load()->logon;
    *store = clients_store.load()->store;
    for (int i = 0; i < 2; ++i) {  // once more than is given away: nothing of them is freed while the other ends
      (*logon)->AddRef();
      (*store)->AddRef();
    }
    support->AddRef();
    return S_OK;
  }
  const ULONG faults = read_faults(support);
  fast_.set_faults(faults);
  if ((faults & kLogonFails) != 0) return MAPI_E_LOGON_FAILED;
  if ((faults & kPasswordMissing) != 0) return MAPI_E_FAILONEPROVIDER;
  if (faulty("logon-without-object") || was_shut_down()) return S_OK;
  misuse_support(Kind::store, support);
  if (faulty("logon-fails") || faulty("support-used-after-failure")) return MAPI_E_LOGON_FAILED;
  if (spooler) leak_into_ledger(support);
  HRESULT code = faulty("uid-missing") ? S_OK : support->SetProviderUID(&id.store, 0);
  if (FAILED(code)) keep_refused(support);
  if (spooler) trust_spoolers(code);
  trust(code);
  if (SUCCEEDED(code) && !spooler && !faulty("row-late")) code = add_status_row(support, "Example store");  // C-48
  if (FAILED(code)) return code;

  auto* core = new StoreCore(support);
  core->list = logons_;
  core->open = open_;
  core->uid = id.store;
  core->faults = faults;
  core->spooler = spooler;
  if (!spooler) note_support(Kind::store, support);
  auto* made = new Store(core);
  core->store = made;
  if ((faults & kOneIdentity) != 0) {
    core->holders = 1;
    made->AddRef();
    *logon = made;
  } else {
    auto* logon_object = new StoreLogon(core);
    core->status.set(StatusObject::make(logon_object));
    *logon = core->logon = logon_object;
    if (!spooler) clients_store = core;
  }
  *store = made;
  logons_->enter(core);
  if (!spooler) {
    const std::lock_guard lock(open_->mutex);
    open_->stores.push_back(core);
  }
  return faulty("failed-logon-gives-object") ? MAPI_E_LOGON_FAILED : S_OK;
}

HRESULT StoreCore::open_entry(ULONG size, const ENTRYID* entry, ULONG* type, LPUNKNOWN* object) {
  *object = nullptr;
  if (dead || complete) return MAPI_E_INVALID_OBJECT;
  if (size != 0) {  // the null identifier is the root (F-11)
    if (size != sizeof(EntryId)) return MAPI_E_INVALID_ENTRYID;
    EntryId id;
    std::memcpy(&id, entry, sizeof id);
    if (!same_bytes(&id.store, &uid, sizeof uid)) return MAPI_E_UNKNOWN_ENTRYID;
    if (id.object != 1) return MAPI_E_NOT_FOUND;
  }
  void* block = nullptr;
  if (allocators.allocate(sizeof(Folder), &block) != S_OK) {
    if (faulty("refusal-sets-output")) *object = reinterpret_cast<LPUNKNOWN>(this + 1);
    return faulty("refusal-without-object") ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
  }
  auto* folder = new (block) Folder(this);
  {
    const std::lock_guard lock(mutex);
    folders.push_back(folder);
  }
  *type = MAPI_FOLDER;
  *object = folder;
  return S_OK;
}

Folder::Folder(StoreCore* core) : core_(core) {
  if (faulty("child-holds-store")) core->store->AddRef();
}

// It has two properties, and says of any other that it lacks it.
STDMETHODIMP Folder::GetProps(LPSPropTagArray wanted, ULONG, ULONG* count, LPSPropValue* values) {
  *count = 0;
  *values = nullptr;
  static constexpr ULONG kAll[] = {PR_OBJECT_TYPE, PR_ENTRYID};
  const ULONG* const tags = wanted != nullptr ? wanted->aulPropTag : kAll;
  const ULONG asked = wanted != nullptr ? wanted->cValues : 2;
  void* block = nullptr;
  const std::size_t room = asked * sizeof(SPropValue);
  if (allocators.allocate(static_cast<ULONG>(room + sizeof(EntryId)), &block) != S_OK) return MAPI_E_NOT_ENOUGH_MEMORY;
  auto* const found = static_cast<SPropValue*>(block);
  auto* const id = reinterpret_cast<EntryId*>(static_cast<BYTE*>(block) + room);
  *id = {{}, core_->uid, 1};
  if (faulty("ids-foreign")) id->store.ab[0] ^= 0xff;
  HRESULT code = S_OK;
  for (ULONG i = 0; i < asked; ++i) {
    found[i].ulPropTag = tags[i];
    if (found[i].ulPropTag == PR_OBJECT_TYPE) {
      found[i].Value.l = MAPI_FOLDER;
    } else if (found[i].ulPropTag == PR_ENTRYID) {
      found[i].Value.bin = {sizeof(EntryId), reinterpret_cast<BYTE*>(id)};
    } else {
      found[i].ulPropTag = CHANGE_PROP_TYPE(found[i].ulPropTag, PT_ERROR);
      found[i].Value.err = MAPI_E_NOT_FOUND;
      code = MAPI_W_ERRORS_RETURNED;
    }
  }
  *count = asked;
  *values = found;
  return code;
}

STDMETHODIMP_(ULONG) Folder::Release() {
  const ULONG left = --references_;
  if (left != 0) return left;
  {
    const std::lock_guard lock(core_->mutex);
    std::erase(core_->folders, this);
  }
  StoreCore* const core = core_;
  allocators.free(this);
  if (faulty("child-holds-store")) core->store->Release();
  return 0;
}

// ---- its end

// J-23, J-52: nothing of the store that a client still holds works any longer. The runtime takes the memory over.
void StoreCore::end_objects() {
  dead = true;
  std::vector<Folder*> open_folders;
  {
    const std::lock_guard lock(mutex);
    open_folders.swap(folders);
  }
  if (IMAPISupport* with = support.hold()) {
    for (Folder* folder : open_folders) {
      if (faulty("folder-survives")) break;
      const ULONG references = folder->references();
      trace_leak("a store", "folder", references);
      with->MakeInvalid(0, static_cast<IMAPIFolder*>(folder), references, kFolderMethods);
    }
    with->Release();
  }
  status.end("a store", support);  // J-27
  list->leave(this);               // J-26
}

void StoreCore::release_support() {
  if ((faults & kForgetsSupport) == 0) support.release();  // J-24
}

void StoreCore::end() {
  end_objects();
  release_support();
}

bool StoreCore::hold() {
  ULONG now = holders.load();
  while (now != 0 && !holders.compare_exchange_weak(now, now + 1)) {
  }
  return now != 0;
}

void StoreCore::let_go() {
  if (--holders == 0) delete this;
}

STDMETHODIMP Store::StoreLogoff(ULONG* flags) {
  if (flags == nullptr) return MAPI_E_INVALID_PARAMETER;
  IMAPISupport* support = core_->dead ? nullptr : core_->support.hold();
  if (support == nullptr) return MAPI_E_INVALID_OBJECT;
  const ULONG request = *flags;
  if (faulty("transports-other-flag")) *flags = LOGOFF_NO_WAIT;
  const HRESULT code = support->StoreLogoffTransports(flags);
  trust(code);
  if (faulty("transports-twice")) {
    ULONG again = request;
    support->StoreLogoffTransports(&again);
  }
  support->Release();
  if (FAILED(code)) return code;
  core_->logoff_flags = request;
  if ((*flags & LOGOFF_COMPLETE) != 0) {
    core_->transports_released = true;      // J-46
    const bool goes_on = references_ != 1;  // for another client (J-44)
    if (!goes_on && !faulty("complete-and-alive") && !lives_after(request)) core_->complete = true;
  }
  return code;
}

STDMETHODIMP_(ULONG) Store::Release() {
  const ULONG left = --references_;
  if (left != 0) return faulty("release-miscounts") ? left + 1 : left;
  {
    const std::lock_guard lock(core_->open->mutex);
    std::erase(core_->open->stores, core_);
  }
  if (IMAPISupport* support = core_->support.hold()) {
    if (!core_->transports_released && (core_->faults & kForgetsTransports) == 0 && !faulty("transports-forgotten")) {
      ULONG flags = core_->logoff_flags;  // LOGOFF_ABORT when the client forgot (J-45)
      trust(support->StoreLogoffTransports(&flags));
      core_->transports_released = true;
    }
    support->Release();
  }
  core_->end();  // J-48: here the runtime takes its four steps (J-49)
  StoreCore* core = core_;
  delete this;
  core->let_go();
  return 0;
}

}  // namespace
}  // namespace example

STDAPI MSProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate, LPALLOCATEMORE allocate_more,
                      LPFREEBUFFER free_buffer, ULONG, ULONG mapi_version, ULONG* provider_version,
                      LPMSPROVIDER* provider) {
  *provider = nullptr;
  const HRESULT code = example::begin_init({allocate, allocate_more, free_buffer}, mapi_version, provider_version);
  example::pass(example::kInStoreInit);
  if (example::faulty("provider-shared")) {
    static constinit std::atomic<example::StoreProvider*> shared{nullptr};
    if (shared == nullptr) shared = new example::StoreProvider;
    shared.load()->AddRef();
    *provider = shared;
    return code;
  }
  if (SUCCEEDED(code)) *provider = new example::StoreProvider;
  return code;
}
