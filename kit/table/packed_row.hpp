// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kit/table/row_shape.hpp>
#include <postroom/property_bag.hpp>
#include <postroom/restriction.hpp>
#include <postroom/sort_order.hpp>
#include <postroom/store/bag.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace postroom::kit {

// A row of a table in memory: the head of one block that has all its values (RowShape says where). Its values never
// change; a change of the row is another block. Read under the lock of whoever has it.
struct alignas(8) PackedRow {
  std::uint64_t sequence;  // its place among the rows as they were added
  const RowShape* shape;

  // Bytes of the block.
  std::size_t size() const noexcept;
  std::string_view data(const RowShape::Column& column) const noexcept {
    if (column.fixed) return {bytes() + column.place, column.width};
    const std::uint32_t begin = column.place == 0 ? 0 : end(column.place - 1);
    return {bytes() + shape->values() + begin, end(column.place) - begin};
  }
  // REQUIRES: the column has a value of that size.
  template <class Number>
  Number number(const RowShape::Column& column) const noexcept {
    Number number;
    std::memcpy(&number, bytes() + column.place, sizeof number);
    return number;
  }
  // A value where it stands.
  store::ValueView view(const RowShape::Column& column) const noexcept {
    store::ValueView view;
    view.tag = column.tag;
    view.data = data(column);
    return view;
  }
  PropertyValue value(const RowShape::Column& column) const;

  // PR_INSTANCE_KEY; empty for a row without one.
  std::string_view key() const noexcept { return shape->key() == nullptr ? std::string_view() : data(*shape->key()); }
  PropertyBag unpack() const;

  const char* bytes() const noexcept { return reinterpret_cast<const char*>(this); }
  char* bytes() noexcept { return reinterpret_cast<char*>(this); }

 private:
  std::uint32_t end(std::uint32_t variable) const noexcept {
    std::uint32_t end = 0;
    std::memcpy(&end, bytes() + shape->ends() + variable * sizeof end, sizeof end);
    return end;
  }
};

// A packed row as restrictions see one that they do not read in place.
class PackedReader final : public RowReader {
 public:
  explicit PackedReader(const PackedRow& row) noexcept : row_(row) {}
  const PropertyValue* find(ULONG tag) const override;

 private:
  const PackedRow& row_;
  mutable PropertyValue value_;
};

// How two rows stand to each other in an order: what SortOrder::compare() says of their bags.
int compare(const SortOrder& order, const PackedRow& a, const PackedRow& b);

// A packed row in memory of its own, with its shape: for what outlives the row that it is a copy of.
class OwnRow {
 public:
  OwnRow() = default;
  explicit OwnRow(const PackedRow& row);

  PackedRow* get() const noexcept { return reinterpret_cast<PackedRow*>(block_.get()); }
  PackedRow* operator->() const noexcept { return get(); }
  PackedRow& operator*() const noexcept { return *get(); }
  explicit operator bool() const noexcept { return block_ != nullptr; }

 private:
  std::shared_ptr<const RowShape> shape_;
  std::unique_ptr<std::byte[]> block_;
};

}  // namespace postroom::kit
