// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/any_property.hpp"

#include <mapitags.h>

#include <array>
#include <cstring>
#include <iterator>

namespace postroom::test {

using kit::PropertyValue;

namespace {

constexpr ULONG kSingle[] = {PT_I2, PT_LONG,    PT_R4,      PT_DOUBLE, PT_CURRENCY, PT_APPTIME, PT_BOOLEAN,
                             PT_I8, PT_UNICODE, PT_SYSTIME, PT_CLSID,  PT_BINARY,   PT_ERROR};
constexpr ULONG kMultiple[] = {PT_MV_I2, PT_MV_LONG,    PT_MV_R4,      PT_MV_DOUBLE, PT_MV_CURRENCY, PT_MV_APPTIME,
                               PT_MV_I8, PT_MV_UNICODE, PT_MV_SYSTIME, PT_MV_CLSID,  PT_MV_BINARY};

}  // namespace

rc::Gen<std::string> any_text() {
  return rc::gen::map(rc::gen::container<std::u32string>(rc::gen::oneOf(rc::gen::inRange<char32_t>(1, 0x7F),
                                                                        rc::gen::inRange<char32_t>(0xA0, 0xD7FF),
                                                                        rc::gen::inRange<char32_t>(0xE000, 0x10FFFF))),
                      [](const std::u32string& characters) {
                        std::wstring wide(characters.begin(), characters.end());
                        PropertyValue value(PR_SUBJECT_W, std::wstring_view(wide));
                        return std::string(value.text());
                      });
}

namespace {

template <class T>
PropertyValue::Variant many() {
  return *rc::gen::nonEmpty(rc::gen::container<std::vector<T>>(rc::gen::arbitrary<T>()));
}

GUID any_guid() {
  GUID guid{};
  const auto bytes = *rc::gen::container<std::array<unsigned char, sizeof(GUID)>>(rc::gen::arbitrary<unsigned char>());
  std::memcpy(&guid, bytes.data(), sizeof(guid));
  return guid;
}

}  // namespace

PropertyValue::Variant any_value(ULONG type) {
  switch (type) {
    case PT_I2:
      return *rc::gen::arbitrary<std::int16_t>();
    case PT_LONG:
    case PT_ERROR:
      return *rc::gen::arbitrary<std::int32_t>();
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
      return *rc::gen::arbitrary<std::int64_t>();
    case PT_BOOLEAN:
      return *rc::gen::arbitrary<bool>();
    case PT_R4:
      return *rc::gen::arbitrary<float>();
    case PT_DOUBLE:
    case PT_APPTIME:
      return *rc::gen::arbitrary<double>();
    case PT_CLSID:
      return any_guid();
    case PT_UNICODE:
      return *any_text();
    case PT_BINARY:
      return *rc::gen::arbitrary<std::string>();
    case PT_MV_I2:
      return many<std::int16_t>();
    case PT_MV_LONG:
      return many<std::int32_t>();
    case PT_MV_I8:
    case PT_MV_CURRENCY:
    case PT_MV_SYSTIME:
      return many<std::int64_t>();
    case PT_MV_R4:
      return many<float>();
    case PT_MV_DOUBLE:
    case PT_MV_APPTIME:
      return many<double>();
    case PT_MV_CLSID:
      return std::vector<GUID>{any_guid(), any_guid()};
    case PT_MV_UNICODE:
      return *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(any_text()));
    default:
      return *rc::gen::nonEmpty(rc::gen::arbitrary<std::vector<std::string>>());
  }
}

PropertyValue any_property() {
  const ULONG type = *rc::gen::elementOf(value_types());
  const ULONG id = *rc::gen::inRange<ULONG>(1, 0xFFFE);
  return PropertyValue::from_variant(PROP_TAG(type, id), any_value(type));
}

std::vector<ULONG> value_types() {
  std::vector<ULONG> types(std::begin(kSingle), std::end(kSingle));
  types.insert(types.end(), std::begin(kMultiple), std::end(kMultiple));
  return types;
}

}  // namespace postroom::test
