// SPDX-License-Identifier: Apache-2.0
#include "tests/store_sqlite/store_folder.hpp"

#include "providers/store/file_places.hpp"
#include "providers/store/medium.hpp"
#include "tests/support/fake_profile_section.hpp"
#include "tests/support/test_memory.hpp"

#include <postroom/store/profile.hpp>

#include <mapitags.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>

namespace postroom::store::testing {
namespace {

using namespace kit::store;
using ::testing::HasSubstr;

class SqliteOpening : public ::testing::Test {
 protected:
  // How opening the file fails, and that its name is said.
  HRESULT failure(const std::string& name, Access access = Access::read_write, Absent absent = Absent::made) {
    std::string text;
    const HRESULT code = failure_of([&] { folder_.open(name, access, absent); }, &text);
    if (FAILED(code)) {
      EXPECT_THAT(text, HasSubstr(folder_.file(name)));
    }
    return code;
  }
  void write(const std::string& name, const std::string& bytes) { std::ofstream(folder_.file(name)) << bytes; }
  std::string bytes(const std::string& name) {
    std::ifstream file(folder_.file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  StoreFolder folder_;
};

TEST_F(SqliteOpening, MakesAFileThatOnlyItsOwnerMayRead) {
  const auto store = SqliteMedium().open(folder_.file("deep/below/store.sqlite"), Access::read_write, Absent::made);
  struct stat found {};
  ASSERT_EQ(stat(folder_.file("deep/below/store.sqlite").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  ASSERT_EQ(stat(folder_.file("deep/below").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
  ASSERT_EQ(stat(folder_.file("deep/below/store.sqlite-wal").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(SqliteOpening, NothingIsMadeForReadingOnly) {
  EXPECT_EQ(failure("missing", Access::read_only), MAPI_E_NOT_FOUND);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("missing")));
}

TEST_F(SqliteOpening, WhatIsNoStoreIsLeftAsItIs) {
  write("text", "Dear diary, this is no database at all, and long enough to be one." + std::string(5000, 'x'));
  const std::string before = bytes("text");
  EXPECT_EQ(failure("text"), MAPI_E_CORRUPT_STORE);
  EXPECT_EQ(bytes("text"), before);

  run_sql(folder_.file("other"), "CREATE TABLE bookmarks (url TEXT)");
  const std::string other = bytes("other");
  EXPECT_EQ(failure("other"), MAPI_E_CORRUPT_STORE);
  EXPECT_EQ(bytes("other"), other);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("other-wal")));

  std::filesystem::create_directory(folder_.file("folder"));
  EXPECT_EQ(failure("folder"), MAPI_E_CORRUPT_STORE);
}

TEST_F(SqliteOpening, NewerVersionIsRefused) {
  folder_.open();
  run_sql(folder_.file("store"), "PRAGMA user_version = 99");
  EXPECT_EQ(failure("store"), MAPI_E_VERSION);
}

TEST_F(SqliteOpening, EmptyFileBecomesAStore) {
  write("empty", "");
  EXPECT_EQ(failure("empty", Access::read_only), MAPI_E_CORRUPT_STORE);
  EXPECT_EQ(failure("empty"), S_OK);
}

TEST_F(SqliteOpening, StoreThatWasThereOnceIsNotMadeAnew) {
  EXPECT_EQ(failure("lost", Access::read_write, Absent::refused), MAPI_E_NOT_FOUND);
  EXPECT_EQ(failure("lost", Access::read_only, Absent::refused), MAPI_E_NOT_FOUND);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("lost")));
  write("emptied", "");
  EXPECT_EQ(failure("emptied", Access::read_write, Absent::refused), MAPI_E_CORRUPT_STORE);
  EXPECT_EQ(bytes("emptied"), "");
  folder_.open();
  EXPECT_EQ(failure("store", Access::read_write, Absent::refused), S_OK);
}

TEST_F(SqliteOpening, ReadOnlyStoreRefusesToWrite) {
  folder_.open();
  const auto store = folder_.open("store", Access::read_only);
  EXPECT_TRUE(store->capabilities().read_only);
  EXPECT_EQ(failure_of([&] { store->write(); }), MAPI_E_NO_ACCESS);
  EXPECT_TRUE(store->read()->find(store->identity().root));
}

TEST_F(SqliteOpening, FileThatCannotBeWrittenOpensForReading) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everything";
  folder_.open();
  chmod(folder_.file("store").c_str(), 0400);
  chmod(folder_.file(".").c_str(), 0500);
  const auto store = folder_.open();
  EXPECT_TRUE(store->capabilities().read_only);
  EXPECT_TRUE(store->read()->find(store->identity().root));
  chmod(folder_.file(".").c_str(), 0700);
}

TEST_F(SqliteOpening, WritesTheRegisterOnlyWhenItSaysSomethingElse) {
  folder_.open();
  std::filesystem::path written;
  for (const auto& each : std::filesystem::directory_iterator(registry_folder())) {
    std::string medium, place;
    std::ifstream file(each.path());
    if (std::getline(file, medium) && std::getline(file, place) && place == folder_.file("store"))
      written = each.path();
  }
  ASSERT_FALSE(written.empty());
  const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1000);
  std::filesystem::last_write_time(written, long_ago);
  const auto before = std::filesystem::last_write_time(written);
  // That it was marked as used shows in the time of the last change of its status; reading changes that of access only.
  const auto status_changed = [&] {
    struct stat found {};
    EXPECT_EQ(stat(written.c_str(), &found), 0);
    return std::pair(found.st_ctim.tv_sec, found.st_ctim.tv_nsec);
  };
  const auto unmarked = status_changed();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // longer than a tick of the file system's clock
  folder_.open();
  EXPECT_EQ(std::filesystem::last_write_time(written), before);
  EXPECT_GT(status_changed(), unmarked) << "a cleaner of temporary files would take it";
  std::filesystem::rename(folder_.file("store"), folder_.file("moved"));
  folder_.open("moved");
  EXPECT_NE(std::filesystem::last_write_time(written), before);
}

TEST_F(SqliteOpening, CopiedTwinIsRefusedByNameWhileTheOriginalIsOpen) {
  folder_.open();
  std::filesystem::copy_file(folder_.file("store"), folder_.file("copy"));
  auto original = folder_.open();
  auto second_logon = folder_.open();  // the same file is no twin
  std::string text;
  EXPECT_EQ(failure_of([&] { folder_.open("copy"); }, &text), MAPI_E_FAILONEPROVIDER);
  EXPECT_THAT(text, HasSubstr(folder_.file("copy")));
  EXPECT_THAT(text, HasSubstr(folder_.file("store")));
  original.reset();
  EXPECT_EQ(failure("copy"), MAPI_E_FAILONEPROVIDER);
  second_logon.reset();
  const auto copy = folder_.open("copy");
  EXPECT_EQ(failure("store"), MAPI_E_FAILONEPROVIDER);
}

TEST_F(SqliteOpening, SectionNamesTheFile) {
  kit::set_allocators(test::test_memory());
  const auto section = [](ULONG tag, const char* text) {
    test::FakeProfileSection fake;
    if (text != nullptr) fake.properties().set(tag, std::string(text));
    return SqliteMedium().place(fake);
  };
  EXPECT_EQ(section(PR_STORE_PATH_W, "/var/mail/ann.sqlite"), "/var/mail/ann.sqlite");
  const std::string home = std::getenv("POSTROOM_HOME");
  EXPECT_EQ(section(PR_STORE_PATH_W, "ann.sqlite"), home + "/stores/ann.sqlite");
  EXPECT_EQ(section(PR_PROFILE_NAME_W, "Ann"), home + "/stores/Ann.sqlite");
  EXPECT_EQ(section(PR_PROFILE_NAME_W, "../a/b%"), home + "/stores/%2E.%2Fa%2Fb%25.sqlite");
  EXPECT_EQ(failure_of([&] { section(0, nullptr); }), MAPI_E_UNCONFIGURED);  // C-27
}

}  // namespace
}  // namespace postroom::store::testing
