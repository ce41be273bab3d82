// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/table_fixture.hpp"

#include <malloc.h>

#include <atomic>
#include <cstring>
#include <latch>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace postroom;
using namespace postroom::kit;

namespace {

class TableViewTest : public test::TableTest {};
class MemoryTableTest : public test::TableTest {};

TEST_F(TableViewTest, ReadsForwardUntilNothingIsLeft) {  // L-4
  fill("abcde");
  const auto table = view();
  EXPECT_EQ(names(table.get(), 2), "ab");
  EXPECT_EQ(names(table.get(), 100), "cde") << "a short set is no end";
  EXPECT_EQ(names(table.get(), 100), "") << "the end is S_OK and no rows";
  LPSRowSet rows = nullptr;
  EXPECT_EQ(table->QueryRows(0, 0, &rows), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(rows, nullptr);
  EXPECT_EQ(table->QueryRows(1, 0x10, &rows), MAPI_E_UNKNOWN_FLAGS);
}

TEST_F(TableViewTest, ReadsBackwardForANegativeCount) {  // L-4
  fill("abcde");
  const auto table = view();
  EXPECT_EQ(names(table.get(), 4), "abcd");
  EXPECT_EQ(names(table.get(), -2), "cd") << "back two rows, then forward over them";
  EXPECT_EQ(names(table.get(), 1), "e");
  EXPECT_EQ(names(table.get(), -2, TBL_NOADVANCE), "de");
  EXPECT_EQ(names(table.get(), -2, TBL_NOADVANCE), "bc");
  EXPECT_EQ(names(table.get(), -2, TBL_NOADVANCE), "a") << "no more than there are";
  EXPECT_EQ(names(table.get(), -2, TBL_NOADVANCE), "");
  EXPECT_EQ(names(table.get(), 1), "a");
}

TEST_F(TableViewTest, StaysAtTheFirstRowWithoutAdvance) {
  fill("abc");
  const auto table = view();
  EXPECT_EQ(names(table.get(), 2, TBL_NOADVANCE), "ab");
  EXPECT_EQ(names(table.get(), 2), "ab");
}

TEST_F(TableViewTest, ShowsTheColumnsThatWereAskedFor) {  // L-1, L-2, L-6
  fill("a");
  TableViewOptions options;
  options.columns = {PR_DISPLAY_NAME_W};
  const auto table = table_->view(core_, options);
  mapi_ptr<SPropTagArray> columns;
  EXPECT_EQ(table->QueryColumns(0, out(columns)), S_OK);
  EXPECT_EQ(columns->cValues, 1U);
  EXPECT_EQ(columns->aulPropTag[0], PR_DISPLAY_NAME_A) << "L-10: without MAPI_UNICODE";
  EXPECT_EQ(table->QueryColumns(TBL_ALL_COLUMNS, out(columns)), S_OK);
  EXPECT_EQ(columns->cValues, 4U) << "name, row id, size, instance key";
  EXPECT_EQ(table->SetColumns(make_tags({}).get(), 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(table->SetColumns(nullptr, 0), MAPI_E_INVALID_PARAMETER);
  const ULONG wanted[] = {PR_NULL, PR_SUBJECT_W, with_type(PR_ROWID, PT_UNSPECIFIED), PR_DISPLAY_NAME_W};
  EXPECT_EQ(table->SetColumns(make_tags(wanted).get(), TBL_BATCH), S_OK);
  EXPECT_EQ(table->QueryColumns(TBL_ALL_COLUMNS, out(columns)), S_OK);
  const std::span available(columns->aulPropTag, columns->cValues);
  EXPECT_NE(std::ranges::find(available, PR_DISPLAY_NAME_W), available.end()) << "in the width in which it is shown";
  const auto rows = query(table.get(), 1);
  const SPropValue* cells = rows->aRow[0].lpProps;
  ASSERT_EQ(rows->aRow[0].cValues, 4U);
  EXPECT_EQ(cells[0].ulPropTag, PR_NULL);
  EXPECT_EQ(cells[1].ulPropTag, error_tag(PR_SUBJECT_W));
  EXPECT_EQ(cells[1].Value.err, MAPI_E_NOT_FOUND);
  EXPECT_EQ(cells[2].ulPropTag, PR_ROWID);
  EXPECT_STREQ(cells[3].Value.lpszW, L"a");
  const ULONG instance[] = {MVI_PROP(PROP_TAG(PT_MV_UNICODE, 0x6601))};
  EXPECT_EQ(table->SetColumns(make_tags(instance).get(), 0), MAPI_E_TOO_COMPLEX);  // L-24
}

TEST_F(TableViewTest, SeeksAndClampsAtBothEnds) {  // L-12, L-13
  fill("abcde");
  const auto table = view();
  LONG moved = 0;
  EXPECT_EQ(table->SeekRow(BOOKMARK_END, 0, &moved), S_OK);
  EXPECT_EQ(moved, 0);
  EXPECT_EQ(names(table.get(), 1), "") << "END is after the last row";
  EXPECT_EQ(table->SeekRow(BOOKMARK_END, -2, &moved), S_OK);
  EXPECT_EQ(moved, -2);
  EXPECT_EQ(names(table.get(), 1), "d");
  EXPECT_EQ(table->SeekRow(BOOKMARK_CURRENT, -100, &moved), S_OK);
  EXPECT_EQ(moved, -4);
  EXPECT_EQ(table->SeekRow(BOOKMARK_BEGINNING, 100, &moved), S_OK);
  EXPECT_EQ(moved, 5);
  EXPECT_EQ(table->SeekRow(77, 0, &moved), MAPI_E_INVALID_BOOKMARK);
  EXPECT_EQ(moved, 0);
  EXPECT_EQ(table->SeekRowApprox(1, 2), S_OK);  // L-14
  EXPECT_EQ(names(table.get(), 1), "c");
  EXPECT_EQ(table->SeekRowApprox(1, 0), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(table->SeekRowApprox(7, 7), S_OK);
  EXPECT_EQ(names(table.get(), 1), "");
  EXPECT_EQ(table->SeekRow(BOOKMARK_BEGINNING, 3, nullptr), S_OK);
  ULONG row = 0;
  ULONG numerator = 0;
  ULONG denominator = 0;
  EXPECT_EQ(table->QueryPosition(&row, &numerator, &denominator), S_OK);
  EXPECT_EQ(row, 3U);
  EXPECT_EQ(numerator, 3U);
  EXPECT_EQ(denominator, 5U);
  ULONG count = 0;
  EXPECT_EQ(table->GetRowCount(0, &count), S_OK);
  EXPECT_EQ(count, 5U);
}

TEST_F(TableViewTest, DenominatorIsNeverZero) {  // L-9
  const auto table = view();
  ULONG row = 1;
  ULONG numerator = 1;
  ULONG denominator = 0;
  EXPECT_EQ(table->QueryPosition(&row, &numerator, &denominator), S_OK);
  EXPECT_EQ(row, 0U);
  EXPECT_EQ(numerator, 0U);
  EXPECT_NE(denominator, 0U);
}

TEST_F(TableViewTest, SortsAndKeepsRowsThatAreEqualAsTheyCame) {  // L-18
  fill("cab");
  table_->put(PropertyBag{{PR_ROWID, 10}, {PR_DISPLAY_NAME_W, "B"}});
  table_->put(PropertyBag{{PR_ROWID, 11}, {PR_SUBJECT_W, "no name"}, {PR_DISPLAY_NAME_W, ""}});
  const auto table = view();
  EXPECT_EQ(sort(table.get(), {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}), S_OK);
  EXPECT_EQ(names(table.get(), 100), "aBbc");
  EXPECT_EQ(sort(table.get(), {{PR_DISPLAY_NAME_W, TABLE_SORT_DESCEND}}), S_OK);
  EXPECT_EQ(names(table.get(), 100), "cbBa") << "the cursor goes to the beginning";
  mapi_ptr<SSortOrderSet> order;
  EXPECT_EQ(table->QuerySortOrder(out(order)), S_OK);
  EXPECT_EQ(order->cSorts, 1U);
  EXPECT_EQ(order->aSort[0].ulPropTag, PR_DISPLAY_NAME_A);
  EXPECT_EQ(sort(table.get(), {}), S_OK);
  EXPECT_EQ(names(table.get(), 100), "cabB");
  EXPECT_EQ(table->SortTable(nullptr, 0), MAPI_E_INVALID_PARAMETER);
}

TEST_F(TableViewTest, SortsIntegersSigned) {
  for (const int size : {5, -7, 0, 2000000000, -2000000000}) {
    table_->put(
        PropertyBag{{PR_ROWID, ++last_id_}, {PR_DISPLAY_NAME_W, std::to_string(size) + " "}, {PR_MESSAGE_SIZE, size}});
  }
  const auto table = view();
  EXPECT_EQ(sort(table.get(), {{PR_MESSAGE_SIZE, TABLE_SORT_ASCEND}}), S_OK);
  EXPECT_EQ(names(table.get(), 100), "-2000000000 -7 0 5 2000000000 ");
}

TEST_F(TableViewTest, RestrictsAndTakesTheRestrictionAway) {  // L-17
  fill("abcd");
  const auto table = view();
  EXPECT_EQ(names(table.get(), 1), "a");
  EXPECT_EQ(restrict(table.get(), at_least("c")), S_OK);
  EXPECT_EQ(names(table.get(), 100), "cd");
  ULONG count = 0;
  EXPECT_EQ(table->GetRowCount(0, &count), S_OK);
  EXPECT_EQ(count, 2U);
  SRestriction all{};
  EXPECT_EQ(table->Restrict(&all, 0), S_OK);
  EXPECT_EQ(names(table.get(), 100), "abcd") << "an empty AND is true";
  EXPECT_EQ(restrict(table.get(), Restriction(Restriction::Or{})), S_OK);
  EXPECT_EQ(names(table.get(), 100), "");
  EXPECT_EQ(table->Restrict(nullptr, TBL_BATCH), S_OK);
  EXPECT_EQ(names(table.get(), 100), "abcd");
}

// What a table in memory cannot do, wherever it stands in a restriction.
std::vector<Restriction> about_recipients() {
  const Restriction sub(
      Restriction::Sub{PR_MESSAGE_RECIPIENTS, std::make_shared<const Restriction>(Restriction::Exist{PR_ROWID})});
  const auto inner = std::make_shared<const Restriction>(sub);
  return {sub, Restriction(Restriction::And{{Restriction(Restriction::Or{}), sub}}),
          Restriction(Restriction::Or{{Restriction(Restriction::And{}), sub}}), Restriction(Restriction::Not{inner}),
          Restriction(Restriction::Comment{{}, inner})};
}

TEST_F(TableViewTest, RefusesWhatItCannotRestrictByWhateverRowsThereAre) {  // L-20, L-23
  const auto table = view();
  for (const Restriction& restriction : about_recipients()) {
    EXPECT_EQ(restrict(table.get(), restriction), MAPI_E_TOO_COMPLEX) << "of no rows";
  }
  fill("ab");
  for (const Restriction& restriction : about_recipients()) {
    EXPECT_EQ(restrict(table.get(), restriction), MAPI_E_TOO_COMPLEX);
  }
  EXPECT_EQ(all_names(table.get()), "ab");
}

TEST_F(TableViewTest, FindsNothingByWhatItCannotSearchFor) {  // L-20
  const auto table = view();
  for (const char* rows : {"", "ab"}) {
    fill(rows);
    for (const Restriction& restriction : about_recipients()) {
      for (const ULONG direction : {ULONG{0}, ULONG{DIR_BACKWARD}}) {
        EXPECT_EQ(table->FindRow(restriction.to_mapi().get(), BOOKMARK_CURRENT, direction), MAPI_E_NOT_FOUND);
      }
    }
    EXPECT_EQ(table->SeekRow(BOOKMARK_END, 0, nullptr), S_OK);
  }
}

TEST_F(TableViewTest, FailedRestrictionChangesNothing) {
  fill("abcd");
  const auto table = view();
  EXPECT_EQ(restrict(table.get(), at_least("c")), S_OK);
  EXPECT_EQ(restrict(table.get(), Restriction(Restriction::Sub{PR_MESSAGE_RECIPIENTS,
                                                               std::make_shared<const Restriction>(named("a"))})),
            MAPI_E_TOO_COMPLEX);
  EXPECT_EQ(all_names(table.get()), "cd");
}

TEST_F(TableViewTest, FindsForwardFromTheOriginAndBackwardFromBeforeIt) {  // L-16
  fill("abcab");
  const auto table = view();
  EXPECT_EQ(find(table.get(), named("b"), BOOKMARK_BEGINNING), S_OK);
  EXPECT_EQ(names(table.get(), 1), "b");
  EXPECT_EQ(find(table.get(), named("b"), BOOKMARK_CURRENT), S_OK);
  EXPECT_EQ(names(table.get(), 10), "b");
  EXPECT_EQ(find(table.get(), named("b"), BOOKMARK_END, DIR_BACKWARD), S_OK);
  EXPECT_EQ(find(table.get(), named("b"), BOOKMARK_CURRENT), S_OK) << "forward begins with the row at the cursor";
  EXPECT_EQ(names(table.get(), 10, TBL_NOADVANCE), "b");
  EXPECT_EQ(find(table.get(), named("b"), BOOKMARK_CURRENT, DIR_BACKWARD), S_OK) << "backward with the one before";
  EXPECT_EQ(names(table.get(), 10, TBL_NOADVANCE), "bcab");
  EXPECT_EQ(find(table.get(), named("z"), BOOKMARK_CURRENT), MAPI_E_NOT_FOUND);
  EXPECT_EQ(names(table.get(), 1), "b") << "after a miss the cursor stays";
  EXPECT_EQ(table->FindRow(nullptr, BOOKMARK_CURRENT, 0), MAPI_E_INVALID_PARAMETER);
}

TEST_F(TableViewTest, FindsByInstanceKeyAndByPrefixInTheOrderOfTheSort) {  // L-16
  fill("dBca");
  const auto table = view();
  EXPECT_EQ(sort(table.get(), {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}), S_OK);
  EXPECT_EQ(find(table.get(), at_least("b"), BOOKMARK_BEGINNING), S_OK);
  EXPECT_EQ(names(table.get(), 1), "c") << "B is before b";
  EXPECT_EQ(find(table.get(), at_least("B"), BOOKMARK_BEGINNING), S_OK);
  const auto rows = query(table.get(), 1);
  EXPECT_STREQ(rows->aRow[0].lpProps[0].Value.lpszA, "B");
  EXPECT_EQ(find(table.get(), Restriction::equals(PropertyValue::from(rows->aRow[0].lpProps[2])), BOOKMARK_BEGINNING),
            S_OK);
  EXPECT_EQ(names(table.get(), 1), "B");
}

TEST_F(TableViewTest, BookmarksStayWithTheirRow) {  // L-15
  fill("abcd");
  const auto table = view();
  EXPECT_EQ(table->SeekRow(BOOKMARK_BEGINNING, 2, nullptr), S_OK);
  BOOKMARK at_c = 0;
  EXPECT_EQ(table->CreateBookmark(&at_c), S_OK);
  EXPECT_GT(at_c, BOOKMARK_END);
  table_->insert(0, row(50, "x"));
  EXPECT_EQ(table->SeekRow(at_c, 0, nullptr), S_OK);
  EXPECT_EQ(names(table.get(), 1), "c");
  EXPECT_EQ(table->SeekRow(at_c, -1, nullptr), S_OK);
  EXPECT_EQ(names(table.get(), 1), "b");
  table_->erase(id(3));
  EXPECT_EQ(table->SeekRow(at_c, 0, nullptr), MAPI_W_POSITION_CHANGED);
  EXPECT_EQ(names(table.get(), 1), "d") << "the next row";
  EXPECT_EQ(table->SeekRow(at_c, 0, nullptr), S_OK) << "warned once";
  EXPECT_EQ(table->FreeBookmark(at_c), S_OK);
  EXPECT_EQ(table->SeekRow(at_c, 0, nullptr), MAPI_E_INVALID_BOOKMARK);
  EXPECT_EQ(table->FreeBookmark(at_c), MAPI_E_INVALID_BOOKMARK);
  EXPECT_EQ(table->FreeBookmark(BOOKMARK_END), S_OK);  // L-11
}

TEST_F(TableViewTest, SortAndRestrictDiscardBookmarks) {  // L-17, L-18
  fill("ab");
  const auto table = view();
  BOOKMARK bookmark = 0;
  EXPECT_EQ(table->CreateBookmark(&bookmark), S_OK);
  EXPECT_EQ(sort(table.get(), {}), S_OK);
  EXPECT_EQ(table->SeekRow(bookmark, 0, nullptr), MAPI_E_INVALID_BOOKMARK);
  EXPECT_EQ(table->CreateBookmark(&bookmark), S_OK);
  EXPECT_EQ(table->Restrict(nullptr, 0), S_OK);
  EXPECT_EQ(table->SeekRow(bookmark, 0, nullptr), MAPI_E_INVALID_BOOKMARK);
  TableViewOptions options;
  options.bookmarks = false;
  EXPECT_EQ(view(options)->CreateBookmark(&bookmark), MAPI_E_NO_SUPPORT);
}

TEST_F(TableViewTest, CursorKeepsItsPlaceWhileRowsComeAndGo) {
  fill("abcdef");
  const auto table = view();
  EXPECT_EQ(names(table.get(), 3), "abc");
  table_->erase(id(3));
  table_->erase(id(4));
  table_->insert(0, row(40, "x"));
  EXPECT_EQ(names(table.get(), 1), "e") << "c, which was read last, and d have gone";
  table_->put(row(5, "E"));
  EXPECT_EQ(names(table.get(), -1, TBL_NOADVANCE), "E");
  EXPECT_EQ(all_names(table.get()), "xabEf");
}

TEST_F(TableViewTest, ReadsOnWhenTheRowThatWasReadLastHasGone) {  // L-4
  for (const std::string_view before : {"", "x"}) {
    table_->replace_all({});
    fill(before);
    const auto table = view();
    EXPECT_EQ(names(table.get(), 100), before);
    fill("a");
    EXPECT_EQ(names(table.get(), 1), "a");
    EXPECT_TRUE(table_->erase(id(last_id_)));
    fill("b");
    EXPECT_EQ(names(table.get(), 1), "b");
    table_->replace_all({});
    fill("c");
    EXPECT_EQ(names(table.get(), 1), "c");
  }
}

TEST_F(TableViewTest, ViewsFollowTheirOrderAndRestrictionLive) {
  fill("bd");
  const auto table = view();
  EXPECT_EQ(restrict(table.get(), at_least("b")), S_OK);
  EXPECT_EQ(sort(table.get(), {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}), S_OK);
  fill("ca");
  EXPECT_EQ(all_names(table.get()), "bcd");
  table_->put(row(4, "e"));  // a, which the restriction hid
  table_->put(row(1, "a"));  // b
  EXPECT_EQ(all_names(table.get()), "cde");
  table_->clear();
  EXPECT_EQ(all_names(table.get()), "");
}

TEST_F(TableViewTest, AnswersSynchronously) {  // L-29, L-30
  const auto table = view();
  ULONG status = 1;
  ULONG type = 0;
  EXPECT_EQ(table->GetStatus(&status, &type), S_OK);
  EXPECT_EQ(status, TBLSTAT_COMPLETE);
  EXPECT_EQ(type, TBLTYPE_SNAPSHOT);
  TableViewOptions telling;
  telling.notifier = [] { return std::unique_ptr<Notifier>(); };
  EXPECT_EQ(view(telling)->GetStatus(&status, &type), S_OK);
  EXPECT_EQ(type, TBLTYPE_DYNAMIC);
  EXPECT_EQ(table->WaitForCompletion(0, 0xFFFFFFFF, &status), S_OK);
  EXPECT_EQ(table->Abort(), MAPI_E_UNABLE_TO_ABORT);
}

TEST_F(TableViewTest, TellsOnceWhenItsLastReferenceHasGone) {  // L-39
  int released = 0;
  TableViewOptions options;
  options.released = [&] { ++released; };
  auto table = view(options);
  auto second = table;
  table.reset();
  EXPECT_EQ(released, 0);
  second.reset();
  EXPECT_EQ(released, 1);
}

TEST_F(TableViewTest, IsInvalidAfterItsLogon) {  // J-73
  fill("a");
  const auto table = view();
  core_->gate().close();
  LPSRowSet rows = nullptr;
  EXPECT_EQ(table->QueryRows(1, 0, &rows), MAPI_E_INVALID_OBJECT);
}

TEST_F(MemoryTableTest, NeedsTheIndexColumnInEveryRow) {  // L-33
  fill("a");
  try {
    table_->put(std::vector<PropertyBag>{row(7, "x"), PropertyBag{{PR_DISPLAY_NAME_W, "y"}}});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), MAPI_E_INVALID_PARAMETER);
  }
  EXPECT_EQ(table_->size(), 1U) << "one bad row: nothing changes";
}

TEST_F(MemoryTableTest, ReplacesAndAppendsAndInserts) {  // L-33 … L-36
  fill("abc");
  table_->put(row(2, "B"));
  EXPECT_EQ(table_->size(), 3U);
  table_->insert(1, row(9, "i"));
  table_->insert(4, row(10, "z"));
  std::string all;
  for (const SharedBag& bag : table_->rows()) all += bag->text(PR_DISPLAY_NAME_W);
  EXPECT_EQ(all, "aiBcz");
  EXPECT_THROW(table_->insert(0, row(9, "again")), Failure);
  EXPECT_THROW(table_->insert(99, row(98, "far")), Failure);
  std::size_t position = 0;
  EXPECT_EQ(table_->row(id(9), &position)->text(PR_DISPLAY_NAME_W), "i");
  EXPECT_EQ(position, 1U);
  EXPECT_EQ(table_->row(id(77)), nullptr);
  EXPECT_EQ(table_->row_at(5), nullptr);
  EXPECT_TRUE(table_->erase(id(9)));
  EXPECT_FALSE(table_->erase(id(9)));
}

// Rows of hundreds of shapes, most of which no row has any more, while views, plans and cursors go on.
TEST_F(MemoryTableTest, RowsOfEverNewColumnsComeAndGo) {
  const auto table = view();
  ASSERT_EQ(sort(table.get(), {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}), S_OK);
  ASSERT_EQ(restrict(table.get(), at_least("a")), S_OK);
  const auto usual = make_values(row(1, "a"));
  const SRow mapi_row{0, 3, usual.get()};
  for (int i = 0; i < 500; ++i) {
    table_->put(std::span(&mapi_row, 1));
    PropertyBag other = row(2, "b");
    other.set({PROP_TAG(PT_LONG, 0x6600 + i), i});
    table_->put(other);
    ASSERT_EQ(all_names(table.get()), "ab");
    table_->erase(id(i % 2 + 1));
    ASSERT_EQ(all_names(table.get()), i % 2 == 0 ? "b" : "a");
  }
}

TEST_F(MemoryTableTest, ErasesNothingWhenOneOfTheValuesNamesNoRows) {  // L-34
  fill("abc");
  const std::vector<PropertyValue> values = {id(1), {PROP_TAG(PT_DOUBLE, 0x6600), 5.0}};
  EXPECT_THROW(table_->erase(values), Failure);
  EXPECT_EQ(table_->size(), 3U);
}

TEST_F(MemoryTableTest, MakesRoomHoweverOftenRowsAreInsertedAtOnePlace) {  // L-35
  fill("az");
  const auto table = view();
  std::string expected = "a";
  for (int i = 0; i < 200; ++i) table_->insert(1, row(1000 + i, std::string(1, static_cast<char>('b' + i % 20))));
  for (int i = 199; i >= 0; --i) expected += static_cast<char>('b' + i % 20);
  EXPECT_EQ(all_names(table.get()), expected + "z");
}

// Where there is no number left between two rows all are numbered anew, and a cursor must not notice: one beside a row
// that is there, one beside a row that has gone, and a bookmark.
TEST_F(MemoryTableTest, CursorsStayWhereTheyAreWhenRoomIsMadeBetweenRows) {
  fill("abcdz");
  const auto behind_b = view();
  const auto before_gone = view();
  EXPECT_EQ(names(behind_b.get(), 2), "ab");
  EXPECT_EQ(names(before_gone.get(), 3), "abc");
  table_->erase(id(3));
  BOOKMARK at_d = 0;
  const auto marked = view();
  ASSERT_EQ(marked->SeekRow(BOOKMARK_BEGINNING, 2, nullptr), S_OK);
  ASSERT_EQ(marked->CreateBookmark(&at_d), S_OK);
  for (int i = 0; i < 200; ++i) table_->insert(1, row(1000 + i, "-"));
  EXPECT_EQ(names(behind_b.get(), 9), "dz");
  EXPECT_EQ(names(before_gone.get(), 9), "dz");
  ASSERT_EQ(marked->SeekRow(at_d, 0, nullptr), S_OK);
  EXPECT_EQ(names(marked.get(), 9), "dz");
}

TEST_F(MemoryTableTest, CursorsBesideRowsThatHaveGoneStayInTheirOrderWhenRoomIsMade) {
  fill("abcd");
  const auto behind_b = view();
  const auto behind_c = view();
  EXPECT_EQ(names(behind_b.get(), 2), "ab");
  EXPECT_EQ(names(behind_c.get(), 3), "abc");
  table_->erase(id(2));
  table_->erase(id(3));
  for (int i = 0; i < 200; ++i) table_->insert(0, row(1000 + i, "-"));
  ULONG first = 0;
  ULONG second = 0;
  ULONG numerator = 0;
  ULONG denominator = 0;
  ASSERT_EQ(behind_b->QueryPosition(&first, &numerator, &denominator), S_OK);
  ASSERT_EQ(behind_c->QueryPosition(&second, &numerator, &denominator), S_OK);
  EXPECT_EQ(first, 201U);
  EXPECT_EQ(second, 201U);
  EXPECT_EQ(names(behind_b.get(), 9), "d");
}

TEST_F(MemoryTableTest, TakesRowsOfMapisForm) {  // L-33
  fill("ab");
  const auto first = make_values(row(2, "B"), PT_STRING8);
  const auto second = make_values(row(3, "c"));
  SRow rows[] = {{0, 3, first.get()}, {0, 3, second.get()}};
  table_->put(std::span<const SRow>(rows));
  const auto table = view();
  EXPECT_EQ(all_names(table.get()), "aBc");
  EXPECT_EQ(table_->row(id(2))->number(PR_MESSAGE_SIZE), 20);
  ASSERT_EQ(second.get()[1].ulPropTag, PR_ROWID);
  second.get()[1].ulPropTag = PR_NULL;
  first.get()[2].Value.lpszA = const_cast<char*>("never");
  EXPECT_THROW(table_->put(std::span<const SRow>(rows)), Failure);
  EXPECT_EQ(all_names(table.get()), "aBc") << "one bad row, and nothing changes";
}

TEST_F(MemoryTableTest, ARowKeepsTheInstanceKeyThatItsFormerSelfBrought) {  // L-8
  PropertyBag named = row(1, "a");
  named.set(PR_INSTANCE_KEY, "a key of its own");
  table_->put(named);
  table_->put(row(1, "b"));
  EXPECT_EQ(table_->row(id(1))->binary(PR_INSTANCE_KEY), "a key of its own");
  const auto table = view();
  EXPECT_EQ(find(table.get(), Restriction::equals({PR_INSTANCE_KEY, "a key of its own"}), BOOKMARK_BEGINNING), S_OK);
}

TEST_F(MemoryTableTest, NeverUsesAnInstanceKeyAgain) {  // L-8
  fill("a");
  const std::string first(table_->row(id(1))->binary(PR_INSTANCE_KEY));
  table_->put(row(1, "changed"));
  EXPECT_EQ(table_->row(id(1))->binary(PR_INSTANCE_KEY), first) << "constant while the row lives";
  table_->erase(id(1));
  table_->put(row(1, "new"));
  EXPECT_NE(table_->row(id(1))->binary(PR_INSTANCE_KEY), first);
}

TEST_F(MemoryTableTest, TakesNewColumnsIn) {  // L-33
  fill("a");
  const auto old_view = view();
  table_->put(PropertyBag{{PR_ROWID, 2}, {PR_COMMENT_W, "new column"}});
  mapi_ptr<SPropTagArray> columns;
  EXPECT_EQ(old_view->QueryColumns(TBL_ALL_COLUMNS, out(columns)), S_OK);
  EXPECT_TRUE(lists(columns.get(), PR_COMMENT_W));
  EXPECT_EQ(table_->view(core_)->QueryColumns(0, out(columns)), S_OK);
  EXPECT_TRUE(lists(columns.get(), PR_COMMENT_W));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
std::size_t bytes_allocated() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

TEST_F(MemoryTableTest, GivesTheMemoryOfDeletedRowsBack) {
  constexpr int kRows = 100'000;
  const auto sorted = view();
  EXPECT_EQ(sort(sorted.get(), {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}), S_OK);
  const std::size_t before = bytes_allocated();
  for (int i = 0; i < kRows; ++i) table_->put(row(i, "a name as rows have them in a table of contents"));
  const std::size_t full = bytes_allocated() - before;
  for (int i = 0; i < kRows; ++i) {
    if (i != kRows / 2) {
      EXPECT_TRUE(table_->erase(id(i)));
    }
  }
  const std::size_t left = bytes_allocated() - before;
  EXPECT_LT(left, full / 40);
  EXPECT_EQ(all_names(sorted.get()), "a name as rows have them in a table of contents");
}
#endif

// Counts what a view tells, and looks at all of it. A table tells of one change at a time, whatever threads make them.
class RacedNotifier final : public Notifier {
 public:
  explicit RacedNotifier(std::atomic<std::size_t>& told) : told_(told) {}

  ULONG_PTR subscribe(ULONG, IMAPIAdviseSink* sink) override {
    const std::lock_guard lock(mutex_);
    sinks_.emplace(++last_, com_ptr<IMAPIAdviseSink>::share(sink));
    return last_;
  }
  void unsubscribe(ULONG_PTR connection) override {
    const std::lock_guard lock(mutex_);
    if (sinks_.erase(connection) == 0) fail(MAPI_E_NOT_FOUND, "no such connection");
  }
  void notify(std::span<const NOTIFICATION> notifications, ULONG) noexcept override {
    EXPECT_FALSE(telling_.exchange(true));
    for (const NOTIFICATION& one : notifications) {
      const SRow& row = one.info.tab.row;
      if (row.cValues != 0) {
        EXPECT_EQ(std::strlen(row.lpProps[0].Value.lpszA), 1U);
      }
      ++told_;
    }
    telling_ = false;
  }

 private:
  std::atomic<std::size_t>& told_;
  std::atomic<bool> telling_{false};
  std::mutex mutex_;
  std::map<ULONG_PTR, com_ptr<IMAPIAdviseSink>> sinks_;
  ULONG_PTR last_ = 0;
};

class RacedTable : public test::TableTest {
 protected:
  void change_rows(int writer) {
    for (int i = 0; i < 300; ++i) {
      table_->put(row(writer * 1000 + i % 50, std::string(1, static_cast<char>('a' + i % 26))));
      if (i % 3 == 0) table_->erase(id(writer * 1000 + i % 40));
      if (i % 10 == 0) table_->touch(id(writer * 1000 + i % 50));
      if (i % 100 == 99) table_->clear();
    }
  }

  static ULONG_PTR advise(IMAPITable* table, IMAPIAdviseSink* sink) {
    ULONG_PTR connection = 0;
    EXPECT_EQ(table->Advise(fnevTableModified, sink, &connection), S_OK);
    return connection;
  }

  // All rows in their order, and none that the restriction hides.
  static void read_in_order(IMAPITable* table, const std::string& least) {
    std::string last = least;
    for (;;) {
      const auto rows = query(table, 20);
      if (rows->cRows == 0) return;
      for (ULONG i = 0; i < rows->cRows; ++i) {
        const std::string name = rows->aRow[i].lpProps[0].Value.lpszA;
        EXPECT_LE(last, name);
        last = name;
      }
    }
  }

  // What a bookmark marks may go at any time, and so may what is found.
  static void search(IMAPITable* table) {
    BOOKMARK bookmark = 0;
    EXPECT_EQ(table->SeekRowApprox(1, 2), S_OK);
    EXPECT_EQ(table->CreateBookmark(&bookmark), S_OK);
    const HRESULT found = find(table, named("m"), bookmark);
    EXPECT_TRUE(found == S_OK || found == MAPI_W_POSITION_CHANGED || found == MAPI_E_NOT_FOUND) << found;
    const HRESULT sought = table->SeekRow(bookmark, -3, nullptr);
    EXPECT_TRUE(sought == S_OK || sought == MAPI_W_POSITION_CHANGED) << sought;
    EXPECT_EQ(table->FreeBookmark(bookmark), S_OK);
  }
};

TEST_F(RacedTable, MayBeChangedReadAndListenedToByEightThreads) {
  std::atomic<bool> stop{false};
  std::latch listening(4);
  std::vector<std::thread> readers;
  for (ULONG reader = 0; reader < 4; ++reader) {
    readers.emplace_back([&, reader] {
      std::atomic<std::size_t> told{0};
      TableViewOptions options;
      options.notifier = [&told] { return std::make_unique<RacedNotifier>(told); };
      const auto table = view(std::move(options));
      const auto sink = make_object<test::NoSink>(core_);
      ULONG_PTR connection = advise(table.get(), sink.get());
      listening.count_down();
      const ULONG categories = reader % 2;  // half of them with headings
      const SortOrder order({{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}, categories, categories);
      for (bool is_restricted = false; !stop; is_restricted = !is_restricted) {
        const auto restriction = at_least("f").to_mapi();
        EXPECT_EQ(table->Restrict(is_restricted ? restriction.get() : nullptr, 0), S_OK);
        EXPECT_EQ(table->SortTable(order.to_mapi().get(), 0), S_OK);
        read_in_order(table.get(), is_restricted ? "f" : "");
        search(table.get());
        EXPECT_EQ(table->Unadvise(connection), S_OK);
        connection = advise(table.get(), sink.get());
      }
      EXPECT_GT(told, 0U);
    });
  }
  listening.wait();
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) writers.emplace_back([&, writer] { change_rows(writer); });
  for (std::thread& thread : writers) thread.join();
  stop = true;
  for (std::thread& thread : readers) thread.join();
}

}  // namespace
