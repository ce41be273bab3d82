// SPDX-License-Identifier: Apache-2.0
#include <kit/table/packed_row.hpp>

#include <postroom/failure.hpp>

namespace postroom::kit {
namespace {

// A value of a row.
struct Cell {
  const PackedRow& row;
  const RowShape::Column& column;

  std::string_view data() const { return row.data(column); }
};

template <class Number>
int number_order(const Cell& a, const Cell& b) {
  const auto x = a.row.number<Number>(a.column);
  const auto y = b.row.number<Number>(b.column);
  return static_cast<int>(y < x) - static_cast<int>(x < y);
}

// kit::compare() of two values where they stand.
int order_of(const Cell& a, const Cell& b) {
  if (type_of(a.column.tag) == type_of(b.column.tag)) {
    switch (type_of(a.column.tag)) {
      case PT_UNICODE:
        return text_order(a.data(), b.data());
      case PT_BINARY:
        return a.data().compare(b.data());
      case PT_BOOLEAN:
      case PT_I2:
        return number_order<std::int16_t>(a, b);
      case PT_LONG:
        return number_order<std::int32_t>(a, b);
      case PT_I8:
      case PT_CURRENCY:
        return number_order<std::int64_t>(a, b);
      case PT_SYSTIME:
        return number_order<std::uint64_t>(a, b);
      default:
        break;
    }
  }
  return compare(a.row.value(a.column), b.row.value(b.column));
}

}  // namespace

std::size_t PackedRow::size() const noexcept {
  return shape->values() + (shape->variables() == 0 ? 0 : std::size_t{end(shape->variables() - 1)});
}

PropertyValue PackedRow::value(const RowShape::Column& column) const {
  switch (type_of(column.tag)) {
    case PT_UNSPECIFIED:
    case PT_NULL:
    case PT_OBJECT:
      return PropertyValue::from_variant(column.tag, std::monostate{});
    case PT_ERROR:
      return {column.tag, number<SCODE>(column)};
    default:
      return store::value_of(view(column));
  }
}

PropertyBag PackedRow::unpack() const {
  PropertyBag bag;
  bag.reserve(shape->columns().size());
  for (const RowShape::Column& column : shape->columns()) bag.set(value(column));
  return bag;
}

const PropertyValue* PackedReader::find(ULONG tag) const {
  const RowShape::Column* column = row_.shape->find(tag);
  if (column == nullptr) return nullptr;
  value_ = row_.value(*column);
  return &value_;
}

int compare(const SortOrder& order, const PackedRow& a, const PackedRow& b) {
  for (const SortOrder::Key& key : order.keys()) {
    const RowShape::Column* left = a.shape->find(key.tag);
    const RowShape::Column* right = b.shape->find(key.tag);
    if (left == nullptr || right == nullptr) {
      if (left != right) return left == nullptr ? 1 : -1;  // last in either direction
      continue;
    }
    const int result = order_of({a, *left}, {b, *right});
    if (result != 0) return key.descending() ? -result : result;
  }
  return 0;
}

OwnRow::OwnRow(const PackedRow& row)
    : shape_(row.shape->shared_from_this()), block_(std::make_unique_for_overwrite<std::byte[]>(row.size())) {
  std::memcpy(block_.get(), row.bytes(), row.size());
}

}  // namespace postroom::kit
