// SPDX-License-Identifier: Apache-2.0
#include <kit/table/row_writer.hpp>

#include <kit/property/carve.hpp>
#include <postroom/allocators.hpp>

#include <mapicode.h>
#include <mapitags.h>

#include <algorithm>

namespace postroom::kit {

RowWriter::RowWriter(std::vector<ULONG> columns, ULONG width, PropertyBag given)
    : columns_(std::move(columns)), width_(width), given_(std::move(given)) {}

bool RowWriter::is_for(std::span<const ULONG> columns, ULONG width) const noexcept {
  return width == width_ && std::ranges::equal(columns, columns_);
}

RowWriter::How RowWriter::how_of(ULONG tag) {
  switch (type_of(tag)) {
    case PT_UNICODE:
      return How::wide;
    case PT_STRING8:
      return How::narrow;
    case PT_BINARY:
      return How::binary;
    case PT_CLSID:
      return How::value;
    default:
      return is_multivalue(tag) ? How::value : How::number;
  }
}

void RowWriter::look_up(const RowShape& shape, std::size_t index) {
  const ULONG asked = columns_[index];
  const ULONG width = answered_width(asked, width_);
  SPropValue& start = start_.emplace_back();
  start.ulPropTag = PR_NULL;
  if (id_of(asked) == PROP_ID_NULL) return;
  if (const PropertyValue* value = given_.find(asked)) {  // a number, which points to nothing
    std::byte* no_space = nullptr;
    value->copy_to(start, no_space, width);
  } else if (const RowShape::Column* column = shape.find(asked)) {
    start.ulPropTag = with_width(column->tag, width);
    const How how = how_of(start.ulPropTag);
    (how == How::number ? numbers_ : pointing_).push_back({index, how, width, *column});
  } else {
    start.ulPropTag = error_tag(asked);
    start.Value.err = MAPI_E_NOT_FOUND;
  }
}

void RowWriter::look_up(const RowShape& shape) {
  shape_.reset();
  start_.clear();
  numbers_.clear();
  pointing_.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i) look_up(shape, i);
  shape_ = shape.shared_from_this();
}

std::size_t RowWriter::room_for(const Cell& cell, const PackedRow& row) {
  switch (cell.how) {
    case How::wide:
    case How::narrow:
      return text_room(row.data(cell.column), cell.width);
    case How::binary:
      return aligned(row.data(cell.column).size());
    default:
      return row.value(cell.column).extra_size(cell.width);
  }
}

void RowWriter::fill(SPropValue& target, const Cell& cell, const PackedRow& row, std::byte*& space) {
  switch (cell.how) {
    case How::wide:
      target.Value.lpszW = carve_wide(space, row.data(cell.column));
      break;
    case How::narrow:
      target.Value.lpszA = carve_narrow(space, row.data(cell.column));
      break;
    case How::binary:
      target.Value.bin = carve_binary(space, row.data(cell.column));
      break;
    default:
      row.value(cell.column).copy_to(target, space, cell.width);
  }
}

// Numbers of one width stand alike in SPropValue's union, whatever they mean: FILETIME is a number, too, to a machine
// that is little-endian.
mapi_ptr<SPropValue> RowWriter::write(const PackedRow& row) {
  if (shape_.get() != row.shape) look_up(*row.shape);
  std::size_t extra = 0;
  for (const Cell& cell : pointing_) extra += room_for(cell, row);
  const std::size_t head = std::max<std::size_t>(start_.size(), 1) * sizeof(SPropValue);
  mapi_ptr<SPropValue> result(static_cast<SPropValue*>(allocate(head + extra)));
  std::byte* space = reinterpret_cast<std::byte*>(result.get()) + head;
  SPropValue* const values = result.get();
  std::ranges::copy(start_, values);
  for (const Cell& cell : numbers_) {
    auto& to = values[cell.index].Value;
    switch (cell.column.width) {
      case sizeof(std::uint16_t):
        to.i = row.number<std::int16_t>(cell.column);
        break;
      case sizeof(std::uint32_t):
        to.l = row.number<std::int32_t>(cell.column);
        break;
      case sizeof(std::uint64_t):
        to.li.QuadPart = row.number<std::int64_t>(cell.column);
        break;
      default:  // what holds nothing
        break;
    }
  }
  for (const Cell& cell : pointing_) fill(values[cell.index], cell, row, space);
  return result;
}

}  // namespace postroom::kit
