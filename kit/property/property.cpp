// SPDX-License-Identifier: Apache-2.0
#include "kit/property/named_tag.hpp"

#include <postroom/allocators.hpp>
#include <postroom/failure.hpp>
#include <postroom/property.hpp>
#include <postroom/text.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <type_traits>

namespace postroom::kit {

std::string named(ULONG tag) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "property 0x%08X", tag);
  return text.data();
}

namespace {

template <class T>
constexpr std::size_t alternative() {
  return PropertyValue::Variant(std::in_place_type<T>).index();
}

// Which alternative holds a value of the (canonical) type; npos for a type that is none.
std::size_t alternative_of(ULONG type) {
  switch (type) {
    case PT_UNSPECIFIED:
    case PT_NULL:
    case PT_OBJECT:
      return alternative<std::monostate>();
    case PT_BOOLEAN:
      return alternative<bool>();
    case PT_I2:
      return alternative<std::int16_t>();
    case PT_LONG:
    case PT_ERROR:
      return alternative<std::int32_t>();
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
      return alternative<std::int64_t>();
    case PT_R4:
      return alternative<float>();
    case PT_DOUBLE:
    case PT_APPTIME:
      return alternative<double>();
    case PT_CLSID:
      return alternative<GUID>();
    case PT_UNICODE:
    case PT_BINARY:
      return alternative<std::string>();
    case MV_FLAG | PT_I2:
      return alternative<std::vector<std::int16_t>>();
    case MV_FLAG | PT_LONG:
      return alternative<std::vector<std::int32_t>>();
    case MV_FLAG | PT_I8:
    case MV_FLAG | PT_CURRENCY:
    case MV_FLAG | PT_SYSTIME:
      return alternative<std::vector<std::int64_t>>();
    case MV_FLAG | PT_R4:
      return alternative<std::vector<float>>();
    case MV_FLAG | PT_DOUBLE:
    case MV_FLAG | PT_APPTIME:
      return alternative<std::vector<double>>();
    case MV_FLAG | PT_CLSID:
      return alternative<std::vector<GUID>>();
    case MV_FLAG | PT_UNICODE:
    case MV_FLAG | PT_BINARY:
      return alternative<std::vector<std::string>>();
    default:
      return std::variant_npos;
  }
}

[[noreturn]] void wrong_type(ULONG tag) {
  fail(MAPI_E_INVALID_TYPE, named(tag) + " cannot hold such a value");
}

PropertyValue::Variant checked(ULONG tag, PropertyValue::Variant value) {
  if (value.index() != alternative_of(type_of(canonical_tag(tag)))) wrong_type(tag);
  return value;
}

// Bytes as the type wants them: text is made well-formed.
std::string bytes_for(ULONG tag, std::string_view value) {
  const bool ascii = std::all_of(value.begin(), value.end(), [](char c) { return (c & '\x80') == 0; });
  return ascii || type_of(canonical_tag(tag)) != PT_UNICODE ? std::string(value) : valid_utf8(value);
}

template <class T>
int three_way(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {  // no number comes first, so that this is an order
    if (a != a || b != b) return static_cast<int>(b != b) - static_cast<int>(a != a);
  }
  return a < b ? -1 : b < a ? 1 : 0;
}
int three_way(const GUID& a, const GUID& b) {
  return std::memcmp(&a, &b, sizeof(GUID));
}

int bytes_order(std::string_view a, std::string_view b) {
  return a.compare(b);
}

template <class T, class Order>
int tuple_order(const std::vector<T>& a, const std::vector<T>& b, Order order) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const int result = order(a[i], b[i]); result != 0) return result;
  }
  return three_way(a.size(), b.size());
}

}  // namespace

std::uint64_t now_ticks() noexcept {
  using Ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
  constexpr std::int64_t kFrom1601To1970 = 116'444'736'000'000'000;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<Ticks>(since_1970).count() + kFrom1601To1970);
}

PropertyValue::PropertyValue(ULONG tag, double value) : tag_(tag) {
  if (type_of(tag) == PT_R4) {
    value_ = static_cast<float>(value);
  } else {
    value_ = checked(tag, value);
  }
}

PropertyValue::PropertyValue(ULONG tag, std::string_view value)
    : tag_(canonical_tag(tag)), value_(checked(tag, bytes_for(tag, value))) {}

PropertyValue::PropertyValue(ULONG tag, std::wstring_view value) : tag_(canonical_tag(tag)) {
  if (type_of(tag_) != PT_UNICODE) wrong_type(tag);
  value_ = to_utf8(value);
}

PropertyValue::PropertyValue(ULONG tag, const GUID& value) : tag_(tag) {
  if (type_of(tag) == PT_BINARY) {
    value_ = std::string(bytes_of(value));
  } else {
    value_ = checked(tag, value);
  }
}

PropertyValue::PropertyValue(ULONG tag, std::vector<std::string> values) : tag_(canonical_tag(tag)) {
  if (type_of(tag_) == (MV_FLAG | PT_UNICODE)) {
    for (std::string& value : values) value = bytes_for(PT_UNICODE, value);
  }
  value_ = checked(tag, std::move(values));
}

PropertyValue::PropertyValue(ULONG tag, std::vector<std::int32_t> values)
    : tag_(tag), value_(checked(tag, std::move(values))) {}

PropertyValue PropertyValue::from_variant(ULONG tag, Variant value) {
  if (std::holds_alternative<std::string>(value)) return {tag, std::get<std::string>(value)};
  if (std::holds_alternative<std::vector<std::string>>(value)) {
    return {tag, std::get<std::vector<std::string>>(std::move(value))};
  }
  return {tag, checked(tag, std::move(value)), Checked{}};
}

PropertyValue::Variant PropertyValue::integer(ULONG tag, std::int64_t value) {
  switch (type_of(tag)) {
    case PT_BOOLEAN:
      return value != 0;
    case PT_I2:
      return static_cast<std::int16_t>(value);
    case PT_LONG:
    case PT_ERROR:
      return static_cast<std::int32_t>(value);
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
      return value;
    default:
      wrong_type(tag);
  }
}

PropertyValue PropertyValue::renamed(ULONG tag) const {
  return {with_type(tag, type()), value_, Checked{}};
}

namespace {
[[noreturn]] void unexpected(ULONG tag) {
  fail(MAPI_E_UNEXPECTED_TYPE, named(tag) + " is of another type");
}
}  // namespace

bool PropertyValue::boolean() const {
  if (const bool* value = std::get_if<bool>(&value_)) return *value;
  unexpected(tag_);
}

std::int32_t PropertyValue::number() const {
  if (const auto* value = std::get_if<std::int32_t>(&value_)) return *value;
  if (const auto* value = std::get_if<std::int16_t>(&value_)) return *value;
  unexpected(tag_);
}

std::int64_t PropertyValue::number64() const {
  if (const auto* value = std::get_if<std::int64_t>(&value_); value != nullptr && type() != PT_SYSTIME) return *value;
  return number();
}

std::uint64_t PropertyValue::ticks() const {
  if (type() == PT_SYSTIME) return static_cast<std::uint64_t>(std::get<std::int64_t>(value_));
  unexpected(tag_);
}

double PropertyValue::real() const {
  if (const auto* value = std::get_if<double>(&value_)) return *value;
  if (const auto* value = std::get_if<float>(&value_)) return *value;
  unexpected(tag_);
}

std::string_view PropertyValue::text() const {
  if (type() != PT_UNICODE) unexpected(tag_);
  return std::get<std::string>(value_);
}

std::string_view PropertyValue::binary() const {
  if (type() != PT_BINARY) unexpected(tag_);
  return std::get<std::string>(value_);
}

const GUID& PropertyValue::guid() const {
  if (const auto* value = std::get_if<GUID>(&value_)) return *value;
  unexpected(tag_);
}

const std::vector<std::string>& PropertyValue::strings() const {
  if (const auto* values = std::get_if<std::vector<std::string>>(&value_)) return *values;
  unexpected(tag_);
}

const std::vector<std::int32_t>& PropertyValue::numbers() const {
  if (const auto* values = std::get_if<std::vector<std::int32_t>>(&value_)) return *values;
  unexpected(tag_);
}

std::size_t PropertyValue::count() const noexcept {
  if (!is_multivalue(tag_)) return 1;
  return std::visit(
      [](const auto& value) -> std::size_t {
        if constexpr (requires { value.front(); }) {
          return value.size();
        } else {
          return 1;
        }
      },
      value_);
}

PropertyValue PropertyValue::element(std::size_t index) const {
  if (!is_multivalue(tag_) || index >= count()) fail(MAPI_E_INVALID_PARAMETER, named(tag_) + " has fewer values");
  return std::visit(
      [&](const auto& value) -> PropertyValue {
        if constexpr (requires { value.front(); } && !std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
          return {tag_ & ~MV_FLAG, Variant(value[index]), Checked{}};
        } else {
          return {};
        }
      },
      value_);
}

std::size_t PropertyValue::size() const noexcept {
  return std::visit(
      [](const auto& value) -> std::size_t {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return 0;
        } else if constexpr (std::is_same_v<T, bool>) {
          return sizeof(unsigned short);
        } else if constexpr (std::is_same_v<T, std::string>) {
          return value.size();
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          std::size_t size = 0;
          for (const std::string& one : value) size += one.size();
          return size;
        } else if constexpr (requires { value.front(); }) {
          return value.size() * sizeof(typename T::value_type);
        } else {
          return sizeof(T);
        }
      },
      value_);
}

bool operator==(const PropertyValue& a, const PropertyValue& b) noexcept {
  return a.tag_ == b.tag_ && a.value_ == b.value_;
}

int compare(const PropertyValue& a, const PropertyValue& b) {
  if (a.type() != b.type()) fail(MAPI_E_TOO_COMPLEX, named(a.tag()) + " cannot be compared with " + named(b.tag()));
  const bool text = is_text(a.tag());
  const bool is_time = (a.type() & ~MV_FLAG) == PT_SYSTIME;
  const auto order64 = [&](std::int64_t x, std::int64_t y) {
    return is_time ? three_way(static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(y)) : three_way(x, y);
  };
  const auto order_string = [&](const std::string& x, const std::string& y) {
    return text ? text_order(x, y) : bytes_order(x, y);
  };
  return std::visit(
      [&](const auto& x) -> int {
        using T = std::decay_t<decltype(x)>;
        const T& y = std::get<T>(b.variant());
        if constexpr (std::is_same_v<T, std::monostate>) {
          return 0;
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          return order64(x, y);
        } else if constexpr (std::is_same_v<T, std::string>) {
          return order_string(x, y);
        } else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>) {
          return tuple_order(x, y, order64);
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          return tuple_order(x, y, order_string);
        } else if constexpr (requires { x.front(); }) {
          return tuple_order(x, y, [](const auto& p, const auto& q) { return three_way(p, q); });
        } else {
          return three_way(x, y);
        }
      },
      a.variant());
}

}  // namespace postroom::kit
