// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/call_thread.hpp"

#include "runtime/lifecycle/bounded_calls.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace postroom::lifecycle {
namespace {

namespace fs = std::filesystem;

std::ptrdiff_t call_threads() {
  return std::count_if(fs::directory_iterator("/proc/self/task"), fs::directory_iterator(), [](const auto& task) {
    std::string name;
    std::getline(std::ifstream(task.path() / "comm"), name);
    return name == "postroom-logoff";
  });
}

// One that was joined may still be listed for a moment.
bool has_call_threads(std::ptrdiff_t wanted) {
  for (int i = 0; i < 10'000; ++i) {
    if (call_threads() == wanted) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

pid_t thread_of(BoundedCalls& calls) {
  pid_t thread = 0;
  EXPECT_TRUE(calls.run([&] { thread = gettid(); }));
  return thread;
}

pid_t thread_of_one_call() {
  BoundedCalls calls(Allowance(Budget{}, Clock::steady()));
  return thread_of(calls);
}

bool blocks(pid_t thread, int signal) {
  std::ifstream status("/proc/self/task/" + std::to_string(thread) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigBlk:")) return ((std::stoull(line.substr(7), nullptr, 16) >> (signal - 1)) & 1U) != 0;
  }
  ADD_FAILURE() << "no thread " << thread;
  return false;
}

bool blocked_in_a_call(int signal) {
  BoundedCalls calls(Allowance(Budget{}, Clock::steady()));
  bool blocked = false;
  EXPECT_TRUE(calls.run([&] { blocked = blocks(gettid(), signal); }));
  return blocked;
}

// For its lifetime a thread is kept, as while MAPI is initialised.
struct Keeping {
  Keeping() noexcept { keep_call_thread(); }
  ~Keeping() { end_kept_call_thread(Deadline::never()); }
};

TEST(CallThread, EndsWithWhoNeededIt) {
  thread_of_one_call();
  EXPECT_TRUE(has_call_threads(0));
}

TEST(CallThread, IsKeptForTheNextWhoNeedsOne) {
  {
    const Keeping keeping;
    const pid_t first = thread_of_one_call();
    EXPECT_EQ(thread_of_one_call(), first);
    EXPECT_TRUE(has_call_threads(1));
  }
  EXPECT_TRUE(has_call_threads(0));
}

TEST(CallThread, IsKeptOnceHoweverManyNeededOne) {
  {
    const Keeping keeping;
    {
      BoundedCalls one(Allowance(Budget{}, Clock::steady()));
      BoundedCalls another(Allowance(Budget{}, Clock::steady()));
      EXPECT_NE(thread_of(one), thread_of(another));
    }
    EXPECT_TRUE(has_call_threads(1));
  }
  EXPECT_TRUE(has_call_threads(0));
}

TEST(CallThread, TakesNoSignalThatTheHostHasBegunToHandle) {
  const Keeping keeping;
  const int signal = SIGRTMIN + 5;
  EXPECT_TRUE(blocked_in_a_call(SIGTERM));
  EXPECT_FALSE(blocked_in_a_call(signal)) << "nobody handles it: the thread can be asked with it";
  struct sigaction handled {};
  handled.sa_handler = [](int) {};
  ASSERT_EQ(sigaction(signal, &handled, nullptr), 0);
  EXPECT_TRUE(blocked_in_a_call(signal)) << "the kept thread goes on with what it knew";
  handled.sa_handler = SIG_DFL;
  ASSERT_EQ(sigaction(signal, &handled, nullptr), 0);
}

TEST(CallThread, TakesNoSignalWhileItWaitsForTheNext) {
  const Keeping keeping;
  const pid_t thread = thread_of_one_call();
  while (!blocks(thread, SIGRTMIN + 5)) std::this_thread::yield();  // once it has looked for another call in vain
}

}  // namespace
}  // namespace postroom::lifecycle
