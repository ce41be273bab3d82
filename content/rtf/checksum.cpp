// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/checksum.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace postroom::content {
namespace {

// Sixteen bytes a step, a table for each place in the step: the look-ups of one step do not wait for each other.
constexpr std::size_t kStep = 16;
constexpr std::uint32_t kPolynomial = 0xEDB88320;
using Tables = std::array<std::array<std::uint32_t, 256>, kStep>;

constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? kPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (std::size_t place = 1; place < kStep; ++place) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[place - 1][byte];
      tables[place][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

}  // namespace

std::uint32_t rtf_checksum(std::string_view bytes, std::uint32_t from) noexcept {
  std::uint32_t crc = from;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t left = bytes.size();
  for (; left >= kStep; left -= kStep, at += kStep) {
    crc ^= static_cast<std::uint32_t>(at[0]) | static_cast<std::uint32_t>(at[1]) << 8U |
           static_cast<std::uint32_t>(at[2]) << 16U | static_cast<std::uint32_t>(at[3]) << 24U;
    std::uint32_t next = kTables[15][crc & 0xFFU] ^ kTables[14][crc >> 8U & 0xFFU] ^ kTables[13][crc >> 16U & 0xFFU] ^
                         kTables[12][crc >> 24U];
    for (std::size_t i = 4; i < kStep; ++i) next ^= kTables[kStep - 1 - i][at[i]];
    crc = next;
  }
  for (; left != 0; --left, ++at) crc = (crc >> 8U) ^ kTables[0][(crc ^ *at) & 0xFFU];
  return crc;
}

}  // namespace postroom::content
