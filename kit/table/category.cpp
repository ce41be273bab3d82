// SPDX-License-Identifier: Apache-2.0
#include <kit/table/category.hpp>

#include <mapitags.h>

namespace postroom::kit {

std::vector<CategoryLevel> category_levels(const SortOrder& order) {
  std::vector<CategoryLevel> levels;
  std::vector<SortOrder::Key> path;
  for (const SortOrder::Category& category : order.category_levels()) {
    path.insert(path.end(), category.keys.begin(), category.keys.end());
    CategoryLevel& level = levels.emplace_back(CategoryLevel{SortOrder(category.keys), SortOrder(path), SortOrder()});
    if (!category.by) continue;
    level.by = SortOrder({*category.by});
    level.values = std::make_shared<const SortOrder>(SortOrder({{category.by->tag, TABLE_SORT_ASCEND}}));
  }
  return levels;
}

bool CategoryBefore::operator()(const Category* a, const Category* b) const {
  if (const int order = level->by.compare(a->figures.extreme, b->figures.extreme); order != 0) return order < 0;
  return compare(level->keys, *a->values, *b->values) < 0;
}

std::size_t CategoryWeight::operator()(const Category* category) const noexcept {
  return category->weight;
}

bool CategoryPathBefore::operator()(const Category* a, const Category* b) const {
  if (a->prefix != b->prefix) return a->prefix < b->prefix;
  return compare(last->path, *a->values, *b->values) < 0;
}

void CategoryFigures::add(const PackedRow& row, std::size_t how_many) {
  constexpr std::int32_t kIsNoUnreadMessage = MSGFLAG_READ;  // what has no PR_MESSAGE_FLAGS is none
  const RowShape::Column* column = row.shape->find(PR_MESSAGE_FLAGS);
  const std::int32_t flags = column == nullptr ? kIsNoUnreadMessage : row.number<std::int32_t>(*column);
  rows += how_many;
  if ((flags & MSGFLAG_ASSOCIATED) != 0) return;
  messages += how_many;
  if ((flags & MSGFLAG_READ) == 0) unread += how_many;
}

PropertyBag Category::heading() const {
  PropertyBag cells = values->unpack();
  for (const PropertyValue& value : figures.extreme) {
    if (cells.find_id(value.tag()) == nullptr) cells.set(value);
  }
  cells.set(PR_CONTENT_COUNT, figures.messages);
  cells.set(PR_CONTENT_UNREAD, figures.unread);
  cells.set(PR_DEPTH, level);
  cells.set(PR_ROW_TYPE, expanded ? TBL_EXPANDED_CATEGORY : TBL_COLLAPSED_CATEGORY);
  cells.set(PR_INSTANCE_KEY, key);
  return cells;
}

Category* Category::ancestor(std::size_t at_level) noexcept {
  Category* category = this;
  while (category->level > at_level) category = category->parent.get();
  return category;
}

}  // namespace postroom::kit
