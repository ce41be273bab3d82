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

RowWriter::Cell RowWriter::cell_of(const RowShape& shape, ULONG asked) const {
  Cell cell{{}, How::constant, answered_width(asked, width_), {}};
  cell.start.ulPropTag = PR_NULL;
  if (id_of(asked) == PROP_ID_NULL) return cell;
  if (const PropertyValue* value = given_.find(asked)) {  // numbers, which point to nothing
    std::byte* no_space = nullptr;
    value->copy_to(cell.start, no_space, cell.width);
    return cell;
  }
  const RowShape::Column* column = shape.find(asked);
  if (column == nullptr) {
    cell.start.ulPropTag = error_tag(asked);
    cell.start.Value.err = MAPI_E_NOT_FOUND;
    return cell;
  }
  cell.start.ulPropTag = with_width(column->tag, cell.width);
  cell.column = *column;
  switch (type_of(cell.start.ulPropTag)) {
    case PT_BOOLEAN:
      cell.how = How::boolean;
      break;
    case PT_I2:
      cell.how = How::two_bytes;
      break;
    case PT_LONG:
    case PT_ERROR:
    case PT_R4:
      cell.how = How::four_bytes;
      break;
    case PT_I8:
    case PT_CURRENCY:
    case PT_SYSTIME:
    case PT_DOUBLE:
    case PT_APPTIME:
      cell.how = How::eight_bytes;
      break;
    case PT_UNICODE:
      cell.how = How::wide;
      break;
    case PT_STRING8:
      cell.how = How::narrow;
      break;
    case PT_BINARY:
      cell.how = How::binary;
      break;
    default:
      cell.how = How::value;
  }
  return cell;
}

void RowWriter::look_up(const RowShape& shape) {
  shape_.reset();
  cells_.clear();
  for (const ULONG column : columns_) cells_.push_back(cell_of(shape, column));
  shape_ = shape.shared_from_this();
}

std::size_t RowWriter::room_for(const Cell& cell, const PackedRow& row) {
  switch (cell.how) {
    case How::wide:
    case How::narrow:
      return text_room(row.data(cell.column), cell.width);
    case How::binary:
      return aligned(row.data(cell.column).size());
    case How::value:
      return row.value(cell.column).extra_size(cell.width);
    default:
      return 0;
  }
}

void RowWriter::fill(SPropValue& target, const Cell& cell, const PackedRow& row, std::byte*& space) {
  target = cell.start;
  switch (cell.how) {
    case How::constant:
      break;
    case How::boolean:
      target.Value.b = row.number<std::uint16_t>(cell.column) != 0 ? 1 : 0;
      break;
    case How::two_bytes:
      target.Value.i = row.number<std::int16_t>(cell.column);
      break;
    case How::four_bytes:
      target.Value.l = row.number<std::int32_t>(cell.column);
      break;
    case How::eight_bytes:  // FILETIME is the same number, too: the machine is little-endian
      target.Value.li.QuadPart = row.number<std::int64_t>(cell.column);
      break;
    case How::wide:
      target.Value.lpszW = carve_wide(space, row.data(cell.column));
      break;
    case How::narrow:
      target.Value.lpszA = carve_narrow(space, row.data(cell.column));
      break;
    case How::binary:
      target.Value.bin = carve_binary(space, row.data(cell.column));
      break;
    case How::value:
      row.value(cell.column).copy_to(target, space, cell.width);
      break;
  }
}

mapi_ptr<SPropValue> RowWriter::write(const PackedRow& row) {
  if (shape_.get() != row.shape) look_up(*row.shape);
  std::size_t extra = 0;
  for (const Cell& cell : cells_) extra += room_for(cell, row);
  const std::size_t head = std::max<std::size_t>(cells_.size(), 1) * sizeof(SPropValue);
  mapi_ptr<SPropValue> result(static_cast<SPropValue*>(allocate(head + extra)));
  std::byte* space = reinterpret_cast<std::byte*>(result.get()) + head;
  SPropValue* target = result.get();
  for (const Cell& cell : cells_) fill(*target++, cell, row, space);
  return result;
}

}  // namespace postroom::kit
