// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/checksum.hpp"
#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/wire_form.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace postroom::content {
namespace {

using namespace rtf_wire;

void append_number(std::string& bytes, std::uint32_t number) {
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> (8 * i));
}

std::string with_header(std::string contents, std::size_t raw_size, std::uint32_t type, std::uint32_t checksum) {
  std::string header;
  append_number(header, static_cast<std::uint32_t>(contents.size() + kCountedHeader));
  append_number(header, static_cast<std::uint32_t>(raw_size));
  append_number(header, type);
  append_number(header, checksum);
  return contents.insert(0, header);
}

struct Match {
  std::size_t length = 0;
  std::size_t position = 0;
};

// Where the last 4095 bytes have been seen before: positions with the same three bytes are chained, newest first. A
// search looks at a bounded number of them, so no text makes it slow.
class Window {
 public:
  explicit Window(std::string_view text) : text_(text) { heads_.fill(kNone); }

  void add(std::size_t position) {
    if (text_.size() - position < kHashed) return;
    std::uint32_t& head = heads_[hash(position)];
    chain_[position % kWindow] = head;
    head = static_cast<std::uint32_t>(position);
  }

  // The longest of the matches looked at; of equally long ones the newest.
  Match longest(std::size_t position) const {
    Match best;
    const std::size_t most = std::min(kLongest, text_.size() - position);
    if (most < kHashed) return best;
    std::uint32_t candidate = heads_[hash(position)];
    for (int i = 0; i < kCandidates && candidate != kNone && position - candidate < kWindow; ++i) {
      if (best.length == 0 || text_[candidate + best.length] == text_[position + best.length]) {
        const std::size_t length = common(candidate, position, most);
        if (length > best.length) best = {length, candidate};
        if (length == most) break;
      }
      const std::uint32_t next = chain_[candidate % kWindow];
      if (next >= candidate) break;  // the place in the chain belongs to a newer position by now
      candidate = next;
    }
    return best.length >= kHashed ? best : Match{};
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::size_t kHashed = 3;  // a reference to two bytes saves one bit, and costs a search
  static constexpr unsigned kHashBits = 13;
  static constexpr int kCandidates = 16;

  std::size_t hash(std::size_t position) const {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(text_[position + i]));
    };
    return ((byte(0) | byte(1) << 8U | byte(2) << 16U) * 0x9E3779B1U) >> (32U - kHashBits);
  }

  std::size_t common(std::size_t candidate, std::size_t position, std::size_t most) const {
    std::size_t length = 0;
    for (; length + 8 <= most; length += 8) {
      std::uint64_t a = 0;
      std::uint64_t b = 0;
      std::memcpy(&a, text_.data() + candidate + length, 8);
      std::memcpy(&b, text_.data() + position + length, 8);
      if (a != b) return length + static_cast<std::size_t>(std::countr_zero(a ^ b)) / 8;
    }
    while (length < most && text_[candidate + length] == text_[position + length]) ++length;
    return length;
  }

  const std::string_view text_;
  std::array<std::uint32_t, std::size_t{1} << kHashBits> heads_;
  std::array<std::uint32_t, kWindow> chain_{};
};

// Writes tokens behind their control bytes.
class Packed {
 public:
  explicit Packed(std::size_t expected) { bytes_.reserve(expected); }

  void byte(char byte) {
    token(false);
    bytes_ += byte;
  }
  void reference(std::size_t position, std::size_t length) {
    token(true);
    const std::size_t reference = position % kWindow << 4U | (length - kShortest);
    bytes_ += static_cast<char>(reference >> 8U);
    bytes_ += static_cast<char>(reference);
  }
  std::string take() { return std::move(bytes_); }

 private:
  void token(bool is_reference) {
    if (tokens_ % kTokensOfControl == 0) {
      control_ = bytes_.size();
      bytes_ += '\0';
    }
    if (is_reference) bytes_[control_] = static_cast<char>(bytes_[control_] | 1 << tokens_ % kTokensOfControl);
    ++tokens_;
  }

  std::string bytes_;
  std::size_t control_ = 0;
  std::size_t tokens_ = 0;
};

constexpr std::size_t kLongEnough = 8;

std::string pack(std::string_view rtf) {
  const std::string text = std::string(kDictionary).append(rtf);
  Packed packed(rtf.size() / 2 + kHeader);
  Window window(text);
  std::size_t position = 0;
  for (; position < kDictionary.size(); ++position) window.add(position);
  Match match = window.longest(position);
  while (position < text.size()) {
    window.add(position);
    if (match.length == 0) {
      packed.byte(text[position++]);
      match = window.longest(position);
      continue;
    }
    // A longer match that begins one byte later is worth that byte; beside a long one it is hardly worth looking for.
    const Match next = match.length < kLongEnough ? window.longest(position + 1) : Match{};
    if (next.length > match.length) {
      packed.byte(text[position++]);
      match = next;
      continue;
    }
    packed.reference(match.position, match.length);
    const std::size_t end = position + match.length;
    while (++position < end) window.add(position);
    match = window.longest(position);
  }
  packed.reference(text.size(), kShortest);  // the end: a reference to where the next byte would be
  return packed.take();
}

}  // namespace

std::string compress_rtf(std::string_view rtf, RtfStorage storage) {
  if (rtf.size() > kLargestRtf) kit::fail(MAPI_E_TOO_BIG, "the RTF is larger than 1 GiB");
  if (storage == RtfStorage::as_it_is) return with_header(std::string(rtf), rtf.size(), kUncompressed, 0);
  std::string packed = pack(rtf);
  const std::uint32_t checksum = rtf_checksum(packed);
  return with_header(std::move(packed), rtf.size(), kCompressed, checksum);
}

}  // namespace postroom::content
