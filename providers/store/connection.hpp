// SPDX-License-Identifier: Apache-2.0
//
// One connection to a store's SQLite file: prepared statements that are kept, and errors that name the file.
//
// One thread at a time; interrupt() from any. Owned by the pool. Every method may throw kit::Failure:
//   MAPI_E_CORRUPT_STORE     the file is damaged, or no database at all
//   MAPI_E_NOT_ENOUGH_DISK   no room;  MAPI_E_DISK_ERROR  the medium failed
//   MAPI_E_NO_ACCESS         it cannot be opened or written
//   MAPI_E_TIMEOUT           another process kept it for longer than kPatience
//   MAPI_E_CANCEL            after interrupt()
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace postroom::store {

class Connection;

// A statement at work, from prepare() to the end of its scope. Parameters and columns count from 1 and from 0, as
// SQLite has them. Bound bytes are borrowed until the statement ends.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view bytes);  // a blob
  Statement& bind_null(int parameter);

  bool step();              // true: there is a row
  void run();               // for a statement without rows
  void restart() noexcept;  // to bind and step again

  std::int64_t number(int column) const noexcept;
  std::string_view bytes(int column) const noexcept;  // good until the next step
  bool is_null(int column) const noexcept;

 private:
  friend class Connection;
  Statement(Connection& connection, sqlite3_stmt* statement, bool* in_use) noexcept
      : connection_(&connection), statement_(statement), in_use_(in_use) {}

  Connection* connection_;
  sqlite3_stmt* statement_;
  bool* in_use_;  // of the kept statement; null for one that ends with this use
};

class Connection {
 public:
  // How long a call waits for another process that has the file.
  static constexpr std::chrono::seconds kPatience{10};

  enum class Mode : std::uint8_t {
    read_write,
    read_only,
    immutable  // nobody writes the file meanwhile, and nothing is made beside it
  };

  // `cancelled` belongs to whoever owns the connection and makes everything fail once it is set.
  Connection(std::string path, Mode mode, const std::atomic<bool>& cancelled);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const std::string& path() const noexcept { return path_; }
  bool is_read_only() const noexcept;

  Statement prepare(std::string_view sql);
  // Statements without parameters or rows; nothing of them is kept.
  void execute(const char* sql);
  std::int64_t number(std::string_view sql);  // the first column of the first row; 0 without a row

  // Ends a transaction without a trace, whatever state it is in. False: the connection is of no use any more.
  bool roll_back() noexcept;
  void interrupt() noexcept;

  // Throws what SQLite's code `result` means, with the file's name and SQLite's own words.
  [[noreturn]] void failed(int result, std::string_view doing);
  // Throws MAPI_E_CORRUPT_STORE: "PATH is damaged: `what`".
  [[noreturn]] void damaged(std::string_view what) const;

 private:
  friend class Statement;
  struct Kept {
    sqlite3_stmt* statement = nullptr;
    bool in_use = false;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
  };

  static int wait(void* self, int attempt) noexcept;
  sqlite3_stmt* compile(std::string_view sql, unsigned flags);
  void configure();
  bool log_is_empty() const noexcept;

  const std::string path_;
  const std::atomic<bool>& cancelled_;
  sqlite3* database_ = nullptr;
  std::chrono::steady_clock::time_point waiting_since_;
  std::unordered_map<std::string, Kept, Hash, std::equal_to<>> kept_;
};

}  // namespace postroom::store
