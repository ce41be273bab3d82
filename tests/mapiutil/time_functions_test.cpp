// SPDX-License-Identifier: Apache-2.0
#include <mapiutil.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace postroom {
namespace {

constexpr FILETIME time_of(std::uint64_t number) {
  return {static_cast<DWORD>(number), static_cast<DWORD>(number >> 32U)};
}
constexpr std::uint64_t number_of(FILETIME time) {
  return static_cast<std::uint64_t>(time.dwHighDateTime) << 32U | time.dwLowDateTime;
}

TEST(FtAddFt, CarriesIntoTheHighHalf) {
  EXPECT_EQ(number_of(FtAddFt(time_of(0xFFFFFFFF), time_of(1))), 0x100000000U);
}

TEST(FtAddFt, GoesRound) {
  EXPECT_EQ(number_of(FtAddFt(time_of(UINT64_MAX), time_of(2))), 1U);
}

TEST(FtSubFt, BorrowsFromTheHighHalf) {
  EXPECT_EQ(number_of(FtSubFt(time_of(0x100000000), time_of(1))), 0xFFFFFFFFU);
}

TEST(FtMulDw, MultipliesBothHalves) {
  EXPECT_EQ(number_of(FtMulDw(10, time_of(0x1FFFFFFFF))), 0x13FFFFFFF6U);
}

TEST(FtMulDwDw, HasSixtyFourBits) {
  EXPECT_EQ(number_of(FtMulDwDw(0xFFFFFFFF, 0xFFFFFFFF)), 0xFFFFFFFE00000001U);
}

TEST(FtNegFt, IsTheTwosComplement) {
  EXPECT_EQ(number_of(FtNegFt(time_of(1))), UINT64_MAX);
  EXPECT_EQ(number_of(FtAddFt(FtNegFt(time_of(12345678901)), time_of(12345678901))), 0U);
}

TEST(SwapPlong, TurnsEachLongRoundAndLeavesTheRest) {
  BYTE bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  SwapPlong(bytes, 10);
  const BYTE expected[] = {4, 3, 2, 1, 8, 7, 6, 5, 9, 10};
  EXPECT_TRUE(std::equal(bytes, bytes + 10, expected));
  SwapPlong(nullptr, 4);
}

TEST(SwapPword, TurnsEachWordRound) {
  BYTE bytes[] = {1, 2, 3, 4, 5};
  SwapPword(bytes, 5);
  const BYTE expected[] = {2, 1, 4, 3, 5};
  EXPECT_TRUE(std::equal(bytes, bytes + 5, expected));
}

}  // namespace
}  // namespace postroom
