// SPDX-License-Identifier: Apache-2.0
// Feeds the reader of compressed RTF with anything, behind a header that fits it as well; whatever bytes come back from
// what was made of them.
#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/checksum.hpp"

#include <postroom/failure.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace postroom;

std::string number(std::size_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

void read(std::string_view stream) {
  try {
    static_cast<void>(content::decompress_rtf(stream, 1U << 20U));
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA && failure.code() != MAPI_E_TOO_BIG) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  if (size >= 4) {  // the first bytes say how much RTF there is, so that the tokens are reached
    const std::string_view tokens = bytes.substr(4);
    read(number(tokens.size() + 12).append(bytes.substr(0, 4)) + "LZFu" + number(content::rtf_checksum(tokens)) +
         std::string(tokens));
  }
  if (content::decompress_rtf(content::compress_rtf(bytes)) != bytes) std::abort();
  return 0;
}
