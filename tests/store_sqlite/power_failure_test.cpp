// SPDX-License-Identifier: Apache-2.0
// What a power failure leaves of a store. The disk of these tests forgets what was not synced: what a file held when it
// was last synced is all that is left of it.
#include "providers/store/check.hpp"
#include "providers/store/connection.hpp"
#include "tests/store_sqlite/store_folder.hpp"

#include <mapitags.h>

#include <gtest/gtest.h>

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>

namespace postroom::store::testing {
namespace {

using namespace kit::store;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A copy has the original's record key, so it is not opened as a store beside it.
bool has_object(const std::string& file, const ObjectId& id) {
  const std::atomic<bool> never{false};
  Connection connection(file, Connection::Mode::read_write, never);
  Statement statement = connection.prepare("SELECT 1 FROM object WHERE id = ?");
  return statement.bind(1, id.view()).step();
}

// What was synced, by path, while somebody looks.
class Disk {
 public:
  static Disk& instance() {
    static auto* const disk = new Disk;
    return *disk;
  }

  void watch(bool on) {
    const std::lock_guard lock(mutex_);
    watching_ = on;
    synced_.clear();
  }
  void note(int descriptor) {
    const std::lock_guard lock(mutex_);
    if (!watching_) return;
    std::error_code failed;
    const std::string path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), failed);
    if (!failed && std::filesystem::is_regular_file(path, failed)) synced_[path] = bytes_of(path);
  }
  std::string left_of(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return synced_[path];
  }

 private:
  std::mutex mutex_;
  bool watching_ = false;
  std::map<std::string, std::string> synced_;
};

class SqlitePowerFailure : public ::testing::Test {
 protected:
  SqlitePowerFailure() { Disk::instance().watch(true); }
  ~SqlitePowerFailure() override { Disk::instance().watch(false); }

  static ObjectId save(StoreBackend& store) {
    const ObjectId id = ObjectId::make();
    const auto transaction = store.write();
    transaction->create(id, ObjectType::message, store.identity().root, false);
    transaction->set_properties(id, pack({{PR_SUBJECT_W, "kept?"}}));
    transaction->commit();
    return id;
  }

  // Which of the messages are there when the power comes back.
  std::vector<bool> found_afterwards(const std::vector<ObjectId>& messages) {
    const std::string file = std::filesystem::canonical(folder_.file("store"));
    const std::string name = "after" + std::to_string(++failures_);
    for (const char* part : {"", "-wal"}) {
      std::ofstream(folder_.file(name + part), std::ios::binary) << Disk::instance().left_of(file + part);
    }
    for (const Finding& each : check_file(folder_.file(name)).findings) ADD_FAILURE() << each.kind << ": " << each.text;
    std::vector<bool> found;
    for (const ObjectId& id : messages) found.push_back(has_object(folder_.file(name), id));
    return found;
  }

  StoreFolder folder_;

 private:
  int failures_ = 0;
};

TEST_F(SqlitePowerFailure, LeavesWhatACommitAcknowledgedAndNothingHalf) {  // M-24
  const auto store = folder_.open();
  std::vector<ObjectId> messages;
  for (int i = 0; i < 20; ++i) {
    messages.push_back(save(*store));
    EXPECT_EQ(found_afterwards(messages), std::vector<bool>(messages.size(), true));
  }
  const auto unfinished = store->write();
  messages.push_back(ObjectId::make());
  unfinished->create(messages.back(), ObjectType::message, store->identity().root, false);
  std::vector<bool> expected(messages.size(), true);
  expected.back() = false;
  EXPECT_EQ(found_afterwards(messages), expected);
}

}  // namespace
}  // namespace postroom::store::testing

// The linker takes these for SQLite's calls too.
extern "C" [[gnu::visibility("default")]] int fsync(int descriptor) {
  const int result = static_cast<int>(syscall(SYS_fsync, descriptor));
  if (result == 0) postroom::store::testing::Disk::instance().note(descriptor);
  return result;
}
extern "C" [[gnu::visibility("default")]] int fdatasync(int descriptor) {
  const int result = static_cast<int>(syscall(SYS_fdatasync, descriptor));
  if (result == 0) postroom::store::testing::Disk::instance().note(descriptor);
  return result;
}
