// SPDX-License-Identifier: Apache-2.0
// Rows of tables in memory as they lie packed: what goes in comes out, and what is said of the packed row is what is
// said of its bag.
#include "tests/kit/any_property.hpp"
#include "tests/kit/any_restriction.hpp"
#include "tests/kit/kit_fixture.hpp"

#include <kit/table/row_arena.hpp>
#include <kit/table/row_index.hpp>
#include <kit/table/row_packer.hpp>
#include <kit/table/row_test.hpp>
#include <kit/table/row_writer.hpp>

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace postroom;
using namespace postroom::kit;

namespace {

constexpr ULONG kObject = PROP_TAG(PT_OBJECT, 0x6700);
constexpr ULONG kFault = PROP_TAG(PT_ERROR, 0x6701);

// Any properties: multivalues and errors are among them.
PropertyBag any_packed_bag() {
  PropertyBag bag;
  const int size = test::any_number(0, 12);
  for (int i = 0; i < size; ++i) bag.set(test::any_property());
  if (*rc::gen::arbitrary<bool>()) bag.set(PropertyValue(kObject));
  if (*rc::gen::arbitrary<bool>()) bag.set(PropertyValue(kFault, MAPI_E_NO_ACCESS));
  return bag;
}

// One value of each type, the same id for the same type.
PropertyBag any_row_of_types() {
  PropertyBag bag;
  ULONG id = 0x6600;
  for (const ULONG type : test::value_types()) {
    const ULONG tag = PROP_TAG(type, id++);
    if (test::any_number(0, 4) != 0) bag.set(PropertyValue::from_variant(tag, test::any_value(type)));
  }
  return bag;
}
std::vector<ULONG> tags_of_types() {
  std::vector<ULONG> tags;
  ULONG id = 0x6600;
  for (const ULONG type : test::value_types()) tags.push_back(PROP_TAG(type, id++));
  return tags;
}

PropertyBag without_key(PropertyBag bag) {
  bag.erase(PR_INSTANCE_KEY);
  return bag;
}

class PackedRowTest : public test::KitTest {
 protected:
  RowPacker packer_{PR_ROWID};
};

RC_GTEST_FIXTURE_PROP(PackedRowTest, ComesBackAsItWas, ()) {
  const PropertyBag bag = any_packed_bag();
  const OwnRow row = packer_.own(bag);
  RC_ASSERT(row->unpack() == bag);
  for (const PropertyValue& value : bag) {
    const RowShape::Column* column = row->shape->find(value.tag());
    RC_ASSERT(column != nullptr);
    RC_ASSERT(row->value(*column) == value);
    const PropertyValue* read = PackedReader(*row).find(value.tag());
    RC_ASSERT(read != nullptr);
  }
  RC_ASSERT(row->shape->find(PROP_TAG(PT_LONG, 0xFFFE)) == nullptr);
}

RC_GTEST_FIXTURE_PROP(PackedRowTest, IsPackedFromMapiFormAsFromItsBag, ()) {
  const PropertyBag bag = any_packed_bag();
  const ULONG width = *rc::gen::element<ULONG>(PT_UNICODE, PT_STRING8);
  const auto values = make_values(bag, width);
  std::vector<SPropValue> given(values.get(), values.get() + bag.size());
  if (*rc::gen::arbitrary<bool>()) std::ranges::reverse(given);
  if (!given.empty() && test::any_number(0, 4) == 0) given.push_back(given.front());
  SRow row{};
  row.cValues = static_cast<ULONG>(given.size());
  row.lpProps = given.data();
  for (int twice = 0; twice < 2; ++twice) {
    const RowPacker::Packed packed = packer_.pack(row);
    RC_ASSERT(packed.block.size() == packed.row().size());
    RC_ASSERT(without_key(packed.row().unpack()) == without_key(PropertyBag::from(row)));
    RC_ASSERT(packed.row().key().size() >= RowPacker::kKeySize || !packed.keyless);
  }
}

// What a client gets of the packed row is what make_row() makes of the bag.
RC_GTEST_FIXTURE_PROP(PackedRowTest, IsWrittenAsItsBagIs, ()) {
  const PropertyBag bag = any_row_of_types();
  std::vector<ULONG> columns = {PR_NULL};
  for (const ULONG tag : tags_of_types()) {
    const ULONG type = *rc::gen::element<ULONG>(type_of(tag), with_width(tag, PT_STRING8), PT_UNSPECIFIED, PT_LONG);
    columns.push_back(with_type(tag, type_of(type)));
  }
  const ULONG width = *rc::gen::element<ULONG>(PT_UNICODE, PT_STRING8);
  const OwnRow row = packer_.own(bag);
  RowWriter writer(columns, width);
  const auto written = writer.write(*row);
  const auto expected = make_row(bag, columns, width);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    RC_ASSERT(written.get()[i].ulPropTag == expected.get()[i].ulPropTag);
    RC_ASSERT(PropertyValue::from(written.get()[i]) == PropertyValue::from(expected.get()[i]));
  }
}

RC_GTEST_FIXTURE_PROP(PackedRowTest, IsComparedAsItsBagIs, ()) {
  const PropertyBag a = any_row_of_types();
  const PropertyBag b = *rc::gen::arbitrary<bool>() ? any_row_of_types() : a;
  const OwnRow row_a = packer_.own(a);
  const OwnRow row_b = packer_.own(b);
  for (const ULONG tag : tags_of_types()) {
    const SortOrder order({{tag, *rc::gen::element<ULONG>(TABLE_SORT_ASCEND, TABLE_SORT_DESCEND)}});
    const int packed = compare(order, *row_a, *row_b);
    const int bags = order.compare(a, b);
    RC_ASSERT((packed < 0) == (bags < 0));
    RC_ASSERT((packed > 0) == (bags > 0));
  }
}

// A test that is kept says of each row what the restriction says, or fails as it does.
RC_GTEST_FIXTURE_PROP(PackedRowTest, IsTestedAsItsBagIs, ()) {
  const std::vector<ULONG> tags = tags_of_types();
  std::vector<PropertyBag> bags;
  for (int i = test::any_number(1, 6); i > 0; --i) bags.push_back(any_row_of_types());
  const auto constant = [&](ULONG tag) {  // one of a row, so that some are true
    const PropertyBag& bag = bags[test::any_number<std::size_t>(0, bags.size())];
    const PropertyValue* value = bag.find(tag);
    return value != nullptr ? *value : PropertyValue::from_variant(tag, test::any_value(type_of(tag)));
  };
  const Restriction restriction = test::any_restriction(tags, constant);
  RC_LOG() << test::describe(restriction);
  RowTest test(&restriction);
  const auto answer = [](auto&& ask) -> std::optional<bool> {
    try {
      return ask();
    } catch (const Failure&) {
      return std::nullopt;
    }
  };
  for (const PropertyBag& bag : bags) {
    const OwnRow row = packer_.own(bag);
    RC_ASSERT(answer([&] { return test.matches(*row); }) == answer([&] { return restriction.matches(bag); }));
  }
}

TEST_F(PackedRowTest, TextIsSoughtAsTheRestrictionSaysWhetherItIsAsciiOrNot) {
  const auto finds = [&](ULONG fuzzy, std::string_view sought, std::string_view text) {
    const Restriction restriction(Restriction::Content{fuzzy, PR_SUBJECT_W, {PR_SUBJECT_W, sought}, {}});
    const OwnRow row = packer_.own({{PR_SUBJECT_W, text}});
    RowTest test(&restriction);
    EXPECT_EQ(test.matches(*row), restriction.matches(PropertyBag{{PR_SUBJECT_W, text}}));
    return test.matches(*row);
  };
  EXPECT_TRUE(finds(FL_SUBSTRING | FL_IGNORECASE, "INVOICE", "an Invoice"));
  EXPECT_TRUE(finds(FL_SUBSTRING | FL_IGNORECASE, "STRASSE", "die straße")) << "the general path";
  EXPECT_TRUE(finds(FL_SUBSTRING | FL_IGNORECASE, "ﬁsh", "FISHING")) << "what is sought is folded to ASCII";
  EXPECT_FALSE(finds(FL_SUBSTRING | FL_IGNORECASE, "é", "cafe"));
  EXPECT_TRUE(finds(FL_SUBSTRING | FL_LOOSE, "é", "CAFE"));
  EXPECT_FALSE(finds(FL_SUBSTRING | FL_IGNORENONSPACE, "CAFÉ", "cafe"));
  EXPECT_TRUE(finds(FL_PREFIX | FL_IGNORECASE, "", ""));
  EXPECT_FALSE(finds(FL_FULLSTRING | FL_IGNORECASE, "meet", "meeting"));
  EXPECT_TRUE(finds(FL_SUBSTRING | FL_IGNORECASE, "[", "a[b")) << "beside the letters";
  EXPECT_FALSE(finds(FL_SUBSTRING | FL_IGNORECASE, "{", "a[b"));
}

TEST_F(PackedRowTest, BytesAndSizesAreComparedAsTheRestrictionSays) {
  const std::string low("\x01\0", 2);
  const std::string high("\xFF", 1);
  const auto check = [&](const Restriction& restriction) {
    RowTest test(&restriction);
    for (const std::string& key : {std::string(), low, low + 'a', high}) {
      const PropertyBag bag{{PR_RECORD_KEY, key}, {PR_SUBJECT_W, key.empty() ? "" : "é"}};
      EXPECT_EQ(test.matches(*packer_.own(bag)), restriction.matches(bag));
    }
    EXPECT_FALSE(test.matches(*packer_.own({{PR_ENTRYID, low}}))) << "rows without the column";
  };
  for (ULONG relation = RELOP_LT; relation <= RELOP_NE; ++relation) {
    for (const std::string& key : {low, high}) {
      check(Restriction(Restriction::Property{relation, PR_RECORD_KEY, {PR_RECORD_KEY, key}}));
    }
    check(Restriction(Restriction::Size{relation, PR_RECORD_KEY, 2}));
    check(Restriction(Restriction::Size{relation, PR_SUBJECT_W, 2}));
  }
}

TEST_F(PackedRowTest, RowsWithOtherColumnsAreTestedEachByItsOwn) {
  const Restriction restriction(Restriction::Property{RELOP_GT, PR_MESSAGE_SIZE, {PR_MESSAGE_SIZE, 5}});
  RowTest test(&restriction);
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(test.matches(*packer_.own({{PR_MESSAGE_SIZE, 6}})));
    EXPECT_FALSE(test.matches(*packer_.own({{PR_SUBJECT_W, "6"}})));
    EXPECT_TRUE(test.matches(*packer_.own({{PR_MESSAGE_FLAGS, 1}, {PR_MESSAGE_SIZE, 7}})));
    EXPECT_FALSE(test.matches(*packer_.own({{PR_MESSAGE_FLAGS, 9}, {PR_MESSAGE_SIZE, 5}})));
  }
}

TEST_F(PackedRowTest, AHugeTextIsARowLikeAnyOther) {
  const std::string huge(5'000'000, 'x');
  const OwnRow row = packer_.own({{PR_SUBJECT_W, huge}, {PR_MESSAGE_SIZE, 1}});
  EXPECT_EQ(row->data(*row->shape->find(PR_SUBJECT_W)), huge);
  RowArena arena;
  const RowPacker::Packed packed = packer_.pack(PropertyBag{{PR_SUBJECT_W, huge}});
  PackedRow* const kept = arena.add(packed.block);
  EXPECT_EQ(kept->unpack().text(PR_SUBJECT_W), huge);
  arena.remove(kept);
}

TEST_F(PackedRowTest, MapiRowsWithoutWhatTheyPointToAreRefused) {
  SPropValue value{};
  SRow row{0, 1, &value};
  for (const ULONG tag : {PR_SUBJECT_A, PR_SUBJECT_W, PROP_TAG(PT_CLSID, 0x6600)}) {
    value.ulPropTag = tag;
    EXPECT_THROW(packer_.pack(row), Failure);
  }
  value.ulPropTag = PR_ENTRYID;
  value.Value.bin = {4, nullptr};
  EXPECT_THROW(packer_.pack(row), Failure);
  row.lpProps = nullptr;
  EXPECT_THROW(packer_.pack(row), Failure);
}

TEST_F(PackedRowTest, ShapesThatNoRowHasAreGivenUp) {
  RowShapes shapes(PR_ROWID);
  const auto made = [&](ULONG id) { return shapes.of({PROP_TAG(PT_LONG, id)}).weak_from_this(); };
  const auto used = made(0x6600);
  const auto shared = made(0x6601);
  const auto gone = made(0x6602);
  const std::shared_ptr<const RowShape> share = shared.lock();
  EXPECT_FALSE(shapes.want_sweep()) << "a few may stay";
  for (ULONG id = 0x6603; !shapes.want_sweep(); ++id) made(id);
  shapes.sweep({used.lock().get()});
  EXPECT_FALSE(used.expired());
  EXPECT_FALSE(shared.expired());
  EXPECT_TRUE(gone.expired());
  EXPECT_FALSE(shapes.want_sweep());
}

// ---- Where rows lie ----

// Rows that come and go keep what they hold, and the room that they leave is taken again.
RC_GTEST_FIXTURE_PROP(PackedRowTest, RowsInAnArenaAreNotInEachOthersWay, ()) {
  RowArena arena;
  std::map<PackedRow*, PropertyBag> model;
  const int steps = test::any_number(1, 200);
  for (int i = 0; i < steps; ++i) {
    if (!model.empty() && test::any_number(0, 3) == 0) {
      const auto at =
          std::next(model.begin(), test::any_number<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(model.size())));
      arena.remove(at->first);
      model.erase(at);
      continue;
    }
    const PropertyBag bag{{PR_ROWID, i}, {PR_SUBJECT_W, std::string(test::any_number<std::size_t>(0, 6000), 's')}};
    RC_ASSERT(model.emplace(arena.add(packer_.pack(bag).block), bag).second);
  }
  for (const auto& [row, bag] : model) RC_ASSERT(without_key(row->unpack()) == bag);
}

TEST_F(PackedRowTest, TheRoomOfARowIsTakenByTheNextOfItsSize) {
  RowArena arena;
  PackedRow* const stays = arena.add(packer_.pack(PropertyBag{{PR_ROWID, 1}}).block);
  PackedRow* const goes = arena.add(packer_.pack(PropertyBag{{PR_ROWID, 2}}).block);
  arena.remove(goes);
  EXPECT_EQ(arena.add(packer_.pack(PropertyBag{{PR_ROWID, 3}}).block), goes);
  EXPECT_EQ(stays->unpack().number(PR_ROWID), 1);
}

// Slabs come and go, and so do the rooms in them.
TEST_F(PackedRowTest, RowsInAnArenaStayAsTheyAreWhenSlabsAreGivenBack) {
  RowArena arena;
  std::vector<PackedRow*> rows;
  const auto add = [&](int id) {
    rows.push_back(arena.add(
        packer_.pack(PropertyBag{{PR_ROWID, id}, {PR_SUBJECT_W, std::string(static_cast<std::size_t>(id % 300), 's')}})
            .block));
  };
  std::mt19937 random(1);
  for (int round = 0; round < 4; ++round) {
    for (int id = 0; id < 4000; ++id) add(id);
    std::ranges::shuffle(rows, random);
    while (rows.size() > 10) {  // all but a few slabs are without rows then
      arena.remove(rows.back());
      rows.pop_back();
    }
    for (const PackedRow* row : rows) {
      const PropertyBag bag = row->unpack();
      EXPECT_EQ(bag.text(PR_SUBJECT_W), std::string(static_cast<std::size_t>(bag.number(PR_ROWID) % 300), 's'));
    }
  }
}

// ---- How rows are found ----

RC_GTEST_FIXTURE_PROP(PackedRowTest, AnIndexFindsWhatAMapFinds, ()) {
  RowArena arena;
  RowIndex index(RowIndex::By::index_column);
  std::map<int, PackedRow*> model;
  const auto value_of = [](int id) { return IndexValue::of(PropertyValue(PR_ROWID, id)); };
  const auto row_of = [&](int id) { return arena.add(packer_.pack(PropertyBag{{PR_ROWID, id}}).block); };
  const int steps = test::any_number(1, 400);
  for (int i = 0; i < steps; ++i) {
    const int id = test::any_number(0, 60);
    PackedRow* const known = model.contains(id) ? model[id] : nullptr;
    RC_ASSERT(index.find(value_of(id)) == known);
    switch (test::any_number(0, 3)) {
      case 0:
        if (known == nullptr) break;
        index.erase(known);
        model.erase(id);
        break;
      case 1:
        if (known == nullptr) break;
        model[id] = row_of(id);
        index.replace(known, model[id]);
        break;
      default:
        if (known == nullptr) index.insert(model[id] = row_of(id));
    }
  }
  for (int id = 0; id < 60; ++id) RC_ASSERT(index.find(value_of(id)) == (model.contains(id) ? model[id] : nullptr));
}

TEST_F(PackedRowTest, AnIndexComparesNumbersOfAnyTypeAndBytesByThemselves) {
  EXPECT_EQ(IndexValue::of(PropertyValue(PR_ROWID, 5)), IndexValue::of(PropertyValue(PROP_TAG(PT_I8, 0x6600), 5)));
  EXPECT_NE(IndexValue::of(PropertyValue(PR_ROWID, 5)), IndexValue::of(PropertyValue(PR_ROWID, 6)));
  EXPECT_NE(IndexValue::of(PropertyValue(PR_ROWID, 0)), IndexValue::of(PropertyValue(PR_ENTRYID, "")));
  EXPECT_THROW(IndexValue::of(PropertyValue(PROP_TAG(PT_DOUBLE, 0x6600), 5.0)), Failure);
}

}  // namespace
