// SPDX-License-Identifier: Apache-2.0
// One-off addresses: the bytes, the texts, and what malformed ones get (F-20 … F-23).
#include <postroom/one_off.hpp>

#include <postroom/failure.hpp>

#include <gtest/gtest.h>

#include <random>

namespace postroom::kit {
namespace {

std::string hex(const std::vector<std::byte>& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += kDigits[std::to_integer<unsigned>(byte) >> 4U];
    text += kDigits[std::to_integer<unsigned>(byte) & 0xFU];
  }
  return text;
}

OneOff sample() {
  return {"Bob", "SMTP", "bob@example.org", true, true};
}

TEST(OneOffs, HaveTheDocumentedBytes) {  // F-20
  OneOff narrow{"B", "SMTP", "b@c", false, false};
  EXPECT_EQ(hex(encode_one_off(narrow)),
            "00000000812b1fa4bea310199d6e00dd010f54020000"  // flags, MAPIUID, version
            "0100"                                          // no rich information, 8-bit
            "4200534d54500062406300");
  OneOff wide{"\xF0\x9F\x93\xAC", "S", "b", true, true};
  EXPECT_EQ(hex(encode_one_off(wide)),
            "00000000812b1fa4bea310199d6e00dd010f54020000"
            "0080"
            "3dd8ecdc00005300000062000000");
}

TEST(OneOffs, AreReadBackAsTheyWereWritten) {
  for (const bool unicode : {true, false}) {
    for (const bool rich : {true, false}) {
      OneOff one{"Zoë 📬 Łukasiewicz", "X400", "c=us;a= ;p=x", unicode, rich};
      const auto parsed = parse_one_off(encode_one_off(one));
      ASSERT_TRUE(parsed);
      EXPECT_EQ(parsed->name, one.name);
      EXPECT_EQ(parsed->type, one.type);
      EXPECT_EQ(parsed->address, one.address);
      EXPECT_EQ(parsed->unicode, unicode);
      EXPECT_EQ(parsed->rich_info, rich);
    }
  }
}

TEST(OneOffs, AreRefusedWhenTheyAreCutOrCarryMore) {
  const std::vector<std::byte> whole = encode_one_off(sample());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_one_off(std::span(whole).first(size))) << size;
  }
  std::vector<std::byte> padded = whole;
  padded.resize(whole.size() + 3);
  EXPECT_TRUE(parse_one_off(padded));  // some programs pad
  padded.resize(whole.size() + 4);
  EXPECT_FALSE(parse_one_off(padded));
  std::vector<std::byte> trailing = whole;
  trailing.push_back(std::byte{1});
  EXPECT_FALSE(parse_one_off(trailing));
  std::vector<std::byte> version = whole;
  version[20] = std::byte{1};
  EXPECT_FALSE(parse_one_off(version));
}

TEST(OneOffs, SurviveAnyBytes) {
  std::mt19937 random(7);
  const std::vector<std::byte> whole = encode_one_off(sample());
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::byte> mutant = whole;
    mutant.resize(24 + random() % 80);
    for (int i = 0; i < 4; ++i) mutant[22 + random() % (mutant.size() - 22)] = static_cast<std::byte>(random());
    const auto parsed = parse_one_off(mutant);
    if (!parsed) continue;
    EXPECT_TRUE(parse_one_off(encode_one_off(*parsed)));
  }
}

TEST(OneOffs, AreNotLongerThanAnyAddress) {
  OneOff one = sample();
  one.name.assign(kLongestOneOff, 'x');
  EXPECT_THROW(encode_one_off(one), Failure);
}

TEST(OneOffTexts, WithBracketsNameTypeAndAddress) {  // F-23
  const auto one = one_off_from_text("Bob Example [FAX:+1 555 0100]  ");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->name, "Bob Example");
  EXPECT_EQ(one->type, "FAX");
  EXPECT_EQ(one->address, "+1 555 0100");
  EXPECT_TRUE(one->rich_info);
  EXPECT_EQ(one_off_from_text("[SMTP:b@c.example]")->name, "b@c.example");
  EXPECT_EQ(one_off_from_text("a\\[b [X:\\x41\\]c]")->name, "a[b");
  EXPECT_EQ(one_off_from_text("a\\[b [X:\\x41\\]c]")->address, "A]c");
  EXPECT_FALSE(one_off_from_text("Bob [FAX:1] and more"));
  EXPECT_FALSE(one_off_from_text("Bob [FAX]"));
  EXPECT_FALSE(one_off_from_text("Bob [FAX:1"));
  EXPECT_FALSE(one_off_from_text("Bob [:1]"));
}

TEST(OneOffTexts, ThatLookLikeInternetAddressesAreThat) {  // F-22, F-23
  const auto one = one_off_from_text(" bob@example.org ");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->type, "SMTP");
  EXPECT_EQ(one->address, "bob@example.org");
  EXPECT_EQ(one->name, "bob@example.org");
  EXPECT_FALSE(one->rich_info);
  EXPECT_EQ(one_off_from_text("\"Example, Bob\" <bob@example.org>")->name, "Example, Bob");
  EXPECT_EQ(one_off_from_text("почта@пример.рф")->address, "почта@пример.рф");
  for (const char* other : {"bob", "bob@", "@example.org", "a b@c.example", "bob@exa mple", "a@b@c", "bob@.example",
                            "bob <", "<bob>", "bob@exa..mple", ""}) {
    EXPECT_FALSE(one_off_from_text(other)) << other;
  }
}

TEST(OneOffSearchKeys, AreTypeAndAddressInCapitals) {  // F-21
  EXPECT_EQ(one_off_search_key("smtp", "Bob@example.org"), std::string("SMTP:BOB@EXAMPLE.ORG\0", 21));
}

}  // namespace
}  // namespace postroom::kit
