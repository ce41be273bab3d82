// SPDX-License-Identifier: Apache-2.0
#include <mapiutil.h>

#include <gtest/gtest.h>

#include <limits>

namespace postroom {
namespace {

constexpr char kText[] = "postroom";
constexpr wchar_t kWide[] = L"postroom \u00e9t\u00e9";

TEST(SzFindCh, FindsTheFirst) {
  EXPECT_EQ(SzFindCh(kText, 'o'), kText + 1);
  EXPECT_EQ(SzFindChW(kWide, 0xE9), kWide + 9);
}

TEST(SzFindCh, IsNullForWhatIsNotThere) {
  EXPECT_EQ(SzFindCh(kText, 'O'), nullptr);  // case counts
  EXPECT_EQ(SzFindCh(kText, 0), nullptr);
  EXPECT_EQ(SzFindCh(kText, 0x100 + 'o'), nullptr);  // no 8-bit character
  EXPECT_EQ(SzFindCh(nullptr, 'o'), nullptr);
  EXPECT_EQ(SzFindChW(nullptr, 'o'), nullptr);
}

TEST(SzFindLastCh, FindsTheLast) {
  EXPECT_EQ(SzFindLastCh(kText, 'o'), kText + 6);
  EXPECT_EQ(SzFindLastChW(kWide, 0xE9), kWide + 11);
  EXPECT_EQ(SzFindLastCh(kText, 'x'), nullptr);
  EXPECT_EQ(SzFindLastCh(nullptr, 'o'), nullptr);
}

TEST(SzFindSz, FindsTheFirstOccurrence) {
  EXPECT_EQ(SzFindSz(kText, "room"), kText + 4);
  EXPECT_EQ(SzFindSz(kText, ""), kText);
  EXPECT_EQ(SzFindSzW(kWide, L"room"), kWide + 4);
}

TEST(SzFindSz, IsNullForWhatIsNotThere) {
  EXPECT_EQ(SzFindSz(kText, "Room"), nullptr);
  EXPECT_EQ(SzFindSz(kText, "postrooms"), nullptr);
  EXPECT_EQ(SzFindSz(kText, nullptr), nullptr);
  EXPECT_EQ(SzFindSz(nullptr, kText), nullptr);
}

TEST(UFromSz, ReadsTheDigitsAtTheBeginning) {  // the examples of its page
  EXPECT_EQ(UFromSz("55"), 55U);
  EXPECT_EQ(UFromSz("5a5b"), 5U);
  EXPECT_EQ(UFromSz("a5b5"), 0U);
  EXPECT_EQ(UFromSz(""), 0U);
  EXPECT_EQ(UFromSz(nullptr), 0U);
  EXPECT_EQ(UFromSzW(L"4294967295"), 4294967295U);
}

TEST(UFromSz, StaysAtTheGreatestNumber) {
  EXPECT_EQ(UFromSz("4294967296"), 4294967295U);
  EXPECT_EQ(UFromSz("99999999999999999999999999999999"), 4294967295U);
}

TEST(UlFromSzHex, ReadsTheDigitsAtTheBeginning) {  // the examples of its page
  EXPECT_EQ(UlFromSzHex("5a"), 90U);
  EXPECT_EQ(UlFromSzHex("5g5h"), 5U);
  EXPECT_EQ(UlFromSzHex("g5h5"), 0U);
  EXPECT_EQ(UlFromSzHex("DEADbeef"), 0xDEADBEEFU);
  EXPECT_EQ(UlFromSzHexW(L"1F"), 31U);
  EXPECT_EQ(UlFromSzHex("123456789"), 0xFFFFFFFFU);
}

}  // namespace
}  // namespace postroom
