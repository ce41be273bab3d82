// SPDX-License-Identifier: Apache-2.0
// Feeds the reader of RTF with anything, with and without the beginning that RTF has; the text that comes out must come
// back from the RTF that is made of it.
#include "content/rtf/rtf_text.hpp"
#include "content/rtf/significant_text.hpp"

#include <postroom/failure.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace postroom;

constexpr std::size_t kLimit = 1U << 20U;

void round_trip(const std::string& text) {
  const std::string again = content::read_rtf(content::rtf_of_text(text)).text;
  if (content::significant_text(again).characters != content::significant_text(text).characters) std::abort();
}

void read(std::string_view rtf) {
  try {
    const content::RtfText shown = content::read_rtf(rtf, kLimit);
    if (shown.first_text > shown.end || shown.end > rtf.size() || shown.text.size() > kLimit) std::abort();
    if (shown.text.find('\0') != std::string::npos) std::abort();
    round_trip(shown.text);
    static_cast<void>(content::native_body(rtf, kLimit));
    static_cast<void>(content::rtf_with_additions(rtf, "before " + shown.text + " after"));
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA && failure.code() != MAPI_E_TOO_BIG &&
        failure.code() != MAPI_E_TOO_COMPLEX) {
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  read("{\\rtf1\\ansi " + std::string(bytes));
  read("{\\rtf1\\ansi\\fromhtml1 " + std::string(bytes));
  return 0;
}
