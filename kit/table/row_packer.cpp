// SPDX-License-Identifier: Apache-2.0
#include <kit/table/row_packer.hpp>

#include <kit/text/ascii.hpp>
#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <algorithm>
#include <cwchar>
#include <limits>

namespace postroom::kit {
namespace {

// What is done with a value takes several times its bytes, in sizes of 32 bits: wide text has four for each, and text
// is folded up to a quarter of what they count.
constexpr std::size_t kLargestRow = std::numeric_limits<std::int32_t>::max() / 8;
constexpr std::size_t kKeptRoom = 1 << 20;  // for the next row
constexpr std::string_view kNoKey("\0\0\0\0\0\0\0\0", RowPacker::kKeySize);

// The canonical tags of a row that can be packed as it comes, sorted by id; empty when a bag must sort it out: several
// values of one id, types that are none, multivalues.
std::vector<ULONG> plain_tags(const SRow& row) {
  std::vector<ULONG> tags;
  for (const SPropValue& value : std::span(row.lpProps, row.cValues)) {
    const ULONG tag = canonical_tag(value.ulPropTag);
    if (type_of(tag) == PT_ERROR || id_of(tag) == PROP_ID_NULL) continue;
    const bool variable = type_of(tag) == PT_UNICODE || type_of(tag) == PT_BINARY;
    if (is_multivalue(tag) || (!variable && store::fixed_size(type_of(tag)) == 0)) return {};
    tags.push_back(tag);
  }
  std::ranges::sort(tags, {}, id_of);
  const bool twice = std::ranges::adjacent_find(tags, {}, id_of) != tags.end();
  return twice ? std::vector<ULONG>() : tags;
}

void write_fixed(const SPropValue& from, char* to, std::uint16_t width) {
  switch (type_of(from.ulPropTag)) {
    case PT_BOOLEAN: {
      const std::uint16_t value = from.Value.b != 0 ? 1 : 0;
      std::memcpy(to, &value, sizeof value);
      break;
    }
    case PT_CLSID:
      if (from.Value.lpguid == nullptr) static_cast<void>(PropertyValue::from(from));  // which says what is wrong
      std::memcpy(to, from.Value.lpguid, sizeof(GUID));
      break;
    default:
      std::memcpy(to, &from.Value, width);
  }
}

void append_wide(std::wstring_view text, std::string& to) {
  const auto is_plain = [](wchar_t c) { return static_cast<std::uint32_t>(c) < 0x80; };
  if (!std::ranges::all_of(text, is_plain)) {
    to += to_utf8(text);
    return;
  }
  const std::size_t begin = to.size();
  to.resize(begin + text.size());
  std::ranges::transform(text, to.begin() + static_cast<std::ptrdiff_t>(begin),
                         [](wchar_t c) { return static_cast<char>(c); });
}

}  // namespace

// What is fixed in the row is written later, all of it.
void RowPacker::begin(const RowShape& shape) {
  const PackedRow head{0, &shape};
  block_.resize(shape.values());
  std::memcpy(block_.data(), &head, sizeof head);
}

// What was appended last is value `which` of those that differ in size.
void RowPacker::end_value(std::uint32_t which) {
  const RowShape& shape = *reinterpret_cast<const PackedRow*>(block_.data())->shape;
  if (block_.size() > kLargestRow) fail(MAPI_E_NOT_ENOUGH_MEMORY, "a row of a table is too big");
  const auto end = static_cast<std::uint32_t>(block_.size() - shape.values());
  std::memcpy(block_.data() + shape.ends() + which * sizeof end, &end, sizeof end);
}

const PackedRow& RowPacker::write(const PropertyBag& bag) {
  const RowShape& shape = shapes_.of(bag.tags());
  begin(shape);
  const auto write_variable = [&](std::size_t i) {
    store::write_value(bag.values()[i], block_);
    end_value(shape.columns()[i].place);
  };
  std::optional<std::size_t> last;  // PR_INSTANCE_KEY
  for (std::size_t i = 0; i < bag.size(); ++i) {
    if (const RowShape::Column& column = shape.columns()[i]; column.fixed) {
      std::string value;
      store::write_value(bag.values()[i], value);
      value.copy(block_.data() + column.place, column.width);
    } else if (id_of(column.tag) == id_of(PR_INSTANCE_KEY)) {
      last = i;
    } else {
      write_variable(i);
    }
  }
  if (last) write_variable(*last);
  return *reinterpret_cast<const PackedRow*>(block_.data());
}

RowPacker::Packed RowPacker::pack(PropertyBag bag) {
  const bool keyless = bag.binary(PR_INSTANCE_KEY).empty();
  if (keyless) bag.set(PR_INSTANCE_KEY, kNoKey);
  write(bag);
  return {block_, keyless};
}

OwnRow RowPacker::own(const PropertyBag& values) {
  OwnRow row(write(values));
  trim();
  return row;
}

void RowPacker::trim() noexcept {
  if (block_.capacity() > kKeptRoom) std::string().swap(block_);
}

void RowPacker::sweep(const std::unordered_set<const RowShape*>& used) {
  plan_ = {};
  shapes_.sweep(used);
}

void RowPacker::make_plan(const SRow& row) {
  plan_ = {};
  for (const SPropValue& value : std::span(row.lpProps, row.cValues)) plan_.given.push_back(value.ulPropTag);
  std::vector<ULONG> tags = plain_tags(row);
  if (tags.empty()) return;
  const auto at = std::ranges::lower_bound(tags, id_of(PR_INSTANCE_KEY), {}, id_of);
  plan_.keyless = at == tags.end() || id_of(*at) != id_of(PR_INSTANCE_KEY);
  if (plan_.keyless) {
    tags.insert(at, PR_INSTANCE_KEY);
  } else if (*at != PR_INSTANCE_KEY) {
    return;
  }
  const RowShape& shape = shapes_.of(tags);
  plan_.variable.resize(shape.variables() - (plan_.keyless ? 1 : 0));
  for (std::size_t i = 0; i < plan_.given.size(); ++i) {
    const ULONG tag = canonical_tag(plan_.given[i]);
    const RowShape::Column* column = type_of(tag) == PT_ERROR ? nullptr : shape.find(tag);
    if (column == nullptr) continue;
    if (column->fixed) {
      plan_.fixed.push_back({i, *column});
    } else {
      plan_.variable[column->place] = i;
    }
  }
  plan_.shape = &shape;
}

void RowPacker::write_variable(const SPropValue& value) {
  switch (type_of(value.ulPropTag)) {
    case PT_STRING8:
      if (value.Value.lpszA == nullptr) break;
      if (const std::string_view text = value.Value.lpszA; is_all_ascii(text)) {
        block_ += text;
      } else {
        block_ += valid_utf8(text);
      }
      return;
    case PT_UNICODE:
      if (value.Value.lpszW == nullptr) break;
      return append_wide(value.Value.lpszW, block_);
    default:
      if (value.Value.bin.cb != 0 && value.Value.bin.lpb == nullptr) break;
      block_.append(reinterpret_cast<const char*>(value.Value.bin.lpb), value.Value.bin.cb);
      return;
  }
  static_cast<void>(PropertyValue::from(value));  // which says what is wrong
}

RowPacker::Packed RowPacker::pack(const SRow& row) {
  require(row.lpProps != nullptr || row.cValues == 0, "a row's values are null");
  const std::span<const SPropValue> values(row.lpProps, row.cValues);
  if (!std::ranges::equal(values, plan_.given, {}, &SPropValue::ulPropTag)) make_plan(row);
  if (plan_.shape == nullptr) return pack(PropertyBag::from(row));
  begin(*plan_.shape);
  for (const Fixed& one : plan_.fixed) write_fixed(values[one.from], block_.data() + one.to.place, one.to.width);
  std::uint32_t which = 0;
  for (const std::size_t from : plan_.variable) {
    write_variable(values[from]);
    end_value(which++);
  }
  if (plan_.keyless) {
    block_ += kNoKey;
    end_value(which);
  } else if (reinterpret_cast<const PackedRow*>(block_.data())->key().empty()) {
    return pack(PropertyBag::from(row));
  }
  return {block_, plan_.keyless};
}

}  // namespace postroom::kit
