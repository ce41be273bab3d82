// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <mapitags.h>

namespace postroom {
namespace {

using FPropComparePropFunction = test::Initialised;
using FPropContainsPropFunction = test::Initialised;

SPropValue number(ULONG tag, LONG value) {
  SPropValue result{};
  result.ulPropTag = tag;
  result.Value.l = value;
  return result;
}
SPropValue text(ULONG tag, const wchar_t* value) {
  SPropValue result{};
  result.ulPropTag = tag;
  result.Value.lpszW = const_cast<wchar_t*>(value);
  return result;
}
SPropValue bytes(ULONG tag, const char* value, ULONG size) {
  SPropValue result{};
  result.ulPropTag = tag;
  result.Value.bin = {size, reinterpret_cast<BYTE*>(const_cast<char*>(value))};
  return result;
}

TEST_F(FPropComparePropFunction, HoldsInTheOrderOfItsParameters) {
  SPropValue one = number(PR_MESSAGE_FLAGS, 1);
  SPropValue two = number(PR_IMPORTANCE, 2);  // of any identifier
  EXPECT_TRUE(FPropCompareProp(&one, RELOP_LT, &two));
  EXPECT_TRUE(FPropCompareProp(&one, RELOP_LE, &two));
  EXPECT_TRUE(FPropCompareProp(&one, RELOP_NE, &two));
  EXPECT_FALSE(FPropCompareProp(&one, RELOP_EQ, &two));
  EXPECT_FALSE(FPropCompareProp(&one, RELOP_GE, &two));
  EXPECT_FALSE(FPropCompareProp(&one, RELOP_GT, &two));
  EXPECT_TRUE(FPropCompareProp(&two, RELOP_GT, &one));
}

TEST_F(FPropComparePropFunction, ComparesTextAndBytes) {
  SPropValue a = text(PR_SUBJECT_W, L"abc");
  SPropValue b = text(PR_DISPLAY_NAME_W, L"abd");
  EXPECT_TRUE(FPropCompareProp(&a, RELOP_LT, &b));
  SPropValue key = bytes(PR_SEARCH_KEY, "\x80", 1);
  SPropValue longer = bytes(PR_ENTRYID, "\x01\x02", 2);
  EXPECT_FALSE(FPropCompareProp(&key, RELOP_EQ, &longer));
  EXPECT_TRUE(FPropCompareProp(&key, RELOP_EQ, &key));
}

TEST_F(FPropComparePropFunction, ComparesMultivaluesAsWholes) {
  LONG longs[] = {1, 2, 3};
  SPropValue short_one{};
  short_one.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6801);
  short_one.Value.MVl = {2, longs};
  SPropValue long_one = short_one;
  long_one.Value.MVl.cValues = 3;
  EXPECT_TRUE(FPropCompareProp(&short_one, RELOP_EQ, &short_one));
  EXPECT_TRUE(FPropCompareProp(&short_one, RELOP_NE, &long_one));
}

TEST_F(FPropComparePropFunction, GivesNoIdentifierAMeaningOfItsOwn) {  // a restriction resolves names by this one
  SPropValue name = text(PR_ANR_W, L"Lovelace");
  SPropValue full = text(PR_DISPLAY_NAME_W, L"Ada Lovelace");
  EXPECT_FALSE(FPropCompareProp(&full, RELOP_EQ, &name));
  EXPECT_FALSE(FPropCompareProp(&name, RELOP_EQ, &full));
  EXPECT_TRUE(FPropCompareProp(&name, RELOP_EQ, &name));
}

TEST_F(FPropComparePropFunction, IsFalseForWhatCannotBeCompared) {
  SPropValue one = number(PR_MESSAGE_FLAGS, 1);
  SPropValue subject = text(PR_SUBJECT_W, L"1");
  SPropValue unset = text(PR_SUBJECT_W, nullptr);
  EXPECT_FALSE(FPropCompareProp(&one, RELOP_NE, &subject));
  EXPECT_FALSE(FPropCompareProp(&one, RELOP_RE, &one));
  EXPECT_FALSE(FPropCompareProp(&one, 77, &one));
  EXPECT_FALSE(FPropCompareProp(&subject, RELOP_NE, &unset));
  EXPECT_FALSE(FPropCompareProp(nullptr, RELOP_EQ, &one));
  EXPECT_FALSE(FPropCompareProp(&one, RELOP_EQ, nullptr));
}

using LPropComparePropFunction = test::Initialised;

TEST_F(LPropComparePropFunction, IsTheSignOfTheOrder) {
  SPropValue minus = number(PR_MESSAGE_FLAGS, -1);
  SPropValue one = number(PR_MESSAGE_FLAGS, 1);
  SPropValue same = number(PR_IMPORTANCE, 1);  // of any object and any identifier
  EXPECT_LT(LPropCompareProp(&minus, &one), 0) << "PT_LONG has a sign";
  EXPECT_GT(LPropCompareProp(&one, &minus), 0);
  EXPECT_EQ(LPropCompareProp(&one, &same), 0);
  SPropValue ab = text(PR_SUBJECT_W, L"ab");
  SPropValue b = text(PR_SUBJECT_W, L"b");
  EXPECT_LT(LPropCompareProp(&ab, &b), 0);
  EXPECT_GT(LPropCompareProp(&b, &ab), 0);
  SPropValue high = bytes(PR_ENTRYID, "\xFF", 1);
  SPropValue low = bytes(PR_ENTRYID, "\x01\x02", 2);
  EXPECT_NE(LPropCompareProp(&high, &low), 0);
  EXPECT_EQ(LPropCompareProp(&high, &low) < 0, LPropCompareProp(&low, &high) > 0);
}

TEST_F(LPropComparePropFunction, IsNotZeroForUnequalValuesWithoutAnOrder) {
  SPropValue yes{};
  yes.ulPropTag = PR_READ_RECEIPT_REQUESTED;
  yes.Value.b = TRUE;
  SPropValue no = yes;
  no.Value.b = FALSE;
  const LONG answer = LPropCompareProp(&yes, &no);
  EXPECT_NE(answer, 0);
  EXPECT_EQ(LPropCompareProp(&yes, &no), answer) << "the same at every call";
  EXPECT_EQ(LPropCompareProp(&yes, &yes), 0);
  SPropValue missing{};
  missing.ulPropTag = CHANGE_PROP_TYPE(PR_SUBJECT_W, PT_ERROR);
  missing.Value.err = MAPI_E_NOT_FOUND;
  SPropValue refused = missing;
  refused.Value.err = MAPI_E_NO_ACCESS;
  EXPECT_NE(LPropCompareProp(&missing, &refused), 0);
  EXPECT_EQ(LPropCompareProp(&missing, &missing), 0);
}

TEST_F(FPropContainsPropFunction, FindsTextByItsLevel) {
  SPropValue subject = text(PR_SUBJECT_W, L"Caf\u00e9 Postroom");
  SPropValue whole = text(PR_BODY_W, L"Caf\u00e9 Postroom");
  SPropValue begin = text(PR_SUBJECT_W, L"Caf\u00e9");
  SPropValue end = text(PR_SUBJECT_W, L"room");
  EXPECT_TRUE(FPropContainsProp(&subject, &whole, FL_FULLSTRING));
  EXPECT_FALSE(FPropContainsProp(&subject, &begin, FL_FULLSTRING));
  EXPECT_TRUE(FPropContainsProp(&subject, &begin, FL_PREFIX));
  EXPECT_FALSE(FPropContainsProp(&subject, &end, FL_PREFIX));
  EXPECT_TRUE(FPropContainsProp(&subject, &end, FL_SUBSTRING));
  EXPECT_FALSE(FPropContainsProp(&end, &subject, FL_SUBSTRING));
  EXPECT_TRUE(FPropContainsProp(&subject, &whole, FL_SUBSTRING | FL_PREFIX));  // no level: the whole text, exactly
  EXPECT_FALSE(FPropContainsProp(&subject, &begin, FL_SUBSTRING | FL_PREFIX));
}

TEST_F(FPropContainsPropFunction, IgnoresWhatItIsToldToIgnore) {
  SPropValue subject = text(PR_SUBJECT_W, L"Caf\u00e9 Postroom");
  SPropValue capitals = text(PR_SUBJECT_W, L"CAF\u00c9");
  SPropValue plain = text(PR_SUBJECT_W, L"Cafe");
  EXPECT_FALSE(FPropContainsProp(&subject, &capitals, FL_PREFIX));
  EXPECT_TRUE(FPropContainsProp(&subject, &capitals, FL_PREFIX | FL_IGNORECASE));
  EXPECT_FALSE(FPropContainsProp(&subject, &plain, FL_PREFIX | FL_IGNORECASE));
  EXPECT_TRUE(FPropContainsProp(&subject, &plain, FL_PREFIX | FL_IGNORENONSPACE));
  EXPECT_TRUE(FPropContainsProp(&subject, &plain, FL_PREFIX | FL_LOOSE));
}

TEST_F(FPropContainsPropFunction, FindsBytesAndRefusesOtherTypes) {
  SPropValue key = bytes(PR_SEARCH_KEY, "\0\1\2", 3);
  SPropValue part = bytes(PR_SEARCH_KEY, "\1\2", 2);
  SPropValue subject = text(PR_SUBJECT_W, L"\1\2");
  SPropValue one = number(PR_MESSAGE_FLAGS, 1);
  EXPECT_TRUE(FPropContainsProp(&key, &part, FL_SUBSTRING));
  EXPECT_FALSE(FPropContainsProp(&key, &part, FL_PREFIX));
  EXPECT_FALSE(FPropContainsProp(&key, &subject, FL_SUBSTRING));
  EXPECT_FALSE(FPropContainsProp(&one, &one, FL_FULLSTRING));
  EXPECT_FALSE(FPropContainsProp(nullptr, &key, FL_FULLSTRING));
  EXPECT_FALSE(FPropContainsProp(&key, nullptr, FL_FULLSTRING));
}

MAPINAMEID name(GUID* set, const wchar_t* text) {
  MAPINAMEID result{};
  result.lpguid = set;
  result.ulKind = MNID_STRING;
  result.Kind.lpwstrName = const_cast<wchar_t*>(text);
  return result;
}
MAPINAMEID name(GUID* set, LONG id) {
  MAPINAMEID result{};
  result.lpguid = set;
  result.ulKind = MNID_ID;
  result.Kind.lID = id;
  return result;
}

TEST(FEqualNames, ComparesSetsKindsAndNames) {
  GUID set{1, 2, 3, {4}};
  GUID same = set;
  GUID other{1, 2, 3, {5}};
  const std::wstring copy = L"Keywords";
  MAPINAMEID keywords = name(&set, L"Keywords");
  MAPINAMEID again = name(&same, copy.c_str());
  MAPINAMEID lower = name(&set, L"keywords");
  MAPINAMEID elsewhere = name(&other, L"Keywords");
  MAPINAMEID five = name(&set, 5);
  MAPINAMEID five_again = name(&same, 5);
  MAPINAMEID six = name(&set, 6);
  EXPECT_TRUE(FEqualNames(&keywords, &again));
  EXPECT_FALSE(FEqualNames(&keywords, &lower));  // case counts
  EXPECT_FALSE(FEqualNames(&keywords, &elsewhere));
  EXPECT_FALSE(FEqualNames(&keywords, &five));
  EXPECT_TRUE(FEqualNames(&five, &five_again));
  EXPECT_FALSE(FEqualNames(&five, &six));
  EXPECT_FALSE(FEqualNames(&five, nullptr));
  EXPECT_FALSE(FEqualNames(nullptr, &five));
}

TEST(GetInstance, GivesOneValueWithoutCopyingIt) {
  wchar_t first[] = L"first";
  wchar_t second[] = L"second";
  wchar_t* strings[] = {first, second};
  SPropValue multiple{};
  multiple.ulPropTag = PROP_TAG(PT_MV_UNICODE | MV_INSTANCE, 0x6801);
  multiple.Value.MVszW = {2, strings};
  SPropValue single{};
  GetInstance(&multiple, &single, 1);
  EXPECT_EQ(single.ulPropTag, PROP_TAG(PT_UNICODE, 0x6801));
  EXPECT_EQ(single.Value.lpszW, second);

  LONG longs[] = {7, 8};
  multiple.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6802);
  multiple.Value.MVl = {2, longs};
  GetInstance(&multiple, &single, 0);
  EXPECT_EQ(single.ulPropTag, PROP_TAG(PT_LONG, 0x6802));
  EXPECT_EQ(single.Value.l, 7);
}

// The second of two values, as GetInstance gives it.
template <class Array, class Value>
SPropValue second_of(ULONG type, Array _PV::*array, Value* values) {
  SPropValue multiple{};
  multiple.ulPropTag = PROP_TAG(type, 0x6801);
  multiple.Value.*array = {2, values};
  SPropValue single{};
  GetInstance(&multiple, &single, 1);
  EXPECT_EQ(single.ulPropTag, PROP_TAG(type & ~static_cast<ULONG>(MV_FLAG), 0x6801));
  return single;
}

TEST(GetInstance, KnowsEveryType) {
  short shorts[] = {1, -2};
  LONG longs[] = {1, -3};
  float floats[] = {1, 0.5F};
  double doubles[] = {1, 0.25};
  double times[] = {1, 0.125};
  CURRENCY currencies[2] = {};
  currencies[1].int64 = 11;
  LARGE_INTEGER larges[2] = {};
  larges[1].QuadPart = 12;
  FILETIME filetimes[] = {{1, 1}, {13, 14}};
  GUID guids[2] = {};
  char text[] = "text";
  wchar_t wide[] = L"wide";
  char* texts[] = {nullptr, text};
  wchar_t* wides[] = {nullptr, wide};
  BYTE byte = 1;
  SBinary binaries[] = {{0, nullptr}, {1, &byte}};
  EXPECT_EQ(second_of(PT_MV_I2, &_PV::MVi, shorts).Value.i, -2);
  EXPECT_EQ(second_of(PT_MV_LONG, &_PV::MVl, longs).Value.l, -3);
  EXPECT_EQ(second_of(PT_MV_R4, &_PV::MVflt, floats).Value.flt, 0.5F);
  EXPECT_EQ(second_of(PT_MV_DOUBLE, &_PV::MVdbl, doubles).Value.dbl, 0.25);
  EXPECT_EQ(second_of(PT_MV_APPTIME, &_PV::MVat, times).Value.at, 0.125);
  EXPECT_EQ(second_of(PT_MV_CURRENCY, &_PV::MVcur, currencies).Value.cur.int64, 11);
  EXPECT_EQ(second_of(PT_MV_I8, &_PV::MVli, larges).Value.li.QuadPart, 12);
  EXPECT_EQ(second_of(PT_MV_SYSTIME, &_PV::MVft, filetimes).Value.ft.dwHighDateTime, 14U);
  EXPECT_EQ(second_of(PT_MV_CLSID, &_PV::MVguid, guids).Value.lpguid, &guids[1]);
  EXPECT_EQ(second_of(PT_MV_STRING8, &_PV::MVszA, texts).Value.lpszA, text);
  EXPECT_EQ(second_of(PT_MV_UNICODE, &_PV::MVszW, wides).Value.lpszW, wide);
  EXPECT_EQ(second_of(PT_MV_BINARY, &_PV::MVbin, binaries).Value.bin.lpb, &byte);
}

TEST(GetInstance, MayReplaceTheProperty) {
  LONG longs[] = {7, 8};
  SPropValue value{};
  value.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6802);
  value.Value.MVl = {2, longs};
  SPropValue whole = value;
  GetInstance(&value, &value, 1);
  EXPECT_EQ(value.Value.l, 8);
  GetInstance(&whole, &whole, 5);
  EXPECT_EQ(whole.Value.err, MAPI_E_INVALID_PARAMETER);
}

TEST(GetInstance, AnswersWithAnErrorForAnInstanceThatIsNotThere) {
  LONG longs[] = {7, 8};
  SPropValue multiple{};
  multiple.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6802);
  multiple.Value.MVl = {2, longs};
  SPropValue single{};
  GetInstance(&multiple, &single, 2);
  EXPECT_EQ(single.ulPropTag, PROP_TAG(PT_ERROR, 0x6802));
  EXPECT_EQ(single.Value.err, MAPI_E_INVALID_PARAMETER);
  multiple.ulPropTag = PROP_TAG(PT_LONG, 0x6802);
  GetInstance(&multiple, &single, 0);
  EXPECT_EQ(PROP_TYPE(single.ulPropTag), PT_ERROR);
}

}  // namespace
}  // namespace postroom
