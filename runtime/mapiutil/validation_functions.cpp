// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions that say whether a structure is good enough to be handed to an interface. What a pointer leads to
// cannot be seen from it: a pointer is bad when it is null where there has to be something.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/boundary.hpp"

#include <postroom/property.hpp>
#include <postroom/restriction.hpp>
#include <postroom/sort_order.hpp>

#include <mapival.h>

#include <algorithm>
#include <cstddef>
#include <span>

namespace {

using namespace postroom;

template <class T>
bool all_good(const T* begin, std::size_t count, bool (*good)(const T&)) {
  return (count == 0 || begin != nullptr) && std::all_of(begin, begin + count, good);
}

// Can the kit's own form be made of it?
template <class Make>
bool can_be_made(Make make) {
  return SUCCEEDED(mapiutil::boundary([&]() -> HRESULT {
    static_cast<void>(make());
    return S_OK;
  }));
}

bool is_single_type(ULONG type) {
  switch (type) {
    case PT_I2:
    case PT_LONG:
    case PT_R4:
    case PT_DOUBLE:
    case PT_CURRENCY:
    case PT_APPTIME:
    case PT_I8:
    case PT_STRING8:
    case PT_UNICODE:
    case PT_SYSTIME:
    case PT_CLSID:
    case PT_BINARY:
      return true;
    default:
      return false;
  }
}

bool is_good_tag(const ULONG& tag) {
  const ULONG type = PROP_TYPE(tag);
  if (type == PT_NULL) return true;  // a place in a set of columns, whatever its identifier
  if (PROP_ID(tag) == PROP_ID_NULL || PROP_ID(tag) == PROP_ID_INVALID) return false;
  if ((type & MV_FLAG) != 0) return is_single_type(type & ~static_cast<ULONG>(MV_FLAG | MV_INSTANCE));
  return is_single_type(type) || type == PT_UNSPECIFIED || type == PT_ERROR || type == PT_BOOLEAN || type == PT_OBJECT;
}

bool is_good_column(const ULONG& tag) {
  return PROP_TYPE(tag) != PT_ERROR && is_good_tag(tag);
}

bool is_good_value(const SPropValue& value) {
  if (!is_good_tag(value.ulPropTag)) return false;
  if (PROP_TYPE(value.ulPropTag) == PT_BOOLEAN && value.Value.b != TRUE && value.Value.b != FALSE) return false;
  if (kit::is_multivalue(value.ulPropTag) && value.Value.MVl.cValues == 0) return false;
  return can_be_made([&] { return kit::PropertyValue::from(value); });
}

bool is_good_row(const SRow& row) {
  return all_good(row.lpProps, row.cValues, is_good_value);
}

// The flags are always there, and something follows them.
bool is_good_entry_id(const SBinary& entry_id) {
  return entry_id.lpb != nullptr && entry_id.cb > offsetof(ENTRYID, ab);
}

bool is_good_name(const LPMAPINAMEID& name) {
  if (name == nullptr || name->lpguid == nullptr) return false;
  return name->ulKind == MNID_ID || (name->ulKind == MNID_STRING && name->Kind.lpwstrName != nullptr);
}

bool is_good_string(const LPWSTR& text) {
  return text != nullptr;
}

}  // namespace

POSTROOM_EXPORT ULONG FBadPropTag(ULONG tag) {
  return !is_good_tag(tag);
}
POSTROOM_EXPORT ULONG FBadProp(LPSPropValue value) {
  return value == nullptr || !is_good_value(*value);
}
POSTROOM_EXPORT ULONG FBadRow(LPSRow row) {
  return row == nullptr || !is_good_row(*row);
}
POSTROOM_EXPORT BOOL FBadRowSet(LPSRowSet rows) {
  return rows == nullptr || !all_good(rows->aRow, rows->cRows, is_good_row);
}
POSTROOM_EXPORT ULONG FBadColumnSet(LPSPropTagArray columns) {
  return columns == nullptr || !all_good(columns->aulPropTag, columns->cValues, is_good_column);
}
POSTROOM_EXPORT BOOL FBadEntryList(LPENTRYLIST list) {
  return list == nullptr || !all_good(list->lpbin, list->cValues, is_good_entry_id);
}
POSTROOM_EXPORT BOOL FBadRglpNameID(LPMAPINAMEID* names, ULONG count) {
  return !all_good(names, count, is_good_name);
}
POSTROOM_EXPORT BOOL FBadRglpszW(LPWSTR* strings, ULONG count) {
  return !all_good(strings, count, is_good_string);
}

// What no table could make sense of, or none of ours evaluates, is bad. One table may still refuse what another takes.
POSTROOM_EXPORT ULONG FBadSortOrderSet(LPSSortOrderSet order) {
  return order == nullptr || !can_be_made([&] { return kit::SortOrder::from(*order); });
}
POSTROOM_EXPORT ULONG FBadRestriction(LPSRestriction restriction) {
  return restriction == nullptr || !can_be_made([&] { return kit::Restriction::from(*restriction); });
}
