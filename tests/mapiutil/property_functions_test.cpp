// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>

#include <cstring>
#include <string>

namespace postroom {
namespace {

class PropertyFunctions : public test::Initialised {
 protected:
  PropertyFunctions() {
    values[0].ulPropTag = PR_SUBJECT_A;
    values[0].Value.lpszA = text.data();
    values[1].ulPropTag = PR_PRIORITY;
    values[1].Value.l = 1;
    values[2].ulPropTag = PR_ENTRYID;
    values[2].Value.bin = {3, bytes};
  }

  std::string text = "subject";
  BYTE bytes[3] = {1, 2, 3};
  SPropValue values[3] = {};
};

TEST_F(PropertyFunctions, FindByTagOrById) {
  EXPECT_EQ(PpropFindProp(values, 3, PR_PRIORITY), &values[1]);
  EXPECT_EQ(PpropFindProp(values, 3, PR_SUBJECT_W), nullptr);
  EXPECT_EQ(PpropFindProp(values, 3, CHANGE_PROP_TYPE(PR_SUBJECT_W, PT_UNSPECIFIED)), &values[0]);
  EXPECT_EQ(LpValFindProp(PR_ENTRYID, 3, values), &values[2]);
  EXPECT_EQ(LpValFindProp(PR_ENTRYID, 0, nullptr), nullptr);
}

TEST_F(PropertyFunctions, CountAndCopyAgree) {
  ULONG counted = 0;
  ASSERT_EQ(ScCountProps(3, values, &counted), S_OK);
  EXPECT_EQ(ScCountProps(3, values, nullptr), S_OK);
  std::string block(counted, '\0');
  ULONG copied = 0;
  ASSERT_EQ(ScCopyProps(3, values, block.data(), &copied), S_OK);
  EXPECT_EQ(copied, counted);
  EXPECT_STREQ(reinterpret_cast<SPropValue*>(block.data())[0].Value.lpszA, "subject");
}

TEST_F(PropertyFunctions, CountRefusesWhatIsNoProperty) {
  values[1].ulPropTag = PROP_TAG(PT_LONG, PROP_ID_NULL);
  EXPECT_EQ(ScCountProps(3, values, nullptr), MAPI_E_INVALID_PARAMETER);
  values[1].ulPropTag = PROP_TAG(PT_LONG, PROP_ID_INVALID);
  EXPECT_EQ(ScCountProps(3, values, nullptr), MAPI_E_INVALID_PARAMETER);
  values[1].ulPropTag = PROP_TAG(PT_MV_LONG, 0x6001);
  values[1].Value.MVl = {0, nullptr};
  EXPECT_EQ(ScCountProps(3, values, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(ScCountProps(-1, values, nullptr), MAPI_E_INVALID_PARAMETER);
}

TEST_F(PropertyFunctions, DuplicatesInOneBlock) {
  kit::mapi_ptr<SPropValue> copies;
  ASSERT_EQ(ScDupPropset(3, values, MAPIAllocateBuffer, kit::out(copies)), S_OK);
  text = "changed";
  EXPECT_STREQ(copies.get()[0].Value.lpszA, "subject");
  EXPECT_EQ(std::memcmp(copies.get()[2].Value.bin.lpb, bytes, 3), 0);
}

TEST_F(PropertyFunctions, CopyMoreHangsTheValueOnItsHead) {
  auto head = kit::make_mapi<SPropValue>();
  ASSERT_EQ(PropCopyMore(head.get(), &values[0], MAPIAllocateMore, head.get()), S_OK);
  text = "changed";
  EXPECT_STREQ(head->Value.lpszA, "subject");
  values[1].ulPropTag = PROP_TAG(0x00FE, 0x6001);
  EXPECT_EQ(PropCopyMore(head.get(), &values[1], MAPIAllocateMore, head.get()), MAPI_E_NO_SUPPORT);
  EXPECT_STREQ(head->Value.lpszA, "subject");
}

TEST_F(PropertyFunctions, SizeIsTheValuesAlone) {
  EXPECT_EQ(UlPropSize(&values[0]), 8U);
  EXPECT_EQ(UlPropSize(&values[1]), 4U);
  EXPECT_EQ(UlPropSize(&values[2]), 3U);
  LONG numbers[] = {1, 2, 3};
  SPropValue many{};
  many.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6001);
  many.Value.MVl = {3, numbers};
  EXPECT_EQ(UlPropSize(&many), 12U);
}

TEST_F(PropertyFunctions, SizeOfWhatIsNotThereIsNothing) {
  EXPECT_EQ(UlPropSize(nullptr), 0U);
  SPropValue value{};
  for (const ULONG type : {PT_STRING8, PT_UNICODE}) {
    value.ulPropTag = PROP_TAG(type, 0x6001);
    EXPECT_EQ(UlPropSize(&value), 0U);
  }
  for (const ULONG type : {PT_MV_STRING8, PT_MV_UNICODE, PT_MV_BINARY}) {
    value.ulPropTag = PROP_TAG(type, 0x6001);
    value.Value.MVszA = {2, nullptr};
    EXPECT_EQ(UlPropSize(&value), 0U);
  }
  char text_here[] = "ab";
  LPSTR texts[] = {nullptr, text_here};
  value.ulPropTag = PROP_TAG(PT_MV_STRING8, 0x6001);
  value.Value.MVszA = {2, texts};
  EXPECT_EQ(UlPropSize(&value), 3U);
}

TEST_F(PropertyFunctions, CopiesWantAFunctionToAllocateWith) {
  SPropValue none{};
  SPropValue* copies = &none;
  EXPECT_EQ(ScDupPropset(3, values, nullptr, &copies), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(copies, nullptr);
  SPropValue copy{};
  EXPECT_EQ(PropCopyMore(&copy, &values[0], nullptr, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(copy.ulPropTag, 0U);
  EXPECT_EQ(PropCopyMore(&copy, &values[1], nullptr, nullptr), S_OK) << "a number needs no memory";
  EXPECT_EQ(copy.Value.l, 1);
}

TEST_F(PropertyFunctions, SetAndGetOneOfAnObject) {
  kit::com_ptr<IPropData> data;
  ASSERT_EQ(CreateIProp(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, data.put()), S_OK);
  EXPECT_EQ(HrSetOneProp(data.get(), &values[0]), S_OK);
  kit::mapi_ptr<SPropValue> value;
  ASSERT_EQ(HrGetOneProp(data.get(), PR_SUBJECT_A, kit::out(value)), S_OK);
  EXPECT_STREQ(value->Value.lpszA, "subject");
  EXPECT_EQ(HrGetOneProp(data.get(), PR_PRIORITY, kit::out(value)), MAPI_E_NOT_FOUND);
  EXPECT_EQ(value, nullptr);
  EXPECT_TRUE(FPropExists(data.get(), PR_SUBJECT_A));
  EXPECT_TRUE(FPropExists(data.get(), CHANGE_PROP_TYPE(PR_SUBJECT_A, PT_UNSPECIFIED)));
  EXPECT_FALSE(FPropExists(data.get(), PR_PRIORITY));
}

TEST_F(PropertyFunctions, ProblemOfTheOnlyPropertyIsTheAnswer) {
  kit::com_ptr<IPropData> data;
  ASSERT_EQ(CreateIProp(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, data.put()), S_OK);
  ASSERT_EQ(HrSetOneProp(data.get(), &values[1]), S_OK);
  SizedSPropTagArray(1, tags) = {1, {PR_PRIORITY}};
  ULONG access = IPROP_READONLY;
  ASSERT_EQ(data->HrSetPropAccess(reinterpret_cast<LPSPropTagArray>(&tags), &access), S_OK);
  EXPECT_EQ(HrSetOneProp(data.get(), &values[1]), MAPI_E_NO_ACCESS);
}

}  // namespace
}  // namespace postroom
