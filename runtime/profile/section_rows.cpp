// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/section_rows.hpp"

#include "runtime/profile/section_bag.hpp"
#include "runtime/profile/uid.hpp"

#include <utility>

namespace postroom::profile {
namespace {

#define POSTROOM_SECTION_COLUMNS "uid, kind, service, position, doomed, session_use, bag, sealed"

SectionRow row_of(const Statement& statement) {
  SectionRow row;
  row.uid = uid_from(statement.blob(0));
  row.kind = static_cast<SectionKind>(statement.integer(1));
  row.service = uid_from(statement.blob(2));
  row.position = statement.integer(3);
  row.doomed = statement.integer(4) != 0;
  row.use = statement.integer(5);
  row.bag = unpack(statement.blob(6));
  row.sealed = statement.blob(7);
  return row;
}

}  // namespace

std::vector<SectionRow> SectionRows::read(Statement& statement) {
  std::vector<SectionRow> rows;
  while (statement.step()) rows.push_back(row_of(statement));
  return rows;
}

std::optional<SectionRow> SectionRows::find(const MAPIUID& uid) {
  Statement statement(transaction_, "SELECT " POSTROOM_SECTION_COLUMNS " FROM section WHERE profile = ? AND uid = ?");
  const std::string bytes = uid_bytes(uid);
  statement.bind(profile_, Blob{bytes});
  if (!statement.step()) return std::nullopt;
  return row_of(statement);
}

std::vector<SectionRow> SectionRows::of_kind(SectionKind kind) {
  Statement statement(transaction_, "SELECT " POSTROOM_SECTION_COLUMNS
                                    " FROM section WHERE profile = ? AND kind = ? AND doomed = 0"
                                    " AND session_use IS NULL ORDER BY position, uid");
  return read(statement.bind(profile_, static_cast<int>(kind)));
}

std::vector<SectionRow> SectionRows::of_service(const MAPIUID& service, SectionKind kind, bool even_doomed) {
  Statement statement(transaction_, "SELECT " POSTROOM_SECTION_COLUMNS
                                    " FROM section WHERE profile = ? AND kind = ? AND service = ? AND doomed <= ?"
                                    " ORDER BY position, uid");
  const std::string bytes = uid_bytes(service);
  return read(statement.bind(profile_, static_cast<int>(kind), Blob{bytes}, even_doomed));
}

void SectionRows::insert(const SectionRow& row) {
  Statement statement(transaction_,
                      "INSERT INTO section (profile, uid, kind, position, doomed, bag, service) "
                      "VALUES (?, ?, ?, ?, ?, x'', ?)");
  const std::string uid = uid_bytes(row.uid);
  const std::string service = uid_bytes(row.service);
  statement.bind(profile_, Blob{uid}, static_cast<int>(row.kind), row.position, row.doomed, Blob{service}).run();
  write(row);
}

void SectionRows::write(const SectionRow& row) {
  Statement statement(transaction_,
                      "UPDATE section SET bag = ?, sealed = nullif(?, x''), position = ?, "
                      "session_use = nullif(?, 0) WHERE profile = ? AND uid = ?");
  const std::string uid = uid_bytes(row.uid);
  const std::string bag = pack(row.bag);
  statement.bind(Blob{bag}, Blob{row.sealed}, row.position, row.use, profile_, Blob{uid}).run();
}

void SectionRows::remove(const MAPIUID& uid) {
  const std::string bytes = uid_bytes(uid);
  Statement(transaction_, "DELETE FROM section WHERE profile = ? AND uid = ?").bind(profile_, Blob{bytes}).run();
}

bool SectionRows::retire(const MAPIUID& uid) {
  if (!in_use(transaction_, profile_)) {
    remove(uid);
    return true;
  }
  const std::string bytes = uid_bytes(uid);
  Statement(transaction_, "UPDATE section SET doomed = 1 WHERE profile = ? AND uid = ?")
      .bind(profile_, Blob{bytes})
      .run();
  return false;
}

std::int64_t SectionRows::next_position() {
  Statement statement(transaction_, "SELECT coalesce(max(position) + 1, 0) FROM section WHERE profile = ?");
  statement.bind(profile_).step();
  return statement.integer(0);
}

bool in_use(Transaction& transaction, ProfileId profile) {
  return Statement(transaction, "SELECT 1 FROM session_use WHERE profile = ?").bind(profile).step();
}

bool has_sealed(Transaction& transaction) {
  return Statement(transaction, "SELECT 1 FROM section WHERE sealed IS NOT NULL").step();
}

}  // namespace postroom::profile
