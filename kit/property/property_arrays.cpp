// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include "kit/property/carve.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace postroom::kit {
namespace {

// One block for `count` values and `extra` bytes behind them; `space` is where those begin.
mapi_ptr<SPropValue> value_block(std::size_t count, std::size_t extra, std::byte*& space) {
  const std::size_t head = std::max<std::size_t>(count, 1) * sizeof(SPropValue);
  auto* block = static_cast<std::byte*>(allocate(head + extra));
  space = block + head;
  return mapi_ptr<SPropValue>(reinterpret_cast<SPropValue*>(block));
}

}  // namespace

mapi_ptr<SPropValue> make_values(std::span<const PropertyValue> values, ULONG width) {
  std::size_t extra = 0;
  for (const PropertyValue& value : values) extra += value.extra_size(width);
  std::byte* space = nullptr;
  auto result = value_block(values.size(), extra, space);
  for (std::size_t i = 0; i < values.size(); ++i) values[i].copy_to(result.get()[i], space, width);
  return result;
}

PropertyValue cell(const PropertyBag& bag, ULONG column) {
  if (id_of(column) == PROP_ID_NULL) return {};
  const PropertyValue* value = bag.find(column);
  return value == nullptr ? PropertyValue::of_error(column, MAPI_E_NOT_FOUND) : *value;
}

mapi_ptr<SPropValue> make_row(const PropertyBag& bag, std::span<const ULONG> columns, ULONG width) {
  std::size_t extra = 0;
  std::array<const PropertyValue*, 32> few;  // what most rows ask for: no memory is asked for it
  std::vector<const PropertyValue*> many(columns.size() > few.size() ? columns.size() : 0);
  const auto cells = many.empty() ? std::span(few.data(), columns.size()) : std::span(many);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    cells[i] = id_of(columns[i]) != PROP_ID_NULL ? bag.find(columns[i]) : nullptr;
    if (cells[i] != nullptr) extra += cells[i]->extra_size(answered_width(columns[i], width));
  }
  std::byte* space = nullptr;
  auto result = value_block(columns.size(), extra, space);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    SPropValue& target = result.get()[i];
    if (cells[i] != nullptr) {
      cells[i]->copy_to(target, space, answered_width(columns[i], width));
    } else {
      target = {};
      target.ulPropTag = id_of(columns[i]) == PROP_ID_NULL ? PR_NULL : error_tag(columns[i]);
      if (target.ulPropTag != PR_NULL) target.Value.err = MAPI_E_NOT_FOUND;
    }
  }
  return result;
}

mapi_ptr<ENTRYID> make_entry_id(std::string_view bytes) {
  if (bytes.empty()) return {};
  auto result = make_mapi<ENTRYID>(std::max(bytes.size(), sizeof(ENTRYID)));
  std::memcpy(static_cast<void*>(result.get()), bytes.data(), bytes.size());
  return result;
}

std::string_view entry_id(ULONG size, const void* bytes) {
  if (size == 0) return {};
  if (bytes == nullptr) fail(MAPI_E_INVALID_PARAMETER, "the entry identifier is null");
  return {static_cast<const char*>(bytes), size};
}

std::vector<ULONG> tags_from(const SPropTagArray* tags) {
  if (tags == nullptr) return {};
  if (tags->cValues > kMaximumTags) fail(MAPI_E_INVALID_PARAMETER, "too many property tags");
  return {tags->aulPropTag, tags->aulPropTag + tags->cValues};
}

mapi_ptr<SPropTagArray> make_tags(std::span<const ULONG> tags) {
  auto result = make_mapi<SPropTagArray>(std::max(sizeof(SPropTagArray), CbNewSPropTagArray(tags.size())));
  result->cValues = static_cast<ULONG>(tags.size());
  std::copy(tags.begin(), tags.end(), result->aulPropTag);
  return result;
}

bool lists(const SPropTagArray* tags, ULONG tag) noexcept {
  if (tags == nullptr) return false;
  return std::any_of(tags->aulPropTag, tags->aulPropTag + tags->cValues,
                     [&](ULONG listed) { return id_of(listed) == id_of(tag); });
}

void Problems::give(LPSPropProblemArray* target) const {
  if (target == nullptr) return;
  *target = nullptr;
  if (problems_.empty()) return;
  auto result = make_mapi<SPropProblemArray>(CbNewSPropProblemArray(problems_.size()));
  result->cProblem = static_cast<ULONG>(problems_.size());
  std::copy(problems_.begin(), problems_.end(), result->aProblem);
  *target = result.release();
}

RowSetBuilder::RowSetBuilder(std::size_t capacity)
    : capacity_(capacity), rows_(make_mapi<SRowSet>(std::max(sizeof(SRowSet), CbNewSRowSet(capacity))).release()) {}

void RowSetBuilder::add(mapi_ptr<SPropValue> values, std::size_t count) noexcept {
  if (rows_->cRows == capacity_) return;
  SRow& row = rows_->aRow[rows_->cRows++];
  row.cValues = static_cast<ULONG>(count);
  row.lpProps = values.release();
}

std::vector<PropertyBag> bags_from(const SRowSet& rows) {
  std::vector<PropertyBag> bags;
  bags.reserve(rows.cRows);
  for (ULONG i = 0; i < rows.cRows; ++i) bags.push_back(PropertyBag::from(rows.aRow[i]));
  return bags;
}

std::vector<PropertyBag> bags_from(const ADRLIST& addresses) {
  std::vector<PropertyBag> bags;
  bags.reserve(addresses.cEntries);
  for (ULONG i = 0; i < addresses.cEntries; ++i) bags.push_back(PropertyBag::from(addresses.aEntries[i]));
  return bags;
}

}  // namespace postroom::kit
