// SPDX-License-Identifier: Apache-2.0
#include "providers/maildir/maildir.hpp"
#include "providers/maildir/inotify.hpp"
#include "providers/maildir/watcher.hpp"

#include <postroom/failure.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <set>

namespace postroom::maildir {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::SizeIs;

class MaildirFolder : public testing::Test {
 protected:
  MaildirFolder() : root(fs::temp_directory_path() / ("postroom-maildir-" + std::to_string(::getpid()))) {
    fs::remove_all(root);
    box.create();
  }
  ~MaildirFolder() override { fs::remove_all(root); }

  std::size_t files(const char* part) const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(box.folder() / part), {}));
  }

  fs::path root;
  Maildir box{root / "alice"};
};

TEST_F(MaildirFolder, DeliversAWholeMessageAndLeavesNoDraft) {
  box.deliver("Subject: one\n\nHello\n");
  ASSERT_THAT(box.waiting(), SizeIs(1));
  EXPECT_EQ(box.read(box.waiting().front()), "Subject: one\n\nHello\n");
  EXPECT_EQ(files("tmp"), 0U);
}

TEST_F(MaildirFolder, GivesEveryMessageANameOfItsOwn) {
  for (int i = 0; i < 100; ++i) box.deliver("x");
  EXPECT_THAT(box.waiting(), SizeIs(100));
}

TEST_F(MaildirFolder, MovesWhatWasTakenToCurUnseen) {
  box.deliver("x");
  box.mark_taken(box.waiting().front());
  EXPECT_THAT(box.waiting(), IsEmpty());
  ASSERT_EQ(files("cur"), 1U);
  const std::string name = fs::directory_iterator(box.folder() / "cur")->path().filename().string();
  EXPECT_TRUE(name.ends_with(":2,")) << name;
}

TEST_F(MaildirFolder, SetsAsideWithTheReason) {
  box.deliver("x");
  box.set_aside(box.waiting().front(), "it is no message");
  EXPECT_THAT(box.waiting(), IsEmpty());
  EXPECT_THAT(Maildir(box.folder() / ".Damaged").waiting(), SizeIs(1));
}

TEST_F(MaildirFolder, ForgivesAMessageThatSomebodyElseTook) {
  EXPECT_EQ(box.read("gone"), std::nullopt);
  EXPECT_NO_THROW(box.mark_taken("gone"));
}

TEST_F(MaildirFolder, NamesTheFolderThatItCannotWriteTo) {
  try {
    Maildir(root / "nobody").deliver("x");
    FAIL() << "delivered to a folder that is not there";
  } catch (const kit::Failure& failure) {
    EXPECT_THAT(failure.what(), testing::HasSubstr("nobody"));
  }
}

TEST_F(MaildirFolder, IsOnlyThereWhenSomebodyMadeIt) {
  EXPECT_TRUE(box.exists());
  EXPECT_FALSE(Maildir(root / "bob").exists());
}

TEST_F(MaildirFolder, IsWatched) {
  std::mutex mutex;
  std::condition_variable changed;
  int calls = 0;
  Watcher watcher(box.arrivals(), [&] {
    const std::lock_guard lock(mutex);
    ++calls;
    changed.notify_all();
  });
  const auto wait_for = [&](int expected) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [&] { return calls >= expected; });
  };
  ASSERT_TRUE(wait_for(1));  // what came before anyone watched
  box.deliver("x");
  EXPECT_TRUE(wait_for(2));
}

// Closing an inotify descriptor takes the kernel milliseconds, which a logoff would spend (J-57).
TEST_F(MaildirFolder, IsWatchedWithTheDescriptorOfTheWatchBefore) {
  EXPECT_THROW(Inotify(root / "nobody"), kit::Failure);
  int before = 0;
  {
    const Inotify first(box.arrivals());
    before = first.descriptor();
  }
  EXPECT_NE(::fcntl(before, F_GETFD), -1) << "it was closed, and a new one would get its number";
  const Inotify second(box.arrivals());
  EXPECT_EQ(second.descriptor(), before);
  const Inotify beside(box.arrivals());
  EXPECT_NE(beside.descriptor(), before);
}

TEST_F(MaildirFolder, IsWatchedWithoutHearingOfTheFolderWatchedBefore) {
  Maildir other(root / "bob");
  other.create();
  {
    const Inotify first(other.arrivals());
    other.deliver("x");
  }
  const Inotify second(box.arrivals());
  other.deliver("x");
  EXPECT_FALSE(second.drain());
  box.deliver("x");
  EXPECT_TRUE(second.drain());
}

}  // namespace
}  // namespace postroom::maildir
