// SPDX-License-Identifier: Apache-2.0
//
// CreateTable: ITableData over the kit's in-memory table (L-32 … L-40).
#include "runtime/library/export.hpp"
#include "runtime/lifecycle/free_core.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/creation.hpp"
#include "runtime/notify/table_notifier.hpp"

#include <postroom/memory_table.hpp>
#include <postroom/mutex.hpp>
#include <postroom/object.hpp>
#include <postroom/property_arrays.hpp>

#include <mapiutil.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace postroom::mapiutil {
namespace {

using kit::PropertyBag;
using kit::PropertyValue;
using kit::require;

// The width in which each text goes out: the one that the creator named or, of a column that he did not name, that the
// first row with it had. The table itself keeps text in one form. Thread-safe.
class TextWidths {
 public:
  explicit TextWidths(std::span<const ULONG> columns) {
    for (const ULONG tag : columns) note(tag);
  }

  void note(std::span<const SRow> rows) {
    const kit::Lock lock(mutex_);
    for (const SRow& row : rows) {
      for (const SPropValue& value : std::span(row.lpProps, row.cValues)) note(value.ulPropTag);
    }
  }

  // PT_STRING8 or PT_UNICODE; the latter of what is no text, to which it does nothing.
  ULONG of(ULONG tag) const {
    const kit::Lock lock(mutex_);
    const auto found = by_id_.find(kit::id_of(tag));
    return found == by_id_.end() ? PT_UNICODE : found->second;
  }

 private:
  void note(ULONG tag) POSTROOM_REQUIRES(mutex_) {
    if (!kit::is_text(tag)) return;
    by_id_.try_emplace(kit::id_of(tag), kit::with_width(tag, PT_STRING8) == tag ? PT_STRING8 : PT_UNICODE);
  }

  mutable kit::Mutex mutex_;
  std::map<ULONG, ULONG> by_id_ POSTROOM_GUARDED_BY(mutex_);
};

class TableData final : public kit::Object<TableData, ITableData> {
 public:
  static constexpr const char* kTypeName = "ITableData";

  TableData(ULONG type, ULONG index_column, std::vector<ULONG> columns)
      : Object(lifecycle::free_core()),
        type_(type),
        widths_(columns),
        narrow_(std::any_of(columns.begin(), columns.end(),
                            [](ULONG tag) { return kit::is_text(tag) && kit::with_width(tag, PT_STRING8) == tag; })),
        table_(kit::MemoryTable::create(index_column, std::move(columns))) {}

  STDMETHODIMP HrGetView(LPSSortOrderSet order, CALLERRELEASE* callback, ULONG_PTR data, LPMAPITABLE* view) override {
    return call([&]() -> HRESULT {
      require(view != nullptr, "lppMAPITable is null");
      *view = nullptr;
      kit::TableViewOptions options;
      options.flags = narrow_ ? 0 : MAPI_UNICODE;
      if (order != nullptr) options.order = kit::SortOrder::from(*order);
      options.type = type_;
      options.notifier = notify::notify_tables_of({0, 0});
      const auto self = std::make_shared<IMAPITable*>(nullptr);
      if (callback != nullptr) {
        // The callback may release the table data, so the view keeps a reference of its own until it has run (L-39).
        options.released = [callback, data, self, rows = kit::com_ptr<ITableData>::share(this)] {
          callback(data, rows.get(), *self);
        };
      }
      kit::com_ptr<IMAPITable> made = table_->view(lifecycle::free_core(), std::move(options));
      show_default_columns(*made);
      *self = made.detach();
      *view = *self;
      return S_OK;
    });
  }

  STDMETHODIMP HrModifyRow(LPSRow row) override {
    return call([&]() -> HRESULT {
      require(row != nullptr, "lpSRow is null");
      put(std::span<const SRow>(row, 1));
      return S_OK;
    });
  }

  STDMETHODIMP HrDeleteRow(LPSPropValue index) override {
    return call([&]() -> HRESULT {
      require(index != nullptr, "lpSPropValue is null");
      return is_index(*index) && table_->erase(PropertyValue::from(*index)) ? S_OK : MAPI_E_NOT_FOUND;
    });
  }

  STDMETHODIMP HrQueryRow(LPSPropValue index, LPSRow* row, ULONG* position) override {
    return call([&]() -> HRESULT {
      require(row != nullptr, "lppSRow is null");
      *row = nullptr;
      require(index != nullptr && is_index(*index), "lpSPropValue is not the index column");
      std::size_t place = 0;
      const kit::SharedBag found = table_->row(PropertyValue::from(*index), &place);
      if (!found) return MAPI_E_NOT_FOUND;
      *row = in_one_block(*found).release();
      if (position != nullptr) *position = static_cast<ULONG>(place);
      return S_OK;
    });
  }

  STDMETHODIMP HrEnumRow(ULONG number, LPSRow* row) override {
    return call([&]() -> HRESULT {
      require(row != nullptr, "lppSRow is null");
      const kit::SharedBag found = table_->row_at(number);
      *row = found ? in_one_block(*found).release() : nullptr;
      return S_OK;
    });
  }

  STDMETHODIMP HrNotify(ULONG flags, ULONG count, LPSPropValue values) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, 0);
      require(count == 0 || values != nullptr, "lpSPropValue is null");
      const PropertyBag row = PropertyBag::from(std::span<const SPropValue>(values, count));
      const PropertyValue* index = row.find(table_->index_column());
      require(index != nullptr, "the row has no index column");
      return table_->touch(*index) ? S_OK : MAPI_E_NOT_FOUND;
    });
  }

  STDMETHODIMP HrInsertRow(ULONG position, LPSRow row) override {
    return call([&]() -> HRESULT {
      require(row != nullptr, "lpSRow is null");
      require(position <= table_->size(), "uliRow is beyond the end");
      table_->insert(position, with_index(*row));
      widths_.note(std::span<const SRow>(row, 1));
      return S_OK;
    });
  }

  STDMETHODIMP HrModifyRows(ULONG flags, LPSRowSet rows) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, 0);
      require(rows != nullptr, "lpSRowSet is null");
      put(std::span<const SRow>(rows->aRow, rows->cRows));
      return S_OK;
    });
  }

  STDMETHODIMP HrDeleteRows(ULONG flags, LPSRowSet rows, ULONG* deleted) override {
    return call([&]() -> HRESULT {
      kit::require_flags(flags, TAD_ALL_ROWS);
      std::size_t count = 0;
      if ((flags & TAD_ALL_ROWS) != 0) {
        count = table_->size();
        table_->clear();
      } else {
        require(rows != nullptr, "lprowsetToDelete is null");
        std::vector<PropertyValue> keys;
        for (ULONG i = 0; i < rows->cRows; ++i) keys.push_back(*with_index(rows->aRow[i]).find(table_->index_column()));
        count = table_->erase(keys);
      }
      if (deleted != nullptr) *deleted = static_cast<ULONG>(count);
      return S_OK;
    });
  }

 private:
  void put(std::span<const SRow> rows) {
    table_->put(rows);
    widths_.note(rows);
  }

  // Each in its width, which need not be that of the others (L-1, L-33).
  void show_default_columns(IMAPITable& view) const {
    std::vector<ULONG> columns = table_->default_columns();
    for (ULONG& tag : columns) tag = kit::with_width(tag, widths_.of(tag));
    if (!columns.empty()) kit::check(view.SetColumns(kit::make_tags(columns).get(), 0));
  }

  bool is_index(const SPropValue& value) const { return kit::answers(table_->index_column(), value.ulPropTag); }

  PropertyBag with_index(const SRow& row) const {
    require(row.cValues == 0 || row.lpProps != nullptr, "a row's values are null");
    PropertyBag bag = PropertyBag::from(row);
    require(bag.has(table_->index_column()), "a row has no index column");  // L-33
    return bag;
  }

  // The row and its values in one block, which the caller frees as a whole.
  kit::mapi_ptr<SRow> in_one_block(const PropertyBag& bag) const {
    auto row = kit::make_mapi<SRow>();
    row->cValues = static_cast<ULONG>(bag.size());
    row->lpProps = static_cast<SPropValue*>(kit::allocate_more(bag.size() * sizeof(SPropValue), row.get()));
    SPropValue* value = row->lpProps;
    for (const PropertyValue& one : bag) one.copy_to(*value++, row.get(), widths_.of(one.tag()));
    return row;
  }

  const ULONG type_;  // TBLTYPE_…: what the views say of themselves, no more
  TextWidths widths_;
  const bool narrow_;  // for text whose width a client of a view leaves open (L-10)
  const std::shared_ptr<kit::MemoryTable> table_;
};

}  // namespace
}  // namespace postroom::mapiutil

POSTROOM_EXPORT SCODE CreateTable(LPCIID iid, ALLOCATEBUFFER* allocate, ALLOCATEMORE* allocate_more, FREEBUFFER* free,
                                  LPVOID reserved, ULONG type, ULONG index_column, LPSPropTagArray columns,
                                  LPTABLEDATA* table) {
  using namespace postroom;
  return mapiutil::boundary([&]() -> HRESULT {
    kit::require(table != nullptr, "lppTableData is null");
    *table = nullptr;
    mapiutil::check_creation(iid, IID_IMAPITableData, {allocate, allocate_more, free}, reserved);
    kit::require(type <= TBLTYPE_DYNAMIC, "ulTableType is none");
    kit::require(!kit::is_multivalue(index_column) && kit::type_of(index_column) != PT_UNSPECIFIED,
                 "the index column is not a single-valued property");
    *table = kit::make_object<mapiutil::TableData>(type, index_column, kit::tags_from(columns)).detach();
    return S_OK;
  });
}
