// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::book {

class Database;

// One run of a prepared statement. Ends (resets the statement) when destroyed; one at a time for each text.
class Statement {
 public:
  Statement(Database& database, sqlite3_stmt* statement) noexcept : database_(database), statement_(statement) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t value);
  Statement& bind_text(std::string_view text);
  Statement& bind_blob(std::string_view bytes);

  // True for a row, false at the end.
  bool step();
  void run();

  std::int64_t number(int column) const noexcept { return sqlite3_column_int64(statement_, column); }
  std::string bytes(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_;
  int next_ = 1;
};

// An open SQLite file. One thread at a time, but for interrupt(), which any thread may call at any time.
//
// Failures carry the file's name: MAPI_E_CORRUPT_STORE for a file that is damaged or no database, MAPI_E_NO_ACCESS,
// MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR, MAPI_E_TIMEOUT when another process kept it locked, MAPI_E_CANCEL.
class Database {
 public:
  // Opens the file, or makes an empty one, for its owner only.
  explicit Database(const std::filesystem::path& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const char* sql);
  // Prepares once for each text, which must be a literal.
  Statement statement(const char* sql);
  std::int64_t last_row() const noexcept { return sqlite3_last_insert_rowid(handle_); }
  int changes() const noexcept { return sqlite3_changes(handle_); }
  void interrupt() noexcept;
  const std::filesystem::path& path() const noexcept { return path_; }

  [[noreturn]] void fail_with(int code);

 private:
  struct Prepared {
    const char* sql;
    sqlite3_stmt* statement;
  };

  static int wait_for_lock(void* self, int attempt) noexcept;
  void close() noexcept;
  bool log_is_empty() const noexcept;

  const std::filesystem::path path_;
  sqlite3* handle_ = nullptr;
  std::vector<Prepared> prepared_;
  std::atomic<bool> interrupted_{false};
};

// All or nothing: rolls back unless commit() was called.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    database_.execute("COMMIT");
    done_ = true;
  }

 private:
  Database& database_;
  bool done_ = false;
};

}  // namespace postroom::book
