// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/rule_structures.hpp"

#include "kit/property/restriction_visit.hpp"
#include "runtime/mapiutil/flat_copy.hpp"

#include <postroom/property_arrays.hpp>

#include <cstring>
#include <span>

namespace postroom::mapiutil {
namespace {

using content::RuleAction;
using kit::require;

// What the values of a rule may take. Those that several parts share are copied, and count, once for each.
class Budget {
 public:
  void take(std::span<const SPropValue> values) {
    const std::size_t size = flat_size(values);
    if (size > left_) kit::fail(MAPI_E_TOO_BIG, "the values in the rule take more than 64 MiB");
    left_ -= size;
  }

 private:
  std::size_t left_ = content::kLargestRule;
};

std::vector<kit::PropertyBag> recipients_of(const ADRLIST& list, Budget& budget) {
  std::vector<kit::PropertyBag> recipients;
  for (const ADRENTRY& entry : std::span(list.aEntries, list.cEntries)) {
    budget.take({entry.rgPropVals, entry.cValues});
    recipients.push_back(kit::PropertyBag::from(entry));
  }
  return recipients;
}

RuleAction::Data data_of(const ACTION& action, Budget& budget) {
  switch (action.acttype) {
    case OP_MOVE:
    case OP_COPY: {
      const auto& move = action.actMoveCopy;
      return RuleAction::MoveOrCopy{std::string(kit::entry_id(move.cbStoreEntryId, move.lpStoreEntryId)),
                                    std::string(kit::entry_id(move.cbFldEntryId, move.lpFldEntryId))};
    }
    case OP_REPLY:
    case OP_OOF_REPLY:
      return RuleAction::Reply{std::string(kit::entry_id(action.actReply.cbEntryId, action.actReply.lpEntryId)),
                               action.actReply.guidReplyTemplate};
    case OP_DEFER_ACTION:
      return RuleAction::Deferred{
          std::string(kit::entry_id(action.actDeferAction.cbData, action.actDeferAction.pbData))};
    case OP_BOUNCE:
      return RuleAction::Bounce{static_cast<std::uint32_t>(action.scBounceCode)};
    case OP_FORWARD:
    case OP_DELEGATE:
      require(action.lpadrlist != nullptr, "an action has no recipients");
      return RuleAction::Forward{recipients_of(*action.lpadrlist, budget)};
    case OP_TAG:
      budget.take({&action.propTag, 1});
      return RuleAction::Tag{kit::PropertyValue::from(action.propTag)};
    case OP_DELETE:
    case OP_MARK_AS_READ:
      return {};
  }
  kit::fail(MAPI_E_INVALID_PARAMETER, "an action of an unknown type");
}

class ActionMaker {
 public:
  explicit ActionMaker(void* head) noexcept : head_(head) {}

  void make(const RuleAction& source, ACTION& target) {
    target = {};
    target.acttype = static_cast<ACTTYPE>(source.type);
    target.ulActionFlavor = source.flavor;
    target.ulFlags = source.flags;
    std::visit(kit::Overloaded{
                   [](std::monostate) {},
                   [&](const RuleAction::MoveOrCopy& move) {
                     target.actMoveCopy = {size_of(move.store), copy<ENTRYID>(move.store), size_of(move.folder),
                                           copy<ENTRYID>(move.folder)};
                   },
                   [&](const RuleAction::Reply& reply) {
                     target.actReply = {size_of(reply.message), copy<ENTRYID>(reply.message), reply.guid};
                   },
                   [&](const RuleAction::Deferred& deferred) {
                     target.actDeferAction = {size_of(deferred.data), copy<BYTE>(deferred.data)};
                   },
                   [&](const RuleAction::Bounce& bounce) { target.scBounceCode = static_cast<SCODE>(bounce.code); },
                   [&](const RuleAction::Forward& forward) { target.lpadrlist = list(forward.recipients); },
                   [&](const RuleAction::Tag& tag) { tag.value.copy_to(target.propTag, head_, PT_UNICODE); }},
               source.data);
  }

  template <class T>
  T* more(std::size_t bytes) {
    return static_cast<T*>(kit::allocate_more(bytes, head_));
  }

 private:
  static ULONG size_of(const std::string& bytes) { return static_cast<ULONG>(bytes.size()); }

  template <class T>
  T* copy(const std::string& bytes) {
    if (bytes.empty()) return nullptr;
    T* target = more<T>(bytes.size());
    std::memcpy(static_cast<void*>(target), bytes.data(), bytes.size());
    return target;
  }

  LPADRLIST list(const std::vector<kit::PropertyBag>& recipients) {
    auto* target = more<ADRLIST>(CbNewADRLIST(recipients.size()));
    target->cEntries = static_cast<ULONG>(recipients.size());
    for (std::size_t i = 0; i < recipients.size(); ++i) {
      ADRENTRY& entry = target->aEntries[i];
      entry = {0, static_cast<ULONG>(recipients[i].size()),
               more<SPropValue>(recipients[i].size() * sizeof(SPropValue))};
      SPropValue* value = entry.rgPropVals;
      for (const kit::PropertyValue& one : recipients[i]) one.copy_to(*value++, head_, PT_UNICODE);
    }
    return target;
  }

  void* const head_;
};

}  // namespace

std::string pack_condition(const SRestriction& condition, const content::NamesOfIds& names) {
  Budget budget;
  const auto take = [&](std::span<const SPropValue> values) { budget.take(values); };
  return content::pack_condition(kit::Restriction::from(condition, take), names);
}

std::string pack_actions(const ACTIONS& actions, const content::NamesOfIds& names) {
  require(actions.ulVersion == content::kRuleVersion, "the actions have an unknown version");
  require(actions.cActions == 0 || actions.lpAction != nullptr, "the actions are null");
  Budget budget;
  const auto action_at = [&](std::size_t i) {
    const ACTION& action = actions.lpAction[i];
    return RuleAction{static_cast<std::uint32_t>(action.acttype), action.ulActionFlavor, action.ulFlags,
                      data_of(action, budget)};
  };
  return content::pack_each_action(actions.cActions, action_at, names);
}

kit::mapi_ptr<ACTIONS> make_actions(const std::vector<RuleAction>& actions) {
  auto result = kit::make_mapi<ACTIONS>();
  ActionMaker maker(result.get());
  result->ulVersion = content::kRuleVersion;
  result->cActions = static_cast<UINT>(actions.size());
  result->lpAction = maker.more<ACTION>(actions.size() * sizeof(ACTION));
  for (std::size_t i = 0; i < actions.size(); ++i) maker.make(actions[i], result->lpAction[i]);
  return result;
}

}  // namespace postroom::mapiutil
