// SPDX-License-Identifier: Apache-2.0
//
// What snapshots and transactions have in common: reading, over one connection that has a transaction open. One thread
// at a time. Throws as backend.hpp says; what does not fit together in the file is MAPI_E_CORRUPT_STORE.
#pragma once

#include "providers/store/connection.hpp"
#include "providers/store/message_columns.hpp"
#include "providers/store/schema.hpp"

#include <postroom/store/backend.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::store {

using kit::PropertyName;
using kit::store::Bag;
using kit::store::Container;
using kit::store::ObjectId;
using kit::store::ObjectInfo;
using kit::store::ObjectType;

// An object as its row says.
struct Record {
  std::int64_t key = 0;
  std::int64_t parent_key = 0;
  std::int64_t arrival = 0;
  List list = List::none;
  ObjectInfo info;
};

// The list that a container is; `none` for the queue.
List list_of(Container container) noexcept;

// Recipients of a message, packed: u32 count · count × { u32 row · u32 size · bag }.
std::string pack_recipients(const std::vector<kit::store::Recipient>& recipients);
// Throws MAPI_E_CORRUPT_DATA.
std::vector<kit::store::Recipient> unpack_recipients(std::string_view block);

class Reading {
 public:
  explicit Reading(Connection& connection) noexcept : connection_(connection) {}

  Connection& connection() const noexcept { return connection_; }

  std::optional<Record> find(const ObjectId& id);
  std::optional<Record> find(std::int64_t key);
  Record get(const ObjectId& id);                   // MAPI_E_NOT_FOUND
  Record get(const ObjectId& id, ObjectType type);  // likewise, when it is of another type

  Bag properties(const Record& object);
  std::vector<kit::store::Recipient> recipients(const Record& message);
  std::size_t read_stream(const Record& object, ULONG tag, std::uint64_t offset, std::span<char> buffer);

  std::vector<kit::store::Row> rows(Container container, const ObjectId& owner, const kit::store::Query& query,
                                    std::string_view from, kit::store::Direction direction, std::size_t limit);
  std::uint64_t count(Container container, const ObjectId& owner, const kit::store::Query& query);
  std::uint64_t count_before(Container container, const ObjectId& owner, const kit::store::Query& query,
                             std::string_view position);
  std::optional<kit::store::Row> row(Container container, const ObjectId& owner, const kit::store::Query& query,
                                     const ObjectId& id);
  kit::store::FolderCounts counts(const Record& folder);
  std::optional<ObjectId> child_folder(const Record& parent, std::string_view name);
  std::optional<ObjectId> embedded(const Record& attachment);
  std::optional<kit::store::QueueEntry> queue_entry(const Record& message);

  std::vector<kit::store::NamedProperty> named_properties();
  std::optional<std::uint16_t> find_name(const PropertyName& name);

  // What a column says, checked.
  ObjectId id_in(const Statement& statement, int column) const;
  Bag bag_in(const Statement& statement, int column, const ObjectId& owner) const;
  // For a row of a table: a damaged one has no properties but those in columns, and the other rows are none the worse.
  static Bag readable_bag_in(const Statement& statement, int column);
  Record record_in(const Statement& statement) const;  // of POSTROOM_RECORD; without the parent's id

 private:
  Connection& connection_;
};

// What the first columns of every statement on `object o` are, for record_in().
#define POSTROOM_RECORD \
  "o.key, o.id, o.type, o.parent, o.list, o.arrival, o.associated, o.change, o.version, o.flags, o.status"

}  // namespace postroom::store
