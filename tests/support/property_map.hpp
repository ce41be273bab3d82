// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapicode.h>
#include <mapidefs.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace postroom::test {

// A test's own copy of property values, on purpose independent of the kit's: text is UTF-8, whatever the width.
class PropertyMap {
 public:
  using Binary = std::vector<std::byte>;
  using Value = std::variant<std::int64_t, std::string, Binary>;

  // Copies PT_LONG, PT_BOOLEAN, PT_I8, text and binary values; others are left out.
  void set(const SPropValue& value);
  void set(ULONG tag, Value value) { values_[PROP_ID(tag)] = {tag, std::move(value)}; }
  void set_all(ULONG count, const SPropValue* values);
  bool erase(ULONG tag) { return values_.erase(PROP_ID(tag)) != 0; }

  bool has(ULONG tag) const { return values_.count(PROP_ID(tag)) != 0; }
  // The value, found by property id; zero or empty when there is none.
  std::int64_t number(ULONG tag) const { return get<std::int64_t>(tag); }
  std::string text(ULONG tag) const { return get<std::string>(tag); }
  Binary binary(ULONG tag) const { return get<Binary>(tag); }
  std::vector<ULONG> tags() const;

  // One value in the layout of SPropValue, in text of the width that `tag` asks for, linked to `head`, a block of
  // kit::allocators(); PT_ERROR with MAPI_E_NOT_FOUND when there is none of a fitting type.
  SPropValue to_prop_value(ULONG tag, void* head) const;

 private:
  struct Entry {
    ULONG tag;
    Value value;
  };

  template <class T>
  T get(ULONG tag) const {
    const auto found = values_.find(PROP_ID(tag));
    const T* value = found == values_.end() ? nullptr : std::get_if<T>(&found->second.value);
    return value == nullptr ? T() : *value;
  }

  std::map<ULONG, Entry> values_;  // by property id
};

}  // namespace postroom::test
