// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/conductor.hpp"

#include "runtime/lifecycle/acting_thread.hpp"
#include "tests/session/hand_turned_clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace postroom::lifecycle {
namespace {

using ::testing::ElementsAre;

using Story = std::vector<std::string>;

class TellingLogon final : public DepartingLogon {
 public:
  TellingLogon(Story& story, Kind kind, std::string name) : story_(story), kind_(kind), name_(std::move(name)) {}
  Kind kind() const noexcept override { return kind_; }
  void log_off(DepartureCalls&) noexcept override { story_.push_back("log off " + name_); }

 private:
  Story& story_;
  Kind kind_;
  std::string name_;
};

class TellingProvider final : public DepartingProvider {
 public:
  TellingProvider(Story& story, Kind kind, std::string name) : story_(story), kind_(kind), name_(std::move(name)) {}
  Kind kind() const noexcept override { return kind_; }
  void shut_down(DepartureCalls&) noexcept override { story_.push_back("shut down " + name_); }

 private:
  Story& story_;
  Kind kind_;
  std::string name_;
};

class TellingMail final : public DepartingMail {
 public:
  explicit TellingMail(Story& story) : story_(story) {}
  void quiesce(BoundedCalls&) noexcept override { story_.push_back("quiesce"); }
  void log_off_transports(BoundedCalls&) noexcept override { story_.push_back("log off transports"); }
  void shut_down_transports(BoundedCalls&) noexcept override { story_.push_back("shut down transports"); }

 private:
  Story& story_;
};

TEST(Conductor, QuietsTheMailThenEndsLogonsThenProvidersByKind) {  // J-17, J-18
  Story story;
  TellingMail mail(story);
  BoundedCalls calls(Allowance(Budget{}, Clock::steady()));
  Conductor conductor({std::make_shared<TellingLogon>(story, Kind::store, "store 1"),
                       std::make_shared<TellingLogon>(story, Kind::address_book, "book"),
                       std::make_shared<TellingLogon>(story, Kind::store, "store 2")},
                      {std::make_shared<TellingProvider>(story, Kind::store, "stores 1"),
                       std::make_shared<TellingProvider>(story, Kind::address_book, "books"),
                       std::make_shared<TellingProvider>(story, Kind::store, "stores 2")},
                      mail, calls);

  conductor.conduct();

  EXPECT_THAT(story,
              ElementsAre("quiesce", "log off book", "log off store 2", "log off store 1", "log off transports",
                          "shut down books", "shut down stores 2", "shut down stores 1", "shut down transports"));
}

TEST(Deadline, IsTheEarlierOfTheBudgetsForACallAndForAll) {  // J-114
  HandTurnedClock clock;
  const Deadline all = Deadline::in(std::chrono::seconds(30), clock);
  EXPECT_EQ(all.at_most(std::chrono::seconds(5)).left(), std::chrono::seconds(5));
  clock.advance(std::chrono::seconds(28));
  EXPECT_EQ(all.at_most(std::chrono::seconds(5)).left(), std::chrono::seconds(2));
  clock.advance(std::chrono::seconds(3));
  EXPECT_TRUE(all.expired());
}

TEST(Deadline, OfZeroIsForEver) {  // J-114
  HandTurnedClock clock;
  const Deadline forever = Deadline::in(Duration::zero(), clock);
  clock.advance(std::chrono::hours(1000));
  EXPECT_FALSE(forever.expired());
  EXPECT_FALSE(forever.half().bounded());
}

// A door at which a call waits until the test opens it.
class Door {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    inside_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void wait_until_somebody_waits() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool inside_ = false;
  bool open_ = false;
};

TEST(BoundedCalls, RunOnAThreadOfTheirOwnForTheOneThatWaits) {  // J-84, J-114
  BoundedCalls calls(Allowance(Budget{}, Clock::steady()));
  const std::uintptr_t me = this_thread();
  for (int i = 0; i < 3; ++i) {
    std::uintptr_t there = 0;
    std::uintptr_t acting = 0;
    EXPECT_TRUE(calls.run([&] {
      there = this_thread();
      acting = acting_thread();
    }));
    EXPECT_NE(there, me);
    EXPECT_EQ(acting, me);
  }
}

TEST(BoundedCalls, LeaveACallThatOverrunsToItselfAndGoOnOnAnotherThread) {  // J-114
  HandTurnedClock clock;
  BoundedCalls calls(Allowance(Budget{}, clock));
  const auto door = std::make_shared<Door>();
  const auto owned = std::make_shared<int>(7);
  const std::weak_ptr<int> watched = owned;
  std::thread time([&] {
    door->wait_until_somebody_waits();
    clock.advance(std::chrono::seconds(5));
  });
  EXPECT_FALSE(calls.run([door, owned] { door->wait(); }));
  time.join();
  bool ran = false;
  EXPECT_TRUE(calls.run([&] { ran = true; }));
  EXPECT_TRUE(ran);
  EXPECT_GT(watched.use_count(), 1) << "the call that still runs lost what it uses";
  door->open();
  while (watched.use_count() > 1) std::this_thread::yield();  // it returned, late, and let go of what it had
}

TEST(BoundedCalls, CallNothingMoreOnceTheTimeForAllOfThemIsUsedUp) {  // J-114
  HandTurnedClock clock;
  BoundedCalls calls(Allowance(Budget{}, clock));
  clock.advance(std::chrono::seconds(30));
  EXPECT_FALSE(calls.run([] { FAIL() << "called all the same"; }));
}

}  // namespace
}  // namespace postroom::lifecycle
