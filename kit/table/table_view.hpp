// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mutex.hpp>
#include <postroom/table.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::kit {

// What stands behind an IMAPITable: everything but the interface. Shared by the interface object and, weakly, by the
// rows that tell it of changes. Thread-safe; methods answer as those of IMAPITable do and throw Failure.
class TableView final : public TableListener, public std::enable_shared_from_this<TableView> {
 public:
  TableView(std::shared_ptr<TableModel> model, TableViewOptions options);

  // TBLTYPE_… A table that tells nobody of changes shows what was there when it was made: a snapshot.
  ULONG type() const noexcept {
    return options_.type.value_or(options_.notifier != nullptr ? TBLTYPE_DYNAMIC : TBLTYPE_SNAPSHOT);
  }

  void set_columns(const SPropTagArray* tags);
  std::vector<ULONG> query_columns(bool all);
  // `later`: errors and work may wait until rows are asked for (L-3).
  void restrict(std::optional<Restriction> restriction, bool later);
  void sort(SortOrder order, bool later);
  SortOrder order() const;
  // The order as QuerySortOrder gives it: text in the width in which it is shown.
  mapi_ptr<SSortOrderSet> query_order() const;

  HRESULT seek(BOOKMARK origin, LONG rows, LONG* moved);
  void seek_approximately(ULONG numerator, ULONG denominator);
  void position(ULONG* row, ULONG* numerator, ULONG* denominator);
  HRESULT find(const Restriction& what, BOOKMARK origin, bool backward);
  TableRows::Count count();
  rows_ptr query_rows(LONG count, bool advance);

  // Categories (L-26 … L-28).
  rows_ptr expand(const std::string& key, ULONG count, ULONG* rows_added);
  std::uint64_t collapse(const std::string& key);
  std::string collapse_state(const std::string& key);
  BOOKMARK set_collapse_state(std::string_view state);

  BOOKMARK create_bookmark();
  void free_bookmark(BOOKMARK bookmark);

  ULONG_PTR advise(ULONG mask, IMAPIAdviseSink* sink);
  void unadvise(ULONG_PTR connection);

  // Tells the sinks that what TBL_ASYNC asked for is done: TABLE_SORT_DONE, TABLE_RESTRICT_DONE, TABLE_SETCOL_DONE
  // (K-15).
  void tell_done(ULONG event) noexcept;

  // Ends the view: its sinks are told nothing more.
  void close() noexcept;

  void table_changed(std::span<const TableChange> changes) noexcept override;

 private:
  struct Origin {
    TablePlace place;
    bool moved = false;  // the row of the bookmark has gone, and this is the next one (L-15)
  };

  ULONG width() const noexcept { return text_type(options_.flags); }
  // The tag in the width of the column that is shown of it or, of one that is not, in the table's (L-10).
  ULONG as_shown(ULONG tag) const POSTROOM_REQUIRES(mutex_);
  TableRows& rows() POSTROOM_REQUIRES(mutex_);
  std::unique_ptr<TableRows> open(const std::optional<Restriction>& restriction, const SortOrder& order);
  BOOKMARK add_bookmark(const TablePlace& place) POSTROOM_REQUIRES(mutex_);
  std::string sight() const POSTROOM_REQUIRES(mutex_);
  Origin resolve(BOOKMARK bookmark) POSTROOM_REQUIRES(mutex_);
  std::optional<TableRow> find_row(const Restriction& what, const TablePlace& from, TableDirection direction)
      POSTROOM_REQUIRES(mutex_);
  void start_over(std::unique_ptr<TableRows>& rows) POSTROOM_REQUIRES(mutex_);

  const std::shared_ptr<TableModel> model_;
  const TableViewOptions options_;

  mutable Mutex mutex_;
  std::vector<ULONG> columns_ POSTROOM_GUARDED_BY(mutex_);
  std::optional<Restriction> restriction_ POSTROOM_GUARDED_BY(mutex_);
  SortOrder order_ POSTROOM_GUARDED_BY(mutex_);
  std::unique_ptr<TableRows> rows_ POSTROOM_GUARDED_BY(mutex_);  // null until rows are asked for
  TablePlace place_ POSTROOM_GUARDED_BY(mutex_);
  std::map<BOOKMARK, TablePlace> bookmarks_ POSTROOM_GUARDED_BY(mutex_);
  BOOKMARK last_bookmark_ POSTROOM_GUARDED_BY(mutex_) = BOOKMARK_END;
  std::shared_ptr<Notifier> notifier_ POSTROOM_GUARDED_BY(mutex_);  // null until the first Advise
};

}  // namespace postroom::kit
