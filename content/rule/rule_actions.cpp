// SPDX-License-Identifier: Apache-2.0
#include "content/rule/rule_values.hpp"
#include "content/rule/rules.hpp"

#include "kit/property/restriction_visit.hpp"

#include <edkmdb.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace postroom::content {
namespace {

using kit::Overloaded;

constexpr std::uint8_t kRecipientBlock = 1;     // MS-OXORULE 2.2.5.1.2.4.1: its reserved byte
constexpr std::size_t kSmallestRecipient = 5;   // that byte and a count
constexpr std::size_t kSmallestAction = 4 + 9;  // its length; type, flavour and flags

void write_data(RuleValueWriter& to, const RuleAction::Data& data) {
  std::visit(Overloaded{[](std::monostate) {},
                        [&](const RuleAction::MoveOrCopy& move) {
                          to.counted(move.store);
                          to.counted(move.folder);
                        },
                        [&](const RuleAction::Reply& reply) {
                          to.counted(reply.message);
                          to.bytes(kit::bytes_of(reply.guid));
                        },
                        [&](const RuleAction::Deferred& deferred) { to.bytes(deferred.data); },
                        [&](const RuleAction::Bounce& bounce) { to.number(bounce.code); },
                        [&](const RuleAction::Forward& forward) {
                          to.number(static_cast<std::uint32_t>(forward.recipients.size()));
                          for (const kit::PropertyBag& recipient : forward.recipients) {
                            to.number(kRecipientBlock);
                            to.number(static_cast<std::uint32_t>(recipient.size()));
                            for (const kit::PropertyValue& value : recipient) to.value(value);
                          }
                        },
                        [&](const RuleAction::Tag& tag) { to.value(tag.value); }},
             data);
}

kit::PropertyBag read_recipient(RuleValueReader& from) {
  from.number<std::uint8_t>();
  const std::size_t many = from.count(sizeof(ULONG));
  if (many > kMostRecipientProperties) kit::fail(MAPI_E_TOO_COMPLEX, "a recipient has too many properties");
  std::vector<kit::PropertyValue> properties;
  for (std::size_t i = 0; i < many; ++i) properties.push_back(from.value());
  // A bag is quick to fill in order; of two properties with one id, the later one counts.
  std::ranges::stable_sort(properties, {}, &kit::PropertyValue::id);
  kit::PropertyBag recipient;
  for (kit::PropertyValue& property : properties) recipient.set(std::move(property));
  return recipient;
}

RuleAction::Forward read_recipients(RuleValueReader& from) {
  RuleAction::Forward forward;
  const std::size_t many = from.count(kSmallestRecipient);
  for (std::size_t i = 0; i < many; ++i) {
    forward.recipients.push_back(read_recipient(from));
  }
  return forward;
}

RuleAction::Data read_data(RuleValueReader& from, std::uint32_t type, std::size_t size) {
  switch (type) {
    case OP_MOVE:
    case OP_COPY: {
      RuleAction::MoveOrCopy move;
      move.store = from.counted();
      move.folder = from.counted();
      return move;
    }
    case OP_REPLY:
    case OP_OOF_REPLY: {
      RuleAction::Reply reply;
      reply.message = from.counted();
      std::memcpy(&reply.guid, from.bytes(sizeof(GUID)).data(), sizeof(GUID));
      return reply;
    }
    case OP_DEFER_ACTION:
      return RuleAction::Deferred{std::string(from.bytes(size))};
    case OP_BOUNCE:
      return RuleAction::Bounce{from.number<std::uint32_t>()};
    case OP_FORWARD:
    case OP_DELEGATE:
      return read_recipients(from);
    case OP_TAG:
      return RuleAction::Tag{from.value()};
    case OP_DELETE:
    case OP_MARK_AS_READ:
      return {};
    default:
      RuleReader::damaged();
  }
}

RuleAction read_action(RuleValueReader& from) {
  const auto length = from.number<std::uint32_t>();
  if (length > from.left()) RuleReader::damaged();
  const std::size_t end = from.left() - length;
  RuleAction action;
  action.type = from.number<std::uint8_t>();
  action.flavor = from.number<std::uint32_t>();
  action.flags = from.number<std::uint32_t>();
  if (from.left() < end) RuleReader::damaged();
  action.data = read_data(from, action.type, from.left() - end);
  if (from.left() != end) RuleReader::damaged();
  return action;
}

std::vector<RuleAction> read_actions(RuleValueReader& reader) {
  if (reader.number<std::uint32_t>() != kRuleVersion) kit::fail(MAPI_E_VERSION, "rules of another version");
  const std::size_t many = reader.count(kSmallestAction);
  if (many > kMostActions) kit::fail(MAPI_E_TOO_COMPLEX, "the rule has too many actions");
  std::vector<RuleAction> actions;
  for (std::size_t i = 0; i < many; ++i) actions.push_back(read_action(reader));
  return actions;
}

}  // namespace

std::string pack_actions(std::span<const RuleAction> actions, const NamesOfIds& names) {
  return pack_each_action(
      actions.size(), [&](std::size_t i) { return actions[i]; }, names);
}

std::string pack_each_action(std::size_t many, const std::function<RuleAction(std::size_t)>& action_at,
                             const NamesOfIds& names) {
  if (many > kMostActions) kit::fail(MAPI_E_TOO_COMPLEX, "the rule has too many actions");
  RuleValueWriter writer;
  writer.number(kRuleVersion);
  writer.number(static_cast<std::uint32_t>(many));
  for (std::size_t i = 0; i < many; ++i) {
    const RuleAction action = action_at(i);
    const std::size_t begin = writer.begin_counted();
    writer.number(static_cast<std::uint8_t>(action.type));
    writer.number(action.flavor);
    writer.number(action.flags);
    write_data(writer, action.data);
    writer.end_counted(begin);
  }
  return writer.with_names(names);
}

std::vector<RuleAction> unpack_actions(std::string_view bytes, const IdsOfNames& ids) {
  return read_rule<RuleValueReader>(bytes, ids, read_actions);
}

}  // namespace postroom::content
