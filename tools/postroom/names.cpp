// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/names.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/property_bag.hpp>
#include <postroom/text.hpp>

#include "tools/postroom/properties.hpp"
#include "tools/postroom/text.hpp"

namespace postroom::tool {
namespace {

kit::adrlist_ptr as_list(const std::vector<std::string>& names) {
  kit::RowSetBuilder rows(names.size());
  for (const std::string& name : names) {
    kit::PropertyBag row;
    row.set(PR_DISPLAY_NAME_W, name);
    row.set(PR_RECIPIENT_TYPE, MAPI_TO);
    rows.add(row);
  }
  return kit::adrlist_ptr(reinterpret_cast<ADRLIST*>(std::move(rows).finish().release()));  // one layout
}

// ResolveName answers for the list as a whole; one name at a time gives each its own verdict.
Resolution resolve_one(IAddrBook* book, ADRLIST* list) {
  const HRESULT code = book->ResolveName(0, MAPI_UNICODE, nullptr, list);
  if (code == MAPI_E_AMBIGUOUS_RECIP) return Resolution::ambiguous;
  if (code == MAPI_E_NOT_FOUND) return Resolution::unresolved;
  check(code, book, "look up a name");
  return Resolution::resolved;
}

// The address for the Internet: the entry's own, or that of the entry behind it.
std::string address_of(const kit::PropertyBag& row) {
  return std::string(row.text(PR_EMAIL_ADDRESS_W));
}

// What an empty person is made from: the container's default, else the first template for people that it offers.
EntryId template_for_people(IABContainer* container) {
  EntryId id = get_properties(container, {PR_DEF_CREATE_MAILUSER}).binary(PR_DEF_CREATE_MAILUSER);
  kit::com_ptr<IMAPITable> table;
  if (!id.empty() || FAILED(container->OpenProperty(PR_CREATE_TEMPLATES, &IID_IMAPITable, 0, 0, table.put_unknown()))) {
    return id;
  }
  for_each_row(table.get(), {PR_ENTRYID, PR_DISPLAY_TYPE}, [&](const Values& row) {
    if (row.number(PR_DISPLAY_TYPE) == DT_MAILUSER) id = row.binary(PR_ENTRYID);
    return id.empty();
  });
  return id;
}

}  // namespace

Resolved resolve(IAddrBook* book, const std::vector<std::string>& names) {
  Resolved result;
  kit::RowSetBuilder rows(names.size());
  for (const std::string& name : names) {
    const kit::adrlist_ptr one = as_list({name});
    const Resolution resolution = resolve_one(book, one.get());
    const kit::PropertyBag row = kit::PropertyBag::from(one->aEntries[0]);
    rows.add(row);
    result.names.push_back({name, resolution, std::string(row.text(PR_DISPLAY_NAME_W)), address_of(row)});
  }
  result.list.reset(reinterpret_cast<ADRLIST*>(std::move(rows).finish().release()));
  return result;
}

void add_to_address_book(IAddrBook* book, const std::string& name, const std::string& address) {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> personal;
  check(book->GetPAB(&size, kit::out(personal)), book, "find the personal address book");
  if (size == 0) kit::fail(MAPI_E_NOT_FOUND, _("the profile has no address book that can be changed"));
  kit::com_ptr<IABContainer> container;
  ULONG type = 0;
  check(book->OpenEntry(size, personal.get(), &IID_IABContainer, MAPI_MODIFY, &type, container.put_unknown()), book,
        "open the personal address book");
  EntryId id = template_for_people(container.get());
  if (id.empty()) kit::fail(MAPI_E_NO_SUPPORT, _("the personal address book takes no new people"));
  kit::com_ptr<IMAPIProp> entry;
  check(container->CreateEntry(static_cast<ULONG>(id.size()), as_entry_id(id), CREATE_CHECK_DUP_STRICT, entry.put()),
        container.get(), "create an entry");
  kit::PropertyBag bag;
  bag.set(PR_DISPLAY_NAME_W, name);
  bag.set(PR_ADDRTYPE_W, "SMTP");
  bag.set(PR_EMAIL_ADDRESS_W, address);
  const auto values = kit::make_values(bag);
  check(entry->SetProps(static_cast<ULONG>(bag.size()), values.get(), nullptr), entry.get(), "fill the entry");
  const HRESULT code = entry->SaveChanges(0);
  if (code == MAPI_E_COLLISION) kit::fail(code, filled(_("'%1' is in the address book already"), name));  // G-23
  check(code, entry.get(), "save the entry");
}

}  // namespace postroom::tool
