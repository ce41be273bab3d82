// SPDX-License-Identifier: Apache-2.0
#include "runtime/addressbook/objects.hpp"

#include "runtime/addressbook/entry_ids.hpp"

#include <postroom/memory_table.hpp>
#include <postroom/prop_object.hpp>

#include <mapitags.h>

#include <array>
#include <cstring>

namespace postroom::addressbook {
namespace {

// {B5A1B2E4-3D27-4B6C-8F6E-77D1C1A20B01}
constexpr MAPIUID kRootUid = {
    {0xE4, 0xB2, 0xA1, 0xB5, 0x27, 0x3D, 0x6C, 0x4B, 0x8F, 0x6E, 0x77, 0xD1, 0xC1, 0xA2, 0x0B, 0x01}};

// The properties that every row of the root's hierarchy has (G-3).
const std::vector<ULONG>& hierarchy_columns() {
  static const auto* columns =
      new std::vector<ULONG>{PR_COMMENT_W,    PR_DEPTH,       PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE,    PR_ENTRYID,
                             PR_INSTANCE_KEY, PR_OBJECT_TYPE, PR_STATUS,         PR_CONTAINER_FLAGS, PR_AB_PROVIDER_ID};
  return *columns;
}

class OneOffUser final : public kit::PropObject<OneOffUser, IMailUser> {
 public:
  static constexpr const char* kTypeName = "IMailUser (one-off)";
  OneOffUser(std::shared_ptr<kit::Core> core, kit::PropertyBag bag)
      : PropObject(std::move(core), std::make_shared<kit::BagSource>(std::move(bag))) {}
};

kit::PropertyBag root_properties() {
  kit::PropertyBag bag;
  bag.set(PR_ENTRYID, root_entry_id());
  bag.set(PR_RECORD_KEY, root_entry_id());
  bag.set(PR_OBJECT_TYPE, static_cast<LONG>(MAPI_ABCONT));
  bag.set(PR_DISPLAY_TYPE, static_cast<LONG>(DT_NOT_SPECIFIC));
  bag.set(PR_DISPLAY_NAME_W, "Address Book");
  bag.set(PR_CONTAINER_FLAGS, static_cast<LONG>(AB_SUBCONTAINERS | AB_UNMODIFIABLE));
  bag.set(PR_ACCESS_LEVEL, LONG{0});
  bag.set(kit::PropertyValue(PR_CONTAINER_HIERARCHY));
  return bag;
}

class Root final : public kit::PropObject<Root, IABContainer> {
 public:
  static constexpr const char* kTypeName = "IABContainer (root)";
  explicit Root(std::shared_ptr<AddressBook> book)
      : PropObject(book->host().core(), std::make_shared<kit::BagSource>(root_properties())), book_(std::move(book)) {}

  STDMETHODIMP GetContentsTable(ULONG, LPMAPITABLE* table) override {
    return call([&]() -> HRESULT { return nothing(table); });
  }
  STDMETHODIMP GetHierarchyTable(ULONG flags, LPMAPITABLE* table) override {
    return call([&]() -> HRESULT {
      kit::require(table != nullptr, "lppTable is null");
      *table = nullptr;
      *table = hierarchy(flags).detach();
      return S_OK;
    });
  }
  STDMETHODIMP OpenEntry(ULONG size, LPENTRYID entry, LPCIID iid, ULONG flags, ULONG* type,
                         LPUNKNOWN* object) override {
    return call([&]() -> HRESULT {
      kit::require(object != nullptr, "lppUnk is null");
      *object = nullptr;
      return book_->open_entry(as_span(kit::entry_id(size, entry)), iid, flags, type, object);
    });
  }
  STDMETHODIMP SetSearchCriteria(LPSRestriction, LPENTRYLIST, ULONG) override {
    return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
  }
  STDMETHODIMP GetSearchCriteria(ULONG, LPSRestriction* restriction, LPENTRYLIST* containers, ULONG* state) override {
    return call([&]() -> HRESULT {
      if (state != nullptr) *state = 0;
      static_cast<void>(nothing(containers));
      return nothing(restriction);
    });
  }
  STDMETHODIMP CreateEntry(ULONG, LPENTRYID, ULONG, LPMAPIPROP* object) override {
    return call([&]() -> HRESULT { return nothing(object); });
  }
  STDMETHODIMP CopyEntries(LPENTRYLIST, ULONG_PTR, LPMAPIPROGRESS, ULONG) override {
    return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
  }
  STDMETHODIMP DeleteEntries(LPENTRYLIST, ULONG) override {
    return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
  }
  STDMETHODIMP ResolveNames(LPSPropTagArray, ULONG, LPADRLIST, LPFlagList) override {
    return call([&]() -> HRESULT { return MAPI_E_NO_SUPPORT; });
  }

 private:
  template <class T>
  static HRESULT nothing(T** result) {
    if (result != nullptr) *result = nullptr;
    return MAPI_E_NO_SUPPORT;
  }

  kit::com_ptr<IMAPITable> hierarchy(ULONG flags) {
    kit::require_flags(flags, MAPI_UNICODE | MAPI_DEFERRED_ERRORS | CONVENIENT_DEPTH);
    const auto table = kit::MemoryTable::create(PR_INSTANCE_KEY, hierarchy_columns());
    table->put(top_containers(*book_));
    kit::TableViewOptions options;
    options.flags = flags & MAPI_UNICODE;
    return table->view(shared_core(), std::move(options));
  }

  kit::com_ptr<IUnknown> open_property(ULONG tag, REFIID iid, ULONG options, ULONG flags) override {
    if (kit::id_of(tag) == kit::id_of(PR_CONTAINER_HIERARCHY) && kit::has_iid<IMAPITable>(iid)) {
      return hierarchy(options & MAPI_UNICODE);
    }
    return PropHooks::open_property(tag, iid, options, flags);
  }

  const std::shared_ptr<AddressBook> book_;
};

// All rows of one provider's hierarchy.
void append_rows(BookLogon& logon, IMAPITable& table, std::vector<kit::PropertyBag>& rows) {
  const auto columns = kit::make_tags(hierarchy_columns());
  kit::check(logon.call_on(&table, "IMAPITable::SetColumns", [&] { return table.SetColumns(columns.get(), 0); }));
  for (;;) {
    SRowSet* raw = nullptr;
    kit::check(logon.call_on(&table, "IMAPITable::QueryRows", [&] { return table.QueryRows(kRowsAtOnce, 0, &raw); }));
    const kit::rows_ptr set(raw);
    if (!set || set->cRows == 0) return;
    for (kit::PropertyBag& row : kit::bags_from(*set)) rows.push_back(std::move(row));
  }
}

}  // namespace

std::string root_entry_id() {
  std::string entry(4, '\0');
  entry.append(kit::bytes_of(kRootUid));
  return entry.append("\1\0\0\0", 4);
}

bool is_root(std::span<const std::byte> entry) noexcept {
  return entry.size() >= 20 && std::memcmp(entry.data() + 4, &kRootUid, sizeof kRootUid) == 0;
}

kit::com_ptr<IABContainer> make_root(std::shared_ptr<AddressBook> book) {
  return kit::make_object<Root>(std::move(book));
}

std::vector<kit::PropertyBag> top_containers(AddressBook& book) {
  std::vector<kit::PropertyBag> rows;
  for (const BookLogonPtr& logon : book.host().logons()) {
    try {
      kit::com_ptr<IUnknown> root;
      ULONG type = 0;
      kit::check(logon->call("IABLogon::OpenEntry", [&](IABLogon& provider) {
        return provider.OpenEntry(0, nullptr, nullptr, 0, &type, root.put());
      }));
      const auto container = root.as<IMAPIContainer>();
      if (!container) continue;
      kit::com_ptr<IMAPITable> table;
      kit::check(logon->call_on(container.get(), "IMAPIContainer::GetHierarchyTable",
                                [&] { return container->GetHierarchyTable(MAPI_UNICODE, table.put()); }));
      append_rows(*logon, *table, rows);
    } catch (const kit::Failure&) {  // one that fails does not hide the others
    }
  }
  // Two providers may have chosen the same instance keys; identifiers are unique.
  for (kit::PropertyBag& row : rows) {
    row.set(PR_OBJECT_TYPE, static_cast<LONG>(MAPI_ABCONT));
    row.set(PR_INSTANCE_KEY, row.binary(PR_ENTRYID));
    if (!row.has(PR_STATUS)) row.set(PR_STATUS, LONG{0});
    if (!row.has(PR_DEPTH)) row.set(PR_DEPTH, LONG{0});
  }
  std::erase_if(rows, [](const kit::PropertyBag& row) { return row.binary(PR_ENTRYID).empty(); });
  return rows;
}

kit::PropertyBag one_off_properties(const OneOff& one_off, std::string_view entry) {
  kit::PropertyBag bag;
  bag.set(PR_ENTRYID, entry);
  bag.set(PR_RECORD_KEY, entry);
  bag.set(PR_SEARCH_KEY, one_off_search_key(one_off.type, one_off.address));
  bag.set(PR_OBJECT_TYPE, static_cast<LONG>(MAPI_MAILUSER));
  bag.set(PR_DISPLAY_TYPE, static_cast<LONG>(DT_MAILUSER));
  bag.set(PR_DISPLAY_NAME_W, one_off.name);
  bag.set(PR_TRANSMITABLE_DISPLAY_NAME_W, one_off.name);
  bag.set(PR_ADDRTYPE_W, one_off.type);
  bag.set(PR_EMAIL_ADDRESS_W, one_off.address);
  bag.set(PR_SEND_RICH_INFO, one_off.rich_info);
  return bag;
}

kit::com_ptr<IMailUser> make_one_off_user(std::shared_ptr<kit::Core> core, const OneOff& one_off,
                                          std::string_view entry) {
  kit::PropertyBag bag = one_off_properties(one_off, entry);
  bag.set(PR_ACCESS_LEVEL, LONG{0});
  return kit::make_object<OneOffUser>(std::move(core), std::move(bag));
}

}  // namespace postroom::addressbook
