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

// What is asked for may be made, and a store has few ids for names.
TEST(RuleCondition, AsksForTheNamesThatAWholeRuleUsesOnly) {
  std::vector<std::size_t> asked;
  const IdsOfNames ids = [&](std::span<const PropertyName> names) {
    asked.push_back(names.size());
    return ids_there(names);
  };
  const Restriction both(Restriction::And{
      {Restriction(Restriction::Exist{kNamed}), Restriction(Restriction::Exist{PROP_TAG(PT_LONG, 0x8004)})}});
  const std::string bytes = packed(both);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(code_of([&] { unpack_condition(bytes.substr(0, size), ids); }), MAPI_E_CORRUPT_DATA) << size;
  }
  EXPECT_EQ(code_of([&] { unpack_condition(bytes + "x", ids); }), MAPI_E_CORRUPT_DATA);
  EXPECT_TRUE(asked.empty());
  const std::string used_at = "\x08\x03\0\x04\x80"s;  // a condition on the second name only
  const std::string names = bytes.substr(0, bytes.find("\0\x02\0\0\0\x08"s));
  EXPECT_EQ(code_of([&] { unpack_condition(names + "\x08\x1F\0\x37\0"s, ids); }), S_OK);
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(test::describe(unpack_condition(names + used_at, ids)),
            test::describe(Restriction(Restriction::Exist{PROP_TAG(PT_LONG, 0x9002)})));
  EXPECT_EQ(asked, std::vector<std::size_t>{1});
}

std::string little_endian(std::size_t number, int size = 4) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i));
  return bytes;
}

// A condition on so many named properties, one of which exists; its bytes, as another program may write them.
std::string with_many_names(std::size_t many) {
  std::string ids;
  std::string names;
  std::string parts;
  for (std::size_t i = 0; i < many; ++i) {
    const std::string id = little_endian(0x8000 + i, 2);
    ids += id;
    names += '\0' + std::string(kit::bytes_of(kSet)) + little_endian(i);
    parts += "\x08\x03\0"s + id;
  }
  return little_endian(many, 2) + ids + little_endian(names.size()) + names + '\x01' + little_endian(many) + parts;
}

TEST(RuleCondition, HasNoMoreThanSoManyNames) {
  const auto with_names = [](std::size_t many) {
    std::vector<Restriction> parts;
    for (std::size_t i = 0; i < many; ++i) {
      parts.emplace_back(Restriction::Exist{PROP_TAG(PT_LONG, static_cast<ULONG>(0x8000 + i))});
    }
    return pack_condition(Restriction(Restriction::Or{std::move(parts)}), [](std::span<const std::uint16_t> ids) {
      return std::vector<std::optional<PropertyName>>(ids.size(), PropertyName{kSet, std::nullopt, 1});
    });
  };
  EXPECT_EQ(code_of([&] { unpack_condition(with_names(kMostRuleNames), ids_there); }), S_OK);
  EXPECT_EQ(code_of([&] { with_names(kMostRuleNames + 1); }), MAPI_E_TOO_COMPLEX);
  EXPECT_EQ(code_of([] { unpack_condition(with_many_names(kMostRuleNames), ids_there); }), S_OK);
  const IdsOfNames never = [](std::span<const PropertyName> names) {
    ADD_FAILURE() << "a name that is asked for may be made";
    return ids_there(names);
  };
  EXPECT_EQ(code_of([&] { unpack_condition(with_many_names(kMostRuleNames + 1), never); }), MAPI_E_TOO_COMPLEX);
}

TEST(RuleCondition, IsTooComplexWithRestrictionsThatAreNotSupported) {
  EXPECT_EQ(code_of([] { unpack_condition("\0\0\x0B\x01\0\0\0\x0A\0\0"s, ids_there); }), MAPI_E_TOO_COMPLEX);
  EXPECT_EQ(code_of([] { unpack_condition("\0\0\x0C\0\0"s, ids_there); }), MAPI_E_TOO_COMPLEX);
  EXPECT_EQ(code_of([] { unpack_condition("\0\0\x0D\0\0"s, ids_there); }), MAPI_E_CORRUPT_DATA);
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

// A rule that forwards to one recipient with so many integers, the ids of which descend, and one PR_SUBJECT_W, twice.
std::string forwarding(std::size_t many) {
  std::string recipient = "\x01" + little_endian(many);
  for (std::size_t i = 2; i < many; ++i) recipient += little_endian(PROP_TAG(PT_LONG, 0x7000 - i)) + little_endian(i);
  recipient += "\x1F\0\x37\0a\0\0\0\x1F\0\x37\0b\0\0\0"s;
  const std::string action = "\x07\0\0\0\0\0\0\0\0\x01\0\0\0"s + recipient;
  return "\0\0\x01\0\0\0\x01\0\0\0"s + little_endian(action.size()) + action;
}

TEST(RuleActions, HaveRecipientsWithPropertiesInAnyOrder) {
  const std::vector<RuleAction> actions = unpack_actions(forwarding(10), ids_there);
  const kit::PropertyBag& recipient = std::get<RuleAction::Forward>(actions.at(0).data).recipients.at(0);
  EXPECT_EQ(recipient.size(), 9U);
  EXPECT_EQ(recipient.number(PROP_TAG(PT_LONG, 0x7000 - 9)), 9);
  EXPECT_EQ(recipient.text(PR_SUBJECT_W), "b") << "the later one counts";
  EXPECT_EQ(code_of([] { unpack_actions(forwarding(kMostRecipientProperties), ids_there); }), S_OK);
  EXPECT_EQ(code_of([] { unpack_actions(forwarding(kMostRecipientProperties + 1), ids_there); }), MAPI_E_TOO_COMPLEX);
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
