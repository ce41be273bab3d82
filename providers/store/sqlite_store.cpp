// SPDX-License-Identifier: Apache-2.0
#include "providers/store/sqlite_store.hpp"

#include "providers/store/change_feed.hpp"
#include "providers/store/check.hpp"
#include "providers/store/file_places.hpp"
#include "providers/store/reading.hpp"
#include "providers/store/schema.hpp"
#include "providers/store/snapshot.hpp"
#include "providers/store/writing.hpp"

#include <postroom/failure.hpp>
#include <postroom/sort_order.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace postroom::store {
namespace {

using namespace kit::store;  // the vocabulary of backend.hpp

bool is_messages(Container container) noexcept {
  return container == Container::messages || container == Container::associated ||
         container == Container::deleted_messages;
}

// Makes an empty file that only its owner may read, unless somebody else has just made one.
void create_file(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  make_folder(folder);
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST) return;
    const int reason = errno;
    kit::fail(reason == ENOSPC || reason == EDQUOT ? MAPI_E_NOT_ENOUGH_DISK : MAPI_E_NO_ACCESS,
              "the message store " + path + " cannot be made: " + std::strerror(reason));
  }
  close(file);
  // The name must survive a power loss as the commits in the file do.
  const int parent = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent >= 0) {
    fsync(parent);
    close(parent);
  }
}

constexpr const char* kGone = " is gone: put the file back, or configure the service's path for a new one";

[[noreturn]] void fail_lost(const std::string& path) {
  kit::fail(MAPI_E_NOT_FOUND, "the message store " + path + kGone);
}

}  // namespace

SqliteStore::SqliteStore(const std::string& path, Access access, Absent absent) {
  struct stat found {};
  // Never opened and closed here: that would drop the locks that SQLite has on it in this process.
  if (stat(path.c_str(), &found) != 0) {
    const int reason = errno;
    if (reason != ENOENT && reason != ENOTDIR) {
      kit::fail(MAPI_E_NO_ACCESS, "the message store " + path + " cannot be reached: " + std::strerror(reason));
    }
    if (absent == Absent::refused) fail_lost(path);
    if (access == Access::read_only) kit::fail(MAPI_E_NOT_FOUND, "there is no message store " + path);
    create_file(path);
  } else if (!S_ISREG(found.st_mode)) {
    kit::fail(MAPI_E_CORRUPT_STORE, path + " is not a Postroom store: it is no file");
  }
  if (access == Access::read_write && ::access(path.c_str(), W_OK) != 0) access = Access::read_only;
  try {
    open(path, access == Access::read_write ? Connection::Mode::read_write : Connection::Mode::read_only, absent);
  } catch (const kit::Failure& failure) {
    // Beside a file on a medium that cannot be written nothing can be made; with nothing beside it, it says all.
    if (access == Access::read_write || failure.code() != MAPI_E_NO_ACCESS) throw;
    const std::string log = path + "-wal";
    if (stat(log.c_str(), &found) == 0 && found.st_size != 0) throw;
    open(path, Connection::Mode::immutable, absent);
  }
}

void SqliteStore::open(const std::string& path, Connection::Mode mode, Absent absent) {
  pool_ = std::make_unique<Pool>(path, mode);
  const Pool::Lease connection = pool_->reader();
  read_only_ = mode != Connection::Mode::read_write || connection->is_read_only();
  Kind kind = recognise(*connection);
  if (kind == Kind::empty && !read_only_ && absent == Absent::made) {
    create_schema(*connection);
    kind = recognise(*connection);
  }
  switch (kind) {
    case Kind::store:
      break;
    case Kind::newer:
      kit::fail(MAPI_E_VERSION, path + " was made by a newer version of Postroom");
    case Kind::empty:
      kit::fail(MAPI_E_CORRUPT_STORE, path + " is not a Postroom store: it is empty");
    case Kind::foreign:
      kit::fail(MAPI_E_CORRUPT_STORE, path + " is not a Postroom store: it is another program's database");
  }
  identify(*connection, path);
}

void SqliteStore::identify(Connection& connection, const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) kit::fail(MAPI_E_NOT_FOUND, "there is no message store " + path);
  identity_.medium = std::to_string(found.st_dev) + ":" + std::to_string(found.st_ino);
  identity_.place = path;
  {
    Statement statement = connection.prepare("SELECT record_key, root FROM store");
    if (!statement.step() || statement.bytes(0).size() != 16 || statement.bytes(1).size() != 16) {
      connection.damaged("it does not say who it is");
    }
    identity_.record_key = RecordKey::from(statement.bytes(0).data());
    identity_.root = ObjectId::from(statement.bytes(1).data());
  }
  if (!registration_) registration_.emplace(identity_.record_key, identity_.medium, path);
}

Capabilities SqliteStore::capabilities() const noexcept {
  Capabilities result;
  result.read_only = read_only_;
  result.soft_delete = true;
  return result;
}

Pushdown SqliteStore::pushdown(Container container, const Query& query) const {
  Pushdown can{true, true};
  if (query.restriction != nullptr) {
    can.restriction = is_messages(container) && condition_of(*query.restriction, list_of(container)).has_value();
  }
  if (query.order != nullptr && !query.order->empty()) {
    can.order = is_messages(container) && column_of(*query.order) != nullptr;
  }
  return can;
}

std::unique_ptr<Snapshot> SqliteStore::read() {
  return std::make_unique<SqliteSnapshot>(pool_->reader());
}

std::unique_ptr<Transaction> SqliteStore::write() {
  if (read_only_) kit::fail(MAPI_E_NO_ACCESS, "the message store " + identity_.place + " is open for reading only");
  return std::make_unique<Writing>(pool_->writer());
}

Changes SqliteStore::changes_since(ChangeNumber since) {
  const Pool::Lease connection = pool_->reader();
  connection->prepare("BEGIN").run();
  return read_changes(*connection, since);
}

ChangeNumber SqliteStore::latest() {
  const Pool::Lease connection = pool_->reader();
  return static_cast<ChangeNumber>(connection->number("SELECT max(number) FROM change"));
}

Integrity SqliteStore::check(const std::function<bool(double)>& progress) {
  const Pool::Lease connection = pool_->reader();
  Integrity result;
  for (Finding& each : check_store(*connection, progress).findings) result.findings.push_back(std::move(each.text));
  result.sound = result.findings.empty();
  return result;
}

}  // namespace postroom::store
