// SPDX-License-Identifier: Apache-2.0
//
// The SQLite file of all profiles: opening it safely, its tables, and statements and transactions on it.
//
// One connection for the process, one transaction at a time: a Transaction holds the connection's mutex, so it must
// not live while anything outside this folder is called. Errors are kit::Failure with the file's path in the text:
// MAPI_E_CORRUPT_DATA for a file that is damaged or not ours, MAPI_E_VERSION for one that is newer than this library.
#pragma once

#include <postroom/mutex.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace postroom::profile {

using Bytes = std::string;  // raw bytes, as SQLite's blobs come and go

// A blob parameter, to tell it from a text.
struct Blob {
  std::string_view bytes;
};

class Database {
 public:
  explicit Database(std::filesystem::path file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::filesystem::path& file() const noexcept { return file_; }

 private:
  friend class Transaction;
  friend class Statement;
  void configure();
  void recognise();
  bool is_empty(class Transaction& transaction) const;
  void create_tables();
  void execute(const char* sql);
  void checkpoint_on_close(bool wanted) noexcept;
  [[noreturn]] void failed(const char* doing) const;

  const std::filesystem::path file_;
  kit::Mutex mutex_;
  sqlite3* connection_ = nullptr;
};

// One prepared statement: `Statement(t, "SELECT …").bind(id, name)`, then step() until it is false.
class Statement {
 public:
  Statement(class Transaction& transaction, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  template <class... Values>
  Statement& bind(const Values&... values) {
    int index = 0;
    (set(++index, values), ...);
    return *this;
  }

  bool step();  // true: there is a row
  // Runs a statement without rows to its end; how many rows it changed.
  int run();

  std::int64_t integer(int column) const;
  std::string text(int column) const;
  Bytes blob(int column) const;
  bool null(int column) const;

 private:
  void set(int index, std::int64_t value);
  void set(int index, int value) { set(index, static_cast<std::int64_t>(value)); }
  void set(int index, bool value) { set(index, static_cast<std::int64_t>(value)); }
  void set(int index, std::string_view value);
  void set(int index, const std::string& value) { set(index, std::string_view(value)); }
  void set(int index, const char* value) { set(index, std::string_view(value)); }
  void set(int index, Blob value);
  void set(int index, std::nullptr_t);

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

// All or nothing; durable when commit() returns, undone when it goes away without. `passing` is a write that may be
// lost to a power failure, because it speaks of processes that such a failure ends: it waits for no disk.
class Transaction {
 public:
  enum class Kind { read, write, passing };
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();
  std::int64_t last_id() const;

 private:
  friend class Statement;
  void close() noexcept;
  Database& database_;
  const Kind kind_;
  kit::Lock lock_;
  bool open_ = true;
  int changes_before_ = 0;
};

}  // namespace postroom::profile
