// SPDX-License-Identifier: Apache-2.0
#include <kit/table/packed_row.hpp>
#include <kit/table/row_shape.hpp>
#include <postroom/store/bag.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit {
namespace {

// Has a value of the type always the same size? Those that hold nothing have none.
bool has_fixed_size(ULONG tag) {
  switch (type_of(tag)) {
    case PT_UNSPECIFIED:
    case PT_NULL:
    case PT_OBJECT:
    case PT_ERROR:
      return true;
    default:
      return !is_multivalue(tag) && store::fixed_size(type_of(tag)) != 0;
  }
}

std::uint16_t width_of_type(ULONG tag) {
  return static_cast<std::uint16_t>(type_of(tag) == PT_ERROR ? sizeof(SCODE) : store::fixed_size(type_of(tag)));
}

}  // namespace

RowShape::RowShape(const std::vector<ULONG>& tags, ULONG index_column) {
  std::uint32_t place = sizeof(PackedRow);
  columns_.reserve(tags.size());
  for (const ULONG tag : tags) {
    Column& column = columns_.emplace_back(Column{tag, 0, 0, has_fixed_size(tag)});
    if (column.fixed) {
      column.width = width_of_type(tag);
      column.place = place;
      place += column.width;
    } else if (id_of(tag) != id_of(PR_INSTANCE_KEY)) {
      column.place = variables_++;
    }
  }
  ends_ = place;
  index_ = find(index_column);
  key_ = find(PR_INSTANCE_KEY);
  for (Column& column : columns_) {
    if (!column.fixed && id_of(column.tag) == id_of(PR_INSTANCE_KEY)) column.place = variables_++;
  }
}

const RowShape::Column* RowShape::find_id(ULONG tag) const noexcept {
  const auto at = std::lower_bound(columns_.begin(), columns_.end(), id_of(tag),
                                   [](const Column& column, ULONG wanted) { return id_of(column.tag) < wanted; });
  return at != columns_.end() && id_of(at->tag) == id_of(tag) ? &*at : nullptr;
}

const RowShape::Column* RowShape::find(ULONG tag) const noexcept {
  const Column* column = find_id(tag);
  return column != nullptr && answers(column->tag, tag) ? column : nullptr;
}

const RowShape& RowShapes::of(const std::vector<ULONG>& tags) {
  auto& shape = shapes_[tags];
  if (shape == nullptr) shape = std::make_shared<const RowShape>(tags, index_column_);
  return *shape;
}

void RowShapes::sweep(const std::unordered_set<const RowShape*>& used) {
  std::erase_if(shapes_,
                [&](const auto& one) { return one.second.use_count() == 1 && !used.contains(one.second.get()); });
  swept_at_ = std::max(2 * shapes_.size(), kFew);
}

}  // namespace postroom::kit
