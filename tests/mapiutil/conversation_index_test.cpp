// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/mapi_ptr.hpp>
#include <postroom/property.hpp>

#include <string>

namespace postroom {
namespace {

class ScCreateConversationIndexFunction : public test::Initialised {
 protected:
  std::string next(std::string parent) {
    ULONG size = 0;
    kit::mapi_ptr<BYTE> index;
    EXPECT_EQ(ScCreateConversationIndex(static_cast<ULONG>(parent.size()), reinterpret_cast<BYTE*>(parent.data()),
                                        &size, kit::out(index)),
              S_OK);
    return {reinterpret_cast<const char*>(index.get()), size};
  }
};

std::uint64_t number(const std::string& bytes, std::size_t from, std::size_t count) {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < count; ++i) result = result << 8U | static_cast<unsigned char>(bytes[from + i]);
  return result;
}

// A header that was made so many 100-nanosecond steps ago.
std::string header(std::uint64_t ago) {
  const std::uint64_t time = kit::now_ticks() - ago;
  std::string result(1, '\1');
  for (int shift = 48; shift >= 16; shift -= 8) result += static_cast<char>(time >> shift);
  return result + "0123456789abcdef";
}

TEST_F(ScCreateConversationIndexFunction, BeginsWithTheTimeAndAGuid) {
  const std::uint64_t before = kit::now_ticks() >> 16U;
  const std::string index = next({});
  const std::uint64_t after = kit::now_ticks() >> 16U;
  ASSERT_EQ(index.size(), 22U);
  EXPECT_EQ(index[0], 1);
  EXPECT_GE(number(index, 0, 6), before);
  EXPECT_LE(number(index, 0, 6), after);
  EXPECT_NE(index.substr(6), next({}).substr(6));
}

TEST_F(ScCreateConversationIndexFunction, GrowsByFiveBytesAReply) {
  const std::string first = next({});
  const std::string reply = next(first);
  const std::string reply_to_reply = next(reply);
  EXPECT_EQ(reply.size(), 27U);
  EXPECT_EQ(reply.substr(0, 22), first);
  EXPECT_EQ(reply_to_reply.size(), 32U);
  EXPECT_EQ(reply_to_reply.substr(0, 27), reply);
}

TEST_F(ScCreateConversationIndexFunction, KeepsTheTimeSinceTheHeaderWithoutItsHighFifteenAndLowEighteenBits) {
  constexpr std::uint64_t kDay = 864'000'000'000;
  const std::uint64_t code = number(next(header(kDay)), 22, 4);
  EXPECT_EQ(code >> 31U, 0U);
  EXPECT_GE(code, kDay >> 18U);
  EXPECT_LE(code, (kDay + 600'000'000) >> 18U);  // a minute
}

TEST_F(ScCreateConversationIndexFunction, IsCoarserAfterTwentyOneMonths) {
  constexpr std::uint64_t kThreeYears = 3ULL * 365 * 864'000'000'000;
  const std::uint64_t code = number(next(header(kThreeYears)), 22, 4);
  EXPECT_EQ(code >> 31U, 1U);
  EXPECT_GE(code & 0x7FFFFFFFU, kThreeYears >> 23U);
  EXPECT_LE(code & 0x7FFFFFFFU, (kThreeYears + 600'000'000) >> 23U);
}

TEST_F(ScCreateConversationIndexFunction, BeginsAnewWhenTheParentIsNone) {
  for (const std::string& parent : {std::string("\1\2\3"), header(0) + "four", "\2" + header(0).substr(1)}) {
    const std::string index = next(parent);
    EXPECT_EQ(index.size(), 22U);
    EXPECT_NE(index.substr(6), header(0).substr(6));
  }
}

TEST_F(ScCreateConversationIndexFunction, StopsGrowingBeforeItIsTooLong) {
  const std::string longest = header(0) + std::string((32767 - 22) / 5 * 5, '\0');
  EXPECT_EQ(next(longest), longest);
}

TEST(ScCreateConversationIndexBeforeInitialisation, SaysSo) {
  ULONG size = 7;
  BYTE* index = nullptr;
  EXPECT_EQ(ScCreateConversationIndex(0, nullptr, &size, &index), MAPI_E_NOT_INITIALIZED);
  EXPECT_EQ(size, 0U);
  BYTE id[8] = {};
  char* text = nullptr;
  EXPECT_EQ(HrSzFromEntryID(sizeof id, reinterpret_cast<LPENTRYID>(id), &text), MAPI_E_NOT_INITIALIZED);
}

TEST_F(ScCreateConversationIndexFunction, ClearsItsOutputsAndRefusesNull) {
  ULONG size = 7;
  auto* index = reinterpret_cast<BYTE*>(&size);
  EXPECT_EQ(ScCreateConversationIndex(22, nullptr, &size, &index), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(size, 0U);
  EXPECT_EQ(index, nullptr);
  EXPECT_EQ(ScCreateConversationIndex(0, nullptr, nullptr, &index), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(ScCreateConversationIndex(0, nullptr, &size, nullptr), MAPI_E_INVALID_PARAMETER);
}

}  // namespace
}  // namespace postroom
