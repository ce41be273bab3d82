// SPDX-License-Identifier: Apache-2.0
#include <kit/table/memory_lists.hpp>
#include <kit/table/memory_rows.hpp>
#include <postroom/failure.hpp>
#include <postroom/memory_table.hpp>

namespace postroom::kit {

std::shared_ptr<MemoryTable> MemoryTable::create(ULONG index_column, std::vector<ULONG> columns) {
  return std::make_shared<MemoryTable>(Private{}, index_column, std::move(columns));
}

MemoryTable::MemoryTable(Private, ULONG index_column, std::vector<ULONG> columns)
    : index_column_(canonical_tag(index_column)), state_(std::make_shared<State>(index_column_, std::move(columns))) {
  require(!is_multivalue(index_column_), "the index column has several values");
}

MemoryTable::~MemoryTable() = default;

void MemoryTable::put(PropertyBag row) {
  std::vector<PropertyBag> rows;
  rows.push_back(std::move(row));
  put(std::move(rows));
}

void MemoryTable::put(std::vector<PropertyBag> rows) {
  state_->put(std::move(rows));
  state_->deliver();
}

void MemoryTable::put(std::span<const SRow> rows) {
  state_->put(rows);
  state_->deliver();
}

void MemoryTable::insert(std::size_t index, PropertyBag row) {
  state_->insert(index, std::move(row));
  state_->deliver();
}

bool MemoryTable::erase(const PropertyValue& index_value) {
  return erase(std::span(&index_value, 1)) != 0;
}

std::size_t MemoryTable::erase(std::span<const PropertyValue> index_values) {
  const std::size_t erased = state_->erase(index_values);
  state_->deliver();
  return erased;
}

void MemoryTable::replace_all(std::vector<PropertyBag> rows) {
  state_->replace_all(std::move(rows));
  state_->deliver();
}

bool MemoryTable::touch(const PropertyValue& index_value) {
  const bool there = state_->touch(index_value);
  state_->deliver();
  return there;
}

std::size_t MemoryTable::size() const {
  return state_->size();
}
SharedBag MemoryTable::row_at(std::size_t index) const {
  return state_->row_at(index);
}
SharedBag MemoryTable::row(const PropertyValue& index_value, std::size_t* position) const {
  return state_->row(index_value, position);
}
std::vector<SharedBag> MemoryTable::rows() const {
  return state_->rows();
}
std::vector<ULONG> MemoryTable::columns() {
  return state_->columns();
}

std::unique_ptr<TableRows> MemoryTable::open(const Restriction* restriction, const SortOrder& order,
                                             std::weak_ptr<TableListener> listener) {
  return List::open(state_, restriction, order, std::move(listener));
}

}  // namespace postroom::kit
