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
