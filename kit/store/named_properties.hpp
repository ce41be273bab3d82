// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mutex.hpp>
#include <postroom/prop_object.hpp>
#include <postroom/store/backend.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace postroom::kit::store {

class StoreCore;

// The named properties of a store (M-44): one mapping for all its objects, whose ids are append-only and whose
// signature is the store's record key for ever (M-45).
//
// Keeps what it has read, since a name never changes its id; asks the backend for what it does not know, which another
// process may have added. Thread-safe.
class NamedProperties {
 public:
  explicit NamedProperties(StoreCore& core) : core_(core) {}

  // The ids of `names`, in order; 0 for a name that has none and is not created.
  std::vector<std::uint16_t> ids_of(std::span<const PropertyName> names, bool create);
  std::vector<std::optional<PropertyName>> names_of(std::span<const std::uint16_t> ids);
  std::vector<std::uint16_t> all();

 private:
  void load();  // what the backend has
  std::optional<std::uint16_t> known(const PropertyName& name) const;

  StoreCore& core_;
  mutable Mutex mutex_;
  std::map<std::uint16_t, PropertyName> names_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::store
