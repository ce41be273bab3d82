// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace postroom {
namespace {

class TableData : public test::Initialised {
 protected:
  void SetUp() override {
    Initialised::SetUp();
    SizedSPropTagArray(2, columns) = {2, {PR_ROWID, PR_DISPLAY_NAME_A}};
    ASSERT_EQ(CreateTable(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, TBLTYPE_DYNAMIC,
                          PR_ROWID, reinterpret_cast<LPSPropTagArray>(&columns), table.put()),
              S_OK);
  }
  void TearDown() override {
    table.reset();
    Initialised::TearDown();
  }

  // A row as callers have it; good while the object lives.
  struct Row {
    Row(LONG number, std::string name) : text(std::move(name)) {
      values[0].ulPropTag = PR_ROWID;
      values[0].Value.l = number;
      values[1].ulPropTag = PR_DISPLAY_NAME_A;
      values[1].Value.lpszA = text.data();
      row = {0, 2, values};
    }
    std::string text;
    SPropValue values[2] = {};
    SRow row{};
  };

  void fill(std::initializer_list<const char*> names) {
    LONG number = 0;
    for (const char* name : names) {
      Row row(++number, name);
      ASSERT_EQ(table->HrModifyRow(&row.row), S_OK);
    }
  }

  std::string names(IMAPITable* view, LONG maximum = 0) {
    kit::rows_ptr rows;
    SRowSet* raw = nullptr;
    EXPECT_EQ(HrQueryAllRows(view, nullptr, nullptr, nullptr, maximum, &raw), S_OK);
    rows.reset(raw);
    std::string all;
    for (ULONG i = 0; rows && i < rows->cRows; ++i) {
      const SPropValue* name =
          PpropFindProp(rows->aRow[i].lpProps, rows->aRow[i].cValues, CHANGE_PROP_TYPE(PR_DISPLAY_NAME_A, PT_STRING8));
      all += name == nullptr ? "?" : name->Value.lpszA;
    }
    return all;
  }

  kit::com_ptr<ITableData> table;
};

TEST_F(TableData, ModifyReplacesOrAppends) {  // L-33
  fill({"a", "b"});
  Row replacement(1, "A");
  EXPECT_EQ(table->HrModifyRow(&replacement.row), S_OK);
  kit::com_ptr<IMAPITable> view;
  ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
  EXPECT_EQ(names(view.get()), "Ab");
  Row nameless(3, "c");
  nameless.row = {0, 1, &nameless.values[1]};
  EXPECT_EQ(table->HrModifyRow(&nameless.row), MAPI_E_INVALID_PARAMETER);
}

TEST_F(TableData, OneBadRowChangesNothing) {  // L-33
  Row good(1, "a");
  Row bad(2, "b");
  bad.row = {0, 1, &bad.values[1]};
  auto set = kit::make_mapi<SRowSet>(CbNewSRowSet(2));
  set->cRows = 2;
  set->aRow[0] = good.row;
  set->aRow[1] = bad.row;
  EXPECT_EQ(table->HrModifyRows(0, set.get()), MAPI_E_INVALID_PARAMETER);
  kit::mapi_ptr<SRow> row;
  EXPECT_EQ(table->HrEnumRow(0, kit::out(row)), S_OK);
  EXPECT_EQ(row, nullptr);  // L-36
}

TEST_F(TableData, HasOneInterface) {
  EXPECT_EQ(table.as<ITableData>(), table);
  kit::com_ptr<IMAPIProp> none;
  EXPECT_EQ(table->QueryInterface(IID_IMAPIProp, none.put_void()), MAPI_E_INTERFACE_NOT_SUPPORTED);
}

TEST_F(TableData, InsertTakesAPlace) {  // L-35
  fill({"a", "b"});
  Row first(9, "0");
  EXPECT_EQ(table->HrInsertRow(0, &first.row), S_OK);
  EXPECT_EQ(table->HrInsertRow(1, &first.row), MAPI_E_INVALID_PARAMETER);
  Row beyond(10, "z");
  EXPECT_EQ(table->HrInsertRow(4, &beyond.row), MAPI_E_INVALID_PARAMETER);
  kit::mapi_ptr<SRow> row;
  ASSERT_EQ(table->HrEnumRow(0, kit::out(row)), S_OK);
  ASSERT_NE(row, nullptr);
  EXPECT_STREQ(PpropFindProp(row->lpProps, row->cValues, PR_DISPLAY_NAME_A)->Value.lpszA, "0");
}

TEST_F(TableData, QueriesByTheIndexColumn) {  // L-36
  fill({"a", "b"});
  Row key(2, "");
  kit::mapi_ptr<SRow> row;
  ULONG position = 0;
  ASSERT_EQ(table->HrQueryRow(&key.values[0], kit::out(row), &position), S_OK);
  EXPECT_EQ(position, 1U);
  EXPECT_EQ(table->HrQueryRow(&key.values[1], kit::out(row), nullptr), MAPI_E_INVALID_PARAMETER);
  Row absent(7, "");
  EXPECT_EQ(table->HrQueryRow(&absent.values[0], kit::out(row), nullptr), MAPI_E_NOT_FOUND);
}

TEST_F(TableData, Deletes) {  // L-34
  fill({"a", "b", "c"});
  Row key(2, "");
  EXPECT_EQ(table->HrDeleteRow(&key.values[0]), S_OK);
  EXPECT_EQ(table->HrDeleteRow(&key.values[0]), MAPI_E_NOT_FOUND);
  auto set = kit::make_mapi<SRowSet>(CbNewSRowSet(2));
  Row first(1, "");
  set->cRows = 2;
  set->aRow[0] = first.row;
  set->aRow[1] = key.row;
  ULONG deleted = 0;
  EXPECT_EQ(table->HrDeleteRows(0, set.get(), &deleted), S_OK);
  EXPECT_EQ(deleted, 1U);
  EXPECT_EQ(table->HrDeleteRows(TAD_ALL_ROWS, nullptr, &deleted), S_OK);
  EXPECT_EQ(deleted, 1U);
}

struct Released {
  int times = 0;
  ULONG_PTR data = 0;
  ITableData* table = nullptr;
  IMAPITable* view = nullptr;
};
Released released;

void STDAPICALLTYPE view_released(ULONG_PTR data, LPTABLEDATA table, LPMAPITABLE view) {
  ++released.times;
  released = {released.times, data, table, view};
  table->Release();  // as providers do that keep no pointer of their own
}

TEST_F(TableData, TheCallbackOfAViewRunsOnceAndMayReleaseTheData) {  // L-39
  released = {};
  fill({"a"});
  kit::com_ptr<IMAPITable> view;
  ITableData* const raw = table.detach();  // the callback gives this reference back
  ASSERT_EQ(raw->HrGetView(nullptr, view_released, 42, view.put()), S_OK);
  IMAPITable* const raw_view = view.get();
  EXPECT_EQ(names(view.get()), "a");
  view.reset();
  EXPECT_EQ(released.times, 1);
  EXPECT_EQ(released.data, 42U);
  EXPECT_EQ(released.table, raw);
  EXPECT_EQ(released.view, raw_view);
}

TEST_F(TableData, QueryAllRowsGivesNothingWhenThereIsTooMuch) {  // L-41
  fill({"a", "b", "c"});
  kit::com_ptr<IMAPITable> view;
  ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
  EXPECT_EQ(names(view.get(), 3), "abc");
  SRowSet* rows = reinterpret_cast<SRowSet*>(1);
  EXPECT_EQ(HrQueryAllRows(view.get(), nullptr, nullptr, nullptr, 2, &rows), MAPI_E_TABLE_TOO_BIG);
  EXPECT_EQ(rows, nullptr);
}

TEST_F(TableData, QueryAllRowsTakesAnyLimit) {  // L-41
  fill({"a", "b", "c"});
  kit::com_ptr<IMAPITable> view;
  ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
  constexpr LONG kGreatest = std::numeric_limits<LONG>::max();
  EXPECT_EQ(names(view.get(), kGreatest - 1), "abc");
  EXPECT_EQ(names(view.get(), kGreatest), "abc");
}

TEST_F(TableData, QueryAllRowsSortsAndRestricts) {
  fill({"b", "c", "a"});
  kit::com_ptr<IMAPITable> view;
  ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
  SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_DISPLAY_NAME_A, TABLE_SORT_DESCEND}}};
  Row limit(1, "");
  SRestriction above{};
  above.rt = RES_PROPERTY;
  above.res.resProperty = {RELOP_GT, PR_ROWID, &limit.values[0]};
  SRowSet* raw = nullptr;
  ASSERT_EQ(HrQueryAllRows(view.get(), nullptr, &above, reinterpret_cast<LPSSortOrderSet>(&order), 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  ASSERT_EQ(rows->cRows, 2U);
  EXPECT_STREQ(PpropFindProp(rows->aRow[0].lpProps, rows->aRow[0].cValues, PR_DISPLAY_NAME_A)->Value.lpszA, "c");
}

LONG STDAPICALLTYPE count_events(LPVOID context, ULONG count, LPNOTIFICATION events) {
  for (ULONG i = 0; i < count; ++i)
    static_cast<std::vector<ULONG>*>(context)->push_back(events[i].info.tab.ulTableEvent);
  return S_OK;
}

TEST_F(TableData, ViewsHearOfChangesUntilTheyGo) {  // L-38, K-18
  std::vector<ULONG> events;
  kit::com_ptr<IMAPITable> view;
  kit::com_ptr<IMAPIAdviseSink> sink;
  ASSERT_EQ(HrAllocAdviseSink(count_events, &events, sink.put()), S_OK);
  ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
  ULONG_PTR connection = 0;
  ASSERT_EQ(view->Advise(fnevTableModified, sink.get(), &connection), S_OK);
  fill({"a"});
  Row row(1, "a");
  EXPECT_EQ(table->HrNotify(0, 2, row.values), S_OK);
  EXPECT_TRUE(events.empty());
  EXPECT_EQ(HrDispatchNotifications(0), S_OK);
  EXPECT_EQ(events, (std::vector<ULONG>{TABLE_ROW_ADDED, TABLE_ROW_MODIFIED}));
  view.reset();  // without Unadvise
  fill({"b"});
  EXPECT_EQ(HrDispatchNotifications(0), S_OK);
  EXPECT_EQ(events.size(), 2U);
}

TEST_F(TableData, ViewsAreOfTheTypeThatTheTableWasCreatedWith) {  // L-29, CreateTable
  for (const ULONG wanted : {TBLTYPE_SNAPSHOT, TBLTYPE_KEYSET, TBLTYPE_DYNAMIC}) {
    ASSERT_EQ(CreateTable(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, wanted, PR_ROWID,
                          nullptr, table.put()),
              S_OK);
    kit::com_ptr<IMAPITable> view;
    ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
    ULONG status = 99;
    ULONG type = 99;
    EXPECT_EQ(view->GetStatus(&status, &type), S_OK);
    EXPECT_EQ(type, wanted);
    EXPECT_EQ(status, static_cast<ULONG>(TBLSTAT_COMPLETE));
  }
}

// The tags of a view's columns, in their order.
std::vector<ULONG> columns_of(IMAPITable& view) {
  kit::mapi_ptr<SPropTagArray> columns;
  EXPECT_EQ(view.QueryColumns(0, kit::out(columns)), S_OK);
  return {columns->aulPropTag, columns->aulPropTag + columns->cValues};
}

std::vector<ULONG> tags_of(const SRow& row) {
  std::vector<ULONG> tags;
  for (const SPropValue& value : std::span(row.lpProps, row.cValues)) tags.push_back(value.ulPropTag);
  std::ranges::sort(tags);
  return tags;
}

TEST_F(TableData, TextComesBackInTheWidthOfTheRowOrOfTheColumnItWasGivenIn) {  // L-1, L-33, L-36
  SizedSPropTagArray(2, columns) = {2, {PR_ROWID, PR_COMMENT_W}};
  ASSERT_EQ(CreateTable(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, TBLTYPE_DYNAMIC,
                        PR_ROWID, reinterpret_cast<LPSPropTagArray>(&columns), table.put()),
            S_OK);
  std::wstring wide = L"wide";
  char narrow[] = "narrow";
  SPropValue values[4] = {};
  values[0].ulPropTag = PR_ROWID;
  values[0].Value.l = 1;
  values[1].ulPropTag = PR_DISPLAY_NAME_A;
  values[1].Value.lpszA = narrow;
  values[2].ulPropTag = PR_SUBJECT_W;
  values[2].Value.lpszW = wide.data();
  values[3].ulPropTag = PR_COMMENT_A;  // which the column set has as Unicode
  values[3].Value.lpszA = narrow;
  SRow row{0, 4, values};
  ASSERT_EQ(table->HrModifyRow(&row), S_OK);

  kit::mapi_ptr<SRow> found;
  ASSERT_EQ(table->HrEnumRow(0, kit::out(found)), S_OK);
  const std::vector<ULONG> widths{PR_SUBJECT_W, PR_ROWID, PR_DISPLAY_NAME_A, PR_COMMENT_W};
  for (const ULONG tag : widths) {
    const std::vector<ULONG> tags = tags_of(*found);
    EXPECT_NE(std::ranges::find(tags, tag), tags.end()) << std::hex << tag;
  }
  const SPropValue* name = PpropFindProp(found->lpProps, found->cValues, PR_DISPLAY_NAME_A);
  ASSERT_NE(name, nullptr);
  EXPECT_STREQ(name->Value.lpszA, "narrow");
  ASSERT_EQ(table->HrQueryRow(values, kit::out(found), nullptr), S_OK);
  EXPECT_NE(PpropFindProp(found->lpProps, found->cValues, PR_DISPLAY_NAME_A), nullptr);

  kit::com_ptr<IMAPITable> view;
  ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
  for (const ULONG tag : widths) {
    const std::vector<ULONG> shown = columns_of(*view);
    EXPECT_NE(std::ranges::find(shown, tag), shown.end()) << std::hex << tag;
  }
  SRowSet* raw = nullptr;
  ASSERT_EQ(view->QueryRows(1, 0, &raw), S_OK);
  const kit::rows_ptr rows(raw);
  name = PpropFindProp(rows->aRow[0].lpProps, rows->aRow[0].cValues, PR_DISPLAY_NAME_A);
  ASSERT_NE(name, nullptr);
  EXPECT_STREQ(name->Value.lpszA, "narrow");

  kit::mapi_ptr<SPropTagArray> all;
  ASSERT_EQ(view->QueryColumns(TBL_ALL_COLUMNS, kit::out(all)), S_OK);
  const std::span available(all->aulPropTag, all->cValues);
  for (const ULONG tag : widths) {
    EXPECT_NE(std::ranges::find(available, tag), available.end()) << std::hex << tag;
  }
  SizedSSortOrderSet(2, order) = {2, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}, {PR_COMMENT_A, TABLE_SORT_ASCEND}}};
  ASSERT_EQ(view->SortTable(reinterpret_cast<LPSSortOrderSet>(&order), 0), S_OK);
  kit::mapi_ptr<SSortOrderSet> sorted;
  ASSERT_EQ(view->QuerySortOrder(kit::out(sorted)), S_OK);
  EXPECT_EQ(sorted->aSort[0].ulPropTag, PR_DISPLAY_NAME_A);
  EXPECT_EQ(sorted->aSort[1].ulPropTag, PR_COMMENT_W);
}

TEST_F(TableData, CreationRefusesWhatItCannotDo) {
  kit::com_ptr<ITableData> none;
  EXPECT_EQ(CreateTable(&IID_IMAPITable, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, 0, PR_ROWID,
                        nullptr, none.put()),
            MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_EQ(CreateTable(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, 7, PR_ROWID, nullptr,
                        none.put()),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(CreateTable(nullptr, nullptr, MAPIAllocateMore, MAPIFreeBuffer, nullptr, 0, PR_ROWID, nullptr, none.put()),
            MAPI_E_INVALID_PARAMETER);
}

TEST_F(TableData, AddColumnsPutsThemFirst) {  // HrAddColumns
  fill({"Alice"});
  kit::com_ptr<IMAPITable> view;
  ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
  SizedSPropTagArray(2, before) = {2, {PR_ROWID, PR_DISPLAY_NAME_A}};
  ASSERT_EQ(view->SetColumns(reinterpret_cast<LPSPropTagArray>(&before), 0), S_OK);
  SizedSPropTagArray(2, added) = {2, {PR_COMMENT_A, PR_DISPLAY_NAME_A}};  // one is new, one moves
  ASSERT_EQ(HrAddColumns(view.get(), reinterpret_cast<LPSPropTagArray>(&added), MAPIAllocateBuffer, MAPIFreeBuffer),
            S_OK);
  EXPECT_EQ(columns_of(*view), (std::vector<ULONG>{PR_COMMENT_A, PR_DISPLAY_NAME_A, PR_ROWID}));
  kit::rows_ptr rows;
  SRowSet* raw = nullptr;
  ASSERT_EQ(view->QueryRows(1, 0, &raw), S_OK);
  rows.reset(raw);
  ASSERT_EQ(rows->aRow[0].cValues, 3U);
  EXPECT_STREQ(rows->aRow[0].lpProps[1].Value.lpszA, "Alice");
  EXPECT_EQ(rows->aRow[0].lpProps[2].Value.l, 1);
}

// What the callback was shown; it turns the texts to wide ones.
std::vector<ULONG>& seen_by_filter() {
  static auto* const seen = new std::vector<ULONG>;
  return *seen;
}
void widen(LPSPropTagArray columns) {
  seen_by_filter().assign(columns->aulPropTag, columns->aulPropTag + columns->cValues);
  for (ULONG i = 0; i < columns->cValues; ++i) {
    if (PROP_TYPE(columns->aulPropTag[i]) == PT_STRING8) {
      columns->aulPropTag[i] = CHANGE_PROP_TYPE(columns->aulPropTag[i], PT_UNICODE);
    }
  }
}

TEST_F(TableData, AddColumnsAsksTheFilterAboutThosePresentFirst) {  // HrAddColumnsEx
  kit::com_ptr<IMAPITable> view;
  ASSERT_EQ(table->HrGetView(nullptr, nullptr, 0, view.put()), S_OK);
  SizedSPropTagArray(2, added) = {2, {PR_COMMENT_A, PR_DISPLAY_NAME_W}};
  ASSERT_EQ(
      HrAddColumnsEx(view.get(), reinterpret_cast<LPSPropTagArray>(&added), MAPIAllocateBuffer, MAPIFreeBuffer, widen),
      S_OK);
  EXPECT_EQ(seen_by_filter(), (std::vector<ULONG>{PR_ROWID, PR_DISPLAY_NAME_A})) << "not those that are added";
  EXPECT_EQ(columns_of(*view), (std::vector<ULONG>{PR_COMMENT_A, PR_DISPLAY_NAME_W, PR_ROWID}))
      << "what the filter made of a column counts, and the column moves";
  EXPECT_EQ(
      HrAddColumnsEx(nullptr, reinterpret_cast<LPSPropTagArray>(&added), MAPIAllocateBuffer, MAPIFreeBuffer, nullptr),
      MAPI_E_INVALID_PARAMETER);
}

}  // namespace
}  // namespace postroom
