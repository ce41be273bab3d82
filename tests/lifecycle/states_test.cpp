// SPDX-License-Identifier: Apache-2.0
#include <postroom/lifecycle_states.hpp>

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace postroom {
namespace {

using lifecycle::LogonState;
using lifecycle::Machine;
using lifecycle::SessionState;

TEST(Machine, MovesForwardOnly) {
  Machine<LogonState> machine;
  EXPECT_TRUE(machine.is(LogonState::logging_on));
  EXPECT_FALSE(machine.advance(LogonState::logged_off));  // no short cut
  EXPECT_TRUE(machine.advance(LogonState::logged_on));
  LogonState from{};
  EXPECT_TRUE(machine.advance(LogonState::logging_off, &from));  // an address book has nothing to quiesce
  EXPECT_EQ(from, LogonState::logged_on);
  EXPECT_FALSE(machine.advance(LogonState::logged_on));
  EXPECT_TRUE(machine.advance(LogonState::abandoned));
  EXPECT_FALSE(machine.advance(LogonState::released));
}

TEST(Machine, LetsOneThreadOfManyThrough) {
  for (int round = 0; round < 100; ++round) {
    Machine<SessionState> machine;
    std::atomic<int> through{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] { through += machine.advance(SessionState::logging_off) ? 1 : 0; });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(through, 1);
  }
}

TEST(StateNames, AreTheDesigns) {
  EXPECT_EQ(lifecycle::state_name(LogonState::logging_off), "logging-off");
  EXPECT_EQ(lifecycle::state_name(lifecycle::ProviderState::shut_down), "shut-down");
  EXPECT_EQ(lifecycle::state_name(static_cast<SessionState>(99)), "unknown");
  EXPECT_EQ(lifecycle::machine_name<lifecycle::LibraryState>(), "library");
}

}  // namespace
}  // namespace postroom
