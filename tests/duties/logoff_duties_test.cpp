// SPDX-License-Identifier: Apache-2.0
// The duties of IABLogon::Logoff, IMSLogon::Logoff and IXPLogon::TransportLogoff, one test each, for the three bases of
// the kit and for the example on the bare service provider interface.
#include "tests/duties/driven_provider.hpp"

#include "tests/support/test_memory.hpp"

#include <postroom/failure.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mapitags.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using kit::com_ptr;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::size_t entries_of(const char* folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// The descriptors of the process, but those of inotify that watch nothing: a library keeps them for its next logon.
std::size_t connections() {
  std::size_t found = 0;
  for (const auto& each : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string what = fs::read_symlink(each.path(), gone).string();
    std::stringstream about;
    about << std::ifstream("/proc/self/fdinfo/" + each.path().filename().string()).rdbuf();
    if (what != "anon_inode:inotify" || about.str().find("inotify wd:") != std::string::npos) ++found;
  }
  return found;
}

class LogoffDuties : public testing::TestWithParam<Maker> {
 protected:
  bool on_the_kit() const { return GetParam().name.starts_with("Kit"); }

  FakeLedger ledger;
  FakeSupport support{&ledger};
  DrivenProvider provider{GetParam()};
};

TEST_P(LogoffDuties, EndsTheOpenObjectsSubObjectsAndStatusObject) {  // J-23, J-31, J-73
  DrivenLogon logon = provider.log_on(support);
  const auto opened = provider.open_everything(logon);

  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);

  for (const auto& object : opened) EXPECT_TRUE(is_dead(*object));
  com_ptr<IMAPIStatus> late;
  EXPECT_EQ(DrivenProvider::open_status(logon, late), MAPI_E_INVALID_OBJECT);
}

TEST_P(LogoffDuties, ReleasesTheSupportObjectLastAndCallsItNoMore) {  // J-24, J-25, J-63
  DrivenLogon logon = provider.log_on(support);
  const auto opened = provider.open_everything(logon);
  EXPECT_THAT(support.rows(), SizeIs(1)) << "there is a row to go with it (C-48)";

  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);

  EXPECT_TRUE(support.released());
  EXPECT_EQ(support.calls().back(), "Release (last)");
  logon.release();
  logon.store.reset();
  EXPECT_EQ(provider.shut_down(), S_OK);
  provider.release();
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST_P(LogoffDuties, BreaksTheCycleOfLogonAndStatusObject) {  // J-27, E-12
  DrivenLogon logon = provider.log_on(support);
  com_ptr<IMAPIStatus> first;
  com_ptr<IMAPIStatus> second;
  ASSERT_EQ(DrivenProvider::open_status(logon, first), S_OK);
  ASSERT_EQ(DrivenProvider::open_status(logon, second), S_OK);
  EXPECT_EQ(first, second) << "one for each logon";
  second.reset();

  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);

  EXPECT_EQ(logon.release(), 0U) << "something still holds the logon";
  EXPECT_EQ(first.reset(), 0U) << "something still holds the status object";
  logon.store.reset();
  EXPECT_THAT(ledger.live_types(), IsEmpty());
}

TEST_P(LogoffDuties, EndsTheConnectionToItsServerThoughObjectsAreHeld) {  // J-26
  {
    FakeSupport other;
    DrivenLogon first = provider.log_on(other);  // what is opened once in a process
    DrivenProvider::log_off(first);
    std::thread([] {}).join();  // with the first thread ThreadSanitizer starts one of its own
  }
  const std::size_t descriptors = connections();
  const std::size_t threads = entries_of("/proc/self/task");
  DrivenLogon logon = provider.log_on(support);
  ULONG flags = NOTIFY_BEGIN_INBOUND;  // a transport watches its medium from then on
  if (auto* transport = std::get_if<com_ptr<IXPLogon>>(&logon.object)) {
    EXPECT_EQ((*transport)->TransportNotify(&flags, nullptr), S_OK);
  }
  const auto opened = provider.open_everything(logon);
  if (on_the_kit()) {
    EXPECT_GT(connections(), descriptors) << "there is a connection to end";
  }

  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);

  EXPECT_EQ(connections(), descriptors);
  EXPECT_EQ(entries_of("/proc/self/task"), threads);
}

TEST_P(LogoffDuties, TakesOneLogonOffTheListAndLeavesTheOther) {  // J-26, C-36
  FakeSupport other_support;
  DrivenLogon logon = provider.log_on(support);
  DrivenLogon other = provider.log_on(other_support);

  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);

  com_ptr<IMAPIStatus> status;
  EXPECT_EQ(DrivenProvider::open_status(other, status), S_OK);
  EXPECT_FALSE(other_support.released());
  status.reset();
  EXPECT_EQ(provider.shut_down(), S_OK);
  EXPECT_TRUE(other_support.released()) << "Shutdown knows who is still on the list (J-15)";
  EXPECT_EQ(other_support.calls_after_release(), 0U);
}

TEST_P(LogoffDuties, LeavesWhatLeaksToBeTraced) {  // J-26
  setenv("POSTROOM_DEBUG", "1", 1);
  DrivenLogon logon = provider.log_on(support);
  com_ptr<IMAPIStatus> leaked;
  ASSERT_EQ(DrivenProvider::open_status(logon, leaked), S_OK);
  testing::internal::CaptureStderr();

  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);

  const std::string said = testing::internal::GetCapturedStderr();
  unsetenv("POSTROOM_DEBUG");
  logon.release();
  logon.store.reset();
  if (on_the_kit()) {  // whose runtime reads the ledger when the session ends
    EXPECT_THAT(ledger.live_types(), testing::ElementsAre("IMAPIStatus"));
  } else {
    EXPECT_THAT(said, HasSubstr("ends while a client holds its status object, 1 references"));
  }
}

TEST_P(LogoffDuties, LeaveNoMemoryBehind) {  // J-26, J-75
  {
    FakeSupport other;
    DrivenLogon first = provider.log_on(other);
    DrivenProvider::log_off(first);
  }
  const std::size_t before = live_blocks();
  {
    DrivenLogon logon = provider.log_on(support);
    const auto opened = provider.open_everything(logon);
    EXPECT_EQ(DrivenProvider::work(logon) == MAPI_E_CALL_FAILED, false);
    EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);
  }  // what was leaked is released late, and each block is freed once
  EXPECT_EQ(live_blocks(), before);
}

TEST_P(LogoffDuties, AreDoneByALastReleaseWithoutLogoff) {  // J-29, scenario 20
  DrivenLogon logon = provider.log_on(support);
  const auto opened = provider.open_everything(logon);

  logon.release();

  EXPECT_TRUE(support.released());
  EXPECT_EQ(support.calls_after_release(), 0U);
  for (const auto& object : opened) EXPECT_TRUE(is_dead(*object));
}

TEST_P(LogoffDuties, AreDoneByTheProvidersLastReleaseWithoutShutdown) {  // J-29
  DrivenLogon logon = provider.log_on(support);
  const auto opened = provider.open_everything(logon);

  provider.release();

  EXPECT_TRUE(support.released());
  for (const auto& object : opened) EXPECT_TRUE(is_dead(*object));
  logon.release();
  logon.store.reset();
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST_P(LogoffDuties, AreDoneOnceThoughLogoffShutdownAndReleaseAllCome) {  // J-29, J-3
  DrivenLogon logon = provider.log_on(support);
  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);
  DrivenProvider::log_off(logon);
  EXPECT_EQ(provider.shut_down(), S_OK);
  logon.release();
  logon.store.reset();
  provider.release();
  EXPECT_EQ(support.count("Release (last)"), 1U);
  EXPECT_EQ(support.calls_after_release(), 0U);
}

TEST_P(LogoffDuties, MayComeOnAnyThreadWhileAnotherIsInside) {  // J-30, J-61, J-102
  for (int round = 0; round < 20; ++round) {
    FakeSupport fresh;
    DrivenLogon logon = provider.log_on(fresh);
    std::atomic<int> started{0};
    std::atomic<bool> ended{false};
    std::vector<std::thread> busy;
    for (int i = 0; i < 2; ++i) {
      busy.emplace_back([&] {
        while (!ended) {
          if (on_the_kit()) {
            com_ptr<IMAPIStatus> status;
            const HRESULT opened = DrivenProvider::open_status(logon, status);
            EXPECT_TRUE(opened == S_OK || opened == MAPI_E_INVALID_OBJECT ||
                        opened == MAPI_E_CANCEL)  // the medium was interrupted
                << kit::hresult_name(opened);
            DrivenProvider::work(logon);
          } else {  // MakeInvalid takes the present count: it has none while a client opens and releases
            DrivenProvider::ask(logon);
          }
          ++started;
        }
      });
    }
    while (started < 4) std::this_thread::yield();
    std::thread any([&] { EXPECT_EQ(DrivenProvider::log_off(logon), S_OK); });
    any.join();
    ended = true;
    for (std::thread& thread : busy) thread.join();
    EXPECT_TRUE(fresh.released());
    EXPECT_EQ(fresh.calls_after_release(), 0U);
  }
}

TEST_P(LogoffDuties, DoNotNeedAStatusObjectThatSomebodyOpened) {
  DrivenLogon logon = provider.log_on(support);
  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);
  EXPECT_TRUE(support.released());
  EXPECT_EQ(logon.release(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Of, LogoffDuties,
    testing::Values(Maker{"KitAddressBook", "postroom/libpostroom_book.so", ProviderKind::address_book},
                    Maker{"KitStore", "postroom/libpostroom_store.so", ProviderKind::store},
                    Maker{"KitTransport", "postroom/libpostroom_maildir.so", ProviderKind::transport},
                    Maker{"SpiAddressBook", "postroom-test/libspi_example.so", ProviderKind::address_book},
                    Maker{"SpiStore", "postroom-test/libspi_example.so", ProviderKind::store},
                    Maker{"SpiTransport", "postroom-test/libspi_example.so", ProviderKind::transport}),
    [](const auto& maker) { return maker.param.name; });

// A transport hands its status object to the runtime (J-64); one that nobody holds is simply gone.
TEST(SpiTransportLogoff, MakesTheStatusObjectInvalidThatAClientHolds) {  // J-63, J-64, J-72
  FakeSupport support;
  DrivenProvider provider(Maker{"SpiTransport", "postroom-test/libspi_example.so", ProviderKind::transport});
  DrivenLogon logon = provider.log_on(support);
  com_ptr<IMAPIStatus> held;
  ASSERT_EQ(DrivenProvider::open_status(logon, held), S_OK);
  com_ptr<IMAPIStatus> twice = held;

  EXPECT_EQ(DrivenProvider::log_off(logon), S_OK);

  const auto invalidated = support.invalidated();
  ASSERT_THAT(invalidated, SizeIs(1));
  EXPECT_EQ(invalidated[0].object, held.get());
  EXPECT_EQ(invalidated[0].references, 2U) << "the client's, not the logon's own";
  EXPECT_EQ(invalidated[0].methods, 18U);
  const auto calls = support.calls();
  EXPECT_LT(std::find(calls.begin(), calls.end(), "MakeInvalid"),
            std::find(calls.begin(), calls.end(), "Release (last)"));
}

}  // namespace
}  // namespace postroom::test
