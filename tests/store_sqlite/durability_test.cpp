// SPDX-License-Identifier: Apache-2.0
#include "providers/store/check.hpp"
#include "tests/store_sqlite/store_folder.hpp"

#include <mapitags.h>

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

namespace postroom::store::testing {
namespace {

using namespace kit::store;

// A process of its own that runs `work`, and reports what it has done through a pipe.
class Child {
 public:
  template <class Work>
  explicit Child(Work work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe for the test");
    process_ = fork();
    if (process_ == 0) {
      close(ends[0]);
      int status = 0;
      try {
        work(ends[1]);
      } catch (...) {
        status = 1;
      }
      _exit(status);
    }
    close(ends[1]);
    report_ = ends[0];
  }
  ~Child() { close(report_); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void kill() { ::kill(process_, SIGKILL); }
  int wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    return status;
  }
  // What it has reported, until the pipe ends.
  std::string reported() const {
    std::string all;
    char buffer[4096];
    for (;;) {
      const ssize_t count = read(report_, buffer, sizeof buffer);
      if (count <= 0) return all;
      all.append(buffer, static_cast<std::size_t>(count));
    }
  }

 private:
  pid_t process_ = 0;
  int report_ = -1;
};

std::vector<ObjectId> ids_in(const std::string& report) {
  std::vector<ObjectId> ids;
  for (std::size_t at = 0; at + 16 <= report.size(); at += 16) ids.push_back(ObjectId::from(report.data() + at));
  return ids;
}

// A message with recipients and a big value, in one transaction.
ObjectId save_message(StoreBackend& store, const ObjectId& folder, int number) {
  const ObjectId id = ObjectId::make();
  const auto transaction = store.write();
  transaction->create(id, ObjectType::message, folder, false);
  const std::string body(static_cast<std::size_t>(number % 5) * 30000 + 1, 'b');
  transaction->truncate_stream(id, PR_BODY_W);
  transaction->append_stream(id, PR_BODY_W, body);
  transaction->put_recipient(id, {0, pack({{PR_DISPLAY_NAME_W, "Ann"}})});
  transaction->set_properties(id, pack({{PR_SUBJECT_W, std::to_string(number)}}, {{PR_BODY_W, body.size()}}));
  transaction->commit();
  return id;
}

void expect_sound(const std::string& file) {
  for (const Finding& each : check_file(file).findings) ADD_FAILURE() << each.kind << ": " << each.text;
}

TEST(SqliteDurability, WhatWasAcknowledgedSurvivesKill9) {
  StoreFolder folder;
  const ObjectId inbox = [&] {
    const auto store = folder.open();
    return add_folder(*store, store->identity().root, "Inbox");
  }();
  std::mt19937 random(9);
  std::vector<ObjectId> acknowledged;
  for (int round = 0; round < 20; ++round) {
    Child child([&](int report) {
      const auto store = folder.open();
      for (int i = 0;; ++i) {
        const ObjectId id = save_message(*store, inbox, i);
        if (write(report, id.bytes.data(), id.bytes.size()) < 0) return;
        // And other writes in between, to be killed in.
        if (i % 3 == 0) {
          const auto transaction = store->write();
          transaction->set_flags(id, MSGFLAG_READ);
          transaction->commit();
        }
      }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(30 + random() % 60));
    child.kill();
    child.wait();
    for (const ObjectId& id : ids_in(child.reported())) acknowledged.push_back(id);

    expect_sound(folder.file("store"));
    const auto store = folder.open();
    const auto snapshot = store->read();
    EXPECT_GE(snapshot->counts(inbox).messages, acknowledged.size());
    for (const ObjectId& id : acknowledged) ASSERT_TRUE(snapshot->find(id)) << "lost in round " << round;
  }
  EXPECT_FALSE(acknowledged.empty());
  expect_sound(folder.file("store"));
}

TEST(SqliteDurability, TwoProcessesWriteOneAfterTheOther) {
  StoreFolder folder;
  const ObjectId inbox = [&] {
    const auto store = folder.open();
    return add_folder(*store, store->identity().root, "Inbox");
  }();
  const auto work = [&](int report) {
    const auto store = folder.open();
    for (int i = 0; i < 50; ++i) {
      const ObjectId id = save_message(*store, inbox, i);
      if (write(report, id.bytes.data(), id.bytes.size()) < 0) return;
    }
  };
  Child one(work);
  Child two(work);
  const std::string reported = one.reported() + two.reported();
  EXPECT_EQ(one.wait(), 0);
  EXPECT_EQ(two.wait(), 0);
  EXPECT_EQ(ids_in(reported).size(), 100u);
  const auto store = folder.open();
  EXPECT_EQ(store->read()->counts(inbox).messages, 100u);
  // Each commit has a number of its own, and the feed knows of all of them.
  EXPECT_EQ(store->latest(), 101u);
  EXPECT_EQ(store->changes_since(1).changes.size(), 100u);
  expect_sound(folder.file("store"));
}

TEST(SqliteDurability, ThreadsWriteAndReadAtOnce) {
  StoreFolder folder;
  const auto store = folder.open();
  const ObjectId inbox = add_folder(*store, store->identity().root, "Inbox");
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 3; ++writer) {
    threads.emplace_back([&] {
      for (int i = 0; i < 30; ++i) save_message(*store, inbox, i);
    });
  }
  threads.emplace_back([&] {
    const Query query;
    for (int i = 0; i < 50; ++i) {
      const auto snapshot = store->read();
      const auto rows = snapshot->rows(Container::messages, inbox, query, {}, Direction::forward, 1000);
      EXPECT_EQ(rows.size(), snapshot->counts(inbox).messages);
    }
  });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(store->read()->counts(inbox).messages, 90u);
}

TEST(SqliteDurability, FullDiskIsSaidAndNothingIsLost) {
  StoreFolder folder;
  const ObjectId inbox = [&] {
    const auto store = folder.open();
    return add_folder(*store, store->identity().root, "Inbox");
  }();
  Child child([&](int report) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{2000000, 2000000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const auto store = folder.open();
    std::string text;
    for (int i = 0; i < 1000; ++i) {
      const HRESULT result = failure_of(
          [&] {
            const ObjectId id = save_message(*store, inbox, i);
            if (write(report, id.bytes.data(), id.bytes.size()) < 0) _exit(4);
          },
          &text);
      if (result == S_OK) continue;
      if (result != MAPI_E_NOT_ENOUGH_DISK || text.find(folder.file("store")) == std::string::npos) _exit(3);
      // What is there can still be read.
      if (store->read()->counts(inbox).messages == 0) _exit(5);
      return;
    }
    _exit(2);
  });
  const std::vector<ObjectId> acknowledged = ids_in(child.reported());
  EXPECT_EQ(child.wait(), 0);
  expect_sound(folder.file("store"));
  const auto store = folder.open();
  for (const ObjectId& id : acknowledged) EXPECT_TRUE(store->read()->find(id));
  save_message(*store, inbox, 1);
  EXPECT_EQ(store->read()->counts(inbox).messages, acknowledged.size() + 1);
}

TEST(SqliteDurability, StoreThatAnotherProgramKeepsTooLongAnswersCancelOnLogoff) {
  StoreFolder folder;
  const auto store = folder.open();
  const auto other = folder.open();
  const auto transaction = other->write();
  HRESULT result = S_OK;
  std::thread waiting([&] { result = failure_of([&] { store->write(); }); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  store->interrupt();
  waiting.join();
  EXPECT_EQ(result, MAPI_E_CANCEL);
}

}  // namespace
}  // namespace postroom::store::testing
