// SPDX-License-Identifier: Apache-2.0
// The functions on arrays of property values, for whatever values there are.
#include "initialised.hpp"

#include "tests/kit/any_property.hpp"

#include <postroom/property_arrays.hpp>

#include <rapidcheck.h>

#include <cstring>
#include <memory>
#include <vector>

namespace postroom {
namespace {

using kit::PropertyValue;

// Values as a program has them, and the same in the kit's form.
struct Values {
  std::vector<PropertyValue> known;
  kit::mapi_ptr<SPropValue> array;

  int count() const { return static_cast<int>(known.size()); }
  bool equal(const SPropValue* other) const {
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (other[i].ulPropTag != array.get()[i].ulPropTag || PropertyValue::from(other[i]) != known[i]) return false;
    }
    return true;
  }
};

Values any_values() {
  Values values;
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) values.known.push_back(test::any_property());
  values.array = kit::make_values(values.known, *rc::gen::element<ULONG>(PT_UNICODE, PT_STRING8));
  return values;
}

// A block that is aligned as MAPI's are, and of the size exactly: AddressSanitizer sees what is written beyond it.
struct Block {
  explicit Block(ULONG length) : size(length), bytes(new (std::align_val_t{16}) std::byte[length]) {}
  ~Block() { ::operator delete[](bytes, std::align_val_t{16}); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  SPropValue* values() const { return reinterpret_cast<SPropValue*>(bytes); }

  const ULONG size;
  std::byte* const bytes;
};

class AnyValues : public test::Initialised {};

TEST_F(AnyValues, AreCopiedIntoTheSizeThatIsCounted) {
  EXPECT_TRUE(rc::check([] {
    const Values values = any_values();
    ULONG counted = 0;
    RC_ASSERT(ScCountProps(values.count(), values.array.get(), &counted) == S_OK);
    const Block block(counted);
    ULONG copied = 0;
    RC_ASSERT(ScCopyProps(values.count(), values.array.get(), block.bytes, &copied) == S_OK);
    RC_ASSERT(copied == counted);
    RC_ASSERT(values.equal(block.values()));
  }));
}

TEST_F(AnyValues, AreTheSameAtAnotherAddress) {
  EXPECT_TRUE(rc::check([] {
    const Values values = any_values();
    ULONG size = 0;
    RC_ASSERT(ScCountProps(values.count(), values.array.get(), &size) == S_OK);
    const auto old = std::make_unique<Block>(size);
    RC_ASSERT(ScCopyProps(values.count(), values.array.get(), old->bytes, nullptr) == S_OK);
    const Block moved(size);
    std::memcpy(moved.bytes, old->bytes, size);
    std::memset(old->bytes, 0xA5, size);  // whoever reads there still, reads nonsense
    ULONG relocated = 0;
    RC_ASSERT(ScRelocProps(values.count(), moved.values(), old->bytes, moved.bytes, &relocated) == S_OK);
    RC_ASSERT(relocated == size);
    RC_ASSERT(values.equal(moved.values()));
  }));
}

TEST_F(AnyValues, AreDuplicatedWhole) {
  EXPECT_TRUE(rc::check([] {
    Values values = any_values();
    kit::mapi_ptr<SPropValue> copies;
    RC_ASSERT(ScDupPropset(values.count(), values.array.get(), MAPIAllocateBuffer, kit::out(copies)) == S_OK);
    RC_ASSERT(values.equal(copies.get()));
    kit::mapi_ptr<SPropValue> head = kit::make_mapi<SPropValue>();
    for (int i = 0; i < values.count(); ++i) {
      SPropValue& source = values.array.get()[i];
      RC_ASSERT(PropCopyMore(head.get(), &source, MAPIAllocateMore, head.get()) == S_OK);
      RC_ASSERT(PropertyValue::from(*head) == values.known[static_cast<std::size_t>(i)]);
    }
  }));
}

// Exactly one of less, equal and greater holds, from either side, and the other relations say the same.
TEST_F(AnyValues, CompareInOneWay) {
  EXPECT_TRUE(rc::check([] {
    const ULONG type = *rc::gen::element<ULONG>(PT_I2, PT_LONG, PT_I8, PT_BOOLEAN, PT_UNICODE, PT_BINARY, PT_SYSTIME);
    const ULONG tag = PROP_TAG(type, 0x6600);
    const PropertyValue first = PropertyValue::from_variant(tag, test::any_value(type));
    const PropertyValue second =
        *rc::gen::arbitrary<bool>() ? first : PropertyValue::from_variant(tag, test::any_value(type));
    const auto a = kit::make_values({&first, 1});
    const auto b = kit::make_values({&second, 1});
    const auto holds = [&](ULONG relation) { return FPropCompareProp(a.get(), relation, b.get()) != FALSE; };
    const auto holds_back = [&](ULONG relation) { return FPropCompareProp(b.get(), relation, a.get()) != FALSE; };
    RC_ASSERT(int{holds(RELOP_LT)} + int{holds(RELOP_EQ)} + int{holds(RELOP_GT)} == 1);
    RC_ASSERT(holds(RELOP_NE) == !holds(RELOP_EQ));
    RC_ASSERT(holds(RELOP_LE) == !holds(RELOP_GT));
    RC_ASSERT(holds(RELOP_GE) == !holds(RELOP_LT));
    RC_ASSERT(holds_back(RELOP_GT) == holds(RELOP_LT));
    RC_ASSERT(holds_back(RELOP_EQ) == holds(RELOP_EQ));
    if (first == second) RC_ASSERT(holds(RELOP_EQ));
  }));
}

}  // namespace
}  // namespace postroom
