// SPDX-License-Identifier: Apache-2.0
#include "content/rule/rules.hpp"

#include "tests/kit/any_property.hpp"
#include "tests/kit/any_restriction.hpp"
#include "tests/support/failure_code.hpp"

#include <edkmdb.h>
#include <mapitags.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace postroom::content {
namespace {

using kit::PropertyName;
using kit::Restriction;
using test::code_of;
using namespace std::string_literals;

constexpr ULONG kNamed = PROP_TAG(PT_UNICODE, 0x8003);
const GUID kSet = {0x01020304, 5, 6, {7, 8, 9, 10, 11, 12, 13, 14}};

// An object's names: here 0x8003 is a text, and 0x8004 a number.
std::vector<std::optional<PropertyName>> names_here(std::span<const std::uint16_t> ids) {
  std::vector<std::optional<PropertyName>> names;
  for (const std::uint16_t id : ids) {
    if (id == 0x8003) {
      names.push_back(PropertyName{kSet, "color\u00E9", 0});
    } else if (id == 0x8004) {
      names.push_back(PropertyName{kSet, std::nullopt, 77});
    } else {
      names.emplace_back();
    }
  }
  return names;
}

// Another one's ids for the same names.
std::vector<std::uint16_t> ids_there(std::span<const PropertyName> names) {
  std::vector<std::uint16_t> ids;
  for (const PropertyName& name : names) ids.push_back(name.text ? 0x9001 : 0x9002);
  return ids;
}

std::string packed(const Restriction& restriction) {
  return pack_condition(restriction, names_here);
}

TEST(RuleCondition, HasTheDocumentedForm) {
  EXPECT_EQ(packed(Restriction(Restriction::Exist{PR_SUBJECT_A})), "\0\0\x08\x1F\0\x37\0"s) << "text is Unicode";
  EXPECT_EQ(packed(Restriction(Restriction::And{{Restriction(Restriction::Bitmask{false, PR_MESSAGE_FLAGS, 0x101})}})),
            "\0\0"
            "\0\x01\0\0\0"
            "\x06\x01\x03\0\x07\x0E\x01\x01\0\0"s);
  EXPECT_EQ(packed(Restriction::equals({PR_SUBJECT_W, "\u00E9"})), "\0\0\x04\x04\x1F\0\x37\0\x1F\0\x37\0\xE9\0\0\0"s);
  EXPECT_EQ(packed(Restriction::equals({PR_ENTRYID, "ab"})),
            "\0\0\x04\x04\x02\x01\xFF\x0F\x02\x01\xFF\x0F\x02\0\0\0ab"s);
  EXPECT_EQ(packed(Restriction(Restriction::Comment{{}, nullptr})), "\0\0\x0A\0\0"s);
}

TEST(RuleCondition, NamesItsNamedPropertiesOnce) {
  const Restriction both(Restriction::And{{Restriction(Restriction::Exist{kNamed}),
                                           Restriction(Restriction::Exist{PROP_TAG(PT_LONG, 0x8004)}),
                                           Restriction::equals({kNamed, "x"})}});
  const std::string bytes = packed(both);
  EXPECT_EQ(bytes.substr(0, 6), "\x02\0\x03\x80\x04\x80"s);
  EXPECT_EQ(test::describe(unpack_condition(bytes, ids_there)),
            test::describe(Restriction(Restriction::And{{Restriction(Restriction::Exist{PROP_TAG(PT_UNICODE, 0x9001)}),
                                                         Restriction(Restriction::Exist{PROP_TAG(PT_LONG, 0x9002)}),
                                                         Restriction::equals({PROP_TAG(PT_UNICODE, 0x9001), "x"})}})));
}

TEST(RuleCondition, NeedsANameForEachNamedProperty) {
  const Restriction nameless(Restriction::Exist{PROP_TAG(PT_LONG, 0x8005)});
  EXPECT_EQ(code_of([&] { packed(nameless); }), MAPI_E_NOT_FOUND);
  const std::string bytes = packed(Restriction(Restriction::Exist{kNamed}));
  EXPECT_EQ(
      code_of([&] { unpack_condition(bytes, [](auto names) { return std::vector<std::uint16_t>(names.size()); }); }),
      MAPI_E_NOT_FOUND);
  EXPECT_EQ(code_of([] { unpack_condition("\0\0\x08\x1F\0\x03\x80"s, ids_there); }), MAPI_E_CORRUPT_DATA);
}

RC_GTEST_PROP(RuleCondition, ComesBackAsItWas, ()) {
  std::vector<ULONG> tags;
  ULONG id = 0x6600;
  for (const ULONG type : test::value_types()) {
    if (type != PT_ERROR) tags.push_back(PROP_TAG(type, id++));
  }
  const Restriction restriction = test::any_restriction(tags);
  RC_ASSERT(test::describe(unpack_condition(packed(restriction), ids_there)) == test::describe(restriction));
}

TEST(RuleCondition, IsReadWithinLimits) {
  std::string deep = "\0\0"s;
  for (std::size_t i = 1; i < Restriction::kMaximumDepth; ++i) deep += '\x02';
  const std::string leaf = "\x08\x1F\0\x37\0"s;
  EXPECT_EQ(code_of([&] { unpack_condition(deep + leaf, ids_there); }), S_OK);
  EXPECT_EQ(code_of([&] { unpack_condition(deep + "\x02" + leaf, ids_there); }), MAPI_E_TOO_COMPLEX);
  EXPECT_EQ(code_of([] { unpack_condition("\0\0\0\xFF\xFF\xFF\xFF"s, ids_there); }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_of([&] { unpack_condition("\0\0"s + leaf + "x", ids_there); }), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(code_of([] { unpack_condition("", ids_there); }), MAPI_E_CORRUPT_DATA);
}

RuleAction move_action() {
  return {OP_MOVE, 0, 0, RuleAction::MoveOrCopy{"store", "folder"}};
}

TEST(RuleActions, HaveTheDocumentedForm) {
  const RuleAction action = move_action();
  EXPECT_EQ(pack_actions({&action, 1}, names_here),
            "\0\0"
            "\x01\0\0\0"
            "\x01\0\0\0"
            "\x1C\0\0\0\x01\0\0\0\0\0\0\0\0"
            "\x05\0\0\0store\x06\0\0\0folder"s);
}

TEST(RuleActions, ComeBackAsTheyWere) {
  const kit::PropertyBag ann{{PR_DISPLAY_NAME_W, "Ann"}, {PR_RECIPIENT_TYPE, 1}};
  const std::vector<RuleAction> actions = {move_action(),
                                           {OP_REPLY, 1, 2, RuleAction::Reply{"template", kSet}},
                                           {OP_DEFER_ACTION, 0, 0, RuleAction::Deferred{"any\0thing"s}},
                                           {OP_BOUNCE, 0, 0, RuleAction::Bounce{0x1F}},
                                           {OP_FORWARD, 3, 0, RuleAction::Forward{{ann, {}}}},
                                           {OP_TAG, 0, 0, RuleAction::Tag{{kNamed, "red"}}},
                                           {OP_DELETE, 0, 0, {}},
                                           {OP_MARK_AS_READ, 0, 9, {}}};
  const std::string bytes = pack_actions(actions, names_here);
  const std::vector<RuleAction> again =
      unpack_actions(bytes, [](auto names) { return std::vector<std::uint16_t>(names.size(), 0x8003); });
  ASSERT_EQ(again.size(), actions.size());
  EXPECT_EQ(std::get<RuleAction::MoveOrCopy>(again[0].data).folder, "folder");
  EXPECT_EQ(std::get<RuleAction::Reply>(again[1].data).guid, kSet);
  EXPECT_EQ(std::get<RuleAction::Deferred>(again[2].data).data, "any\0thing"s);
  EXPECT_EQ(std::get<RuleAction::Bounce>(again[3].data).code, 0x1FU);
  EXPECT_EQ(std::get<RuleAction::Forward>(again[4].data).recipients.at(0), ann);
  EXPECT_EQ(std::get<RuleAction::Tag>(again[5].data).value, kit::PropertyValue(kNamed, "red"));
  EXPECT_EQ(again[7].flags, 9U);
  EXPECT_EQ(pack_actions(again, names_here), bytes);
}

TEST(RuleActions, RefuseWhatIsNone) {
  const RuleAction action = move_action();
  const std::string bytes = pack_actions({&action, 1}, names_here);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(code_of([&] { unpack_actions(bytes.substr(0, size), ids_there); }), MAPI_E_CORRUPT_DATA) << size;
  }
  std::string other = bytes;
  other[2] = 2;
  EXPECT_EQ(code_of([&] { unpack_actions(other, ids_there); }), MAPI_E_VERSION);
  other = bytes;
  other[10] = 27;  // a length that ends inside the data
  EXPECT_EQ(code_of([&] { unpack_actions(other, ids_there); }), MAPI_E_CORRUPT_DATA);
  other = bytes;
  other[14] = 99;  // an unknown action
  EXPECT_EQ(code_of([&] { unpack_actions(other, ids_there); }), MAPI_E_CORRUPT_DATA);
}

}  // namespace
}  // namespace postroom::content
