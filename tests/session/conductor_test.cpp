// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/conductor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace postroom::lifecycle {
namespace {

using ::testing::ElementsAre;

using Story = std::vector<std::string>;

class TellingLogon final : public DepartingLogon {
 public:
  TellingLogon(Story& story, Kind kind, std::string name) : story_(story), kind_(kind), name_(std::move(name)) {}
  Kind kind() const noexcept override { return kind_; }
  void log_off(Deadline) noexcept override { story_.push_back("log off " + name_); }

 private:
  Story& story_;
  Kind kind_;
  std::string name_;
};

class TellingProvider final : public DepartingProvider {
 public:
  TellingProvider(Story& story, Kind kind, std::string name) : story_(story), kind_(kind), name_(std::move(name)) {}
  Kind kind() const noexcept override { return kind_; }
  void shut_down() noexcept override { story_.push_back("shut down " + name_); }

 private:
  Story& story_;
  Kind kind_;
  std::string name_;
};

class TellingMail final : public DepartingMail {
 public:
  explicit TellingMail(Story& story) : story_(story) {}
  void quiesce(Deadline) noexcept override { story_.push_back("quiesce"); }
  void log_off_transports(Deadline) noexcept override { story_.push_back("log off transports"); }
  void shut_down_transports(Deadline) noexcept override { story_.push_back("shut down transports"); }

 private:
  Story& story_;
};

TEST(Conductor, QuietsTheMailThenEndsLogonsThenProvidersByKind) {  // J-17, J-18
  Story story;
  TellingMail mail(story);
  Conductor conductor({std::make_shared<TellingLogon>(story, Kind::store, "store 1"),
                       std::make_shared<TellingLogon>(story, Kind::address_book, "book"),
                       std::make_shared<TellingLogon>(story, Kind::store, "store 2")},
                      {std::make_shared<TellingProvider>(story, Kind::store, "stores"),
                       std::make_shared<TellingProvider>(story, Kind::address_book, "books")},
                      mail, Budget{});

  conductor.conduct();

  EXPECT_THAT(story, ElementsAre("quiesce", "log off book", "log off store 2", "log off store 1", "log off transports",
                                 "shut down books", "shut down stores", "shut down transports"));
}

class HandTurnedClock final : public Clock {
 public:
  Instant now() const noexcept override { return now_; }
  void advance(Duration by) { now_ += by; }

 private:
  Instant now_{};
};

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

}  // namespace
}  // namespace postroom::lifecycle
