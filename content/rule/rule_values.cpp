// SPDX-License-Identifier: Apache-2.0
#include "content/rule/rule_values.hpp"

#include "kit/property/named_range.hpp"

#include <postroom/text.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace postroom::content {
namespace {

constexpr std::uint8_t kByNumber = 0;  // MS-OXCDATA 2.6.1
constexpr std::uint8_t kByText = 1;

[[noreturn]] void too_complex(const char* what) {
  kit::fail(MAPI_E_TOO_COMPLEX, what);
}

void write_name(RuleWriter& to, const kit::PropertyName& name) {
  to.number(name.text ? kByText : kByNumber);
  to.bytes(kit::bytes_of(name.set));
  if (!name.text) return to.number(name.number);
  RuleWriter text;
  text.text(*name.text);
  if (text.written().size() > std::numeric_limits<std::uint8_t>::max())
    too_complex("the name of a property is too long");
  to.number(static_cast<std::uint8_t>(text.written().size()));
  to.bytes(text.written());
}

void require_few(std::size_t names) {
  if (names > kMostRuleNames) too_complex("the rule has too many named properties");
}

GUID read_guid(RuleReader& from) {
  GUID guid{};
  std::memcpy(&guid, from.bytes(sizeof(GUID)).data(), sizeof(GUID));
  return guid;
}

kit::PropertyName read_name(RuleReader& from) {
  kit::PropertyName name;
  const auto kind = from.number<std::uint8_t>();
  name.set = read_guid(from);
  if (kind == kByNumber) {
    name.number = static_cast<std::int32_t>(from.number<std::uint32_t>());
  } else if (kind == kByText) {
    RuleReader text(from.bytes(from.number<std::uint8_t>()));
    name.text = text.text();
    text.require_end();
  } else {
    RuleReader::damaged();
  }
  return name;
}

}  // namespace

void RuleValueWriter::tag(ULONG tag) {
  const auto id = static_cast<std::uint16_t>(kit::id_of(tag));
  if (id >= kit::kFirstNamedId) named_.insert(id);
  require_few(named_.size());
  number(static_cast<std::uint32_t>(kit::canonical_tag(tag)));
}

void RuleValueWriter::value(const kit::PropertyValue& value) {
  tag(value.tag());
  one(value.variant(), value.type());
}

template <class T>
void RuleValueWriter::many(const std::vector<T>& values, ULONG type) {
  number(static_cast<std::uint32_t>(values.size()));
  for (const T& value : values) one(value, type & ~static_cast<ULONG>(MV_FLAG));
}

void RuleValueWriter::one(const kit::PropertyValue::Variant& value, ULONG type) {
  std::visit(
      [&]<class T>(const T& held) {
        if constexpr (std::is_same_v<T, std::monostate>) {
          too_complex("a property without a value in a rule");
        } else if constexpr (std::is_same_v<T, bool>) {
          number(std::uint8_t{held});
        } else if constexpr (std::is_same_v<T, float>) {
          number(std::bit_cast<std::uint32_t>(held));
        } else if constexpr (std::is_same_v<T, double>) {
          number(std::bit_cast<std::uint64_t>(held));
        } else if constexpr (std::is_same_v<T, GUID>) {
          bytes(kit::bytes_of(held));
        } else if constexpr (std::is_same_v<T, std::string>) {
          type == PT_UNICODE ? text(held) : counted(held);
        } else if constexpr (std::is_integral_v<T>) {
          number(held);
        } else {
          many(held, type);
        }
      },
      value);
}

std::string RuleValueWriter::with_names(const NamesOfIds& names) const {
  RuleWriter all;
  all.number(static_cast<std::uint16_t>(named_.size()));
  if (!named_.empty()) {
    const std::vector<std::uint16_t> asked(named_.begin(), named_.end());
    const std::vector<std::optional<kit::PropertyName>> found = names(asked);
    RuleWriter names_only;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (i >= found.size() || !found[i]) kit::fail(MAPI_E_NOT_FOUND, "a named property of the rule has no name");
      write_name(names_only, *found[i]);
      all.number(asked[i]);
    }
    all.counted(names_only.written());
  }
  all.bytes(written());
  return all.written();
}

RuleNames::RuleNames(std::string_view bytes) {
  RuleReader from(bytes);
  const auto count = from.number<std::uint16_t>();
  std::vector<std::uint16_t> ids;
  for (int i = 0; i < count; ++i) ids.push_back(from.number<std::uint16_t>());
  RuleReader names_only(count == 0 ? std::string_view() : from.counted());
  for (const std::uint16_t id : ids) names[id] = read_name(names_only);
  names_only.require_end();
  rest = from.bytes(from.left());
}

RuleIds resolved(const RuleNames& names, const std::set<std::uint16_t>& used, const IdsOfNames& ids) {
  require_few(used.size());
  std::vector<kit::PropertyName> asked;
  for (const std::uint16_t id : used) asked.push_back(names.names.at(id));
  const std::vector<std::uint16_t> found = ids(asked);
  RuleIds here;
  for (const std::uint16_t id : used) {
    const std::size_t place = here.size();
    if (place >= found.size() || found[place] == 0) {
      kit::fail(MAPI_E_NOT_FOUND, "a named property of the rule gets no id");
    }
    here[id] = found[place];
  }
  return here;
}

ULONG RuleValueReader::tag() {
  const ULONG tag = number<std::uint32_t>();
  const auto id = static_cast<std::uint16_t>(kit::id_of(tag));
  if (id < kit::kFirstNamedId) return tag;
  const auto found = ids_.find(id);
  if (found == ids_.end()) damaged();
  used_.insert(id);
  return PROP_TAG(kit::type_of(tag), found->second);
}

kit::PropertyValue RuleValueReader::value() {
  const ULONG own = tag();
  return kit::PropertyValue::from_variant(kit::canonical_tag(own), of_type(kit::type_of(own)));
}

template <class T, class Read>
std::vector<T> RuleValueReader::many(std::size_t smallest, Read&& read) {
  const std::size_t many = count(smallest);
  if (many > kit::PropertyValue::kMaximumElements) too_complex("a property of the rule has too many values");
  std::vector<T> values;
  values.reserve(many);
  for (std::size_t i = 0; i < many; ++i) values.push_back(read());
  return values;
}

kit::PropertyValue::Variant RuleValueReader::of_type(ULONG type) {
  switch (type) {
    case PT_I2:
      return static_cast<std::int16_t>(number<std::uint16_t>());
    case PT_LONG:
    case PT_ERROR:
      return static_cast<std::int32_t>(number<std::uint32_t>());
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
      return static_cast<std::int64_t>(number<std::uint64_t>());
    case PT_R4:
      return std::bit_cast<float>(number<std::uint32_t>());
    case PT_DOUBLE:
    case PT_APPTIME:
      return std::bit_cast<double>(number<std::uint64_t>());
    case PT_BOOLEAN:
      return number<std::uint8_t>() != 0;
    case PT_CLSID:
      return read_guid(*this);
    case PT_UNICODE:
      return text();
    case PT_STRING8:
      return kit::valid_utf8(narrow_text());
    case PT_BINARY:
      return std::string(counted());
    default:
      return many_of_type(type);
  }
}

kit::PropertyValue::Variant RuleValueReader::many_of_type(ULONG type) {
  switch (type) {
    case PT_MV_I2:
      return many<std::int16_t>(2, [&] { return static_cast<std::int16_t>(number<std::uint16_t>()); });
    case PT_MV_LONG:
      return many<std::int32_t>(4, [&] { return static_cast<std::int32_t>(number<std::uint32_t>()); });
    case PT_MV_I8:
    case PT_MV_CURRENCY:
    case PT_MV_SYSTIME:
      return many<std::int64_t>(8, [&] { return static_cast<std::int64_t>(number<std::uint64_t>()); });
    case PT_MV_R4:
      return many<float>(4, [&] { return std::bit_cast<float>(number<std::uint32_t>()); });
    case PT_MV_DOUBLE:
    case PT_MV_APPTIME:
      return many<double>(8, [&] { return std::bit_cast<double>(number<std::uint64_t>()); });
    case PT_MV_CLSID:
      return many<GUID>(sizeof(GUID), [&] { return read_guid(*this); });
    case PT_MV_UNICODE:
      return many<std::string>(2, [&] { return text(); });
    case PT_MV_STRING8:
      return many<std::string>(1, [&] { return kit::valid_utf8(narrow_text()); });
    case PT_MV_BINARY:
      return many<std::string>(4, [&] { return std::string(counted()); });
    default:
      damaged();
  }
}

}  // namespace postroom::content
