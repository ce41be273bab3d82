// SPDX-License-Identifier: Apache-2.0
// The packed form of a bag, which stores write and read in place.
#include "tests/kit/any_property.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_bag.hpp>
#include <postroom/store/bag.hpp>

#include <mapitags.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace postroom;
using namespace postroom::kit;

namespace {

PropertyBag any_bag() {
  PropertyBag bag;
  const int size = *rc::gen::inRange(0, 12);
  for (int i = 0; i < size; ++i) {
    if (PropertyValue value = test::any_property(); !value.is_error()) bag.set(std::move(value));
  }
  return bag;
}

// What a reader does with a block from the medium; everything it throws must say that the block is damaged.
void read_all_of(const std::string& block) {
  try {
    const store::Bag bag(block);
    static_cast<void>(store::unpack(bag));
    for (std::size_t i = 0; i < bag.size(); ++i) RC_ASSERT(bag.find(bag[i].tag)->tag == bag[i].tag);
  } catch (const Failure& failure) {
    RC_ASSERT(failure.code() == MAPI_E_CORRUPT_DATA);
  }
}

RC_GTEST_PROP(PackedBag, ComesBackAsItWas, ()) {
  const PropertyBag bag = any_bag();
  const store::Bag packed(store::pack(bag).block());
  RC_ASSERT(packed.size() == bag.size());
  RC_ASSERT(store::unpack(packed) == bag);
  for (const PropertyValue& value : bag) RC_ASSERT(store::value_of(*packed.find(value.tag())) == value);
  RC_ASSERT(!packed.find(0xFFFF0003U).has_value());
}

TEST(PackedBag, KeepsMultivaluesWithoutAnyValue) {
  PropertyBag bag;
  bag.set(PropertyValue(PROP_TAG(PT_MV_LONG, 0x6600), std::vector<std::int32_t>()));
  bag.set(PropertyValue(PROP_TAG(PT_MV_UNICODE, 0x6601), std::vector<std::string>()));
  EXPECT_TRUE(store::unpack(store::Bag(store::pack(bag).block())) == bag);
}

RC_GTEST_PROP(PackedBag, DamagedBlocksAreReportedAndNeverReadBeyond, ()) {
  std::string block = store::pack(any_bag()).block();
  const int damages = *rc::gen::inRange(1, 5);
  for (int i = 0; i < damages && !block.empty(); ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, block.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        block[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        block.resize(at);
        break;
      default:
        block.insert(at, 1, *rc::gen::arbitrary<char>());
        break;
    }
  }
  read_all_of(block);
}

RC_GTEST_PROP(PackedBag, AnyBytesAreReadSafely, (const std::string& tail)) {
  read_all_of(tail);
  read_all_of(std::string("\x01\x00\x00\x00", 4) + tail);
}

}  // namespace
