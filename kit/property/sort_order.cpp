// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/sort_order.hpp>

#include <algorithm>

namespace postroom::kit {

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

int SortOrder::compare(const RowReader& a, const RowReader& b) const {
  for (const Key& key : keys_) {
    const PropertyValue* left = a.find(key.tag);
    const PropertyValue* right = b.find(key.tag);
    int order = 0;
    if (left != nullptr && right != nullptr) {
      order = kit::compare(*left, *right);
    } else {
      order = static_cast<int>(left != nullptr) - static_cast<int>(right != nullptr);
    }
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
