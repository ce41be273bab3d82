// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/flat_copy.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace postroom {
namespace {

// One value of each shape that a block must hold.
struct Sample {
  std::string narrow = "narrow text";
  std::wstring wide = L"wide \U0001F600";
  std::vector<BYTE> bytes{1, 2, 3, 4, 5};
  GUID guid{1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
  std::vector<LPSTR> texts{narrow.data(), narrow.data() + 7};
  std::vector<SBinary> binaries{{5, bytes.data()}, {0, nullptr}, {2, bytes.data() + 3}};
  std::vector<LONG> numbers{1, -2, 3};
  std::vector<SPropValue> values = std::vector<SPropValue>(8);

  Sample() {
    values[0].ulPropTag = PROP_TAG(PT_STRING8, 0x6001);
    values[0].Value.lpszA = narrow.data();
    values[1].ulPropTag = PROP_TAG(PT_UNICODE, 0x6002);
    values[1].Value.lpszW = wide.data();
    values[2].ulPropTag = PROP_TAG(PT_BINARY, 0x6003);
    values[2].Value.bin = binaries[0];
    values[3].ulPropTag = PROP_TAG(PT_CLSID, 0x6004);
    values[3].Value.lpguid = &guid;
    values[4].ulPropTag = PROP_TAG(PT_MV_STRING8, 0x6005);
    values[4].Value.MVszA = {2, texts.data()};
    values[5].ulPropTag = PROP_TAG(PT_MV_BINARY, 0x6006);
    values[5].Value.MVbin = {3, binaries.data()};
    values[6].ulPropTag = PROP_TAG(PT_MV_LONG, 0x6007);
    values[6].Value.MVl = {3, numbers.data()};
    values[7].ulPropTag = PROP_TAG(PT_LONG, 0x6008);
    values[7].Value.l = 42;
  }
};

void expect_sample(const SPropValue* values) {
  const Sample sample;
  EXPECT_STREQ(values[0].Value.lpszA, sample.narrow.c_str());
  EXPECT_STREQ(values[1].Value.lpszW, sample.wide.c_str());
  ASSERT_EQ(values[2].Value.bin.cb, 5U);
  EXPECT_EQ(std::memcmp(values[2].Value.bin.lpb, sample.bytes.data(), 5), 0);
  EXPECT_EQ(*values[3].Value.lpguid, sample.guid);
  ASSERT_EQ(values[4].Value.MVszA.cValues, 2U);
  EXPECT_STREQ(values[4].Value.MVszA.lppszA[1], "text");
  ASSERT_EQ(values[5].Value.MVbin.cValues, 3U);
  EXPECT_EQ(values[5].Value.MVbin.lpbin[1].cb, 0U);
  EXPECT_EQ(values[5].Value.MVbin.lpbin[2].lpb[1], 5);
  EXPECT_EQ(values[6].Value.MVl.lpl[1], -2);
  EXPECT_EQ(values[7].Value.l, 42);
}

TEST(FlatCopy, HoldsEverythingInTheCountedBlock) {
  std::unique_ptr<std::byte[]> block;
  std::size_t size = 0;
  SPropValue* copies = nullptr;
  {
    const Sample sample;
    size = mapiutil::flat_size(std::span<const SPropValue>(sample.values));
    block.reset(new std::byte[size]);  // the sanitizer sees a byte written beyond it
    copies = mapiutil::flat_copy(std::span<const SPropValue>(sample.values), block.get());
  }
  expect_sample(copies);
  EXPECT_EQ(static_cast<void*>(copies), block.get());
  const auto* begin = reinterpret_cast<const char*>(block.get());
  EXPECT_GT(copies[4].Value.MVszA.lppszA[0], begin);
  EXPECT_LT(copies[4].Value.MVszA.lppszA[0], begin + size);
}

TEST(Relocation, GoesToDiskAndBack) {  // by way of base 0, as the page describes
  const Sample sample;
  const std::size_t size = mapiutil::flat_size(std::span<const SPropValue>(sample.values));
  std::vector<std::uint64_t> block(size / 8);
  SPropValue* values = mapiutil::flat_copy(std::span<const SPropValue>(sample.values), block.data());
  EXPECT_EQ(mapiutil::relocate(std::span(values, 8), block.data(), nullptr), size);
  std::vector<std::uint64_t> elsewhere = block;
  std::fill(block.begin(), block.end(), 0xEEEEEEEEEEEEEEEE);
  auto* moved = reinterpret_cast<SPropValue*>(elsewhere.data());
  EXPECT_EQ(mapiutil::relocate(std::span(moved, 8), nullptr, elsewhere.data()), size);
  expect_sample(moved);
}

TEST(FlatCopy, RefusesWhatItCannotFollow) {
  SPropValue unknown{};
  unknown.ulPropTag = PROP_TAG(0x00FD, 0x6001);
  EXPECT_THROW(mapiutil::flat_size(std::span<const SPropValue>(&unknown, 1)), kit::Failure);
  SPropValue null{};
  null.ulPropTag = PROP_TAG(PT_UNICODE, 0x6001);
  EXPECT_THROW(mapiutil::flat_size(std::span<const SPropValue>(&null, 1)), kit::Failure);
}

TEST(FlatCopy, FollowsEveryKindOfNotification) {
  Sample sample;
  ENTRYID* id = reinterpret_cast<ENTRYID*>(sample.bytes.data());
  MAPIERROR error{};
  error.lpszError = reinterpret_cast<LPTSTR>(sample.narrow.data());
  SizedSPropTagArray(2, tags) = {2, {PR_SUBJECT_W, PR_ENTRYID}};

  std::vector<NOTIFICATION> all(6);
  all[0].ulEventType = fnevCriticalError;
  all[0].info.err.cbEntryID = 5;
  all[0].info.err.lpEntryID = id;
  all[0].info.err.lpMAPIError = &error;
  all[1].ulEventType = fnevNewMail;
  all[1].info.newmail.cbParentID = 3;
  all[1].info.newmail.lpParentID = id;
  all[1].info.newmail.ulFlags = MAPI_UNICODE;
  all[1].info.newmail.lpszMessageClass = reinterpret_cast<LPTSTR>(sample.wide.data());
  all[2].ulEventType = fnevObjectMoved;
  all[2].info.obj.cbOldParentID = 4;
  all[2].info.obj.lpOldParentID = id;
  all[2].info.obj.lpPropTagArray = reinterpret_cast<SPropTagArray*>(&tags);
  all[3].ulEventType = fnevTableModified;
  all[3].info.tab.propIndex = sample.values[2];
  all[3].info.tab.propPrior.ulPropTag = PR_NULL;
  all[3].info.tab.row = {0, 8, sample.values.data()};
  all[4].ulEventType = fnevExtended;
  all[4].info.ext.cb = 5;
  all[4].info.ext.pbEventParameters = sample.bytes.data();
  all[5].ulEventType = fnevStatusObjectModified;
  all[5].info.statobj.cValues = 8;
  all[5].info.statobj.lpPropVals = sample.values.data();

  const std::size_t size = mapiutil::flat_size(std::span<const NOTIFICATION>(all));
  const std::unique_ptr<std::byte[]> block(new std::byte[size]);
  NOTIFICATION* copies = mapiutil::flat_copy(std::span<const NOTIFICATION>(all), block.get());
  sample.narrow.assign(sample.narrow.size(), '#');  // nothing of the source is used any more
  sample.bytes.assign(5, 0);

  EXPECT_STREQ(reinterpret_cast<const char*>(copies[0].info.err.lpMAPIError->lpszError), "narrow text");
  EXPECT_EQ(copies[0].info.err.lpMAPIError->lpszComponent, nullptr);
  EXPECT_EQ(reinterpret_cast<const BYTE*>(copies[0].info.err.lpEntryID)[4], 5);
  EXPECT_STREQ(reinterpret_cast<const wchar_t*>(copies[1].info.newmail.lpszMessageClass), L"wide \U0001F600");
  EXPECT_EQ(copies[2].info.obj.lpPropTagArray->aulPropTag[1], PR_ENTRYID);
  EXPECT_EQ(reinterpret_cast<const BYTE*>(copies[2].info.obj.lpOldParentID)[3], 4);
  EXPECT_EQ(copies[3].info.tab.propIndex.Value.bin.lpb[0], 1);
  expect_sample(copies[3].info.tab.row.lpProps);
  EXPECT_EQ(copies[4].info.ext.pbEventParameters[1], 2);
  expect_sample(copies[5].info.statobj.lpPropVals);
}

}  // namespace
}  // namespace postroom
