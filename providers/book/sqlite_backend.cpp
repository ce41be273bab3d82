// SPDX-License-Identifier: Apache-2.0
#include "providers/book/sqlite_backend.hpp"

#include "providers/book/words.hpp"

#include <postroom/failure.hpp>
#include <postroom/store/bag.hpp>

#include <mapitags.h>

#include <algorithm>
#include <set>

namespace postroom::book {
namespace {

using kit::Lock;
using kit::book::Container;
using kit::book::Entry;
using kit::book::EntryKind;
using kit::book::Member;
using kit::book::ObjectId;

constexpr std::int64_t kApplication = 0x506F4142;  // "PoAB" in the file's header
constexpr std::int64_t kSchema = 1;
constexpr std::size_t kPage = 256;
constexpr std::size_t kOtherWords = 4;
constexpr const char* kAfterAnyText = "\xF4\x8F\xBF\xBF";  // U+10FFFF

constexpr const char* kMakeSchema = R"(
  CREATE TABLE book(version INTEGER NOT NULL);
  INSERT INTO book VALUES(1);
  CREATE TABLE container(
    ordinal INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL, comment TEXT NOT NULL,
    display_type INTEGER NOT NULL, modifiable INTEGER NOT NULL);
  CREATE TABLE entry(
    number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE,
    container BLOB NOT NULL REFERENCES container(id), kind INTEGER NOT NULL,
    sort_key BLOB NOT NULL, properties BLOB NOT NULL);
  CREATE INDEX entry_in_order ON entry(container, sort_key, number);
  -- What name resolution looks at: each word of an entry's names, and what names it whole. All folded.
  CREATE TABLE word(
    word TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entry(number) ON DELETE CASCADE,
    PRIMARY KEY(word, entry)) WITHOUT ROWID;
  CREATE INDEX word_of_entry ON word(entry);
  CREATE TABLE whole(
    text TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entry(number) ON DELETE CASCADE,
    PRIMARY KEY(text, entry)) WITHOUT ROWID;
  CREATE INDEX whole_of_entry ON whole(entry);
  CREATE TABLE member(
    list INTEGER NOT NULL REFERENCES entry(number) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    entry_id BLOB NOT NULL, properties BLOB NOT NULL, PRIMARY KEY(list, ordinal)) WITHOUT ROWID;
)";

std::string pack(const kit::PropertyBag& properties) {
  return kit::store::pack(properties).block();
}

kit::PropertyBag unpack(std::string block) {
  return kit::store::unpack(kit::store::Bag(std::move(block)));
}

ObjectId object_id(const std::string& bytes) {
  if (bytes.size() != 16) kit::fail(MAPI_E_CORRUPT_STORE, "the address book holds a malformed object id");
  return ObjectId::from(bytes.data());
}

// Columns: id, container, kind, properties.
Entry entry_from(Statement& row) {
  Entry entry;
  entry.id = object_id(row.bytes(0));
  entry.container = object_id(row.bytes(1));
  entry.kind = row.number(2) == static_cast<int>(EntryKind::list) ? EntryKind::list : EntryKind::person;
  entry.properties = unpack(row.bytes(3));
  return entry;
}

std::string sort_key(const kit::PropertyBag& properties) {
  return kit::text_order_key(properties.text(PR_DISPLAY_NAME_W));
}

constexpr const char* kRemedy = ": put the file back, or configure the service's path for a new one";

// The path, unless the book that is expected there is gone: opening it would make an empty one in its place.
const std::filesystem::path& present(const std::filesystem::path& path, std::string_view known) {
  std::error_code error;
  if (!known.empty() && !std::filesystem::exists(path, error) && !error) {
    kit::fail(MAPI_E_NOT_FOUND, "the address book " + path.string() + " is gone" + kRemedy);
  }
  return path;
}

}  // namespace

SqliteBook::SqliteBook(const std::filesystem::path& path, std::string_view known) : database_(present(path, known)) {
  const Lock lock(mutex_);
  prepare_file(known.empty());
  identify(known);
}

void SqliteBook::identify(std::string_view known) {
  Statement row = database_.statement("SELECT id FROM container ORDER BY ordinal LIMIT 1");
  if (row.step()) record_key_ = row.bytes(0);
  if (known.empty() || known == record_key_) return;
  kit::fail(MAPI_E_NOT_FOUND, "another address book is at " + database_.path().string() + " now" + kRemedy);
}

void SqliteBook::prepare_file(bool may_be_new) {
  const auto read = [&](const char* sql) {
    Statement pragma = database_.statement(sql);
    return pragma.step() ? pragma.number(0) : 0;
  };
  const auto made = [&] { return read("SELECT count(*) FROM sqlite_schema") != 0; };
  if (!made()) {
    if (!may_be_new)
      kit::fail(MAPI_E_CORRUPT_STORE, database_.path().string() + " is not an address book: it is empty");
    Transaction transaction(database_);
    if (!made()) make_schema();  // unless another process did, meanwhile
    transaction.commit();
  }
  if (read("PRAGMA application_id") != kApplication) {
    kit::fail(MAPI_E_CORRUPT_STORE, database_.path().string() + " is not an address book");
  }
  if (read("PRAGMA user_version") > kSchema) {
    kit::fail(MAPI_E_VERSION, "the address book " + database_.path().string() + " was made by a newer Postroom");
  }
}

void SqliteBook::make_schema() {
  database_.execute(kMakeSchema);
  database_.execute("PRAGMA application_id=1349468482; PRAGMA user_version=1");
  static_assert(kApplication == 1349468482 && kSchema == 1);
  database_.statement("INSERT INTO container VALUES(1, ?, 'Personal Address Book', '', ?, 1)")
      .bind_blob(ObjectId::make().view())
      .bind(DT_MODIFIABLE)
      .run();
}

std::vector<Container> SqliteBook::containers() {
  const Lock lock(mutex_);
  Statement rows =
      database_.statement("SELECT id, name, comment, display_type, modifiable FROM container ORDER BY ordinal");
  std::vector<Container> result;
  while (rows.step()) {
    result.push_back({object_id(rows.bytes(0)), rows.bytes(1), rows.bytes(2), static_cast<ULONG>(rows.number(3)),
                      rows.number(4) != 0});
  }
  return result;
}

std::optional<Entry> SqliteBook::find(const ObjectId& id) {
  const Lock lock(mutex_);
  Statement row = database_.statement("SELECT id, container, kind, properties FROM entry WHERE id = ?");
  row.bind_blob(id.view());
  if (!row.step()) return std::nullopt;
  return entry_from(row);
}

void SqliteBook::list(const ObjectId& container, const std::function<bool(Entry)>& take) {
  std::string after;
  std::int64_t after_number = 0;
  for (;;) {
    std::vector<Entry> page;
    {
      const Lock lock(mutex_);
      Statement rows = database_.statement(
          "SELECT id, container, kind, properties, sort_key, number FROM entry"
          " WHERE container = ? AND (sort_key, number) > (?, ?) ORDER BY sort_key, number LIMIT ?");
      rows.bind_blob(container.view()).bind_blob(after).bind(after_number).bind(kPage);
      while (rows.step()) {
        page.push_back(entry_from(rows));
        after = rows.bytes(4);
        after_number = rows.number(5);
      }
    }
    const bool last = page.size() < kPage;
    for (Entry& entry : page) {
      if (!take(std::move(entry))) return;
    }
    if (last) return;
  }
}

std::vector<SqliteBook::Match> SqliteBook::resolve(const ObjectId& container, std::string_view name,
                                                   std::size_t limit) {
  const std::string whole = folded(name);
  std::vector<std::string> sought = words(name);
  std::stable_sort(sought.begin(), sought.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::vector<Match> result;
  std::set<ObjectId> found;
  const Lock lock(mutex_);
  {
    Statement rows = database_.statement(
        "SELECT id, container, kind, properties FROM whole JOIN entry ON entry = number"
        " WHERE text = ? AND container = ? ORDER BY sort_key, number LIMIT ?");
    rows.bind_text(whole).bind_blob(container.view()).bind(static_cast<std::int64_t>(limit));
    while (rows.step()) {
      result.push_back({entry_from(rows), true});
      found.insert(result.back().entry.id);
    }
  }
  if (sought.empty()) return result;
  // The longest word selects by the index; the others, and the container, are looked up for what it selects.
  std::vector<std::string> others(sought.begin() + 1, sought.end());
  others.resize(kOtherWords);  // an empty word begins every word; beyond that, resolution is not so choosy
  Statement rows = database_.statement(
      "SELECT id, container, kind, properties FROM entry WHERE container = ?1 AND"
      " number IN (SELECT entry FROM word WHERE word >= ?2 AND word < ?2 || ?7) AND"
      " EXISTS (SELECT 1 FROM word WHERE entry = number AND word >= ?3 AND word < ?3 || ?7) AND"
      " EXISTS (SELECT 1 FROM word WHERE entry = number AND word >= ?4 AND word < ?4 || ?7) AND"
      " EXISTS (SELECT 1 FROM word WHERE entry = number AND word >= ?5 AND word < ?5 || ?7) AND"
      " EXISTS (SELECT 1 FROM word WHERE entry = number AND word >= ?6 AND word < ?6 || ?7)"
      " ORDER BY sort_key, number LIMIT ?8");
  rows.bind_blob(container.view()).bind_text(sought[0]);
  for (const std::string& word : others) rows.bind_text(word);
  rows.bind_text(kAfterAnyText).bind(static_cast<std::int64_t>(limit + found.size()));
  while (result.size() < limit && rows.step()) {
    Entry entry = entry_from(rows);
    if (found.insert(entry.id).second) result.push_back({std::move(entry), false});
  }
  return result;
}

std::vector<Member> SqliteBook::members(const ObjectId& list) {
  const Lock lock(mutex_);
  Statement rows = database_.statement("SELECT entry_id, properties FROM member WHERE list = ? ORDER BY ordinal");
  rows.bind(number_of(list));
  std::vector<Member> result;
  while (rows.step()) result.push_back({rows.bytes(0), unpack(rows.bytes(1))});
  return result;
}

std::int64_t SqliteBook::number_of(const ObjectId& id) {
  Statement row = database_.statement("SELECT number FROM entry WHERE id = ?");
  row.bind_blob(id.view());
  if (!row.step()) kit::fail(MAPI_E_NOT_FOUND, "the address book entry does not exist any more");
  return row.number(0);
}

void SqliteBook::count_write() {
  database_.execute("UPDATE book SET version = version + 1");
}

void SqliteBook::index(std::int64_t number, const kit::PropertyBag& properties) {
  database_.statement("DELETE FROM word WHERE entry = ?").bind(number).run();
  database_.statement("DELETE FROM whole WHERE entry = ?").bind(number).run();
  std::set<std::string> all;
  for (const ULONG tag : {PR_DISPLAY_NAME_W, PR_GIVEN_NAME_W, PR_SURNAME_W, PR_EMAIL_ADDRESS_W, PR_ACCOUNT_W}) {
    for (std::string& word : words(properties.text(tag))) all.insert(std::move(word));
  }
  for (const std::string& word : all) {
    database_.statement("INSERT INTO word VALUES(?, ?)").bind_text(word).bind(number).run();
  }
  for (const ULONG tag : {PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_ACCOUNT_W}) {
    const std::string whole = folded(properties.text(tag));
    if (whole.empty()) continue;
    database_.statement("INSERT OR IGNORE INTO whole VALUES(?, ?)").bind_text(whole).bind(number).run();
  }
}

void SqliteBook::create(const Entry& entry, std::span<const Member> members) {
  const std::string packed = pack(entry.properties);
  const Lock lock(mutex_);
  Transaction transaction(database_);
  {
    Statement row = database_.statement("SELECT 1 FROM container WHERE id = ?");
    if (!row.bind_blob(entry.container.view()).step()) {
      kit::fail(MAPI_E_NOT_FOUND, "the address book container does not exist");
    }
  }
  database_.statement("INSERT INTO entry(id, container, kind, sort_key, properties) VALUES(?, ?, ?, ?, ?)")
      .bind_blob(entry.id.view())
      .bind_blob(entry.container.view())
      .bind(static_cast<std::int64_t>(entry.kind))
      .bind_blob(sort_key(entry.properties))
      .bind_blob(packed)
      .run();
  const std::int64_t number = database_.last_row();
  index(number, entry.properties);
  write_members(number, members);
  count_write();
  transaction.commit();
}

void SqliteBook::write_properties(std::int64_t number, const kit::PropertyBag& properties) {
  const std::string packed = pack(properties);
  database_.statement("UPDATE entry SET sort_key = ?, properties = ? WHERE number = ?")
      .bind_blob(sort_key(properties))
      .bind_blob(packed)
      .bind(number)
      .run();
  index(number, properties);
}

void SqliteBook::write_members(std::int64_t list, std::span<const Member> members) {
  database_.statement("DELETE FROM member WHERE list = ?").bind(list).run();
  for (std::size_t i = 0; i < members.size(); ++i) {
    database_.statement("INSERT INTO member VALUES(?, ?, ?, ?)")
        .bind(list)
        .bind(static_cast<std::int64_t>(i))
        .bind_blob(members[i].entry_id)
        .bind_blob(pack(members[i].properties))
        .run();
  }
}

void SqliteBook::change(const ObjectId& id, const kit::PropertyBag& properties) {
  const Lock lock(mutex_);
  Transaction transaction(database_);
  write_properties(number_of(id), properties);
  count_write();
  transaction.commit();
}

void SqliteBook::replace(const Entry& entry, std::span<const Member> members) {
  const Lock lock(mutex_);
  Transaction transaction(database_);
  const std::int64_t number = number_of(entry.id);
  write_properties(number, entry.properties);
  write_members(number, members);
  count_write();
  transaction.commit();
}

std::size_t SqliteBook::remove(std::span<const ObjectId> entries) {
  const Lock lock(mutex_);
  Transaction transaction(database_);
  std::size_t removed = 0;
  for (const ObjectId& id : entries) {
    database_.statement("DELETE FROM entry WHERE id = ?").bind_blob(id.view()).run();
    removed += static_cast<std::size_t>(database_.changes());
  }
  count_write();
  transaction.commit();
  return removed;
}

void SqliteBook::set_members(const ObjectId& list, std::span<const Member> members) {
  const Lock lock(mutex_);
  Transaction transaction(database_);
  write_members(number_of(list), members);
  count_write();
  transaction.commit();
}

std::uint64_t SqliteBook::version() {
  const Lock lock(mutex_);
  Statement row = database_.statement("SELECT version FROM book");
  return row.step() ? static_cast<std::uint64_t>(row.number(0)) : 0;
}

}  // namespace postroom::book
