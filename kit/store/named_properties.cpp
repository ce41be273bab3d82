// SPDX-License-Identifier: Apache-2.0
#include "kit/store/named_properties.hpp"

#include "kit/store/store_core.hpp"

namespace postroom::kit::store {
namespace {

// PS_MAPI names the ids below 0x8000 by themselves (M-43).
bool is_plain(const PropertyName& name) noexcept {
  return name.set == PS_MAPI && !name.text && name.number > 0 && name.number < 0x8000;
}

}  // namespace

std::vector<std::uint16_t> NamedProperties::ids_of(std::span<const PropertyName> names, bool create) {
  std::vector<std::uint16_t> ids(names.size(), 0);
  bool missing = false;
  const auto look_up = [&] {
    missing = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (is_plain(names[i])) {
        ids[i] = static_cast<std::uint16_t>(names[i].number);
      } else if (const auto id = known(names[i])) {
        ids[i] = *id;
      } else {
        missing = true;
      }
    }
  };
  look_up();
  if (missing) {
    load();
    look_up();
  }
  if (!missing || !create) return ids;
  core_.require_writable();
  {
    const auto transaction = core_.write();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (ids[i] == 0) ids[i] = transaction->add_name(names[i]);
    }
    transaction->commit();
  }
  load();
  return ids;
}

std::vector<std::optional<PropertyName>> NamedProperties::names_of(std::span<const std::uint16_t> ids) {
  std::vector<std::optional<PropertyName>> result(ids.size());
  for (int attempt = 0; attempt < 2; ++attempt) {
    bool missing = false;
    {
      const Lock lock(mutex_);
      for (std::size_t i = 0; i < ids.size(); ++i) {
        if (ids[i] < 0x8000) {
          result[i] = PropertyName{PS_MAPI, std::nullopt, ids[i]};
        } else if (const auto found = names_.find(ids[i]); found != names_.end()) {
          result[i] = found->second;
        } else {
          missing = true;
        }
      }
    }
    if (!missing) break;
    if (attempt == 0) load();
  }
  return result;
}

std::vector<std::uint16_t> NamedProperties::all() {
  load();
  std::vector<std::uint16_t> result;
  const Lock lock(mutex_);
  for (const auto& [id, name] : names_) result.push_back(id);
  return result;
}

void NamedProperties::load() {
  const std::vector<NamedProperty> names = core_.read()->named_properties();
  const Lock lock(mutex_);
  for (const NamedProperty& each : names) names_.insert_or_assign(each.id, each.name);
}

std::optional<std::uint16_t> NamedProperties::known(const PropertyName& name) const {
  const Lock lock(mutex_);
  for (const auto& [id, each] : names_) {
    if (each == name) return id;
  }
  return std::nullopt;
}

}  // namespace postroom::kit::store
