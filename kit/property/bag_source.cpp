// SPDX-License-Identifier: Apache-2.0
#include <postroom/prop_object.hpp>

#include <algorithm>

namespace postroom::kit {
namespace {

// The entry of `computed` with the id of `tag`.
template <class Map>
auto with_id(const Map& computed, ULONG tag) {
  const auto at = computed.lower_bound(with_type(tag, 0));
  return at != computed.end() && id_of(at->first) == id_of(tag) ? at : computed.end();
}

}  // namespace

BagSource::BagSource(PropertyBag bag, Rules rules) : rules_(std::move(rules)), bag_(std::move(bag)) {}
BagSource::~BagSource() = default;

PropertyBag BagSource::bag() const {
  const Lock lock(mutex_);
  return bag_;
}

void BagSource::replace(PropertyBag bag) {
  const Lock lock(mutex_);
  bag_ = std::move(bag);
}

std::optional<PropertyValue> BagSource::get(ULONG tag) {
  if (const auto at = with_id(rules_.computed, tag); at != rules_.computed.end()) return at->second();
  const Lock lock(mutex_);
  const PropertyValue* value = bag_.find_id(tag);
  if (value == nullptr) return std::nullopt;
  return *value;
}

std::vector<ULONG> BagSource::list() {
  std::vector<ULONG> tags;
  {
    const Lock lock(mutex_);
    tags = bag_.tags();
  }
  std::erase_if(tags, [&](ULONG tag) { return with_id(rules_.computed, tag) != rules_.computed.end(); });
  for (const auto& [tag, compute] : rules_.computed) tags.push_back(tag);
  return tags;
}

bool BagSource::writable() {
  return rules_.writable;
}

bool BagSource::fixed(ULONG tag) const noexcept {
  return with_id(rules_.computed, tag) != rules_.computed.end() ||
         std::any_of(rules_.read_only.begin(), rules_.read_only.end(),
                     [&](ULONG listed) { return id_of(listed) == id_of(tag); });
}

void BagSource::set(PropertyValue value) {
  if (fixed(value.tag())) fail(MAPI_E_COMPUTED, "the property is computed");
  if (value.id() >= 0x8000) fail(MAPI_E_UNEXPECTED_ID, "the object has no named properties");  // M-46
  const Lock lock(mutex_);
  bag_.set(std::move(value));
}

void BagSource::erase(ULONG tag) {
  if (fixed(tag)) fail(MAPI_E_COMPUTED, "the property is computed");
  const Lock lock(mutex_);
  if (!bag_.erase(tag)) fail(MAPI_E_NOT_FOUND, "there is no such property");
}

void BagSource::changed() {
  if (rules_.on_change) rules_.on_change(bag());
}

void BagSource::save(ULONG flags) {
  if (rules_.on_save) rules_.on_save(bag(), flags);
}

}  // namespace postroom::kit
