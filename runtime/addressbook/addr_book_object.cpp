// SPDX-License-Identifier: Apache-2.0
#include "runtime/addressbook/addr_book_object.hpp"

#include "runtime/addressbook/containers.hpp"
#include "runtime/addressbook/entry_ids.hpp"
#include "runtime/addressbook/name_resolution.hpp"
#include "runtime/addressbook/one_off.hpp"
#include "runtime/addressbook/recipients.hpp"

#include <postroom/prop_object.hpp>

#include <mapitags.h>

namespace postroom::addressbook {
namespace {

kit::PropertyBag properties() {
  kit::PropertyBag bag;
  bag.set(PR_OBJECT_TYPE, static_cast<LONG>(MAPI_ADDRBOOK));
  bag.set(PR_DISPLAY_NAME_W, "Address Book");
  return bag;
}

void give(std::string_view entry, ULONG* size, LPENTRYID* result) {
  *size = static_cast<ULONG>(entry.size());
  *result = kit::make_entry_id(entry).release();
}

class AddrBookObject final : public kit::PropObject<AddrBookObject, IAddrBook> {
 public:
  static constexpr const char* kTypeName = "IAddrBook";
  explicit AddrBookObject(std::shared_ptr<AddressBook> book)
      : PropObject(book->host().core(), std::make_shared<kit::BagSource>(properties())), book_(std::move(book)) {}

  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type,
                         LPUNKNOWN* object) override {
    return call([&]() -> HRESULT {
      kit::require(object != nullptr, "lppUnk is null");
      *object = nullptr;
      return book_->open_entry(as_span(kit::entry_id(size, entry)), iid, flags, type, object);
    });
  }
  STDMETHODIMP CompareEntryIDs(ULONG size1, LPENTRYID entry1, ULONG size2, LPENTRYID entry2, ULONG flags,
                               ULONG* result) override {
    return call([&]() -> HRESULT {
      kit::require(result != nullptr, "lpulResult is null");
      *result = 0;
      const bool same =
          book_->same_entry(as_span(kit::entry_id(size1, entry1)), as_span(kit::entry_id(size2, entry2)), flags);
      *result = same ? 1 : 0;
      return S_OK;
    });
  }
  STDMETHODIMP Advise(ULONG size, LPENTRYID entry, ULONG event_mask, LPMAPIADVISESINK sink,
                      ULONG_PTR* connection) override {
    return call([&]() -> HRESULT {
      kit::require(connection != nullptr, "lpulConnection is null");
      *connection = 0;
      kit::require(sink != nullptr, "lpAdviseSink is null");
      *connection = book_->advise(as_span(kit::entry_id(size, entry)), event_mask, sink);
      return S_OK;
    });
  }
  STDMETHODIMP Unadvise(ULONG_PTR connection) override {
    return call([&]() -> HRESULT {
      book_->unadvise(connection);
      return S_OK;
    });
  }
  STDMETHODIMP CreateOneOff(LPTSTR name, LPTSTR type, LPTSTR address, ULONG flags, ULONG* size,
                            LPENTRYID* entry) override {
    return call([&]() -> HRESULT {
      create_one_off(name, type, address, flags, size, entry);
      return S_OK;
    });
  }
  STDMETHODIMP ResolveName(ULONG_PTR, ULONG flags, LPTSTR, LPADRLIST names) override {
    return call([&]() -> HRESULT {
      kit::require(names != nullptr, "lpAdrList is null");
      // AB_UNICODEUI is about the title of a dialog, and there is none (D-29).
      kit::require_flags(flags, MAPI_DIALOG | MAPI_UNICODE | AB_NO_DIALOG | AB_UNICODEUI);
      return resolve_name(*book_, flags & MAPI_UNICODE, *names);
    });
  }
  STDMETHODIMP PrepareRecips(ULONG flags, LPSPropTagArray columns, LPADRLIST recipients) override {
    return call([&]() -> HRESULT {
      kit::require(recipients != nullptr, "lpRecipList is null");
      kit::require_flags(flags, 0);
      prepare_recipients(*book_, columns, *recipients);
      return S_OK;
    });
  }

  // What needs a dialog is not there: no user interface stands behind this library (D-29).
  STDMETHODIMP NewEntry(ULONG_PTR, ULONG, ULONG, LPENTRYID, ULONG, LPENTRYID, ULONG* size, LPENTRYID* entry) override {
    return call([&]() -> HRESULT {
      if (size != nullptr) *size = 0;
      if (entry != nullptr) *entry = nullptr;
      return MAPI_E_NO_SUPPORT;
    });
  }
  STDMETHODIMP Address(ULONG_PTR*, LPADRPARM, LPADRLIST* list) override {
    return call([&]() -> HRESULT {
      static_cast<void>(list);  // in and out: the caller's own stays what it is
      return MAPI_E_NO_SUPPORT;
    });
  }
  STDMETHODIMP Details(ULONG_PTR*, LPFNDISMISS, LPVOID, ULONG, LPENTRYID, LPFNBUTTON, LPVOID, LPTSTR, ULONG) override {
    return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
  }
  STDMETHODIMP RecipOptions(ULONG_PTR, ULONG, LPADRENTRY) override {
    return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
  }
  STDMETHODIMP QueryDefaultRecipOpt(LPTSTR, ULONG, ULONG* count, LPSPropValue* options) override {
    return call([&]() -> HRESULT {
      if (count != nullptr) *count = 0;
      if (options != nullptr) *options = nullptr;
      return MAPI_E_NO_SUPPORT;
    });
  }

  STDMETHODIMP GetPAB(ULONG* size, LPENTRYID* entry) override {
    return call([&]() -> HRESULT { return get(&personal_container, size, entry); });
  }
  STDMETHODIMP SetPAB(ULONG size, LPENTRYID entry) override {
    return call([&]() -> HRESULT {
      set_personal_container(*book_, kit::entry_id(size, entry));
      return S_OK;
    });
  }
  STDMETHODIMP GetDefaultDir(ULONG* size, LPENTRYID* entry) override {
    return call([&]() -> HRESULT { return get(&default_container, size, entry); });
  }
  STDMETHODIMP SetDefaultDir(ULONG size, LPENTRYID entry) override {
    return call([&]() -> HRESULT {
      set_default_container(*book_, kit::entry_id(size, entry));
      return S_OK;
    });
  }
  STDMETHODIMP GetSearchPath(ULONG flags, LPSRowSet* path) override {
    return call([&]() -> HRESULT {
      kit::require(path != nullptr, "lppSearchPath is null");
      *path = nullptr;
      kit::require_flags(flags, MAPI_UNICODE);
      const std::vector<kit::PropertyBag> containers = search_path(*book_);
      kit::RowSetBuilder rows(containers.size());
      for (const kit::PropertyBag& container : containers) {
        rows.add(search_path_row(container), kit::text_type(flags));
      }
      *path = std::move(rows).finish().release();
      return S_OK;
    });
  }
  STDMETHODIMP SetSearchPath(ULONG flags, LPSRowSet path) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, 0);
      kit::require(path != nullptr, "lpSearchPath is null");
      set_search_path(*book_, *path);
      return S_OK;
    });
  }

 private:
  HRESULT get(std::string (*which)(AddressBook&), ULONG* size, LPENTRYID* entry) {
    kit::require(size != nullptr && entry != nullptr, "an output parameter is null");
    *size = 0;
    *entry = nullptr;
    give(which(*book_), size, entry);
    return S_OK;
  }

  const std::shared_ptr<AddressBook> book_;
};

}  // namespace

kit::com_ptr<IAddrBook> make_addr_book(std::shared_ptr<AddressBook> book) {
  return kit::make_object<AddrBookObject>(std::move(book));
}

}  // namespace postroom::addressbook
