// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/checksum.hpp"
#include "content/rtf/match_finder.hpp"
#include "tests/support/failure_code.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <postroom/failure.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace postroom::content {
namespace {

std::string bytes_of(std::string_view hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

// A stream of the given tokens whose header is right but for what a test wants wrong.
std::string stream_of(const std::string& packed, std::uint32_t raw_size) {
  return number(static_cast<std::uint32_t>(packed.size() + 12)) + number(raw_size) + "LZFu" +
         number(rtf_checksum(packed)) + packed;
}

HRESULT refusal_of_stream(std::string_view stream, std::size_t limit = kLargestRtf) {
  return test::code_of([&] { decompress_rtf(stream, limit); });
}

std::string complaint(std::string_view stream) {
  try {
    decompress_rtf(stream);
    return {};
  } catch (const kit::Failure& failure) {
    return failure.what();
  }
}

std::string some_rtf(std::size_t size) {
  std::mt19937 random(7);
  const char* const words[] = {"\\par ", "\\b0 ", "letter ",   "the ", "{\\f1 ",
                               "}",      "\\'e9", "Postroom ", "\r\n", "of "};
  std::string rtf = "{\\rtf1\\ansi ";
  while (rtf.size() < size) {
    rtf += words[random() % std::size(words)];
    if (random() % 4 == 0) rtf += std::to_string(random());
  }
  return rtf.substr(0, size);
}

TEST(RtfChecksum, BeginsWithZeroAndIsNotComplemented) {
  EXPECT_EQ(rtf_checksum(""), 0U);
  EXPECT_EQ(rtf_checksum(std::string(100, '\0')), 0U);
  EXPECT_EQ(rtf_checksum("\x01"), 0x77073096U);
}

TEST(RtfChecksum, IsTheSameInOnePieceAndInMany) {
  const std::string bytes = some_rtf(1000);
  for (std::size_t cut = 0; cut <= 100; ++cut) {
    const std::string_view all = bytes;
    EXPECT_EQ(rtf_checksum(all.substr(cut), rtf_checksum(all.substr(0, cut))), rtf_checksum(bytes)) << cut;
  }
}

TEST(CompressedRtf, ReadsAReferenceIntoTheInitialDictionary) {
  // Three references: to "{\rtf1\ansi" in two parts of the dictionary, and the end.
  const std::string packed = bytes_of("03") + bytes_of("0009") + bytes_of("0da0");
  EXPECT_EQ(decompress_rtf(stream_of(packed, 11)), "{\\rtf1\\ansi");
}

TEST(CompressedRtf, ReadsAReferenceIntoWhatItWrites) {
  // "ab", then eight bytes from where the "ab" began (207), then the end (217).
  const std::string packed = bytes_of("0c") + "ab" + bytes_of("0cf6") + bytes_of("0d90");
  EXPECT_EQ(decompress_rtf(stream_of(packed, 10)), "ababababab");
}

TEST(CompressedRtf, ReadsZerosWhereTheDictionaryHoldsNothingYet) {
  const std::string packed = bytes_of("03") + bytes_of("8000") + bytes_of("0d10");
  EXPECT_EQ(decompress_rtf(stream_of(packed, 2)), std::string(2, '\0'));
}

TEST(CompressedRtf, ReadsWhatIsStoredAsItIs) {
  const std::string stream = compress_rtf("{\\rtf1 plain}", RtfStorage::as_it_is);
  EXPECT_EQ(stream.substr(8, 4), "MELA");
  EXPECT_EQ(stream.substr(16), "{\\rtf1 plain}");
  EXPECT_EQ(decompress_rtf(stream), "{\\rtf1 plain}");
}

TEST(CompressedRtf, ComesBackAsItWas) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 16U, 17U, 18U, 207U, 4000U, 4095U, 4096U, 4097U, 20000U, 200000U}) {
    const std::string rtf = some_rtf(size);
    EXPECT_EQ(decompress_rtf(compress_rtf(rtf)), rtf) << size;
    const std::string same(size, 'x');
    EXPECT_EQ(decompress_rtf(compress_rtf(same)), same) << size;
  }
}

TEST(CompressedRtf, OfAnyBytesComesBackAsTheyWere) {
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    // Of a small alphabet there are references everywhere, of a great one nearly none.
    const unsigned letters = 1U + random() % (round % 2 == 0 ? 4 : 256);
    std::string bytes(random() % 9000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % letters);
    ASSERT_EQ(decompress_rtf(compress_rtf(bytes)), bytes) << round;
  }
}

TEST(CompressedRtf, IsSmaller) {
  const std::string rtf = some_rtf(100000);
  EXPECT_LT(compress_rtf(rtf).size(), rtf.size() * 6 / 10);
  EXPECT_LT(compress_rtf(std::string(100000, 'x')).size(), 13000U);
}

TEST(CompressedRtf, WithAWrongChecksumIsRefused) {
  std::string stream = compress_rtf(some_rtf(500));
  for (const std::size_t at : {std::size_t{12}, std::size_t{16}, stream.size() / 2, stream.size() - 1}) {
    std::string changed = stream;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_EQ(refusal_of_stream(changed), MAPI_E_CORRUPT_DATA) << at;
  }
  std::string stored = compress_rtf("{\\rtf1}", RtfStorage::as_it_is);
  stored[12] = 1;
  EXPECT_EQ(refusal_of_stream(stored), MAPI_E_CORRUPT_DATA);
}

TEST(CompressedRtf, ThatEndsAnywhereIsRefused) {
  const std::string stream = compress_rtf(some_rtf(300));
  for (std::size_t size = 0; size < stream.size(); ++size) {
    EXPECT_EQ(refusal_of_stream(std::string_view(stream).substr(0, size)), MAPI_E_CORRUPT_DATA) << size;
  }
}

TEST(CompressedRtf, IsFollowedByWhateverIsNotItsOwn) {
  EXPECT_EQ(decompress_rtf(compress_rtf("{\\rtf1}") + "padding"), "{\\rtf1}");
}

TEST(CompressedRtf, ThatClaimsMoreThanItHoldsIsRefusedBeforeMemoryIsTaken) {
  const std::string claims_much = stream_of(bytes_of("01") + bytes_of("0cf0"), 512U << 20U);
  EXPECT_EQ(refusal_of_stream(claims_much), MAPI_E_CORRUPT_DATA);
  EXPECT_THAT(complaint(claims_much), testing::HasSubstr("its header claims"))
      << "found in the header, not in unpacking";
  EXPECT_EQ(refusal_of_stream(stream_of(bytes_of("01") + bytes_of("0cf0"), 5)), MAPI_E_CORRUPT_DATA);
  std::string stored = compress_rtf("{\\rtf1}", RtfStorage::as_it_is);
  stored[4] = 8;
  EXPECT_EQ(refusal_of_stream(stored), MAPI_E_CORRUPT_DATA);
}

TEST(CompressedRtf, ThatHoldsMoreThanItClaimsIsRefused) {
  for (const std::size_t size : {20U, 9000U}) {
    std::string stream = compress_rtf(some_rtf(size));
    const std::string fewer = number(static_cast<std::uint32_t>(size - 1));
    EXPECT_EQ(refusal_of_stream(stream.replace(4, 4, fewer)), MAPI_E_CORRUPT_DATA) << size;
  }
}

TEST(CompressedRtf, LargerThanTheLimitIsRefused) {
  EXPECT_EQ(refusal_of_stream(compress_rtf(some_rtf(101)), 100), MAPI_E_TOO_BIG);
  EXPECT_EQ(refusal_of_stream(compress_rtf(some_rtf(100)), 100), S_OK);
}

TEST(CompressedRtf, OfAnUnknownTypeIsRefused) {
  std::string stream = compress_rtf("{\\rtf1}");
  EXPECT_EQ(refusal_of_stream(stream.replace(8, 4, "ABCD")), MAPI_E_CORRUPT_DATA);
}

// A text in which every search finds as many candidates as there can be.
TEST(CompressedRtf, OfHostileTextTakesNoMoreStepsForAByteThanAnyOther) {
  std::string text;
  std::mt19937 random(3);
  while (text.size() < 200000) text += std::string("aabb") + static_cast<char>('c' + random() % 20);
  const std::size_t size = text.size();
  text.append(MatchFinder::kPadding, '\0');
  MatchFinder finder(text.data(), size);
  for (std::size_t position = 0; position < size; ++position) finder.add_and_find(position, 2);
  EXPECT_GT(finder.looked_at(), 3 * size) << "hostile indeed";
  EXPECT_LE(finder.looked_at(), 8 * size);
}

TEST(CompressedRtf, ReadsTheVectors) {
  const char* root = std::getenv("POSTROOM_TEST_SOURCE");
  const auto path = std::filesystem::path(root == nullptr ? "." : root) / "../shared/corpus/rtf/compressed/vectors.csv";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "no vectors at " << path;
  std::string line;
  std::getline(file, line);
  int count = 0;
  for (; std::getline(file, line); ++count) {
    std::istringstream fields(line);
    std::string name;
    std::string stream;
    std::string plain;
    std::getline(fields, name, ',');
    std::getline(fields, stream, ',');
    std::getline(fields, plain);
    if (plain == "INVALID") {
      EXPECT_EQ(refusal_of_stream(bytes_of(stream)), MAPI_E_CORRUPT_DATA) << name;
    } else {
      EXPECT_EQ(decompress_rtf(bytes_of(stream)), bytes_of(plain)) << name;
    }
  }
  EXPECT_GE(count, 7);
}

}  // namespace
}  // namespace postroom::content
