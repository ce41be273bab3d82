// SPDX-License-Identifier: Apache-2.0
#include <postroom/store/bag.hpp>

#include <postroom/failure.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace postroom::kit::store {
namespace {

constexpr std::size_t kHeader = 8;
constexpr std::size_t kEntry = 8;
constexpr std::uint16_t kBagVersion = 1;
constexpr std::uint32_t kApart = 0x80000000U;

template <class Number>
Number load(const char* at) noexcept {
  Number number;
  std::memcpy(&number, at, sizeof number);
  return number;
}

template <class Number>
void put(std::string& to, Number number) {
  to.append(reinterpret_cast<const char*>(&number), sizeof number);
}

bool is_multivalue(ULONG tag) noexcept {
  return (tag & MV_FLAG) != 0;
}

// Is it one of the types that are packed?
bool is_packed_type(ULONG type) noexcept {
  switch (type & ~MV_FLAG) {
    case PT_BOOLEAN:
      return !is_multivalue(type);
    case PT_UNICODE:
    case PT_BINARY:
      return true;
    default:
      return fixed_size(type) != 0;
  }
}

bool well_formed(const ValueView& value) noexcept {
  if (!is_packed_type(PROP_TYPE(value.tag))) return false;
  const std::size_t fixed = fixed_size(PROP_TYPE(value.tag));
  if (value.apart) return fixed == 0 && !is_multivalue(value.tag);
  if (!is_multivalue(value.tag)) return fixed == 0 || value.data.size() == fixed;
  if (fixed != 0) return value.data.size() % fixed == 0;
  if (value.data.size() < 4) return false;
  const auto count = load<std::uint32_t>(value.data.data());
  if (value.data.size() / 4 - 1 < count) return false;
  const std::size_t room = value.data.size() - 4 - std::size_t{4} * count;
  std::uint32_t before = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto end = load<std::uint32_t>(value.data.data() + 4 + std::size_t{4} * i);
    if (end < before || end > room) return false;
    before = end;
  }
  return before == room;
}

template <class T>
std::vector<T> elements_of(std::string_view data) {
  std::vector<T> result(data.size() / sizeof(T));
  if (!result.empty()) std::memcpy(result.data(), data.data(), result.size() * sizeof(T));
  return result;
}

PropertyValue::Variant multivalue_of(const ValueView& view) {
  switch (type_of(view.tag)) {
    case PT_MV_I2:
      return elements_of<std::int16_t>(view.data);
    case PT_MV_LONG:
      return elements_of<std::int32_t>(view.data);
    case PT_MV_R4:
      return elements_of<float>(view.data);
    case PT_MV_DOUBLE:
    case PT_MV_APPTIME:
      return elements_of<double>(view.data);
    case PT_MV_CLSID:
      return elements_of<GUID>(view.data);
    case PT_MV_I8:
    case PT_MV_CURRENCY:
    case PT_MV_SYSTIME:
      return elements_of<std::int64_t>(view.data);
    default: {
      std::vector<std::string> strings;
      for (std::size_t i = 0; i < element_count(view); ++i) strings.emplace_back(element(view, i).data);
      return strings;
    }
  }
}

[[noreturn]] void corrupt() {
  fail(MAPI_E_CORRUPT_DATA, "the properties of an object are damaged");
}

}  // namespace

std::size_t fixed_size(ULONG type) noexcept {
  switch (type & ~MV_FLAG) {
    case PT_I2:
    case PT_BOOLEAN:
      return 2;
    case PT_LONG:
    case PT_R4:
      return 4;
    case PT_DOUBLE:
    case PT_CURRENCY:
    case PT_APPTIME:
    case PT_I8:
    case PT_SYSTIME:
      return 8;
    case PT_CLSID:
      return 16;
    default:
      return 0;
  }
}

bool ValueView::boolean() const noexcept {
  return data.size() >= 2 && load<std::uint16_t>(data.data()) != 0;
}

std::int32_t ValueView::number() const noexcept {
  return static_cast<std::int32_t>(number64());
}

std::int64_t ValueView::number64() const noexcept {
  switch (data.size()) {
    case 2:
      return load<std::int16_t>(data.data());
    case 4:
      return load<std::int32_t>(data.data());
    case 8:
      return load<std::int64_t>(data.data());
    default:
      return 0;
  }
}

Bag::Bag(std::string block) : block_(std::move(block)) {
  if (block_.empty()) return;
  if (block_.size() < kHeader || load<std::uint16_t>(block_.data()) != kBagVersion) corrupt();
  const auto count = load<std::uint32_t>(block_.data() + 4);
  if ((block_.size() - kHeader) / kEntry < count) corrupt();
  const std::size_t room = block_.size() - kHeader - count * kEntry;
  std::uint32_t before = 0;
  std::uint32_t last_id = 0;
  count_ = count;
  for (std::uint32_t i = 0; i < count; ++i) {
    const char* entry = block_.data() + kHeader + i * kEntry;
    const auto tag = load<std::uint32_t>(entry);
    const std::uint32_t end = load<std::uint32_t>(entry + 4) & ~kApart;
    if (end < before || end > room || (i > 0 && PROP_ID(tag) <= last_id)) corrupt();
    if ((load<std::uint32_t>(entry + 4) & kApart) != 0 && end - before != 8) corrupt();
    before = end;
    last_id = PROP_ID(tag);
    if (!well_formed((*this)[i])) corrupt();
  }
  if (before != room) corrupt();
}

ValueView Bag::operator[](std::size_t index) const noexcept {
  const char* entry = block_.data() + kHeader + index * kEntry;
  const char* first = block_.data() + kHeader + count_ * kEntry;
  const std::uint32_t begin = index == 0 ? 0 : load<std::uint32_t>(entry - 4) & ~kApart;
  const auto end = load<std::uint32_t>(entry + 4);
  ValueView view;
  view.tag = load<std::uint32_t>(entry);
  if ((end & kApart) != 0) {
    view.apart = true;
    view.apart_size = load<std::uint64_t>(first + begin);
  } else {
    view.data = {first + begin, end - begin};
  }
  return view;
}

std::optional<ValueView> Bag::find(ULONG tag) const noexcept {
  const ULONG id = PROP_ID(tag);
  std::size_t low = 0;
  std::size_t high = count_;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const auto found = static_cast<ULONG>(load<std::uint32_t>(block_.data() + kHeader + middle * kEntry));
    if (PROP_ID(found) == id) return (*this)[middle];
    if (PROP_ID(found) < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

PropertyValue value_of(const ValueView& view) {
  switch (type_of(view.tag)) {
    case PT_BOOLEAN:
      return PropertyValue::from_variant(view.tag, view.boolean());
    case PT_I2:
      return PropertyValue::from_variant(view.tag, load<std::int16_t>(view.data.data()));
    case PT_LONG:
      return PropertyValue::from_variant(view.tag, load<std::int32_t>(view.data.data()));
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
      return PropertyValue::from_variant(view.tag, load<std::int64_t>(view.data.data()));
    case PT_R4:
      return PropertyValue::from_variant(view.tag, load<float>(view.data.data()));
    case PT_DOUBLE:
    case PT_APPTIME:
      return PropertyValue::from_variant(view.tag, load<double>(view.data.data()));
    case PT_CLSID:
      return PropertyValue::from_variant(view.tag, load<GUID>(view.data.data()));
    case PT_UNICODE:
    case PT_BINARY:
      return PropertyValue::from_variant(view.tag, std::string(view.data));
    default:
      if (!is_multivalue(view.tag)) corrupt();
      return PropertyValue::from_variant(view.tag, multivalue_of(view));
  }
}

void write_value(const PropertyValue& value, std::string& to) {
  std::visit(
      [&]<class T>(const T& held) {
        if constexpr (std::is_same_v<T, std::monostate>) {
        } else if constexpr (std::is_same_v<T, bool>) {
          put<std::uint16_t>(to, held ? 1 : 0);
        } else if constexpr (std::is_same_v<T, std::string>) {
          to += held;
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          put(to, static_cast<std::uint32_t>(held.size()));
          std::uint32_t end = 0;
          for (const std::string& each : held) put(to, end += static_cast<std::uint32_t>(each.size()));
          for (const std::string& each : held) to += each;
        } else if constexpr (std::is_trivially_copyable_v<T>) {
          put(to, held);
        } else {
          for (const auto& each : held) put(to, each);
        }
      },
      value.variant());
}

Bag pack(const PropertyBag& properties, const ApartSizes& apart) {
  struct Entry {
    ULONG tag;
    std::uint32_t apart;
    std::string data;
  };
  std::vector<Entry> entries;
  entries.reserve(properties.size() + apart.size());
  for (const auto& [tag, size] : apart) {
    Entry& entry = entries.emplace_back(Entry{tag, kApart, {}});
    put<std::uint64_t>(entry.data, size);
  }
  for (const PropertyValue& value : properties) {
    if (value.type() == PT_NULL || value.type() == PT_ERROR || value.type() == PT_OBJECT) continue;
    if (std::ranges::any_of(apart, [&](const auto& each) { return id_of(each.first) == value.id(); })) continue;
    write_value(value, entries.emplace_back(Entry{value.tag(), 0, {}}).data);
  }
  if (entries.empty()) return {};
  std::ranges::sort(entries, {}, &Entry::tag);
  std::size_t total = 0;
  for (const Entry& entry : entries) total += entry.data.size();
  if (total > std::numeric_limits<std::int32_t>::max()) {
    fail(MAPI_E_NOT_ENOUGH_MEMORY, "an object's properties are too big");
  }
  std::string block;
  block.reserve(kHeader + entries.size() * kEntry + total);
  put<std::uint16_t>(block, kBagVersion);
  put<std::uint16_t>(block, 0);
  put(block, static_cast<std::uint32_t>(entries.size()));
  std::uint32_t end = 0;
  for (const Entry& entry : entries) {
    end += static_cast<std::uint32_t>(entry.data.size());
    put<std::uint32_t>(block, entry.tag);
    put<std::uint32_t>(block, end | entry.apart);
  }
  for (const Entry& entry : entries) block += entry.data;
  return Bag(std::move(block));
}

PropertyBag unpack(const Bag& bag) {
  PropertyBag result;
  for (std::size_t i = 0; i < bag.size(); ++i) {
    if (const ValueView view = bag[i]; !view.apart) result.set(value_of(view));
  }
  return result;
}

ApartSizes apart_sizes(const Bag& bag) {
  ApartSizes result;
  for (std::size_t i = 0; i < bag.size(); ++i) {
    if (const ValueView view = bag[i]; view.apart) result[view.tag] = view.apart_size;
  }
  return result;
}

std::size_t element_count(const ValueView& value) noexcept {
  const std::size_t fixed = fixed_size(PROP_TYPE(value.tag));
  if (fixed != 0) return value.data.size() / fixed;
  return value.data.size() < 4 ? 0 : load<std::uint32_t>(value.data.data());
}

ValueView element(const ValueView& value, std::size_t index) noexcept {
  ValueView result;
  result.tag = value.tag & ~static_cast<ULONG>(MV_FLAG);
  const std::size_t fixed = fixed_size(PROP_TYPE(value.tag));
  if (fixed != 0) {
    result.data = value.data.substr(index * fixed, fixed);
    return result;
  }
  const char* ends = value.data.data() + 4;
  const std::size_t first = 4 + 4 * element_count(value);
  const std::uint32_t begin = index == 0 ? 0 : load<std::uint32_t>(ends + 4 * (index - 1));
  result.data = value.data.substr(first + begin, load<std::uint32_t>(ends + 4 * index) - begin);
  return result;
}

}  // namespace postroom::kit::store
