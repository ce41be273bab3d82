// SPDX-License-Identifier: Apache-2.0
#include "providers/book/database.hpp"

#include <postroom/failure.hpp>

#include <mapicode.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace postroom::book {
namespace {

constexpr auto kPause = std::chrono::milliseconds(5);
constexpr int kPatience = 2000;  // pauses: ten seconds for another process's write

HRESULT code_of(int sqlite) {
  switch (sqlite & 0xFF) {
    case SQLITE_INTERRUPT:
      return MAPI_E_CANCEL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MAPI_E_TIMEOUT;
    case SQLITE_NOMEM:
      return MAPI_E_NOT_ENOUGH_MEMORY;
    case SQLITE_FULL:
      return MAPI_E_NOT_ENOUGH_DISK;
    case SQLITE_IOERR:
      return MAPI_E_DISK_ERROR;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return MAPI_E_NO_ACCESS;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return MAPI_E_CORRUPT_STORE;
    default:
      return MAPI_E_CALL_FAILED;
  }
}

}  // namespace

Statement::~Statement() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Statement& Statement::bind(std::int64_t value) {
  if (const int code = sqlite3_bind_int64(statement_, next_++, value)) database_.fail_with(code);
  return *this;
}

Statement& Statement::bind_text(std::string_view text) {
  const int code = sqlite3_bind_text(statement_, next_++, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail_with(code);
  return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) {
  const int code = bytes.empty() ? sqlite3_bind_zeroblob(statement_, next_++, 0)
                                 : sqlite3_bind_blob(statement_, next_++, bytes.data(), static_cast<int>(bytes.size()),
                                                     SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail_with(code);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail_with(code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

std::string Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Database::Database(const std::filesystem::path& path) : path_(path) {
  std::error_code ignored;  // what cannot be made shows when the file is opened
  if (path_.has_parent_path()) {
    std::filesystem::create_directories(path_.parent_path(), ignored);
  }
  // SQLite would make the file readable by everybody whom the umask allows.
  if (const int made = ::open(path_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600); made >= 0) ::close(made);
  const int code = sqlite3_open_v2(path_.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nullptr);
  try {
    if (code != SQLITE_OK) fail_with(code);
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_handler(handle_, wait_for_lock, this);
    // The first read of the file: one that is no database is found here, and nothing has been written to it yet.
    execute("PRAGMA schema_version");
    execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
  } catch (...) {
    close();
    throw;
  }
}

Database::~Database() {
  close();
}

void Database::close() noexcept {
  for (const Prepared& prepared : prepared_) sqlite3_finalize(prepared.statement);
  prepared_.clear();
  // An interruption lasts until the next statement begins, and would keep the last connection from folding the
  // write-ahead log into the file.
  if (handle_ != nullptr) {
    sqlite3_exec(handle_, "SELECT 1", nullptr, nullptr, nullptr);
    // An empty one stays: to remove it and make it again costs a session that only reads more than the reading.
    if (log_is_empty()) sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

bool Database::log_is_empty() const noexcept {
  struct stat found {};
  const char* log = sqlite3_filename_wal(sqlite3_db_filename(handle_, "main"));
  return log != nullptr && stat(log, &found) == 0 && found.st_size == 0;
}

int Database::wait_for_lock(void* self, int attempt) noexcept {
  if (static_cast<Database*>(self)->interrupted_.load(std::memory_order_relaxed) || attempt >= kPatience) return 0;
  std::this_thread::sleep_for(kPause);
  return 1;
}

void Database::interrupt() noexcept {
  interrupted_.store(true, std::memory_order_relaxed);
  sqlite3_interrupt(handle_);
}

void Database::fail_with(int code) {
  const bool cancelled = interrupted_.load(std::memory_order_relaxed);
  const HRESULT result = cancelled ? MAPI_E_CANCEL : code_of(code);
  std::string what = "the address book " + path_.string() + ": ";
  what += cancelled ? "the logon has ended" : handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  kit::fail(result, std::move(what));
}

void Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_with(code);
}

Statement Database::statement(const char* sql) {
  if (interrupted_.load(std::memory_order_relaxed)) fail_with(SQLITE_INTERRUPT);
  const auto known = std::find_if(prepared_.begin(), prepared_.end(),
                                  [&](const Prepared& one) { return std::strcmp(one.sql, sql) == 0; });
  if (known != prepared_.end()) return {*this, known->statement};
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  if (code != SQLITE_OK) fail_with(code);
  prepared_.push_back({sql, made});
  return {*this, made};
}

Transaction::~Transaction() {
  if (done_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (...) {  // the transaction has ended by itself
  }
}

}  // namespace postroom::book
