// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/prop_object.hpp>

#include <map>

namespace postroom::kit {

// Anybody's object, read through its IMAPIProp: the source of a copy when the object does not copy by itself.
//
// What GetProps gives is read once and kept, so it lives for one copy. One thread.
class ObjectSource final : public PropertySource {
 public:
  explicit ObjectSource(com_ptr<IMAPIProp> object) : object_(std::move(object)) {}

  std::optional<PropertyValue> get(ULONG tag) override;
  // With the parts that the object's interface implies, whether it lists them or not.
  std::vector<ULONG> list() override;
  // Whether it is shows when a moved property is deleted.
  bool writable() override { return true; }
  void erase(ULONG tag) override;
  std::shared_ptr<StreamSource> stream(ULONG tag, bool writable, bool create) override;
  std::vector<std::optional<PropertyName>> names_of(std::span<const std::uint16_t> ids) override;

 private:
  void add_parts();
  void ask(const std::vector<ULONG>& tags);

  const com_ptr<IMAPIProp> object_;
  PropertyBag values_;
  std::map<ULONG, SCODE> failures_;  // by property id
  std::optional<std::vector<ULONG>> list_;
};

}  // namespace postroom::kit
