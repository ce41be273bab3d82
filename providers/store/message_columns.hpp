// SPDX-License-Identifier: Apache-2.0
//
// The properties of messages that are columns of the file too, so that tables sort and restrict by them without
// reading bags; and what SQL a query becomes. Stateless; any thread.
#pragma once

#include "providers/store/schema.hpp"

#include <postroom/store/backend.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace postroom::store {

// NULL, a number, or a text's key (kit::text_order_key).
using ColumnValue = std::variant<std::monostate, std::int64_t, std::string>;

struct MessageColumn {
  ULONG tag;
  const char* name;
  bool indexed;  // with the folder, the list and the arrival: rows can be had in its order
};

inline constexpr std::size_t kMessageColumns = 9;
// In the order of the columns of the table `object`.
const std::array<MessageColumn, kMessageColumns>& message_columns() noexcept;

// What the columns of a message with these properties are.
std::array<ColumnValue, kMessageColumns> column_values(const kit::store::Bag& properties);

// SQL and what its parameters, which follow those before it, are bound to.
struct Condition {
  std::string sql;
  std::vector<ColumnValue> parameters;
};

// The condition on rows of `object` for which `restriction` is true; nothing when it asks for what is no column.
std::optional<Condition> condition_of(const kit::Restriction& restriction, List list);

// The column that one can go along to have rows in this order; null when there is none.
const MessageColumn* column_of(const kit::SortOrder& order) noexcept;

}  // namespace postroom::store
