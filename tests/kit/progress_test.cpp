// SPDX-License-Identifier: Apache-2.0
// What a client's progress object is told, call by call (D-42).
#include "tests/support/recording_progress.hpp"

#include <postroom/failure.hpp>
#include <postroom/progress.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace postroom::test {
namespace {

using kit::Progress;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Lt;

TEST(ProgressTest, TellsTheTopLevelItsItemsByNumber) {
  RecordingProgress client;
  Progress progress(&client, 3);
  for (int i = 0; i < 3; ++i) progress.done();
  EXPECT_THAT(client.calls, ElementsAre("GetFlags", "SetLimits 0 1000 top", "Progress 333 1 3", "Progress 666 2 3",
                                        "Progress 1000 3 3"));
}

TEST(ProgressTest, StaysWithinItsLimitsBelowTheTop) {
  RecordingProgress client(200, 400);
  Progress progress(&client, 4);
  progress.done();
  progress.done(3);
  EXPECT_THAT(client.calls, ElementsAre("GetFlags", "GetMin", "GetMax", "Progress 250 0 0", "Progress 400 0 0"));
}

TEST(ProgressTest, GivesEachPartItsShareAndKeepsTheMaximumForTheEnd) {
  RecordingProgress client;
  Progress whole(&client, 2);
  for (int i = 0; i < 2; ++i) {
    Progress part(whole.part(), 2);
    part.done();
    part.done();
    whole.done();
  }
  EXPECT_THAT(client.calls, ElementsAre("GetFlags", "SetLimits 0 1000 top",                                       //
                                        "SetLimits 0 500", "GetFlags", "GetMin", "GetMax", "Progress 250 0 0",    //
                                        "Progress 500 0 0", "Progress 500 1 2",                                   //
                                        "SetLimits 500 999", "GetFlags", "GetMin", "GetMax", "Progress 749 0 0",  //
                                        "Progress 999 0 0", "Progress 1000 2 2"));
}

TEST(ProgressTest, TellsTheEndOfAnOperationWithoutItems) {
  RecordingProgress client;
  client.on_progress = [](ULONG) { return MAPI_E_USER_CANCEL; };
  EXPECT_NO_THROW(Progress(&client, 0)) << "nothing is left to cancel";
  EXPECT_THAT(client.calls, ElementsAre("GetFlags", "SetLimits 0 1000 top", "Progress 1000 0 0"));
  RecordingProgress inside(200, 400);
  Progress(&inside, 0);
  EXPECT_THAT(inside.values, IsEmpty()) << "the level above tells it";
}

TEST(ProgressTest, GivesSeveralItemsAShareTogether) {
  RecordingProgress client;
  Progress whole(&client, 4);
  EXPECT_EQ(whole.part(3), &client);
  whole.done(3);
  EXPECT_EQ(whole.part(), &client);
  EXPECT_THAT(client.calls, ElementsAre("GetFlags", "SetLimits 0 1000 top", "SetLimits 0 750", "Progress 750 3 4",
                                        "SetLimits 750 999"));
}

TEST(ProgressTest, OnlyRisesWithMoreItemsThanThereAreValues) {
  RecordingProgress client;
  Progress progress(&client, 12345);
  for (int i = 0; i < 12345; ++i) progress.done();
  EXPECT_TRUE(std::ranges::is_sorted(client.values));
  EXPECT_EQ(client.values.back(), 1000U);
  client.values.pop_back();
  EXPECT_THAT(client.values, Each(Lt(1000U)));
}

TEST(ProgressTest, DoesAllAtOnceForNobodyAndOtherwiseAHundredthAtATime) {
  const std::vector<int> all(1000);
  std::vector<std::size_t> sizes;
  const auto note = [&](std::span<const int> some) { sizes.push_back(some.size()); };
  Progress(nullptr, all.size()).in_steps(all, note);
  EXPECT_THAT(sizes, ElementsAre(1000U));
  sizes.clear();
  RecordingProgress client;
  Progress(&client, all.size()).in_steps(all, note);
  EXPECT_EQ(sizes.size(), 100U);
  EXPECT_THAT(sizes, Each(10U));
  EXPECT_EQ(client.calls.back(), "Progress 1000 1000 1000");
  sizes.clear();
  Progress(&client, 3).in_steps(std::vector<int>(3), note);
  EXPECT_THAT(sizes, ElementsAre(1U, 1U, 1U));
}

TEST(ProgressTest, EndsTheOperationWhenTheClientCancels) {
  RecordingProgress client;
  client.on_progress = [](ULONG) { return MAPI_E_USER_CANCEL; };
  Progress progress(&client, 2);
  try {
    progress.done();
    ADD_FAILURE() << "goes on";
  } catch (const kit::Failure& failure) {
    EXPECT_EQ(failure.code(), MAPI_E_USER_CANCEL);
  }
  EXPECT_NO_THROW(progress.done()) << "nothing is left to cancel";
}

TEST(ProgressTest, EndsTheOperationAtWhateverCallTheClientCancels) {
  RecordingProgress client;
  Progress progress(&client, 2);
  client.answer = MAPI_E_USER_CANCEL;
  EXPECT_THROW(Progress(&client, 1), kit::Failure);
  EXPECT_THROW(progress.part(), kit::Failure);
}

TEST(ProgressTest, EndsTheOperationAlsoFromTheLastItemOfAPart) {
  RecordingProgress client(0, 500);
  client.on_progress = [](ULONG) { return MAPI_E_USER_CANCEL; };
  Progress part(&client, 1);
  EXPECT_THROW(part.done(), kit::Failure);
}

TEST(ProgressTest, GoesOnWhateverElseFails) {
  RecordingProgress client;
  client.on_progress = [](ULONG) { return MAPI_E_CALL_FAILED; };
  Progress progress(&client, 2);
  client.answer = MAPI_E_CALL_FAILED;
  EXPECT_EQ(progress.part(), &client);
  EXPECT_NO_THROW(progress.done());
  EXPECT_EQ(client.calls.back(), "Progress 500 1 2");
}

TEST(ProgressTest, TellsNothingToWhoCannotSayWhatIsWanted) {
  RecordingProgress failing;
  failing.answer = MAPI_E_CALL_FAILED;
  Progress unknown(&failing, 2);
  EXPECT_FALSE(unknown.is_watched());
  unknown.done();
  EXPECT_THAT(failing.calls, ElementsAre("GetFlags"));
  RecordingProgress backwards(400, 200);
  Progress none(&backwards, 2);
  none.done();
  EXPECT_THAT(backwards.values, IsEmpty());
}

}  // namespace
}  // namespace postroom::test
