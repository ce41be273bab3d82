// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/table_model.hpp"

#include "tests/kit/any_property.hpp"

#include <mapitags.h>

#include <rapidcheck.h>

#include <algorithm>

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

bool same_rows(const std::vector<PropertyBag>& shown, const std::vector<PropertyBag>& expected,
               const kit::SortOrder& order) {
  if (shown.size() != expected.size()) return false;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    PropertyBag row = shown[i];
    row.erase(PR_INSTANCE_KEY);
    if (order.compare(row, expected[i]) != 0 || std::ranges::count(expected, row) != 1) return false;
  }
  return true;
}

}  // namespace postroom::test
