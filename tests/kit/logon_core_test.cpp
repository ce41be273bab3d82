// SPDX-License-Identifier: Apache-2.0
// The core of a provider's logon, and the list of logons, on their own (J-23 … J-30).
#include <postroom/provider/logon_core.hpp>

#include "tests/support/fake_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace postroom::test {
namespace {

using kit::provider::LogonCore;
using kit::provider::LogonList;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TellingCore final : public LogonCore {
 public:
  using LogonCore::LogonCore;

  std::atomic<bool> interrupted{false};
  std::vector<std::string> story;  // of the thread that closes

 private:
  void interrupt() noexcept override {
    story.push_back("interrupt");
    interrupted = true;
  }
  void release_objects() noexcept override { story.push_back("release objects"); }
  void release_backend() noexcept override { story.push_back("release backend"); }
};

TEST(LogonCore, ReleasesNothingWhileACallOfAnotherThreadIsInside) {  // J-30, J-102
  FakeSupport support;
  const auto core = std::make_shared<TellingCore>(&support);
  std::atomic<bool> inside{false};
  std::atomic<bool> go_on{false};
  std::thread caller([&] {
    const kit::Gate::Pass pass(core->gate(), nullptr);
    EXPECT_TRUE(pass);
    inside = true;
    while (!go_on) std::this_thread::yield();
  });
  while (!inside) std::this_thread::yield();
  std::atomic<bool> ended{false};
  std::thread closer([&] {
    EXPECT_TRUE(core->close());
    ended = true;
  });
  while (!core->interrupted) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // what must not happen gets time to
  EXPECT_FALSE(ended);
  go_on = true;
  caller.join();
  closer.join();
  EXPECT_THAT(core->story, ElementsAre("interrupt", "release objects", "release backend"));
}

TEST(LogonCore, IsClosedOnce) {  // J-50
  FakeSupport support;
  const auto core = std::make_shared<TellingCore>(&support);
  EXPECT_TRUE(core->close());
  EXPECT_FALSE(core->close());
  EXPECT_EQ(core->story.size(), 3U);
}

TEST(LogonList, ForgetsALogonThatHasEndedThoughSomebodyHoldsIt) {  // J-26
  FakeSupport support;
  const auto list = std::make_shared<LogonList>();
  const auto core = std::make_shared<TellingCore>(&support);
  LogonList::enter(list, core);
  EXPECT_THAT(list->live(), ElementsAre(core));
  core->close();
  EXPECT_THAT(list->live(), IsEmpty());
}

}  // namespace
}  // namespace postroom::test
