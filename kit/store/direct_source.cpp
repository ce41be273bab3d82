// SPDX-License-Identifier: Apache-2.0
#include "kit/store/direct_source.hpp"

#include "kit/store/content.hpp"
#include "kit/store/private_tags.hpp"
#include "kit/store/store_core.hpp"

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit::store {

ObjectInfo DirectSource::info(Snapshot& snapshot) const {
  const auto found = snapshot.find(id_);
  if (!found) fail(MAPI_E_OBJECT_DELETED, "the folder was deleted");
  return *found;
}

std::optional<PropertyValue> DirectSource::get(ULONG tag) {
  const auto snapshot = core_->read();
  if (auto value = computed(*snapshot, info(*snapshot), tag)) return value;
  if (is_private(tag)) return std::nullopt;
  const Bag bag = snapshot->properties(id_);
  const auto found = bag.find(tag);
  if (!found) return std::nullopt;
  if (found->apart) fail(MAPI_E_NOT_ENOUGH_MEMORY, "the value is read with OpenProperty only");  // M-37
  return value_of(*found);
}

std::vector<ULONG> DirectSource::list() {
  std::vector<ULONG> tags;
  const auto snapshot = core_->read();
  const ObjectInfo now = info(*snapshot);
  for (const ULONG tag : computed_tags()) {
    if (computed(*snapshot, now, tag)) tags.push_back(tag);
  }
  const Bag bag = snapshot->properties(id_);
  for (std::size_t i = 0; i < bag.size(); ++i) {
    const ULONG tag = bag[i].tag;
    if (is_private(tag)) continue;
    if (std::ranges::none_of(tags, [&](ULONG each) { return id_of(each) == id_of(tag); })) tags.push_back(tag);
  }
  return tags;
}

void DirectSource::set(PropertyValue value) {
  ObjectInfo now;
  {
    const auto transaction = core_->write();
    now = info(*transaction);
    before_set(*transaction, now, value);
    Content content = load_content(*transaction, id_);
    content.set(std::move(value));
    content.properties.set(PR_LAST_MODIFICATION_TIME, now_ticks());
    write_content(*transaction, id_, content);
    transaction->commit();
  }
  publish(now);
}

void DirectSource::erase(ULONG tag) {
  before_erase(tag);
  ObjectInfo now;
  {
    const auto transaction = core_->write();
    now = info(*transaction);
    Content content = load_content(*transaction, id_);
    if (!content.has(tag)) fail(MAPI_E_NOT_FOUND, "the object has no such property");
    content.erase(tag);
    write_content(*transaction, id_, content);
    transaction->commit();
  }
  publish(now);
}

std::shared_ptr<StreamSource> DirectSource::stream(ULONG tag, bool writable, bool create) {
  const auto self = std::static_pointer_cast<DirectSource>(shared_from_this());
  std::string bytes;
  ULONG stored = canonical_tag(tag);
  bool found = false;
  {
    const auto snapshot = core_->read();
    const Content content = load_content(*snapshot, id_);
    for (const auto& [big_tag, value] : content.big) {
      if (id_of(big_tag) != id_of(tag)) continue;
      if (!writable) return open_big(core_, big_tag, value);
      found = true;
      stored = big_tag;
      if (!create) bytes = read_big(*snapshot, big_tag, value);
    }
    std::optional<PropertyValue> value = computed(*snapshot, info(*snapshot), tag);
    if (!value) {
      if (const PropertyValue* kept = content.properties.find_id(tag)) value = *kept;
    }
    if (value && std::holds_alternative<std::string>(value->variant())) {
      found = true;
      stored = value->tag();
      if (!create) bytes = std::get<std::string>(value->variant());
    }
  }
  if (!found && !create) fail(MAPI_E_NOT_FOUND, "the object has no such property");
  if (!writable) return std::make_shared<MemorySource>(std::move(bytes));
  return std::make_shared<MemorySource>(
      std::move(bytes), [self, stored](const std::string& now) { self->set(PropertyValue(stored, now)); });
}

std::vector<std::uint16_t> DirectSource::ids_of(std::span<const PropertyName> names, bool create) {
  return core_->names().ids_of(names, create);
}
std::vector<std::optional<PropertyName>> DirectSource::names_of(std::span<const std::uint16_t> ids) {
  return core_->names().names_of(ids);
}
std::vector<std::uint16_t> DirectSource::named_ids() {
  return core_->names().all();
}

void DirectSource::publish(const ObjectInfo& info) {
  const StoreEvent event{fnevObjectModified, info.type, info.id, info.parent, {}, {}, false};
  core_->events().publish({&event, 1});
}

}  // namespace postroom::kit::store
