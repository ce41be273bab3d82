// SPDX-License-Identifier: Apache-2.0
#include "providers/store/message_columns.hpp"

#include <postroom/restriction.hpp>
#include <postroom/sort_order.hpp>

#include <mapitags.h>

#include <algorithm>
#include <limits>

namespace postroom::store {
namespace {

using kit::Restriction;

constexpr std::array<MessageColumn, kMessageColumns> kColumns = {{
    {PR_MESSAGE_DELIVERY_TIME, "delivered", true},
    {PR_CLIENT_SUBMIT_TIME, "submitted", true},
    {PR_LAST_MODIFICATION_TIME, "modified", true},
    {PR_MESSAGE_SIZE, "size", true},
    {PR_SUBJECT_W, "subject", true},
    {PR_SENDER_NAME_W, "sender", true},
    {PR_DISPLAY_TO_W, "display_to", false},
    {PR_DISPLAY_CC_W, "display_cc", false},
    {PR_MESSAGE_CLASS_W, "class", false},
}};

// PT_SYSTIME has no sign and SQLite's integers have one: this keeps the order.
std::int64_t ordered(std::int64_t value, ULONG type) noexcept {
  return type == PT_SYSTIME ? value ^ std::numeric_limits<std::int64_t>::min() : value;
}

ColumnValue column_value(const kit::store::ValueView& value) {
  if (value.apart) return {};
  if (kit::type_of(value.tag) == PT_UNICODE) return kit::text_order_key(value.text());
  return ordered(value.number64(), kit::type_of(value.tag));
}

// What SQL calls a property, if it is at hand. `associated` messages have a flag that is not among the stored ones.
std::string expression_of(ULONG tag, List list) {
  switch (tag) {
    case PR_MESSAGE_FLAGS:
      if (list == List::associated) return "(o.flags | " + std::to_string(MSGFLAG_ASSOCIATED) + ")";
      // Both kinds are in the other two.
      return list == List::messages ? "o.flags"
                                    : "(o.flags | (o.associated * " + std::to_string(MSGFLAG_ASSOCIATED) + "))";
    case PR_MSG_STATUS:
      return "o.status";
    case PR_HASATTACH:
      return "((o.flags & " + std::to_string(MSGFLAG_HASATTACH) + ") <> 0)";
    default:
      for (const MessageColumn& column : kColumns) {
        if (column.tag == kit::canonical_tag(tag)) return std::string("o.") + column.name;
      }
      return {};
  }
}

const char* operator_of(ULONG relation) noexcept {
  switch (relation) {
    case RELOP_LT:
      return " < ?";
    case RELOP_LE:
      return " <= ?";
    case RELOP_GT:
      return " > ?";
    case RELOP_GE:
      return " >= ?";
    case RELOP_EQ:
      return " = ?";
    case RELOP_NE:
      return " <> ?";
    default:
      return nullptr;
  }
}

// Writes a restriction as SQL. A comparison with a missing property is NULL, which is as good as false but for Not.
class Translation {
 public:
  explicit Translation(List list) : list_(list) {}

  bool add(const Restriction& restriction) {
    return std::visit([this](const auto& node) { return add_node(node); }, restriction.node());
  }
  Condition& result() noexcept { return result_; }

 private:
  bool add_node(const Restriction::And& node) { return add_parts(node.parts, " AND ", "1"); }
  bool add_node(const Restriction::Or& node) { return add_parts(node.parts, " OR ", "0"); }
  bool add_node(const Restriction::Not& node) {
    result_.sql += "NOT ifnull(";
    if (!add(*node.inner)) return false;
    result_.sql += ", 0)";
    return true;
  }
  bool add_node(const Restriction::Property& node) {
    const std::string expression = expression_of(node.tag, list_);
    const char* relation = operator_of(node.relation);
    const ULONG type = kit::type_of(kit::canonical_tag(node.tag));
    if (expression.empty() || relation == nullptr || node.value.type() != type) return false;
    result_.sql += "(" + expression + relation + ")";
    if (type == PT_UNICODE) {
      result_.parameters.emplace_back(kit::text_order_key(node.value.text()));
    } else if (type == PT_BOOLEAN) {
      result_.parameters.emplace_back(std::int64_t{node.value.boolean() ? 1 : 0});
    } else if (type == PT_SYSTIME) {
      result_.parameters.emplace_back(ordered(static_cast<std::int64_t>(node.value.ticks()), type));
    } else {
      result_.parameters.emplace_back(node.value.number64());
    }
    return true;
  }
  bool add_node(const Restriction::Bitmask& node) {
    const std::string expression = expression_of(node.tag, list_);
    if (expression.empty() || kit::type_of(node.tag) != PT_LONG) return false;
    result_.sql +=
        "((" + expression + " & " + std::to_string(node.mask) + ")" + (node.must_be_zero ? " = 0" : " <> 0") + ")";
    return true;
  }
  bool add_node(const Restriction::Exist& node) {
    const std::string expression = expression_of(node.tag, list_);
    if (expression.empty()) return false;
    // A value that lives apart is there and not in the column.
    if (kit::is_text(node.tag)) return false;
    result_.sql += "(" + expression + " IS NOT NULL)";
    return true;
  }
  bool add_node(const Restriction::Comment& node) {
    if (node.inner != nullptr) return add(*node.inner);
    result_.sql += "1";
    return true;
  }
  bool add_node(const Restriction::Content&) { return false; }
  bool add_node(const Restriction::Compare&) { return false; }
  bool add_node(const Restriction::Size&) { return false; }
  bool add_node(const Restriction::Sub&) { return false; }

  bool add_parts(const std::vector<Restriction>& parts, const char* between, const char* of_none) {
    if (parts.empty()) {
      result_.sql += of_none;
      return true;
    }
    result_.sql += "(";
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i != 0) result_.sql += between;
      if (!add(parts[i])) return false;
    }
    result_.sql += ")";
    return true;
  }

  const List list_;
  Condition result_;
};

// SQLite's own limits on a statement: how many parameters, and how deep an expression.
constexpr std::size_t kMostParameters = 500;
constexpr std::size_t kMostText = 32768;

}  // namespace

const std::array<MessageColumn, kMessageColumns>& message_columns() noexcept {
  return kColumns;
}

std::array<ColumnValue, kMessageColumns> column_values(const kit::store::Bag& properties) {
  std::array<ColumnValue, kMessageColumns> values;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const auto found = properties.find(kColumns[i].tag);
    if (found && found->tag == kColumns[i].tag) values[i] = column_value(*found);
  }
  return values;
}

std::optional<Condition> condition_of(const Restriction& restriction, List list) {
  Translation translation(list);
  if (!translation.add(restriction)) return std::nullopt;
  Condition& result = translation.result();
  const auto depth = std::ranges::count(result.sql, '(');
  if (result.parameters.size() > kMostParameters || result.sql.size() > kMostText || depth > 500) return std::nullopt;
  return std::move(result);
}

const MessageColumn* column_of(const kit::SortOrder& order) noexcept {
  if (order.keys().size() != 1 || order.categories() != 0) return nullptr;
  const ULONG tag = kit::canonical_tag(order.keys().front().tag);
  const auto found = std::ranges::find_if(kColumns, [&](const MessageColumn& each) { return each.tag == tag; });
  return found == kColumns.end() || !found->indexed ? nullptr : &*found;
}

}  // namespace postroom::store
