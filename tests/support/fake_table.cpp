// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_table.hpp"

#include <postroom/property_arrays.hpp>

#include <algorithm>

namespace postroom::test {

FakeTable::FakeTable(std::vector<kit::PropertyBag> rows)
    : Object(std::make_shared<kit::Core>(nullptr, 0)), rows_(std::move(rows)) {}

FakeTable::FakeTable(std::shared_ptr<Sinks> source)
    : Object(std::make_shared<kit::Core>(nullptr, 0)), source_(std::move(source)), rows_(source_->rows()) {}

STDMETHODIMP FakeTable::Advise(ULONG, LPMAPIADVISESINK sink, ULONG_PTR* connection) {
  if (!source_) return MAPI_E_NO_SUPPORT;
  *connection = source_->advise(kit::com_ptr<IMAPIAdviseSink>::share(sink));
  return S_OK;
}

STDMETHODIMP FakeTable::Unadvise(ULONG_PTR connection) {
  if (source_) source_->unadvise(connection);
  return S_OK;
}

STDMETHODIMP FakeTable::SetColumns(LPSPropTagArray tags, ULONG) {
  columns_ = kit::tags_from(tags);
  return S_OK;
}

STDMETHODIMP FakeTable::QueryColumns(ULONG, LPSPropTagArray* tags) {
  std::vector<ULONG> all;
  for (const kit::PropertyBag& row : rows_) {
    for (const ULONG tag : row.tags()) {
      if (std::find(all.begin(), all.end(), tag) == all.end()) all.push_back(tag);
    }
  }
  *tags = kit::make_tags(all).release();
  return S_OK;
}

STDMETHODIMP FakeTable::GetRowCount(ULONG, ULONG* count) {
  *count = static_cast<ULONG>(rows_.size());
  return S_OK;
}

STDMETHODIMP FakeTable::SeekRow(BOOKMARK origin, LONG count, LONG*) {
  if (origin != BOOKMARK_BEGINNING || count != 0) return MAPI_E_NO_SUPPORT;
  if (source_) rows_ = source_->rows();
  next_ = 0;
  return S_OK;
}

STDMETHODIMP FakeTable::QueryRows(LONG count, ULONG, LPSRowSet* rows) {
  *rows = nullptr;
  const std::size_t end = std::min(rows_.size(), next_ + static_cast<std::size_t>(count));
  kit::RowSetBuilder set(end - next_);
  for (; next_ < end; ++next_) {
    const std::vector<ULONG> columns = columns_.empty() ? rows_[next_].tags() : columns_;
    set.add(kit::make_row(rows_[next_], columns), columns.size());
  }
  *rows = std::move(set).finish().release();
  return S_OK;
}

}  // namespace postroom::test
