// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/database.hpp"

#include <postroom/failure.hpp>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace postroom::profile {
namespace {

constexpr int kVersion = 1;
constexpr int kApplication = 0x504D5046;  // "PMPF", SQLite's application_id: a profile database of Postroom's
constexpr int kBusyMilliseconds = 4000;   // less than a session's budget for one step of its end (J-114)

// A section's row is a service's or provider's section, an extra one of a service, or anybody's own. `doomed` is
// "gone for everybody but the sessions that run"; a section with a use is a temporary one and goes with it. There are
// as many uses as sessions run, and each session writes one and deletes it: an index would cost more than it saves.
constexpr const char* kTables = R"(
  CREATE TABLE process (id INTEGER PRIMARY KEY);
  CREATE TABLE profile (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    new_name TEXT,
    search_key BLOB NOT NULL UNIQUE,
    app INTEGER NOT NULL DEFAULT 0,
    is_default INTEGER NOT NULL DEFAULT 0,
    doomed INTEGER NOT NULL DEFAULT 0,
    remover INTEGER REFERENCES process(id) ON DELETE SET NULL);
  CREATE UNIQUE INDEX profile_name ON profile(name) WHERE doomed = 0;
  CREATE TABLE session_use (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    profile INTEGER NOT NULL REFERENCES profile(id) ON DELETE CASCADE,
    process INTEGER NOT NULL REFERENCES process(id) ON DELETE CASCADE);
  CREATE TABLE section (
    profile INTEGER NOT NULL REFERENCES profile(id) ON DELETE CASCADE,
    uid BLOB NOT NULL,
    kind INTEGER NOT NULL,
    service BLOB,
    position INTEGER NOT NULL DEFAULT 0,
    doomed INTEGER NOT NULL DEFAULT 0,
    session_use INTEGER REFERENCES session_use(id) ON DELETE CASCADE,
    bag BLOB NOT NULL,
    sealed BLOB,
    PRIMARY KEY (profile, uid)) WITHOUT ROWID;
  CREATE INDEX section_use ON section(session_use) WHERE session_use IS NOT NULL;
  CREATE TABLE setting (
    profile INTEGER NOT NULL REFERENCES profile(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (profile, name)) WITHOUT ROWID;
)";

HRESULT code_of(int sqlite) {
  switch (sqlite & 0xFF) {
    case SQLITE_NOMEM:
      return MAPI_E_NOT_ENOUGH_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MAPI_E_BUSY;
    case SQLITE_FULL:
      return MAPI_E_NOT_ENOUGH_DISK;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return MAPI_E_NO_ACCESS;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return MAPI_E_CORRUPT_DATA;
    case SQLITE_IOERR:
      return MAPI_E_DISK_ERROR;
    default:
      return MAPI_E_CALL_FAILED;
  }
}

// SQLite would create the file as the umask says; its companions (-wal, -shm) take the mode of the file itself.
void create_private(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    kit::fail(MAPI_E_NO_ACCESS, "cannot open the profile database " + file.string() + ": " + std::strerror(errno));
  }
  close(descriptor);
}

}  // namespace

Database::Database(std::filesystem::path file) : file_(std::move(file)) {
  // Only when there is none: closing a descriptor of a file that SQLite has open would drop SQLite's record locks.
  if (access(file_.c_str(), F_OK) != 0) create_private(file_);
  try {
    constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;  // mutex_ is the mutex
    if (sqlite3_open_v2(file_.c_str(), &connection_, kFlags, nullptr) != SQLITE_OK) failed("open");
    configure();
    struct stat found {};
    if (stat(file_.c_str(), &found) == 0) {
      device_ = found.st_dev;
      inode_ = found.st_ino;
    }
  } catch (...) {
    close();
    throw;
  }
}

Database::~Database() {
  close();
}

void Database::close() noexcept {
  for (const auto& [sql, kept] : kept_) sqlite3_finalize(kept.statement);
  sqlite3_close_v2(connection_);
}

bool Database::is_at_its_place() const noexcept {
  struct stat found {};
  return stat(file_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_;
}

void Database::configure() {
  sqlite3_extended_result_codes(connection_, 1);
  sqlite3_busy_timeout(connection_, kBusyMilliseconds);
  execute("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF");
  recognise();
  // Only now that the file is known to be ours: this writes to it.
  // The log is short, because whoever opens the file first reads all of it.
  execute(
      "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = "
      "64");
  checkpoint_on_close(false);
}

// The last connection moves the log into the file, and waits for the disk, only after something was written that is to
// last: a session that comes and goes must not wait. Others' unmoved pages stay in the log, where they are safe.
void Database::checkpoint_on_close(bool wanted) noexcept {
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, nullptr);
}

void Database::recognise() {
  // A file that is ours already is only read.
  {
    Transaction transaction(*this, Transaction::Kind::read);
    if (!is_empty(transaction)) return;
  }
  Transaction transaction(*this, Transaction::Kind::write);
  if (!is_empty(transaction)) return;  // somebody else has made the tables meanwhile
  create_tables();
  transaction.commit();
}

// True for a file without anything in it; throws when what is in it is not ours.
bool Database::is_empty(Transaction& transaction) const {
  Statement statement(transaction,
                      "SELECT user_version, application_id, (SELECT count(*) = 0 FROM sqlite_schema) "
                      "FROM pragma_user_version, pragma_application_id");
  statement.step();
  const auto version = statement.integer(0);
  const auto application = statement.integer(1);
  if (statement.integer(2) != 0 && version == 0 && application == 0) return true;
  if (application != kApplication) {
    kit::fail(MAPI_E_CORRUPT_DATA, file_.string() + " is not a profile database");
  }
  if (version != kVersion) {
    kit::fail(MAPI_E_VERSION, "the profile database " + file_.string() + " has version " + std::to_string(version) +
                                  "; this Postroom knows version " + std::to_string(kVersion));
  }
  return false;
}

void Database::create_tables() {
  execute(kTables);
  execute(("PRAGMA application_id = " + std::to_string(kApplication)).c_str());
  execute(("PRAGMA user_version = " + std::to_string(kVersion)).c_str());
}

void Database::execute(const char* sql) {
  // Changing to WAL answers "busy" at once when another process is at it.
  int result = SQLITE_BUSY;
  for (int attempt = 0; (result & 0xFF) == SQLITE_BUSY && attempt < 100; ++attempt) {
    if (attempt != 0) sqlite3_sleep(20);
    result = sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr);
  }
  if (result != SQLITE_OK) failed("set up");
}

void Database::failed(const char* doing) const {
  const int code = connection_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(connection_);
  const char* text = connection_ == nullptr ? "out of memory" : sqlite3_errmsg(connection_);
  if (code_of(code) == MAPI_E_CORRUPT_DATA) {
    kit::fail(MAPI_E_CORRUPT_DATA, "the profile database " + file_.string() + " is damaged: " + text, file_.string());
  }
  kit::fail(code_of(code), std::string("cannot ") + doing + " the profile database " + file_.string() + ": " + text,
            file_.string());
}

sqlite3_stmt* Database::compile(std::string_view sql, bool to_keep) {
  sqlite3_stmt* statement = nullptr;
  const unsigned flags = to_keep ? SQLITE_PREPARE_PERSISTENT : 0;
  const int size = static_cast<int>(sql.size());
  if (sqlite3_prepare_v3(connection_, sql.data(), size, flags, &statement, nullptr) != SQLITE_OK) failed("read");
  return statement;
}

// What begins and ends a transaction is compiled once, as everything that is asked inside it.
bool Database::control(const char* sql) noexcept {
  try {
    auto kept = kept_.find(sql);
    if (kept == kept_.end()) kept = kept_.emplace(sql, Kept{compile(sql, true)}).first;
    sqlite3_step(kept->second.statement);
    return sqlite3_reset(kept->second.statement) == SQLITE_OK;
  } catch (...) {  // no memory to keep it
    return sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  }
}

Statement::Statement(Transaction& transaction, std::string_view sql) : database_(transaction.database_) {
  auto kept = database_.kept_.find(sql);
  if (kept == database_.kept_.end()) {
    kept = database_.kept_.emplace(std::string(sql), Database::Kept{database_.compile(sql, true)}).first;
  }
  if (kept->second.in_use) {  // a statement that is stepped through while the same one is asked again
    statement_ = database_.compile(sql, false);
    return;
  }
  statement_ = kept->second.statement;
  in_use_ = &kept->second.in_use;
  *in_use_ = true;
}

Statement::~Statement() {
  if (in_use_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  *in_use_ = false;
}

bool Statement::step() {
  switch (sqlite3_step(statement_)) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      database_.failed(sqlite3_stmt_readonly(statement_) != 0 ? "read" : "write");
  }
}

int Statement::run() {
  while (step()) {
  }
  return sqlite3_changes(database_.connection_);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
  return blob(column);
}

Bytes Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Statement::set(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
}

void Statement::set(int index, std::string_view value) {
  if (sqlite3_bind_text64(statement_, index, value.data() == nullptr ? "" : value.data(), value.size(),
                          SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK) {
    database_.failed("write");
  }
}

void Statement::set(int index, Blob value) {
  if (sqlite3_bind_blob64(statement_, index, value.bytes.data() == nullptr ? "" : value.bytes.data(),
                          value.bytes.size(), SQLITE_TRANSIENT) != SQLITE_OK) {
    database_.failed("write");
  }
}

void Statement::set(int index, std::nullptr_t) {
  sqlite3_bind_null(statement_, index);
}

Transaction::Transaction(Database& database, Kind kind) : database_(database), kind_(kind), lock_(database.mutex_) {
  // SQLite allows the change of `synchronous` only outside a transaction. NORMAL keeps the order of the log, so what
  // is durable later makes durable what was passing before it, and the file is sound after a power failure.
  if (kind_ == Kind::write &&
      sqlite3_exec(database_.connection_, "PRAGMA synchronous = FULL", nullptr, nullptr, nullptr) != SQLITE_OK)
    database_.failed("write");
  if (!database_.control(kind_ == Kind::read ? "BEGIN" : "BEGIN IMMEDIATE")) {
    try {
      database_.failed(kind_ == Kind::read ? "read" : "write");  // while SQLite knows why
    } catch (...) {
      close();
      throw;
    }
  }
  changes_before_ = sqlite3_total_changes(database_.connection_);
}

Transaction::~Transaction() {
  if (open_) database_.control("ROLLBACK");
  close();
}

void Transaction::close() noexcept {
  if (kind_ == Kind::write)
    sqlite3_exec(database_.connection_, "PRAGMA synchronous = NORMAL", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  if (!database_.control("COMMIT")) database_.failed("write");
  open_ = false;
  if (kind_ == Kind::write && sqlite3_total_changes(database_.connection_) != changes_before_) {
    database_.checkpoint_on_close(true);
  }
}

std::int64_t Transaction::last_id() const {
  return sqlite3_last_insert_rowid(database_.connection_);
}

}  // namespace postroom::profile
