// SPDX-License-Identifier: Apache-2.0
#include "providers/book/packing.hpp"

#include <postroom/failure.hpp>
#include <postroom/store/bag.hpp>

#include <cstring>
#include <type_traits>

namespace postroom::book {
namespace {

template <class T>
constexpr bool is_fixed = std::is_arithmetic_v<T> || std::is_same_v<T, GUID>;

template <class T>
std::string bytes_of_fixed(const T& value) {
  static_assert(std::endian::native == std::endian::little, "the packed form is little-endian");
  return std::string(kit::bytes_of(value));
}

// The value's bytes in the packed form.
std::string packed(const kit::PropertyValue& value) {
  return std::visit(
      [&](const auto& held) -> std::string {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          kit::fail(MAPI_E_TYPE_NO_SUPPORT, "a property of this type cannot be kept in an address book");
        } else if constexpr (std::is_same_v<T, bool>) {
          return bytes_of_fixed<std::uint16_t>(held ? 1 : 0);
        } else if constexpr (std::is_same_v<T, std::string>) {
          return held;
        } else if constexpr (is_fixed<T>) {
          return bytes_of_fixed(held);
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          std::string ends = bytes_of_fixed(static_cast<std::uint32_t>(held.size()));
          std::string elements;
          for (const std::string& element : held) {
            elements += element;
            ends += bytes_of_fixed(static_cast<std::uint32_t>(elements.size()));
          }
          return ends + elements;
        } else {
          std::string elements;
          for (const auto& element : held) elements += bytes_of_fixed(element);
          return elements;
        }
      },
      value.variant());
}

template <class T>
T fixed(std::string_view data) {
  if (data.size() != sizeof(T)) kit::fail(MAPI_E_CORRUPT_DATA, "a property value has the wrong size");
  T value;
  std::memcpy(&value, data.data(), sizeof value);
  return value;
}

template <class T>
std::vector<T> array(const kit::store::ValueView& view) {
  std::vector<T> values;
  for (std::size_t i = 0; i < kit::store::element_count(view); ++i) {
    values.push_back(fixed<T>(kit::store::element(view, i).data));
  }
  return values;
}

kit::PropertyValue::Variant unpacked(const kit::store::ValueView& view) {
  switch (kit::type_of(view.tag)) {
    case PT_BOOLEAN:
      return fixed<std::uint16_t>(view.data) != 0;
    case PT_I2:
      return fixed<std::int16_t>(view.data);
    case PT_LONG:
      return fixed<std::int32_t>(view.data);
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
      return fixed<std::int64_t>(view.data);
    case PT_R4:
      return fixed<float>(view.data);
    case PT_DOUBLE:
    case PT_APPTIME:
      return fixed<double>(view.data);
    case PT_CLSID:
      return fixed<GUID>(view.data);
    case PT_UNICODE:
    case PT_BINARY:
      return std::string(view.data);
    case PT_MV_I2:
      return array<std::int16_t>(view);
    case PT_MV_LONG:
      return array<std::int32_t>(view);
    case PT_MV_I8:
    case PT_MV_CURRENCY:
    case PT_MV_SYSTIME:
      return array<std::int64_t>(view);
    case PT_MV_R4:
      return array<float>(view);
    case PT_MV_DOUBLE:
    case PT_MV_APPTIME:
      return array<double>(view);
    case PT_MV_CLSID:
      return array<GUID>(view);
    case PT_MV_UNICODE:
    case PT_MV_BINARY: {
      std::vector<std::string> values;
      for (std::size_t i = 0; i < kit::store::element_count(view); ++i) {
        values.emplace_back(kit::store::element(view, i).data);
      }
      return values;
    }
    default:
      kit::fail(MAPI_E_CORRUPT_DATA, "a property has a type that is never kept");
  }
}

}  // namespace

std::string pack(const kit::PropertyBag& properties) {
  kit::store::Values values;
  for (const kit::PropertyValue& value : properties) {
    values.emplace(static_cast<std::uint16_t>(value.id()), kit::store::Value(value.tag(), packed(value)));
  }
  return kit::store::Bag(values).block();
}

kit::PropertyBag unpack(std::string block) {
  const kit::store::Bag bag(std::move(block));
  kit::PropertyBag properties;
  for (std::size_t i = 0; i < bag.size(); ++i) {
    const kit::store::ValueView view = bag[i];
    properties.set(kit::PropertyValue::from_variant(view.tag, unpacked(view)));
  }
  return properties;
}

}  // namespace postroom::book
