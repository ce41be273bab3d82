// SPDX-License-Identifier: Apache-2.0
#include "providers/store/reading.hpp"

#include "kit/text/hexadecimal.hpp"

#include <postroom/failure.hpp>
#include <postroom/property.hpp>

#include <algorithm>
#include <cstring>

namespace postroom::store {
namespace {

using namespace kit::store;  // the vocabulary of backend.hpp

constexpr int kParentId = 11;  // the column after those of POSTROOM_RECORD

void put_number(std::string& to, std::uint32_t number) {
  to.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::uint32_t take_number(std::string_view& from) {
  std::uint32_t number = 0;
  if (from.size() < sizeof number) kit::fail(MAPI_E_CORRUPT_DATA, "the recipients of a message are damaged");
  std::memcpy(&number, from.data(), sizeof number);
  from.remove_prefix(sizeof number);
  return number;
}

std::string name_of(const ObjectId& id) {
  return kit::hexadecimal_of(id.bytes);
}

}  // namespace

List list_of(Container container) noexcept {
  switch (container) {
    case Container::folders:
      return List::folders;
    case Container::messages:
      return List::messages;
    case Container::associated:
      return List::associated;
    case Container::deleted_messages:
      return List::deleted;
    case Container::attachments:
      return List::attachments;
    case Container::queue:
      break;
  }
  return List::none;
}

std::string pack_recipients(const std::vector<Recipient>& recipients) {
  std::string block;
  if (recipients.empty()) return block;
  put_number(block, static_cast<std::uint32_t>(recipients.size()));
  for (const Recipient& each : recipients) {
    const std::string& bag = each.properties.block();
    put_number(block, each.row);
    put_number(block, static_cast<std::uint32_t>(bag.size()));
    block += bag;
  }
  return block;
}

std::vector<Recipient> unpack_recipients(std::string_view block) {
  std::vector<Recipient> result;
  if (block.empty()) return result;
  const std::uint32_t count = take_number(block);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t row = take_number(block);
    const std::uint32_t size = take_number(block);
    if (block.size() < size) kit::fail(MAPI_E_CORRUPT_DATA, "the recipients of a message are damaged");
    result.push_back({row, Bag(std::string(block.substr(0, size)))});
    block.remove_prefix(size);
  }
  return result;
}

ObjectId Reading::id_in(const Statement& statement, int column) const {
  const std::string_view bytes = statement.bytes(column);
  if (bytes.size() != ObjectId{}.bytes.size()) connection_.damaged("an object has no proper id");
  return ObjectId::from(bytes.data());
}

Bag Reading::bag_in(const Statement& statement, int column, const ObjectId& owner) const {
  if (statement.is_null(column)) connection_.damaged("object " + name_of(owner) + " has no properties");
  try {
    return Bag(std::string(statement.bytes(column)));
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA) throw;
    connection_.damaged("the properties of object " + name_of(owner) + " cannot be read");
  }
}

Bag Reading::readable_bag_in(const Statement& statement, int column) {
  try {
    return Bag(std::string(statement.bytes(column)));
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA) throw;
    return {};
  }
}

Record Reading::record_in(const Statement& statement) const {
  Record record;
  record.key = statement.number(0);
  record.info.id = id_in(statement, 1);
  const std::int64_t type = statement.number(2);
  record.parent_key = statement.number(3);
  const std::int64_t list = statement.number(4);
  if (type < 0 || type > 3 || list < 0 || list > 6) {
    connection_.damaged("object " + name_of(record.info.id) + " is of no known kind");
  }
  record.info.type = static_cast<ObjectType>(type);
  record.list = static_cast<List>(list);
  record.arrival = statement.number(5);
  record.info.associated = statement.number(6) != 0;
  record.info.deleted = record.list == List::deleted;
  record.info.change = static_cast<ChangeNumber>(statement.number(7));
  record.info.version = static_cast<ChangeNumber>(statement.number(8));
  record.info.flags = static_cast<std::uint32_t>(statement.number(9));
  record.info.status = static_cast<std::uint32_t>(statement.number(10));
  return record;
}

// A parent's id stands in its own row; the store and the root folder have none.
std::optional<Record> Reading::find(const ObjectId& id) {
  Statement statement = connection_.prepare(
      "SELECT " POSTROOM_RECORD ", p.id FROM object o LEFT JOIN object p ON p.key = o.parent WHERE o.id = ?");
  if (!statement.bind(1, id.view()).step()) return std::nullopt;
  Record record = record_in(statement);
  if (record.parent_key != 0) record.info.parent = id_in(statement, kParentId);
  return record;
}

std::optional<Record> Reading::find(std::int64_t key) {
  Statement statement = connection_.prepare(
      "SELECT " POSTROOM_RECORD ", p.id FROM object o LEFT JOIN object p ON p.key = o.parent WHERE o.key = ?");
  if (!statement.bind(1, key).step()) return std::nullopt;
  Record record = record_in(statement);
  if (record.parent_key != 0) record.info.parent = id_in(statement, kParentId);
  return record;
}

Record Reading::get(const ObjectId& id) {
  if (const auto record = find(id)) return *record;
  kit::fail(MAPI_E_NOT_FOUND, "object " + name_of(id) + " does not exist in " + connection_.path());
}

Record Reading::get(const ObjectId& id, ObjectType type) {
  Record record = get(id);
  if (record.info.type != type) {
    kit::fail(MAPI_E_NOT_FOUND, "object " + name_of(id) + " of " + connection_.path() + " is of another kind");
  }
  return record;
}

Bag Reading::properties(const Record& object) {
  Statement statement = connection_.prepare("SELECT properties FROM bag WHERE key = ?");
  if (!statement.bind(1, object.key).step()) {
    connection_.damaged("object " + name_of(object.info.id) + " has no properties");
  }
  return bag_in(statement, 0, object.info.id);
}

std::vector<Recipient> Reading::recipients(const Record& message) {
  Statement statement = connection_.prepare("SELECT recipients FROM bag WHERE key = ?");
  if (!statement.bind(1, message.key).step()) {
    connection_.damaged("message " + name_of(message.info.id) + " has no recipients");
  }
  try {
    return unpack_recipients(statement.bytes(0));
  } catch (const kit::Failure& failure) {
    if (failure.code() != MAPI_E_CORRUPT_DATA) throw;
    connection_.damaged("the recipients of message " + name_of(message.info.id) + " cannot be read");
  }
}

std::size_t Reading::read_stream(const Record& object, ULONG tag, std::uint64_t offset, std::span<char> buffer) {
  std::int64_t content = 0;
  std::uint64_t size = 0;
  {
    Statement statement = connection_.prepare(
        "SELECT s.content, c.size FROM stream s LEFT JOIN content c ON c.key = s.content WHERE s.object = ? AND s.tag "
        "= ?");
    if (!statement.bind(1, object.key).bind(2, std::int64_t{tag}).step()) {
      kit::fail(MAPI_E_NOT_FOUND,
                "object " + name_of(object.info.id) + " of " + connection_.path() + " has no such stream");
    }
    if (statement.is_null(1)) connection_.damaged("a big value of object " + name_of(object.info.id) + " is lost");
    content = statement.number(0);
    size = static_cast<std::uint64_t>(statement.number(1));
  }
  if (offset >= size) return 0;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size - offset));
  Statement statement = connection_.prepare("SELECT bytes FROM chunk WHERE key = ?");
  for (std::size_t done = 0; done < wanted;) {
    const std::uint64_t at = offset + done;
    statement.restart();
    statement.bind(1, (content << kChunkBits) + static_cast<std::int64_t>(at / kChunk));
    const std::string_view bytes = statement.step() ? statement.bytes(0) : std::string_view();
    const std::size_t within = at % kChunk;
    if (bytes.size() <= within) connection_.damaged("a big value of object " + name_of(object.info.id) + " is cut");
    const std::size_t count = std::min(wanted - done, bytes.size() - within);
    std::memcpy(buffer.data() + done, bytes.data() + within, count);
    done += count;
  }
  return wanted;
}

FolderCounts Reading::counts(const Record& folder) {
  Statement statement =
      connection_.prepare("SELECT messages, unread, associated, folders, deleted FROM folder WHERE key = ?");
  if (!statement.bind(1, folder.key).step()) {
    connection_.damaged("folder " + name_of(folder.info.id) + " has no counts");
  }
  FolderCounts counts;
  counts.messages = static_cast<std::uint64_t>(statement.number(0));
  counts.unread = static_cast<std::uint64_t>(statement.number(1));
  counts.associated = static_cast<std::uint64_t>(statement.number(2));
  counts.folders = static_cast<std::uint64_t>(statement.number(3));
  counts.deleted = static_cast<std::uint64_t>(statement.number(4));
  return counts;
}

std::optional<ObjectId> Reading::child_folder(const Record& parent, std::string_view name) {
  const std::string folded = kit::fold_case(name);
  Statement statement = connection_.prepare(
      "SELECT o.id FROM folder f JOIN object o ON o.key = f.key WHERE f.parent = ? AND f.name = ? LIMIT 1");
  if (!statement.bind(1, parent.key).bind(2, folded).step()) return std::nullopt;
  return id_in(statement, 0);
}

std::optional<ObjectId> Reading::embedded(const Record& attachment) {
  Statement statement = connection_.prepare("SELECT id FROM object WHERE parent = ? AND list = 6 LIMIT 1");
  if (!statement.bind(1, attachment.key).step()) return std::nullopt;
  return id_in(statement, 0);
}

std::optional<QueueEntry> Reading::queue_entry(const Record& message) {
  Statement statement = connection_.prepare("SELECT sequence, flags, claimed FROM queue WHERE message = ?");
  if (!statement.bind(1, message.key).step()) return std::nullopt;
  return QueueEntry{static_cast<std::uint64_t>(statement.number(0)), static_cast<std::uint32_t>(statement.number(1)),
                    statement.number(2) != 0};
}

std::vector<NamedProperty> Reading::named_properties() {
  std::vector<NamedProperty> result;
  Statement statement = connection_.prepare("SELECT id, property_set, number, text FROM name ORDER BY id");
  while (statement.step()) {
    NamedProperty& each = result.emplace_back();
    each.id = static_cast<std::uint16_t>(statement.number(0));
    const std::string_view set = statement.bytes(1);
    if (set.size() != sizeof(GUID)) connection_.damaged("a named property has no proper property set");
    std::memcpy(&each.name.set, set.data(), sizeof(GUID));
    each.name.number = static_cast<std::int32_t>(statement.number(2));
    if (!statement.is_null(3)) each.name.text = std::string(statement.bytes(3));
  }
  return result;
}

std::optional<std::uint16_t> Reading::find_name(const PropertyName& name) {
  Statement statement = connection_.prepare(
      name.text ? "SELECT id FROM name WHERE property_set = ? AND ifnull(text, '') = ? AND text IS NOT NULL"
                : "SELECT id FROM name WHERE property_set = ? AND ifnull(text, '') = '' AND ifnull(number, 0) = ? AND "
                  "text IS NULL");
  statement.bind(1, std::string_view(reinterpret_cast<const char*>(&name.set), sizeof name.set));
  if (name.text) {
    statement.bind(2, *name.text);
  } else {
    statement.bind(2, std::int64_t{name.number});
  }
  if (!statement.step()) return std::nullopt;
  return static_cast<std::uint16_t>(statement.number(0));
}

}  // namespace postroom::store
