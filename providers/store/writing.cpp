// SPDX-License-Identifier: Apache-2.0
#include "providers/store/writing.hpp"

#include <postroom/failure.hpp>
#include <postroom/property.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::store {

using namespace kit::store;  // the vocabulary of backend.hpp

namespace {

constexpr std::size_t kEntriesMost = 512;
constexpr std::int64_t kArrivalsMost = std::int64_t{1} << kArrivalBits;
constexpr std::int64_t kNumbersMost = std::int64_t{1} << (62U - kArrivalBits);

List list_for(ObjectType type, ObjectType parent, bool associated) {
  switch (type) {
    case ObjectType::folder:
      if (parent == ObjectType::folder) return List::folders;
      break;
    case ObjectType::message:
      if (parent == ObjectType::folder) return associated ? List::associated : List::messages;
      if (parent == ObjectType::attachment) return List::embedded;
      break;
    case ObjectType::attachment:
      if (parent == ObjectType::message) return List::attachments;
      break;
    case ObjectType::store:
      break;
  }
  kit::fail(MAPI_E_INVALID_PARAMETER, "an object of this kind cannot be there");
}

// Where an attachment stands among those of its message.
std::int64_t attachment_arrival(const Bag& bag, std::int64_t arrival) {
  const auto number = bag.find(PR_ATTACH_NUM);
  if (!number || number->tag != PR_ATTACH_NUM) return arrival;
  return (static_cast<std::int64_t>(number->number()) << kArrivalBits) | (arrival & (kArrivalsMost - 1));
}

}  // namespace

Writing::Writing(Pool::Lease lease) : lease_(std::move(lease)), reading_(*lease_), streams_(*lease_) {
  lease_->prepare("BEGIN IMMEDIATE").run();
  number_ = static_cast<ChangeNumber>(lease_->number("SELECT max(number) FROM change")) + 1;
  if (number_ >= static_cast<ChangeNumber>(kNumbersMost)) lease_->damaged("its commits have no more numbers");
}

Writing::~Writing() = default;  // the lease rolls back

// ---- Reading what may have been changed ----

std::optional<ObjectInfo> Writing::find(const ObjectId& id) {
  const auto known = entries_.find(id);
  if (known != entries_.end()) return known->second.record.info;
  const auto record = reading_.find(id);
  if (!record) return std::nullopt;
  return record->info;
}

Bag Writing::properties(const ObjectId& id) {
  return bag_of(entry(id));
}

std::vector<Recipient> Writing::recipients(const ObjectId& message) {
  return recipients_of(entry(message, ObjectType::message));
}

std::size_t Writing::read_stream(const ObjectId& id, ULONG tag, std::uint64_t offset, std::span<char> buffer) {
  flush();
  return reading_.read_stream(entry(id).record, tag, offset, buffer);
}

std::vector<Row> Writing::rows(Container container, const ObjectId& owner, const Query& query, std::string_view from,
                               Direction direction, std::size_t limit) {
  flush();
  return reading_.rows(container, owner, query, from, direction, limit);
}

std::uint64_t Writing::count(Container container, const ObjectId& owner, const Query& query) {
  flush();
  return reading_.count(container, owner, query);
}

std::uint64_t Writing::count_before(Container container, const ObjectId& owner, const Query& query,
                                    std::string_view position) {
  flush();
  return reading_.count_before(container, owner, query, position);
}

std::optional<Row> Writing::row(Container container, const ObjectId& owner, const Query& query, const ObjectId& id) {
  flush();
  return reading_.row(container, owner, query, id);
}

FolderCounts Writing::counts(const ObjectId& folder) {
  flush();
  return reading_.counts(reading_.get(folder, ObjectType::folder));
}

std::optional<ObjectId> Writing::child_folder(const ObjectId& parent, std::string_view name) {
  flush();
  return reading_.child_folder(reading_.get(parent, ObjectType::folder), name);
}

std::optional<ObjectId> Writing::embedded(const ObjectId& attachment) {
  flush();
  return reading_.embedded(reading_.get(attachment));
}

std::optional<QueueEntry> Writing::queue_entry(const ObjectId& message) {
  return reading_.queue_entry(entry(message).record);
}

std::vector<NamedProperty> Writing::named_properties() {
  return reading_.named_properties();
}

std::optional<std::uint16_t> Writing::find_name(const PropertyName& name) {
  return reading_.find_name(name);
}

// ---- Entries ----

Writing::Entry& Writing::entry(const ObjectId& id) {
  const auto known = entries_.find(id);
  if (known != entries_.end()) return known->second;
  if (entries_.size() >= kEntriesMost) {
    flush();
    entries_.clear();
  }
  Entry fresh;
  fresh.record = reading_.get(id);
  fresh.counted = {fresh.record.parent_key, fresh.record.list, (fresh.record.info.flags & MSGFLAG_READ) == 0};
  return entries_.emplace(id, std::move(fresh)).first->second;
}

Writing::Entry& Writing::entry(const ObjectId& id, ObjectType type) {
  Entry& result = entry(id);
  if (result.record.info.type != type) {
    kit::fail(MAPI_E_NOT_FOUND, "an object of " + lease_->path() + " is of another kind");
  }
  return result;
}

const Bag& Writing::bag_of(Entry& entry) {
  if (!entry.bag) entry.bag = reading_.properties(entry.record);
  return *entry.bag;
}

std::vector<Recipient>& Writing::recipients_of(Entry& entry) {
  if (!entry.recipients) entry.recipients = reading_.recipients(entry.record);
  return *entry.recipients;
}

void Writing::note(Entry& entry, ChangeKind kind) {
  const auto bit = [](ChangeKind each) { return 1U << static_cast<unsigned>(each); };
  // To create an object is to change it, and to change it is to flag it; a move or a place in the queue is one more.
  const bool covered =
      (entry.noted & bit(kind)) != 0 ||
      ((kind == ChangeKind::changed || kind == ChangeKind::flagged) && (entry.noted & bit(ChangeKind::created)) != 0) ||
      (kind == ChangeKind::flagged && (entry.noted & bit(ChangeKind::changed)) != 0);
  if (covered && kind != ChangeKind::moved) return;
  entry.noted |= bit(kind);
  const ObjectInfo& info = entry.record.info;
  changes_.push_back({number_, kind, info.type, info.id, info.parent, {}, info.associated});
}

void Writing::changed(Entry& entry, ChangeKind kind) {
  note(entry, kind);
  entry.record.info.change = number_;
  if (entry.row_dirty) return;
  entry.row_dirty = true;
  dirty_.push_back(entry.record.info.id);
}

void Writing::content_changed(Entry& entry) {
  changed(entry, ChangeKind::changed);
  entry.record.info.version = number_;
}

std::int64_t Writing::next_arrival() {
  if (++arrivals_ >= kArrivalsMost) kit::fail(MAPI_E_TOO_BIG, "a transaction moves too many objects");
  return (static_cast<std::int64_t>(number_) << kArrivalBits) | arrivals_;
}

// ---- Objects ----

void Writing::create(const ObjectId& id, ObjectType type, const ObjectId& parent, bool associated) {
  if (entries_.contains(id) || id == kStoreObject) kit::fail(MAPI_E_COLLISION, "an object with this id exists");
  if (entries_.size() >= kEntriesMost) {
    flush();
    entries_.clear();
  }
  const Record above = entry(parent).record;
  Entry fresh;
  fresh.record.list = list_for(type, above.info.type, associated);
  if (next_key_ == 0) next_key_ = lease_->number("SELECT max(key) FROM object") + 1;
  fresh.record.key = next_key_++;
  fresh.record.parent_key = above.key;
  fresh.record.arrival = next_arrival();
  ObjectInfo& info = fresh.record.info;
  info.id = id;
  info.type = type;
  info.parent = parent;
  info.associated = associated;
  info.version = number_;
  fresh.fresh = true;
  fresh.has_streams = false;
  fresh.bag.emplace();
  fresh.recipients.emplace();
  changed(entries_.emplace(id, std::move(fresh)).first->second, ChangeKind::created);
}

void Writing::set_properties(const ObjectId& id, const Bag& properties) {
  Entry& owner = entry(id);
  content_changed(owner);
  owner.bag = properties;
  owner.bag_dirty = true;
  if (owner.record.info.type == ObjectType::attachment) {
    owner.record.arrival = attachment_arrival(properties, owner.record.arrival);
  }
  if (!owner.has_streams) return;
  streams_.remove_unless(owner.record.key, [&](ULONG tag) {
    const auto value = properties.find(tag);
    return value && value->apart;
  });
}

void Writing::truncate_stream(const ObjectId& id, ULONG tag) {
  Entry& owner = entry(id);
  changed(owner, ChangeKind::changed);
  owner.has_streams = true;
  streams_.truncate(owner.record.key, tag);
}

void Writing::append_stream(const ObjectId& id, ULONG tag, std::string_view bytes) {
  Entry& owner = entry(id);
  changed(owner, ChangeKind::changed);
  streams_.append(owner.record.key, tag, bytes);
}

void Writing::copy_stream(const ObjectId& from, const ObjectId& to, ULONG tag) {
  streams_.flush();
  const std::int64_t source = entry(from).record.key;
  Entry& target = entry(to);
  target.has_streams = true;
  if (!streams_.copy(source, target.record.key, tag)) {
    kit::fail(MAPI_E_NOT_FOUND, "an object of " + lease_->path() + " has no such stream");
  }
  changed(target, ChangeKind::changed);
}

void Writing::put_recipient(const ObjectId& message, const Recipient& recipient) {
  Entry& owner = entry(message, ObjectType::message);
  content_changed(owner);
  std::vector<Recipient>& all = recipients_of(owner);
  const auto place = std::ranges::lower_bound(all, recipient.row, {}, &Recipient::row);
  if (place != all.end() && place->row == recipient.row) {
    place->properties = recipient.properties;
  } else {
    all.insert(place, recipient);
  }
  owner.recipients_dirty = true;
}

void Writing::remove_recipient(const ObjectId& message, std::uint32_t row) {
  Entry& owner = entry(message, ObjectType::message);
  if (std::erase_if(recipients_of(owner), [&](const Recipient& each) { return each.row == row; }) == 0) {
    kit::fail(MAPI_E_NOT_FOUND, "a message of " + lease_->path() + " has no such recipient");
  }
  content_changed(owner);
  owner.recipients_dirty = true;
}

void Writing::set_flags(const ObjectId& message, std::uint32_t flags) {
  Entry& owner = entry(message, ObjectType::message);
  changed(owner, ChangeKind::flagged);
  owner.record.info.flags = flags;
}

void Writing::set_status(const ObjectId& message, std::uint32_t status) {
  Entry& owner = entry(message, ObjectType::message);
  changed(owner, ChangeKind::flagged);
  owner.record.info.status = status;
}

// A folder moved below itself would be out of the tree for good.
void Writing::refuse_cycle(const Entry& folder, const Entry& new_parent) {
  flush();
  std::int64_t above = new_parent.record.key;
  Statement statement = lease_->prepare("SELECT parent FROM object WHERE key = ?");
  for (int depth = 0; above != 0; ++depth) {
    if (above == folder.record.key) kit::fail(MAPI_E_FOLDER_CYCLE, "a folder cannot be moved into itself");
    if (depth > 10000) lease_->damaged("its folders go round in a circle");
    statement.restart();
    above = statement.bind(1, above).step() ? statement.number(0) : 0;
  }
}

void Writing::move(const ObjectId& id, const ObjectId& parent) {
  entry(parent, ObjectType::folder);
  Entry& moved = entry(id);
  Entry& target = entry(parent);
  if (moved.record.list == List::none || moved.record.list > List::deleted) {
    kit::fail(MAPI_E_INVALID_PARAMETER, "only folders and messages can be moved");
  }
  if (moved.record.info.type == ObjectType::folder) refuse_cycle(moved, target);
  const ObjectId old = moved.record.info.parent;
  moved.record.info.parent = parent;
  moved.record.parent_key = target.record.key;
  moved.record.arrival = next_arrival();
  moved.moved = true;
  changed(moved, ChangeKind::moved);
  changes_.back().old_parent = old;
}

void Writing::set_deleted(const ObjectId& message, bool deleted) {
  Entry& owner = entry(message, ObjectType::message);
  if (owner.record.list == List::embedded) kit::fail(MAPI_E_INVALID_PARAMETER, "an embedded message has no folder");
  changed(owner, ChangeKind::changed);
  owner.record.info.deleted = deleted;
  owner.record.list = deleted ? List::deleted : owner.record.info.associated ? List::associated : List::messages;
}

void Writing::remove(const ObjectId& id) {
  flush();
  const Record top = reading_.get(id);
  if (top.list == List::none) kit::fail(MAPI_E_INVALID_PARAMETER, "the root folder of a store cannot be removed");
  std::vector<std::int64_t> keys;
  {
    // UNION, not UNION ALL: a damaged tree that goes round in a circle ends too.
    Statement statement = lease_->prepare(
        "WITH RECURSIVE below(key) AS (SELECT ? UNION SELECT o.key FROM below JOIN object o ON o.parent = below.key) "
        "SELECT key FROM below");
    statement.bind(1, top.key);
    while (statement.step()) keys.push_back(statement.number(0));
  }
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if (const auto record = reading_.find(*key)) remove_row(*record);
  }
  add_counts({top.parent_key, top.list, (top.info.flags & MSGFLAG_READ) == 0}, -1);
  write_counts();
}

void Writing::remove_row(const Record& record) {
  streams_.remove_all(record.key);
  for (const char* sql : {"DELETE FROM object WHERE key = ?", "DELETE FROM bag WHERE key = ?"}) {
    lease_->prepare(sql).bind(1, record.key).run();
  }
  if (record.info.type == ObjectType::folder) {
    lease_->prepare("DELETE FROM folder WHERE key = ?").bind(1, record.key).run();
  }
  if (record.info.type == ObjectType::message) {
    lease_->prepare("DELETE FROM queue WHERE message = ?").bind(1, record.key).run();
  }
  entries_.erase(record.info.id);
  const ObjectInfo& info = record.info;
  changes_.push_back({number_, ChangeKind::removed, info.type, info.id, info.parent, {}, info.associated});
}

// ---- The outgoing queue ----

void Writing::enqueue(const ObjectId& message, std::uint32_t submit_flags) {
  Entry& owner = entry(message, ObjectType::message);
  lease_
      ->prepare(
          "INSERT INTO queue (message, flags, claimed) VALUES (?, ?, 0) "
          "ON CONFLICT (message) DO UPDATE SET flags = excluded.flags")
      .bind(1, owner.record.key)
      .bind(2, std::int64_t{submit_flags})
      .run();
  changed(owner, ChangeKind::queued);
}

Writing::Entry& Writing::queued(const ObjectId& message) {
  Entry& owner = entry(message, ObjectType::message);
  if (!reading_.queue_entry(owner.record)) {
    kit::fail(MAPI_E_NOT_FOUND, "a message of " + lease_->path() + " is not in the queue");
  }
  return owner;
}

bool Writing::claim(const ObjectId& message) {
  Entry& owner = queued(message);
  Statement statement =
      lease_->prepare("UPDATE queue SET claimed = 1 WHERE message = ? AND claimed = 0 RETURNING sequence");
  if (!statement.bind(1, owner.record.key).step()) return false;
  changed(owner, ChangeKind::queued);
  return true;
}

void Writing::release_claim(const ObjectId& message) {
  Entry& owner = queued(message);
  lease_->prepare("UPDATE queue SET claimed = 0 WHERE message = ?").bind(1, owner.record.key).run();
  changed(owner, ChangeKind::queued);
}

void Writing::finish(const ObjectId& message) {
  Entry& owner = queued(message);
  lease_->prepare("DELETE FROM queue WHERE message = ?").bind(1, owner.record.key).run();
  changed(owner, ChangeKind::queued);
}

// ---- Names ----

std::uint16_t Writing::add_name(const PropertyName& name) {
  if (const auto known = reading_.find_name(name)) return *known;
  const std::int64_t id = std::max<std::int64_t>(lease_->number("SELECT max(id) FROM name") + 1, 0x8000);
  if (id > 0xFFFE) kit::fail(MAPI_E_TABLE_TOO_BIG, "the store " + lease_->path() + " has no room for another name");
  Statement statement = lease_->prepare("INSERT INTO name (id, property_set, number, text) VALUES (?, ?, ?, ?)");
  statement.bind(1, id).bind(2, std::string_view(reinterpret_cast<const char*>(&name.set), sizeof name.set));
  if (name.text) {
    statement.bind_null(3).bind(4, *name.text);
  } else {
    statement.bind(3, std::int64_t{name.number}).bind_null(4);
  }
  statement.run();
  return static_cast<std::uint16_t>(id);
}

}  // namespace postroom::store
