// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/checksum.hpp"
#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/wire_form.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace postroom::content {
namespace {

using namespace rtf_wire;

[[noreturn]] void corrupt(const char* what) {
  kit::fail(MAPI_E_CORRUPT_DATA, std::string("the compressed RTF cannot be read: ") + what);
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

struct Header {
  std::size_t raw_size;
  std::uint32_t type;
  std::uint32_t checksum;
  std::string_view contents;
};

Header read_header(std::string_view stream) {
  if (stream.size() < kHeader) corrupt("it is shorter than its header");
  const std::size_t size = number_at(stream, 0);
  if (size < kCountedHeader || size > stream.size() - 4) corrupt("its header claims more bytes than there are");
  return {.raw_size = number_at(stream, 4),
          .type = number_at(stream, 8),
          .checksum = number_at(stream, 12),
          .contents = stream.substr(kHeader, size - kCountedHeader)};
}

// Unpacks tokens into a text whose size is known. Positions in the dictionary are those of the text, counted from
// where the dictionary's first bytes end, modulo 4096.
class Unpacking {
 public:
  Unpacking(std::string_view packed, std::string& text)
      : in_(reinterpret_cast<const unsigned char*>(packed.data())),
        in_end_(in_ + packed.size()),
        begin_(text.data()),
        out_(begin_),
        out_end_(begin_ + text.size()) {}

  // All that was packed; whether it is as long as it should be.
  bool run() {
    while (!ended_ && in_ != in_end_) {
      if (is_roomy()) {
        eight_tokens();
      } else {
        careful_tokens();
      }
    }
    return out_ == out_end_;
  }

 private:
  static constexpr std::ptrdiff_t kStride = 16;  // bytes that are copied at once, whether wanted or not
  // Enough for eight tokens at their longest, and for what is copied beyond them.
  static constexpr std::ptrdiff_t kRoom = kTokensOfControl * kLongest + kStride;
  static constexpr std::ptrdiff_t kInput = 1 + 2 * kTokensOfControl + kStride + 1;

  bool is_roomy() const {
    return in_end_ - in_ >= kInput && out_end_ - out_ >= kRoom && out_ - begin_ >= static_cast<std::ptrdiff_t>(kWindow);
  }

  template <class Byte>
  static unsigned reference_at(const Byte* in) {
    return static_cast<unsigned>(static_cast<unsigned char>(in[0])) << 8U | static_cast<unsigned char>(in[1]);
  }
  static std::size_t length_of(unsigned reference) { return (reference & 15U) + kShortest; }
  // How far back a reference goes that is written out at `out`; 0 is the end of the stream.
  std::size_t distance_at(const char* out, unsigned reference) const {
    const std::size_t position = static_cast<std::size_t>(out - begin_) + kDictionary.size();
    return (position - (reference >> 4U)) % kWindow;
  }

  // Needs no test of bounds, and has no branch that depends on whether a token is a byte or a reference: both copy
  // sixteen bytes and one from somewhere, and differ in how many of them count. A choice between the two is made of
  // bits, since a compiler may make a branch of anything else.
  void eight_tokens() {
    const auto* in = reinterpret_cast<const char*>(in_) + 1;
    char* out = out_;
    const unsigned control = *in_;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kTokensOfControl; ++i) {
      const std::size_t is_reference = control >> i & 1U;
      const std::uintptr_t chosen = std::uintptr_t{0} - is_reference;  // all bits of it, or none
      const unsigned reference = reference_at(in);
      const std::size_t distance = distance_at(out, reference);
      if ((distance | ~chosen) < kLongest) [[unlikely]] {  // it reads what it writes, or ends the stream
        out_ = out;
        in_ = reinterpret_cast<const unsigned char*>(in);
        if (!copy(distance, length_of(reference))) return;
      } else {
        const char* from = one_of(out - distance, in, chosen);
        const char last = from[kStride];
        std::memcpy(out, from, kStride);
        out[kStride] = last;
      }
      out += 1 + ((length_of(reference) - 1) & chosen);
      in += 1 + is_reference;
    }
    in_ = reinterpret_cast<const unsigned char*>(in);
    out_ = out;
  }

  static const char* one_of(const char* if_all, const char* if_none, std::uintptr_t bits) {
    return reinterpret_cast<const char*>((reinterpret_cast<std::uintptr_t>(if_all) & bits) |
                                         (reinterpret_cast<std::uintptr_t>(if_none) & ~bits));
  }

  void careful_tokens() {
    unsigned control = *in_++;
    for (std::size_t i = 0; i < kTokensOfControl && in_ != in_end_ && !ended_; ++i, control >>= 1U) {
      if ((control & 1U) == 0) {
        if (out_ == out_end_) corrupt("it holds more than its header says");
        *out_++ = static_cast<char>(*in_++);
        continue;
      }
      if (in_end_ - in_ < 2) corrupt("it ends within a reference");
      const unsigned reference = reference_at(in_);
      in_ += 2;
      if (copy(distance_at(out_, reference), length_of(reference))) out_ += length_of(reference);
    }
  }

  // Copies within the text, byte after byte; what lies before it is the dictionary's beginning, and zeros before that.
  // False for the end of the stream.
  bool copy(std::size_t distance, std::size_t length) {
    ended_ = distance == 0;
    if (ended_) return false;
    if (length > static_cast<std::size_t>(out_end_ - out_)) corrupt("it holds more than its header says");
    const auto written = static_cast<std::size_t>(out_ - begin_);
    for (std::size_t i = 0; i < length; ++i) {
      out_[i] = written + i >= distance ? *(out_ + i - distance) : before(distance - written - i);
    }
    return true;
  }

  static char before(std::size_t distance) {
    return distance <= kDictionary.size() ? kDictionary[kDictionary.size() - distance] : '\0';
  }

  const unsigned char* in_;
  const unsigned char* const in_end_;
  char* const begin_;
  char* out_;
  char* const out_end_;
  bool ended_ = false;
};

std::string unpack(const Header& header) {
  // Seventeen packed bytes make 136 of RTF at most, so a stream cannot hold more than this.
  if (header.raw_size / kTokensOfControl > header.contents.size())
    corrupt("its header claims more RTF than it can hold");
  if (rtf_checksum(header.contents) != header.checksum) corrupt("its checksum is wrong");
  std::string rtf(header.raw_size, '\0');
  if (!Unpacking(header.contents, rtf).run()) corrupt("it holds less than its header says");
  return rtf;
}

// Who stores RTF as it is writes no checksum, or the right one.
std::string stored(const Header& header) {
  if (header.raw_size > header.contents.size()) corrupt("its header claims more RTF than there is");
  if (header.checksum != 0 && rtf_checksum(header.contents) != header.checksum) corrupt("its checksum is wrong");
  return std::string(header.contents.substr(0, header.raw_size));
}

}  // namespace

std::string decompress_rtf(std::string_view stream, std::size_t limit) {
  const Header header = read_header(stream);
  if (header.type != kCompressed && header.type != kUncompressed) corrupt("it is of an unknown type");
  if (header.raw_size > limit) kit::fail(MAPI_E_TOO_BIG, "the RTF is larger than can be read");
  return header.type == kCompressed ? unpack(header) : stored(header);
}

}  // namespace postroom::content
