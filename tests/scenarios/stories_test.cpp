// SPDX-License-Identifier: Apache-2.0
//
// What users of mail stores and transports have complained of, each as a test.
#include "courier_fixture.hpp"

#include <mapitags.h>

#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class UsersStory : public CourierTest {
 protected:
  // Overwrites the properties of every message in alice's outgoing queue with bytes that are none.
  void damage_the_queue() const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((home() / "stores" / "alice.sqlite").c_str(), &database), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database,
                           "UPDATE bag SET properties = x'ff00ff00ff00', recipients = x'ff00ff' "
                           "WHERE key IN (SELECT message FROM queue)",
                           nullptr, nullptr, &error),
              SQLITE_OK)
        << error;
    EXPECT_EQ(sqlite3_changes(database), 1);
    sqlite3_close(database);
  }
  // Ends the thread that waits for arriving mail: what it waits on hangs up.
  static int end_watching_threads() {
    int pipe_ends[2];
    EXPECT_EQ(pipe2(pipe_ends, O_CLOEXEC), 0);
    close(pipe_ends[1]);
    int ended = 0;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
      std::error_code error;
      if (fs::read_symlink(entry.path(), error).string() != "anon_inode:inotify") continue;
      const int descriptor = std::stoi(entry.path().filename().string());
      ended += dup3(pipe_ends[0], descriptor, O_CLOEXEC) == descriptor ? 1 : 0;
    }
    close(pipe_ends[0]);
    return ended;
  }
};

TEST_F(UsersStory, AClientThatNeverCallsStoreLogoffDoesNotHangAtUninitialize) {  // J-45, J-71
  make_courier_profile();
  auto session = log_on_with_transports();
  auto store = open_store(*session);
  put("hold");
  send(*store, "one");
  ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage one"); }));
  store.reset();
  MAPIUninitialize();  // finds the session as it is
  EXPECT_EQ(count(trace::Event::session_logoff_end), 2U) << "the client's and the spooler's";
  session.reset();
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  EXPECT_THAT(accepted(), IsEmpty());
  expect_whole_in_the_queue({"one"});
}

TEST_F(UsersStory, AClientThatReleasesNothingDoesNotHangAtUninitialize) {  // J-54, J-71
  make_courier_profile();
  auto session = log_on_with_transports();
  auto store = open_store(*session);
  put("hold");
  send(*store, "one");
  ASSERT_TRUE(eventually([&] { return was_called("SubmitMessage one"); }));
  MAPIUninitialize();
  kit::com_ptr<IMAPITable> table;
  EXPECT_EQ(store->GetReceiveFolderTable(0, table.put()), MAPI_E_INVALID_OBJECT);
  store.reset();
  session.reset();
  ASSERT_EQ(MAPIInitialize(nullptr), S_OK);
  expect_whole_in_the_queue({"one"});
}

TEST_F(UsersStory, ADamagedMessageInTheOutboxStopsNeitherTheSpoolerNorTheShutdownTwiceInARow) {  // H-22, J-60
  make_courier_profile();
  auto session = log_on("alice", MAPI_NO_MAIL);
  auto store = open_store(*session);
  send(*store, "damaged");
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  damage_the_queue();
  for (const std::string subject : {"first", "second"}) {
    const std::size_t met_before = count(trace::Event::message_deferred);
    session = log_on_with_transports();
    store = open_store(*session);
    send(*store, subject);
    EXPECT_TRUE(eventually([&] { return was_called("SubmitMessage " + subject); })) << "the spooler works on";
    EXPECT_TRUE(eventually([&] { return count(trace::Event::message_deferred) > met_before; }))
        << "and has met the damage";
    store.reset();
    EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
    session.reset();
  }
  EXPECT_THAT(accepted(), ElementsAre("first", "second"));
  sqlite3* database = nullptr;  // it cannot be sent, and it is not thrown away either
  ASSERT_EQ(sqlite3_open((home() / "stores" / "alice.sqlite").c_str(), &database), SQLITE_OK);
  sqlite3_stmt* query = nullptr;
  ASSERT_EQ(sqlite3_prepare_v2(database, "SELECT count(*), sum(claimed) FROM queue", -1, &query, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_step(query), SQLITE_ROW);
  EXPECT_EQ(sqlite3_column_int(query, 0), 1);
  EXPECT_EQ(sqlite3_column_int(query, 1), 0) << "it is locked";
  sqlite3_finalize(query);
  sqlite3_close(database);
}

TEST_F(UsersStory, AProviderWhosePollingThreadDiedDoesNotHangRelease) {
  make_courier_profile();
  auto session = log_on_with_transports();
  auto store = open_store(*session);
  ASSERT_TRUE(eventually([&] { return count(trace::Event::call_end, "IXPLogon::TransportNotify") >= 2; }));
  EXPECT_TRUE(eventually([&] { return end_watching_threads() != 0; }));
  store.reset();
  EXPECT_EQ(session->Logoff(0, 0, 0), S_OK);
  EXPECT_EQ(session.reset(), 0U);
}

}  // namespace
}  // namespace postroom::test
