// SPDX-License-Identifier: Apache-2.0
// Tables that are sorted by categories (L-25 … L-28).
#include "tests/kit/table_fixture.hpp"

#include <postroom/object.hpp>

#include <gmock/gmock.h>

#include <map>
#include <set>

using namespace postroom;
using namespace postroom::kit;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

constexpr ULONG kName = PR_DISPLAY_NAME_W;
constexpr ULONG kSize = PR_MESSAGE_SIZE;
constexpr ULONG kUp = TABLE_SORT_ASCEND;
constexpr ULONG kDown = TABLE_SORT_DESCEND;

enum Cell { kRowType, kDepth, kNameCell, kSizeCell, kId, kCount, kUnread, kKey };
const std::vector<ULONG> kCategoryColumns = {PR_ROW_TYPE, PR_DEPTH,         PR_DISPLAY_NAME_A, PR_MESSAGE_SIZE,
                                             PR_ROWID,    PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_INSTANCE_KEY};

// A row as the tests write it: "+a 2/1" is a collapsed heading of 2 rows, 1 unread, "-a 2/1" an expanded one, a number
// a leaf row's id; dots say how deep it is. Without categories, it is an id alone.
std::string cells_as_text(std::span<const SPropValue> cells) {
  const auto missing = [&](Cell cell) { return PROP_TYPE(cells[cell].ulPropTag) == PT_ERROR; };
  if (missing(kRowType)) return std::to_string(cells[kId].Value.l);
  std::string text(static_cast<std::size_t>(cells[kDepth].Value.l), '.');
  if (cells[kRowType].Value.l == TBL_LEAF_ROW) return text + std::to_string(cells[kId].Value.l);
  text += cells[kRowType].Value.l == TBL_EXPANDED_CATEGORY ? '-' : '+';
  if (!missing(kNameCell)) text += cells[kNameCell].Value.lpszA;
  if (!missing(kSizeCell)) text += std::to_string(cells[kSizeCell].Value.l);
  return text + ' ' + std::to_string(cells[kCount].Value.l) + '/' + std::to_string(cells[kUnread].Value.l);
}
std::vector<std::string> rows_as_texts(const SRowSet& rows) {
  std::vector<std::string> texts;
  for (ULONG i = 0; i < rows.cRows; ++i) texts.push_back(cells_as_text({rows.aRow[i].lpProps, rows.aRow[i].cValues}));
  return texts;
}

// Writes down what a view tells, and of each row what cells_as_text() says.
class CategoryTeller final : public Notifier {
 public:
  explicit CategoryTeller(std::vector<std::string>& told) : told_(told) {}
  ULONG_PTR subscribe(ULONG, IMAPIAdviseSink*) override { return 1; }
  void unsubscribe(ULONG_PTR) override {}
  void notify(std::span<const NOTIFICATION> notifications, ULONG) noexcept override {
    static const std::map<ULONG, std::string> kEvents = {{TABLE_ROW_ADDED, "added"},
                                                         {TABLE_ROW_DELETED, "deleted"},
                                                         {TABLE_ROW_MODIFIED, "modified"},
                                                         {TABLE_CHANGED, "changed"},
                                                         {TABLE_RELOAD, "reload"}};
    for (const NOTIFICATION& one : notifications) {
      const TABLE_NOTIFICATION& table = one.info.tab;
      std::string text = kEvents.at(table.ulTableEvent);
      if (table.row.cValues != 0) text += ' ' + cells_as_text({table.row.lpProps, table.row.cValues});
      told_.push_back(text);
    }
  }

 private:
  std::vector<std::string>& told_;
};

class TableCategoryTest : public test::TableTest {
 protected:
  TableCategoryTest() {
    TableViewOptions options;
    options.columns = kCategoryColumns;
    options.notifier = [this]() -> std::unique_ptr<Notifier> { return std::make_unique<CategoryTeller>(told_); };
    view_ = table_->view(core_, std::move(options));
    const auto sink = make_object<test::NoSink>(core_);
    ULONG_PTR connection = 0;
    EXPECT_EQ(view_->Advise(fnevTableModified, sink.get(), &connection), S_OK);
  }

  void put(int id, std::string_view name, int size, LONG flags = MSGFLAG_READ) {
    table_->put(PropertyBag{{PR_ROWID, id}, {kName, name}, {kSize, size}, {PR_MESSAGE_FLAGS, flags}});
  }
  // Two categories: a with rows 1 and 3, b with row 2.
  void put_three() {
    put(1, "a", 10, 0);
    put(2, "b", 20);
    put(3, "a", 20);
  }
  HRESULT sort_by(std::vector<SortOrder::Key> keys, ULONG categories, ULONG expanded) {
    return view_->SortTable(SortOrder(std::move(keys), categories, expanded).to_mapi().get(), 0);
  }
  std::vector<std::string> next(LONG count = 1000) { return rows_as_texts(*query(view_.get(), count)); }
  std::vector<std::string> rows() {
    EXPECT_EQ(view_->SeekRow(BOOKMARK_BEGINNING, 0, nullptr), S_OK);
    return next();
  }
  // The instance key of the row at a place.
  std::string key(LONG place) {
    EXPECT_EQ(view_->SeekRow(BOOKMARK_BEGINNING, place, nullptr), S_OK);
    const auto row = query(view_.get(), 1);
    if (row->cRows != 1) return "no row";
    return std::string(PropertyValue::from(row->aRow[0].lpProps[kKey]).binary());
  }
  HRESULT expand(std::string key, ULONG count = 0) {
    LPSRowSet raw = nullptr;
    const HRESULT answer = view_->ExpandRow(static_cast<ULONG>(key.size()), bytes(key), count, 0, &raw, &changed_);
    const rows_ptr rows(raw);
    given_ = rows == nullptr ? std::vector<std::string>() : rows_as_texts(*rows);
    return answer;
  }
  HRESULT collapse(std::string key) {
    return view_->CollapseRow(static_cast<ULONG>(key.size()), bytes(key), 0, &changed_);
  }
  std::string keep(std::string key) {
    ULONG size = 0;
    LPBYTE raw = nullptr;
    EXPECT_EQ(view_->GetCollapseState(0, static_cast<ULONG>(key.size()), bytes(key), &size, &raw), S_OK);
    const mapi_ptr<BYTE> state(raw);
    return {reinterpret_cast<const char*>(raw), size};
  }
  HRESULT set(std::string state, BOOKMARK* bookmark) {
    return view_->SetCollapseState(0, static_cast<ULONG>(state.size()), bytes(state), bookmark);
  }
  static LPBYTE bytes(std::string& text) { return reinterpret_cast<LPBYTE>(text.data()); }
  std::vector<std::string> told() { return std::exchange(told_, {}); }
  ULONG row_count() {
    ULONG count = 0;
    EXPECT_EQ(view_->GetRowCount(0, &count), S_OK);
    return count;
  }

  com_ptr<IMAPITable> view_;
  std::vector<std::string> told_;
  ULONG changed_ = 0;               // by the last ExpandRow or CollapseRow
  std::vector<std::string> given_;  // by the last ExpandRow
};

// ---- SortTable ----

TEST_F(TableCategoryTest, RowsWithOneValueStandBelowAHeading) {  // L-25
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-a 2/1", ".1", ".3", "-b 1/0", ".2"));
  EXPECT_EQ(sort_by({{kName, kDown}, {kSize, kDown}}, 1, 1), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-b 1/0", ".2", "-a 2/1", ".3", ".1")) << "the keys behind order the leaf rows";
}

TEST_F(TableCategoryTest, HeadingCarriesItsKeyAndItsCountsAndNothingElse) {  // L-25
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  const auto found = query(view_.get(), 1);
  const SPropValue* cells = found->aRow[0].lpProps;
  EXPECT_EQ(cells[kRowType].Value.l, static_cast<LONG>(TBL_COLLAPSED_CATEGORY));
  EXPECT_EQ(cells[kDepth].Value.l, 0) << "the leftmost category is depth 0";
  EXPECT_STREQ(cells[kNameCell].Value.lpszA, "a");
  EXPECT_EQ(cells[kSizeCell].ulPropTag, error_tag(kSize)) << "no column of the category";
  EXPECT_EQ(cells[kId].ulPropTag, error_tag(PR_ROWID));
  EXPECT_EQ(cells[kCount].Value.l, 2);
  EXPECT_EQ(cells[kUnread].Value.l, 1) << "MSGFLAG_READ is not set";
  EXPECT_EQ(cells[kKey].ulPropTag, PR_INSTANCE_KEY);
  mapi_ptr<SPropTagArray> columns;
  EXPECT_EQ(view_->QueryColumns(TBL_ALL_COLUMNS, out(columns)), S_OK);
  for (const ULONG tag : {PR_ROW_TYPE, PR_DEPTH, PR_CONTENT_COUNT, PR_CONTENT_UNREAD}) {
    EXPECT_TRUE(lists(columns.get(), tag));
  }
}

TEST_F(TableCategoryTest, OnlyMessagesAreCounted) {  // PR_CONTENT_COUNT
  put(1, "a", 1, 0);
  put(2, "a", 1, MSGFLAG_ASSOCIATED);
  table_->put(PropertyBag{{PR_ROWID, 3}, {kName, "a"}});
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-a 2/1", ".1", ".2", ".3")) << "without flags, a row is not unread";
}

TEST_F(TableCategoryTest, ExpandedCountSaysWhichLevelsStartOpen) {  // L-25
  put_three();
  const std::vector<SortOrder::Key> keys = {{kName, kUp}, {kSize, kUp}, {PR_ROWID, kDown}};
  EXPECT_EQ(sort_by(keys, 2, 0), S_OK);
  EXPECT_THAT(rows(), ElementsAre("+a 2/1", "+b 1/0")) << "none: the top headings only";
  EXPECT_EQ(sort_by(keys, 2, 1), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-a 2/1", ".+a10 1/1", ".+a20 1/0", "-b 1/0", ".+b20 1/0"))
      << "one less than there are: all headings and no leaf row; the lower ones have the columns above too";
  EXPECT_EQ(sort_by(keys, 2, 2), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-a 2/1", ".-a10 1/1", "..1", ".-a20 1/0", "..3", "-b 1/0", ".-b20 1/0", "..2"));
}

TEST_F(TableCategoryTest, RowsWithoutTheValueAreACategoryToo) {
  put_three();
  table_->put(PropertyBag{{PR_ROWID, 4}, {kSize, 1}});
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-a 2/1", ".1", ".3", "-b 1/0", ".2", "- 1/0", ".4")) << "and the last";
}

TEST_F(TableCategoryTest, CombinedColumnsAreOneCategory) {
  put_three();
  put(4, "a", 20);
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kDown | TABLE_SORT_COMBINE}}, 2, 1), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-a20 2/0", ".3", ".4", "-a10 1/1", ".1", "-b20 1/0", ".2"));
  EXPECT_EQ(sort_by({{kName, kUp | TABLE_SORT_COMBINE}, {kSize, kUp}}, 2, 1), MAPI_E_INVALID_PARAMETER)
      << "there is no category before the first";
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kUp | TABLE_SORT_COMBINE}}, 1, 1), MAPI_E_INVALID_PARAMETER)
      << "the second key is no category";
  EXPECT_EQ(sort_by({{kName, kUp | TABLE_SORT_COMBINE}}, 0, 0), MAPI_E_INVALID_PARAMETER);
}

TEST_F(TableCategoryTest, CategoriesAreOrderedByTheirGreatestOrLeastValue) {
  put(1, "a", 10);
  put(2, "b", 30);
  put(3, "b", 5);
  put(4, "c", 20);
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kDown | TABLE_SORT_CATEG_MAX}, {kSize, kUp}}, 1, 1), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-b30 2/0", ".3", ".2", "-c20 1/0", ".4", "-a10 1/0", ".1"));
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kUp | TABLE_SORT_CATEG_MIN}}, 1, 0), S_OK);
  EXPECT_THAT(rows(), ElementsAre("+b5 2/0", "+a10 1/0", "+c20 1/0"));
  put(4, "c", 1);
  EXPECT_THAT(rows(), ElementsAre("+c1 1/0", "+b5 2/0", "+a10 1/0"));
  EXPECT_EQ(sort_by({{kSize, kUp | TABLE_SORT_CATEG_MIN}, {kName, kUp}}, 1, 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kUp | TABLE_SORT_CATEG_MIN}}, 0, 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, TABLE_SORT_CATEG_MIN | TABLE_SORT_CATEG_MAX}}, 1, 0),
            MAPI_E_INVALID_PARAMETER);
}

TEST_F(TableCategoryTest, WhatHeadingsSayMakesNoCategory) {  // PR_CONTENT_UNREAD
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  EXPECT_EQ(sort_by({{PR_CONTENT_UNREAD, kUp}}, 1, 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_THAT(rows(), ElementsAre("+a 2/1", "+b 1/0")) << "L-18: failure keeps the order";
  EXPECT_EQ(sort_by({{kName, kUp}}, 2, 0), MAPI_E_INVALID_PARAMETER) << "more categories than keys";
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 2), MAPI_E_INVALID_PARAMETER);
}

TEST_F(TableCategoryTest, QuerySortOrderGivesTheCategoriesBack) {  // L-18
  EXPECT_EQ(sort_by({{kName, kDown}, {kSize, kUp | TABLE_SORT_CATEG_MAX}, {PR_ROWID, kUp}}, 2, 1), S_OK);
  mapi_ptr<SSortOrderSet> order;
  EXPECT_EQ(view_->QuerySortOrder(out(order)), S_OK);
  EXPECT_EQ(order->cSorts, 3U);
  EXPECT_EQ(order->cCategories, 2U);
  EXPECT_EQ(order->cExpanded, 1U);
  EXPECT_EQ(order->aSort[0].ulPropTag, PR_DISPLAY_NAME_A);
  EXPECT_EQ(order->aSort[1].ulOrder, TABLE_SORT_CATEG_MAX);
  put_three();
  EXPECT_EQ(sort_by({}, 0, 0), S_OK);
  EXPECT_EQ(row_count(), 3U) << "no headings any more";
}

// ---- What is to be seen ----

TEST_F(TableCategoryTest, HiddenRowsAreInNoCountAndAreNotFound) {  // L-25
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  EXPECT_EQ(row_count(), 2U);
  EXPECT_EQ(find(view_.get(), Restriction::equals({PR_ROWID, 2}), BOOKMARK_BEGINNING), MAPI_E_NOT_FOUND);
  EXPECT_EQ(expand(key(1)), S_OK);
  EXPECT_EQ(row_count(), 3U);
  EXPECT_EQ(find(view_.get(), Restriction::equals({PR_ROWID, 2}), BOOKMARK_BEGINNING), S_OK);
  EXPECT_THAT(next(), ElementsAre(".2"));
  ULONG row = 0;
  ULONG numerator = 0;
  ULONG denominator = 0;
  LONG moved = 0;
  EXPECT_EQ(view_->SeekRow(BOOKMARK_END, -2, &moved), S_OK);
  EXPECT_EQ(moved, -2);
  EXPECT_EQ(view_->QueryPosition(&row, &numerator, &denominator), S_OK);
  EXPECT_EQ(row, 1U);
  EXPECT_EQ(denominator, 3U);
  EXPECT_THAT(next(1), ElementsAre("-b 1/0"));
  EXPECT_EQ(view_->SeekRowApprox(1, 3), S_OK);
  EXPECT_THAT(next(-1), ElementsAre("+a 2/1"));
}

TEST_F(TableCategoryTest, HeadingIsFoundByItsInstanceKey) {  // L-16
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  EXPECT_EQ(find(view_.get(), Restriction::equals({PR_INSTANCE_KEY, key(3)}), BOOKMARK_BEGINNING), S_OK);
  EXPECT_THAT(next(), ElementsAre("-b 1/0", ".2"));
}

TEST_F(TableCategoryTest, HeadingKeysAreUniqueAndNeverUsedAgain) {  // L-8
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  std::vector<std::string> keys;
  for (LONG i = 0; i < 5; ++i) keys.push_back(key(i));
  EXPECT_THAT(std::set<std::string>(keys.begin(), keys.end()), ::testing::SizeIs(5));
  put(3, "b", 1);
  EXPECT_EQ(key(0), keys[0]) << "constant while the category has rows";
  table_->erase(id(1));
  put(1, "a", 1);
  EXPECT_THAT(keys, ::testing::Not(::testing::Contains(key(0)))) << "another category of the same name";
}

TEST_F(TableCategoryTest, RestrictionCountsWhatItLeaves) {
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  EXPECT_EQ(restrict(view_.get(), Restriction::equals({kSize, 20})), S_OK);
  EXPECT_THAT(rows(), ElementsAre("+a 1/0", "+b 1/0"));
  EXPECT_EQ(expand(key(0)), S_OK);
  EXPECT_EQ(view_->Restrict(nullptr, 0), S_OK);
  EXPECT_THAT(rows(), ElementsAre("+a 2/1", "+b 1/0")) << "the headings are as the order says again";
}

// ---- ExpandRow and CollapseRow ----

TEST_F(TableCategoryTest, ExpandingGivesTheFirstRowsAndSaysHowManyCame) {  // L-26, L-27
  put_three();
  put(4, "a", 30);
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  const std::string a = key(0);
  EXPECT_EQ(expand(a, 2), S_OK);
  EXPECT_THAT(given_, ElementsAre(".1", ".3"));
  EXPECT_EQ(changed_, 3U) << "all that were added";
  EXPECT_THAT(next(), ElementsAre(".4", "+b 1/0")) << "the cursor follows the last row given";
  EXPECT_EQ(expand(a, 2), S_OK) << "it is expanded already";
  EXPECT_EQ(changed_, 0U);
  EXPECT_THAT(given_, IsEmpty());
  EXPECT_THAT(next(1), ElementsAre(".1")) << "no row given: the cursor follows the heading";
  EXPECT_EQ(collapse(a), S_OK);
  EXPECT_EQ(expand(a, 0), S_OK);
  EXPECT_EQ(changed_, 3U);
  EXPECT_THAT(next(1), ElementsAre(".1")) << "no row wanted: the cursor follows the heading";
}

TEST_F(TableCategoryTest, EachCategoryIsExpandedByItself) {
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kUp}}, 2, 0), S_OK);
  EXPECT_EQ(expand(key(0), 10), S_OK);
  EXPECT_THAT(given_, ElementsAre(".+a10 1/1", ".+a20 1/0")) << "lower headings, collapsed";
  EXPECT_EQ(expand(key(2), 10), S_OK);
  EXPECT_THAT(rows(), ElementsAre("-a 2/1", ".+a10 1/1", ".-a20 1/0", "..3", "+b 1/0"));
  const std::string a = key(0);
  EXPECT_EQ(collapse(a), S_OK);
  EXPECT_EQ(changed_, 3U) << "all that went: two headings and a leaf row";
  EXPECT_THAT(rows(), ElementsAre("+a 2/1", "+b 1/0"));
  EXPECT_EQ(expand(a), S_OK);
  EXPECT_EQ(changed_, 3U) << "what was expanded below it is so again";
  EXPECT_THAT(rows(), ElementsAre("-a 2/1", ".+a10 1/1", ".-a20 1/0", "..3", "+b 1/0"));
  EXPECT_EQ(collapse(key(4)), S_OK) << "it is collapsed already";
  EXPECT_EQ(changed_, 0U);
}

TEST_F(TableCategoryTest, OnlyHeadingsThatAreThereAreExpanded) {  // L-26
  put_three();
  EXPECT_EQ(expand("no heading"), MAPI_E_NOT_FOUND) << "nor without categories";
  EXPECT_EQ(collapse("no heading"), MAPI_E_NOT_FOUND);
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kUp}}, 2, 2), S_OK);
  EXPECT_EQ(expand("no heading"), MAPI_E_NOT_FOUND);
  mapi_ptr<MAPIERROR> error;
  EXPECT_EQ(view_->GetLastError(MAPI_E_NOT_FOUND, MAPI_UNICODE, out(error)), S_OK);
  EXPECT_STREQ(reinterpret_cast<const wchar_t*>(error->lpszError), L"there is no heading row with this key");
  EXPECT_EQ(expand(key(2)), MAPI_E_NOT_FOUND) << "a leaf row";
  const std::string lower = key(1);
  EXPECT_EQ(collapse(key(0)), S_OK);
  EXPECT_EQ(collapse(lower), MAPI_E_NOT_FOUND) << "hidden";
  std::string a = key(0);
  const auto size = static_cast<ULONG>(a.size());
  LPSRowSet raw = nullptr;
  EXPECT_EQ(view_->ExpandRow(size, bytes(a), 1, 0, nullptr, &changed_), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(view_->ExpandRow(size, bytes(a), 1, 0, &raw, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(view_->ExpandRow(size, bytes(a), 1, 1, &raw, &changed_), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(view_->ExpandRow(0, nullptr, 1, 0, &raw, &changed_), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(view_->CollapseRow(size, bytes(a), 1, &changed_), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(view_->CollapseRow(size, bytes(a), 0, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(view_->ExpandRow(size, bytes(a), 0, 0, nullptr, &changed_), S_OK) << "no rows, no place for them";
  EXPECT_EQ(changed_, 4U);
}

TEST_F(TableCategoryTest, BookmarkOfACollapsedRowMovesToTheNext) {  // L-15
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  EXPECT_EQ(view_->SeekRow(BOOKMARK_BEGINNING, 1, nullptr), S_OK);
  BOOKMARK bookmark = 0;
  EXPECT_EQ(view_->CreateBookmark(&bookmark), S_OK);
  EXPECT_EQ(collapse(key(0)), S_OK);
  EXPECT_EQ(view_->SeekRow(bookmark, 0, nullptr), MAPI_W_POSITION_CHANGED);
  EXPECT_THAT(next(1), ElementsAre("-b 1/0"));
  EXPECT_EQ(view_->SeekRow(bookmark, 0, nullptr), S_OK) << "warned once";
}

TEST_F(TableCategoryTest, CursorInACollapsedCategoryFollowsItsHeading) {
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  const std::string a = key(0);
  EXPECT_EQ(view_->SeekRow(BOOKMARK_BEGINNING, 2, nullptr), S_OK);
  EXPECT_EQ(collapse(a), S_OK);
  EXPECT_THAT(next(), ElementsAre("-b 1/0", ".2"));
}

TEST_F(TableCategoryTest, CursorKeepsItsPlaceWhenItsCategoryGoes) {
  put_three();
  put(4, "c", 1);
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  EXPECT_EQ(view_->SeekRow(BOOKMARK_BEGINNING, 3, nullptr), S_OK);
  EXPECT_THAT(next(2), ElementsAre("-b 1/0", ".2"));
  table_->erase(id(2));
  EXPECT_THAT(next(), ElementsAre("-c 1/0", ".4"));
  EXPECT_EQ(view_->SeekRow(BOOKMARK_END, -2, nullptr), S_OK);
  table_->erase(id(4));
  EXPECT_THAT(next(), IsEmpty());
}

// ---- GetCollapseState and SetCollapseState ----

TEST_F(TableCategoryTest, StateBringsTheHeadingsAndTheRowBack) {  // L-28
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kUp}}, 2, 1), S_OK);
  EXPECT_EQ(expand(key(2)), S_OK);
  const std::vector<std::string> before = rows();
  const std::string state = keep(key(3));
  EXPECT_EQ(collapse(key(0)), S_OK);
  EXPECT_EQ(expand(key(2)), S_OK);
  EXPECT_NE(rows(), before);
  BOOKMARK bookmark = 0;
  EXPECT_EQ(set(state, &bookmark), S_OK);
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(view_->SeekRow(bookmark, 0, nullptr), S_OK);
  EXPECT_THAT(next(1), ElementsAre("..3"));
  put(3, "b", 20);
  EXPECT_EQ(set(state, &bookmark), S_OK) << "what it knows of a category that is gone is no use any more";
  EXPECT_THAT(rows(), ElementsAre("-a 1/1", ".+a10 1/1", "-b 2/0", ".+b20 2/0"));
  EXPECT_EQ(view_->SeekRow(bookmark, 0, nullptr), S_OK);
  EXPECT_THAT(next(1), ElementsAre(".+a10 1/1")) << "next to where the row was";
}

TEST_F(TableCategoryTest, StateServesAnotherViewOfTheSameOrder) {  // L-28
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  EXPECT_EQ(expand(key(1)), S_OK);
  const std::string state = keep(key(1));
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  EXPECT_THAT(rows(), ElementsAre("+a 2/1", "+b 1/0"));
  BOOKMARK bookmark = 0;
  EXPECT_EQ(set(state, &bookmark), S_OK) << "its headings have other keys";
  EXPECT_THAT(rows(), ElementsAre("+a 2/1", "-b 1/0", ".2"));
  EXPECT_EQ(view_->SeekRow(bookmark, 0, nullptr), S_OK);
  EXPECT_THAT(next(1), ElementsAre("-b 1/0"));
}

TEST_F(TableCategoryTest, StateOfAnotherOrderOrRestrictionIsRefused) {  // L-28
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  const std::string state = keep(key(0));
  BOOKMARK bookmark = 0;
  EXPECT_EQ(sort_by({{kName, kDown}}, 1, 0), S_OK);
  EXPECT_EQ(set(state, &bookmark), MAPI_E_UNABLE_TO_COMPLETE);
  EXPECT_EQ(bookmark, BOOKMARK_BEGINNING);
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  EXPECT_EQ(set(state, &bookmark), S_OK);
  EXPECT_EQ(restrict(view_.get(), at_least("a")), S_OK);
  EXPECT_EQ(set(state, &bookmark), MAPI_E_UNABLE_TO_COMPLETE);
  const std::string restricted = keep(key(0));
  EXPECT_EQ(restrict(view_.get(), at_least("b")), S_OK);
  EXPECT_EQ(set(restricted, &bookmark), MAPI_E_UNABLE_TO_COMPLETE);
  EXPECT_EQ(restrict(view_.get(), at_least("a")), S_OK);
  EXPECT_EQ(set(restricted, &bookmark), S_OK);
}

TEST_F(TableCategoryTest, WhatIsNoStateIsRefused) {  // L-28
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kUp}}, 2, 0), S_OK);
  EXPECT_EQ(expand(key(0)), S_OK);
  const std::string state = keep(key(1));
  const std::vector<std::string> before = rows();
  BOOKMARK bookmark = 0;
  for (std::size_t size = 1; size < state.size(); ++size) {
    EXPECT_EQ(set(state.substr(0, size), &bookmark), MAPI_E_UNABLE_TO_COMPLETE) << size << " bytes of it";
  }
  for (std::size_t at = 0; at < state.size(); ++at) {  // whatever it says, the table stays a table
    std::string other = state;
    other[at] = static_cast<char>(other[at] ^ '\x81');
    const HRESULT answer = set(other, &bookmark);
    EXPECT_TRUE(answer == S_OK || answer == MAPI_E_UNABLE_TO_COMPLETE) << at << ": " << hresult_name(answer);
    EXPECT_EQ(rows().size(), row_count());
  }
  EXPECT_EQ(set(state, &bookmark), S_OK);
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(view_->SetCollapseState(0, 0, nullptr, &bookmark), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(view_->SetCollapseState(1, 0, nullptr, &bookmark), MAPI_E_UNKNOWN_FLAGS);
}

TEST_F(TableCategoryTest, StateNeedsCategoriesAndARow) {
  put_three();
  std::string key = this->key(0);
  const auto length = static_cast<ULONG>(key.size());
  ULONG size = 1;
  BYTE poison = 0;
  LPBYTE state = &poison;
  EXPECT_EQ(view_->GetCollapseState(0, length, bytes(key), &size, &state), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(size, 0U);
  EXPECT_EQ(state, nullptr);
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 0), S_OK);
  EXPECT_EQ(view_->GetCollapseState(0, 4, bytes(key), &size, &state), MAPI_E_NOT_FOUND);
  EXPECT_EQ(view_->GetCollapseState(0, 0, nullptr, &size, &state), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(view_->GetCollapseState(1, length, bytes(key), &size, &state), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_EQ(view_->GetCollapseState(0, length, bytes(key), &size, nullptr), MAPI_E_INVALID_PARAMETER);
}

// ---- Notifications ----

TEST_F(TableCategoryTest, NobodyIsToldOfExpandingAndCollapsing) {  // L-26
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  told();
  EXPECT_EQ(collapse(key(0)), S_OK);
  EXPECT_EQ(expand(key(0)), S_OK);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(TableCategoryTest, ChangesOfRowsAreChangesOfHeadings) {
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  put(1, "b", 1, 0);
  EXPECT_THAT(told(), ElementsAre("added -b 1/1", "added .1"));
  put(2, "b", 1, 0);
  EXPECT_THAT(told(), ElementsAre("modified -b 2/2", "added .2"));
  put(2, "b", 1, MSGFLAG_READ);
  EXPECT_THAT(told(), ElementsAre("modified -b 2/1", "modified .2"));
  put(2, "b", 2, MSGFLAG_READ);
  EXPECT_THAT(told(), ElementsAre("modified .2")) << "the heading says the same";
  put(2, "a", 2, MSGFLAG_READ);
  EXPECT_THAT(told(), ElementsAre("added -a 1/0", "modified .2", "modified -b 1/1")) << "from one to the other";
  table_->erase(id(1));
  EXPECT_THAT(told(), ElementsAre("deleted", "deleted")) << "a category is there only while it has rows";
  EXPECT_TRUE(table_->touch(id(2)));
  EXPECT_THAT(told(), ElementsAre("modified .2"));
}

TEST_F(TableCategoryTest, HiddenRowsAreSilent) {  // K-16
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kUp}}, 2, 0), S_OK);
  told();
  put(1, "a", 10, MSGFLAG_READ);
  EXPECT_THAT(told(), ElementsAre("modified +a 2/0"));
  put(1, "a", 30, MSGFLAG_READ);
  EXPECT_THAT(told(), IsEmpty()) << "neither the row nor the lower headings are to be seen";
  put(1, "b", 30, MSGFLAG_READ);
  EXPECT_THAT(told(), ElementsAre("modified +a 1/0", "modified +b 2/0"));
}

TEST_F(TableCategoryTest, NoRowIsToldByItselfBesideTheWholeTable) {
  put(1, "a", 10);
  put(2, "b", 20);
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kDown | TABLE_SORT_CATEG_MAX}}, 1, 1), S_OK);
  told();
  std::vector<PropertyBag> both;
  both.push_back(PropertyBag{{PR_ROWID, 1}, {kName, "a"}, {kSize, 30}});  // its category moves
  both.push_back(PropertyBag{{PR_ROWID, 9}, {kName, "c"}, {kSize, 5}});
  table_->put(std::move(both));
  EXPECT_THAT(told(), ElementsAre("changed")) << "who reads all again has the new row";
}

TEST_F(TableCategoryTest, RowThatGetsAnotherInstanceKeyIsAnotherRow) {
  const auto put_keyed = [&](std::string_view key) {
    table_->put(PropertyBag{{PR_ROWID, 1}, {kName, "a"}, {kSize, 10}, {PR_INSTANCE_KEY, std::string(key)}});
  };
  put_keyed("first");
  told();
  put_keyed("second");
  EXPECT_THAT(told(), ElementsAre("deleted", "added 1"));
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  told();
  put_keyed("third");
  EXPECT_THAT(told(), ElementsAre("deleted", "added .1"));
}

TEST_F(TableCategoryTest, RowsThatAreGoneAreNotKeptByACursor) {
  put(1, "a", 10);
  put(2, "a", 20);
  EXPECT_EQ(sort_by({{kName, kUp}, {kSize, kDown | TABLE_SORT_CATEG_MAX}}, 1, 1), S_OK);
  const std::weak_ptr<const PropertyBag> another = table_->row(PropertyValue(PR_ROWID, 2));
  EXPECT_EQ(view_->SeekRow(BOOKMARK_BEGINNING, 1, nullptr), S_OK);
  table_->replace_all({});
  EXPECT_TRUE(another.expired());
}

TEST_F(TableCategoryTest, CategoryThatMovesIsToldWithItsRowsOrAsAWhole) {
  put(1, "a", 10);
  put(2, "b", 20);
  const std::vector<SortOrder::Key> newest_first = {{kName, kUp}, {kSize, kDown | TABLE_SORT_CATEG_MAX}};
  EXPECT_EQ(sort_by(newest_first, 1, 0), S_OK);
  told();
  put(1, "a", 30);
  EXPECT_THAT(told(), ElementsAre("modified +a30 1/0")) << "a heading alone";
  EXPECT_THAT(rows(), ElementsAre("+a30 1/0", "+b20 1/0"));
  EXPECT_EQ(sort_by(newest_first, 1, 1), S_OK);
  put(2, "b", 40);
  EXPECT_THAT(told(), ElementsAre("changed")) << "with all that is below it";
  put(2, "b", 50);
  EXPECT_THAT(told(), ElementsAre("modified -b50 1/0", "modified .2")) << "it stays where it is";
}

TEST_F(TableCategoryTest, HeadingsStayAsTheyAreWhenAllRowsAreReplaced) {
  put_three();
  EXPECT_EQ(sort_by({{kName, kUp}}, 1, 1), S_OK);
  const std::string a = key(0);
  EXPECT_EQ(collapse(a), S_OK);
  table_->replace_all({PropertyBag{{PR_ROWID, 7}, {kName, "a"}}, PropertyBag{{PR_ROWID, 8}, {kName, "c"}}});
  EXPECT_THAT(rows(), ElementsAre("+a 1/0", "-c 1/0", ".8"));
  EXPECT_EQ(key(0), a);
  for (int i = 0; i < 200; ++i) table_->insert(1, PropertyBag{{PR_ROWID, 1000 + i}, {kName, "c"}});
  EXPECT_EQ(row_count(), 203U) << "also when room is made between rows";
  EXPECT_EQ(key(0), a);
}

}  // namespace
