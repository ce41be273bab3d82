// SPDX-License-Identifier: Apache-2.0
#include "kit/book/resolve.hpp"

#include "kit/book/entry_properties.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>
#include <vector>

namespace postroom::kit::book {
namespace {

constexpr std::size_t kAmbiguous = 2;  // as many matches as it takes to know

// Properties in the order of a list, each id once: an array of values for an ADRENTRY.
class OrderedValues {
 public:
  bool has(ULONG tag) const {
    return std::any_of(values_.begin(), values_.end(), [&](const Value& one) { return id_of(one.tag) == id_of(tag); });
  }
  // `tag` says the width of text; PT_UNSPECIFIED takes the value's own type.
  void add(const PropertyValue& value, ULONG tag, ULONG width) {
    if (!has(value.tag())) values_.push_back({value.tag(), value, is_text(tag) ? type_of(tag) & ~MV_FLAG : width});
  }

  void replace(ADRENTRY& entry) const {
    auto block = make_mapi<SPropValue>(std::max<std::size_t>(1, values_.size()) * sizeof(SPropValue));
    for (std::size_t i = 0; i < values_.size(); ++i) {
      values_[i].value.copy_to(block.get()[i], static_cast<void*>(block.get()), values_[i].width);
    }
    allocators().free(entry.rgPropVals);
    entry.rgPropVals = block.release();
    entry.cValues = static_cast<ULONG>(values_.size());
  }

 private:
  struct Value {
    ULONG tag;
    PropertyValue value;
    ULONG width;
  };
  std::vector<Value> values_;
};

// The values of an ADRENTRY with the width that their text has there.
struct Given {
  PropertyValue value;
  ULONG tag;
};

std::vector<Given> given_values(const ADRENTRY& entry) {
  std::vector<Given> values;
  for (ULONG i = 0; i < entry.cValues; ++i) {
    const SPropValue& value = entry.rgPropVals[i];
    if (type_of(value.ulPropTag) == PT_NULL || type_of(value.ulPropTag) == PT_OBJECT) continue;
    values.push_back({PropertyValue::from(value), value.ulPropTag});
  }
  return values;
}

const Given* find(const std::vector<Given>& values, ULONG tag) {
  const auto found = std::find_if(values.begin(), values.end(), [&](const Given& one) {
    return id_of(one.tag) == id_of(tag) && !one.value.is_error();
  });
  return found == values.end() ? nullptr : &*found;
}

// The one entry that a name means, or how many there are.
struct Meaning {
  std::optional<Entry> entry;
  ULONG flag = MAPI_UNRESOLVED;
};

Meaning meaning_of(BookCore& core, const ObjectId& container, std::string_view name) {
  std::vector<BookBackend::Match> matches = core.backend()->resolve(container, name, kAmbiguous);
  if (matches.empty()) return {};
  // Who bears exactly this name is meant, whoever else's name begins with it.
  const bool only_exact = matches.front().exact && (matches.size() == 1 || !matches[1].exact);
  if (matches.size() > 1 && !only_exact) return {std::nullopt, MAPI_AMBIGUOUS};
  return {std::move(matches.front().entry), MAPI_RESOLVED};
}

void resolve_one(const PropertyBag& found, std::span<const ULONG> asked, ULONG width, ADRENTRY& entry) {
  OrderedValues values;
  for (const ULONG tag : asked) {
    const PropertyValue* value = found.find(tag);
    values.add(value == nullptr ? PropertyValue::of_error(tag, MAPI_E_NOT_FOUND) : *value, tag, width);
  }
  for (const ULONG tag : recipient_columns()) {
    if (const PropertyValue* value = found.find(tag)) values.add(*value, PT_UNSPECIFIED, width);
  }
  // PR_RECIPIENT_TYPE and whatever else the client had put there.
  for (const Given& one : given_values(entry)) {
    if (!one.value.is_error()) values.add(one.value, one.tag, width);
  }
  values.replace(entry);
}

}  // namespace

void resolve_names(BookCore& core, const ObjectId& container, const SPropTagArray* columns, ULONG flags, ADRLIST& names,
                   FlagList& resolved) {
  const std::vector<ULONG> asked = tags_from(columns);
  for (ULONG i = 0; i < names.cEntries; ++i) {
    ADRENTRY& entry = names.aEntries[i];
    if (resolved.ulFlag[i] != MAPI_UNRESOLVED || entry.rgPropVals == nullptr) continue;
    const std::vector<Given> given = given_values(entry);
    const Given* name = find(given, PR_DISPLAY_NAME_W);
    if (name == nullptr || name->value.text().empty()) continue;
    const Meaning meaning = meaning_of(core, container, name->value.text());
    resolved.ulFlag[i] = meaning.flag;
    if (meaning.entry) resolve_one(entry_properties(core, *meaning.entry), asked, text_type(flags), entry);
  }
}

void prepare_recipients(BookCore& core, const SPropTagArray* columns, ADRLIST& recipients) {
  const std::vector<ULONG> asked = tags_from(columns);
  if (asked.empty()) return;  // G-17
  for (ULONG i = 0; i < recipients.cEntries; ++i) {
    ADRENTRY& entry = recipients.aEntries[i];
    if (entry.rgPropVals == nullptr) continue;
    const std::vector<Given> given = given_values(entry);
    const Given* id = find(given, PR_ENTRYID);
    if (id == nullptr || id->value.type() != PT_BINARY) continue;
    const std::optional<EntryId> ours = try_decode(core.uid(), id->value.binary());
    if (!ours || (ours->kind != EntryKind::person && ours->kind != EntryKind::list)) continue;
    const std::optional<Entry> found = core.backend()->find(ours->object);
    const PropertyBag known = found ? entry_properties(core, *found) : PropertyBag{};
    OrderedValues values;
    for (const ULONG tag : asked) {
      const ULONG width = is_text(tag) ? type_of(tag) : static_cast<ULONG>(PT_UNICODE);
      if (const Given* own = find(given, tag); own != nullptr && answers(own->value.tag(), tag)) {
        values.add(own->value, tag, width);
      } else if (const PropertyValue* value = known.find(tag)) {
        values.add(*value, tag, width);
      } else {
        values.add(PropertyValue::of_error(tag, MAPI_E_NOT_FOUND), tag, width);
      }
    }
    for (const Given& one : given) values.add(one.value, one.tag, PT_UNICODE);
    values.replace(entry);
  }
}

}  // namespace postroom::kit::book
