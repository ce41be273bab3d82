// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions on row sets and tables.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/boundary.hpp"

#include <postroom/mapi_ptr.hpp>

#include <mapiutil.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;

constexpr std::int64_t kPage = 4096;

// Rows taken out of the sets that QueryRows returned; each is a block of its own.
class GatheredRows {
 public:
  GatheredRows() = default;
  ~GatheredRows() {
    for (const SRow& row : rows_) kit::MapiFree()(row.lpProps);
  }
  GatheredRows(const GatheredRows&) = delete;
  GatheredRows& operator=(const GatheredRows&) = delete;

  std::size_t size() const noexcept { return rows_.size(); }

  void take(SRowSet& page) {
    // Before any row is taken out of its set; and twice as much each time, or a large table would be copied over and
    // over.
    const std::size_t needed = rows_.size() + page.cRows;
    if (needed > rows_.capacity()) rows_.reserve(std::max(needed, 2 * rows_.capacity()));
    for (ULONG i = 0; i < page.cRows; ++i) rows_.push_back(std::exchange(page.aRow[i], SRow{}));
  }

  kit::rows_ptr give() {
    auto set = kit::make_mapi<SRowSet>(CbNewSRowSet(rows_.size()));
    set->cRows = static_cast<ULONG>(rows_.size());
    std::copy(rows_.begin(), rows_.end(), +set->aRow);
    rows_.clear();
    return kit::rows_ptr(set.release());
  }

 private:
  std::vector<SRow> rows_;
};

}  // namespace

POSTROOM_EXPORT void FreeProws(LPSRowSet rows) {
  if (rows != nullptr) kit::RowsFree()(rows);
}

POSTROOM_EXPORT void FreePadrlist(LPADRLIST list) {
  if (list != nullptr) kit::RowsFree()(list);
}

// L-41. Without a restriction or an order the table keeps those it has.
POSTROOM_EXPORT HRESULT HrQueryAllRows(LPMAPITABLE table, LPSPropTagArray columns, LPSRestriction restriction,
                                       LPSSortOrderSet order, LONG maximum, LPSRowSet* rows) {
  return boundary([&]() -> HRESULT {
    require(rows != nullptr, "lppRows is null");
    *rows = nullptr;
    require(table != nullptr && maximum >= 0, "lpTable is null or crowsMax below 0");
    if (columns != nullptr) kit::check(table->SetColumns(columns, 0));
    if (restriction != nullptr) kit::check(table->Restrict(restriction, 0));
    if (order != nullptr) kit::check(table->SortTable(order, 0));
    kit::check(table->SeekRow(BOOKMARK_BEGINNING, 0, nullptr));
    GatheredRows gathered;
    for (;;) {
      // One row more than the limit tells that there are too many. It may be one more than a LONG can count.
      const std::int64_t left = std::int64_t{maximum} - static_cast<std::int64_t>(gathered.size()) + 1;
      const auto wanted = static_cast<LONG>(maximum == 0 ? kPage : std::min(kPage, left));
      SRowSet* raw = nullptr;
      kit::check(table->QueryRows(wanted, 0, &raw));
      const kit::rows_ptr page(raw);
      if (!page || page->cRows == 0) break;  // a short page is not the end (L-4)
      gathered.take(*page);
      if (maximum != 0 && gathered.size() > static_cast<std::size_t>(maximum)) return MAPI_E_TABLE_TOO_BIG;
    }
    *rows = gathered.give().release();
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT HrAddColumnsEx(LPMAPITABLE table, LPSPropTagArray added, LPALLOCATEBUFFER, LPFREEBUFFER,
                                       void (*filter)(LPSPropTagArray)) {
  return boundary([&]() -> HRESULT {
    require(table != nullptr && added != nullptr, "lptbl or lpproptagColumnsNew is null");
    kit::mapi_ptr<SPropTagArray> present;
    kit::check(table->QueryColumns(0, kit::out(present)));
    if (filter != nullptr) filter(present.get());
    // The new columns come first, in their order; those that were there follow.
    std::vector<ULONG> tags(added->aulPropTag, added->aulPropTag + added->cValues);
    for (ULONG i = 0; i < present->cValues; ++i) {
      const ULONG tag = present->aulPropTag[i];
      if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
    }
    auto columns = kit::make_mapi<SPropTagArray>(CbNewSPropTagArray(tags.size()));
    columns->cValues = static_cast<ULONG>(tags.size());
    std::copy(tags.begin(), tags.end(), +columns->aulPropTag);
    return table->SetColumns(columns.get(), 0);
  });
}

POSTROOM_EXPORT HRESULT HrAddColumns(LPMAPITABLE table, LPSPropTagArray added, LPALLOCATEBUFFER allocate,
                                     LPFREEBUFFER free) {
  return HrAddColumnsEx(table, added, allocate, free, nullptr);
}
