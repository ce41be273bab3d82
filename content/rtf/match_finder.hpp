// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "content/rtf/wire_form.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace postroom::content {

struct Match {
  std::size_t length = 0;
  std::size_t position = 0;  // in the text
};

// Finds where the bytes at a position have been seen before, among the last 4095 bytes. Positions with the same four
// bytes are chained, the newest first, and a search looks at a few of them: no text makes it slow. Of three bytes only
// the newest place is known. One thread.
class MatchFinder {
 public:
  static constexpr std::size_t kPadding = 24;  // bytes behind the text that are read, whatever they hold
  static constexpr int kCandidates = 6;

  // `text`: `size` bytes and kPadding more, which outlive it.
  MatchFinder(const char* text, std::size_t size) noexcept : text_(text), size_(size) {}

  // Positions are added one by one, from the first.
  void add(std::size_t position) noexcept;
  // Adds the position, and finds the longest of the matches looked at that are longer than `than` bytes, two at least;
  // of equally long ones the newest. When there is none the length is `than`.
  Match add_and_find(std::size_t position, std::size_t than) noexcept;

  // How many places were looked at in all: what its time is linear in.
  std::uint64_t looked_at() const noexcept { return looked_at_; }

 private:
  static constexpr unsigned kHashBits = 12;
  using Heads = std::array<std::uint32_t, std::size_t{1} << kHashBits>;

  std::size_t common(std::size_t one, std::size_t other) const noexcept;

  const char* const text_;
  const std::size_t size_;
  std::uint64_t looked_at_ = 0;
  // Positions plus one; 0 is none.
  Heads fours_{};   // the newest of each chain
  Heads threes_{};  // the newest with these three bytes
  std::array<std::uint32_t, rtf_wire::kWindow> previous_{};
};

}  // namespace postroom::content
