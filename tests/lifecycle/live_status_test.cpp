// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/live_table.hpp"

#include <postroom/live_status.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace postroom {
namespace {

using lifecycle::LogonState;
using lifecycle::SessionState;

class LiveStatus : public testing::Test {
 protected:
  LiveStatus() {
    std::string name = (std::filesystem::temp_directory_path() / "postroom-live-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~LiveStatus() override {
    live::table().close();
    std::filesystem::remove_all(folder);
  }
  void open() {
    std::string why;
    ASSERT_TRUE(live::table().open(folder, why)) << why;
  }
  live::Process read() {
    const auto processes = live::read_processes(folder);
    EXPECT_EQ(processes.size(), 1U);
    return processes.empty() ? live::Process{} : processes[0];
  }

  std::filesystem::path folder;
};

TEST_F(LiveStatus, ShowsSessionsLogonsAndCalls) {
  open();
  const std::uint32_t session = live::table().add_session(1, "Alice");
  const std::uint32_t logon = live::table().add_logon({1, 3, 2, "postroom_store"}, "MS");
  live::table().set_state(logon, LogonState::logged_on);
  {
    const trace::Call call({1, 3, 2, "postroom_store"}, "IMSLogon::OpenEntry");
    const live::Process process = read();
    EXPECT_EQ(process.id, static_cast<std::uint32_t>(getpid()));
    EXPECT_EQ(process.program, program_invocation_short_name);
    EXPECT_TRUE(process.alive);
    ASSERT_EQ(process.sessions.size(), 1U);
    EXPECT_EQ(process.sessions[0].profile, "Alice");
    EXPECT_EQ(process.sessions[0].state, "active");
    ASSERT_EQ(process.logons.size(), 1U);
    EXPECT_EQ(process.logons[0].state, "logged-on");
    EXPECT_EQ(process.logons[0].kind, "MS");
    EXPECT_EQ(process.logons[0].name, "postroom_store");
    ASSERT_EQ(process.calls.size(), 1U);
    EXPECT_EQ(process.calls[0].method, "IMSLogon::OpenEntry");
    EXPECT_EQ(process.calls[0].thread, static_cast<std::uint32_t>(gettid()));
  }
  live::table().set_state(session, SessionState::logging_off);
  EXPECT_TRUE(read().calls.empty());
  EXPECT_EQ(read().sessions[0].state, "logging-off");
  live::table().remove_logon(logon);
  live::table().remove_session(session);
  EXPECT_TRUE(read().logons.empty());
  EXPECT_TRUE(read().sessions.empty());
}

TEST_F(LiveStatus, GoesWithTheLastUninitialise) {
  open();
  live::table().close();
  EXPECT_TRUE(live::read_processes(folder).empty());
  EXPECT_NE(live::table().add_session(2, "Bob"), live::Table::kNone);  // nothing breaks without a file
  open();
  EXPECT_EQ(read().sessions.size(), 1U);
  live::table().close();
  open();
  EXPECT_TRUE(read().sessions.empty());
}

TEST_F(LiveStatus, KeepsACallFromOneThatEndsAfterItsMapiDid) {  // J-114
  open();
  const std::uint32_t given_up = live::table().call_begin({1, 3, 2, "postroom_store"}, "IMSLogon::Logoff");
  live::table().close();
  open();
  const std::uint32_t another = live::table().call_begin({2, 4, 3, "postroom_book"}, "IABLogon::Logoff");
  live::table().call_end(given_up);
  EXPECT_EQ(live::table().calls().size(), 1U);
  live::table().call_end(another);
  EXPECT_TRUE(live::table().calls().empty());
}

TEST_F(LiveStatus, LooksIntoAProcessThatWasKilled) {
  const pid_t child = fork();
  if (child == 0) {
    // A forked child shows nothing, so the program is started anew, by its own name, for one test.
    setenv("LIVE_FOLDER", folder.c_str(), 1);
    execl("/proc/self/exe", "lifecycle_test", "--gtest_filter=DISABLED_LiveStatusChild.*",
          "--gtest_also_run_disabled_tests", "--gtest_brief=1", nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  const live::Process process = read();
  EXPECT_FALSE(process.alive);
  ASSERT_EQ(process.calls.size(), 1U);
  EXPECT_EQ(process.calls[0].method, "IXPLogon::TransportLogoff");
  open();  // the next process of the folder sweeps it away
  EXPECT_TRUE(read().alive);
}

TEST(DISABLED_LiveStatusChild, DiesInsideAProviderCall) {
  std::string why;
  ASSERT_TRUE(live::table().open(getenv("LIVE_FOLDER"), why)) << why;
  const trace::Call call({1, 1, 1, "smtp"}, "IXPLogon::TransportLogoff");
  raise(SIGKILL);
}

TEST_F(LiveStatus, AFullTableShowsLess) {
  open();
  std::vector<std::uint32_t> handles;
  for (std::uint32_t i = 1; i <= live::kSessions + 5; ++i) handles.push_back(live::table().add_session(i, "p"));
  EXPECT_EQ(handles.back(), live::Table::kNone);
  EXPECT_EQ(read().sessions.size(), live::kSessions);
  for (const std::uint32_t handle : handles) live::table().remove_session(handle);
}

TEST_F(LiveStatus, ManyThreadsCallAndOneLooks) {
  open();
  std::vector<std::thread> threads;
  std::atomic<bool> stop{false};
  for (std::uint32_t t = 1; t <= 6; ++t) {
    threads.emplace_back([&, t] {
      const std::string name(t, static_cast<char>('a' + t));
      while (!stop) {
        const trace::Call call({t, t, t, name}, "IMSLogon::OpenEntry");
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    for (const live::Call& call : read().calls) {
      EXPECT_EQ(call.name.size(), call.session);  // no mixture of two calls
      EXPECT_EQ(call.logon, call.session);
    }
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(read().calls.empty());
}

TEST_F(LiveStatus, AFolderThatCannotBeMadeIsSaid) {
  std::string why;
  EXPECT_FALSE(live::table().open("/proc/none", why));
  EXPECT_NE(why.find("/proc/none/"), std::string::npos);
}

TEST_F(LiveStatus, ADamagedFileIsNoProcess) {
  std::ofstream(folder / "123") << "something else";
  std::ofstream(folder / "lock") << "another file of the folder";
  EXPECT_TRUE(live::read_processes(folder).empty());
  open();
  std::ifstream source(folder / std::to_string(getpid()), std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(source)), {});
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string bytes = good;
    for (int i = 0; i < 20; ++i) bytes[random() % (round % 2 == 0 ? 128 : bytes.size())] = static_cast<char>(random());
    std::ofstream(folder / "77", std::ios::binary) << bytes;
    live::read_process(folder / "77");
  }
}

TEST(RuntimeFolder, FollowsTheEnvironment) {
  const char* before = getenv("POSTROOM_HOME");
  const std::string kept = before == nullptr ? "" : before;
  setenv("POSTROOM_HOME", "/somewhere", 1);
  EXPECT_EQ(live::runtime_folder(), "/somewhere/run");
  unsetenv("POSTROOM_HOME");
  setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
  EXPECT_EQ(live::runtime_folder(), "/run/user/7/postroom");
  unsetenv("XDG_RUNTIME_DIR");
  EXPECT_EQ(live::runtime_folder(), "/tmp/postroom-" + std::to_string(getuid()));
  if (before != nullptr) setenv("POSTROOM_HOME", kept.c_str(), 1);
}

}  // namespace
}  // namespace postroom
