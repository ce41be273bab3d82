// SPDX-License-Identifier: Apache-2.0
// Feeds the one-off parsers with anything; what parses must survive a round trip.
#include <postroom/failure.hpp>
#include <postroom/one_off.hpp>

#include <cstdint>
#include <cstdlib>

namespace {

using namespace postroom::kit;

void round_trip(const OneOff& one_off) {
  std::vector<std::byte> entry;
  try {
    entry = encode_one_off(one_off);
  } catch (const Failure&) {  // malformed 8-bit text grew beyond the limit when it was mended
    return;
  }
  const auto again = parse_one_off(entry);
  if (!again || again->name != one_off.name || again->type != one_off.type || again->address != one_off.address) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> entry(reinterpret_cast<const std::byte*>(data), size);
  if (const auto parsed = parse_one_off(entry)) round_trip(*parsed);
  static_cast<void>(one_off_from_text({reinterpret_cast<const char*>(data), size}));
  return 0;
}
