// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <mapitags.h>
#include <mapival.h>

namespace postroom {
namespace {

using FBadPropFunction = test::Initialised;
using FBadRestrictionFunction = test::Initialised;

SPropValue value(ULONG tag) {
  SPropValue result{};
  result.ulPropTag = tag;
  return result;
}

TEST(FBadPropTag, KnowsTheTypes) {
  for (const ULONG tag : {PR_SUBJECT_W, PR_SUBJECT_A, PR_ENTRYID, PR_HASATTACH, PR_CREATION_TIME,
                          PROP_TAG(PT_MV_LONG, 0x6801), PROP_TAG(PT_MV_UNICODE | MV_INSTANCE, 0x6801),
                          PROP_TAG(PT_UNSPECIFIED, 0x6801), PROP_TAG(PT_ERROR, 0x6801), PR_NULL}) {
    EXPECT_FALSE(FBadPropTag(tag)) << std::hex << tag;
  }
  for (const ULONG tag : {PROP_TAG(0x00EE, 0x6801), PROP_TAG(PT_MV_LONG | 0x0100, 0x6801),
                          PROP_TAG(MV_FLAG | PT_BOOLEAN, 0x6801), PROP_TAG(MV_FLAG | PT_OBJECT, 0x6801),
                          PROP_TAG(PT_LONG | MV_INSTANCE, 0x6801), PROP_TAG(PT_LONG, 0), PROP_TAG(PT_LONG, 0xFFFF)}) {
    EXPECT_TRUE(FBadPropTag(tag)) << std::hex << tag;
  }
}

TEST_F(FBadPropFunction, LooksAtTheValueByItsType) {
  SPropValue flag = value(PR_HASATTACH);
  flag.Value.b = TRUE;
  EXPECT_FALSE(FBadProp(&flag));
  flag.Value.b = 2;
  EXPECT_TRUE(FBadProp(&flag));

  SPropValue id = value(PR_ENTRYID);
  id.Value.bin = {4, nullptr};
  EXPECT_TRUE(FBadProp(&id));
  BYTE bytes[4] = {};
  id.Value.bin.lpb = bytes;
  EXPECT_FALSE(FBadProp(&id));

  SPropValue subject = value(PR_SUBJECT_W);
  EXPECT_TRUE(FBadProp(&subject));
  wchar_t text[] = L"";
  subject.Value.lpszW = text;
  EXPECT_FALSE(FBadProp(&subject));

  SPropValue multiple = value(PROP_TAG(PT_MV_LONG, 0x6801));
  EXPECT_TRUE(FBadProp(&multiple));
  LONG number = 1;
  multiple.Value.MVl = {1, &number};
  EXPECT_FALSE(FBadProp(&multiple));
  multiple.Value.MVl.lpl = nullptr;
  EXPECT_TRUE(FBadProp(&multiple));

  SPropValue unspecified = value(PROP_TAG(PT_UNSPECIFIED, 0x6801));
  EXPECT_TRUE(FBadProp(&unspecified));
  EXPECT_TRUE(FBadProp(nullptr));
}

TEST_F(FBadPropFunction, IsAskedOfEveryValueOfARowAndARowSet) {
  SPropValue values[] = {value(PR_MESSAGE_FLAGS), value(PR_SUBJECT_W)};
  SRow row{0, 1, values};
  EXPECT_FALSE(FBadRow(&row));
  row.cValues = 2;  // the subject has no text
  EXPECT_TRUE(FBadRow(&row));
  SRow none{0, 1, nullptr};
  EXPECT_TRUE(FBadRow(&none));
  EXPECT_TRUE(FBadRow(nullptr));

  SizedSRowSet(2, rows) = {2, {{0, 1, values}, {0, 2, values}}};
  EXPECT_TRUE(FBadRowSet(reinterpret_cast<LPSRowSet>(&rows)));
  rows.cRows = 1;
  EXPECT_FALSE(FBadRowSet(reinterpret_cast<LPSRowSet>(&rows)));
  rows.cRows = 0;
  EXPECT_FALSE(FBadRowSet(reinterpret_cast<LPSRowSet>(&rows)));
  EXPECT_TRUE(FBadRowSet(nullptr));
}

TEST(FBadColumnSet, TakesNullsAndNoErrors) {  // what its page says of the two types
  SizedSPropTagArray(2, columns) = {2, {PR_NULL, PR_SUBJECT_W}};
  const auto set = reinterpret_cast<LPSPropTagArray>(&columns);
  EXPECT_FALSE(FBadColumnSet(set));
  columns.aulPropTag[1] = PROP_TAG(PT_ERROR, 0x6801);
  EXPECT_TRUE(FBadColumnSet(set));
  columns.aulPropTag[1] = PROP_TAG(0x00EE, 0x6801);
  EXPECT_TRUE(FBadColumnSet(set));
  EXPECT_TRUE(FBadColumnSet(nullptr));
}

TEST(FBadEntryList, WantsSomethingInEachIdentifier) {
  BYTE bytes[8] = {};
  SBinary ids[] = {{8, bytes}, {8, bytes}};
  ENTRYLIST list{2, ids};
  EXPECT_FALSE(FBadEntryList(&list));
  ids[1] = {8, nullptr};
  EXPECT_TRUE(FBadEntryList(&list));
  ids[1] = {4, bytes};  // flags only
  EXPECT_TRUE(FBadEntryList(&list));
  list = {1, nullptr};
  EXPECT_TRUE(FBadEntryList(&list));
  list = {0, nullptr};
  EXPECT_FALSE(FBadEntryList(&list));
  EXPECT_TRUE(FBadEntryList(nullptr));
}

TEST(FBadRglpNameID, WantsASetAndAName) {
  GUID set{};
  wchar_t text[] = L"Keywords";
  MAPINAMEID id{&set, MNID_ID, {}};
  MAPINAMEID named{&set, MNID_STRING, {}};
  named.Kind.lpwstrName = text;
  LPMAPINAMEID names[] = {&id, &named};
  EXPECT_FALSE(FBadRglpNameID(names, 2));
  named.Kind.lpwstrName = nullptr;
  EXPECT_TRUE(FBadRglpNameID(names, 2));
  named = {&set, 2, {}};
  EXPECT_TRUE(FBadRglpNameID(names, 2));
  id.lpguid = nullptr;
  EXPECT_TRUE(FBadRglpNameID(names, 1));
  names[0] = nullptr;
  EXPECT_TRUE(FBadRglpNameID(names, 1));
  EXPECT_TRUE(FBadRglpNameID(nullptr, 1));
}

TEST(FBadRglpszW, WantsEachString) {
  wchar_t text[] = L"";
  LPWSTR strings[] = {text, nullptr};
  EXPECT_FALSE(FBadRglpszW(strings, 1));
  EXPECT_TRUE(FBadRglpszW(strings, 2));
  EXPECT_TRUE(FBadRglpszW(nullptr, 1));
}

TEST_F(FBadRestrictionFunction, IsWhatATableWouldRefuse) {
  SRestriction leaf{};
  leaf.rt = RES_EXIST;
  leaf.res.resExist = {0, PR_SUBJECT_W, 0};
  EXPECT_FALSE(FBadRestriction(&leaf));
  SRestriction both{};
  both.rt = RES_AND;
  both.res.resAnd = {1, &leaf};
  EXPECT_FALSE(FBadRestriction(&both));
  leaf.rt = 0x77;  // a part that makes no sense
  EXPECT_TRUE(FBadRestriction(&both));
  both.res.resAnd = {1, nullptr};
  EXPECT_TRUE(FBadRestriction(&both));
  EXPECT_TRUE(FBadRestriction(nullptr));
}

TEST_F(FBadRestrictionFunction, AndSoForSortOrders) {
  SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
  const auto set = reinterpret_cast<LPSSortOrderSet>(&order);
  EXPECT_FALSE(FBadSortOrderSet(set));
  order.cCategories = 2;
  EXPECT_TRUE(FBadSortOrderSet(set));
  order.cCategories = 1;
  EXPECT_FALSE(FBadSortOrderSet(set));
  order.aSort[0].ulOrder = TABLE_SORT_COMBINE;
  EXPECT_TRUE(FBadSortOrderSet(set)) << "the first key has nothing to be combined with";
  order.cCategories = 0;
  order.aSort[0].ulOrder = 0x40;
  EXPECT_TRUE(FBadSortOrderSet(set));
  EXPECT_TRUE(FBadSortOrderSet(nullptr));
}

}  // namespace
}  // namespace postroom
