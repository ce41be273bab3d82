// SPDX-License-Identifier: Apache-2.0
// Property values from and into MAPI's form of them.
#include "kit/property/carve.hpp"
#include "kit/property/named_tag.hpp"

#include <postroom/allocators.hpp>
#include <postroom/failure.hpp>
#include <postroom/property.hpp>
#include <postroom/text.hpp>

#include <cstring>
#include <type_traits>

namespace postroom::kit {
namespace {

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
    return valid_utf8(text);
  }
}

template <class To, class From>
To* carve_array(std::byte*& space, const std::vector<From>& values) {
  static_assert(sizeof(To) == sizeof(From));
  To* copy = carve<To>(space, values.size());
  if (!values.empty()) std::memcpy(copy, values.data(), values.size() * sizeof(To));
  return copy;
}

}  // namespace

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
                                         [&](const LPSTR& one) { return text_from(one, tag); }));
    case PT_MV_UNICODE:
      return make(converted<std::string>(array(v.MVszW.cValues, v.MVszW.lppszW, tag),
                                         [&](const LPWSTR& one) { return text_from(one, tag); }));
    default:
      fail(MAPI_E_INVALID_TYPE, named(tag) + " is of no known type");
  }
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

}  // namespace postroom::kit
