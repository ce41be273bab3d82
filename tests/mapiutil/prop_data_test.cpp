// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>

namespace postroom {
namespace {

class PropData : public test::Initialised {
 protected:
  void SetUp() override {
    Initialised::SetUp();
    ASSERT_EQ(
        CreateIProp(&IID_IMAPIPropData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, data.put()),
        S_OK);
    set(PR_PRIORITY, 1);
    set(PR_IMPORTANCE, 2);
  }
  void TearDown() override {
    data.reset();
    Initialised::TearDown();
  }

  HRESULT set(ULONG tag, LONG value) {
    SPropValue one{};
    one.ulPropTag = tag;
    one.Value.l = value;
    return HrSetOneProp(data.get(), &one);
  }
  HRESULT set_access(ULONG tag, ULONG access) {
    SizedSPropTagArray(1, tags) = {1, {tag}};
    return data->HrSetPropAccess(reinterpret_cast<LPSPropTagArray>(&tags), &access);
  }

  kit::com_ptr<IPropData> data;
};

TEST_F(PropData, AReadOnlyObjectTakesNothing) {  // L-42
  ASSERT_EQ(data->HrSetObjAccess(IPROP_READONLY), S_OK);
  EXPECT_EQ(set(PR_PRIORITY, 3), MAPI_E_NO_ACCESS);
  EXPECT_EQ(set_access(PR_PRIORITY, IPROP_READONLY), MAPI_E_NO_ACCESS);
  ASSERT_EQ(data->HrSetObjAccess(IPROP_READWRITE), S_OK);
  EXPECT_EQ(set(PR_PRIORITY, 3), S_OK);
  EXPECT_EQ(data->HrSetObjAccess(IPROP_READONLY | IPROP_READWRITE), MAPI_E_INVALID_PARAMETER);
}

TEST_F(PropData, AReadOnlyPropertyStaysAsItIs) {  // L-42
  ASSERT_EQ(set_access(PR_PRIORITY, IPROP_READONLY), S_OK);
  EXPECT_EQ(set(PR_PRIORITY, 3), MAPI_E_NO_ACCESS);
  EXPECT_EQ(set(PR_IMPORTANCE, 3), S_OK);
  EXPECT_EQ(set_access(PR_PRIORITY, IPROP_READONLY | IPROP_READWRITE), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(set_access(PR_PRIORITY, IPROP_CLEAN | IPROP_DIRTY), MAPI_E_INVALID_PARAMETER);
}

TEST_F(PropData, TellsWhatWasChangedAndWhatIsGone) {  // L-43
  ASSERT_EQ(set_access(PR_PRIORITY, IPROP_READWRITE | IPROP_CLEAN), S_OK);
  SizedSPropTagArray(1, gone) = {1, {PR_IMPORTANCE}};
  ASSERT_EQ(data->DeleteProps(reinterpret_cast<LPSPropTagArray>(&gone), nullptr), S_OK);

  SizedSPropTagArray(2, asked) = {2, {PR_PRIORITY, PR_IMPORTANCE}};
  auto* tags = reinterpret_cast<LPSPropTagArray>(&asked);
  kit::mapi_ptr<ULONG> access;
  ASSERT_EQ(data->HrGetPropAccess(&tags, kit::out(access)), S_OK);
  EXPECT_EQ(access.get()[0], IPROP_READWRITE);
  EXPECT_EQ(asked.aulPropTag[1], 0U);

  set(PR_PRIORITY, 5);
  kit::mapi_ptr<SPropTagArray> all;
  LPSPropTagArray listed = nullptr;
  ASSERT_EQ(data->HrGetPropAccess(&listed, kit::out(access)), S_OK);
  all.reset(listed);
  ASSERT_EQ(all->cValues, 2U);
  EXPECT_EQ(all->aulPropTag[1], PR_IMPORTANCE);
  EXPECT_EQ(access.get()[0], IPROP_DIRTY);
}

TEST_F(PropData, AddsObjectPropertiesOnly) {  // L-44
  SizedSPropTagArray(1, number) = {1, {PR_PRIORITY}};
  EXPECT_EQ(data->HrAddObjProps(reinterpret_cast<LPSPropTagArray>(&number), nullptr), MAPI_E_INVALID_TYPE);
  SizedSPropTagArray(1, object) = {1, {PR_MESSAGE_RECIPIENTS}};
  EXPECT_EQ(data->HrAddObjProps(reinterpret_cast<LPSPropTagArray>(&object), nullptr), S_OK);
  EXPECT_TRUE(FPropExists(data.get(), PR_MESSAGE_RECIPIENTS));
}

TEST_F(PropData, AddsTheObjectPropertiesThatItMayAndNamesTheOthers) {  // L-42, L-44
  ASSERT_EQ(set_access(PR_MESSAGE_RECIPIENTS, IPROP_READONLY), S_OK);
  SizedSPropTagArray(2, objects) = {2, {PR_MESSAGE_ATTACHMENTS, PR_MESSAGE_RECIPIENTS}};
  kit::mapi_ptr<SPropProblemArray> problems;
  EXPECT_EQ(data->HrAddObjProps(reinterpret_cast<LPSPropTagArray>(&objects), kit::out(problems)),
            MAPI_W_PARTIAL_COMPLETION);
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].ulIndex, 1U);
  EXPECT_EQ(problems->aProblem[0].ulPropTag, PR_MESSAGE_RECIPIENTS);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_NO_ACCESS);
  EXPECT_TRUE(FPropExists(data.get(), PR_MESSAGE_ATTACHMENTS));
  EXPECT_FALSE(FPropExists(data.get(), PR_MESSAGE_RECIPIENTS));
  EXPECT_EQ(data->HrAddObjProps(reinterpret_cast<LPSPropTagArray>(&objects), nullptr), MAPI_W_PARTIAL_COMPLETION)
      << "whether or not the problems are asked for";
  ASSERT_EQ(data->HrSetObjAccess(IPROP_READONLY), S_OK);
  EXPECT_EQ(data->HrAddObjProps(reinterpret_cast<LPSPropTagArray>(&objects), nullptr), MAPI_E_NO_ACCESS);
}

TEST_F(PropData, DeletesNoReadOnlyProperty) {  // L-42
  ASSERT_EQ(set_access(PR_PRIORITY, IPROP_READONLY), S_OK);
  SizedSPropTagArray(2, tags) = {2, {PR_PRIORITY, PR_IMPORTANCE}};
  kit::mapi_ptr<SPropProblemArray> problems;
  EXPECT_EQ(data->DeleteProps(reinterpret_cast<LPSPropTagArray>(&tags), kit::out(problems)), S_OK);
  ASSERT_TRUE(problems);
  ASSERT_EQ(problems->cProblem, 1U);
  EXPECT_EQ(problems->aProblem[0].ulIndex, 0U);
  EXPECT_EQ(problems->aProblem[0].scode, MAPI_E_NO_ACCESS);
  EXPECT_TRUE(FPropExists(data.get(), PR_PRIORITY));
  EXPECT_FALSE(FPropExists(data.get(), PR_IMPORTANCE));
}

TEST_F(PropData, IsAnObjectWithPropertiesInEveryOtherWay) {  // L-42: without transactions, without names
  EXPECT_EQ(data->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  BYTE bytes[] = {1, 2, 3};
  SPropValue binary{};
  binary.ulPropTag = PR_SEARCH_KEY;
  binary.Value.bin = {3, bytes};
  ASSERT_EQ(HrSetOneProp(data.get(), &binary), S_OK);
  kit::com_ptr<IStream> stream;
  ASSERT_EQ(data->OpenProperty(PR_SEARCH_KEY, &IID_IStream, 0, 0, stream.put_unknown()), S_OK);
  BYTE read[3] = {};
  EXPECT_EQ(stream->Read(read, 3, nullptr), S_OK);
  EXPECT_EQ(read[2], 3);

  const auto make = [] {
    kit::com_ptr<IPropData> fresh;
    EXPECT_EQ(CreateIProp(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, fresh.put()), S_OK);
    return fresh;
  };
  const auto all = make();
  EXPECT_EQ(data->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMAPIProp, all.get(), 0, nullptr), S_OK);
  EXPECT_TRUE(FPropExists(all.get(), PR_SEARCH_KEY));
  const auto some = make();
  SizedSPropTagArray(1, tags) = {1, {PR_PRIORITY}};
  EXPECT_EQ(
      data->CopyProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, nullptr, &IID_IMAPIProp, some.get(), 0, nullptr),
      S_OK);
  EXPECT_TRUE(FPropExists(some.get(), PR_PRIORITY));
  EXPECT_FALSE(FPropExists(some.get(), PR_SEARCH_KEY));

  LPSPropTagArray named = nullptr;
  ULONG count = 1;
  LPMAPINAMEID* names = nullptr;
  EXPECT_EQ(data->GetNamesFromIDs(&named, nullptr, 0, &count, &names), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(names, nullptr);
  EXPECT_EQ(data->GetIDsFromNames(0, nullptr, 0, &named), MAPI_E_NO_SUPPORT);
  EXPECT_EQ(named, nullptr);
  kit::mapi_ptr<MAPIERROR> error;
  EXPECT_EQ(data->GetLastError(MAPI_E_NO_SUPPORT, 0, kit::out(error)), S_OK);
  EXPECT_TRUE(data.as<IMAPIProp>());
}

TEST_F(PropData, CreationRefusesAnotherInterface) {
  kit::com_ptr<IPropData> none;
  EXPECT_EQ(CreateIProp(&IID_IMessage, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, none.put()),
            MAPI_E_INTERFACE_NOT_SUPPORTED);
}

}  // namespace
}  // namespace postroom
