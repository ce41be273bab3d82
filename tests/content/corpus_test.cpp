// SPDX-License-Identifier: Apache-2.0
//
// Real mail that nobody here wrote, and the project's samples: read, written, read again.
#include "tests/content/same_mail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <postroom/failure.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace postroom::content {
namespace {

namespace fs = std::filesystem;

std::string source_root() {
  const char* root = std::getenv("POSTROOM_TEST_SOURCE");
  return root == nullptr ? "." : root;
}

struct Outcome {
  std::size_t read = 0;
  std::size_t refused = 0;
  std::vector<std::string> changed;  // "file: member member"
};

Outcome round_trip(const fs::path& folder) {
  Outcome outcome;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    try {
      const Mail mail = parse_mime(bytes);
      ++outcome.read;
      const std::vector<std::string> members = differences(mail, parse_mime(build_mime(mail, true)));
      if (members.empty()) continue;
      std::string line = entry.path().filename().string() + ":";
      for (const std::string& member : members) line += " " + member;
      outcome.changed.push_back(line);
    } catch (const kit::Failure&) {
      ++outcome.refused;
    }
  }
  return outcome;
}

TEST(Samples, AreReadWrittenAndReadAgainWithoutAChange) {
  const Outcome outcome = round_trip(fs::path(source_root()) / "samples");
  EXPECT_EQ(outcome.read, 30U);
  EXPECT_EQ(outcome.refused, 0U);
  EXPECT_THAT(outcome.changed, ::testing::IsEmpty());
}

TEST(Corpus, IsReadWrittenAndReadAgainWithoutAChange) {
  const fs::path corpus = fs::path(source_root()) / "../shared/corpus/eml";
  if (!fs::exists(corpus)) GTEST_SKIP() << "no corpus at " << corpus;
  const Outcome outcome = round_trip(corpus);
  EXPECT_GE(outcome.read, 3300U);
  // Broken messages whose repair shows: 8-bit bytes inside encoded words are written as the UTF-8 they were taken for.
  for (const std::string& line : outcome.changed) GTEST_LOG_(INFO) << line;
  EXPECT_LE(outcome.changed.size(), 14U);
}

}  // namespace
}  // namespace postroom::content
