// SPDX-License-Identifier: Apache-2.0
//
// Listing rows: a query becomes one walk along an index, forward or backward, from a position that says where it was.
// For a reader of an index the next page is at most three ranges: the rest of the rows that are equal to the last one,
// those beyond it, and those without a value, which are the last in either order: they end a walk forward and begin one
// backward.
#include "providers/store/reading.hpp"

#include <postroom/failure.hpp>
#include <postroom/sort_order.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace postroom::store {
namespace {

using namespace kit::store;  // the vocabulary of backend.hpp

// ---- Positions: kind of the value, u64 place (arrival or sequence), the value ----

struct Position {
  std::int64_t place = 0;
  ColumnValue value;
};

std::string pack(const Position& position) {
  std::string bytes(1, static_cast<char>(position.value.index()));
  bytes.append(reinterpret_cast<const char*>(&position.place), sizeof position.place);
  if (const auto* number = std::get_if<std::int64_t>(&position.value)) {
    bytes.append(reinterpret_cast<const char*>(number), sizeof *number);
  } else if (const auto* text = std::get_if<std::string>(&position.value)) {
    bytes += *text;
  }
  return bytes;
}

Position unpack_position(std::string_view bytes) {
  Position position;
  std::int64_t number = 0;
  if (bytes.size() < 1 + sizeof number) kit::fail(MAPI_E_INVALID_PARAMETER, "a position of another table");
  std::memcpy(&position.place, bytes.data() + 1, sizeof position.place);
  const std::string_view value = bytes.substr(1 + sizeof position.place);
  if (bytes[0] == 1 && value.size() == sizeof number) {
    std::memcpy(&number, value.data(), sizeof number);
    position.value = number;
  } else if (bytes[0] == 2) {
    position.value = std::string(value);
  }
  return position;
}

// ---- Ranges ----

struct Range {
  std::string sql;  // begins with " AND "
  std::vector<ColumnValue> parameters;
};

// A walk along an index: forward or backward in the order that was asked for, and so up or down in the index.
struct Way {
  bool forward;
  bool down;
};

// Rows that have a value. Said by a bound, which is looked up in the index, where IS NOT NULL may be asked of each row.
Range present_in(const MessageColumn& column) {
  ColumnValue least = std::numeric_limits<std::int64_t>::min();
  if (kit::type_of(column.tag) == PT_UNICODE) least = std::string();
  return {std::string(" AND o.") + column.name + " >= ?", {std::move(least)}};
}
Range absent_in(const MessageColumn& column) {
  return {std::string(" AND o.") + column.name + " IS NULL", {}};
}

// The ranges of all rows, and of those beyond `from`, in the order of the walk.
std::vector<Range> all_ranges(const MessageColumn* column, Way way) {
  if (column == nullptr) return {Range{}};
  std::vector<Range> ranges = {present_in(*column), absent_in(*column)};
  if (!way.forward) std::swap(ranges.front(), ranges.back());
  return ranges;
}
std::vector<Range> ranges_beyond(const MessageColumn* column, const char* place, Way way, const Position& from) {
  const std::string beyond_place = std::string(" AND ") + place + (way.down ? " < ?" : " > ?");
  if (column == nullptr) return {{beyond_place, {from.place}}};
  const std::string name = std::string(" AND o.") + column->name;
  std::vector<Range> ranges;
  if (std::holds_alternative<std::monostate>(from.value)) {
    ranges.push_back({name + " IS NULL" + beyond_place, {from.place}});
    if (!way.forward) ranges.push_back(present_in(*column));
    return ranges;
  }
  ranges.push_back({name + " = ?" + beyond_place, {from.value, from.place}});
  ranges.push_back({name + (way.down ? " < ?" : " > ?"), {from.value}});
  if (way.forward) ranges.push_back(absent_in(*column));
  return ranges;
}

void bind_all(Statement& statement, int& parameter, const std::vector<ColumnValue>& values) {
  for (const ColumnValue& value : values) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      statement.bind(parameter++, *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      statement.bind(parameter++, *text);
    } else {
      statement.bind_null(parameter++);
    }
  }
}

// What a query asks of one container, in SQL.
class Walk {
 public:
  Walk(Reading& reading, Container container, const ObjectId& owner, const Query& query)
      : reading_(reading), list_(list_of(container)), queue_(container == Container::queue) {
    if (!queue_) owner_ = reading.get(owner);
    if (query.restriction != nullptr) {
      auto condition = condition_of(*query.restriction, list_);
      if (!condition) kit::fail(MAPI_E_TOO_COMPLEX, "the store cannot restrict by this itself");
      condition_ = std::move(*condition);
    }
    if (query.order != nullptr && !query.order->empty()) {
      column_ = column_of(*query.order);
      if (column_ == nullptr) kit::fail(MAPI_E_TOO_COMPLEX, "the store cannot sort by this itself");
      descending_ = query.order->keys().front().descending();
    }
  }

  std::vector<Row> rows(std::string_view from, Direction direction, std::size_t limit) {
    const Way way = way_of(direction);
    std::vector<Row> result;
    for (const Range& range : ranges(from, way)) {
      if (result.size() < limit) read(range, way.down, limit - result.size(), result);
    }
    return result;
  }

  std::uint64_t count() { return count_in({}); }
  std::uint64_t count_before(std::string_view position) {
    std::uint64_t total = 0;
    for (const Range& range : ranges(position, way_of(Direction::backward))) total += count_in(range);
    return total;
  }

  std::optional<Row> row(const ObjectId& id) {
    std::vector<Row> found;
    read({" AND o.id = ?", {std::string(id.view())}}, false, 1, found);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  }

 private:
  const char* place() const noexcept { return queue_ ? "q.sequence" : "o.arrival"; }

  Way way_of(Direction direction) const noexcept {
    const bool forward = direction == Direction::forward;
    return {forward, descending_ == forward};
  }

  std::vector<Range> ranges(std::string_view from, Way way) const {
    if (from.empty()) return all_ranges(column_, way);
    return ranges_beyond(column_, place(), way, unpack_position(from));
  }

  // FROM and WHERE, without the range.
  std::string source(bool with_bags) const {
    std::string sql = queue_ ? " FROM queue q JOIN object o ON o.key = q.message" : " FROM object o";
    if (with_bags) sql += " LEFT JOIN bag b ON b.key = o.key";
    if (with_bags && queue_) sql += " LEFT JOIN object p ON p.key = o.parent";
    sql += queue_ ? " WHERE 1" : " WHERE o.parent = ? AND o.list = " + std::to_string(static_cast<int>(list_));
    if (list_ == List::messages || list_ == List::associated || list_ == List::deleted) sql += " AND o.type = 2";
    return sql;
  }

  void bind(Statement& statement, int& parameter, const Range& range) const {
    if (!queue_) statement.bind(parameter++, owner_.key);
    bind_all(statement, parameter, range.parameters);
    bind_all(statement, parameter, condition_.parameters);
  }

  std::string condition() const { return condition_.sql.empty() ? "" : " AND " + condition_.sql; }

  std::uint64_t count_in(const Range& range) {
    Statement statement = reading_.connection().prepare("SELECT count(*)" + source(false) + range.sql + condition());
    int parameter = 1;
    bind(statement, parameter, range);
    statement.step();
    return static_cast<std::uint64_t>(statement.number(0));
  }

  void read(const Range& range, bool down, std::size_t limit, std::vector<Row>& result) {
    const char* way = down ? " DESC" : "";
    const std::string by = column_ == nullptr ? std::string() : std::string("o.") + column_->name;
    std::string sql = "SELECT " POSTROOM_RECORD ", b.properties, ";
    sql += by.empty() ? "NULL" : by;
    if (queue_) sql += ", p.id, q.sequence, q.flags, q.claimed";
    sql += source(true) + range.sql + condition() + " ORDER BY ";
    if (!by.empty()) sql += by + way + ", ";
    sql += std::string(place()) + way + " LIMIT ?";
    Statement statement = reading_.connection().prepare(sql);
    int parameter = 1;
    bind(statement, parameter, range);
    constexpr std::size_t kMost = 1U << 30U;
    statement.bind(parameter, static_cast<std::int64_t>(std::min(limit, kMost)));
    while (statement.step()) result.push_back(row_in(statement));
  }

  Row row_in(const Statement& statement) const {
    constexpr int kBag = 11;
    constexpr int kValue = 12;
    const Record record = reading_.record_in(statement);
    Row row{record.info, reading_.readable_bag_in(statement, kBag), {}, {}};
    Position position{record.arrival, {}};
    if (queue_) {
      if (record.parent_key != 0) row.info.parent = reading_.id_in(statement, 13);
      position.place = statement.number(14);
      row.queued = {static_cast<std::uint64_t>(position.place), static_cast<std::uint32_t>(statement.number(15)),
                    statement.number(16) != 0};
    } else {
      row.info.parent = owner_.info.id;
    }
    if (column_ != nullptr && !statement.is_null(kValue)) {
      if (kit::type_of(column_->tag) == PT_UNICODE) {
        position.value = std::string(statement.bytes(kValue));
      } else {
        position.value = statement.number(kValue);
      }
    }
    row.position = pack(position);
    return row;
  }

  Reading& reading_;
  const List list_;
  const bool queue_;
  Record owner_;
  Condition condition_;
  const MessageColumn* column_ = nullptr;
  bool descending_ = false;
};

}  // namespace

std::vector<Row> Reading::rows(Container container, const ObjectId& owner, const Query& query, std::string_view from,
                               Direction direction, std::size_t limit) {
  return Walk(*this, container, owner, query).rows(from, direction, limit);
}

std::uint64_t Reading::count(Container container, const ObjectId& owner, const Query& query) {
  if (query.restriction == nullptr && container != Container::queue && container != Container::attachments) {
    const FolderCounts all = counts(get(owner, ObjectType::folder));
    switch (container) {
      case Container::folders:
        return all.folders;
      case Container::messages:
        return all.messages;
      case Container::associated:
        return all.associated;
      default:
        return all.deleted;
    }
  }
  return Walk(*this, container, owner, query).count();
}

std::uint64_t Reading::count_before(Container container, const ObjectId& owner, const Query& query,
                                    std::string_view position) {
  if (position.empty()) return 0;
  return Walk(*this, container, owner, query).count_before(position);
}

std::optional<Row> Reading::row(Container container, const ObjectId& owner, const Query& query, const ObjectId& id) {
  return Walk(*this, container, owner, query).row(id);
}

}  // namespace postroom::store
