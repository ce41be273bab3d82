// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/match_finder.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace postroom::content {
namespace {

using namespace rtf_wire;

constexpr std::uint32_t kThreeBytes = std::endian::native == std::endian::little ? 0x00FFFFFF : 0xFFFFFF00;

template <class T>
T load(const char* bytes) noexcept {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

std::size_t hash(std::uint32_t bytes) noexcept {
  return bytes * 0x9E3779B1U >> 20U;
}

// How many of eight bytes agree, in the order of the text, when they differ by `difference`.
std::size_t agreeing(std::uint64_t difference) noexcept {
  const int bits =
      std::endian::native == std::endian::little ? std::countr_zero(difference) : std::countl_zero(difference);
  return static_cast<std::size_t>(bits) / 8;
}

}  // namespace

void MatchFinder::add(std::size_t position) noexcept {
  const auto bytes = load<std::uint32_t>(text_ + position);
  std::uint32_t& head = fours_[hash(bytes)];
  previous_[position % kWindow] = head;
  head = static_cast<std::uint32_t>(position) + 1;
  threes_[hash(bytes & kThreeBytes)] = head;
}

Match MatchFinder::add_and_find(std::size_t position, std::size_t than) noexcept {
  const auto bytes = load<std::uint32_t>(text_ + position);
  std::uint32_t four = fours_[hash(bytes)];
  const std::uint32_t three = threes_[hash(bytes & kThreeBytes)];
  add(position);
  const std::size_t most = std::min(kLongest, size_ - position);
  const std::size_t oldest = position < kWindow ? 0 : position - kWindow + 1;
  Match best{.length = than, .position = 0};
  for (int i = 0; i < kCandidates && four > oldest; ++i, ++looked_at_) {
    const std::size_t candidate = four - 1;
    if (load<std::uint32_t>(text_ + candidate) == bytes &&
        text_[candidate + best.length] == text_[position + best.length]) {
      const std::size_t length = std::min(common(candidate, position), most);
      if (length > best.length) best = {length, candidate};
      if (length == most) break;
    }
    four = previous_[candidate % kWindow];
  }
  constexpr std::size_t kThree = 3;
  if (best.length < kThree && most >= kThree && three > oldest) {
    ++looked_at_;
    if (((load<std::uint32_t>(text_ + three - 1) ^ bytes) & kThreeBytes) == 0) best = {kThree, three - 1U};
  }
  return best;
}

// How many bytes agree at two positions, up to the longest that a reference can name.
std::size_t MatchFinder::common(std::size_t one, std::size_t other) const noexcept {
  for (std::size_t length = 0; length < kLongest - 1; length += 8) {
    const std::uint64_t difference =
        load<std::uint64_t>(text_ + one + length) ^ load<std::uint64_t>(text_ + other + length);
    if (difference != 0) return length + agreeing(difference);
  }
  return text_[one + kLongest - 1] == text_[other + kLongest - 1] ? kLongest : kLongest - 1;
}

}  // namespace postroom::content
