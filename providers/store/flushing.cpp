// SPDX-License-Identifier: Apache-2.0
//
// What a transaction has gathered goes to the file: rows and bags of objects, counts of folders, the feed of changes.
#include "providers/store/change_feed.hpp"
#include "providers/store/writing.hpp"

#include <postroom/property.hpp>

#include <mapitags.h>

namespace postroom::store {

using namespace kit::store;  // the vocabulary of backend.hpp

namespace {

std::int64_t stored(std::uint32_t bits) noexcept {
  return static_cast<std::int32_t>(bits);  // tables compare PT_LONG with its sign
}

void bind_columns(Statement& statement, int first, const std::array<ColumnValue, kMessageColumns>& values) {
  for (const ColumnValue& value : values) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      statement.bind(first, *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      statement.bind(first, *text);
    } else {
      statement.bind_null(first);
    }
    ++first;
  }
}

// Only messages have columns.
std::array<ColumnValue, kMessageColumns> columns_for(const ObjectInfo& info, const Bag& bag) {
  return info.type == ObjectType::message ? column_values(bag) : std::array<ColumnValue, kMessageColumns>{};
}

std::string folded_name(const Bag& bag) {
  const auto name = bag.find(PR_DISPLAY_NAME_W);
  return name && name->tag == PR_DISPLAY_NAME_W ? kit::fold_case(name->text()) : std::string();
}

}  // namespace

void Writing::flush() {
  for (const ObjectId& id : dirty_) {
    const auto found = entries_.find(id);
    if (found != entries_.end()) flush_row(found->second);
  }
  dirty_.clear();
  write_counts();
  streams_.flush();
}

void Writing::flush_row(Entry& entry) {
  if (!entry.row_dirty) return;
  if (entry.fresh) {
    insert(entry);
  } else {
    update(entry);
  }
  if (entry.record.info.type == ObjectType::folder) flush_folder(entry);
  count(entry);
  entry.fresh = entry.row_dirty = entry.bag_dirty = entry.recipients_dirty = entry.moved = false;
}

void Writing::insert(Entry& entry) {
  const Record& record = entry.record;
  const ObjectInfo& info = record.info;
  const auto columns = columns_for(info, *entry.bag);
  {
    Statement statement =
        lease_->prepare("INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    statement.bind(1, record.key)
        .bind(2, info.id.view())
        .bind(3, static_cast<std::int64_t>(info.type))
        .bind(4, record.parent_key)
        .bind(5, static_cast<std::int64_t>(record.list))
        .bind(6, record.arrival)
        .bind(7, std::int64_t{info.associated})
        .bind(8, static_cast<std::int64_t>(info.change))
        .bind(9, static_cast<std::int64_t>(info.version))
        .bind(10, stored(info.flags))
        .bind(11, stored(info.status));
    bind_columns(statement, 12, columns);
    statement.run();
  }
  const std::string recipients = pack_recipients(*entry.recipients);
  lease_->prepare("INSERT INTO bag VALUES (?, ?, ?)")
      .bind(1, record.key)
      .bind(2, entry.bag->block())
      .bind(3, recipients)
      .run();
}

void Writing::update(Entry& entry) {
  const Record& record = entry.record;
  const ObjectInfo& info = record.info;
  {
    Statement statement = lease_->prepare(
        "UPDATE object SET parent = ?2, list = ?3, arrival = ?4, change = ?5, version = ?6, flags = ?7, status = ?8 "
        "WHERE key = ?1");
    statement.bind(1, record.key)
        .bind(2, record.parent_key)
        .bind(3, static_cast<std::int64_t>(record.list))
        .bind(4, record.arrival)
        .bind(5, static_cast<std::int64_t>(info.change))
        .bind(6, static_cast<std::int64_t>(info.version))
        .bind(7, stored(info.flags))
        .bind(8, stored(info.status))
        .run();
  }
  if (entry.bag_dirty) {
    if (info.type == ObjectType::message) {
      const auto columns = column_values(*entry.bag);
      Statement statement = lease_->prepare(
          "UPDATE object SET delivered = ?2, submitted = ?3, modified = ?4, size = ?5, subject = ?6, sender = ?7, "
          "display_to = ?8, display_cc = ?9, class = ?10 WHERE key = ?1");
      statement.bind(1, record.key);
      bind_columns(statement, 2, columns);
      statement.run();
    }
    lease_->prepare("UPDATE bag SET properties = ? WHERE key = ?")
        .bind(1, entry.bag->block())
        .bind(2, record.key)
        .run();
  }
  if (entry.recipients_dirty) {
    const std::string recipients = pack_recipients(*entry.recipients);
    lease_->prepare("UPDATE bag SET recipients = ? WHERE key = ?").bind(1, recipients).bind(2, record.key).run();
  }
}

void Writing::flush_folder(Entry& entry) {
  const Record& record = entry.record;
  if (entry.fresh) {
    const std::string name = folded_name(*entry.bag);
    lease_->prepare("INSERT INTO folder (key, parent, name) VALUES (?, ?, ?)")
        .bind(1, record.key)
        .bind(2, record.parent_key)
        .bind(3, name)
        .run();
  } else if (entry.bag_dirty || entry.moved) {
    const std::string name = folded_name(bag_of(entry));
    lease_->prepare("UPDATE folder SET parent = ?2, name = ?3 WHERE key = ?1")
        .bind(1, record.key)
        .bind(2, record.parent_key)
        .bind(3, name)
        .run();
  }
}

// ---- Counts ----

void Writing::count(Entry& entry) {
  const Counted now{entry.record.parent_key, entry.record.list, (entry.record.info.flags & MSGFLAG_READ) == 0};
  const Counted& before = entry.counted;
  if (now.folder == before.folder && now.list == before.list && now.unread == before.unread) return;
  add_counts(before, -1);
  add_counts(now, 1);
  entry.counted = now;
}

void Writing::add_counts(const Counted& counted, std::int64_t sign) {
  if (counted.folder == 0) return;
  switch (counted.list) {
    case List::messages:
      counts_[counted.folder][0] += sign;
      if (counted.unread) counts_[counted.folder][1] += sign;
      break;
    case List::associated:
      counts_[counted.folder][2] += sign;
      break;
    case List::folders:
      counts_[counted.folder][3] += sign;
      break;
    case List::deleted:
      counts_[counted.folder][4] += sign;
      break;
    case List::none:
    case List::attachments:
    case List::embedded:
      break;
  }
}

void Writing::write_counts() {
  for (const auto& [folder, counts] : counts_) {
    if (counts == Counts{}) continue;
    Statement statement = lease_->prepare(
        "UPDATE folder SET messages = messages + ?2, unread = unread + ?3, associated = associated + ?4, "
        "folders = folders + ?5, deleted = deleted + ?6 WHERE key = ?1");
    statement.bind(1, folder);
    for (int i = 0; i < 5; ++i) statement.bind(i + 2, counts[static_cast<std::size_t>(i)]);
    statement.run();
  }
  counts_.clear();
}

// ---- The end ----

ChangeNumber Writing::commit() {
  flush();
  write_changes();
  lease_->prepare("COMMIT").run();
  return number_;
}

void Writing::write_changes() {
  const std::string packed = pack_changes(changes_);
  const auto number = static_cast<std::int64_t>(number_);
  lease_->prepare("INSERT INTO change VALUES (?, ?)").bind(1, number).bind(2, packed).run();
  // Seldom, so that it costs nothing.
  if (number % 1024 == 0) lease_->prepare("DELETE FROM change WHERE number <= ?").bind(1, number - kChangesKept).run();
}

}  // namespace postroom::store
