// SPDX-License-Identifier: Apache-2.0
//
// postroom.toml and the variables that override it.
#include "runtime/profile/settings.hpp"

#include "runtime/profile/paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace postroom::profile {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() {
    std::string name = (std::filesystem::temp_directory_path() / "settings-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    home_ = name;
    setenv("POSTROOM_HOME", home_.c_str(), 1);
    for (const char* variable : kVariables) unsetenv(variable);
  }
  ~SettingsTest() override {
    for (const char* variable : kVariables) unsetenv(variable);
    std::filesystem::remove_all(home_);
  }

  void write(const std::string& toml) const { std::ofstream(home_ / "postroom.toml") << toml; }
  std::string file() const { return (home_ / "postroom.toml").string(); }

  static constexpr const char* kVariables[] = {"POSTROOM_FAST_SHUTDOWN_BEHAVIOR", "POSTROOM_CALL_BUDGET_MS",
                                               "POSTROOM_SESSION_BUDGET_MS", "POSTROOM_DRAIN_BUDGET_MS"};
  std::filesystem::path home_;
};

TEST_F(SettingsTest, AreTheDocumentedOnesWithoutAFile) {  // J-93, J-114
  const Settings settings = read_settings("work");
  EXPECT_EQ(settings.fast_shutdown, FastShutdown::unless_refused);
  EXPECT_EQ(settings.call_budget, 5s);
  EXPECT_EQ(settings.session_budget, 30s);
  EXPECT_EQ(settings.drain_budget, 10s);
  EXPECT_THAT(settings.complaints, IsEmpty());
}

TEST_F(SettingsTest, ComeFromTheFileThenTheProfilesPartThenTheEnvironment) {  // J-114
  write(
      "[shutdown]\nfast_shutdown_behavior = 1\ncall_budget_ms = 100\nsession_budget_ms = 200\n"
      "[profile.\"at work\".shutdown]\nsession_budget_ms = 300\n");
  EXPECT_EQ(read_settings().session_budget, 200ms);
  EXPECT_EQ(read_settings("other").session_budget, 200ms);

  setenv("POSTROOM_CALL_BUDGET_MS", "0", 1);
  const Settings settings = read_settings("at work");
  EXPECT_EQ(settings.fast_shutdown, FastShutdown::only_if_agreed);
  EXPECT_EQ(settings.call_budget, 0ms) << "waits for ever";
  EXPECT_EQ(settings.session_budget, 300ms);
  EXPECT_THAT(settings.complaints, IsEmpty());

  setenv("POSTROOM_FAST_SHUTDOWN_BEHAVIOR", "2", 1);
  setenv("POSTROOM_SESSION_BUDGET_MS", "7", 1);
  setenv("POSTROOM_DRAIN_BUDGET_MS", "8", 1);
  EXPECT_EQ(read_settings("at work").fast_shutdown, FastShutdown::never);
  EXPECT_EQ(read_settings("at work").session_budget, 7ms);
  EXPECT_EQ(read_settings("at work").drain_budget, 8ms);
}

TEST_F(SettingsTest, AreReadAnewEachTime) {
  write("[shutdown]\ncall_budget_ms = 1\n");
  EXPECT_EQ(read_settings().call_budget, 1ms);
  write("[shutdown]\ncall_budget_ms = 2\n");
  EXPECT_EQ(read_settings().call_budget, 2ms);
}

TEST_F(SettingsTest, NamesTheLineOfWhatIsWrongAndTakesTheRest) {
  write(
      "[shutdown]\nfast_shutdown_behavior = 3\ncall_budget = 9\nsession_budget_ms = \"long\"\ncall_budget_ms = 9\n"
      "[shut]\n[profile.work.shutdown]\nfast_shutdown_behavior = 0\nsession_budget_ms = -1\n");
  const Settings settings = read_settings("work");
  EXPECT_EQ(settings.call_budget, 9ms);
  EXPECT_EQ(settings.session_budget, 30s);
  EXPECT_EQ(settings.fast_shutdown, FastShutdown::unless_refused);
  EXPECT_THAT(settings.complaints,
              ::testing::UnorderedElementsAre(
                  file() + ":2: \"fast_shutdown_behavior\" is not a whole number from 0 to 2",
                  file() + ":3: \"call_budget\" is not known in [shutdown]",
                  file() + ":4: \"session_budget_ms\" is not a whole number from 0 to 86400000",
                  file() + ":6: \"shut\" is not known",
                  file() + ":8: \"fast_shutdown_behavior\" is a setting of the user, not of a profile",
                  file() + ":9: \"session_budget_ms\" is not a whole number from 0 to 86400000"));
}

TEST_F(SettingsTest, PassesOverAFileThatIsNoToml) {
  write("[shutdown]\ncall_budget_ms = 9\ncall_budget_ms 10\n");
  const Settings settings = read_settings();
  EXPECT_EQ(settings.call_budget, 5s);
  EXPECT_THAT(settings.complaints, ElementsAre(HasSubstr(file() + ":3: ")));
}

TEST_F(SettingsTest, PassesOverAVariableThatIsNoNumber) {
  setenv("POSTROOM_CALL_BUDGET_MS", "5s", 1);
  setenv("POSTROOM_SESSION_BUDGET_MS", "", 1);
  const Settings settings = read_settings();
  EXPECT_EQ(settings.call_budget, 5s);
  EXPECT_THAT(settings.complaints, ElementsAre("POSTROOM_CALL_BUDGET_MS: 5s is not a whole number from 0 to 86400000"));
}

TEST_F(SettingsTest, NamesAFileThatCannotBeRead) {
  std::filesystem::create_directory(home_ / "postroom.toml");
  const Settings settings = read_settings();
  EXPECT_THAT(settings.complaints, ElementsAre(HasSubstr(file())));
}

TEST_F(SettingsTest, LieWhereTheXdgSpecificationPutsThem) {
  unsetenv("POSTROOM_HOME");
  setenv("XDG_CONFIG_HOME", "/somewhere/else", 1);
  EXPECT_EQ(config_file(), "/somewhere/else/postroom/postroom.toml");
  unsetenv("XDG_CONFIG_HOME");
  setenv("HOME", "/home/of/alice", 1);
  EXPECT_EQ(config_file(), "/home/of/alice/.config/postroom/postroom.toml");
}

}  // namespace
}  // namespace postroom::profile
