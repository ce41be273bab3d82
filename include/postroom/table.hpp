// SPDX-License-Identifier: Apache-2.0
//
// IMAPITable, once, over any source of rows.
//
//   TableModel   the data: opens lists of rows.                     One for a folder, or for all views of a table.
//   TableRows    the rows that a restriction leaves, in one order.  One for each view, and anew for each Restrict and
//                                                                   SortTable.
//   table view   the IMAPITable: cursor, columns, bookmarks, advise sinks. Made by make_table_view().
//
// MemoryTable (memory_table.hpp) is a model whose rows are in memory. A store writes another one, which reads pages
// by key. Contract section L.
#pragma once

#include <postroom/core.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/notifier.hpp>
#include <postroom/sort_order.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace postroom::kit {

// Where a cursor stands: at an end, or beside a row. A row is named by what its TableRows gave with it, the anchor,
// which stays good when the row changes or goes: it then means the place where the row was.
struct TablePlace {
  enum class Side : std::uint8_t { beginning, before, after, end };

  Side side = Side::beginning;
  std::string key;                     // PR_INSTANCE_KEY of that row
  std::shared_ptr<const void> anchor;  // of the TableRows that gave it, and meaningful to it alone

  static TablePlace beginning() { return {}; }
  static TablePlace end() { return {Side::end, {}, {}}; }
};

struct TableRow {
  std::string key;                     // PR_INSTANCE_KEY (L-8)
  std::shared_ptr<const void> anchor;  // see TablePlace
  SharedBag cells;                     // at least those of the asked columns that the row has, and PR_INSTANCE_KEY

  TablePlace before() const { return {TablePlace::Side::before, key, anchor}; }
  TablePlace after() const { return {TablePlace::Side::after, key, anchor}; }
};

enum class TableDirection : std::uint8_t { forward, backward };

// The rows that a restriction leaves, in one order.
//
// The view calls it from one thread at a time, with the view's lock held, so it may not call sinks or providers. Every
// call but those marked noexcept may throw Failure. The functions with a body work on top of read(); override those
// that the source can do better.
class TableRows {
 public:
  struct Move {
    TablePlace place;
    std::int64_t rows = 0;  // how many were passed; negative towards the beginning
  };
  struct Count {
    std::uint64_t rows = 0;
    bool exact = true;
  };

  virtual ~TableRows() = default;

  // Up to `limit` rows from `from` on, the nearest first, in the given direction: a row that `from` stands before is
  // the first one forward, and one that it stands after the first one backward. Empty only when no row is left there.
  virtual std::vector<TableRow> read(const TablePlace& from, TableDirection direction, std::size_t limit,
                                     std::span<const ULONG> columns) = 0;
  virtual Count count() = 0;

  // read() forward as QueryRows gives rows away: `columns` in their order (L-5, L-6), text whose width is open in
  // `width`; and where the cursor stands then (L-4): behind the last row, or before the first when it is not to
  // advance, or at `from` when there is no row.
  struct Page {
    rows_ptr rows;
    TablePlace cursor;
  };
  virtual Page page(const TablePlace& from, std::size_t limit, std::span<const ULONG> columns, ULONG width,
                    bool advance);

  // The place `rows` rows on (below 0: back), or the end that comes first.
  virtual Move move(const TablePlace& from, std::int64_t rows);
  // How many rows are before the place; nothing when that would cost too much to find out (L-9).
  virtual std::optional<std::uint64_t> rows_before(const TablePlace& place);
  // The place `numerator`/`denominator` of the way through (L-14).
  virtual TablePlace approximate(ULONG numerator, ULONG denominator);
  // The nearest row for which `what` is true. Throws Failure(MAPI_E_TOO_COMPLEX) for what the source cannot do,
  // whatever rows there are: FindRow answers MAPI_E_NOT_FOUND then (L-20).
  virtual std::optional<TableRow> find(const TablePlace& from, TableDirection direction, const Restriction& what);
  // The row with this PR_INSTANCE_KEY as it is now; nothing when the list does not have it (any more).
  virtual std::optional<TableRow> row(const std::string& key);

  // Categories (L-25 … L-28). Rows are those that are to be seen: headings, and what is below the expanded ones. Unless
  // overridden there are no headings: MAPI_E_NOT_FOUND, and MAPI_E_NO_SUPPORT for the state of all of them.
  //
  // Shows or hides what is below a heading row; how many rows came or went.
  virtual std::uint64_t expand(const std::string& key);
  virtual std::uint64_t collapse(const std::string& key);
  // Which headings are expanded and which are not, and the row with this key, under ids of its own choice from 0x6600
  // on; MAPI_E_NOT_FOUND when there is no such row. And the same back again: the place of that row, or of what is next
  // to where it was. Headings that the state does not know are as the sort order says.
  virtual PropertyBag collapse_state(const std::string& key);
  virtual TablePlace set_collapse_state(const PropertyBag& state);

 protected:
  TableRows() = default;
  TableRows(const TableRows&) = delete;
  TableRows& operator=(const TableRows&) = delete;
};

// What happened to the rows of a TableRows (K-15).
struct TableChange {
  ULONG event = TABLE_CHANGED;       // TABLE_ROW_ADDED, _MODIFIED, _DELETED, TABLE_CHANGED, TABLE_RELOAD
  std::string key;                   // the row's, of row events
  std::optional<std::string> prior;  // the row before it; nothing when it is the first, or deleted
  SharedBag cells;                   // the row, unless it is deleted
};

// The view, as its TableRows and its model tell it of changes. Never called with a lock held: it calls sinks.
class TableListener {
 public:
  virtual void table_changed(std::span<const TableChange> changes) noexcept = 0;

 protected:
  ~TableListener() = default;
};

// A source of rows. Thread-safe. It opens with shared ownership; a view keeps its model alive.
class TableModel {
 public:
  virtual ~TableModel() = default;

  // All columns that rows may have, for TBL_ALL_COLUMNS, and those a new view shows (L-1).
  virtual std::vector<ULONG> columns() = 0;
  virtual std::vector<ULONG> default_columns() { return columns(); }

  // The rows for which `restriction` (null: all) is true, in `order` and, where that leaves rows equal, in an order
  // that does not change while they stay. Until the answer is destroyed, `listener` is told of changes to those rows,
  // from any thread. Throws Failure(MAPI_E_TOO_COMPLEX) for what the source cannot do; categories it may refuse.
  virtual std::unique_ptr<TableRows> open(const Restriction* restriction, const SortOrder& order,
                                          std::weak_ptr<TableListener> listener) = 0;

 protected:
  TableModel() = default;
  TableModel(const TableModel&) = delete;
  TableModel& operator=(const TableModel&) = delete;
};

struct TableViewOptions {
  ULONG flags = 0;                      // MAPI_UNICODE: width of text in the default columns and QuerySortOrder (L-10)
  std::vector<ULONG> columns = {};      // shown at first; none: the model's default columns
  SortOrder order = {};                 // until SortTable, and again after SortTable with no keys (L-18)
  NotifierFactory notifier = {};        // none: Advise answers MAPI_E_NO_SUPPORT
  std::optional<ULONG> type = {};       // of GetStatus (L-29); none: TBLTYPE_DYNAMIC with a notifier, else _SNAPSHOT
  bool bookmarks = true;                // false: CreateBookmark answers MAPI_E_NO_SUPPORT (L-15)
  std::function<void()> released = {};  // called once, when the view's last reference has gone (L-39); may not throw
};

// An IMAPITable over `model`, at the beginning, unrestricted.
com_ptr<IMAPITable> make_table_view(std::shared_ptr<Core> core, std::shared_ptr<TableModel> model,
                                    TableViewOptions options = {});

}  // namespace postroom::kit
