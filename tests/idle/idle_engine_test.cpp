// SPDX-License-Identifier: Apache-2.0
//
// Which idle routine runs when, on a clock that the test turns.
#include "runtime/idle/idle_engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

namespace postroom::idle {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TurnedClock final : public lifecycle::Clock {
 public:
  Instant now() const noexcept override { return now_; }
  void turn(lifecycle::Duration by) { now_ += by; }

 private:
  Instant now_ = Instant(1h);
};

class IdleEngineTest : public ::testing::Test {
 protected:
  IdleEngineTest() { EXPECT_TRUE(engine.begin()); }

  struct Task {
    IdleEngineTest* test;
    std::string name;
    std::function<void()> body;
  };
  static BOOL STDAPICALLTYPE routine(LPVOID context) {
    auto& task = *static_cast<Task*>(context);
    task.test->ran.push_back(task.name);
    if (task.body) task.body();
    return FALSE;
  }
  FTG add(Task& task, short priority, ULONG centiseconds, USHORT options = FIROINTERVAL) {
    return engine.add({&routine, &task, priority, centiseconds, options});
  }
  void run_all() {
    while (engine.run_due()) {
    }
  }

  TurnedClock clock;
  IdleEngine engine{false, clock};
  std::vector<std::string> ran;
  Task one{this, "one", {}};
  Task two{this, "two", {}};
};

TEST_F(IdleEngineTest, RunsARoutineAfterItsTimeAndAgainAfterIt) {
  add(one, -1, 100);
  run_all();
  EXPECT_THAT(ran, IsEmpty());
  clock.turn(1s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one"));
  clock.turn(999ms);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one"));
  clock.turn(1ms);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one", "one"));
}

TEST_F(IdleEngineTest, RunsTheHighestPriorityFirst) {
  add(one, -1, 1);
  add(two, 3, 1);
  clock.turn(10ms);
  run_all();
  EXPECT_THAT(ran, ElementsAre("two", "one"));
}

TEST_F(IdleEngineTest, IsNotKeptBusyByARoutineWithoutATime) {
  add(one, -1, 0, FIROWAIT);
  run_all();
  clock.turn(99ms);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one"));
  clock.turn(1ms);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one", "one"));
}

TEST_F(IdleEngineTest, RefusesWhatMakesNoSense) {
  EXPECT_EQ(engine.add({nullptr, nullptr, -1, 0, FIROINTERVAL}), FTGNULL);
  EXPECT_EQ(add(one, 0, 0), FTGNULL) << "priority 0 is the user's";
  EXPECT_EQ(add(one, -1, 0, 0), FTGNULL);
  EXPECT_EQ(add(one, -1, 0, FIROWAIT | FIROINTERVAL), FTGNULL);
  EXPECT_EQ(add(one, -1, 0, FIROINTERVAL | 0x8000), FTGNULL);
  engine.end();
  EXPECT_EQ(add(one, -1, 0), FTGNULL) << "it has not begun";
}

TEST_F(IdleEngineTest, EnablesAndDisables) {
  const FTG tag = add(one, -1, 100, FIROINTERVAL | FIRODISABLED);
  clock.turn(5s);
  run_all();
  EXPECT_THAT(ran, IsEmpty());
  engine.enable(tag, true);
  clock.turn(1s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one"));
  engine.enable(tag, false);
  clock.turn(1s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one"));
}

TEST_F(IdleEngineTest, ChangesWhatItIsToldTo) {
  const FTG tag = add(one, -1, 100);
  engine.change(tag, {nullptr, &two, 0, 0, 0}, FIRCPV);
  clock.turn(1s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("two"));
  engine.change(tag, {nullptr, nullptr, 0, 500, 0}, FIRCCSEC);
  clock.turn(4s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("two"));
  clock.turn(1s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("two", "two"));
  engine.change(tag, {nullptr, nullptr, 0, 0, 0}, FIRCPRI);  // priority 0: no sense, no change
  clock.turn(5s);
  run_all();
  EXPECT_EQ(ran.size(), 3U);
}

TEST_F(IdleEngineTest, LetsARoutineRemoveItself) {
  FTG tag = FTGNULL;
  one.body = [&] { engine.remove(tag); };
  tag = add(one, -1, 1);
  clock.turn(10ms);
  run_all();
  clock.turn(1s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one"));
}

TEST_F(IdleEngineTest, SurvivesARoutineThatThrows) {
  one.body = [] { throw std::runtime_error("an idle routine throws"); };
  add(one, -1, 1);
  clock.turn(10ms);
  run_all();
  clock.turn(1s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one", "one"));
}

TEST_F(IdleEngineTest, CallsNothingOnceItsLastUserHasGone) {  // J-110
  EXPECT_TRUE(engine.begin());
  add(one, -1, 1);
  engine.end();
  clock.turn(10ms);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one")) << "somebody still uses it";
  engine.end();
  engine.end();  // one too many
  clock.turn(1s);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one"));
}

TEST_F(IdleEngineTest, DropsTheRoutinesOfOneLibrary) {  // J-110
  add(one, -1, 1);
  add(two, -2, 1);
  engine.remove_those_of(0, reinterpret_cast<const void*>(&std::malloc));  // another library's
  clock.turn(10ms);
  run_all();
  EXPECT_THAT(ran, ElementsAre("one", "two"));
  engine.remove_those_of(0, reinterpret_cast<const void*>(&IdleEngineTest::routine));
  clock.turn(1s);
  run_all();
  EXPECT_EQ(ran.size(), 2U);
}

TEST_F(IdleEngineTest, WaitsForARoutineThatRunsWhenItIsRemoved) {  // J-110
  std::mutex mutex;
  std::condition_variable changed;
  bool inside = false;
  bool leave = false;
  one.body = [&] {
    std::unique_lock lock(mutex);
    inside = true;
    changed.notify_all();
    changed.wait(lock, [&] { return leave; });
  };
  const FTG tag = add(one, -1, 0);
  std::thread runner([&] { run_all(); });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return inside; });
  }
  std::atomic<bool> removed{false};
  std::thread remover([&] {
    engine.remove(tag);
    removed = true;
  });
  EXPECT_FALSE(removed);
  {
    const std::lock_guard lock(mutex);
    leave = true;
    changed.notify_all();
  }
  remover.join();
  runner.join();
  EXPECT_TRUE(removed);
}

}  // namespace
}  // namespace postroom::idle
