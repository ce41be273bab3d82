// SPDX-License-Identifier: Apache-2.0
#include <kit/table/description.hpp>
#include <kit/table/table_view.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/store/bag.hpp>

#include <mapitags.h>

#include <algorithm>
#include <limits>

namespace postroom::kit {
namespace {

constexpr ULONG kSight = PROP_TAG(PT_BINARY, 0x65FF);  // of a state of headings
constexpr std::size_t kMaximumBookmarks = 65536;
constexpr std::uint64_t kMaximumRows = 1U << 17U;  // in one QueryRows; a short set does not mean the end (L-4)

std::vector<ULONG> widened(std::vector<ULONG> tags, ULONG width) {
  for (ULONG& tag : tags) tag = with_width(tag, width);
  return tags;
}

SPropValue instance_key(const std::string& key) {
  SPropValue value{};
  value.ulPropTag = PR_INSTANCE_KEY;
  value.Value.bin.cb = static_cast<ULONG>(key.size());
  value.Value.bin.lpb = reinterpret_cast<LPBYTE>(const_cast<char*>(key.data()));  // sinks only read (K-15)
  return value;
}

}  // namespace

TableView::TableView(std::shared_ptr<TableModel> model, TableViewOptions options)
    : model_(std::move(model)), options_(std::move(options)), order_(options_.order) {
  columns_ = widened(options_.columns.empty() ? model_->default_columns() : options_.columns, width());
}

std::unique_ptr<TableRows> TableView::open(const std::optional<Restriction>& restriction, const SortOrder& order) {
  return model_->open(restriction ? &*restriction : nullptr, order, weak_from_this());
}

TableRows& TableView::rows() {
  if (rows_ == nullptr) rows_ = open(restriction_, order_);
  return *rows_;
}

void TableView::set_columns(const SPropTagArray* tags) {
  require(tags != nullptr && tags->cValues != 0, "there are no columns");
  std::vector<ULONG> columns = tags_from(tags);
  for (const ULONG tag : columns) {
    if ((tag & MV_INSTANCE) != 0) fail(MAPI_E_TOO_COMPLEX, "one row for each value of a multivalue");  // L-24
  }
  const Lock lock(mutex_);
  columns_ = std::move(columns);
}

ULONG TableView::as_shown(ULONG tag) const {
  const auto same = [&](ULONG column) { return id_of(column) == id_of(tag) && is_text(column); };
  const auto shown = std::ranges::find_if(columns_, same);
  if (shown == columns_.end()) return with_width(tag, width());
  return with_width(tag, with_width(*shown, PT_STRING8) == *shown ? PT_STRING8 : PT_UNICODE);
}

std::vector<ULONG> TableView::query_columns(bool all) {
  std::vector<ULONG> available = all ? model_->columns() : std::vector<ULONG>();
  const Lock lock(mutex_);
  if (!all) return columns_;
  for (ULONG& tag : available) tag = as_shown(tag);
  if (order_.categories() != 0) {
    for (const ULONG tag : {PR_ROW_TYPE, PR_DEPTH, PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_INSTANCE_KEY}) {
      if (std::ranges::find(available, tag) == available.end()) available.push_back(tag);
    }
  }
  for (const ULONG column : columns_) {
    if (id_of(column) != PROP_ID_NULL &&
        std::none_of(available.begin(), available.end(), [&](ULONG tag) { return id_of(tag) == id_of(column); })) {
      available.push_back(column);
    }
  }
  return available;
}

void TableView::start_over(std::unique_ptr<TableRows>& rows) {
  rows_.swap(rows);
  place_ = TablePlace::beginning();
  bookmarks_.clear();  // L-17, L-18
}

void TableView::restrict(std::optional<Restriction> restriction, bool later) {
  std::unique_ptr<TableRows> fresh;
  const Lock lock(mutex_);
  if (!later) fresh = open(restriction, order_);
  restriction_ = std::move(restriction);
  start_over(fresh);
}

void TableView::sort(SortOrder order, bool later) {
  if (order.empty()) order = options_.order;
  std::unique_ptr<TableRows> fresh;
  const Lock lock(mutex_);
  if (!later) fresh = open(restriction_, order);
  order_ = std::move(order);
  start_over(fresh);
}

SortOrder TableView::order() const {
  const Lock lock(mutex_);
  return order_;
}

mapi_ptr<SSortOrderSet> TableView::query_order() const {
  const Lock lock(mutex_);
  auto result = order_.to_mapi(width());
  for (SSortOrder& key : std::span(result->aSort, result->cSorts)) key.ulPropTag = as_shown(key.ulPropTag);
  return result;
}

TableView::Origin TableView::resolve(BOOKMARK bookmark) {
  if (bookmark == BOOKMARK_BEGINNING) return {TablePlace::beginning()};
  if (bookmark == BOOKMARK_CURRENT) return {place_};
  if (bookmark == BOOKMARK_END) return {TablePlace::end()};
  const auto at = bookmarks_.find(bookmark);
  if (at == bookmarks_.end()) fail(MAPI_E_INVALID_BOOKMARK, "no such bookmark");
  TablePlace& place = at->second;
  if (place.side == TablePlace::Side::end) return {place};
  if (const auto row = rows().row(place.key)) {
    place = row->before();
    return {place};
  }
  const auto next = rows().read(place, TableDirection::forward, 1, {});
  place = next.empty() ? TablePlace::end() : next.front().before();
  return {place, true};
}

HRESULT TableView::seek(BOOKMARK origin, LONG rows_wanted, LONG* moved) {
  const Lock lock(mutex_);
  Origin from = resolve(origin);
  TableRows::Move move{std::move(from.place), 0};
  if (rows_wanted != 0) move = rows().move(move.place, rows_wanted);
  place_ = std::move(move.place);
  if (moved != nullptr) *moved = static_cast<LONG>(move.rows);
  return from.moved ? MAPI_W_POSITION_CHANGED : S_OK;
}

void TableView::seek_approximately(ULONG numerator, ULONG denominator) {
  require(denominator != 0, "the denominator is 0");
  const Lock lock(mutex_);
  if (numerator == 0) {
    place_ = TablePlace::beginning();
  } else if (numerator >= denominator) {
    place_ = TablePlace::end();
  } else {
    place_ = rows().approximate(numerator, denominator);
  }
}

void TableView::position(ULONG* row, ULONG* numerator, ULONG* denominator) {
  constexpr std::uint64_t kUnknown = std::numeric_limits<ULONG>::max();  // L-9
  const Lock lock(mutex_);
  const std::uint64_t all = std::min(rows().count().rows, kUnknown - 1);
  const std::optional<std::uint64_t> before = place_.side == TablePlace::Side::end ? all : rows().rows_before(place_);
  *row = static_cast<ULONG>(before ? std::min(*before, kUnknown - 1) : kUnknown);
  *denominator = static_cast<ULONG>(std::max<std::uint64_t>(all, 1));
  *numerator = before ? std::min(*row, *denominator) : 0;
}

std::optional<TableRow> TableView::find_row(const Restriction& what, const TablePlace& from, TableDirection direction) {
  try {
    return rows().find(from, direction, what);
  } catch (const Failure& failure) {
    if (failure.code() != MAPI_E_TOO_COMPLEX) throw;
    fail(MAPI_E_NOT_FOUND, failure.what());  // L-20
  }
}

HRESULT TableView::find(const Restriction& what, BOOKMARK origin, bool backward) {
  const Lock lock(mutex_);
  const Origin from = resolve(origin);
  const auto row = find_row(what, from.place, backward ? TableDirection::backward : TableDirection::forward);
  if (!row) fail(MAPI_E_NOT_FOUND, "no row matches");  // the cursor stays (L-16)
  place_ = row->before();
  return from.moved ? MAPI_W_POSITION_CHANGED : S_OK;
}

TableRows::Count TableView::count() {
  const Lock lock(mutex_);
  return rows().count();
}

rows_ptr TableView::query_rows(LONG count, bool advance) {
  require(count != 0, "QueryRows of no rows");
  const Lock lock(mutex_);
  TablePlace from = place_;
  std::uint64_t limit = 0;
  if (count > 0) {
    limit = std::min<std::uint64_t>(static_cast<std::uint64_t>(count), kMaximumRows);
  } else {  // back that many rows, as far as there are any, and then forward over them (L-4)
    const auto back = std::max(static_cast<std::int64_t>(count), -static_cast<std::int64_t>(kMaximumRows));
    TableRows::Move move = rows().move(from, back);
    from = std::move(move.place);
    limit = static_cast<std::uint64_t>(-move.rows);
  }
  TableRows::Page page = rows().page(from, limit, columns_, width(), advance);
  place_ = std::move(page.cursor);
  return std::move(page.rows);
}

rows_ptr TableView::expand(const std::string& key, ULONG count, ULONG* rows_added) {
  const Lock lock(mutex_);
  const std::uint64_t added = rows().expand(key);
  const std::optional<TableRow> heading = rows().row(key);
  if (!heading) fail(MAPI_E_NOT_FOUND);  // its last row has gone since
  *rows_added = static_cast<ULONG>(std::min<std::uint64_t>(added, std::numeric_limits<ULONG>::max()));
  place_ = heading->after();
  const std::uint64_t limit = std::min({added, std::uint64_t{count}, kMaximumRows});
  TableRows::Page page = rows().page(place_, limit, columns_, width(), true);
  place_ = std::move(page.cursor);  // L-27
  return std::move(page.rows);
}

std::uint64_t TableView::collapse(const std::string& key) {
  const Lock lock(mutex_);
  return rows().collapse(key);
}

// What makes a state of the headings fit: the sort order and the restriction (L-28).
std::string TableView::sight() const {
  std::string text;
  describe(order_, text);
  if (restriction_) describe(*restriction_, text);
  return text;
}

std::string TableView::collapse_state(const std::string& key) {
  const Lock lock(mutex_);
  PropertyBag state = rows().collapse_state(key);
  state.set(kSight, sight());
  return store::pack(state).block();
}

BOOKMARK TableView::set_collapse_state(std::string_view bytes) {
  const Lock lock(mutex_);
  try {
    const PropertyBag state = store::unpack(store::Bag(std::string(bytes)));
    if (state.binary(kSight) != sight()) {
      fail(MAPI_E_UNABLE_TO_COMPLETE, "the table is sorted or restricted otherwise than when this state was taken");
    }
    return add_bookmark(rows().set_collapse_state(state));
  } catch (const Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA) throw;
    fail(MAPI_E_UNABLE_TO_COMPLETE, "this is not the state of a table");
  }
}

BOOKMARK TableView::create_bookmark() {
  if (!options_.bookmarks) fail(MAPI_E_NO_SUPPORT, "the table has no bookmarks");
  const Lock lock(mutex_);
  return add_bookmark(place_);
}

BOOKMARK TableView::add_bookmark(const TablePlace& place) {
  if (bookmarks_.size() >= kMaximumBookmarks) fail(MAPI_E_UNABLE_TO_COMPLETE, "too many bookmarks");
  const auto row = rows().read(place, TableDirection::forward, 1, {});
  bookmarks_[++last_bookmark_] = row.empty() ? TablePlace::end() : row.front().before();
  return last_bookmark_;
}

void TableView::free_bookmark(BOOKMARK bookmark) {
  if (bookmark <= BOOKMARK_END) return;  // L-11
  const Lock lock(mutex_);
  if (bookmarks_.erase(bookmark) == 0) fail(MAPI_E_INVALID_BOOKMARK, "no such bookmark");
}

ULONG_PTR TableView::advise(ULONG mask, IMAPIAdviseSink* sink) {
  require(sink != nullptr, "the sink is null");
  if ((mask & fnevTableModified) == 0) fail(MAPI_E_NO_SUPPORT, "a table tells of fnevTableModified only");  // K-12
  if (!options_.notifier) fail(MAPI_E_NO_SUPPORT, "the table sends no notifications");
  std::shared_ptr<Notifier> fresh = options_.notifier();
  std::shared_ptr<Notifier> notifier;
  {
    const Lock lock(mutex_);
    static_cast<void>(rows());  // from now on there must be somebody who notices changes
    if (notifier_ == nullptr) notifier_ = std::move(fresh);
    notifier = notifier_;
  }
  return notifier->subscribe(fnevTableModified, sink);
}

void TableView::unadvise(ULONG_PTR connection) {
  require(connection != 0, "connection 0 is none");  // K-9
  std::shared_ptr<Notifier> notifier;
  {
    const Lock lock(mutex_);
    notifier = notifier_;
  }
  if (notifier == nullptr) fail(MAPI_E_NOT_FOUND, "no such connection");
  notifier->unsubscribe(connection);
}

void TableView::tell_done(ULONG event) noexcept {
  const TableChange done{event, {}, {}, {}};
  table_changed({&done, 1});
}

void TableView::close() noexcept {
  std::unique_ptr<TableRows> rows;
  std::shared_ptr<Notifier> notifier;
  {
    const Lock lock(mutex_);
    rows.swap(rows_);
    notifier.swap(notifier_);
    bookmarks_.clear();
  }
  rows.reset();
  notifier.reset();
  if (options_.released) options_.released();
}

void TableView::table_changed(std::span<const TableChange> changes) noexcept {
  try {
    std::shared_ptr<Notifier> notifier;
    std::vector<ULONG> columns;
    {
      const Lock lock(mutex_);
      if (notifier_ == nullptr) return;
      notifier = notifier_;
      columns = columns_;
    }
    std::vector<NOTIFICATION> notifications;
    std::vector<mapi_ptr<SPropValue>> cells;  // what the notifications point to
    for (const TableChange& change : changes) {
      NOTIFICATION notification{};
      notification.ulEventType = fnevTableModified;
      TABLE_NOTIFICATION& table = notification.info.tab;
      table.ulTableEvent = change.event;
      table.propIndex.ulPropTag = PR_NULL;
      table.propPrior.ulPropTag = PR_NULL;  // never 0 (K-15)
      if (!change.key.empty()) table.propIndex = instance_key(change.key);
      if (change.prior) table.propPrior = instance_key(*change.prior);
      if (change.cells != nullptr) {
        cells.push_back(make_row(*change.cells, columns, width()));
        table.row.cValues = static_cast<ULONG>(columns.size());
        table.row.lpProps = cells.back().get();
      }
      notifications.push_back(notification);
    }
    notifier->notify(notifications, 0);
  } catch (const std::exception&) {  // out of memory: a notification is lost, as notifications may be
  }
}

}  // namespace postroom::kit
