// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/checksum.hpp"
#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/wire_form.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
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

  // How far back a reference goes; 0 is the end of the stream.
  std::size_t distance_of(unsigned reference) const {
    const std::size_t position = static_cast<std::size_t>(out_ - begin_) + kDictionary.size();
    return (position - (reference >> 4U)) % kWindow;
  }

  // Needs no test of bounds, and has no branch that depends on whether a token is a byte or a reference: both copy
  // sixteen bytes from somewhere, and differ in how many of them count.
  void eight_tokens() {
    const unsigned char* in = in_ + 1;
    char* out = out_;
    std::size_t position = static_cast<std::size_t>(out - begin_) + kDictionary.size();
    unsigned control = *in_;
    for (std::size_t i = 0; i < kTokensOfControl; ++i, control >>= 1U) {
      const std::size_t is_reference = control & 1U;
      const unsigned reference = static_cast<unsigned>(in[0]) << 8U | in[1];
      const std::size_t distance = (position - (reference >> 4U)) % kWindow;
      const std::size_t length = is_reference != 0 ? (reference & 15U) + kShortest : 1;
      if (is_reference != 0 && distance < kLongest) {  // it reads what it writes, or ends the stream
        out_ = out;
        if (!copy(distance, length)) {
          in_ = in + 2;
          return;
        }
      } else {
        const char* from = is_reference != 0 ? out - distance : reinterpret_cast<const char*>(in);
        const char last = from[kStride];
        std::memcpy(out, from, kStride);
        out[kStride] = last;
      }
      out += length;
      position += length;
      in += 1 + is_reference;
    }
    in_ = in;
    out_ = out;
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
      const unsigned reference = static_cast<unsigned>(in_[0]) << 8U | in_[1];
      in_ += 2;
      if (copy(distance_of(reference), (reference & 15U) + kShortest)) out_ += (reference & 15U) + kShortest;
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
