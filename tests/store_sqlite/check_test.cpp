// SPDX-License-Identifier: Apache-2.0
#include "providers/store/check.hpp"
#include "tests/store_sqlite/store_folder.hpp"

#include <mapitags.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

namespace postroom::store::testing {
namespace {

using namespace kit::store;

std::string read_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}
void write_file(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

// A store with something of everything, closed.
class SqliteCheck : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto store = folder_.open();
    inbox_ = add_folder(*store, store->identity().root, "Inbox");
    const ObjectId below = add_folder(*store, inbox_, "Below");
    for (int i = 0; i < 40; ++i) {
      add_message(*store, i % 4 == 0 ? below : inbox_,
                  {{PR_SUBJECT_W, "Subject " + std::to_string(i)}, {PR_SENDER_NAME_W, "Ann"}, {PR_MESSAGE_SIZE, i}});
    }
    message_ = add_message(*store, inbox_, {});
    const ObjectId attachment = ObjectId::make();
    const auto transaction = store->write();
    transaction->create(attachment, ObjectType::attachment, message_, false);
    transaction->create(ObjectId::make(), ObjectType::message, attachment, false);
    transaction->truncate_stream(message_, PR_BODY_W);
    transaction->append_stream(message_, PR_BODY_W, std::string(100000, 'b'));
    transaction->set_properties(message_, pack({{PR_SUBJECT_W, "Big"}}, {{PR_BODY_W, 100000}}));
    transaction->put_recipient(message_, {0, pack({{PR_DISPLAY_NAME_W, "Bob"}})});
    transaction->set_flags(message_, MSGFLAG_SUBMIT);
    transaction->enqueue(message_, 0);
    transaction->add_name({PS_PUBLIC_STRINGS, "Keywords", 0});
    transaction->commit();
  }

  // The kinds of what is found after `sql` has damaged the store.
  std::vector<std::string> found_after(const std::string& sql) {
    run_sql(file_, sql);
    std::vector<std::string> kinds;
    for (const Finding& each : check_file(file_).findings) kinds.push_back(each.kind);
    return kinds;
  }
  bool finds(const std::string& kind, const std::string& sql) {
    const auto kinds = found_after(sql);
    return std::ranges::find(kinds, kind) != kinds.end();
  }

  StoreFolder folder_;
  const std::string file_ = folder_.file("store");
  ObjectId inbox_;
  ObjectId message_;
};

TEST_F(SqliteCheck, SoundStoreHasNoFaultsAndStaysAsItIs) {
  const std::string before = read_file(file_);
  const CheckReport report = check_file(file_);
  EXPECT_TRUE(report.sound());
  EXPECT_EQ(report.folders, 3u);
  EXPECT_EQ(report.messages, 42u);
  EXPECT_EQ(report.attachments, 1u);
  EXPECT_EQ(report.big_bytes, 100000u);
  EXPECT_EQ(report.waiting, 1u);
  EXPECT_EQ(report.claimed, 0u);
  EXPECT_EQ(read_file(file_), before);
  EXPECT_FALSE(std::filesystem::exists(file_ + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(file_ + "-shm"));
}

TEST_F(SqliteCheck, OpenStoreCanBeChecked) {
  const auto store = folder_.open();
  add_message(*store, inbox_, {});
  const CheckReport report = check_file(file_);
  EXPECT_TRUE(report.sound());
  EXPECT_EQ(report.messages, 43u);
  EXPECT_TRUE(store->check({}).sound);
}

TEST_F(SqliteCheck, FindsMessageWithoutFolder) {
  EXPECT_TRUE(finds("orphan", "UPDATE object SET parent = 999999 WHERE key = 10"));
}
TEST_F(SqliteCheck, FindsAttachmentWithoutMessage) {
  EXPECT_TRUE(finds("orphan", "DELETE FROM object WHERE key = (SELECT parent FROM object WHERE type = 3)"));
}
TEST_F(SqliteCheck, FindsChunkWithoutOwner) {
  EXPECT_TRUE(finds("orphan", "INSERT INTO chunk VALUES (123456789012, x'00')"));
}
TEST_F(SqliteCheck, FindsFoldersThatGoRoundInACircle) {
  EXPECT_TRUE(
      finds("unreachable", "UPDATE object SET parent = 4 WHERE key = 3; UPDATE folder SET parent = 4 WHERE key = 3"));
}
TEST_F(SqliteCheck, FindsWrongCounts) {
  EXPECT_TRUE(finds("count", "UPDATE folder SET unread = unread + 1 WHERE key = 3"));
}
TEST_F(SqliteCheck, FindsPropertiesThatCannotBeRead) {
  EXPECT_TRUE(finds("bag", "UPDATE bag SET properties = x'0100000099' WHERE key = 10"));
}
TEST_F(SqliteCheck, FindsLostBigValue) {
  EXPECT_TRUE(finds("stream", "DELETE FROM chunk WHERE (key & 16777215) = 1"));
}
TEST_F(SqliteCheck, FindsColumnThatIsNotTheProperty) {
  EXPECT_TRUE(finds("index", "UPDATE object SET size = 77777 WHERE key = 10"));
}
TEST_F(SqliteCheck, FindsSubmittedMessageThatNobodyWillSend) {
  EXPECT_TRUE(finds("queue", "DELETE FROM queue"));
}
TEST_F(SqliteCheck, FindsPlaceInTheQueueWithoutMessage) {
  EXPECT_TRUE(finds("queue", "INSERT INTO queue (message, flags, claimed) VALUES (999999, 0, 0)"));
}

TEST_F(SqliteCheck, CallsByNameWhatIsNoStore) {
  EXPECT_EQ(failure_of([&] { check_file(folder_.file("missing")); }), MAPI_E_NOT_FOUND);
  write_file(folder_.file("text"), std::string(5000, 'x'));
  EXPECT_EQ(failure_of([&] { check_file(folder_.file("text")); }), MAPI_E_CORRUPT_STORE);
  run_sql(file_, "PRAGMA user_version = 99");
  EXPECT_EQ(failure_of([&] { check_file(file_); }), MAPI_E_VERSION);
}

// Reads all that is there, and writes; whatever is wrong is a Failure.
void use(StoreBackend& store) {
  const auto snapshot = store.read();
  const Query query;
  std::vector<ObjectId> folders{store.identity().root};
  for (std::size_t i = 0; i < folders.size() && i < 20; ++i) {
    for (const Row& row : snapshot->rows(Container::folders, folders[i], query, {}, Direction::forward, 20)) {
      folders.push_back(row.info.id);
    }
    static_cast<void>(snapshot->counts(folders[i]));
    for (const Row& row : snapshot->rows(Container::messages, folders[i], query, {}, Direction::forward, 100)) {
      static_cast<void>(snapshot->recipients(row.info.id));
      for (std::size_t k = 0; k < row.properties.size(); ++k) {
        if (!row.properties[k].apart) continue;
        std::string buffer(200000, '\0');
        static_cast<void>(snapshot->read_stream(row.info.id, row.properties[k].tag, 0, buffer));
      }
    }
  }
  static_cast<void>(snapshot->named_properties());
  static_cast<void>(store.changes_since(0));
  add_message(store, store.identity().root, {{PR_SUBJECT_W, "one more"}});
}

TEST_F(SqliteCheck, DamagedFileIsReportedAndNeverCrashes) {
  const std::string sound = read_file(file_);
  const std::string damaged = folder_.file("damaged");
  std::mt19937 random(4711);
  int noticed = 0;
  for (int round = 0; round < 120; ++round) {
    std::string bytes = sound;
    const int flips = 1 + static_cast<int>(random() % 40);
    for (int i = 0; i < flips; ++i) bytes[100 + random() % (bytes.size() - 100)] = static_cast<char>(random());
    if (round % 10 == 0) bytes.resize(random() % bytes.size());
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(damaged + part);
    write_file(damaged, bytes);
    bool fault = false;
    try {
      fault = !check_file(damaged).sound();
    } catch (const kit::Failure&) {
      fault = true;
    }
    noticed += fault ? 1 : 0;
    static_cast<void>(failure_of([&] { use(*folder_.open("damaged")); }));
  }
  EXPECT_GT(noticed, 60);
}

// The program around it, as `postroom check` runs it.
int run_program(const std::string& arguments, std::string* output = nullptr) {
  const char* build = std::getenv("POSTROOM_TEST_BUILD");
  const std::string command = std::string(build) + "/libexec/postroom_store_check " + arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return -1;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    if (output != nullptr) output->append(buffer.data(), count);
  }
  return WEXITSTATUS(pclose(pipe));
}

TEST_F(SqliteCheck, ProgramSaysItWithItsExitStatus) {
  if (std::getenv("POSTROOM_TEST_BUILD") == nullptr) GTEST_SKIP() << "runs under ctest";
  std::string output;
  EXPECT_EQ(run_program(file_, &output), 0);
  EXPECT_NE(output.find("no faults"), std::string::npos);
  EXPECT_EQ(run_program(folder_.file("missing")), 3);
  EXPECT_EQ(run_program("--nonsense"), 2);
  EXPECT_EQ(run_program("--help"), 0);
  write_file(folder_.file("text"), std::string(5000, 'x'));
  EXPECT_EQ(run_program(folder_.file("text")), 1);
  run_sql(file_, "DELETE FROM queue");
  output.clear();
  EXPECT_EQ(run_program("--json " + file_, &output), 5);
  EXPECT_NE(output.find("\"kind\": \"queue\""), std::string::npos);
}

}  // namespace
}  // namespace postroom::store::testing
