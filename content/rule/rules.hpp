// SPDX-License-Identifier: Apache-2.0
//
// Conditions and actions of rules as bytes: the form of PR_EXTENDED_RULE_MSG_CONDITION and PR_EXTENDED_RULE_MSG_ACTIONS
// (MS-OXORULE 2.2.4 and 2.2.5, MS-OXCDATA 2.12). Named properties travel by name: their ids are their object's own.
//
// Writing throws Failure(MAPI_E_NOT_FOUND) for a named property whose name is unknown, and MAPI_E_TOO_COMPLEX for what
// the form cannot hold, MAPI_E_TOO_BIG beyond kLargestRule. Reading throws Failure(MAPI_E_CORRUPT_DATA) for bytes that
// are none of it, and MAPI_E_TOO_COMPLEX beyond the limits of kit::Restriction and those below. Memory in proportion to
// the bytes. Pure functions.
#pragma once

#include <postroom/prop_object.hpp>
#include <postroom/restriction.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace postroom::content {

// One thing that a rule does: an ACTION that owns all it says.
struct RuleAction {
  struct MoveOrCopy {
    std::string store;  // entry identifiers
    std::string folder;
  };
  struct Reply {
    std::string message;  // the template's entry identifier
    GUID guid{};
  };
  struct Deferred {
    std::string data;
  };
  struct Bounce {
    std::uint32_t code = 0;
  };
  struct Forward {
    std::vector<kit::PropertyBag> recipients;
  };
  struct Tag {
    kit::PropertyValue value;
  };
  using Data = std::variant<std::monostate, MoveOrCopy, Reply, Deferred, Bounce, Forward, Tag>;

  std::uint32_t type = 0;  // OP_MOVE … OP_MARK_AS_READ, which says what the data are
  std::uint32_t flavor = 0;
  std::uint32_t flags = 0;
  Data data;
};

inline constexpr std::size_t kMostActions = 32768;
// As bytes. A few actions of MAPI's form, which share their data, can describe far more than can be written.
inline constexpr std::size_t kLargestRule = 64U << 20U;
// Different named properties: each may take one of the 32767 ids that a store has for names, and keeps it.
inline constexpr std::size_t kMostRuleNames = 256;
// Of one recipient.
inline constexpr std::size_t kMostRecipientProperties = 4096;
inline constexpr std::uint32_t kRuleVersion = 1;

// The names of ids (nothing for an unknown one) and the ids of names (0 for none), in order.
using NamesOfIds = std::function<std::vector<std::optional<kit::PropertyName>>(std::span<const std::uint16_t>)>;
using IdsOfNames = std::function<std::vector<std::uint16_t>(std::span<const kit::PropertyName>)>;

std::string pack_condition(const kit::Restriction& condition, const NamesOfIds& names);
// `ids` is asked once at most, for the names that the rule uses, when all of it has been read. The condition is as the
// bytes say; whether it can be evaluated shows when it is used.
kit::Restriction unpack_condition(std::string_view bytes, const IdsOfNames& ids);

std::string pack_actions(std::span<const RuleAction> actions, const NamesOfIds& names);
// The same of `many` actions, each of which is made when it is its turn, so that there is but one of them at a time.
std::string pack_each_action(std::size_t many, const std::function<RuleAction(std::size_t)>& action_at,
                             const NamesOfIds& names);
std::vector<RuleAction> unpack_actions(std::string_view bytes, const IdsOfNames& ids);

}  // namespace postroom::content
