// SPDX-License-Identifier: Apache-2.0
#include "runtime/addressbook/recipients.hpp"

#include "runtime/addressbook/entry_ids.hpp"
#include "runtime/addressbook/objects.hpp"
#include "runtime/addressbook/one_off.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::addressbook {
namespace {

struct Placed {
  kit::PropertyValue value;
  ULONG width;
};

void add(std::vector<Placed>& values, kit::PropertyValue value, ULONG width) {
  const auto same = [&](const Placed& one) { return one.value.id() == value.id(); };
  if (std::none_of(values.begin(), values.end(), same)) values.push_back({std::move(value), width});  // G-18
}

ULONG width_in(ULONG tag) {
  return (kit::type_of(tag) & ~MV_FLAG) == PT_STRING8 ? PT_STRING8 : PT_UNICODE;
}

void put(ADRENTRY& entry, const std::vector<Placed>& values) {
  auto block = kit::make_mapi<SPropValue>(std::max<std::size_t>(1, values.size()) * sizeof(SPropValue));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i].value.copy_to(block.get()[i], static_cast<void*>(block.get()), values[i].width);
  }
  if (entry.rgPropVals != nullptr) kit::allocators().free(entry.rgPropVals);
  entry.rgPropVals = block.release();
  entry.cValues = static_cast<ULONG>(values.size());
}

// What the entry had, each in its own width.
void add_own(std::vector<Placed>& values, const ADRENTRY& entry) {
  for (ULONG i = 0; i < entry.cValues; ++i) {
    const SPropValue& own = entry.rgPropVals[i];
    const ULONG type = kit::type_of(own.ulPropTag);
    if (type == PT_NULL || type == PT_OBJECT || type == PT_ERROR) continue;
    add(values, kit::PropertyValue::from(own), width_in(own.ulPropTag));
  }
}

// Puts the columns first, from the list, which wins, or from what is known of the recipient (G-17).
void prepare(ADRENTRY& entry, const kit::PropertyBag& own, const kit::PropertyBag& known,
             std::span<const ULONG> columns) {
  std::vector<Placed> values;
  for (const ULONG tag : columns) {
    const kit::PropertyValue* value = own.find(tag);
    if (value == nullptr) value = known.find(tag);
    add(values, value == nullptr ? kit::PropertyValue::of_error(tag, MAPI_E_NOT_FOUND) : *value, width_in(tag));
  }
  add_own(values, entry);
  put(entry, values);
}

// A one-off recipient knows nothing but what its identifier says (F-21).
void prepare_one_off(ADRENTRY& entry, std::span<const ULONG> columns) {
  const kit::PropertyBag own = properties_of(entry);
  const std::optional<OneOff> one_off = parse_one_off(as_span(own.binary(PR_ENTRYID)));
  if (one_off) prepare(entry, own, one_off_properties(*one_off, own.binary(PR_ENTRYID)), columns);
}

bool is_prepared(const ADRENTRY& entry, std::span<const ULONG> columns) {
  if (entry.cValues < columns.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (kit::id_of(entry.rgPropVals[i].ulPropTag) != kit::id_of(columns[i])) return false;
  }
  return true;
}

// Of somebody whom no provider knows, or whose provider failed, nothing more can be had (G-17).
void prepare_unknown(ADRENTRY& entry, std::span<const ULONG> columns) {
  if (entry.rgPropVals == nullptr || is_prepared(entry, columns)) return;
  const kit::PropertyBag own = properties_of(entry);
  if (!own.binary(PR_ENTRYID).empty()) prepare(entry, own, {}, columns);
}

}  // namespace

kit::PropertyBag properties_of(const ADRENTRY& entry) {
  return entry.rgPropVals == nullptr ? kit::PropertyBag() : kit::PropertyBag::from(entry);
}

void replace_properties(ADRENTRY& entry, const kit::PropertyBag& found, std::span<const ULONG> first, ULONG width) {
  std::vector<Placed> values;
  for (const ULONG tag : first) {
    const kit::PropertyValue* value = found.find(tag);
    add(values, value == nullptr ? kit::PropertyValue::of_error(tag, MAPI_E_NOT_FOUND) : *value,
        kit::is_text(tag) ? width_in(tag) : width);
  }
  for (const kit::PropertyValue& value : found) add(values, value, width);
  add_own(values, entry);
  put(entry, values);
}

void prepare_recipients(AddressBook& book, SPropTagArray* columns, ADRLIST& recipients) {
  const std::vector<ULONG> asked = kit::tags_from(columns);
  if (asked.empty()) return;  // G-17
  for (ULONG i = 0; i < recipients.cEntries; ++i) {
    ADRENTRY& entry = recipients.aEntries[i];
    if (entry.rgPropVals != nullptr && is_one_off(as_span(properties_of(entry).binary(PR_ENTRYID)))) {
      prepare_one_off(entry, asked);
    }
  }
  for (const BookLogonPtr& logon : book.host().logons()) {
    // One that cannot leaves its recipients to be marked below.
    static_cast<void>(logon->call("IABLogon::PrepareRecips",
                                  [&](IABLogon& provider) { return provider.PrepareRecips(0, columns, &recipients); }));
  }
  for (ULONG i = 0; i < recipients.cEntries; ++i) prepare_unknown(recipients.aEntries[i], asked);
}

}  // namespace postroom::addressbook
