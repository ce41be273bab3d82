// SPDX-License-Identifier: Apache-2.0
#include "kit/text/utf16.hpp"

#include <postroom/text.hpp>

#include <gmock/gmock.h>

#include <vector>

using namespace postroom::kit;
using ::testing::ElementsAre;

namespace {

std::vector<std::uint16_t> units_of(std::uint32_t character) {
  std::vector<std::uint16_t> units;
  each_utf16_unit(character, [&](std::uint16_t unit) { units.push_back(unit); });
  return units;
}

std::wstring joined(std::initializer_list<std::uint16_t> units) {
  std::wstring characters;
  for (const std::uint16_t unit : units) add_utf16_unit(characters, unit);
  return characters;
}

TEST(Utf16, HasPairsForWhatIsBeyondOneUnit) {
  EXPECT_THAT(units_of(0xFFFF), ElementsAre(0xFFFF));
  EXPECT_THAT(units_of(0x10000), ElementsAre(0xD800, 0xDC00));
  EXPECT_THAT(units_of(0x10FFFF), ElementsAre(0xDBFF, 0xDFFF));
  EXPECT_EQ(joined({0x41, 0xD83D, 0xDE00, 0xD83D, 0xDE00}), L"A\U0001F600\U0001F600");
}

TEST(Utf16, LeavesHalvesAlone) {
  EXPECT_EQ(joined({0xDE00}).size(), 1U);
  EXPECT_EQ(to_utf8(joined({0xD83D, 0x41, 0xDE00})), "\uFFFDA\uFFFD");
  EXPECT_EQ(joined({0xD83D, 0xD83D, 0xDE00, 0xDE00}).size(), 3U) << "one pair, and a half on either side";
}

}  // namespace
