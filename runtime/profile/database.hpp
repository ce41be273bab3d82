// SPDX-License-Identifier: Apache-2.0
//
// The SQLite file of all profiles: opening it safely, its tables, and statements and transactions on it.
//
// One connection for the process, one transaction at a time: a Transaction holds the connection's mutex, so it must
// not live while anything outside this folder is called. Errors are kit::Failure with the file's path in the text:
// MAPI_E_CORRUPT_DATA for a file that is damaged or not ours, MAPI_E_VERSION for one that is newer than this library.
#pragma once

#include <postroom/mutex.hpp>

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
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
  // Is what has the file's name now the file that was opened?
  bool is_at_its_place() const noexcept;

 private:
  friend class Transaction;
  friend class Statement;
  void configure();
  void close() noexcept;
  void recognise();
  bool is_empty(class Transaction& transaction) const;
  void create_tables();
  void execute(const char* sql);
  bool control(const char* sql) noexcept;
  void checkpoint_on_close(bool wanted) noexcept;
  [[noreturn]] void failed(const char* doing) const;
  sqlite3_stmt* compile(std::string_view sql, bool to_keep);

  // A statement that is compiled once; the few texts that this folder has are kept as long as the connection.
  struct Kept {
    sqlite3_stmt* statement = nullptr;
    bool in_use = false;
  };

  const std::filesystem::path file_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  kit::Mutex mutex_;
  sqlite3* connection_ = nullptr;
  std::map<std::string, Kept, std::less<>> kept_;  // by their text; used inside transactions only
};

// One prepared statement: `Statement(t, "SELECT …").bind(id, name)`, then step() until it is false.
class Statement {
 public:
  Statement(class Transaction& transaction, std::string_view sql);
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
  bool* in_use_ = nullptr;  // of the kept statement; null for one that ends with this use
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
