// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/table_model.hpp"

#include "tests/kit/any_property.hpp"

#include <mapitags.h>

#include <rapidcheck.h>

#include <algorithm>
#include <sstream>

namespace postroom::test {

using kit::PropertyBag;
using kit::PropertyValue;

PropertyValue any_table_value(ULONG tag) {
  if (kit::type_of(tag) == PT_LONG) return {tag, test::any_number(0, 5)};
  return {tag, std::string(1, *rc::gen::element('a', 'B', 'c'))};
}

PropertyBag any_table_row(int id) {
  PropertyBag row{{PR_ROWID, id}};
  for (const ULONG tag : {PR_DISPLAY_NAME_W, PR_MESSAGE_SIZE}) {
    if (*rc::gen::weightedElement<bool>({{4, true}, {1, false}})) row.set(any_table_value(tag));
  }
  return row;
}

// ---- ListModel ----

void ListModel::put(const PropertyBag& row) {
  const auto same = find(row.number(PR_ROWID));
  if (same == rows_.end()) {
    rows_.push_back(row);
  } else {
    *same = row;
  }
}

bool ListModel::insert(std::size_t place, const PropertyBag& row) {
  if (find(row.number(PR_ROWID)) != rows_.end()) return false;
  rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(place), row);
  return true;
}

bool ListModel::erase(int id) {
  const auto same = find(id);
  if (same == rows_.end()) return false;
  rows_.erase(same);
  return true;
}

std::vector<PropertyBag> ListModel::shown(const std::optional<kit::Restriction>& restriction,
                                          const kit::SortOrder& order) const {
  std::vector<PropertyBag> shown;
  for (const PropertyBag& row : rows_) {
    if (!restriction || restriction->matches(row)) shown.push_back(row);
  }
  std::ranges::stable_sort(shown, [&](const auto& a, const auto& b) { return order.compare(a, b) < 0; });
  return shown;
}

std::vector<PropertyBag>::iterator ListModel::find(int id) {
  return std::find_if(rows_.begin(), rows_.end(), [&](const auto& row) { return row.number(PR_ROWID) == id; });
}

// ---- CategoryModel ----

CategoryModel::Known& CategoryModel::known(const PropertyBag& values, std::size_t level) {
  for (Known& one : known_) {
    if (one.level == level && one.values == values) return one;
  }
  known_.push_back({values, level, level < order_.expanded(), true});
  return known_.back();
}

void CategoryModel::set_expanded(const PropertyBag& heading, bool expanded) {
  const auto level = static_cast<std::size_t>(heading.number(PR_DEPTH));
  for (Known& one : known_) {
    if (one.level != level) continue;
    const auto in_heading = [&](const PropertyValue& value) {
      const PropertyValue* cell = heading.find(value.tag());
      return cell != nullptr && *cell == value;
    };
    // What a heading lacks, its category lacks; what it has besides orders it.
    std::size_t keys_there = 0;
    const auto levels = order_.category_levels();
    for (std::size_t i = 0; i <= level; ++i) {
      for (const auto& key : levels[i].keys) keys_there += heading.has(key.tag) ? 1 : 0;
    }
    if (std::ranges::all_of(one.values, in_heading) && one.values.size() == keys_there) one.expanded = expanded;
  }
}

std::vector<CategoryModel::Group> CategoryModel::groups(const std::vector<PropertyBag>& rows, std::size_t level,
                                                        const PropertyBag& above) const {
  const kit::SortOrder::Category category = order_.category_levels()[level];
  std::vector<Group> groups;
  for (const PropertyBag& row : rows) {
    PropertyBag values = above;
    for (const auto& key : category.keys) {
      if (row.has(key.tag)) values.set(*row.find(key.tag));
    }
    auto group = std::ranges::find_if(groups, [&](const Group& one) { return one.values == values; });
    if (group == groups.end()) group = groups.insert(groups.end(), Group{values, {}, {}});
    group->rows.push_back(row);
    if (!category.by || !row.has(category.by->tag)) continue;
    const PropertyValue& value = *row.find(category.by->tag);
    const PropertyValue* best = group->extreme.find(value.tag());
    const int order = best == nullptr ? 0 : kit::compare(value, *best);
    const bool better = (category.by->order & TABLE_SORT_CATEG_MAX) != 0 ? order > 0 : order < 0;
    if (best == nullptr || better) group->extreme.set(value);
  }
  kit::SortOrder by;
  if (category.by) by = kit::SortOrder({*category.by});
  const kit::SortOrder own(category.keys);
  std::ranges::sort(groups, [&](const Group& a, const Group& b) {
    const int order = by.compare(a.extreme, b.extreme);
    return order != 0 ? order < 0 : own.compare(a.values, b.values) < 0;
  });
  return groups;
}

void CategoryModel::add(const std::vector<PropertyBag>& rows, std::size_t level, const PropertyBag& above, bool visible,
                        std::vector<PropertyBag>& to) {
  if (level == order_.category_levels().size()) {
    for (PropertyBag row : rows) {
      row.set(PR_ROW_TYPE, TBL_LEAF_ROW);
      row.set(PR_DEPTH, level);
      if (visible) to.push_back(row);
    }
    return;
  }
  for (const Group& group : groups(rows, level, above)) {
    Known& state = known(group.values, level);
    state.seen = true;
    const bool expanded = state.expanded;
    PropertyBag heading = group.extreme;
    heading.merge(group.values);
    heading.set(PR_CONTENT_COUNT, group.rows.size());
    heading.set(PR_CONTENT_UNREAD, std::ranges::count_if(group.rows, [](const PropertyBag& row) {
                  return row.has(PR_MESSAGE_FLAGS) && (row.number(PR_MESSAGE_FLAGS) & MSGFLAG_READ) == 0;
                }));
    heading.set(PR_ROW_TYPE, expanded ? TBL_EXPANDED_CATEGORY : TBL_COLLAPSED_CATEGORY);
    heading.set(PR_DEPTH, level);
    if (visible) to.push_back(heading);
    add(group.rows, level + 1, group.values, visible && expanded, to);
  }
}

std::vector<PropertyBag> CategoryModel::shown(const std::vector<PropertyBag>& rows) {
  std::vector<PropertyBag> sorted = rows;
  std::ranges::stable_sort(sorted, [&](const auto& a, const auto& b) { return order_.of_rows().compare(a, b) < 0; });
  for (Known& one : known_) one.seen = false;
  std::vector<PropertyBag> shown;
  if (order_.categories() == 0) return sorted;
  add(sorted, 0, {}, true, shown);
  std::erase_if(known_, [](const Known& one) { return !one.seen; });
  return shown;
}

// ---- ShadowTable ----

void ShadowTable::follow(const TABLE_NOTIFICATION& table) noexcept {
  if (stale_) return;  // it will be read when all is told
  switch (table.ulTableEvent) {
    case TABLE_ROW_ADDED:
      if (find(table.propIndex) != rows_.end()) misled_ = "added twice";
      return insert(table);
    case TABLE_ROW_MODIFIED:
      remove(table);
      return insert(table);
    case TABLE_ROW_DELETED:
      return remove(table);
    default:
      stale_ = true;
  }
}

void ShadowTable::read(std::vector<PropertyBag> rows) {
  rows_ = std::move(rows);
  stale_ = false;
}

ShadowTable::Place ShadowTable::find(const SPropValue& key) {
  const PropertyValue wanted = PropertyValue::from(key);
  return std::find_if(rows_.begin(), rows_.end(),
                      [&](const auto& row) { return row.binary(PR_INSTANCE_KEY) == wanted.binary(); });
}

void ShadowTable::remove(const TABLE_NOTIFICATION& table) {
  const Place place = find(table.propIndex);
  if (place == rows_.end()) {
    misled_ = "modified or deleted, but not there";
  } else {
    rows_.erase(place);
  }
}

void ShadowTable::insert(const TABLE_NOTIFICATION& table) {
  Place place = rows_.begin();
  if (table.propPrior.ulPropTag != PR_NULL) {
    place = find(table.propPrior);
    if (place == rows_.end()) {
      misled_ = "after a row that is not there";
      return;
    }
    ++place;
  }
  rows_.insert(place, PropertyBag::from(table.row));
}

std::string as_text(const std::vector<PropertyBag>& rows) {
  std::ostringstream text;
  for (const PropertyBag& row : rows) {
    for (const PropertyValue& value : row) {
      text << std::hex << value.id() << std::dec << '=';
      if (value.type() == PT_LONG) text << value.number();
      if (value.type() == PT_UNICODE) text << value.text();
      text << ' ';
    }
    text << '\n';
  }
  return text.str();
}

bool is_heading(const PropertyBag& row) {
  return row.number(PR_ROW_TYPE, TBL_LEAF_ROW) != TBL_LEAF_ROW;
}

bool same_rows(const std::vector<PropertyBag>& shown, const std::vector<PropertyBag>& expected,
               const kit::SortOrder& order) {
  if (shown.size() != expected.size()) return false;
  const kit::SortOrder of_rows = order.of_rows();
  for (std::size_t i = 0; i < shown.size(); ++i) {
    PropertyBag row = shown[i];
    row.erase(PR_INSTANCE_KEY);
    const bool heading = is_heading(row);
    if (heading != is_heading(expected[i])) return false;
    if (heading ? row != expected[i] : of_rows.compare(row, expected[i]) != 0) return false;
    if (std::ranges::count(expected, row) != 1) return false;
  }
  return true;
}

}  // namespace postroom::test
