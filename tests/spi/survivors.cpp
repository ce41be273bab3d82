// SPDX-License-Identifier: Apache-2.0
#include "survivors.hpp"

#include <dlfcn.h>

#include <utility>

namespace example {
namespace {

// One object that is two interfaces deep, counted by hand.
template <class Interface>
class Counted : public Interface {
 public:
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

 protected:
  virtual ~Counted() = default;

 private:
  std::atomic<ULONG> references_{1};
};

class Message final : public Counted<IMessage> {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IMAPIProp) && !(iid == IID_IMessage))
      return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = this;
    return S_OK;
  }
  EXAMPLE_UNSUPPORTED_PROPS
  STDMETHODIMP GetProps(LPSPropTagArray, ULONG, ULONG* count, LPSPropValue* values) override {
    return *count = 0, *values = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetAttachmentTable(ULONG, LPMAPITABLE* table) override { return *table = nullptr, MAPI_E_NO_SUPPORT; }
  STDMETHODIMP OpenAttach(ULONG, LPCIID, ULONG, LPATTACH* attachment) override {
    return *attachment = nullptr, MAPI_E_NOT_FOUND;
  }
  STDMETHODIMP CreateAttach(LPCIID, ULONG, ULONG* number, LPATTACH* attachment) override {
    return *number = 0, *attachment = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP DeleteAttach(ULONG, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetRecipientTable(ULONG, LPMAPITABLE* table) override { return *table = nullptr, MAPI_E_NO_SUPPORT; }
  STDMETHODIMP ModifyRecipients(ULONG, LPADRLIST) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SubmitMessage(ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReadFlag(ULONG) override { return MAPI_E_NO_SUPPORT; }
};

struct ContainerId {
  BYTE flags[4];
  MAPIUID book;
  ULONG object;
};

class Container final : public Counted<IABContainer> {
 public:
  Container(const MAPIUID& uid, std::shared_ptr<std::atomic<bool>> over) : over_(std::move(over)) {
    id_ = {{}, uid, 1};
    shown_ = id_;
    if (faulty("ids-foreign")) shown_.book.ab[0] ^= 0xff;
  }

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown)) {
      if (dead()) return MAPI_E_INVALID_OBJECT;
      if (!(iid == IID_IMAPIProp) && !(iid == IID_IMAPIContainer) && !(iid == IID_IABContainer))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    AddRef();
    *result = this;
    return S_OK;
  }
  EXAMPLE_UNSUPPORTED_PROPS
  // Whatever is asked for, it is the identifier.
  STDMETHODIMP GetProps(LPSPropTagArray, ULONG, ULONG* count, LPSPropValue* values) override {
    *count = 0;
    *values = nullptr;
    if (dead()) return MAPI_E_INVALID_OBJECT;
    void* block = nullptr;
    if (allocators.allocate(sizeof(SPropValue), &block) != S_OK) return MAPI_E_NOT_ENOUGH_MEMORY;
    *values = static_cast<SPropValue*>(block);
    (*values)->ulPropTag = PR_ENTRYID;
    (*values)->Value.bin = {sizeof shown_, reinterpret_cast<BYTE*>(&shown_)};
    return *count = 1, S_OK;
  }
  STDMETHODIMP GetContentsTable(ULONG, LPMAPITABLE* table) override {
    return *table = nullptr, dead() ? MAPI_E_INVALID_OBJECT : MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetHierarchyTable(ULONG, LPMAPITABLE* table) override {
    if (dead()) return *table = nullptr, MAPI_E_INVALID_OBJECT;
    return make_table(sizeof id_, reinterpret_cast<const BYTE*>(&id_), MAPI_ABCONT, table);
  }
  STDMETHODIMP OpenEntry(ULONG, LPENTRYID, LPCIID, ULONG, ULONG*, LPUNKNOWN* object) override {
    return *object = nullptr, MAPI_E_NOT_FOUND;
  }
  STDMETHODIMP SetSearchCriteria(LPSRestriction, LPENTRYLIST, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetSearchCriteria(ULONG, LPSRestriction* restriction, LPENTRYLIST* list, ULONG* state) override {
    return *restriction = nullptr, *list = nullptr, *state = 0, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CreateEntry(ULONG, LPENTRYID, ULONG, LPMAPIPROP* entry) override {
    return *entry = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CopyEntries(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP DeleteEntries(LPENTRYLIST, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP ResolveNames(LPSPropTagArray, ULONG, LPADRLIST, LPFlagList) override { return MAPI_E_NO_SUPPORT; }

 private:
  bool dead() const { return *over_ && !faulty("container-survives"); }

  const std::shared_ptr<std::atomic<bool>> over_;
  ContainerId id_ = {};     // by which it is opened
  ContainerId shown_ = {};  // what it says that is
};

ITableData* make_table_data() {
  const auto create = reinterpret_cast<decltype(CreateTable)*>(dlsym(RTLD_DEFAULT, "CreateTable"));
  SizedSPropTagArray(4, columns) = {4, {PR_ENTRYID, PR_OBJECT_TYPE, PR_DISPLAY_NAME_A, PR_ROWID}};
  ITableData* data = nullptr;
  if (create != nullptr) {
    create(&IID_IMAPITableData, allocators.allocate, allocators.allocate_more, allocators.free, nullptr,
           TBLTYPE_DYNAMIC, PR_ROWID, reinterpret_cast<LPSPropTagArray>(&columns), &data);
  }
  return data;
}

}  // namespace

HRESULT make_table(ULONG size, const BYTE* entry, ULONG type, LPMAPITABLE* table) {
  *table = nullptr;
  ITableData* const data = make_table_data();
  if (data == nullptr) return MAPI_E_NOT_ENOUGH_MEMORY;
  SPropValue values[4] = {};
  values[0].ulPropTag = PR_ENTRYID;
  values[0].Value.bin = {size, const_cast<BYTE*>(entry)};
  values[1].ulPropTag = PR_OBJECT_TYPE;
  values[1].Value.l = static_cast<LONG>(type);
  values[2].ulPropTag = PR_DISPLAY_NAME_A;
  values[2].Value.lpszA = const_cast<char*>("Example");
  values[3].ulPropTag = PR_ROWID;
  SRow row = {0, 4, values};
  HRESULT code = size == 0 ? S_OK : data->HrModifyRow(&row);
  if (SUCCEEDED(code)) code = data->HrGetView(nullptr, nullptr, 0, table);
  data->Release();
  return code;
}

LPMESSAGE make_message() {
  return new Message;
}

LPABCONT make_container(const MAPIUID& uid, std::shared_ptr<std::atomic<bool>> over) {
  return new Container(uid, std::move(over));
}

}  // namespace example
