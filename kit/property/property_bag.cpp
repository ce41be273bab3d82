// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/property_bag.hpp>

#include <algorithm>

namespace postroom::kit {

std::vector<PropertyValue>::iterator PropertyBag::place(ULONG id) noexcept {
  return std::lower_bound(values_.begin(), values_.end(), id,
                          [](const PropertyValue& value, ULONG wanted) { return value.id() < wanted; });
}

PropertyBag::PropertyBag(std::initializer_list<PropertyValue> values) {
  values_.reserve(values.size());
  for (const PropertyValue& value : values) set(value);
}

PropertyBag PropertyBag::from(std::span<const SPropValue> values) {
  if (values.data() == nullptr && !values.empty()) fail(MAPI_E_INVALID_PARAMETER, "the values are null");
  PropertyBag bag;
  bag.values_.reserve(values.size());
  for (const SPropValue& value : values) {
    if (type_of(value.ulPropTag) == PT_ERROR || id_of(value.ulPropTag) == PROP_ID_NULL) continue;
    bag.set(PropertyValue::from(value));
  }
  return bag;
}

const PropertyValue* PropertyBag::find_id(ULONG tag) const noexcept {
  const auto at = std::lower_bound(values_.begin(), values_.end(), id_of(tag),
                                   [](const PropertyValue& value, ULONG wanted) { return value.id() < wanted; });
  return at != values_.end() && at->id() == id_of(tag) ? &*at : nullptr;
}

const PropertyValue* PropertyBag::find(ULONG tag) const noexcept {
  const PropertyValue* value = find_id(tag);
  return value != nullptr && answers(value->tag(), tag) ? value : nullptr;
}

std::string_view PropertyBag::text(ULONG tag, std::string_view otherwise) const noexcept {
  const PropertyValue* value = find_id(tag);
  return value != nullptr && value->type() == PT_UNICODE ? value->text() : otherwise;
}

std::string_view PropertyBag::binary(ULONG tag) const noexcept {
  const PropertyValue* value = find_id(tag);
  return value != nullptr && value->type() == PT_BINARY ? value->binary() : std::string_view();
}

std::int32_t PropertyBag::number(ULONG tag, std::int32_t otherwise) const noexcept {
  const PropertyValue* value = find_id(tag);
  return value != nullptr && (value->type() == PT_LONG || value->type() == PT_I2) ? value->number() : otherwise;
}

std::int64_t PropertyBag::number64(ULONG tag, std::int64_t otherwise) const noexcept {
  const PropertyValue* value = find_id(tag);
  if (value == nullptr) return otherwise;
  switch (value->type()) {
    case PT_I2:
    case PT_LONG:
    case PT_I8:
    case PT_CURRENCY:
      return value->number64();
    default:
      return otherwise;
  }
}

std::uint64_t PropertyBag::ticks(ULONG tag, std::uint64_t otherwise) const noexcept {
  const PropertyValue* value = find_id(tag);
  return value != nullptr && value->type() == PT_SYSTIME ? value->ticks() : otherwise;
}

bool PropertyBag::boolean(ULONG tag, bool otherwise) const noexcept {
  const PropertyValue* value = find_id(tag);
  return value != nullptr && value->type() == PT_BOOLEAN ? value->boolean() : otherwise;
}

void PropertyBag::set(PropertyValue value) {
  // Bags are mostly filled in order.
  if (values_.empty() || values_.back().id() < value.id()) {
    values_.push_back(std::move(value));
    return;
  }
  const auto at = place(value.id());
  if (at != values_.end() && at->id() == value.id()) {
    *at = std::move(value);
  } else {
    values_.insert(at, std::move(value));
  }
}

bool PropertyBag::erase(ULONG tag) noexcept {
  const auto at = place(id_of(tag));
  if (at == values_.end() || at->id() != id_of(tag)) return false;
  values_.erase(at);
  return true;
}

void PropertyBag::merge(const PropertyBag& other) {
  for (const PropertyValue& value : other) set(value);
}

std::vector<ULONG> PropertyBag::tags() const {
  std::vector<ULONG> tags;
  tags.reserve(values_.size());
  for (const PropertyValue& value : values_) tags.push_back(value.tag());
  return tags;
}

}  // namespace postroom::kit
