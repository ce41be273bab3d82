// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/profile_store.hpp"

#include "runtime/profile/paths.hpp"
#include "runtime/profile/uid.hpp"
#include "tests/profile/fixture.hpp"

#include <gmock/gmock.h>
#include <mapitags.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

namespace postroom::profile {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> names(ProfileStore& store) {
  std::vector<std::string> all;
  for (const ProfileEntry& entry : store.profiles()) all.push_back(entry.name);
  return all;
}

std::string contents(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

mode_t mode_of(const std::filesystem::path& file) {
  struct stat found {};
  EXPECT_EQ(stat(file.c_str(), &found), 0) << file;
  return found.st_mode & 0777;
}

// A process that uses a profile until it is killed.
class OtherProcess {
 public:
  OtherProcess() {
    EXPECT_EQ(pipe(to_child_), 0);
    EXPECT_EQ(pipe(from_child_), 0);
    child_ = fork();  // before this process opens a store: a child cannot go on with its parent's connection
    if (child_ == 0) run();
  }
  ~OtherProcess() { kill_now(); }

  void use(const std::string& profile) {
    EXPECT_EQ(write(to_child_[1], (profile + "\n").c_str(), profile.size() + 1),
              static_cast<ssize_t>(profile.size() + 1));
    char answer = 0;
    ASSERT_EQ(read(from_child_[0], &answer, 1), 1);
    ASSERT_EQ(answer, 'u');
  }
  // As a crash ends a process: nothing is said, nothing is written.
  void kill_now() {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    child_ = 0;
  }

 private:
  [[noreturn]] void run() {
    std::string name;
    for (char c = 0; read(to_child_[0], &c, 1) == 1 && c != '\n';) name.push_back(c);
    char answer = 'u';
    try {
      const auto use = ProfileStore::open()->use(name);
      use->create_temporary("temp_dll", MAPI_STORE_PROVIDER);
      static_cast<void>(!write(from_child_[1], &answer, 1));
      pause();
    } catch (...) {
      answer = 'x';
      static_cast<void>(!write(from_child_[1], &answer, 1));
    }
    _exit(1);
  }

  int to_child_[2]{};
  int from_child_[2]{};
  pid_t child_ = 0;
};

using ProfileNames = ProfileTest;
TEST_F(ProfileNames, AreLettersDigitsUnderscoresAndInnerBlanks) {  // B-2
  const std::string longest(64, 'x');
  for (const char* good : {"a", "Alice_2", "Zoë Müller", "профиль", "邮件", longest.c_str()}) {
    EXPECT_EQ(code_of([&] { store()->create(good); }), S_OK) << good;
  }
  const std::string too_long(65, 'x');
  for (const char* bad : {"", " a", "a ", "a/b", "a\\b", "a\nb", "a:b", "\xC3\x28", too_long.c_str()}) {
    EXPECT_EQ(code_of([&] { store()->create(bad); }), MAPI_E_INVALID_PARAMETER) << bad;
  }
}

TEST_F(ProfileNames, MayBeTakenOnlyOnce) {  // B-4
  store()->create("p");
  EXPECT_EQ(code_of([&] { store()->create("p"); }), MAPI_E_NO_ACCESS);
}

using ProfileFiles = ProfileTest;
TEST_F(ProfileFiles, AreOpenToTheirOwnerOnly) {
  umask(0);
  const auto kept = store();
  const auto use = (kept->create("p"), kept->use("p"));
  for (const auto& entry : std::filesystem::directory_iterator(home())) {
    EXPECT_EQ(mode_of(entry.path()), entry.is_directory() ? 0700U : 0600U) << entry.path();
  }
}

TEST_F(ProfileFiles, FollowTheEnvironment) {
  EXPECT_EQ(data_folder(), home());
  EXPECT_EQ(runtime_folder(), home() / "run");
  EXPECT_EQ(mode_of(home() / "run"), 0700U);
  unsetenv("POSTROOM_HOME");
  setenv("XDG_DATA_HOME", (home() / "data").c_str(), 1);
  setenv("XDG_RUNTIME_DIR", (home() / "runtime").c_str(), 1);
  EXPECT_EQ(profiles_file(), home() / "data" / "postroom" / "profiles.sqlite");
  EXPECT_EQ(runtime_folder(), home() / "runtime" / "postroom");
  EXPECT_EQ(mode_of(home() / "data" / "postroom"), 0700U);
  unsetenv("XDG_DATA_HOME");
  unsetenv("XDG_RUNTIME_DIR");
}

TEST_F(ProfileFiles, ThatAreDamagedAreNamedAndLeftAlone) {
  std::ofstream(database()) << std::string(5000, 'x');
  EXPECT_EQ(code_of([] { store(); }), MAPI_E_CORRUPT_DATA);
  EXPECT_THAT(failure_of([] { store(); }), HasSubstr("the profile database " + database().string() + " is damaged"));
  EXPECT_EQ(contents(database()), std::string(5000, 'x'));
}

TEST_F(ProfileFiles, ThatAreCutShortAreReported) {
  {
    const auto kept = store();
    for (int i = 0; i < 50; ++i) kept->create("p" + std::to_string(i));
  }
  std::filesystem::resize_file(database(), std::filesystem::file_size(database()) / 2 + 100);
  EXPECT_EQ(code_of([] { store()->profiles(); }), MAPI_E_CORRUPT_DATA);
}

TEST_F(ProfileFiles, OfAnotherProgramAreLeftAlone) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(database().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE theirs (x)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  const std::string before = contents(database());
  EXPECT_THAT(failure_of([] { store(); }), HasSubstr("is not a profile database"));
  EXPECT_EQ(contents(database()), before);
}

TEST_F(ProfileFiles, OfALaterVersionAreRefused) {
  store()->create("p");
  sqlite3* newer = nullptr;
  ASSERT_EQ(sqlite3_open(database().c_str(), &newer), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(newer, "PRAGMA user_version = 99", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(newer);
  EXPECT_EQ(code_of([] { store(); }), MAPI_E_VERSION);
}

TEST_F(ProfileFiles, AreMadeOnceByProcessesThatStartTogether) {
  constexpr int kProcesses = 6;
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      try {
        const auto kept = ProfileStore::open();
        kept->create("p" + std::to_string(i));
        kept->use("p" + std::to_string(i))->end();
        _exit(0);
      } catch (...) {
        _exit(1);
      }
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(names(*store()).size(), static_cast<std::size_t>(kProcesses));
}

TEST_F(ProfileFiles, ServeManyThreadsAtOnce) {
  const auto kept = store();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&kept, i] {
      const std::string name = "p" + std::to_string(i);
      const auto profile = kept->create(name);
      for (int round = 0; round < 5; ++round) {
        auto use = kept->use(name);
        const MAPIUID uid = new_uid();
        const auto section = use->open_section(core(), uid, MAPI_MODIFY, Opener::provider);
        EXPECT_EQ(set(section.get(), {PROP_TAG(PT_LONG, 0x6600), round}), S_OK);
        EXPECT_EQ(get(section.get(), PROP_TAG(PT_LONG, 0x6600)).number(), round);
        if (round == 2) kept->rename(name, name + "x");  // waits for the use
        use->end();
        if (round == 2) kept->rename(name + "x", name);
      }
      kept->remove(name);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(names(*kept), IsEmpty());
}

using ProfileDeletion = ProfileTest;
TEST_F(ProfileDeletion, OfAnUnknownProfileIsNotFound) {  // B-5
  EXPECT_EQ(code_of([] { store()->remove("nobody"); }), MAPI_E_NOT_FOUND);
}

TEST_F(ProfileDeletion, WaitsForTheLastSessionButHidesTheProfileAtOnce) {  // B-5, B-6, J-90, scenario 22
  const auto kept = store();
  kept->create("p");
  auto first = kept->use("p");
  auto second = kept->use("p");
  first->profile().set_setting("s", "still there");
  EXPECT_EQ(kept->remove("p"), Outcome::deferred);
  EXPECT_THAT(names(*kept), IsEmpty());
  EXPECT_EQ(code_of([&] { kept->use("p"); }), MAPI_E_NOT_FOUND);
  first->end();
  EXPECT_EQ(second->profile().setting("s"), "still there");
  second->end();
  EXPECT_EQ(code_of([&] { second->profile().name(); }), MAPI_E_OBJECT_DELETED);
}

TEST_F(ProfileDeletion, FreesTheNameAtOnce) {
  const auto kept = store();
  kept->create("p");
  const auto use = kept->use("p");
  kept->remove("p");
  kept->create("p");
  EXPECT_NE(kept->find("p")->id(), use->profile().id());
  use->end();
  EXPECT_THAT(names(*kept), ElementsAre("p"));
}

TEST_F(ProfileDeletion, WaitsForOtherProcessesAndNotForDeadOnes) {  // B-5
  OtherProcess other;
  store()->create("p");
  other.use("p");
  const auto kept = store();
  const auto profile = kept->find("p");
  EXPECT_EQ(kept->remove("p"), Outcome::deferred);
  EXPECT_EQ(profile->name(), "p");
  kept->settle();
  EXPECT_EQ(profile->name(), "p") << "the other process still uses it";
  other.kill_now();
  kept->settle();
  EXPECT_EQ(code_of([&] { profile->name(); }), MAPI_E_OBJECT_DELETED);
}

TEST_F(ProfileDeletion, HappensEvenWhenTheDatabaseWasBusyAtTheSessionsEnd) {  // J-90
  const auto kept = store();
  const auto profile = kept->create("p");
  const auto use = kept->use("p");
  kept->remove("p");
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(database().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  use->end();
  EXPECT_EQ(profile->name(), "p");
  ASSERT_EQ(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  kept->settle();
  EXPECT_EQ(code_of([&] { profile->name(); }), MAPI_E_OBJECT_DELETED);
}

TEST_F(ProfileDeletion, SaysThatTheDatabaseIsBusy) {
  const auto kept = store();
  sqlite3* other = nullptr;
  kept->create("p");
  ASSERT_EQ(sqlite3_open(database().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(code_of([&] { kept->remove("p"); }), MAPI_E_BUSY);
  EXPECT_EQ(code_of([&] { kept->create("q"); }), MAPI_E_BUSY);
  sqlite3_close(other);
  EXPECT_TRUE(kept->exists("p"));
  EXPECT_EQ(kept->create("q")->name(), "q");
}

using ProfileRenaming = ProfileTest;
TEST_F(ProfileRenaming, IsDoneWhenTheProfileIsNoLongerUsed) {  // B-7, J-90
  const auto kept = store();
  kept->create("p");
  const auto use = kept->use("p");
  EXPECT_EQ(kept->rename("p", "q"), Outcome::deferred);
  EXPECT_THAT(names(*kept), ElementsAre("p"));
  EXPECT_EQ(code_of([&] { kept->create("q"); }), MAPI_E_NO_ACCESS) << "the name waits for its profile";
  use->end();
  EXPECT_THAT(names(*kept), ElementsAre("q"));
  EXPECT_EQ(kept->rename("q", "r"), Outcome::done);
  EXPECT_THAT(names(*kept), ElementsAre("r"));
  EXPECT_EQ(code_of([&] { kept->rename("q", "x"); }), MAPI_E_NOT_FOUND);
}

using ProfileCopying = ProfileTest;
TEST_F(ProfileCopying, NeedsASourceAndAFreeName) {  // B-8
  const auto kept = store();
  kept->create("p")->set_setting("s", "v");
  EXPECT_EQ(code_of([&] { kept->copy("nobody", "q"); }), MAPI_E_NOT_FOUND);
  EXPECT_EQ(code_of([&] { kept->copy("p", "p"); }), MAPI_E_NO_ACCESS);
  kept->copy("p", "q");
  EXPECT_EQ(kept->find("q")->setting("s"), "v");
}

using DefaultProfile = ProfileTest;
TEST_F(DefaultProfile, IsOneOrNone) {  // B-9
  const auto kept = store();
  kept->create("p");
  kept->create("q");
  kept->create("app", true);
  EXPECT_EQ(kept->default_profile(), std::nullopt);
  kept->set_default_profile("p");
  kept->set_default_profile("q");
  EXPECT_EQ(kept->default_profile(), "q");
  EXPECT_EQ(code_of([&] { kept->set_default_profile("nobody"); }), MAPI_E_NOT_FOUND);
  EXPECT_EQ(code_of([&] { kept->set_default_profile("app"); }), MAPI_E_CALL_FAILED);
  EXPECT_EQ(kept->default_profile(), "q");
  kept->set_default_profile(std::nullopt);
  EXPECT_EQ(kept->default_profile(), std::nullopt);
}

using AppProfile = ProfileTest;
TEST_F(AppProfile, IsImmuneWithoutTheFlag) {  // B-11
  const auto kept = store();
  kept->create("app", true);
  EXPECT_EQ(code_of([&] { kept->remove("app"); }), MAPI_E_NO_ACCESS);
  EXPECT_EQ(code_of([&] { kept->rename("app", "x"); }), MAPI_E_NO_ACCESS);
  EXPECT_EQ(code_of([&] { kept->copy("app", "x"); }), MAPI_E_NO_ACCESS);
  EXPECT_EQ(kept->remove("app", true), Outcome::done);
}

using TemporarySection = ProfileTest;
TEST_F(TemporarySection, EndsWithItsUseUnlessMadePermanent) {  // D-11, E-24
  const auto kept = store();
  kept->create("p");
  auto use = kept->use("p");
  const ProviderEntry gone = use->create_temporary("one", MAPI_STORE_PROVIDER);
  const ProviderEntry stays = use->create_temporary("two", MAPI_STORE_PROVIDER);
  EXPECT_EQ(gone.resource_flags & STATUS_TEMP_SECTION, STATUS_TEMP_SECTION);
  EXPECT_THAT(kept->find("p")->providers(), IsEmpty());
  use->make_permanent(stays.section);
  EXPECT_EQ(use->providers().size(), 1U);
  use->end();
  const auto left = kept->find("p")->providers();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].dll_name, "two");
  EXPECT_EQ(left[0].resource_flags & STATUS_TEMP_SECTION, 0U);
  EXPECT_EQ(code_of([&] { kept->find("p")->open_section(core(), gone.section, kForceAccess, Opener::client); }),
            MAPI_E_NOT_FOUND);
}

TEST_F(TemporarySection, EndsWithAProcessThatIsKilled) {  // E-24
  OtherProcess other;
  store()->create("p");
  other.use("p");
  other.kill_now();
  const auto kept = store();
  kept->settle();
  sqlite3* look = nullptr;
  ASSERT_EQ(sqlite3_open(database().c_str(), &look), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  ASSERT_EQ(sqlite3_prepare_v2(look, "SELECT (SELECT count(*) FROM section) + (SELECT count(*) FROM session_use)", -1,
                               &statement, nullptr),
            SQLITE_OK);
  ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
  EXPECT_EQ(sqlite3_column_int(statement, 0), 0);
  sqlite3_finalize(statement);
  sqlite3_close(look);
}

using ProfileUseTest = ProfileTest;
TEST_F(ProfileUseTest, MeansNothingInAForkedChild) {
  const auto kept = store();
  kept->create("p");
  auto use = kept->use("p");
  kept->remove("p");
  const pid_t child = fork();
  if (child == 0) {
    use->end();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  EXPECT_EQ(use->profile().name(), "p");
}

using ProfileSetting = ProfileTest;
TEST_F(ProfileSetting, IsWrittenAtOnceAndRemoved) {  // G-4
  const auto profile = store()->create("p");
  EXPECT_EQ(profile->setting("search path"), std::nullopt);
  profile->set_setting("search path", std::string_view("\0\1", 2));
  EXPECT_EQ(store()->find("p")->setting("search path"), std::string("\0\1", 2));
  profile->set_setting("search path", std::nullopt);
  EXPECT_EQ(profile->setting("search path"), std::nullopt);
}

}  // namespace
}  // namespace postroom::profile
