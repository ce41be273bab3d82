// SPDX-License-Identifier: Apache-2.0
#include "runtime/addressbook/name_resolution.hpp"

#include "runtime/addressbook/containers.hpp"
#include "runtime/addressbook/entry_ids.hpp"
#include "runtime/addressbook/objects.hpp"
#include "runtime/addressbook/recipients.hpp"

#include <postroom/failure.hpp>
#include <postroom/restriction.hpp>

#include <mapitags.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace postroom::addressbook {
namespace {

// What a resolved recipient is given (G-14, G-16); text is of the width that the caller asked for.
constexpr std::array kRecipientColumns = {
    ULONG{PR_ENTRYID},     ULONG{PR_DISPLAY_NAME_W}, ULONG{PR_ADDRTYPE_W},   ULONG{PR_EMAIL_ADDRESS_W},
    ULONG{PR_OBJECT_TYPE}, ULONG{PR_SEARCH_KEY},     ULONG{PR_DISPLAY_TYPE}, ULONG{PR_TRANSMITABLE_DISPLAY_NAME_W}};

// Whether each name is resolved, as IABContainer::ResolveNames takes and gives it.
class Flags {
 public:
  explicit Flags(ULONG count) : block_(1 + count, MAPI_UNRESOLVED) { block_[0] = count; }
  FlagList* list() noexcept { return reinterpret_cast<FlagList*>(block_.data()); }
  ULONG& operator[](ULONG i) noexcept { return block_[1 + i]; }
  bool any(ULONG flag) const noexcept { return std::find(block_.begin() + 1, block_.end(), flag) != block_.end(); }

 private:
  std::vector<ULONG> block_;  // FlagList: a count, and as many flags
};

std::vector<ULONG> columns_of(ULONG width) {
  std::vector<ULONG> columns;
  columns.reserve(std::size(kRecipientColumns));
  for (const ULONG tag : kRecipientColumns) columns.push_back(kit::with_width(tag, width));
  return columns;
}

// One-offs, and what needs no resolving (G-10).
void resolve_without_directories(ADRLIST& names, Flags& flags, ULONG width) {
  for (ULONG i = 0; i < names.cEntries; ++i) {
    ADRENTRY& entry = names.aEntries[i];
    const kit::PropertyBag own = properties_of(entry);
    if (own.empty() || !own.binary(PR_ENTRYID).empty()) {
      flags[i] = MAPI_RESOLVED;
      continue;
    }
    std::optional<OneOff> one_off = one_off_from_text(own.text(PR_DISPLAY_NAME_W));
    if (!one_off) continue;
    one_off->unicode = width == PT_UNICODE;
    const std::vector<std::byte> id = encode_one_off(*one_off);
    const kit::PropertyBag found = one_off_properties(*one_off, as_view(id));
    replace_properties(entry, found, columns_of(width), width);
    flags[i] = MAPI_RESOLVED;
  }
}

// A container that resolves no names itself is asked for the rows that answer to the name (G-11).
ULONG look_up(BookLogon& logon, IABContainer& container, ADRENTRY& entry, std::string_view name, ULONG width) {
  kit::com_ptr<IMAPITable> table;
  kit::check(logon.call_on(&container, "IABContainer::GetContentsTable",
                           [&] { return container.GetContentsTable(MAPI_UNICODE, table.put()); }));
  const auto columns = kit::make_tags(columns_of(PT_UNICODE));
  const auto anr = kit::Restriction::equals(kit::PropertyValue(PR_ANR_W, name)).to_mapi();
  SRowSet* raw = nullptr;
  kit::check(logon.call_on(table.get(), "IMAPITable::QueryRows", [&] {
    HRESULT result = table->SetColumns(columns.get(), TBL_BATCH);
    if (SUCCEEDED(result)) result = table->Restrict(anr.get(), TBL_BATCH);
    return SUCCEEDED(result) ? table->QueryRows(2, 0, &raw) : result;
  }));
  const kit::rows_ptr rows(raw);
  if (!rows || rows->cRows == 0) return MAPI_UNRESOLVED;
  if (rows->cRows > 1) return MAPI_AMBIGUOUS;
  replace_properties(entry, kit::PropertyBag::from(rows->aRow[0]), columns_of(width), width);
  return MAPI_RESOLVED;
}

void resolve_in(BookLogon& logon, IABContainer& container, ADRLIST& names, Flags& flags, ULONG width) {
  const std::vector<ULONG> columns = columns_of(width);
  const auto tags = kit::make_tags(columns);
  const HRESULT result = logon.call_on(&container, "IABContainer::ResolveNames", [&] {
    return container.ResolveNames(tags.get(), width == PT_UNICODE ? MAPI_UNICODE : 0, &names, flags.list());
  });
  if (result != MAPI_E_NO_SUPPORT) {
    kit::check(result);
    return;
  }
  for (ULONG i = 0; i < names.cEntries; ++i) {
    if (flags[i] != MAPI_UNRESOLVED) continue;
    const std::string name(properties_of(names.aEntries[i]).text(PR_DISPLAY_NAME_W));
    if (!name.empty()) flags[i] = look_up(logon, container, names.aEntries[i], name, width);
  }
}

kit::com_ptr<IABContainer> open_container(AddressBook& book, std::string_view entry) {
  kit::com_ptr<IABContainer> container;
  ULONG type = 0;
  kit::check(book.open_entry(as_span(entry), &IID_IABContainer, 0, &type, container.put_unknown()));
  return container;
}

}  // namespace

HRESULT resolve_name(AddressBook& book, ULONG flags, ADRLIST& names) {
  const ULONG width = kit::text_type(flags);
  Flags resolved(names.cEntries);
  resolve_without_directories(names, resolved, width);
  if (resolved.any(MAPI_UNRESOLVED)) {
    for (const kit::PropertyBag& container : search_path(book)) {
      try {
        const std::string_view id = container.binary(PR_ENTRYID);
        const BookLogonPtr logon = book.host().route(as_span(id));
        if (logon) resolve_in(*logon, *open_container(book, id), names, resolved, width);
      } catch (const kit::Failure&) {  // one directory that fails leaves the names to the others
      }
      if (!resolved.any(MAPI_UNRESOLVED)) break;
    }
  }
  if (resolved.any(MAPI_AMBIGUOUS)) return MAPI_E_AMBIGUOUS_RECIP;
  return resolved.any(MAPI_UNRESOLVED) ? MAPI_E_NOT_FOUND : S_OK;
}

}  // namespace postroom::addressbook
