// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/property.hpp>

#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::kit {

// The properties of one object or row, sorted by id, at most one for each id. A value type; as thread-safe as a
// vector. Rows of tables are `shared_ptr<const PropertyBag>` and may be read from any thread.
class PropertyBag {
 public:
  using const_iterator = std::vector<PropertyValue>::const_iterator;

  PropertyBag() = default;
  PropertyBag(std::initializer_list<PropertyValue> values);
  // Copies properties from MAPI's form; PR_NULL and PT_ERROR entries are left out (M-38). Throws as
  // PropertyValue::from() does.
  static PropertyBag from(std::span<const SPropValue> values);
  static PropertyBag from(const SRow& row) { return from(std::span(row.lpProps, row.cValues)); }
  static PropertyBag from(const ADRENTRY& entry) { return from(std::span(entry.rgPropVals, entry.cValues)); }

  // The property that answers `tag` (kit::answers), or null. The pointer is good until the bag changes.
  const PropertyValue* find(ULONG tag) const noexcept;
  // The property with the id of `tag`, whatever its type, or null.
  const PropertyValue* find_id(ULONG tag) const noexcept;
  bool has(ULONG tag) const noexcept { return find(tag) != nullptr; }

  // The value of a property, or `otherwise` when it is absent or of another type.
  std::string_view text(ULONG tag, std::string_view otherwise = {}) const noexcept;
  std::string_view binary(ULONG tag) const noexcept;
  std::int32_t number(ULONG tag, std::int32_t otherwise = 0) const noexcept;
  std::int64_t number64(ULONG tag, std::int64_t otherwise = 0) const noexcept;
  std::uint64_t ticks(ULONG tag, std::uint64_t otherwise = 0) const noexcept;
  bool boolean(ULONG tag, bool otherwise = false) const noexcept;

  // Puts a property in the place of the one with the same id: bag.set(PR_SUBJECT_W, "Hello").
  void set(PropertyValue value);
  template <class T>
  void set(ULONG tag, T&& value) {
    set(PropertyValue(tag, std::forward<T>(value)));
  }
  // Removes the property with the id of `tag`, whatever its type (M-39); false when there is none.
  bool erase(ULONG tag) noexcept;
  // Sets all of `other`'s properties.
  void merge(const PropertyBag& other);
  void clear() noexcept { values_.clear(); }
  // Makes room for so many properties, and no more.
  void reserve(std::size_t count) { values_.reserve(count); }

  std::size_t size() const noexcept { return values_.size(); }
  bool empty() const noexcept { return values_.empty(); }
  const_iterator begin() const noexcept { return values_.begin(); }
  const_iterator end() const noexcept { return values_.end(); }
  std::span<const PropertyValue> values() const noexcept { return values_; }
  std::vector<ULONG> tags() const;

  friend bool operator==(const PropertyBag& a, const PropertyBag& b) noexcept { return a.values_ == b.values_; }

 private:
  std::vector<PropertyValue>::iterator place(ULONG id) noexcept;

  std::vector<PropertyValue> values_;
};

using SharedBag = std::shared_ptr<const PropertyBag>;

}  // namespace postroom::kit
