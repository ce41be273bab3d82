// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/events.hpp"

#include <postroom/prop_object.hpp>
#include <postroom/store/backend.hpp>

#include <functional>
#include <memory>

namespace postroom::kit::store {

class StoreCore;
struct Content;

// The properties of an object without transactions, the store or a folder: what a method changes is in the store, in
// one transaction, when it returns (M-6), and is told to those who watch. Thread-safe; keeps nothing.
class DirectSource : public PropertySource {
 public:
  std::optional<PropertyValue> get(ULONG tag) override;
  std::vector<ULONG> list() override;
  bool writable() override { return writable_; }
  std::unique_ptr<PropertyReader> reader() override;
  void set(PropertyValue value) override;
  void erase(ULONG tag) override;
  Refusals set_all(std::vector<PropertyValue> values) override;
  Refusals erase_all(std::span<const ULONG> tags) override;
  // Its own changes are in the store; messages that were saved with MAPI_DEFERRED_ERRORS are so after this.
  void save(ULONG flags) override;
  std::shared_ptr<StreamSource> stream(ULONG tag, bool writable, bool create) override;
  std::vector<std::uint16_t> ids_of(std::span<const PropertyName> names, bool create) override;
  std::vector<std::optional<PropertyName>> names_of(std::span<const std::uint16_t> ids) override;
  std::vector<std::uint16_t> named_ids() override;

  const ObjectId& id() const noexcept { return id_; }
  StoreCore& core() const noexcept { return *core_; }
  const std::shared_ptr<StoreCore>& shared_core() const noexcept { return core_; }
  // The object as it is now. MAPI_E_OBJECT_DELETED when it is gone.
  ObjectInfo info(Snapshot& snapshot) const;

 protected:
  DirectSource(std::shared_ptr<StoreCore> core, const ObjectId& id, bool writable)
      : core_(std::move(core)), id_(id), writable_(writable) {}

  virtual std::optional<PropertyValue> computed(Snapshot& snapshot, const ObjectInfo& info, ULONG tag) = 0;
  virtual std::vector<ULONG> computed_tags() = 0;
  // Throws MAPI_E_COMPUTED and the like; may change the value to what is kept.
  virtual void before_set(Transaction& transaction, const ObjectInfo& info, PropertyValue& value) = 0;
  virtual void before_erase(ULONG tag) = 0;

 private:
  class Reader;
  void put(Transaction& transaction, const ObjectInfo& info, Content& content, PropertyValue value);
  void take(Content& content, ULONG tag);
  // What `change` leaves of the content goes to the store, and is told; when it answers false nothing has changed.
  void rewrite(const std::function<bool(Transaction&, const ObjectInfo&, Content&)>& change);

  const std::shared_ptr<StoreCore> core_;
  const ObjectId id_;
  const bool writable_;
};

}  // namespace postroom::kit::store
