// SPDX-License-Identifier: Apache-2.0
// IMAPITable over a TableView: arguments, flags, out parameters.
#include <kit/table/table_view.hpp>
#include <postroom/object.hpp>
#include <postroom/property_arrays.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

namespace postroom::kit {
namespace {

class Table final : public Object<Table, IMAPITable> {
 public:
  static constexpr const char* kTypeName = "IMAPITable";

  Table(std::shared_ptr<Core> core, std::shared_ptr<TableModel> model, TableViewOptions options)
      : Object(std::move(core)), view_(std::make_shared<TableView>(std::move(model), std::move(options))) {}

  void last_release() noexcept { view_->close(); }

  STDMETHODIMP GetLastError(HRESULT result, ULONG flags, LPMAPIERROR* error) override {
    return last_error(result, flags, error);
  }

  STDMETHODIMP Advise(ULONG event_mask, LPMAPIADVISESINK sink, ULONG_PTR* connection) override {
    return call([&]() -> HRESULT {
      require(connection != nullptr, "the out parameter is null");
      *connection = 0;
      *connection = view_->advise(event_mask, sink);
      return S_OK;
    });
  }

  STDMETHODIMP Unadvise(ULONG_PTR connection) override {
    return call([&]() -> HRESULT {
      view_->unadvise(connection);
      return S_OK;
    });
  }

  STDMETHODIMP GetStatus(ULONG* status, ULONG* type) override {
    return call([&]() -> HRESULT {
      require(status != nullptr && type != nullptr, "an out parameter is null");
      *status = TBLSTAT_COMPLETE;
      *type = view_->type();
      return S_OK;
    });
  }

  STDMETHODIMP SetColumns(LPSPropTagArray tags, ULONG flags) override {
    return call([&]() -> HRESULT {
      require_flags(flags, TBL_ASYNC | TBL_BATCH);
      view_->set_columns(tags);
      return answered(flags, TABLE_SETCOL_DONE);
    });
  }

  STDMETHODIMP QueryColumns(ULONG flags, LPSPropTagArray* tags) override {
    return call([&]() -> HRESULT {
      require(tags != nullptr, "the out parameter is null");
      *tags = nullptr;
      require_flags(flags, TBL_ALL_COLUMNS);
      *tags = make_tags(view_->query_columns((flags & TBL_ALL_COLUMNS) != 0)).release();
      return S_OK;
    });
  }

  STDMETHODIMP GetRowCount(ULONG flags, ULONG* count) override {
    return call([&]() -> HRESULT {
      require(count != nullptr, "the out parameter is null");
      *count = 0;
      require_flags(flags, TBL_NOWAIT);
      const TableRows::Count rows = view_->count();
      *count = static_cast<ULONG>(std::min<std::uint64_t>(rows.rows, std::numeric_limits<ULONG>::max()));
      return rows.exact ? S_OK : MAPI_W_APPROX_COUNT;
    });
  }

  STDMETHODIMP SeekRow(BOOKMARK origin, LONG rows, LONG* moved) override {
    return call([&]() -> HRESULT {
      if (moved != nullptr) *moved = 0;
      return view_->seek(origin, rows, moved);
    });
  }

  STDMETHODIMP SeekRowApprox(ULONG numerator, ULONG denominator) override {
    return call([&]() -> HRESULT {
      view_->seek_approximately(numerator, denominator);
      return S_OK;
    });
  }

  STDMETHODIMP QueryPosition(ULONG* row, ULONG* numerator, ULONG* denominator) override {
    return call([&]() -> HRESULT {
      require(row != nullptr && numerator != nullptr && denominator != nullptr, "an out parameter is null");
      view_->position(row, numerator, denominator);
      return S_OK;
    });
  }

  STDMETHODIMP FindRow(LPSRestriction restriction, BOOKMARK origin, ULONG flags) override {
    return call([&]() -> HRESULT {
      require(restriction != nullptr, "the restriction is null");
      require_flags(flags, DIR_BACKWARD);
      return view_->find(Restriction::from(*restriction), origin, (flags & DIR_BACKWARD) != 0);
    });
  }

  STDMETHODIMP Restrict(LPSRestriction restriction, ULONG flags) override {
    return call([&]() -> HRESULT {
      require_flags(flags, TBL_ASYNC | TBL_BATCH);
      std::optional<Restriction> copy;
      if (restriction != nullptr) copy = Restriction::from(*restriction);
      view_->restrict(std::move(copy), may_wait(flags));
      return answered(flags, TABLE_RESTRICT_DONE);
    });
  }

  STDMETHODIMP CreateBookmark(BOOKMARK* bookmark) override {
    return call([&]() -> HRESULT {
      require(bookmark != nullptr, "the out parameter is null");
      *bookmark = BOOKMARK_BEGINNING;
      *bookmark = view_->create_bookmark();
      return S_OK;
    });
  }

  STDMETHODIMP FreeBookmark(BOOKMARK bookmark) override {
    return call([&]() -> HRESULT {
      view_->free_bookmark(bookmark);
      return S_OK;
    });
  }

  STDMETHODIMP SortTable(LPSSortOrderSet order, ULONG flags) override {
    return call([&]() -> HRESULT {
      require(order != nullptr, "the sort order is null");
      require_flags(flags, TBL_ASYNC | TBL_BATCH);
      view_->sort(SortOrder::from(*order), may_wait(flags));
      return answered(flags, TABLE_SORT_DONE);
    });
  }

  STDMETHODIMP QuerySortOrder(LPSSortOrderSet* order) override {
    return call([&]() -> HRESULT {
      require(order != nullptr, "the out parameter is null");
      *order = nullptr;
      *order = view_->query_order().release();
      return S_OK;
    });
  }

  STDMETHODIMP QueryRows(LONG count, ULONG flags, LPSRowSet* rows) override {
    return call([&]() -> HRESULT {
      require(rows != nullptr, "the out parameter is null");
      *rows = nullptr;
      require_flags(flags, TBL_NOADVANCE);
      *rows = view_->query_rows(count, (flags & TBL_NOADVANCE) == 0).release();
      return S_OK;
    });
  }

  STDMETHODIMP Abort() override {
    return call([]() -> HRESULT { return MAPI_E_UNABLE_TO_ABORT; });  // whatever was begun is done (L-30)
  }

  STDMETHODIMP ExpandRow(ULONG size, LPBYTE key, ULONG count, ULONG flags, LPSRowSet* rows, ULONG* added) override {
    return call([&]() -> HRESULT {
      if (rows != nullptr) *rows = nullptr;
      if (added != nullptr) *added = 0;
      require_flags(flags, 0);
      require(added != nullptr, "lpulMoreRows is null");
      require(rows != nullptr || count == 0, "lppRows is null, and rows are asked for");
      rows_ptr found = view_->expand(instance_key(size, key), count, added);
      if (rows != nullptr) *rows = found.release();
      return S_OK;
    });
  }

  STDMETHODIMP CollapseRow(ULONG size, LPBYTE key, ULONG flags, ULONG* removed) override {
    return call([&]() -> HRESULT {
      require(removed != nullptr, "lpulRowCount is null");
      *removed = 0;
      require_flags(flags, 0);
      const std::uint64_t rows = view_->collapse(instance_key(size, key));
      *removed = static_cast<ULONG>(std::min<std::uint64_t>(rows, std::numeric_limits<ULONG>::max()));
      return S_OK;
    });
  }

  STDMETHODIMP WaitForCompletion(ULONG flags, ULONG, ULONG* status) override {
    return call([&]() -> HRESULT {
      require_flags(flags, 0);
      if (status != nullptr) *status = TBLSTAT_COMPLETE;
      return S_OK;
    });
  }

  STDMETHODIMP GetCollapseState(ULONG flags, ULONG key_size, LPBYTE key, ULONG* size, LPBYTE* state) override {
    return call([&]() -> HRESULT {
      if (size != nullptr) *size = 0;
      if (state != nullptr) *state = nullptr;
      require(size != nullptr && state != nullptr, "an out parameter is null");
      require_flags(flags, 0);
      const std::string bytes = view_->collapse_state(instance_key(key_size, key));
      auto* const copy = static_cast<BYTE*>(allocate(bytes.size()));
      std::memcpy(copy, bytes.data(), bytes.size());
      *state = copy;
      *size = static_cast<ULONG>(bytes.size());
      return S_OK;
    });
  }

  STDMETHODIMP SetCollapseState(ULONG flags, ULONG size, LPBYTE state, BOOKMARK* bookmark) override {
    return call([&]() -> HRESULT {
      if (bookmark != nullptr) *bookmark = BOOKMARK_BEGINNING;
      require(bookmark != nullptr, "lpbkLocation is null");
      require_flags(flags, 0);
      require(state != nullptr && size != 0, "there is no state");
      *bookmark = view_->set_collapse_state({reinterpret_cast<const char*>(state), size});
      return S_OK;
    });
  }

 private:
  // TBL_ASYNC is done at once (L-3): a client that waits to be told that it is done would wait for a TBL_BATCH, too.
  static bool may_wait(ULONG flags) noexcept { return (flags & (TBL_BATCH | TBL_ASYNC)) == TBL_BATCH; }
  HRESULT answered(ULONG flags, ULONG event) noexcept {
    if ((flags & TBL_ASYNC) != 0) view_->tell_done(event);
    return S_OK;
  }

  static std::string instance_key(ULONG size, const BYTE* key) {
    require(key != nullptr && size != 0, "there is no instance key");
    return {reinterpret_cast<const char*>(key), size};
  }

  const std::shared_ptr<TableView> view_;
};

}  // namespace

com_ptr<IMAPITable> make_table_view(std::shared_ptr<Core> core, std::shared_ptr<TableModel> model,
                                    TableViewOptions options) {
  return make_object<Table>(std::move(core), std::move(model), std::move(options));
}

}  // namespace postroom::kit
