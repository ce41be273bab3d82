// SPDX-License-Identifier: Apache-2.0
#include "content/rtf/checksum.hpp"
#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/match_finder.hpp"
#include "content/rtf/wire_form.hpp"

#include <postroom/failure.hpp>

namespace postroom::content {
namespace {

using namespace rtf_wire;

void put_number(std::string& bytes, std::size_t at, std::size_t number) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(number >> (8 * i));
}

// `stream` has its contents already, behind room for the header.
void put_header(std::string& stream, std::size_t raw_size, std::uint32_t type, std::uint32_t checksum) {
  put_number(stream, 0, stream.size() - kHeader + kCountedHeader);
  put_number(stream, 4, raw_size);
  put_number(stream, 8, type);
  put_number(stream, 12, checksum);
}

// Writes tokens behind their control bytes, to where there is room for them.
class TokenWriter {
 public:
  explicit TokenWriter(char* to) noexcept : next_(to) {}

  void byte(char byte) noexcept {
    token(0);
    *next_++ = byte;
  }
  void reference(std::size_t position, std::size_t length) noexcept {
    token(1);
    const std::size_t reference = position % kWindow << 4U | (length - kShortest);
    *next_++ = static_cast<char>(reference >> 8U);
    *next_++ = static_cast<char>(reference);
  }
  const char* end() const noexcept { return next_; }

 private:
  void token(unsigned is_reference) noexcept {
    const unsigned place = tokens_++ % kTokensOfControl;
    if (place == 0) *(control_ = next_++) = 0;
    *control_ = static_cast<char>(*control_ | is_reference << place);
  }

  char* next_;
  char* control_ = nullptr;
  unsigned tokens_ = 0;
};

constexpr std::size_t kHardlyWorth = 2;  // a reference to two bytes saves one bit, and costs a search
constexpr std::size_t kLongEnough = 8;

// `text` is `size` bytes, the dictionary's first, and MatchFinder::kPadding more.
void pack(const char* text, std::size_t size, TokenWriter& tokens) noexcept {
  MatchFinder finder(text, size);
  std::size_t position = 0;
  while (position < kDictionary.size()) finder.add(position++);
  while (position < size) {
    Match match = finder.add_and_find(position, kHardlyWorth);
    if (match.length == kHardlyWorth) {
      tokens.byte(text[position++]);
      continue;
    }
    std::size_t added = position + 1;
    // A longer match that begins one byte later is worth that byte; beside a long one it is hardly worth looking for.
    while (match.length < kLongEnough && added < size) {
      const Match next = finder.add_and_find(added++, match.length);
      if (next.length == match.length) break;
      tokens.byte(text[position++]);
      match = next;
    }
    tokens.reference(match.position, match.length);
    position += match.length;
    while (added < position) finder.add(added++);
  }
  tokens.reference(size, kShortest);  // the end: a reference to where the next byte would be
}

std::string compressed(std::string_view rtf) {
  std::string text;
  text.reserve(kDictionary.size() + rtf.size() + MatchFinder::kPadding);
  text.append(kDictionary).append(rtf).append(MatchFinder::kPadding, '\0');
  constexpr std::size_t kEnd = 4;  // a control byte, a reference, and what the division below leaves out
  std::string stream(kHeader + rtf.size() + rtf.size() / kTokensOfControl + kEnd, '\0');  // nothing but bytes
  TokenWriter tokens(stream.data() + kHeader);
  pack(text.data(), kDictionary.size() + rtf.size(), tokens);
  stream.resize(static_cast<std::size_t>(tokens.end() - stream.data()));
  put_header(stream, rtf.size(), kCompressed, rtf_checksum(std::string_view(stream).substr(kHeader)));
  return stream;
}

std::string as_it_is(std::string_view rtf) {
  std::string stream(kHeader, '\0');
  stream.append(rtf);
  put_header(stream, rtf.size(), kUncompressed, 0);
  return stream;
}

}  // namespace

std::string compress_rtf(std::string_view rtf, RtfStorage storage) {
  if (rtf.size() > kLargestRtf) kit::fail(MAPI_E_TOO_BIG, "the RTF is larger than 1 GiB");
  return storage == RtfStorage::as_it_is ? as_it_is(rtf) : compressed(rtf);
}

}  // namespace postroom::content
