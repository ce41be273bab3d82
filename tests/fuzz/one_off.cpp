// SPDX-License-Identifier: Apache-2.0
// Feeds the one-off parsers with anything; what parses must survive a round trip.
#include <postroom/one_off.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace postroom::kit;
  const std::span<const std::byte> entry(reinterpret_cast<const std::byte*>(data), size);
  if (const auto parsed = parse_one_off(entry)) {
    const auto again = parse_one_off(encode_one_off(*parsed));
    if (!again || again->name != parsed->name || again->type != parsed->type || again->address != parsed->address) {
      std::abort();
    }
  }
  if (const auto typed = one_off_from_text({reinterpret_cast<const char*>(data), size})) {
    if (!parse_one_off(encode_one_off(*typed))) std::abort();
  }
  return 0;
}
