// SPDX-License-Identifier: Apache-2.0
//
// Compressed RTF beside memcpy of the same bytes: a line each of name, MB/s, and the floor's MB/s; then the size of
// what was compressed, in per cent of the RTF; then the MB/s of compressing a hostile text, which is not slower than
// others when no text makes the search slow. The RTF is generated, or the files named.
#include "content/rtf/compressed_rtf.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace postroom;

constexpr std::size_t kSize = 1U << 20U;
constexpr int kRounds = 25;

std::string generated() {
  const char* const words[] = {"{\\f1\\fs20 ", "}",       "\\par\r\n", "\\b ", "\\b0 ",  "\\'e9", "meeting ", "the ",
                               "of ",          "report ", "Postroom ", "and ", "\\tab ", "\\i0 ", "next ",    "week, "};
  std::mt19937 random(1);
  std::string rtf =
      "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\froman Times New Roman;}}\r\n";
  while (rtf.size() < kSize) {
    rtf += words[random() % std::size(words)];
    if (random() % 3 == 0) rtf += std::to_string(random() % 100000) + ' ';
  }
  return rtf.substr(0, kSize);
}

// A text in which every search finds as many candidates as there can be.
std::string hostile(std::size_t size) {
  std::string text;
  std::mt19937 random(3);
  while (text.size() < size) text += std::string("aab") + static_cast<char>('c' + random() % 20);
  return text;
}

std::string of_files(int count, char** paths) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    std::ifstream file(paths[i], std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Megabytes of RTF a second of the processor's time, of the median round.
template <class Work>
double speed(std::size_t bytes, Work&& work) {
  std::vector<double> seconds;
  for (int i = 0; i < kRounds; ++i) {
    const double start = processor_seconds();
    work();
    seconds.push_back(processor_seconds() - start);
  }
  std::nth_element(seconds.begin(), seconds.begin() + kRounds / 2, seconds.end());
  return static_cast<double>(bytes) / 1e6 / seconds[kRounds / 2];
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::string rtf = argument_count > 1 ? of_files(argument_count - 1, arguments + 1) : generated();
  const std::string packed = content::compress_rtf(rtf);
  std::string target(rtf.size(), '\0');
  const double floor = speed(rtf.size(), [&] {
    std::memcpy(target.data(), rtf.data(), rtf.size());
    if (target.back() != rtf.back()) std::abort();
  });
  const double decompress = speed(rtf.size(), [&] {
    if (content::decompress_rtf(packed).size() != rtf.size()) std::abort();
  });
  const double compress = speed(rtf.size(), [&] {
    if (content::compress_rtf(rtf).size() != packed.size()) std::abort();
  });
  const std::string bad = hostile(rtf.size());
  const double compress_hostile = speed(bad.size(), [&] {
    if (content::compress_rtf(bad).size() > bad.size()) std::abort();
  });
  std::printf("decompress %.0f %.0f\ncompress %.0f %.0f\nsize %.1f\n", decompress, floor, compress, floor,
              100.0 * static_cast<double>(packed.size()) / static_cast<double>(rtf.size()));
  if (argument_count == 1) std::printf("hostile %.1f %.1f\n", compress_hostile, compress);
}
