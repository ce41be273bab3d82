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

// Looks at the store once.
class DirectSource::Reader final : public PropertyReader {
 public:
  explicit Reader(DirectSource& source)
      : source_(source), snapshot_(source.core_->read()), info_(source.info(*snapshot_)) {}

  std::optional<PropertyValue> get(ULONG tag) override {
    if (auto value = source_.computed(*snapshot_, info_, tag)) return value;
    if (is_private(tag)) return std::nullopt;
    const auto found = bag().find(tag);
    if (!found) return std::nullopt;
    if (found->apart) fail(MAPI_E_NOT_ENOUGH_MEMORY, "the value is read with OpenProperty only");  // M-37
    return value_of(*found);
  }

  std::vector<ULONG> list() override {
    std::vector<ULONG> tags;
    for (const ULONG tag : source_.computed_tags()) {
      if (source_.computed(*snapshot_, info_, tag)) tags.push_back(tag);
    }
    for (std::size_t i = 0; i < bag().size(); ++i) {
      const ULONG tag = bag()[i].tag;
      if (is_private(tag)) continue;
      if (std::ranges::none_of(tags, [&](ULONG each) { return id_of(each) == id_of(tag); })) tags.push_back(tag);
    }
    return tags;
  }

 private:
  const Bag& bag() {
    if (!bag_) bag_ = snapshot_->properties(source_.id_);
    return *bag_;
  }

  DirectSource& source_;
  const Held<Snapshot> snapshot_;
  const ObjectInfo info_;
  std::optional<Bag> bag_;  // read when it is asked for
};

std::unique_ptr<PropertyReader> DirectSource::reader() {
  return std::make_unique<Reader>(*this);
}

std::optional<PropertyValue> DirectSource::get(ULONG tag) {
  return Reader(*this).get(tag);
}

std::vector<ULONG> DirectSource::list() {
  return Reader(*this).list();
}

void DirectSource::rewrite(const std::function<bool(Transaction&, const ObjectInfo&, Content&)>& change) {
  ObjectInfo now;
  {
    const auto transaction = core_->write();
    now = info(*transaction);
    Content content = load_content(*transaction, id_);
    if (!change(*transaction, now, content)) return;
    write_content(*transaction, id_, content);
    transaction->commit();
  }
  const StoreEvent event{fnevObjectModified, now.type, now.id, now.parent, {}, {}, false};
  core_->events().publish({&event, 1});
}

void DirectSource::put(Transaction& transaction, const ObjectInfo& info, Content& content, PropertyValue value) {
  before_set(transaction, info, value);
  content.set(std::move(value));
  content.properties.set(PR_LAST_MODIFICATION_TIME, now_ticks());
}

void DirectSource::take(Content& content, ULONG tag) {
  before_erase(tag);
  if (!content.has(tag)) fail(MAPI_E_NOT_FOUND, "the object has no such property");
  content.erase(tag);
}

void DirectSource::set(PropertyValue value) {
  rewrite([&](Transaction& transaction, const ObjectInfo& now, Content& content) {
    put(transaction, now, content, std::move(value));
    return true;
  });
}

void DirectSource::erase(ULONG tag) {
  rewrite([&](Transaction&, const ObjectInfo&, Content& content) {
    take(content, tag);
    return true;
  });
}

PropertySource::Refusals DirectSource::set_all(std::vector<PropertyValue> values) {
  Refusals refused;
  rewrite([&](Transaction& transaction, const ObjectInfo& now, Content& content) {
    refused = each(values.size(), [&](std::size_t i) { put(transaction, now, content, std::move(values[i])); });
    return refused.size() < values.size();
  });
  return refused;
}

PropertySource::Refusals DirectSource::erase_all(std::span<const ULONG> tags) {
  Refusals refused;
  rewrite([&](Transaction&, const ObjectInfo&, Content& content) {
    refused = each(tags.size(), [&](std::size_t i) { take(content, tags[i]); });
    return refused.size() < tags.size();
  });
  return refused;
}

void DirectSource::save(ULONG flags) {
  if ((flags & MAPI_DEFERRED_ERRORS) == 0) core_->deferred_saves().settle();
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

}  // namespace postroom::kit::store
