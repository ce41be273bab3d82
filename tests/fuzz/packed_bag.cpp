// SPDX-License-Identifier: Apache-2.0
// Feeds the reader of packed properties with what a damaged store file may hold: MAPI_E_CORRUPT_DATA, or a bag all of
// whose properties can be read and packed again.
#include <postroom/failure.hpp>
#include <postroom/store/bag.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace postroom::kit;

void read_all_of(const store::Bag& bag) {
  for (std::size_t i = 0; i < bag.size(); ++i) {
    const store::ValueView value = bag[i];
    const auto found = bag.find(value.tag);
    if (!found || found->tag != value.tag) std::abort();
    if (value.apart || (value.tag & MV_FLAG) == 0) continue;
    for (std::size_t n = 0; n < store::element_count(value); ++n) {
      std::string copy(store::element(value, n).data);
      if (copy.size() > bag.block().size()) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const store::Bag bag(std::string(reinterpret_cast<const char*>(data), size));
    read_all_of(bag);
    // The bytes are compared, not the values: a damaged file may hold a number that is none (NaN), which equals
    // nothing.
    const store::Bag packed = store::pack(store::unpack(bag));
    if (store::pack(store::unpack(packed)).block() != packed.block()) std::abort();
  } catch (const Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA) std::abort();
  }
  return 0;
}
