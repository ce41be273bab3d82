// SPDX-License-Identifier: Apache-2.0
#include "providers/store/schema.hpp"

#include <postroom/store/object_id.hpp>

#include <string>

namespace postroom::store {
namespace {

constexpr const char* kTables = R"(
  CREATE TABLE store (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    record_key BLOB NOT NULL,
    root BLOB NOT NULL);
  CREATE TABLE object (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    type INTEGER NOT NULL,
    parent INTEGER NOT NULL,
    list INTEGER NOT NULL,
    arrival INTEGER NOT NULL,
    associated INTEGER NOT NULL,
    change INTEGER NOT NULL,
    version INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    status INTEGER NOT NULL,
    delivered INTEGER,
    submitted INTEGER,
    modified INTEGER,
    size INTEGER,
    subject BLOB,
    sender BLOB,
    display_to BLOB,
    display_cc BLOB,
    class BLOB);
  CREATE UNIQUE INDEX object_by_id ON object(id);
  CREATE UNIQUE INDEX object_by_arrival ON object(parent, list, arrival);
  CREATE INDEX message_by_delivered ON object(parent, list, delivered, arrival) WHERE type = 2;
  CREATE INDEX message_by_submitted ON object(parent, list, submitted, arrival) WHERE type = 2;
  CREATE INDEX message_by_modified ON object(parent, list, modified, arrival) WHERE type = 2;
  CREATE INDEX message_by_size ON object(parent, list, size, arrival) WHERE type = 2;
  CREATE INDEX message_by_subject ON object(parent, list, subject, arrival) WHERE type = 2;
  CREATE INDEX message_by_sender ON object(parent, list, sender, arrival) WHERE type = 2;
  CREATE TABLE bag (
    key INTEGER PRIMARY KEY,
    properties BLOB NOT NULL,
    recipients BLOB NOT NULL);
  CREATE TABLE folder (
    key INTEGER PRIMARY KEY,
    parent INTEGER NOT NULL,
    name BLOB NOT NULL,
    messages INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    associated INTEGER NOT NULL DEFAULT 0,
    folders INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX folder_by_name ON folder(parent, name);
  CREATE TABLE stream (
    object INTEGER NOT NULL,
    tag INTEGER NOT NULL,
    content INTEGER NOT NULL,
    PRIMARY KEY (object, tag)) WITHOUT ROWID;
  CREATE TABLE content (
    key INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    encoding INTEGER NOT NULL DEFAULT 0,
    digest BLOB);
  CREATE TABLE chunk (
    key INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL);
  CREATE TABLE queue (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL UNIQUE,
    flags INTEGER NOT NULL,
    claimed INTEGER NOT NULL);
  CREATE TABLE name (
    id INTEGER PRIMARY KEY,
    property_set BLOB NOT NULL,
    number INTEGER,
    text BLOB);
  CREATE UNIQUE INDEX name_by_name ON name(property_set, ifnull(text, ''), ifnull(number, 0));
  CREATE TABLE change (
    number INTEGER PRIMARY KEY,
    objects BLOB NOT NULL);
)";

}  // namespace

Kind recognise(Connection& connection) {
  // One statement, so one state of the file.
  Statement statement = connection.prepare(
      "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) "
      "FROM pragma_application_id, pragma_user_version");
  statement.step();
  const std::int64_t application = statement.number(0);
  const std::int64_t version = statement.number(1);
  if (application == 0 && version == 0 && statement.number(2) == 0) return Kind::empty;
  if (application != kApplication || version < 1) return Kind::foreign;
  return version > kVersion ? Kind::newer : Kind::store;
}

void create_schema(Connection& connection) {
  using kit::store::ObjectId;
  connection.execute("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
  try {
    if (recognise(connection) == Kind::empty) {
      connection.execute(kTables);
      const std::string identity = "PRAGMA application_id = " + std::to_string(kApplication) +
                                   "; PRAGMA user_version = " + std::to_string(kVersion);
      connection.execute(identity.c_str());
      const ObjectId record_key = ObjectId::make();
      const ObjectId root = ObjectId::make();
      const ObjectId store;
      connection.prepare("INSERT INTO store VALUES (1, ?, ?)").bind(1, record_key.view()).bind(2, root.view()).run();
      connection
          .prepare(
              "INSERT INTO object (key, id, type, parent, list, arrival, associated, change, version, flags, "
              "status) VALUES (1, ?, 0, 0, 0, 1, 0, 0, 0, 0, 0), (2, ?, 1, 0, 0, 2, 0, 0, 0, 0, 0)")
          .bind(1, store.view())
          .bind(2, root.view())
          .run();
      connection.execute(
          "INSERT INTO bag VALUES (1, x'', x''), (2, x'', x''); INSERT INTO folder (key, parent, name) VALUES (2, 0, "
          "x'')");
    }
    connection.execute("COMMIT");
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

}  // namespace postroom::store
