// SPDX-License-Identifier: Apache-2.0
#include "providers/store/connection.hpp"

#include "kit/text/hexadecimal.hpp"

#include <postroom/failure.hpp>

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

namespace postroom::store {
namespace {

constexpr int kBusyStep = 200;          // µs
constexpr int kBusyLongest = 5000;      // µs
constexpr std::size_t kKeptMost = 256;  // statements; sorted and restricted queries have texts of their own

bool is_out_of_room(int system_error) noexcept {
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

// What the system said about the last failed read or write of the database or its log; 0 when it said nothing.
int file_error(sqlite3* database) noexcept {
  int error = 0;
  sqlite3_file* log = nullptr;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log != nullptr &&
      log->pMethods != nullptr) {
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  }
  if (error == 0) sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
  return error;
}

HRESULT code_of(int result, int system_error) noexcept {
  switch (result & 0xFF) {
    case SQLITE_NOMEM:
      return MAPI_E_NOT_ENOUGH_MEMORY;
    case SQLITE_INTERRUPT:
      return MAPI_E_CANCEL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MAPI_E_TIMEOUT;
    case SQLITE_FULL:
      return MAPI_E_NOT_ENOUGH_DISK;
    case SQLITE_IOERR:
      return is_out_of_room(system_error) ? MAPI_E_NOT_ENOUGH_DISK : MAPI_E_DISK_ERROR;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return MAPI_E_NO_ACCESS;
    case SQLITE_CANTOPEN:
      return is_out_of_room(system_error) ? MAPI_E_NOT_ENOUGH_DISK : MAPI_E_NO_ACCESS;
    case SQLITE_TOOBIG:
      return MAPI_E_TOO_BIG;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:  // the statements are right, so the file is wrong
    case SQLITE_MISMATCH:
    case SQLITE_ERROR:  // a table or a column that is not there
    case SQLITE_SCHEMA:
      return MAPI_E_CORRUPT_STORE;
    default:
      return MAPI_E_CALL_FAILED;
  }
}

// A file name as SQLite's URIs have it.
std::string uri_of(const std::string& path, const char* query) {
  const auto is_special = [](char c, bool) { return c == '%' || c == '?' || c == '#'; };
  return "file:" + kit::percent_encoded(path, is_special) + query;
}

}  // namespace

// ---- Statement ----

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), statement_(other.statement_), in_use_(other.in_use_) {
  other.statement_ = nullptr;
}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  if (in_use_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  restart();
  sqlite3_clear_bindings(statement_);
  *in_use_ = false;
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  if (const int result = sqlite3_bind_int64(statement_, parameter, value); result != SQLITE_OK) {
    connection_->failed(result, "bind");
  }
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view bytes) {
  // A null pointer would bind NULL.
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  if (const int result = sqlite3_bind_blob64(statement_, parameter, data, bytes.size(), SQLITE_STATIC);
      result != SQLITE_OK) {
    connection_->failed(result, "bind");
  }
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  sqlite3_bind_null(statement_, parameter);
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) connection_->failed(result, sqlite3_sql(statement_));
  return false;
}

void Statement::run() {
  step();
}

void Statement::restart() noexcept {
  sqlite3_reset(statement_);
}

std::int64_t Statement::number(int column) const noexcept {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::bytes(int column) const noexcept {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::is_null(int column) const noexcept {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

// ---- Connection ----

Connection::Connection(std::string path, Mode mode, const std::atomic<bool>& cancelled)
    : path_(std::move(path)), cancelled_(cancelled) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
  flags |= mode == Mode::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  const std::string uri = uri_of(path_, mode == Mode::immutable ? "?immutable=1" : "");
  try {
    if (const int result = sqlite3_open_v2(uri.c_str(), &database_, flags, nullptr); result != SQLITE_OK) {
      failed(result, "open");
    }
    configure();
  } catch (...) {
    sqlite3_close_v2(database_);
    throw;
  }
}

Connection::~Connection() {
  for (const auto& [sql, kept] : kept_) sqlite3_finalize(kept.statement);
  // The last connection moves the log into the file, which is then all that a user must copy. But an interruption, as
  // every logoff makes one, lasts until a statement runs, and would stop that. A log with nothing in it stays where it
  // is: to remove it and make it again costs a session that only reads more than the reading.
  sqlite3_exec(database_, "SELECT 1", nullptr, nullptr, nullptr);
  if (log_is_empty()) sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_close_v2(database_);
}

// What does not touch the file: it may yet turn out not to be ours.
void Connection::configure() {
  sqlite3_busy_handler(database_, &Connection::wait, this);
  // What a damaged or hostile file could abuse is off.
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  execute(
      "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
      "PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 4000");
}

bool Connection::is_read_only() const noexcept {
  return sqlite3_db_readonly(database_, "main") == 1;
}

sqlite3_stmt* Connection::compile(std::string_view sql, unsigned flags) {
  sqlite3_stmt* statement = nullptr;
  const int result =
      sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), flags, &statement, nullptr);
  if (result != SQLITE_OK) failed(result, sql);
  return statement;
}

Statement Connection::prepare(std::string_view sql) {
  if (cancelled_.load(std::memory_order_relaxed)) failed(SQLITE_INTERRUPT, {});
  auto found = kept_.find(sql);
  if (found == kept_.end()) {
    if (kept_.size() >= kKeptMost) {
      std::erase_if(kept_, [](const auto& each) {
        if (!each.second.in_use) sqlite3_finalize(each.second.statement);
        return !each.second.in_use;
      });
    }
    found = kept_.emplace(std::string(sql), Kept{compile(sql, SQLITE_PREPARE_PERSISTENT), false}).first;
  }
  if (found->second.in_use) return {*this, compile(sql, 0), nullptr};
  found->second.in_use = true;
  return {*this, found->second.statement, &found->second.in_use};
}

void Connection::execute(const char* sql) {
  if (cancelled_.load(std::memory_order_relaxed)) failed(SQLITE_INTERRUPT, {});
  if (const int result = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr); result != SQLITE_OK) {
    failed(result, sql);
  }
}

std::int64_t Connection::number(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.number(0) : 0;
}

bool Connection::roll_back() noexcept {
  // An error inside a transaction may have rolled it back already.
  if (sqlite3_get_autocommit(database_) != 0) return true;
  sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
  return sqlite3_get_autocommit(database_) != 0;
}

void Connection::interrupt() noexcept {
  sqlite3_interrupt(database_);
}

int Connection::wait(void* self, int attempt) noexcept {
  auto& connection = *static_cast<Connection*>(self);
  if (connection.cancelled_.load(std::memory_order_relaxed)) return 0;
  const auto now = std::chrono::steady_clock::now();
  if (attempt == 0) connection.waiting_since_ = now;
  if (now - connection.waiting_since_ >= kPatience) return 0;
  std::this_thread::sleep_for(std::chrono::microseconds(std::min(kBusyLongest, kBusyStep * (attempt + 1))));
  return 1;
}

bool Connection::log_is_empty() const noexcept {
  struct stat found {};
  const char* log = sqlite3_filename_wal(sqlite3_db_filename(database_, "main"));
  return log != nullptr && stat(log, &found) == 0 && found.st_size == 0;
}

void Connection::failed(int result, std::string_view doing) {
  if (cancelled_.load(std::memory_order_relaxed)) {
    kit::fail(MAPI_E_CANCEL, "the store " + path_ + " is being logged off", std::string(doing));
  }
  int system_error = database_ == nullptr ? 0 : sqlite3_system_errno(database_);
  if (system_error == 0 && (result & 0xFF) == SQLITE_IOERR) system_error = file_error(database_);
  const HRESULT code = code_of(result, system_error);
  std::string what;
  switch (code) {
    case MAPI_E_CORRUPT_STORE:
      what = (result & 0xFF) == SQLITE_NOTADB ? path_ + " is not a Postroom store" : path_ + " is damaged";
      break;
    case MAPI_E_NOT_ENOUGH_DISK:
      what = "there is no room on the disk for " + path_;
      break;
    case MAPI_E_DISK_ERROR:
      what = "the disk fails for " + path_;
      break;
    case MAPI_E_NO_ACCESS:
      what = path_ + " cannot be " + ((result & 0xFF) == SQLITE_CANTOPEN ? "opened" : "written");
      break;
    case MAPI_E_TIMEOUT:
      what = "another program is using " + path_;
      break;
    default:
      what = "the store " + path_ + " failed";
      break;
  }
  const char* words = database_ == nullptr ? sqlite3_errstr(result) : sqlite3_errmsg(database_);
  what += std::string(": ") + words;
  const bool system_tells = (result & 0xFF) == SQLITE_IOERR || (result & 0xFF) == SQLITE_CANTOPEN;
  if (system_tells && system_error != 0) what += std::string(" (") + std::strerror(system_error) + ")";
  kit::fail(code, std::move(what), std::string(doing));
}

void Connection::damaged(std::string_view what) const {
  kit::fail(MAPI_E_CORRUPT_STORE, path_ + " is damaged: " + std::string(what));
}

}  // namespace postroom::store
