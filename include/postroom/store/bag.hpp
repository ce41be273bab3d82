// SPDX-License-Identifier: Apache-2.0
//
// Property values as stores keep them: packed into one block, sorted by tag, read in place (design 7). The format is
// the same in memory and on the medium, and the same for every backend.
//
//   u16 version (1) · u16 zero · u32 count · count × { u32 tag · u32 end } · the values, back to back
//
// All numbers are little-endian and may stand unaligned; `end` counts from the first value's first byte, and its top
// bit says that the value lives apart, in a stream of the object, and that 8 bytes with its size stand in its place.
// A bag without properties is the empty block.
//
// How a value is written: numbers, PT_SYSTIME, PT_CLSID and so on as their bytes (PT_BOOLEAN in two); text as UTF-8
// without a terminator, always under a PT_UNICODE tag; PT_BINARY as it is; a multivalue of fixed size as its elements
// back to back; any other multivalue as u32 count · count × u32 end · the elements.
#pragma once

#include <postroom/property_bag.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace postroom::kit::store {

// One value, somebody else's bytes.
struct ValueView {
  ULONG tag = 0;          // never PT_STRING8, PT_MV_STRING8, PT_UNSPECIFIED, PT_ERROR or PT_OBJECT
  std::string_view data;  // as written above; empty when the value lives apart
  bool apart = false;
  std::uint64_t apart_size = 0;  // in bytes, of the stream

  // The value as the type that the tag says. REQUIRES: the tag has that type.
  bool boolean() const noexcept;            // PT_BOOLEAN
  std::int32_t number() const noexcept;     // PT_LONG, PT_I2
  std::int64_t number64() const noexcept;   // PT_I8, PT_CURRENCY, PT_SYSTIME (FILETIME), PT_LONG, PT_I2
  std::string_view text() const noexcept {  // PT_UNICODE
    return data;
  }
};

// A packed bag with its own bytes. Immutable, so it may be read from any thread.
class Bag {
 public:
  Bag() = default;
  // Takes over a block from the medium. Throws Failure(MAPI_E_CORRUPT_DATA) when it is not a bag.
  explicit Bag(std::string block);

  std::size_t size() const noexcept { return count_; }
  bool empty() const noexcept { return count_ == 0; }
  // REQUIRES: index < size(). In order of their tags.
  ValueView operator[](std::size_t index) const noexcept;
  // The property with the id of `tag`, whatever type `tag` says; its true type is in the answer.
  std::optional<ValueView> find(ULONG tag) const noexcept;

  const std::string& block() const noexcept { return block_; }

 private:
  std::string block_;
  std::uint32_t count_ = 0;
};

// What lives apart: tag and size in bytes.
using ApartSizes = std::map<ULONG, std::uint64_t>;

// Packs an object's properties. What `apart` names too is left to it. PT_NULL, PT_ERROR and PT_OBJECT are left out.
Bag pack(const PropertyBag& properties, const ApartSizes& apart = {});
// The properties of a bag, without those that live apart; and those.
PropertyBag unpack(const Bag& bag);
ApartSizes apart_sizes(const Bag& bag);
// REQUIRES: !view.apart.
PropertyValue value_of(const ValueView& view);
// Appends a value as it is written.
void write_value(const PropertyValue& value, std::string& to);
// How many bytes a value of the type takes up, or an element of such multivalues; 0 where they differ in size.
std::size_t fixed_size(ULONG type) noexcept;

// The elements of a multivalue, in order, as views of single values (PT_MV_LONG gives PT_LONG, …).
std::size_t element_count(const ValueView& value) noexcept;
// REQUIRES: index < element_count(value).
ValueView element(const ValueView& value, std::size_t index) noexcept;

}  // namespace postroom::kit::store
