// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/com_ptr.hpp>

namespace postroom {
namespace {

TEST(Hexadecimal, GoesThereAndBack) {
  BYTE bytes[] = {0x0A, 0xFF, 0x00};
  char text[7];
  HexFromBin(bytes, 3, text);
  EXPECT_STREQ(text, "0AFF00");
  BYTE back[3] = {};
  EXPECT_TRUE(FBinFromHex(text, back));
  EXPECT_EQ(back[1], 0xFF);
  char lower[] = "ff";
  EXPECT_TRUE(FBinFromHex(lower, back));
  EXPECT_EQ(back[0], 0xFF);
}

TEST(Hexadecimal, RefusesWhatIsNone) {
  BYTE bytes[8];
  char odd[] = "0AF";
  char letters[] = "0G";
  EXPECT_FALSE(FBinFromHex(odd, bytes));
  EXPECT_FALSE(FBinFromHex(letters, bytes));
  char text[] = "010203";
  EXPECT_EQ(ScBinFromHexBounded(text, bytes, 3), S_OK);
  EXPECT_NE(ScBinFromHexBounded(text, bytes, 2), S_OK);
}

TEST(ReferenceFunctions, NullIsNoObject) {
  EXPECT_EQ(UlAddRef(nullptr), 0U);
  EXPECT_EQ(UlRelease(nullptr), 0U);
}

}  // namespace
}  // namespace postroom
