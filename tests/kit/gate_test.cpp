// SPDX-License-Identifier: Apache-2.0
#include <postroom/gate.hpp>

#include "tests/support/forked_child.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using postroom::kit::Gate;
using namespace std::chrono_literals;

namespace {

bool never() {
  return false;
}

const void* const kHere = &kHere;

TEST(Gate, LetsCallsInUntilItIsClosed) {  // J-73
  Gate gate;
  EXPECT_TRUE(static_cast<bool>(Gate::Pass(gate, kHere)));
  EXPECT_TRUE(gate.close());
  EXPECT_FALSE(gate.close()) << "only one call closes it";
  EXPECT_TRUE(gate.closed());
  EXPECT_FALSE(static_cast<bool>(Gate::Pass(gate, kHere)));
}

TEST(Gate, LetsNobodyInInTheChildOfAFork) {  // design 4
  Gate gate;
  const Gate::Pass inside(gate, kHere);  // the child's thread has a slot, if anybody has
  EXPECT_FALSE(gate.in_forked_child());
  EXPECT_EQ(postroom::test::exit_code_of_child([&] {
              const Gate own;
              return gate.in_forked_child() && !Gate::Pass(gate, kHere) && gate.outermost_caller() == nullptr &&
                     !own.in_forked_child();
            }),
            0);
  EXPECT_TRUE(static_cast<bool>(Gate::Pass(gate, kHere))) << "the parent is none the worse";
}

TEST(Gate, WaitsForNobodyInTheChildOfAFork) {  // design 4
  Gate gate;
  auto inside = std::make_unique<Gate::Pass>(gate, kHere);
  EXPECT_EQ(postroom::test::exit_code_of_child([&] {
              inside.reset();  // the call in which it was forked returns in the child, too
              return gate.wait([] { return true; });
            }),
            0);
}

TEST(Gate, WaitsForCallsOfOtherThreads) {  // J-77
  Gate gate;
  std::atomic<bool> inside{false};
  std::atomic<bool> leave{false};
  std::atomic<bool> left{false};
  std::thread other([&] {
    const Gate::Pass pass(gate, kHere);
    inside = true;
    while (!leave) std::this_thread::yield();
    left = true;
  });
  while (!inside) std::this_thread::yield();
  gate.close();
  EXPECT_FALSE(gate.wait([] { return true; })) << "the other thread is inside";
  std::thread releaser([&] {
    std::this_thread::sleep_for(20ms);
    leave = true;
  });
  EXPECT_TRUE(gate.wait(never));
  EXPECT_TRUE(left);
  other.join();
  releaser.join();
}

TEST(Gate, DoesNotWaitForFramesOfTheThreadThatCloses) {  // J-84, J-102
  Gate gate;
  const Gate::Pass outer(gate, kHere);
  const Gate::Pass inner(gate, kHere);
  gate.close();
  EXPECT_TRUE(gate.wait([] { return true; }));
}

TEST(Gate, KnowsWhoMadeTheOutermostCall) {
  Gate gate;
  const int outer_place = 0;
  const int inner_place = 0;
  EXPECT_EQ(gate.outermost_caller(), nullptr);
  {
    const Gate::Pass outer(gate, &outer_place);
    const Gate::Pass inner(gate, &inner_place);
    EXPECT_EQ(gate.outermost_caller(), &outer_place);
    std::thread([&] { EXPECT_EQ(gate.outermost_caller(), nullptr); }).join();
  }
  EXPECT_EQ(gate.outermost_caller(), nullptr);
  const Gate::Pass later(gate, &inner_place);
  EXPECT_EQ(gate.outermost_caller(), &inner_place);
}

TEST(Gate, CountsMoreThreadsThanItHasRoomForAtFirst) {
  Gate gate;
  constexpr int kThreads = 100;
  std::atomic<int> inside{0};
  std::atomic<bool> leave{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      const Gate::Pass pass(gate, kHere);
      EXPECT_TRUE(static_cast<bool>(pass));
      ++inside;
      while (!leave) std::this_thread::sleep_for(100us);
      --inside;
    });
  }
  while (inside != kThreads) std::this_thread::yield();
  gate.close();
  EXPECT_FALSE(gate.wait([] { return true; }));
  leave = true;
  EXPECT_TRUE(gate.wait(never));
  EXPECT_EQ(inside, 0);
  for (std::thread& thread : threads) thread.join();
}

// After wait() nobody is inside, however the closing meets the calls. `value` is what the calls work on: under
// ThreadSanitizer an access that wait() does not order before the last write is an error.
TEST(Gate, NobodyIsInsideAfterTheWaitWhenEightThreadsHammerIt) {  // J-77
  const int rounds = 50;
  for (int round = 0; round < rounds; ++round) {
    Gate gate;
    std::atomic<bool> alive{true};
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (;;) {
          const Gate::Pass pass(gate, kHere);
          if (!pass) break;
          const Gate::Pass nested(gate, kHere);
          EXPECT_TRUE(!nested || alive.load(std::memory_order_relaxed)) << "inside after the wait";
        }
        ++refused;
      });
    }
    std::this_thread::sleep_for(200us);
    gate.close();
    ASSERT_TRUE(gate.wait(never));
    alive.store(false, std::memory_order_relaxed);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(refused, 8);
  }
}

}  // namespace
