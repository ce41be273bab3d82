// SPDX-License-Identifier: Apache-2.0
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
namespace {

std::string named(ULONG tag) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "property 0x%08X", tag);
  return text.data();
}

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
std::span<const T> array(ULONG count, const T* values, ULONG tag) {
  if (count > PropertyValue::kMaximumElements) fail(MAPI_E_TOO_BIG, named(tag) + " has too many values");
  if (count != 0 && values == nullptr) fail(MAPI_E_INVALID_PARAMETER, named(tag) + " has no values");
  return {values, count};
}

template <class To, class From, class Convert>
std::vector<To> converted(std::span<const From> values, Convert convert) {
  std::vector<To> result;
  result.reserve(values.size());
  for (const From& value : values) result.push_back(convert(value));
  return result;
}

std::string bytes_from(const SBinary& binary, ULONG tag) {
  if (binary.cb != 0 && binary.lpb == nullptr) fail(MAPI_E_INVALID_PARAMETER, named(tag) + " has no bytes");
  return {reinterpret_cast<const char*>(binary.lpb), binary.cb};
}

template <class Char>
std::string text_from(const Char* text, ULONG tag) {
  if (text == nullptr) fail(MAPI_E_INVALID_PARAMETER, named(tag) + " has no text");
  if constexpr (std::is_same_v<Char, wchar_t>) {
    return to_utf8(text);
  } else {
    return bytes_for(tag, text);
  }
}

constexpr std::size_t aligned(std::size_t size) {
  return (size + 7U) & ~std::size_t{7};
}

// Room for `text` with its terminator. One byte never becomes more than one character, so for text that is not ASCII
// this is more than is needed.
std::size_t text_room(std::string_view text, ULONG width) {
  return aligned((text.size() + 1) * (width == PT_STRING8 ? sizeof(char) : sizeof(wchar_t)));
}

template <class T>
T* carve(std::byte*& space, std::size_t count) {
  auto* result = reinterpret_cast<T*>(space);
  space += aligned(count * sizeof(T));
  return result;
}

LPSTR carve_narrow(std::byte*& space, std::string_view text) {
  char* copy = carve<char>(space, text.size() + 1);
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

LPWSTR carve_wide(std::byte*& space, std::string_view text) {
  auto* copy = reinterpret_cast<wchar_t*>(space);
  space += text_room(text, PT_UNICODE);
  std::size_t length = 0;
  while (length < text.size() && (text[length] & '\x80') == 0) {
    copy[length] = static_cast<unsigned char>(text[length]);
    ++length;
  }
  if (length < text.size()) {
    const std::wstring rest = to_wide(text.substr(length));
    std::memcpy(copy + length, rest.data(), rest.size() * sizeof(wchar_t));
    length += rest.size();
  }
  copy[length] = L'\0';
  return copy;
}

SBinary carve_binary(std::byte*& space, std::string_view bytes) {
  BYTE* copy = carve<BYTE>(space, bytes.size());
  if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
  return {static_cast<ULONG>(bytes.size()), copy};
}

template <class To, class From>
To* carve_array(std::byte*& space, const std::vector<From>& values) {
  static_assert(sizeof(To) == sizeof(From));
  To* copy = carve<To>(space, values.size());
  if (!values.empty()) std::memcpy(copy, values.data(), values.size() * sizeof(To));
  return copy;
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

PropertyValue PropertyValue::from(const SPropValue& value) {
  const ULONG tag = value.ulPropTag;
  const auto& v = value.Value;
  const auto make = [&](Variant variant) { return PropertyValue(tag, std::move(variant), Checked{}); };
  switch (type_of(tag)) {
    case PT_NULL:
    case PT_OBJECT:
      return make(std::monostate{});
    case PT_BOOLEAN:
      return make(v.b != 0);
    case PT_I2:
      return make(static_cast<std::int16_t>(v.i));
    case PT_LONG:
      return make(v.l);
    case PT_ERROR:
      return make(v.err);
    case PT_I8:
      return make(static_cast<std::int64_t>(v.li.QuadPart));
    case PT_CURRENCY:
      return make(static_cast<std::int64_t>(v.cur.int64));
    case PT_SYSTIME:
      return make(static_cast<std::int64_t>(ticks_of(v.ft)));
    case PT_R4:
      return make(v.flt);
    case PT_DOUBLE:
      return make(v.dbl);
    case PT_APPTIME:
      return make(v.at);
    case PT_CLSID:
      return make(array(1, v.lpguid, tag)[0]);
    case PT_STRING8:
      return make(text_from(v.lpszA, tag));
    case PT_UNICODE:
      return make(text_from(v.lpszW, tag));
    case PT_BINARY:
      return make(bytes_from(v.bin, tag));
    case PT_MV_I2: {
      const auto values = array(v.MVi.cValues, v.MVi.lpi, tag);
      return make(std::vector<std::int16_t>(values.begin(), values.end()));
    }
    case PT_MV_LONG: {
      const auto values = array(v.MVl.cValues, v.MVl.lpl, tag);
      return make(std::vector<std::int32_t>(values.begin(), values.end()));
    }
    case PT_MV_R4: {
      const auto values = array(v.MVflt.cValues, v.MVflt.lpflt, tag);
      return make(std::vector<float>(values.begin(), values.end()));
    }
    case PT_MV_DOUBLE: {
      const auto values = array(v.MVdbl.cValues, v.MVdbl.lpdbl, tag);
      return make(std::vector<double>(values.begin(), values.end()));
    }
    case PT_MV_APPTIME: {
      const auto values = array(v.MVat.cValues, v.MVat.lpat, tag);
      return make(std::vector<double>(values.begin(), values.end()));
    }
    case PT_MV_I8:
      return make(converted<std::int64_t>(array(v.MVli.cValues, v.MVli.lpli, tag),
                                          [](const LARGE_INTEGER& one) { return one.QuadPart; }));
    case PT_MV_CURRENCY:
      return make(converted<std::int64_t>(array(v.MVcur.cValues, v.MVcur.lpcur, tag),
                                          [](const CURRENCY& one) { return one.int64; }));
    case PT_MV_SYSTIME:
      return make(converted<std::int64_t>(array(v.MVft.cValues, v.MVft.lpft, tag), [](const FILETIME& one) {
        return static_cast<std::int64_t>(ticks_of(one));
      }));
    case PT_MV_CLSID: {
      const auto values = array(v.MVguid.cValues, v.MVguid.lpguid, tag);
      return make(std::vector<GUID>(values.begin(), values.end()));
    }
    case PT_MV_BINARY:
      return make(converted<std::string>(array(v.MVbin.cValues, v.MVbin.lpbin, tag),
                                         [&](const SBinary& one) { return bytes_from(one, tag); }));
    case PT_MV_STRING8:
      return make(converted<std::string>(array(v.MVszA.cValues, v.MVszA.lppszA, tag),
                                         [&](const LPSTR& one) { return bytes_for(PT_UNICODE, text_from(one, tag)); }));
    case PT_MV_UNICODE:
      return make(converted<std::string>(array(v.MVszW.cValues, v.MVszW.lppszW, tag),
                                         [&](const LPWSTR& one) { return text_from(one, tag); }));
    default:
      fail(MAPI_E_INVALID_TYPE, named(tag) + " is of no known type");
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

std::size_t PropertyValue::extra_size(ULONG width) const noexcept {
  const bool text = is_text(tag_);
  return std::visit(
      [&](const auto& value) -> std::size_t {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::string>) {
          return text ? text_room(value, width) : aligned(value.size());
        } else if constexpr (std::is_same_v<T, GUID>) {
          return aligned(sizeof(GUID));
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          std::size_t size = aligned(value.size() * (text ? sizeof(void*) : sizeof(SBinary)));
          for (const std::string& one : value) size += text ? text_room(one, width) : aligned(one.size());
          return size;
        } else if constexpr (requires { value.front(); }) {
          return aligned(value.size() * sizeof(typename T::value_type));
        } else {
          return 0;
        }
      },
      value_);
}

void PropertyValue::copy_to(SPropValue& target, std::byte*& space, ULONG width) const {
  target = {};
  target.ulPropTag = with_width(tag_, width);
  auto& v = target.Value;
  const auto strings_count = static_cast<ULONG>(count());
  switch (type_of(target.ulPropTag)) {
    case PT_BOOLEAN:
      v.b = std::get<bool>(value_) ? 1 : 0;
      break;
    case PT_I2:
      v.i = std::get<std::int16_t>(value_);
      break;
    case PT_LONG:
    case PT_ERROR:
      v.l = std::get<std::int32_t>(value_);
      break;
    case PT_I8:
    case PT_CURRENCY:
      v.li.QuadPart = std::get<std::int64_t>(value_);
      break;
    case PT_SYSTIME:
      v.ft = filetime_of(static_cast<std::uint64_t>(std::get<std::int64_t>(value_)));
      break;
    case PT_R4:
      v.flt = std::get<float>(value_);
      break;
    case PT_DOUBLE:
    case PT_APPTIME:
      v.dbl = std::get<double>(value_);
      break;
    case PT_CLSID:
      v.lpguid = carve<GUID>(space, 1);
      *v.lpguid = std::get<GUID>(value_);
      break;
    case PT_STRING8:
      v.lpszA = carve_narrow(space, std::get<std::string>(value_));
      break;
    case PT_UNICODE:
      v.lpszW = carve_wide(space, std::get<std::string>(value_));
      break;
    case PT_BINARY:
      v.bin = carve_binary(space, std::get<std::string>(value_));
      break;
    case PT_MV_I2:
      v.MVi = {strings_count, carve_array<short>(space, std::get<std::vector<std::int16_t>>(value_))};
      break;
    case PT_MV_LONG:
      v.MVl = {strings_count, carve_array<LONG>(space, std::get<std::vector<std::int32_t>>(value_))};
      break;
    case PT_MV_R4:
      v.MVflt = {strings_count, carve_array<float>(space, std::get<std::vector<float>>(value_))};
      break;
    case PT_MV_DOUBLE:
    case PT_MV_APPTIME:
      v.MVdbl = {strings_count, carve_array<double>(space, std::get<std::vector<double>>(value_))};
      break;
    case PT_MV_I8:
    case PT_MV_CURRENCY:
    case PT_MV_SYSTIME:  // FILETIME is the same number in the byte order of the machine, which is little-endian
      v.MVli = {strings_count, carve_array<LARGE_INTEGER>(space, std::get<std::vector<std::int64_t>>(value_))};
      break;
    case PT_MV_CLSID:
      v.MVguid = {strings_count, carve_array<GUID>(space, std::get<std::vector<GUID>>(value_))};
      break;
    case PT_MV_STRING8: {
      v.MVszA = {strings_count, carve<LPSTR>(space, strings_count)};
      LPSTR* next = v.MVszA.lppszA;
      for (const std::string& one : std::get<std::vector<std::string>>(value_)) *next++ = carve_narrow(space, one);
      break;
    }
    case PT_MV_UNICODE: {
      v.MVszW = {strings_count, carve<LPWSTR>(space, strings_count)};
      LPWSTR* next = v.MVszW.lppszW;
      for (const std::string& one : std::get<std::vector<std::string>>(value_)) *next++ = carve_wide(space, one);
      break;
    }
    case PT_MV_BINARY: {
      v.MVbin = {strings_count, carve<SBinary>(space, strings_count)};
      SBinary* next = v.MVbin.lpbin;
      for (const std::string& one : std::get<std::vector<std::string>>(value_)) *next++ = carve_binary(space, one);
      break;
    }
    default:  // PT_NULL, PT_OBJECT
      break;
  }
}

void PropertyValue::copy_to(SPropValue& target, void* head, ULONG width) const {
  const std::size_t extra = extra_size(width);
  auto* space = extra == 0 ? nullptr : static_cast<std::byte*>(allocate_more(extra, head));
  copy_to(target, space, width);
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
