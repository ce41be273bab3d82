// SPDX-License-Identifier: Apache-2.0
//
// A process that logs on and off for a long time is in the end what it was after the first hundred times: memory within
// a megabyte, and descriptors, threads and mappings to the last one. POSTROOM_CYCLES chooses how often.
#include "tests/scenarios/scenario_fixture.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;

std::size_t entries_of(const char* folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

std::size_t lines_of(const char* file) {
  std::ifstream stream(file);
  std::size_t lines = 0;
  for (std::string line; std::getline(stream, line);) ++lines;
  return lines;
}

struct Footprint {
  std::size_t resident = 0;  // bytes
  std::size_t descriptors = 0;
  std::size_t threads = 0;
  std::size_t mappings = 0;
};

Footprint footprint() {
  std::size_t pages = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return {resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), entries_of("/proc/self/fd"),
          entries_of("/proc/self/task"), lines_of("/proc/self/maps")};
}

class Cycles : public ScenarioTest {
 protected:
  void SetUp() override {
    // The trace's rings are as large as they are and fill as events come: filled now, they are none of the growth.
    initialise();
    for (int i = 0; i < 6000; ++i) {
      if (i < 2500) {
        kit::com_ptr<IProfAdmin> admin;
        ASSERT_EQ(MAPIAdminProfiles(0, admin.put()), S_OK);
      }
      initialise_anew();
    }
    make_profile("alice");
  }

  void initialise_anew() {
    MAPIUninitialize();
    MAPIINIT_0 parameters = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    ASSERT_EQ(MAPIInitialize(&parameters), S_OK);
  }

  void cycle(ULONG flags) {
    auto session = log_on("alice", flags);
    ASSERT_TRUE(session);
    auto store = open_store(*session);
    ASSERT_TRUE(store);
    EXPECT_TRUE(subjects(*inbox(*store)).empty());
    kit::com_ptr<IAddrBook> book;
    EXPECT_EQ(session->OpenAddressBook(0, nullptr, AB_NO_DIALOG, book.put()), S_OK);
    book.reset();
    store.reset();
    ASSERT_EQ(session->Logoff(0, 0, 0), S_OK);
  }

  // Runs the cycle as often as asked for and compares the end with the state after the first hundred.
  template <class Cycle>
  void expect_steady(Cycle&& one) {
    const char* set = std::getenv("POSTROOM_CYCLES");
    const int count = set != nullptr ? std::atoi(set) : 300;
    Footprint before;
    for (int i = 1; i <= count && !HasFailure(); ++i) {
      one();
      if (i == 100) before = footprint();
    }
    const Footprint after = footprint();
    const auto growth = static_cast<long>(after.resident) - static_cast<long>(before.resident);
    std::printf("%d cycles: resident %+ld KiB, descriptors %zu, threads %zu, mappings %zu\n", count, growth / 1024,
                after.descriptors, after.threads, after.mappings);
    EXPECT_LT(growth, 1024 * 1024) << "resident memory after " << count << " cycles";
    EXPECT_EQ(after.descriptors, before.descriptors);
    EXPECT_EQ(after.threads, before.threads);
    EXPECT_EQ(after.mappings, before.mappings);
  }
};

TEST_F(Cycles, OfLogonAndLogoffLeaveNothingBehind) {  // J-12, J-70
  expect_steady([&] { cycle(MAPI_NO_MAIL); });
}

TEST_F(Cycles, WithMailLeaveNothingBehind) {  // J-12, J-68
  expect_steady([&] { cycle(0); });
}

TEST_F(Cycles, WithMapiUninitializeInEachLeaveNothingBehind) {  // A-40, J-71
  expect_steady([&] {
    cycle(MAPI_NO_MAIL);
    initialise_anew();
  });
}

TEST_F(Cycles, WithMailAndMapiUninitializeInEachLeaveNothingBehind) {  // A-40, J-68
  expect_steady([&] {
    cycle(0);
    initialise_anew();
  });
}

}  // namespace
}  // namespace postroom::test
