// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/sort_order.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::kit {
namespace {

// What a heading row says of its category cannot be what makes the category.
bool belongs_to_headings(ULONG tag) {
  constexpr ULONG kHeadings[] = {PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_DEPTH, PR_ROW_TYPE, PR_INSTANCE_KEY};
  return std::any_of(std::begin(kHeadings), std::end(kHeadings), [&](ULONG one) { return id_of(one) == id_of(tag); });
}

// Does each key stand where its order has a meaning?
void check_categories(const std::vector<SortOrder::Key>& keys, ULONG categories) {
  constexpr ULONG kBoth = TABLE_SORT_CATEG_MAX | TABLE_SORT_CATEG_MIN;
  ULONG left = categories;
  bool may_order = false;  // a category stands just before
  for (const SortOrder::Key& key : keys) {
    if (key.orders_categories()) {
      require(may_order, "TABLE_SORT_CATEG_MAX and _MIN belong behind the category that they order");
      require((key.order & kBoth) != kBoth && (key.order & TABLE_SORT_COMBINE) == 0, "orders that exclude each other");
      may_order = false;
      continue;
    }
    const bool combined = (key.order & TABLE_SORT_COMBINE) != 0;
    require(!combined || (may_order && left != 0),
            "TABLE_SORT_COMBINE needs a category just before, and to be counted");
    may_order = left != 0;
    if (left == 0) continue;
    require(!belongs_to_headings(key.tag), "a category of what heading rows say");
    --left;
  }
  require(left == 0, "more categories than sort keys");
}

}  // namespace

SortOrder SortOrder::from(const SSortOrderSet& order) {
  if (order.cSorts > kMaximumKeys) fail(MAPI_E_TOO_COMPLEX, "too many sort keys");
  if (order.cCategories > order.cSorts || order.cExpanded > order.cCategories) {
    fail(MAPI_E_INVALID_PARAMETER, "more categories than sort keys, or more of them expanded than there are");
  }
  SortOrder result;
  result.keys_.reserve(order.cSorts);
  for (const SSortOrder& key : std::span(order.aSort, order.cSorts)) {
    constexpr ULONG kKnown = TABLE_SORT_DESCEND | TABLE_SORT_COMBINE | TABLE_SORT_CATEG_MAX | TABLE_SORT_CATEG_MIN;
    if ((key.ulOrder & ~kKnown) != 0) fail(MAPI_E_INVALID_PARAMETER, "an unknown order of a sort key");
    if ((key.ulPropTag & MV_INSTANCE) != 0) fail(MAPI_E_TOO_COMPLEX, "sorting by each value of a multivalue");  // L-24
    if (const ULONG type = type_of(key.ulPropTag);
        type == PT_UNSPECIFIED || type == PT_NULL || type == PT_ERROR || type == PT_OBJECT) {
      fail(MAPI_E_TOO_COMPLEX, "a sort key needs a type that has an order");
    }
    result.keys_.push_back({key.ulPropTag, key.ulOrder});
  }
  check_categories(result.keys_, order.cCategories);
  result.categories_ = order.cCategories;
  result.expanded_ = order.cExpanded;
  return result;
}

std::vector<ULONG> SortOrder::columns() const {
  std::vector<ULONG> tags;
  tags.reserve(keys_.size());
  for (const Key& key : keys_) tags.push_back(key.tag);
  return tags;
}

std::vector<SortOrder::Category> SortOrder::category_levels() const {
  std::vector<Category> levels;
  ULONG left = categories_;
  for (const Key& key : keys_) {
    if (key.orders_categories()) {
      if (!levels.empty()) levels.back().by = key;
      continue;
    }
    if (left == 0) break;
    --left;
    if ((key.order & TABLE_SORT_COMBINE) == 0 || levels.empty()) levels.emplace_back();
    levels.back().keys.push_back(key);
  }
  return levels;
}

SortOrder SortOrder::of_rows() const {
  std::vector<Key> keys = keys_;
  std::erase_if(keys, [](const Key& key) { return key.orders_categories(); });
  return SortOrder(std::move(keys));
}

int SortOrder::compare(const RowReader& a, const RowReader& b) const {
  for (const Key& key : keys_) {
    const PropertyValue* left = a.find(key.tag);
    const PropertyValue* right = b.find(key.tag);
    if (left == nullptr || right == nullptr) {
      if ((left == nullptr) != (right == nullptr)) return left == nullptr ? 1 : -1;  // last in either direction
      continue;
    }
    const int order = kit::compare(*left, *right);
    if (order != 0) return key.descending() ? -order : order;
  }
  return 0;
}

mapi_ptr<SSortOrderSet> SortOrder::to_mapi(ULONG width) const {
  auto result = make_mapi<SSortOrderSet>(std::max(sizeof(SSortOrderSet), CbNewSSortOrderSet(keys_.size())));
  result->cSorts = static_cast<ULONG>(keys_.size());
  result->cCategories = categories_;
  result->cExpanded = expanded_;
  for (std::size_t i = 0; i < keys_.size(); ++i) result->aSort[i] = {with_width(keys_[i].tag, width), keys_[i].order};
  return result;
}

}  // namespace postroom::kit
